-- A delivery has up to two parts, which Braze takes or leaves each by itself. NULL where there is
-- nothing of it; `state` follows from both. 'overtaken': a newer answer is true, so it is not sent.
ALTER TABLE deliveries ADD COLUMN attribute_state TEXT
    CHECK (attribute_state IN ('pending', 'delivered', 'failed', 'overtaken'));
ALTER TABLE deliveries ADD COLUMN event_state TEXT
    CHECK (event_state IN ('pending', 'delivered', 'failed'));

-- What was given up by an earlier version says in words which part Braze rejected: it took the other.
UPDATE deliveries SET
    attribute_state = CASE
        WHEN state = 'failed' AND last_error LIKE '%event rejected: %'
            AND last_error NOT LIKE '%attribute rejected: %' THEN 'delivered'
        ELSE state END,
    event_state = CASE
        WHEN payload ->> '$.event' IS NULL THEN NULL
        WHEN event_done THEN 'delivered'
        WHEN state = 'failed' AND last_error LIKE '%attribute rejected: %'
            AND last_error NOT LIKE '%event rejected: %' THEN 'delivered'
        ELSE state END;

INSERT INTO told (profile, attribute, given_at)
SELECT payload -> '$.identifier', payload ->> '$.attribute', max(payload ->> '$.given_at')
FROM deliveries
WHERE state = 'failed' AND attribute_state = 'delivered' AND payload ->> '$.given_at' IS NOT NULL
GROUP BY 1, 2
ON CONFLICT (profile, attribute) DO UPDATE SET given_at = max(given_at, excluded.given_at);
