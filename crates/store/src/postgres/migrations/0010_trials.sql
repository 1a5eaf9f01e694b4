-- Links by which somebody tries a survey before others do: what is answered there lies apart.
CREATE TABLE trials (
    -- Nobody guesses it: who has it may answer.
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    survey TEXT COLLATE "C" NOT NULL,
    -- What was published then; null for a draft.
    revision BIGINT,
    language TEXT COLLATE "C" NOT NULL CHECK (language IN ('toml', 'json')),
    source TEXT COLLATE "C" NOT NULL,
    -- The external id whose profile gets the answers; null where Braze hears nothing.
    profile TEXT COLLATE "C",
    -- As they were called then.
    made_by TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);

CREATE INDEX trials_by_survey ON trials (survey);
CREATE INDEX trials_by_end ON trials (ends_at);

-- What was answered there.
CREATE TABLE trial_responses (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    trial TEXT COLLATE "C" NOT NULL REFERENCES trials (key),
    survey TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('in_progress', 'dismissed', 'completed')),
    -- JSON: a list of objects with question, value and at.
    answers TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- What became of it on its way to Braze; null where it does not go there.
    braze TEXT COLLATE "C" CHECK (braze IN ('pending', 'delivered', 'failed')),
    -- What Braze said.
    braze_said TEXT COLLATE "C"
);

CREATE INDEX trial_responses_by_survey ON trial_responses (survey);
CREATE INDEX trial_responses_by_trial ON trial_responses (trial);
