-- When the first question came on the screen, by the respondent's clock.
ALTER TABLE responses ADD COLUMN begun_at BIGINT;
