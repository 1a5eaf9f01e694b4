-- JSON, an array: the quotas that the response counts for, from its completion on. NULL while it
-- is not completed, and for who was sent away because a quota was full.
ALTER TABLE responses ADD COLUMN counted TEXT;
UPDATE responses SET counted = '[]' WHERE state = 'completed';

-- How many responses are completed, of the surveys that have limits.
CREATE TABLE quota_counts (
    survey TEXT NOT NULL REFERENCES surveys (id),
    -- Empty for all of the survey's.
    quota TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (survey, quota)
) STRICT, WITHOUT ROWID;

-- By the respondent's clock, whatever it shows: what tells the older of two answers.
ALTER TABLE answers ADD COLUMN given_at INTEGER;

-- What respondents sent along. The content is in a file that has the id for a name.
CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    survey TEXT NOT NULL REFERENCES surveys (id),
    question TEXT NOT NULL,
    -- Not a reference: a file comes before the answer that names it.
    response TEXT NOT NULL,
    name TEXT NOT NULL,
    -- NULL until it is whole.
    bytes INTEGER,
    received_at INTEGER NOT NULL,
    -- Since when no answer names it; NULL while one does.
    free_since INTEGER,
    -- Nobody can name it any more: its content is about to go, or has gone.
    is_going INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX files_by_response ON files (response, question);
CREATE INDEX files_free ON files (free_since) WHERE free_since IS NOT NULL;

-- Braze has the event, or was told not to want it: only the attribute is owed.
ALTER TABLE deliveries ADD COLUMN event_done INTEGER NOT NULL DEFAULT 0;

-- When the answer was given whose attribute a profile has, so that no older one undoes it.
CREATE TABLE told (
    -- JSON, as in the payload of the delivery.
    profile TEXT NOT NULL,
    attribute TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    PRIMARY KEY (profile, attribute)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_delivered ON deliveries (settled_at) WHERE state = 'delivered';
