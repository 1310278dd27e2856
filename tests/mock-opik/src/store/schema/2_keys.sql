-- Keys are never reused (AUTOINCREMENT): rows that still refer to a deleted row would otherwise belong to the next new
-- one. Rows that deleted projects have left behind are removed first.

-- A trace that moved to another project took its scores along, but they still named the old one.
UPDATE scores SET project = coalesce(
    (SELECT project FROM traces WHERE id = scores.entity),
    (SELECT project FROM spans WHERE id = scores.entity),
    (SELECT project FROM threads WHERE model_id = scores.entity),
    project
);
-- A span that was logged to a project of its own belongs to its trace.
UPDATE spans SET project = (SELECT t.project FROM traces t WHERE t.id = spans.trace_id)
WHERE project NOT IN (SELECT key FROM projects)
AND EXISTS (SELECT 1 FROM traces t WHERE t.id = spans.trace_id AND t.project IN (SELECT key FROM projects));

DELETE FROM traces WHERE project NOT IN (SELECT key FROM projects);
DELETE FROM trace_bodies WHERE key NOT IN (SELECT key FROM traces);
DELETE FROM trace_texts WHERE key NOT IN (SELECT key FROM traces);
DELETE FROM spans WHERE project NOT IN (SELECT key FROM projects);
DELETE FROM span_bodies WHERE key NOT IN (SELECT key FROM spans);
DELETE FROM span_totals WHERE NOT EXISTS (SELECT 1 FROM spans s WHERE s.trace_id = span_totals.trace_id);
DELETE FROM threads WHERE project NOT IN (SELECT key FROM projects);
UPDATE traces SET thread = NULL WHERE thread NOT IN (SELECT key FROM threads);
UPDATE trace_texts SET thread = NULL WHERE thread NOT IN (SELECT key FROM threads);
DELETE FROM scores WHERE project NOT IN (SELECT key FROM projects);
DELETE FROM comments WHERE NOT EXISTS (SELECT 1 FROM traces WHERE id = comments.entity)
AND NOT EXISTS (SELECT 1 FROM spans WHERE id = comments.entity)
AND NOT EXISTS (SELECT 1 FROM threads WHERE model_id = comments.entity);
DELETE FROM comment_keys WHERE NOT EXISTS (SELECT 1 FROM traces WHERE id = comment_keys.entity)
AND NOT EXISTS (SELECT 1 FROM spans WHERE id = comment_keys.entity)
AND NOT EXISTS (SELECT 1 FROM threads WHERE model_id = comment_keys.entity);

-- A trace of 1970 (its client took seconds for milliseconds) is not the first turn of a thread that has later ones.
UPDATE threads SET (first_trace, start_time) = (
    SELECT key, start_time FROM traces WHERE thread = threads.key AND start_time >= 31536000000000000
    ORDER BY start_time, id LIMIT 1
)
WHERE start_time < 31536000000000000
AND EXISTS (SELECT 1 FROM traces t WHERE t.thread = threads.key AND t.start_time >= 31536000000000000);

CREATE TABLE projects_once (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    visibility TEXT NOT NULL,
    description TEXT,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    last_updated_at INTEGER NOT NULL,
    last_updated_by TEXT NOT NULL,
    last_updated_trace_at INTEGER
);
INSERT INTO projects_once SELECT * FROM projects;
DROP TABLE projects;
ALTER TABLE projects_once RENAME TO projects;

CREATE TABLE threads_once (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL,
    thread_id TEXT NOT NULL,
    model_id TEXT NOT NULL UNIQUE,
    inactive INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    last_updated_at INTEGER NOT NULL,
    last_updated_by TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    source TEXT,
    environment TEXT,
    traces INTEGER NOT NULL DEFAULT 0,
    start_time INTEGER,
    end_time INTEGER,
    first_trace INTEGER,
    last_trace INTEGER,
    usage TEXT NOT NULL DEFAULT '{}',
    cost INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project, thread_id)
);
INSERT INTO threads_once SELECT * FROM threads;
DROP TABLE threads;
ALTER TABLE threads_once RENAME TO threads;
CREATE INDEX threads_by_activity ON threads (project, last_updated_at DESC, start_time);
CREATE INDEX threads_by_name ON threads (thread_id);
CREATE INDEX threads_to_close ON threads (inactive, last_updated_at);

CREATE TABLE traces_once (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project INTEGER NOT NULL,
    thread INTEGER,
    name TEXT,
    start_time INTEGER NOT NULL,
    end_time INTEGER,
    tags TEXT,
    failed INTEGER NOT NULL,
    ttft REAL,
    source TEXT,
    environment TEXT,
    partial INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    last_updated_at INTEGER NOT NULL,
    last_updated_by TEXT NOT NULL
);
INSERT INTO traces_once SELECT * FROM traces;
DROP TABLE traces;
ALTER TABLE traces_once RENAME TO traces;
CREATE INDEX traces_by_id ON traces (project, id);
CREATE INDEX traces_by_start ON traces (thread, start_time, id);
CREATE INDEX traces_by_end ON traces (thread, end_time, id);

CREATE TABLE spans_once (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project INTEGER NOT NULL,
    trace_id TEXT NOT NULL,
    parent_span_id TEXT,
    type TEXT NOT NULL,
    model TEXT,
    provider TEXT,
    usage TEXT,
    cost INTEGER NOT NULL,
    name TEXT,
    start_time INTEGER NOT NULL,
    end_time INTEGER,
    tags TEXT,
    failed INTEGER NOT NULL,
    ttft REAL,
    source TEXT,
    environment TEXT,
    partial INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    last_updated_at INTEGER NOT NULL,
    last_updated_by TEXT NOT NULL
);
INSERT INTO spans_once SELECT * FROM spans;
DROP TABLE spans;
ALTER TABLE spans_once RENAME TO spans;
CREATE INDEX spans_by_id ON spans (project, id);
CREATE INDEX spans_by_trace ON spans (trace_id, id);
