//! PostgreSQL alone.

use std::slice::Chunks;
use std::time::Instant;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::{BareRow, BareRun};

pub(super) async fn write(
    address: &str,
    groups: Chunks<'_, BareRow>,
) -> Result<BareRun, sqlx::Error> {
    let mut connection = PgConnection::connect(address).await?;
    let mut n_commits = 0;
    let started = Instant::now();
    for group in groups {
        let mut transaction = connection.begin().await?;
        bulk(&mut transaction, group).await?;
        transaction.commit().await?;
        n_commits += 1;
    }
    let duration = started.elapsed();
    connection.close().await?;
    Ok(BareRun { duration, n_commits })
}

const RESPONSES: &str = "
    INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                           is_verified, state, hidden, started_at, updated_at)
    SELECT id, 'bench', 1, 'in-app', 'en', 'braze_id', id, true, 'in_progress', '{}', 0, 0
    FROM UNNEST($1::text[]) AS row (id)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at";
const ANSWERS: &str = "
    INSERT INTO answers (response, question, value, revision, received_at)
    SELECT response, question, value, 1, 0
    FROM UNNEST($1::text[], $2::text[], $3::text[]) AS row (response, question, value)";
const DELIVERIES: &str = "
    INSERT INTO deliveries (response, question, revision, survey, payload, created_at, next_attempt_at,
                            attribute_state, event_state, profile, attribute, given_at)
    SELECT response, question, 1, 'bench', payload, 0, 0, 'pending', 'pending', profile, attribute, 0
    FROM UNNEST($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
        AS row (response, question, payload, profile, attribute)";

async fn bulk(connection: &mut PgConnection, rows: &[BareRow]) -> Result<(), sqlx::Error> {
    let column = |of: fn(&BareRow) -> &str| rows.iter().map(of).collect::<Vec<_>>();
    let (responses, questions) = (column(|row| &row.response), column(|row| &row.question));
    sqlx::query(RESPONSES).bind(&responses).execute(&mut *connection).await?;
    let answers = sqlx::query(ANSWERS).bind(&responses).bind(&questions);
    answers.bind(column(|row| &row.value)).execute(&mut *connection).await?;
    let deliveries = sqlx::query(DELIVERIES).bind(&responses).bind(&questions);
    let deliveries = deliveries.bind(column(|row| &row.payload)).bind(column(|row| &row.profile));
    deliveries.bind(column(|row| &row.attribute)).execute(&mut *connection).await?;
    Ok(())
}
