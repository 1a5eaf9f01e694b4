-- How many deliveries are not made, kept beside the writing of them, so that nobody who asks has to count.
-- Whoever writes adds a row of what is different now, and waits for nobody; what there is is their sum. By
-- triggers, so that it is true whoever writes: relays of the version before, and an operator by hand.
CREATE TABLE standing (
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    pending BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    pending_attributes BIGINT NOT NULL,
    failed_attributes BIGINT NOT NULL,
    pending_events BIGINT NOT NULL,
    failed_events BIGINT NOT NULL
);

CREATE FUNCTION sum_up_standing() RETURNS void LANGUAGE sql AS $$
    WITH parts AS (
        DELETE FROM standing WHERE ctid = ANY (ARRAY(SELECT ctid FROM standing FOR UPDATE SKIP LOCKED))
        RETURNING *)
    INSERT INTO standing (pending, failed, pending_attributes, failed_attributes, pending_events, failed_events)
    SELECT sum(pending), sum(failed), sum(pending_attributes), sum(failed_attributes), sum(pending_events),
        sum(failed_events)
    FROM parts HAVING count(*) > 0
$$;

-- One of 256 rows has the others summed up; those that others are summing up are left to them.
CREATE FUNCTION keep_standing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_is standing%ROWTYPE;
BEGIN
    CASE TG_OP
    WHEN 'INSERT' THEN
        SELECT 0, count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'failed'),
            count(*) FILTER (WHERE attribute_state = 'pending'), count(*) FILTER (WHERE attribute_state = 'failed'),
            count(*) FILTER (WHERE event_state = 'pending'), count(*) FILTER (WHERE event_state = 'failed')
        INTO now_is FROM came WHERE state <> 'delivered';
    WHEN 'DELETE' THEN
        SELECT 0, -count(*) FILTER (WHERE state = 'pending'), -count(*) FILTER (WHERE state = 'failed'),
            -count(*) FILTER (WHERE attribute_state = 'pending'), -count(*) FILTER (WHERE attribute_state = 'failed'),
            -count(*) FILTER (WHERE event_state = 'pending'), -count(*) FILTER (WHERE event_state = 'failed')
        INTO now_is FROM went WHERE state <> 'delivered';
    ELSE
        SELECT 0, coalesce(sum(n) FILTER (WHERE state = 'pending'), 0),
            coalesce(sum(n) FILTER (WHERE state = 'failed'), 0),
            coalesce(sum(n) FILTER (WHERE attribute_state = 'pending'), 0),
            coalesce(sum(n) FILTER (WHERE attribute_state = 'failed'), 0),
            coalesce(sum(n) FILTER (WHERE event_state = 'pending'), 0),
            coalesce(sum(n) FILTER (WHERE event_state = 'failed'), 0)
        INTO now_is
        FROM (SELECT 1 AS n, state, attribute_state, event_state FROM came WHERE state <> 'delivered'
              UNION ALL
              SELECT -1, state, attribute_state, event_state FROM went WHERE state <> 'delivered') AS both_ways;
    END CASE;
    IF now_is.pending <> 0 OR now_is.failed <> 0 OR now_is.pending_attributes <> 0
        OR now_is.failed_attributes <> 0 OR now_is.pending_events <> 0 OR now_is.failed_events <> 0 THEN
        INSERT INTO standing (pending, failed, pending_attributes, failed_attributes, pending_events, failed_events)
        VALUES (now_is.pending, now_is.failed, now_is.pending_attributes, now_is.failed_attributes,
            now_is.pending_events, now_is.failed_events)
        RETURNING number INTO now_is.number;
        IF now_is.number % 256 = 0 THEN
            PERFORM sum_up_standing();
        END IF;
    END IF;
    RETURN NULL;
END
$$;

-- Where a server takes no such triggers, the table stays empty, and who asks has it counted.
DO $$
BEGIN
    -- Nobody writes between the count and the first row of a trigger.
    LOCK TABLE deliveries IN SHARE ROW EXCLUSIVE MODE;
    CREATE TRIGGER standing_came AFTER INSERT ON deliveries
        REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION keep_standing();
    CREATE TRIGGER standing_changed AFTER UPDATE ON deliveries
        REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION keep_standing();
    CREATE TRIGGER standing_went AFTER DELETE ON deliveries
        REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION keep_standing();
    INSERT INTO standing (pending, failed, pending_attributes, failed_attributes, pending_events, failed_events)
    SELECT count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'failed'),
        count(*) FILTER (WHERE attribute_state = 'pending'), count(*) FILTER (WHERE attribute_state = 'failed'),
        count(*) FILTER (WHERE event_state = 'pending'), count(*) FILTER (WHERE event_state = 'failed')
    FROM deliveries WHERE state <> 'delivered';
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
