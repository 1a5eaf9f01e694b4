-- Deliveries that were made before they had these columns, and came from SQLite, have none of it.
ALTER TABLE deliveries ALTER COLUMN profile DROP NOT NULL;

-- What was never put off, in its order: without it the server may look for it through all that was
-- delivered, while it believes that much of it is still to be.
CREATE INDEX deliveries_new ON deliveries (id)
    WHERE state = 'pending' AND claimed_until IS NULL AND next_attempt_at = 0;
