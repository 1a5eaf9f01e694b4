-- Links by which somebody tries a survey before others do: what is answered there lies apart.
CREATE TABLE trials (
    -- Nobody guesses it: who has it may answer.
    key TEXT NOT NULL PRIMARY KEY,
    survey TEXT NOT NULL,
    -- What was published then; null for a draft.
    revision INTEGER,
    language TEXT NOT NULL CHECK (language IN ('toml', 'json')),
    source TEXT NOT NULL,
    -- The external id whose profile gets the answers; null where Braze hears nothing.
    profile TEXT,
    -- As they were called then.
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX trials_by_survey ON trials (survey);
CREATE INDEX trials_by_end ON trials (ends_at);

-- What was answered there.
CREATE TABLE trial_responses (
    id TEXT NOT NULL PRIMARY KEY,
    trial TEXT NOT NULL REFERENCES trials (key),
    survey TEXT NOT NULL,
    channel TEXT NOT NULL,
    locale TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'dismissed', 'completed')),
    -- JSON: a list of objects with question, value and at.
    answers TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- What became of it on its way to Braze; null where it does not go there.
    braze TEXT CHECK (braze IN ('pending', 'delivered', 'failed')),
    -- What Braze said.
    braze_said TEXT
) STRICT;

CREATE INDEX trial_responses_by_survey ON trial_responses (survey);
CREATE INDEX trial_responses_by_trial ON trial_responses (trial);
