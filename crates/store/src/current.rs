//! What is published now, as the writer's transaction sees it: what a submission is limited by,
//! whichever revision its answers are checked against.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::writer::Submit;
use super::{counting, row, surveys};
use sondage_intake::Published;
use sondage_intake::limits::Counts;

/// A survey inside a transaction.
#[derive(Debug)]
pub(super) struct Current {
    pub(super) published: Arc<Published>,
    pub(super) counts: Counts,
    pub(super) is_recounted: bool,
}

/// Revisions that the writer had to read by itself: those that were published a moment ago, and
/// that nobody has asked a question of yet. One for each survey.
pub(super) type Read = HashMap<String, Arc<Published>>;

/// The surveys of these submissions.
pub(super) async fn load(
    connection: &mut SqliteConnection,
    submits: &[Submit],
    read: &mut Read,
) -> Result<HashMap<String, Current>, sqlx::Error> {
    let ids: HashSet<&str> =
        submits.iter().map(|submit| submit.published.definition.id()).collect();
    let rows = sqlx::query(
        "SELECT id, revision,
             (SELECT json_group_array(json_array(quota, n)) FROM quota_counts WHERE survey = surveys.id) AS counts
         FROM surveys WHERE id IN (SELECT value FROM json_each(?1))",
    )
    .bind(row::text(&ids)?)
    .fetch_all(&mut *connection)
    .await?;
    let mut all = HashMap::with_capacity(rows.len());
    for row in &rows {
        let (id, revision): (String, u32) = (row.try_get("id")?, row.try_get("revision")?);
        let counts = counting::read(row, "counts")?;
        let of_survey = submits.iter().map(|submit| &submit.published);
        let mut of_survey = of_survey.filter(|published| published.definition.id() == id);
        let Some(asked) = of_survey.clone().max_by_key(|published| published.revision) else {
            continue;
        };
        let published = match of_survey.find(|published| published.revision == revision) {
            Some(published) => Arc::clone(published),
            None => published(connection, asked, revision, read).await?,
        };
        all.insert(id, Current { published, counts, is_recounted: false });
    }
    Ok(all)
}

/// The revision that is published now; the one at hand, where this version cannot read it.
async fn published(
    connection: &mut SqliteConnection,
    asked: &Arc<Published>,
    revision: u32,
    read: &mut Read,
) -> Result<Arc<Published>, sqlx::Error> {
    let id = asked.definition.id();
    if let Some(known) = read.get(id).filter(|known| known.revision == revision) {
        return Ok(Arc::clone(known));
    }
    let source = surveys::source(connection, id, revision).await?;
    let published = source.and_then(|source| source.to_published().ok().map(Arc::new));
    let published = published.unwrap_or_else(|| Arc::clone(asked));
    if published.revision == revision {
        read.insert(id.to_owned(), Arc::clone(&published));
    }
    Ok(published)
}
