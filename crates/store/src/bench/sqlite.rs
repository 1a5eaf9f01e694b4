//! SQLite alone.

use std::slice::Chunks;
use std::time::Instant;

use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions, Connection};

use super::{BareRow, BareRun, BareStyle};
use crate::StoreError;

pub(super) async fn write(
    address: &str,
    groups: Chunks<'_, BareRow>,
    style: BareStyle,
) -> Result<BareRun, StoreError> {
    let options = crate::sqlite::existing_file(address)?;
    let mut connection = options.connect().await?;
    let mut n_commits = 0;
    let started = Instant::now();
    for group in groups {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        match style {
            BareStyle::RowByRow => row_by_row(&mut transaction, group).await?,
            BareStyle::Bulk => bulk(&mut transaction, group).await?,
        }
        transaction.commit().await?;
        n_commits += 1;
    }
    let duration = started.elapsed();
    connection.close().await?;
    Ok(BareRun { duration, n_commits })
}

const RESPONSE: &str = "
    INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                           is_verified, state, hidden, started_at, updated_at)
    VALUES (?1, 'bench', 1, 'in-app', 'en', 'braze_id', ?1, 1, 'in_progress', '{}', 0, 0)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at";
const ANSWER: &str = "INSERT INTO answers (response, question, value, revision, received_at) VALUES (?1, ?2, ?3, 1, 0)";
const DELIVERY: &str = "
    INSERT INTO deliveries (response, question, revision, survey, payload, created_at, next_attempt_at,
                            attribute_state, event_state, profile, attribute, given_at)
    VALUES (?1, ?2, 1, 'bench', ?3, 0, 0, 'pending', 'pending', ?4, ?5, 0)";

async fn row_by_row(
    connection: &mut SqliteConnection,
    rows: &[BareRow],
) -> Result<(), sqlx::Error> {
    for row in rows {
        sqlx::query(RESPONSE).bind(&row.response).execute(&mut *connection).await?;
        let answer = sqlx::query(ANSWER).bind(&row.response).bind(&row.question).bind(&row.value);
        answer.execute(&mut *connection).await?;
        let delivery =
            sqlx::query(DELIVERY).bind(&row.response).bind(&row.question).bind(&row.payload);
        let delivery = delivery.bind(&row.profile).bind(&row.attribute);
        delivery.execute(&mut *connection).await?;
    }
    Ok(())
}

const RESPONSES: &str = "
    INSERT INTO responses (id, survey, revision, channel, locale, identifier_kind, identifier,
                           is_verified, state, hidden, started_at, updated_at)
    SELECT value ->> 0, 'bench', 1, 'in-app', 'en', 'braze_id', value ->> 0, 1, 'in_progress', '{}', 0, 0
    FROM jsonb_each(?1) WHERE true
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at";
const ANSWERS: &str = "
    INSERT INTO answers (response, question, value, revision, received_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, 1, 0 FROM jsonb_each(?1)";
const DELIVERIES: &str = "
    INSERT INTO deliveries (response, question, revision, survey, payload, created_at, next_attempt_at,
                            attribute_state, event_state, profile, attribute, given_at)
    SELECT value ->> 0, value ->> 1, 1, 'bench', value ->> 3, 0, 0, 'pending', 'pending', value ->> 4,
           value ->> 5, 0
    FROM jsonb_each(?1)";

async fn bulk(connection: &mut SqliteConnection, rows: &[BareRow]) -> Result<(), sqlx::Error> {
    let rows: Value = rows
        .iter()
        .map(|row| {
            json!([row.response, row.question, row.value, row.payload, row.profile, row.attribute])
        })
        .collect();
    let rows = rows.to_string();
    for sql in [RESPONSES, ANSWERS, DELIVERIES] {
        sqlx::query(sql).bind(&rows).execute(&mut *connection).await?;
    }
    Ok(())
}
