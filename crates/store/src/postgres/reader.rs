//! Reading, on a few connections.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use sondage_intake::limits::Counts;
use sondage_intake::{Identifier, Millis, PublishedSource, StoredResponse};
use sqlx::postgres::PgPool;

use super::rows::{
    BegunRow, CountRow, FileRow, IdentifierColumns, PendingRow, ResponseRow, SourceRow,
    StoredAttempt, StoredDelivery, UnderWayRow, counts_by_survey, responses, select_responses,
};
use super::{erasure, listen, pace, showings, standing, surveys};
use crate::deliveries::{Attempt, DeliveryCounts, DeliveryFilter, DeliveryRow, DeliveryState};
use crate::engine::{Bells, Reader, RecountRow};
use crate::erasure::Expired;
use crate::error::StoreError;
use crate::files::StoredFile;
use crate::pace::BrazeTurn;
use crate::prune::Prunable;
use crate::respondents::Begun;
use crate::responses::{ResponseFilter, ResponsePage};
use crate::showings::{Asked, Traffic};

/// Deliveries that are listed at once, unless said.
const LIST: u32 = 1_000;

/// The connections that read.
#[derive(Debug)]
pub(crate) struct PgReader {
    pub(super) pool: PgPool,
    /// The number of this process among those on the database.
    pub(super) relay: i64,
    /// Whether what one relay says can be heard by all.
    pub(super) is_one_server: bool,
}

impl PgReader {
    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
    }
}

