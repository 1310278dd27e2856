-- Times are nanoseconds since 1970; money is in 10^-12 of the currency, score values in 10^-9, both exact.
-- JSON texts are kept as they were sent. Long texts are in the *_bodies tables, so that the rows that lists scan are short.

CREATE TABLE IF NOT EXISTS projects (
    key INTEGER PRIMARY KEY,
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

CREATE TABLE IF NOT EXISTS definitions (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    description TEXT,
    details TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    last_updated_at INTEGER NOT NULL,
    last_updated_by TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS workspace_configuration (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    configuration TEXT NOT NULL
);

-- A thread's identity and state, and sums over its traces and their spans; without traces it is not listed.
CREATE TABLE IF NOT EXISTS threads (
    key INTEGER PRIMARY KEY,
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
CREATE INDEX IF NOT EXISTS threads_by_activity ON threads (project, last_updated_at DESC, start_time);
CREATE INDEX IF NOT EXISTS threads_by_name ON threads (thread_id);
CREATE INDEX IF NOT EXISTS threads_to_close ON threads (inactive, last_updated_at);

CREATE TABLE IF NOT EXISTS traces (
    key INTEGER PRIMARY KEY,
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
CREATE INDEX IF NOT EXISTS traces_by_id ON traces (project, id);
CREATE INDEX IF NOT EXISTS traces_by_start ON traces (thread, start_time, id);
CREATE INDEX IF NOT EXISTS traces_by_end ON traces (thread, end_time, id);

CREATE TABLE IF NOT EXISTS trace_bodies (
    key INTEGER PRIMARY KEY,
    input_short TEXT,
    output_short TEXT,
    metadata_short TEXT,
    error_info TEXT,
    input TEXT,
    output TEXT,
    metadata TEXT
);

-- The texts to search, in lower case; `more` is only for searches of traces.
CREATE TABLE IF NOT EXISTS trace_texts (
    key INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    thread INTEGER,
    input TEXT NOT NULL,
    output TEXT NOT NULL,
    more TEXT NOT NULL
);

-- Sums over a trace's spans; the trace itself may come later.
CREATE TABLE IF NOT EXISTS span_totals (
    trace_id TEXT PRIMARY KEY,
    spans INTEGER NOT NULL,
    llm_spans INTEGER NOT NULL,
    tool_spans INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    usage TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS spans (
    key INTEGER PRIMARY KEY,
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
CREATE INDEX IF NOT EXISTS spans_by_id ON spans (project, id);
CREATE INDEX IF NOT EXISTS spans_by_trace ON spans (trace_id, id);

CREATE TABLE IF NOT EXISTS span_bodies (
    key INTEGER PRIMARY KEY,
    input_short TEXT,
    output_short TEXT,
    metadata_short TEXT,
    error_info TEXT,
    input TEXT,
    output TEXT,
    metadata TEXT
);

-- `entity` is a trace or span id, or a thread's model id: all are unique, so one column serves.
CREATE TABLE IF NOT EXISTS scores (
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    author TEXT NOT NULL,
    queue TEXT NOT NULL,
    kind TEXT NOT NULL,
    project INTEGER NOT NULL,
    value INTEGER NOT NULL,
    category_name TEXT,
    reason TEXT,
    source TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_updated_at INTEGER NOT NULL,
    PRIMARY KEY (entity, name, author, queue)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS scores_by_name ON scores (kind, project, name);

CREATE TABLE IF NOT EXISTS comments (
    id TEXT PRIMARY KEY,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    source_queue_id TEXT,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    last_updated_at INTEGER NOT NULL,
    last_updated_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS comments_by_entity ON comments (entity, id);

-- Comments that were sent with an Idempotency-Key: the same key makes no second comment.
CREATE TABLE IF NOT EXISTS comment_keys (
    entity TEXT NOT NULL,
    key TEXT NOT NULL,
    comment TEXT NOT NULL,
    PRIMARY KEY (entity, key)
) WITHOUT ROWID;
