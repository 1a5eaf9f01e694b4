//! Forgetting what reached Braze long ago.

use sqlx::sqlite::SqliteConnection;

use super::{Store, StoreError};
use crate::row;
use sondage_intake::Millis;

/// What was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Deliveries that were made.
    pub n_deliveries: u64,
    /// Attempts, at those and at others.
    pub n_attempts: u64,
    /// There is nothing more to forget.
    pub is_all: bool,
}

impl Store {
    /// Forgets deliveries that were made before this moment, and attempts; about `limit` of each.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn prune_deliveries(&self, before: Millis, limit: u32) -> Result<Pruned, StoreError> {
        let deliveries: Vec<i64> = sqlx::query_scalar(
            "SELECT id FROM deliveries WHERE state = 'delivered' AND settled_at < ?1
             ORDER BY settled_at LIMIT ?2",
        )
        .bind(before.0)
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        // They are in the order of time but for a few, so the first ones say whether there are any.
        let attempts: Vec<i64> = sqlx::query_scalar(
            "SELECT rowid FROM (SELECT rowid, at FROM attempts ORDER BY rowid LIMIT ?2) WHERE at < ?1",
        )
        .bind(before.0)
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        if deliveries.is_empty() && attempts.is_empty() {
            return Ok(Pruned { is_all: true, ..Pruned::default() });
        }
        self.write(move |connection| {
            let (deliveries, attempts) = (row::text(&deliveries), row::text(&attempts));
            Box::pin(async move { prune(connection, &deliveries?, &attempts?).await })
        })
        .await
    }
}

async fn prune(
    connection: &mut SqliteConnection,
    deliveries: &str,
    attempts: &str,
) -> Result<Pruned, sqlx::Error> {
    let mut delete = async |sql: &'static str, ids: &str| {
        let done = sqlx::query(sql).bind(ids.to_owned()).execute(&mut *connection).await?;
        Ok::<u64, sqlx::Error>(done.rows_affected())
    };
    let old = "DELETE FROM attempts WHERE rowid IN (SELECT value FROM json_each(?1))";
    let own = "DELETE FROM attempts WHERE delivery IN (SELECT value FROM json_each(?1))";
    let made = "DELETE FROM deliveries WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'delivered'";
    let n_attempts = delete(old, attempts).await? + delete(own, deliveries).await?;
    let n_deliveries = delete(made, deliveries).await?;
    Ok(Pruned { n_deliveries, n_attempts, is_all: false })
}
