//! The relays' common pace towards Braze: one row, by the server's clock. Each turn is a statement of its
//! own, which holds the row for no longer than that, and whose commit waits for no disk.

use std::time::Duration;

use sqlx::PgPool;

use crate::pace::BrazeTurn;

/// The farthest that a turn can be away: what is farther was written by a clock that has been put back
/// since. At one request a second it is what 75 relays have under way.
const FARTHEST: Duration = Duration::from_mins(10);
/// The longest that Braze can ask to be left alone, and a bit.
const LONGEST: Duration = Duration::from_hours(2);

/// The moment, and that the commit need not be on the disk when it returns: what is lost with the
/// server's machine is a few milliseconds of a pace.
macro_rules! with_moment {
    ($($then:literal),+) => {
        concat!(
            "WITH moment AS (
                 SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now,
                        set_config('synchronous_commit', 'off', true) AS is_quick)",
            $($then),+
        )
    };
}

/// Takes the next turn, of `$1`. `$2` and `$3` are the bounds above, and `$4` is this relay, which
/// knows for itself what it was told.
const TAKE: &str = with_moment!(
    ", held AS (SELECT next_at, quiet_until, told FROM pace WHERE name = 'braze' FOR UPDATE),
     turn AS (
         SELECT now, CASE WHEN told <> $4 AND quiet_until <= now + $3 THEN greatest(quiet_until - now, 0)
                     ELSE 0 END AS quiet,
             CASE WHEN next_at <= now + $2 THEN greatest(next_at, now) ELSE now END AS at
         FROM held, moment)
     UPDATE pace SET next_at = CASE WHEN quiet = 0 THEN at + $1 ELSE next_at END
     FROM turn WHERE name = 'braze'
     RETURNING at - now AS wait, quiet"
);

/// Notes that Braze has told the relay `$2` to wait for `$1`, unless it is to be quiet for longer;
/// `$3` is the longest that can be.
const KEEP_QUIET: &str = with_moment!(
    " UPDATE pace SET quiet_until = now + $1, told = $2 FROM moment
     WHERE name = 'braze' AND (quiet_until < now + $1 OR quiet_until > now + $3)"
);

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

pub(super) async fn take(
    pool: &PgPool,
    relay: i64,
    interval: Duration,
) -> Result<BrazeTurn, sqlx::Error> {
    let (wait, quiet): (i64, i64) = sqlx::query_as(TAKE)
        .bind(micros(interval))
        .bind(micros(FARTHEST))
        .bind(micros(LONGEST))
        .bind(relay)
        .fetch_one(pool)
        .await?;
    let duration = |micros: i64| Duration::from_micros(micros.unsigned_abs());
    Ok(if quiet > 0 { BrazeTurn::Quiet(duration(quiet)) } else { BrazeTurn::In(duration(wait)) })
}

pub(super) async fn keep_quiet(
    pool: &PgPool,
    relay: i64,
    wait: Duration,
) -> Result<(), sqlx::Error> {
    let statement = sqlx::query(KEEP_QUIET).bind(micros(wait)).bind(relay).bind(micros(LONGEST));
    statement.execute(pool).await.map(drop)
}
