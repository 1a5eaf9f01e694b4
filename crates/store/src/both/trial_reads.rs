//! Trials, read by SQL that both engines understand: this file is a module of each.

use async_trait::async_trait;
use sondage_intake::{Channel, Millis, State};
use sqlx::FromRow;

use super::driver::Reader;
use crate::engine::TrialReader;
use crate::error::StoreError;
use crate::rows::language_of;
use crate::trials::{Trial, TrialBraze, TrialResponse};

#[derive(FromRow)]
struct TrialRow {
    key: String,
    survey: String,
    revision: Option<i64>,
    language: String,
    source: String,
    profile: Option<String>,
    made_by: String,
    made_at: i64,
    ends_at: i64,
}

#[derive(FromRow)]
struct TrialResponseRow {
    id: String,
    trial: String,
    survey: String,
    #[sqlx(try_from = "String")]
    channel: Channel,
    locale: String,
    #[sqlx(try_from = "String")]
    state: State,
    answers: String,
    started_at: i64,
    updated_at: i64,
    braze: Option<String>,
    braze_said: Option<String>,
}

impl From<TrialRow> for Trial {
    fn from(row: TrialRow) -> Self {
        Self {
            key: row.key,
            survey: row.survey,
            revision: row.revision.and_then(|revision| u32::try_from(revision).ok()),
            language: language_of(&row.language),
            source: row.source,
            profile: row.profile,
            made_by: row.made_by,
            made_at: Millis(row.made_at),
            ends_at: Millis(row.ends_at),
        }
    }
}

impl From<TrialResponseRow> for TrialResponse {
    fn from(row: TrialResponseRow) -> Self {
        Self {
            braze: TrialBraze::of_parts(row.braze.as_deref(), row.braze_said),
            id: row.id,
            trial: row.trial,
            survey: row.survey,
            channel: row.channel,
            locale: row.locale,
            state: row.state,
            answers: serde_json::from_str(&row.answers).unwrap_or_default(),
            started_at: Millis(row.started_at),
            updated_at: Millis(row.updated_at),
        }
    }
}

macro_rules! of_trial {
    ($rest:literal) => {
        concat!(
            "SELECT key, survey, revision, language, source, profile, made_by, made_at, ends_at
             FROM trials ",
            $rest
        )
    };
}

macro_rules! of_response {
    ($rest:literal) => {
        concat!(
            "SELECT id, trial, survey, channel, locale, state, answers, started_at, updated_at, braze,
                    braze_said FROM trial_responses ",
            $rest
        )
    };
}

#[async_trait]
impl TrialReader for Reader {
    async fn trial(&self, key: &str) -> Result<Option<Trial>, StoreError> {
        let row: Option<TrialRow> = sqlx::query_as(of_trial!("WHERE key = $1"))
            .bind(key)
            .fetch_optional(self.pool())
            .await?;
        Ok(row.map(Trial::from))
    }

    async fn trials(&self, survey: &str) -> Result<Vec<Trial>, StoreError> {
        let rows: Vec<TrialRow> =
            sqlx::query_as(of_trial!("WHERE survey = $1 ORDER BY made_at DESC, key"))
                .bind(survey)
                .fetch_all(self.pool())
                .await?;
        Ok(rows.into_iter().map(Trial::from).collect())
    }

    async fn trial_responses(&self, survey: &str) -> Result<Vec<TrialResponse>, StoreError> {
        let rows: Vec<TrialResponseRow> =
            sqlx::query_as(of_response!("WHERE survey = $1 ORDER BY updated_at DESC, id"))
                .bind(survey)
                .fetch_all(self.pool())
                .await?;
        Ok(rows.into_iter().map(TrialResponse::from).collect())
    }

    async fn responses_of_trial(&self, key: &str) -> Result<Vec<TrialResponse>, StoreError> {
        let rows: Vec<TrialResponseRow> =
            sqlx::query_as(of_response!("WHERE trial = $1 ORDER BY updated_at DESC, id"))
                .bind(key)
                .fetch_all(self.pool())
                .await?;
        Ok(rows.into_iter().map(TrialResponse::from).collect())
    }
}
