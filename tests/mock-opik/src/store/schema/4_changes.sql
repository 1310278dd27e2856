-- Change counts: for each block of 128 keys a number that only grows. A block in the row cache (`store::row_cache`) is
-- valid as long as its number is the same.
--
-- `kind`: 0 threads, 1 traces with their texts, 2 sums over the spans of traces, 3 scores of traces, 4 scores of the
-- spans of traces, 5 scores of threads. The first three are counted by the writer (`store::change_counts`): triggers
-- would make every row that is logged slower.
CREATE TABLE block_changes (
    kind INTEGER NOT NULL,
    block INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, block)
) WITHOUT ROWID;
INSERT INTO block_changes SELECT DISTINCT 0, key >> 7, 1 FROM threads;
INSERT INTO block_changes SELECT DISTINCT 1, key >> 7, 1 FROM traces;

-- An INSERT OR REPLACE would do as the statement does that fires the trigger, whatever is written here; an upsert does
-- not.
CREATE TRIGGER trace_score_inserted AFTER INSERT ON scores WHEN NEW.kind = 'trace' BEGIN
    INSERT INTO block_changes SELECT 3, t.key >> 7, 1
    FROM traces t WHERE t.id = NEW.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER span_score_inserted AFTER INSERT ON scores WHEN NEW.kind = 'span' BEGIN
    INSERT INTO block_changes SELECT 4, t.key >> 7, 1
    FROM spans p JOIN traces t ON t.id = p.trace_id WHERE p.id = NEW.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER thread_score_inserted AFTER INSERT ON scores WHEN NEW.kind = 'thread' BEGIN
    INSERT INTO block_changes SELECT 5, t.key >> 7, 1
    FROM threads t WHERE t.model_id = NEW.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER trace_score_updated AFTER UPDATE ON scores WHEN NEW.kind = 'trace' BEGIN
    INSERT INTO block_changes SELECT 3, t.key >> 7, 1
    FROM traces t WHERE t.id = NEW.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER span_score_updated AFTER UPDATE ON scores WHEN NEW.kind = 'span' BEGIN
    INSERT INTO block_changes SELECT 4, t.key >> 7, 1
    FROM spans p JOIN traces t ON t.id = p.trace_id WHERE p.id = NEW.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER thread_score_updated AFTER UPDATE ON scores WHEN NEW.kind = 'thread' BEGIN
    INSERT INTO block_changes SELECT 5, t.key >> 7, 1
    FROM threads t WHERE t.model_id = NEW.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER trace_score_deleted AFTER DELETE ON scores WHEN OLD.kind = 'trace' BEGIN
    INSERT INTO block_changes SELECT 3, t.key >> 7, 1
    FROM traces t WHERE t.id = OLD.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER span_score_deleted AFTER DELETE ON scores WHEN OLD.kind = 'span' BEGIN
    INSERT INTO block_changes SELECT 4, t.key >> 7, 1
    FROM spans p JOIN traces t ON t.id = p.trace_id WHERE p.id = OLD.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER thread_score_deleted AFTER DELETE ON scores WHEN OLD.kind = 'thread' BEGIN
    INSERT INTO block_changes SELECT 5, t.key >> 7, 1
    FROM threads t WHERE t.model_id = OLD.entity
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
