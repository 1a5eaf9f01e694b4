//! Reading, on a few connections.

use std::collections::HashMap;

use async_trait::async_trait;
use sondage_intake::limits::Counts;
use sondage_intake::{Identifier, Millis, PublishedSource, StoredResponse};
use sqlx::SqlitePool;

use super::copy::Snapshot;
use super::deliveries::STANDING;
use super::place::Place;
use super::rows::{
    BegunRow, CountRow, FileRow, IdentifierColumns, PendingRow, ResponseRow, SourceRow,
    StoredAttempt, StoredDelivery, UnderWayRow, counts_by_survey, json_text, responses,
    select_responses,
};
use super::{erasure, showings, surveys};
use crate::deliveries::{Attempt, DeliveryCounts, DeliveryFilter, DeliveryRow, DeliveryState};
use crate::engine::{Reader, RecountRow};
use crate::erasure::Expired;
use crate::error::StoreError;
use crate::files::StoredFile;
use crate::prune::Prunable;
use crate::respondents::Begun;
use crate::responses::{ResponseFilter, ResponsePage};
use crate::showings::{Asked, Traffic};

/// Deliveries that are listed at once, unless said.
const LIST: u32 = 1_000;

/// The connections that read.
#[derive(Debug)]
pub(crate) struct SqliteReader(
    SqlitePool,
    Place,
    #[expect(dead_code, reason = "what is read is there as long as this is")] Option<Snapshot>,
);

impl SqliteReader {
    pub(super) fn new(connections: SqlitePool, place: Place) -> Self {
        Self(connections, place, None)
    }

    pub(super) fn pool(&self) -> &SqlitePool {
        &self.0
    }

    /// The same, reading from a copy that goes with it.
    pub(super) fn of_copy(self, copy: Option<Snapshot>) -> Self {
        Self(self.0, self.1, copy)
    }
}

#[async_trait]
impl Reader for SqliteReader {
    async fn published(&self) -> Result<Vec<PublishedSource>, StoreError> {
        let rows: Vec<SourceRow> = sqlx::query_as(
            "SELECT survey, revision, language, source, has_plain_names, published_at
             FROM surveys JOIN revisions USING (revision)
             WHERE revisions.survey = surveys.id ORDER BY survey",
        )
        .fetch_all(&self.0)
        .await?;
        Ok(rows.into_iter().map(PublishedSource::from).collect())
    }

    async fn revision(
        &self,
        survey: &str,
        revision: u32,
    ) -> Result<Option<PublishedSource>, StoreError> {
        let row: Option<SourceRow> = sqlx::query_as(
            "SELECT survey, revision, language, source, has_plain_names, published_at
             FROM revisions WHERE survey = ?1 AND revision = ?2",
        )
        .bind(survey)
        .bind(revision)
        .fetch_optional(&self.0)
        .await?;
        Ok(row.map(PublishedSource::from))
    }

    async fn revisions(&self, survey: &str) -> Result<Vec<PublishedSource>, StoreError> {
        let rows: Vec<SourceRow> = sqlx::query_as(
            "SELECT survey, revision, language, source, has_plain_names, published_at
             FROM revisions WHERE survey = ?1 ORDER BY revision",
        )
        .bind(survey)
        .fetch_all(&self.0)
        .await?;
        Ok(rows.into_iter().map(PublishedSource::from).collect())
    }

    async fn published_revisions(&self) -> Result<Vec<(String, u32)>, StoreError> {
        self.1.check()?;
        let rows = sqlx::query_as("SELECT id, revision FROM surveys ORDER BY id");
        Ok(rows.fetch_all(&self.0).await?)
    }

    async fn counts(&self) -> Result<HashMap<String, Counts>, StoreError> {
        let rows: Vec<CountRow> =
            sqlx::query_as("SELECT survey, quota, n FROM quota_counts").fetch_all(&self.0).await?;
        Ok(counts_by_survey(rows))
    }

    async fn recounts(&self) -> Result<Vec<RecountRow>, StoreError> {
        let rows: Vec<UnderWayRow> =
            sqlx::query_as("SELECT survey, revision, up_to FROM recounts ORDER BY survey")
                .fetch_all(&self.0)
                .await?;
        Ok(rows.into_iter().map(RecountRow::from).collect())
    }

