-- Counts how often a response was written: what tells whether a copy of it is still true.
ALTER TABLE responses ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- From here on `counted` says whether a response counts; which quotas it counts for follows from
-- its answers, so that a new revision needs no writing of old responses.
-- The order in which all of a survey's are counted anew.
CREATE INDEX responses_counted ON responses (survey, id) WHERE counted IS NOT NULL;

-- Countings anew that are under way: a publication began them, and what is in quota_counts goes on
-- to be true as far as it was until they are done.
CREATE TABLE recounts (
    survey TEXT NOT NULL PRIMARY KEY REFERENCES surveys (id),
    -- The one whose quotas are counted.
    revision INTEGER NOT NULL,
    -- All responses up to this id are counted.
    up_to TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recount_totals (
    survey TEXT NOT NULL REFERENCES surveys (id),
    -- Empty for all of the survey's.
    quota TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (survey, quota)
) STRICT, WITHOUT ROWID;
