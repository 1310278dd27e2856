-- Files of traces and spans. The contents are in a table of their own, so that listing them reads none of them.
CREATE TABLE attachments (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL,
    kind TEXT NOT NULL,
    entity TEXT NOT NULL,
    file_name TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    file_size INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    UNIQUE (entity, project, kind, file_name)
);
CREATE INDEX attachments_by_project ON attachments (project);
CREATE TABLE attachment_contents (
    key INTEGER PRIMARY KEY,
    content BLOB NOT NULL
);
-- However a row is deleted, its content goes with it.
CREATE TRIGGER attachment_deleted AFTER DELETE ON attachments BEGIN
    DELETE FROM attachment_contents WHERE key = OLD.key;
END;

-- The trace and thread that the spans of an OpenTelemetry trace belong to. Its spans come in several requests, and the
-- time in the trace's id is that of the first span that came. `attached`: the trace is one that the client named, which
-- it logs in another way.
CREATE TABLE otel_traces (
    project INTEGER NOT NULL,
    otel_id BLOB NOT NULL,
    trace_id TEXT NOT NULL,
    thread_id TEXT,
    attached INTEGER NOT NULL,
    PRIMARY KEY (project, otel_id)
) WITHOUT ROWID;
CREATE INDEX otel_traces_by_trace ON otel_traces (trace_id);
