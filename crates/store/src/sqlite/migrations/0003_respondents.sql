-- A link finds the response that its respondent goes on with, and a survey that asks everybody
-- once the one that is there already.
CREATE INDEX responses_by_respondent ON responses (survey, identifier_kind, identifier)
    WHERE identifier IS NOT NULL;
