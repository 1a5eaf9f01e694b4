-- How often a survey was on a screen. Nobody is in it.
CREATE TABLE views (
    survey TEXT NOT NULL REFERENCES surveys (id),
    revision INTEGER NOT NULL,
    channel TEXT NOT NULL,
    -- In UTC: 2026-11-23.
    day TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (survey, revision, channel, day)
) STRICT, WITHOUT ROWID;

-- When somebody was asked last, by whichever survey.
CREATE TABLE asked (
    identifier_kind TEXT NOT NULL CHECK (identifier_kind IN ('braze_id', 'external_id', 'user_alias')),
    identifier TEXT NOT NULL,
    -- Of a user alias; empty for the others.
    identifier_label TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    -- What their profile in Braze has of it.
    told_at INTEGER,
    PRIMARY KEY (identifier_kind, identifier, identifier_label)
) STRICT, WITHOUT ROWID;

CREATE INDEX asked_untold ON asked (asked_at) WHERE told_at IS NOT asked_at;
CREATE INDEX asked_in_order ON asked (asked_at);
