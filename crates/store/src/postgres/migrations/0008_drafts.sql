-- Surveys as their authors have them before them.
CREATE TABLE drafts (
    survey TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    language TEXT COLLATE "C" NOT NULL CHECK (language IN ('toml', 'json')),
    source TEXT COLLATE "C" NOT NULL,
    -- For lists: the text may not be readable.
    name TEXT COLLATE "C" NOT NULL,
    -- Counts its edits.
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    -- As they were called then.
    edited_by TEXT COLLATE "C" NOT NULL
);

-- What a draft was like after each step of its history.
CREATE TABLE draft_edits (
    survey TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('begun', 'edited', 'restored')),
    language TEXT COLLATE "C" NOT NULL CHECK (language IN ('toml', 'json')),
    source TEXT COLLATE "C" NOT NULL,
    begun_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    edited_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (survey, revision)
);

-- What somebody has done with a survey by hand.
CREATE TABLE survey_states (
    survey TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    held TEXT COLLATE "C" CHECK (held IN ('paused', 'closed')),
    held_since BIGINT,
    archived_at BIGINT,
    -- JSON: a list of texts.
    labels TEXT COLLATE "C" NOT NULL
);
