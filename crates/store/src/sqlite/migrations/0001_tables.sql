-- Times are Unix milliseconds. Columns that hold JSON say so.

CREATE TABLE surveys (
    id TEXT NOT NULL PRIMARY KEY,
    -- The published one, so that a relay sees news by reading this small table alone.
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    survey TEXT NOT NULL REFERENCES surveys (id),
    revision INTEGER NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('toml', 'json')),
    source TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    PRIMARY KEY (survey, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE responses (
    -- The order of arrival, by which an export goes through them.
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    survey TEXT NOT NULL REFERENCES surveys (id),
    -- The one that the last submission was checked against.
    revision INTEGER NOT NULL,
    channel TEXT NOT NULL,
    locale TEXT NOT NULL,
    identifier_kind TEXT CHECK (identifier_kind IN ('braze_id', 'external_id', 'user_alias')),
    identifier TEXT,
    -- Of a user alias only.
    identifier_label TEXT,
    is_verified INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'dismissed', 'completed')),
    -- JSON, an object.
    hidden TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    completed_at INTEGER
) STRICT;

CREATE INDEX responses_by_survey ON responses (survey);

CREATE TABLE answers (
    response TEXT NOT NULL REFERENCES responses (id),
    question TEXT NOT NULL,
    -- JSON; null is an answer that was taken back.
    value TEXT NOT NULL,
    -- Counts the changes, from 1.
    revision INTEGER NOT NULL,
    -- By the respondent's clock, where that is believable.
    answered_at INTEGER,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (response, question)
) STRICT, WITHOUT ROWID;

-- The outbox: what is owed to Braze, one row for each change of an answer.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    response TEXT NOT NULL REFERENCES responses (id),
    question TEXT NOT NULL,
    revision INTEGER NOT NULL,
    survey TEXT NOT NULL,
    -- JSON: whose profile, which attribute and value, which event.
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
    n_attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL,
    -- A worker has it until then.
    claimed_until INTEGER,
    created_at INTEGER NOT NULL,
    settled_at INTEGER,
    last_error TEXT,
    UNIQUE (response, question, revision)
) STRICT;

CREATE INDEX deliveries_pending ON deliveries (next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_failed ON deliveries (id) WHERE state = 'failed';

CREATE TABLE attempts (
    delivery INTEGER NOT NULL REFERENCES deliveries (id),
    at INTEGER NOT NULL,
    -- The HTTP status; absent where there was no answer.
    status INTEGER,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    duration_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX attempts_by_delivery ON attempts (delivery);
