//! How often surveys were on a screen, and when somebody was asked last.

use std::collections::BTreeMap;

use sondage_intake::{Identifier, Millis};
use sqlx::postgres::{PgConnection, PgPool};

use super::rows::{IdentifierColumns, TrafficRow, UntoldRow, column};
use crate::showings::{Asked, Traffic, View};

/// Adds to the views, and notes who was asked.
pub(super) async fn note(
    connection: &mut PgConnection,
    views: &[(View, u64)],
    asked: &[Asked],
) -> Result<(), sqlx::Error> {
    note_views(&mut *connection, views).await?;
    note_asked(connection, asked).await
}

async fn note_views(
    connection: &mut PgConnection,
    views: &[(View, u64)],
) -> Result<(), sqlx::Error> {
    // In one order for everybody, so that no two relays wait for each other; a statement writes a
    // row once.
    let mut sums = BTreeMap::new();
    for (view, n) in views {
        let key = (&*view.survey, i64::from(view.revision), view.channel.as_str(), &*view.day);
        *sums.entry(key).or_insert(0_i64) += i64::try_from(*n).unwrap_or(i64::MAX);
    }
    if sums.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = sums.into_iter().collect();
    sqlx::query(
        "INSERT INTO views (survey, revision, channel, day, n)
         SELECT * FROM UNNEST($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
         ON CONFLICT (survey, revision, channel, day) DO UPDATE SET n = views.n + excluded.n",
    )
    .bind(column(&rows, |(key, _)| key.0))
    .bind(column(&rows, |(key, _)| key.1))
    .bind(column(&rows, |(key, _)| key.2))
    .bind(column(&rows, |(key, _)| key.3))
    .bind(column(&rows, |(_, n)| *n))
    .execute(connection)
    .await
    .map(drop)
}

/// Who was asked: kind, name and label, by which they are in order.
type Who<'a> = (&'a str, &'a str, &'a str);

fn latest(asked: &[Asked]) -> Vec<(Who<'_>, i64)> {
    let mut latest: BTreeMap<Who<'_>, i64> = BTreeMap::new();
    for one in asked {
        let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(&one.identifier));
        let who = (kind.unwrap_or_default(), name.unwrap_or_default(), label.unwrap_or_default());
        let at = latest.entry(who).or_insert(one.at.0);
        *at = one.at.0.max(*at);
    }
    latest.into_iter().collect()
}

async fn write_asked(
    connection: &mut PgConnection,
    sql: &'static str,
    asked: &[Asked],
) -> Result<(), sqlx::Error> {
    let rows = latest(asked);
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(sql)
        .bind(column(&rows, |(who, _)| who.0))
        .bind(column(&rows, |(who, _)| who.1))
        .bind(column(&rows, |(who, _)| who.2))
        .bind(column(&rows, |(_, at)| *at))
        .execute(connection)
        .await
        .map(drop)
}

async fn note_asked(connection: &mut PgConnection, asked: &[Asked]) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO asked (identifier_kind, identifier, identifier_label, asked_at)
         SELECT * FROM UNNEST($1::text[], $2::text[], $3::text[], $4::bigint[])
         ON CONFLICT (identifier_kind, identifier, identifier_label)
         DO UPDATE SET asked_at = greatest(asked.asked_at, excluded.asked_at)";
    write_asked(connection, sql, asked).await
}

/// Their profiles say so.
pub(super) async fn note_told(
    connection: &mut PgConnection,
    asked: &[Asked],
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE asked SET told_at = told.at
         FROM UNNEST($1::text[], $2::text[], $3::text[], $4::bigint[]) AS told (kind, name, label, at)
         WHERE identifier_kind = told.kind AND identifier = told.name AND identifier_label = told.label";
    write_asked(connection, sql, asked).await
}

/// Forgets some who were asked before a moment.
pub(super) async fn forget(
    connection: &mut PgConnection,
    before: Millis,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let sql = "DELETE FROM asked
         WHERE asked_at < $1 AND (identifier_kind, identifier, identifier_label) IN (
             SELECT identifier_kind, identifier, identifier_label FROM asked
             WHERE asked_at < $1 ORDER BY asked_at LIMIT $2)";
    let query = sqlx::query(sql).bind(before.0).bind(i64::from(limit));
    Ok(query.execute(connection).await?.rows_affected())
}

/// Days are numbers until the end, as a text for each response takes longer than to find it; and whether
/// there is an answer is looked at by its key, as it was asked of one response: asked of all at once, the
/// server would read all the answers there are.
const TRAFFIC: &str = "
    SELECT revision, channel, to_char(DATE '1970-01-01' + day, 'YYYY-MM-DD') AS day,
        sum(shown)::bigint AS shown, sum(begun)::bigint AS begun, sum(completed)::bigint AS completed
    FROM (
        SELECT revision, channel, day::date - DATE '1970-01-01' AS day, n AS shown, 0::bigint AS begun,
            0::bigint AS completed
        FROM views WHERE survey = $1
        UNION ALL
        SELECT revision, channel, (started_at / 86400000)::integer, 0, count(*), count(*)
        FROM responses WHERE survey = $1 AND state = 'completed' GROUP BY 1, 2, 3
        UNION ALL
        SELECT revision, channel, (started_at / 86400000)::integer, 0, count(*), 0
        FROM responses AS r CROSS JOIN LATERAL (
            SELECT 1 FROM answers AS a WHERE a.response = r.id AND a.value <> 'null' LIMIT 1) AS answered
        WHERE survey = $1 AND state <> 'completed' GROUP BY 1, 2, 3) AS n
    GROUP BY n.day, revision, channel ORDER BY n.day, revision, channel";

/// What became of a survey.
pub(super) async fn traffic(pool: &PgPool, survey: &str) -> Result<Vec<Traffic>, sqlx::Error> {
    let rows: Vec<TrafficRow> = sqlx::query_as(TRAFFIC).bind(survey).fetch_all(pool).await?;
    Ok(rows.into_iter().map(Traffic::from).collect())
}

/// When somebody was asked last.
pub(super) async fn last_asked(
    pool: &PgPool,
    identifier: &Identifier,
) -> Result<Option<Millis>, sqlx::Error> {
    let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(identifier));
    let sql = "SELECT asked_at FROM asked
         WHERE identifier_kind = $1 AND identifier = $2 AND identifier_label = $3";
    let at: Option<i64> = sqlx::query_scalar(sql)
        .bind(kind)
        .bind(name)
        .bind(label.unwrap_or_default())
        .fetch_optional(pool)
        .await?;
    Ok(at.map(Millis))
}

/// Those whose profiles do not say so.
pub(super) async fn untold(pool: &PgPool, limit: u32) -> Result<Vec<Asked>, sqlx::Error> {
    let rows: Vec<UntoldRow> = sqlx::query_as(
        "SELECT identifier_kind, identifier, identifier_label, asked_at FROM asked
         WHERE told_at IS DISTINCT FROM asked_at ORDER BY asked_at LIMIT $1",
    )
    .bind(i64::from(limit))
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Asked::from).collect())
}
