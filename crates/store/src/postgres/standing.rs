//! How many deliveries are not made: a sum of a few rows that triggers keep, whoever writes.

/// What is kept; no row where the server takes no such triggers. The oldest one is looked up by indexes:
/// the first of those that were never put off, and all that are on their way, which are few. Of those
/// that were put off, the first thousands that are due: with more of them it may be a younger one.
pub(super) const KEPT: &str = "
    SELECT sum(pending)::bigint AS pending, sum(failed)::bigint AS failed,
           sum(pending_attributes)::bigint AS pending_attributes,
           sum(failed_attributes)::bigint AS failed_attributes,
           sum(pending_events)::bigint AS pending_events, sum(failed_events)::bigint AS failed_events,
           (SELECT min(created_at) FROM (
                (SELECT created_at FROM deliveries
                 WHERE state = 'pending' AND claimed_until IS NULL AND next_attempt_at = 0
                 ORDER BY id LIMIT 1)
                UNION ALL
                (SELECT created_at FROM deliveries
                 WHERE state = 'pending' AND claimed_until IS NULL AND next_attempt_at > 0
                 ORDER BY next_attempt_at, id LIMIT 5000)
                UNION ALL
                (SELECT created_at FROM deliveries WHERE state = 'pending' AND claimed_until IS NOT NULL
                 ORDER BY profile LIMIT 20000)) AS waiting) AS oldest
    FROM standing HAVING count(*) > 0";

/// The same counted; each state by itself, as each has an index.
pub(super) const COUNTED: &str = "
    SELECT coalesce(sum(n) FILTER (WHERE state = 'pending'), 0)::bigint AS pending,
           coalesce(sum(n) FILTER (WHERE state = 'failed'), 0)::bigint AS failed,
           coalesce(sum(n) FILTER (WHERE attribute_state = 'pending'), 0)::bigint AS pending_attributes,
           coalesce(sum(n) FILTER (WHERE attribute_state = 'failed'), 0)::bigint AS failed_attributes,
           coalesce(sum(n) FILTER (WHERE event_state = 'pending'), 0)::bigint AS pending_events,
           coalesce(sum(n) FILTER (WHERE event_state = 'failed'), 0)::bigint AS failed_events,
           min(oldest) FILTER (WHERE state = 'pending') AS oldest
    FROM (
        SELECT state, attribute_state, event_state, count(*) AS n, min(created_at) AS oldest
        FROM deliveries WHERE state = 'pending' GROUP BY 1, 2, 3
        UNION ALL
        SELECT state, attribute_state, event_state, count(*), min(created_at)
        FROM deliveries WHERE state = 'failed' GROUP BY 1, 2, 3) AS counted";
