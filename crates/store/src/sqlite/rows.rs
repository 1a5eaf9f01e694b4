//! What is SQLite's own about rows: how responses are asked for, and how rows are handed over.

use serde::Serialize;
use sqlx::sqlite::SqliteConnection;

pub(super) use crate::rows::*;

/// The columns of a [`ResponseRow`], of `responses` as `r`. The answers come as one JSON text: a row
/// for each of them would cost more than all the rest.
macro_rules! select_responses {
    ($rest:literal) => {
        concat!(
            "SELECT r.number, r.id, r.survey, r.revision, r.channel, r.locale, r.identifier_kind,
                    r.identifier, r.identifier_label, r.is_verified, r.state, r.hidden, r.started_at,
                    r.begun_at, r.updated_at, r.completed_at, r.counted IS NOT NULL AS is_counted, r.version,
                    (SELECT json_group_array(json_object(
                                'question', a.question, 'value', json(a.value), 'revision', a.revision,
                                'answered_at', a.answered_at, 'received_at', a.received_at,
                                'given_at', a.given_at))
                     FROM answers AS a WHERE a.response = r.id) AS answers
             FROM responses AS r ",
            $rest
        )
    };
}
pub(super) use select_responses;

/// Writes rows by a statement that takes them all, if there are any.
pub(super) async fn write_rows<T: Serialize>(
    connection: &mut SqliteConnection,
    sql: &'static str,
    rows: &[T],
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(sql).bind(json_text(rows)?).execute(connection).await.map(drop)
}
