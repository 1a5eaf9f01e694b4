-- How many deliveries wait, and how many were given up, by index alone: a million rows with their
-- payloads take seconds to read, a million entries of an index a quarter of one.
CREATE INDEX deliveries_standing ON deliveries (state, attribute_state, event_state, created_at)
    WHERE state <> 'delivered';
