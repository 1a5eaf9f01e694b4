-- Whose profile a delivery is for, JSON as in its payload; which attribute; and when the answer was
-- given, by which the newer of two is told. Of deliveries that were made nobody asks.
ALTER TABLE deliveries ADD COLUMN profile TEXT;
ALTER TABLE deliveries ADD COLUMN attribute TEXT;
ALTER TABLE deliveries ADD COLUMN given_at INTEGER NOT NULL DEFAULT 0;
-- Which relay has it: the number in the name of a file that the relay keeps locked while it lives.
ALTER TABLE deliveries ADD COLUMN claimed_by INTEGER;

UPDATE deliveries SET profile = payload -> '$.identifier', attribute = payload ->> '$.attribute',
    given_at = coalesce(payload ->> '$.given_at', 0)
WHERE state <> 'delivered';

-- What a relay of an earlier version puts there while it still runs beside a newer one.
CREATE TRIGGER deliveries_without_a_profile AFTER INSERT ON deliveries WHEN new.profile IS NULL BEGIN
    UPDATE deliveries SET profile = payload -> '$.identifier', attribute = payload ->> '$.attribute',
        given_at = coalesce(payload ->> '$.given_at', 0)
    WHERE id = new.id;
END;

-- What can be claimed. 0 is the moment of what was never put off, so that it is in its own order.
DROP INDEX deliveries_pending;
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'pending' AND claimed_until IS NULL;
-- What is on its way, so that no profile is written to from two places.
CREATE INDEX deliveries_claimed ON deliveries (profile) WHERE claimed_until IS NOT NULL;
-- What a profile is owed, and whether there is a newer answer for one of its attributes.
CREATE INDEX deliveries_by_profile ON deliveries (profile, attribute, given_at) WHERE state <> 'delivered';

-- Of two answers given in the same millisecond, the one that was owed later is the newer one.
ALTER TABLE told ADD COLUMN delivery INTEGER NOT NULL DEFAULT 0;
