-- Surveys as their authors have them before them.
CREATE TABLE drafts (
    survey TEXT NOT NULL PRIMARY KEY,
    language TEXT NOT NULL CHECK (language IN ('toml', 'json')),
    source TEXT NOT NULL,
    -- For lists: the text may not be readable.
    name TEXT NOT NULL,
    -- Counts its edits.
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    -- As they were called then.
    edited_by TEXT NOT NULL
) STRICT;

-- What a draft was like after each step of its history.
CREATE TABLE draft_edits (
    survey TEXT NOT NULL,
    revision INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('begun', 'edited', 'restored')),
    language TEXT NOT NULL CHECK (language IN ('toml', 'json')),
    source TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    edited_by TEXT NOT NULL,
    PRIMARY KEY (survey, revision)
) STRICT;

-- What somebody has done with a survey by hand.
CREATE TABLE survey_states (
    survey TEXT NOT NULL PRIMARY KEY,
    held TEXT CHECK (held IN ('paused', 'closed')),
    held_since INTEGER,
    archived_at INTEGER,
    -- JSON: a list of texts.
    labels TEXT NOT NULL
) STRICT, WITHOUT ROWID;