#[async_trait]
impl Reader for PgReader {
    async fn published(&self) -> Result<Vec<PublishedSource>, StoreError> {
        let rows: Vec<SourceRow> = sqlx::query_as(
            "SELECT survey, revision, language, source, has_plain_names, published_at
             FROM surveys JOIN revisions USING (revision)
             WHERE revisions.survey = surveys.id ORDER BY survey",
        )
        .fetch_all(&self.pool)
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
             FROM revisions WHERE survey = $1 AND revision = $2",
        )
        .bind(survey)
        .bind(i64::from(revision))
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(PublishedSource::from))
    }

    async fn revisions(&self, survey: &str) -> Result<Vec<PublishedSource>, StoreError> {
        let rows: Vec<SourceRow> = sqlx::query_as(
            "SELECT survey, revision, language, source, has_plain_names, published_at
             FROM revisions WHERE survey = $1 ORDER BY revision",
        )
        .bind(survey)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(PublishedSource::from).collect())
    }

    async fn published_revisions(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT id, revision FROM surveys ORDER BY id")
                .fetch_all(&self.pool)
                .await?;
        let row = |(id, revision)| (id, u32::try_from(revision).unwrap_or(u32::MAX));
        Ok(rows.into_iter().map(row).collect())
    }

    async fn counts(&self) -> Result<HashMap<String, Counts>, StoreError> {
        let rows: Vec<CountRow> = sqlx::query_as("SELECT survey, quota, n FROM quota_counts")
            .fetch_all(&self.pool)
            .await?;
        Ok(counts_by_survey(rows))
    }

    async fn recounts(&self) -> Result<Vec<RecountRow>, StoreError> {
        let rows: Vec<UnderWayRow> =
            sqlx::query_as("SELECT survey, revision, up_to FROM recounts ORDER BY survey")
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().map(RecountRow::from).collect())
    }

    async fn counted_page(
        &self,
        survey: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StoredResponse>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        Ok(surveys::counted_page(&mut connection, survey, after, limit).await?)
    }

    async fn response(&self, id: &str) -> Result<Option<StoredResponse>, StoreError> {
        let row: Option<ResponseRow> = sqlx::query_as(select_responses!("WHERE r.id = $1"))
            .bind(id)
            .fetch_optional(&self.pool)
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
            "WHERE r.survey = $1 AND r.number > $2
                 AND ($4::bigint IS NULL OR r.started_at >= $4) AND ($5::bigint IS NULL OR r.started_at < $5)
                 AND (cardinality($6::text[]) = 0 OR r.state = ANY($6))
                 AND (cardinality($7::text[]) = 0 OR r.channel = ANY($7))
                 AND (cardinality($8::text[]) = 0 OR EXISTS (
                     SELECT 1 FROM UNNEST($8) AS wanted WHERE lower(r.locale) = lower(wanted)
                         OR starts_with(lower(r.locale), lower(wanted) || '-')))
             ORDER BY r.number LIMIT $3"
        ))
        .bind(survey)
        .bind(after.unwrap_or(i64::MIN))
        .bind(i64::from(limit))
        .bind(filter.from.map(|from| from.0))
        .bind(filter.before.map(|before| before.0))
        .bind(states)
        .bind(channels)
        .bind(&filter.locales)
        .fetch_all(&self.pool)
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
             WHERE survey = $1 AND identifier_kind = $2 AND identifier = $3 AND identifier_label IS NOT DISTINCT FROM $4
                 AND is_verified
             ORDER BY number DESC LIMIT $5",
        )
        .bind(survey)
        .bind(kind)
        .bind(name)
        .bind(label)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(Begun::from).collect())
    }

    async fn traffic(&self, survey: &str) -> Result<Vec<Traffic>, StoreError> {
        Ok(showings::traffic(&self.pool, survey).await?)
    }

    async fn last_asked(&self, identifier: &Identifier) -> Result<Option<Millis>, StoreError> {
        Ok(showings::last_asked(&self.pool, identifier).await?)
    }

    async fn asked_untold(&self, limit: u32) -> Result<Vec<Asked>, StoreError> {
        Ok(showings::untold(&self.pool, limit).await?)
    }

    async fn responses_of(
        &self,
        identifier: &Identifier,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        Ok(erasure::responses_of(&self.pool, identifier, limit).await?)
    }

    async fn expired(
        &self,
        survey: &str,
        before: Millis,
        after: i64,
        limit: u32,
    ) -> Result<Expired, StoreError> {
        Ok(erasure::expired(&self.pool, survey, before, after, limit).await?)
    }

    async fn files_of(&self, response: &str) -> Result<Vec<StoredFile>, StoreError> {
        let rows = erasure::files_of(&self.pool, response).await?;
        Ok(rows.into_iter().map(StoredFile::from).collect())
    }

    async fn file(&self, id: &str) -> Result<Option<StoredFile>, StoreError> {
        let row: Option<FileRow> = sqlx::query_as(
            "SELECT id, survey, question, response, name, bytes, received_at FROM files
             WHERE id = $1 AND bytes IS NOT NULL AND NOT is_going",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(StoredFile::from))
    }

    async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<DeliveryRow>, StoreError> {
        let rows: Vec<StoredDelivery> = sqlx::query_as(
            "SELECT id, response, question, revision, survey, payload::json AS payload, state, attribute_state,
                 event_state, n_attempts,
                 CASE WHEN next_attempt_at = 0 THEN created_at ELSE next_attempt_at END AS next_attempt_at,
                 created_at, settled_at, last_error
             FROM deliveries
             WHERE ($1::text IS NULL OR survey = $1) AND ($2::text IS NULL OR response = $2)
               AND ($3::text IS NULL OR state = $3) AND id > $4
             ORDER BY id LIMIT $5",
        )
        .bind(filter.survey.as_deref())
        .bind(filter.response.as_deref())
        .bind(filter.state.map(DeliveryState::as_str))
        .bind(filter.after.unwrap_or(i64::MIN))
        .bind(i64::from(filter.limit.unwrap_or(LIST)))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(DeliveryRow::try_from).collect::<Result<_, _>>()?)
    }

    async fn attempts(&self, delivery: i64) -> Result<Vec<Attempt>, StoreError> {
        let rows: Vec<StoredAttempt> =
            sqlx::query_as("SELECT at, status, outcome, detail, duration_ms FROM attempts WHERE delivery = $1 ORDER BY number")
                .bind(delivery)
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().map(Attempt::from).collect())
    }

    async fn last_attempt(&self) -> Result<Option<Attempt>, StoreError> {
        let row: Option<StoredAttempt> = sqlx::query_as(
            "SELECT at, status, outcome, detail, duration_ms FROM attempts ORDER BY number DESC LIMIT 1",
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(Attempt::from))
    }

    async fn delivery_counts(&self) -> Result<DeliveryCounts, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let kept = sqlx::query_as(standing::KEPT).fetch_optional(&mut *connection).await?;
        let row: PendingRow = match kept {
            Some(row) => row,
            None => sqlx::query_as(standing::COUNTED).fetch_one(&mut *connection).await?,
        };
        Ok(DeliveryCounts::from(row))
    }

    async fn prunable(&self, before: Millis, limit: u32) -> Result<Prunable, StoreError> {
        let deliveries = sqlx::query_scalar(
            "SELECT id FROM deliveries WHERE state = 'delivered' AND settled_at < $1
             ORDER BY settled_at LIMIT $2",
        )
        .bind(before.0)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        // They are in the order of time but for a few, so the first ones say whether there are any.
        let attempts = sqlx::query_scalar(
            "SELECT number FROM (SELECT number, at FROM attempts ORDER BY number LIMIT $2) AS first WHERE at < $1",
        )
        .bind(before.0)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        Ok(Prunable { deliveries, attempts })
    }

    async fn take_braze_turn(&self, interval: Duration) -> Result<BrazeTurn, StoreError> {
        Ok(pace::take(&self.pool, self.relay, interval).await?)
    }

    async fn keep_braze_quiet(&self, wait: Duration) -> Result<(), StoreError> {
        Ok(pace::keep_quiet(&self.pool, self.relay, wait).await?)
    }

    fn listen(&self, bells: Bells) {
        if self.is_one_server {
            tokio::spawn(listen::listen(self.pool.clone(), bells));
        }
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