    async fn counted_page(
        &self,
        survey: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StoredResponse>, StoreError> {
        let mut connection = self.0.acquire().await?;
        Ok(surveys::counted_page(&mut connection, survey, after, limit).await?)
    }

    async fn response(&self, id: &str) -> Result<Option<StoredResponse>, StoreError> {
        let row: Option<ResponseRow> = sqlx::query_as(select_responses!("WHERE r.id = ?1"))
            .bind(id)
            .fetch_optional(&self.0)
            .await?;
        Ok(row.map(StoredResponse::try_from).transpose()?)
    }

    async fn responses(
        &self,
        survey: &str,
        filter: &ResponseFilter,
        after: Option<i64>,
        limit: u32,
    ) -> Result<ResponsePage, StoreError> {
        let states: Vec<_> = filter.states.iter().map(|state| state.name()).collect();
        let channels: Vec<_> = filter.channels.iter().map(|channel| channel.as_str()).collect();
        // The order is that of the rows themselves: an index of moments would have to be sorted.
        let rows: Vec<ResponseRow> = sqlx::query_as(select_responses!(
            "WHERE r.survey = ?1 AND r.number > ?2
                 AND (?4 IS NULL OR r.started_at >= ?4) AND (?5 IS NULL OR r.started_at < ?5)
                 AND (?6 = '[]' OR r.state IN (SELECT value FROM json_each(?6)))
                 AND (?7 = '[]' OR r.channel IN (SELECT value FROM json_each(?7)))
                 AND (?8 = '[]' OR EXISTS (
                     SELECT 1 FROM json_each(?8) AS wanted WHERE lower(r.locale) = lower(wanted.value)
                         OR substr(lower(r.locale), 1, length(wanted.value) + 1) = lower(wanted.value) || '-'))
             ORDER BY r.number LIMIT ?3"
        ))
        .bind(survey)
        .bind(after.unwrap_or(i64::MIN))
        .bind(limit)
        .bind(filter.from.map(|from| from.0))
        .bind(filter.before.map(|before| before.0))
        .bind(json_text(&states)?)
        .bind(json_text(&channels)?)
        .bind(json_text(&filter.locales)?)
        .fetch_all(&self.0)
        .await?;
        let is_full = u32::try_from(rows.len()).is_ok_and(|n_rows| n_rows >= limit);
        let next = rows.last().filter(|_| is_full).map(|row| row.number);
        Ok(ResponsePage { responses: responses(rows)?, next })
    }

    async fn begun(
        &self,
        survey: &str,
        identifier: &Identifier,
        limit: u32,
    ) -> Result<Vec<Begun>, StoreError> {
        let IdentifierColumns { kind, name, label } = IdentifierColumns::new(Some(identifier));
        let rows: Vec<BegunRow> = sqlx::query_as(
            "SELECT id, state, updated_at FROM responses
             WHERE survey = ?1 AND identifier_kind = ?2 AND identifier = ?3 AND identifier_label IS ?4
                 AND is_verified
             ORDER BY number DESC LIMIT ?5",
        )
        .bind(survey)
        .bind(kind)
        .bind(name)
        .bind(label)
        .bind(limit)
        .fetch_all(&self.0)
        .await?;
        Ok(rows.into_iter().map(Begun::from).collect())
    }

    async fn traffic(&self, survey: &str) -> Result<Vec<Traffic>, StoreError> {
        Ok(showings::traffic(&self.0, survey).await?)
    }

    async fn last_asked(&self, identifier: &Identifier) -> Result<Option<Millis>, StoreError> {
        Ok(showings::last_asked(&self.0, identifier).await?)
    }

    async fn asked_untold(&self, limit: u32) -> Result<Vec<Asked>, StoreError> {
        Ok(showings::untold(&self.0, limit).await?)
    }

    async fn responses_of(
        &self,
        identifier: &Identifier,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        Ok(erasure::responses_of(&self.0, identifier, limit).await?)
    }

    async fn expired(
        &self,
        survey: &str,
        before: Millis,
        after: i64,
        limit: u32,
    ) -> Result<Expired, StoreError> {
        Ok(erasure::expired(&self.0, survey, before, after, limit).await?)
    }

    async fn files_of(&self, response: &str) -> Result<Vec<StoredFile>, StoreError> {
        let rows = erasure::files_of(&self.0, response).await?;
        Ok(rows.into_iter().map(StoredFile::from).collect())
    }

    async fn file(&self, id: &str) -> Result<Option<StoredFile>, StoreError> {
        let row: Option<FileRow> = sqlx::query_as(
            "SELECT id, survey, question, response, name, bytes, received_at FROM files
             WHERE id = ?1 AND bytes IS NOT NULL AND NOT is_going",
        )
        .bind(id)
        .fetch_optional(&self.0)
        .await?;
        Ok(row.map(StoredFile::from))
    }

    async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<DeliveryRow>, StoreError> {
        let rows: Vec<StoredDelivery> = sqlx::query_as(
            "SELECT id, response, question, revision, survey, payload, state, attribute_state, event_state,
                 n_attempts, iif(next_attempt_at = 0, created_at, next_attempt_at) AS next_attempt_at,
                 created_at, settled_at, last_error
             FROM deliveries
             WHERE (?1 IS NULL OR survey = ?1) AND (?2 IS NULL OR response = ?2)
               AND (?3 IS NULL OR state = ?3) AND id > ?4
             ORDER BY id LIMIT ?5",
        )
        .bind(filter.survey.as_deref())
        .bind(filter.response.as_deref())
        .bind(filter.state.map(DeliveryState::as_str))
        .bind(filter.after.unwrap_or(i64::MIN))
        .bind(filter.limit.unwrap_or(LIST))
        .fetch_all(&self.0)
        .await?;
        Ok(rows.into_iter().map(DeliveryRow::try_from).collect::<Result<_, _>>()?)
    }

    async fn attempts(&self, delivery: i64) -> Result<Vec<Attempt>, StoreError> {
        let rows: Vec<StoredAttempt> =
            sqlx::query_as("SELECT * FROM attempts WHERE delivery = ?1 ORDER BY rowid")
                .bind(delivery)
                .fetch_all(&self.0)
                .await?;
        Ok(rows.into_iter().map(Attempt::from).collect())
    }

    async fn delivery_counts(&self) -> Result<DeliveryCounts, StoreError> {
        let row: PendingRow = sqlx::query_as(STANDING).fetch_one(&self.0).await?;
        Ok(DeliveryCounts::from(row))
    }

    async fn check_integrity(&self) -> Result<(), StoreError> {
        let found: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&self.0).await?;
        if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(found.replace('\n', " "))) }
    }

    fn mark_damaged(&self) {
        self.1.mark_damaged();
    }

    async fn last_attempt(&self) -> Result<Option<Attempt>, StoreError> {
        let row: Option<StoredAttempt> =
            sqlx::query_as("SELECT * FROM attempts ORDER BY rowid DESC LIMIT 1")
                .fetch_optional(&self.0)
                .await?;
        Ok(row.map(Attempt::from))
    }

    async fn prunable(&self, before: Millis, limit: u32) -> Result<Prunable, StoreError> {
        let deliveries = sqlx::query_scalar(
            "SELECT id FROM deliveries WHERE state = 'delivered' AND settled_at < ?1
             ORDER BY settled_at LIMIT ?2",
        )
        .bind(before.0)
        .bind(limit)
        .fetch_all(&self.0)
        .await?;
        // They are in the order of time but for a few, so the first ones say whether there are any.
        let attempts = sqlx::query_scalar(
            "SELECT rowid FROM (SELECT rowid, at FROM attempts ORDER BY rowid LIMIT ?2) WHERE at < ?1",
        )
        .bind(before.0)
        .bind(limit)
        .fetch_all(&self.0)
        .await?;
        Ok(Prunable { deliveries, attempts })
    }

    fn is_new(&self) -> bool {
        self.1.is_new
    }

    async fn close(&self) {
        self.0.close().await;
    }
}
