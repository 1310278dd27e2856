-- A data file of schema 1, from before schemas were numbered: a conversation judged in every way, a trace of 1970, a row
-- that only an early PATCH made, and what a deleted project ("Secret") left behind. Written by mock-opik at that time.
CREATE TABLE comment_keys (
    entity TEXT NOT NULL,
    key TEXT NOT NULL,
    comment TEXT NOT NULL,
    PRIMARY KEY (entity, key)
) WITHOUT ROWID;
INSERT INTO "comment_keys" VALUES('018bcfe5-6801-7000-8000-0002be00fec5','k1','01a21ec4-84d0-7000-8000-000406bbacfc');
INSERT INTO "comment_keys" VALUES('018bcfe5-6815-7000-8000-0008b5bad8ae','k2','01a21ec4-84f8-7000-8000-000aae36fc70');
CREATE TABLE comments (
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
INSERT INTO "comments" VALUES('01a21ec4-84d0-7000-8000-000406bbacfc','018bcfe5-6801-7000-8000-0002be00fec5','thread','a comment',NULL,1795812525264247000,'admin',1795812525264247000,'admin');
INSERT INTO "comments" VALUES('01a21ec4-84d4-7000-8000-0005d6f0e37c','018bcfe5-6801-7000-8000-000000000001','trace','on a trace',NULL,1795812525268612000,'admin',1795812525268612000,'admin');
INSERT INTO "comments" VALUES('01a21ec4-84f8-7000-8000-000aae36fc70','018bcfe5-6815-7000-8000-0008b5bad8ae','thread','hidden',NULL,1795812525304386000,'admin',1795812525304386000,'admin');
CREATE TABLE definitions (
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
INSERT INTO "definitions" VALUES('01a21ec4-8494-7000-8000-000062d6ef04','User feedback','user feedback','categorical',NULL,'{"categories":{"👍":1.0,"👎":0.0}}',1795812525204949203,'admin',1795812525204949203,'admin');
INSERT INTO "definitions" VALUES('01a21ec4-84db-7000-8000-000664caf235','tone','tone','numerical',NULL,'{"min":0.0,"max":1.0}',1795812525275923000,'admin',1795812525275923000,'admin');
CREATE TABLE projects (
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
INSERT INTO "projects" VALUES(1,'0190babc-62a0-71d2-832a-0feffa4676eb','Default Project','default project','public',NULL,1795812525204839180,'admin',1795812525204839180,'admin',NULL);
INSERT INTO "projects" VALUES(2,'01a21ec4-84a8-7000-8000-000128453791','Support','support','private',NULL,1795812525224642000,'admin',1795812525224642000,'admin',1795812525240839000);
CREATE TABLE scores (
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
INSERT INTO "scores" VALUES('018bcfe5-6801-7000-8000-000000000001','User feedback','admin','','trace',2,1000000000,'👍',NULL,'ui',1795812525260065000,1795812525260065000);
INSERT INTO "scores" VALUES('018bcfe5-6801-7000-8000-0002be00fec5','tone','Ada','','thread',2,500000000,NULL,'so so','ui',1795812525255948000,1795812525255948000);
INSERT INTO "scores" VALUES('018bcfe5-680b-7000-8000-00000000000b','n','admin','','span',2,3000000000,NULL,NULL,'sdk',1795812525261341000,1795812525261341000);
INSERT INTO "scores" VALUES('018bcfe5-6815-7000-8000-0008b5bad8ae','hidden','admin','','thread',3,1000000000,NULL,NULL,'sdk',1795812525300717000,1795812525300717000);
INSERT INTO "scores" VALUES('018bcfe5-6863-7000-8000-000000000063','early','admin','','trace',2,2000000000,NULL,NULL,'sdk',1795812525260065000,1795812525260065000);
CREATE TABLE span_bodies (
    key INTEGER PRIMARY KEY,
    input_short TEXT,
    output_short TEXT,
    metadata_short TEXT,
    error_info TEXT,
    input TEXT,
    output TEXT,
    metadata TEXT
);
INSERT INTO "span_bodies" VALUES(1,NULL,NULL,NULL,NULL,'{"i": 11}','"o"',NULL);
INSERT INTO "span_bodies" VALUES(2,NULL,NULL,NULL,NULL,'{"i": 12}','"o"',NULL);
INSERT INTO "span_bodies" VALUES(3,NULL,NULL,NULL,NULL,'{"i": 13}','"o"',NULL);
INSERT INTO "span_bodies" VALUES(4,NULL,NULL,NULL,NULL,'{"i": 14}','"o"',NULL);
INSERT INTO "span_bodies" VALUES(5,NULL,NULL,NULL,NULL,'{"i": 22}','"o"',NULL);
INSERT INTO "span_bodies" VALUES(6,NULL,NULL,NULL,NULL,'{"i": 23}','"o"',NULL);
CREATE TABLE span_totals (
    trace_id TEXT PRIMARY KEY,
    spans INTEGER NOT NULL,
    llm_spans INTEGER NOT NULL,
    tool_spans INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    usage TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "span_totals" VALUES('018bcfe5-6801-7000-8000-000000000001',2,2,0,4000000000,'{"completion_tokens":8,"prompt_tokens":6}');
INSERT INTO "span_totals" VALUES('018bcfe5-6802-7000-8000-000000000002',1,1,0,2000000000,'{"completion_tokens":4,"prompt_tokens":3}');
INSERT INTO "span_totals" VALUES('018bcfe5-6804-7000-8000-000000000004',1,1,0,2000000000,'{"completion_tokens":4,"prompt_tokens":3}');
INSERT INTO "span_totals" VALUES('018bcfe5-6809-7000-8000-000000000009',1,1,0,2000000000,'{"completion_tokens":4,"prompt_tokens":3}');
INSERT INTO "span_totals" VALUES('018bcfe5-6815-7000-8000-000000000015',1,1,0,2000000000,'{"completion_tokens":4,"prompt_tokens":3}');
CREATE TABLE spans (
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
INSERT INTO "spans" VALUES(1,'018bcfe5-680b-7000-8000-00000000000b',2,'018bcfe5-6801-7000-8000-000000000001',NULL,'llm','m','p','{"completion_tokens":4,"prompt_tokens":3}',2000000000,'call',1700000000000000000,1700000001000000000,NULL,0,NULL,NULL,NULL,0,1795812525236363000,'admin',1795812525236363000,'admin');
INSERT INTO "spans" VALUES(2,'018bcfe5-680c-7000-8000-00000000000c',2,'018bcfe5-6801-7000-8000-000000000001','018bcfe5-680b-7000-8000-00000000000b','llm','m','p','{"completion_tokens":4,"prompt_tokens":3}',2000000000,'call',1700000000000000000,1700000001000000000,NULL,0,NULL,NULL,NULL,0,1795812525236363000,'admin',1795812525236363000,'admin');
INSERT INTO "spans" VALUES(3,'018bcfe5-680d-7000-8000-00000000000d',2,'018bcfe5-6802-7000-8000-000000000002',NULL,'llm','m','p','{"completion_tokens":4,"prompt_tokens":3}',2000000000,'call',1700000000000000000,1700000001000000000,NULL,0,NULL,NULL,NULL,0,1795812525236363000,'admin',1795812525236363000,'admin');
INSERT INTO "spans" VALUES(4,'018bcfe5-680e-7000-8000-00000000000e',2,'018bcfe5-6809-7000-8000-000000000009',NULL,'llm','m','p','{"completion_tokens":4,"prompt_tokens":3}',2000000000,'call',1700000000000000000,1700000001000000000,NULL,0,NULL,NULL,NULL,0,1795812525236363000,'admin',1795812525236363000,'admin');
INSERT INTO "spans" VALUES(5,'018bcfe5-6816-7000-8000-000000000016',3,'018bcfe5-6815-7000-8000-000000000015',NULL,'llm','m','p','{"completion_tokens":4,"prompt_tokens":3}',2000000000,'call',1700000000000000000,1700000001000000000,NULL,0,NULL,NULL,NULL,0,1795812525292909000,'admin',1795812525292909000,'admin');
INSERT INTO "spans" VALUES(6,'018bcfe5-6817-7000-8000-000000000017',3,'018bcfe5-6804-7000-8000-000000000004',NULL,'llm','m','p','{"completion_tokens":4,"prompt_tokens":3}',2000000000,'call',1700000000000000000,1700000001000000000,NULL,0,NULL,NULL,NULL,0,1795812525292909000,'admin',1795812525292909000,'admin');
CREATE TABLE threads (
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
INSERT INTO "threads" VALUES(1,2,'talk','018bcfe5-6801-7000-8000-0002be00fec5',1,1795812525224642000,'admin',1795812525272922000,'admin','["kept"]','sdk',NULL,4,1700000050000000,1700000061000000000,3,2,'{"completion_tokens":12,"prompt_tokens":9}',6000000000,1);
INSERT INTO "threads" VALUES(2,3,'whisper','018bcfe5-6815-7000-8000-0008b5bad8ae',0,1795812525282054000,'admin',1700000001000000000,'admin','[]','sdk',NULL,1,1700000000000000000,1700000001000000000,6,6,'{"completion_tokens":4,"prompt_tokens":3}',2000000000,0);
CREATE TABLE trace_bodies (
    key INTEGER PRIMARY KEY,
    input_short TEXT,
    output_short TEXT,
    metadata_short TEXT,
    error_info TEXT,
    input TEXT,
    output TEXT,
    metadata TEXT
);
INSERT INTO "trace_bodies" VALUES(1,NULL,NULL,NULL,NULL,'{"q": "question 1"}','{"a": "answer 1 \u00c4"}','{"k": [1, 2]}');
INSERT INTO "trace_bodies" VALUES(2,NULL,NULL,NULL,'{"exception_type": "E", "message": "m", "traceback": "t"}','{"q": "question 2"}','{"a": "answer 2 \u00c4"}',NULL);
INSERT INTO "trace_bodies" VALUES(3,NULL,NULL,NULL,NULL,'{"q": "question 3"}','{"a": "answer 3 \u00c4"}',NULL);
INSERT INTO "trace_bodies" VALUES(4,NULL,NULL,NULL,NULL,'{"q": "question 4"}','{"a": "answer 4 \u00c4"}',NULL);
INSERT INTO "trace_bodies" VALUES(5,NULL,NULL,NULL,NULL,NULL,'"early"',NULL);
INSERT INTO "trace_bodies" VALUES(6,NULL,NULL,NULL,NULL,'{"q": "question 21"}','{"a": "answer 21 \u00c4"}',NULL);
CREATE TABLE trace_texts (
    key INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    thread INTEGER,
    input TEXT NOT NULL,
    output TEXT NOT NULL,
    more TEXT NOT NULL
);
INSERT INTO "trace_texts" VALUES(1,2,1,'question 1','answer 1 ä','turn
1
2

a');
INSERT INTO "trace_texts" VALUES(2,2,1,'question 2','answer 2 ä','turn

e
m
t
');
INSERT INTO "trace_texts" VALUES(3,2,1,'question 3','answer 3 ä','turn


');
INSERT INTO "trace_texts" VALUES(4,2,NULL,'question 4','answer 4 ä','turn


');
INSERT INTO "trace_texts" VALUES(5,2,1,'','early','


');
INSERT INTO "trace_texts" VALUES(6,3,2,'question 21','answer 21 ä','turn


');
CREATE TABLE traces (
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
INSERT INTO "traces" VALUES(1,'018bcfe5-6801-7000-8000-000000000001',2,1,'turn',1700000000000000000,1700000001000000000,'["a"]',0,NULL,'sdk',NULL,0,1795812525224642000,'admin',1700000001000000000,'admin');
INSERT INTO "traces" VALUES(2,'018bcfe5-6802-7000-8000-000000000002',2,1,'turn',1700000060123456000,1700000061000000000,NULL,1,NULL,'sdk',NULL,0,1795812525224642000,'admin',1700000061000000000,'admin');
INSERT INTO "traces" VALUES(3,'018bcfe5-6803-7000-8000-000000000003',2,1,'turn',1700000050000000,1700000050000000000,NULL,0,NULL,'sdk',NULL,0,1795812525224642000,'admin',1700000050000000000,'admin');
INSERT INTO "traces" VALUES(4,'018bcfe5-6804-7000-8000-000000000004',2,NULL,'turn',1700000120000000000,1700000121000000000,NULL,0,NULL,'sdk',NULL,0,1795812525224642000,'admin',1700000121000000000,'admin');
INSERT INTO "traces" VALUES(5,'018bcfe5-6805-7000-8000-000000000005',2,1,NULL,0,NULL,NULL,0,NULL,NULL,NULL,1,1795812525240839000,'admin',1795812525240839000,'admin');
INSERT INTO "traces" VALUES(6,'018bcfe5-6815-7000-8000-000000000015',3,2,'turn',1700000000000000000,1700000001000000000,NULL,0,NULL,'sdk',NULL,0,1795812525282054000,'admin',1700000001000000000,'admin');
CREATE TABLE workspace_configuration (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    configuration TEXT NOT NULL
);
INSERT INTO "workspace_configuration" VALUES(1,'{"timeout_to_mark_thread_as_inactive":"PT30M"}');
CREATE INDEX threads_by_activity ON threads (project, last_updated_at DESC, start_time);
CREATE INDEX threads_by_name ON threads (thread_id);
CREATE INDEX threads_to_close ON threads (inactive, last_updated_at);
CREATE INDEX traces_by_id ON traces (project, id);
CREATE INDEX traces_by_start ON traces (thread, start_time, id);
CREATE INDEX traces_by_end ON traces (thread, end_time, id);
CREATE INDEX spans_by_id ON spans (project, id);
CREATE INDEX spans_by_trace ON spans (trace_id, id);
CREATE INDEX scores_by_name ON scores (kind, project, name);
CREATE INDEX comments_by_entity ON comments (entity, id);
