//! Drafts, and what was done with surveys by hand, read by SQL that both engines understand: this file
//! is a module of each.

use async_trait::async_trait;
use sondage_intake::limits::Hold;
use sondage_intake::{Language, Millis};
use sqlx::FromRow;

use super::driver::Reader;
use crate::drafts::{
    Draft, DraftEdit, DraftListing, DraftStep, STEPS, SurveyListing, SurveyState, SurveyTotals,
};
use crate::engine::DraftReader;
use crate::error::StoreError;
use crate::rows::language_of;

#[derive(FromRow)]
struct DraftRow {
    language: String,
    source: String,
    name: String,
    revision: i64,
    created_at: i64,
    edited_at: i64,
    edited_by: String,
}

#[derive(FromRow)]
struct EditRow {
    revision: i64,
    step: String,
    begun_at: i64,
    edited_at: i64,
    edited_by: String,
}

#[derive(FromRow)]
struct ListingRow {
    survey: String,
    published: Option<i64>,
    published_at: Option<i64>,
    name: Option<String>,
    revision: Option<i64>,
    edited_at: Option<i64>,
    edited_by: Option<String>,
    is_changed: i64,
    #[sqlx(flatten)]
    state: StateRow,
}

#[derive(FromRow)]
struct StateRow {
    held: Option<String>,
    held_since: Option<i64>,
    archived_at: Option<i64>,
    labels: Option<String>,
}

#[derive(FromRow)]
struct TotalsRow {
    survey: String,
    shown: i64,
    begun: i64,
    completed: i64,
    last_at: Option<i64>,
}

fn number(revision: i64) -> u32 {
    u32::try_from(revision).unwrap_or(u32::MAX)
}

fn hold(held: Option<&str>, since: Option<i64>) -> Option<Hold> {
    let (held, since) = held.zip(since)?;
    Some(Hold { since: Millis(since), is_pause: held == "paused" })
}

impl StateRow {
    fn into_state(self, survey: &str) -> SurveyState {
        let labels = self.labels.as_deref().unwrap_or("[]");
        SurveyState {
            survey: survey.to_owned(),
            hold: hold(self.held.as_deref(), self.held_since),
            archived_at: self.archived_at.map(Millis),
            labels: serde_json::from_str(labels).unwrap_or_default(),
        }
    }
}

impl From<ListingRow> for SurveyListing {
    fn from(row: ListingRow) -> Self {
        let draft = row.name.zip(row.edited_by).map(|(name, edited_by)| DraftListing {
            name,
            revision: number(row.revision.unwrap_or_default()),
            edited_at: Millis(row.edited_at.unwrap_or_default()),
            edited_by,
            is_changed: row.is_changed != 0,
        });
        let published = row.published.zip(row.published_at);
        Self {
            state: row.state.into_state(&row.survey),
            survey: row.survey,
            published: published.map(|(revision, at)| (number(revision), Millis(at))),
            draft,
        }
    }
}

impl From<TotalsRow> for SurveyTotals {
    fn from(row: TotalsRow) -> Self {
        let count = |n: i64| u64::try_from(n).unwrap_or_default();
        Self {
            survey: row.survey,
            n_shown: count(row.shown),
            n_begun: count(row.begun),
            n_completed: count(row.completed),
            last_at: row.last_at.map(Millis),
        }
    }
}

const LISTINGS: &str = "
    SELECT ids.id AS survey, r.revision AS published, r.published_at, d.name, d.revision, d.edited_at,
           d.edited_by,
           CAST(CASE WHEN d.source = r.source AND d.language = r.language THEN 0 ELSE 1 END AS BIGINT)
               AS is_changed, s.held, s.held_since, s.archived_at, s.labels
    FROM (SELECT id FROM surveys UNION SELECT survey AS id FROM drafts) AS ids
    LEFT JOIN surveys AS p ON p.id = ids.id
    LEFT JOIN revisions AS r ON r.survey = p.id AND r.revision = p.revision
    LEFT JOIN drafts AS d ON d.survey = ids.id
    LEFT JOIN survey_states AS s ON s.survey = ids.id
    ORDER BY ids.id";

/// Beside the `OR` a server looks at the answers of one response after the other, by their key. Taken apart
/// into completed ones and others, as those of one survey are, it takes a fifth longer.
const TOTALS: &str = "
    SELECT survey, CAST(sum(shown) AS BIGINT) AS shown, CAST(sum(begun) AS BIGINT) AS begun,
           CAST(sum(completed) AS BIGINT) AS completed, max(last_at) AS last_at
    FROM (SELECT survey, n AS shown, 0 AS begun, 0 AS completed, NULL AS last_at FROM views
          UNION ALL
          SELECT survey, 0, 1, CASE WHEN state = 'completed' THEN 1 ELSE 0 END, updated_at
          FROM responses AS r
          WHERE state = 'completed' OR EXISTS
              (SELECT 1 FROM answers AS a WHERE a.response = r.id AND a.value <> 'null')) AS parts
    GROUP BY survey ORDER BY survey";

#[async_trait]
impl DraftReader for Reader {
    async fn draft(&self, survey: &str) -> Result<Option<Draft>, StoreError> {
        let row: Option<DraftRow> = sqlx::query_as(
            "SELECT language, source, name, revision, created_at, edited_at, edited_by
             FROM drafts WHERE survey = $1",
        )
        .bind(survey)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|row| Draft {
            survey: survey.to_owned(),
            language: language_of(&row.language),
            source: row.source,
            name: row.name,
            revision: number(row.revision),
            created_at: Millis(row.created_at),
            edited_at: Millis(row.edited_at),
            edited_by: row.edited_by,
        }))
    }

    async fn draft_edits(&self, survey: &str) -> Result<Vec<DraftEdit>, StoreError> {
        let rows: Vec<EditRow> = sqlx::query_as(
            "SELECT revision, step, begun_at, edited_at, edited_by FROM draft_edits
             WHERE survey = $1 ORDER BY revision DESC LIMIT $2",
        )
        .bind(survey)
        .bind(i64::from(STEPS))
        .fetch_all(self.pool())
        .await?;
        let edit = |row: EditRow| DraftEdit {
            revision: number(row.revision),
            step: DraftStep::ALL
                .into_iter()
                .find(|step| step.as_str() == row.step)
                .unwrap_or(DraftStep::Edited),
            begun_at: Millis(row.begun_at),
            edited_at: Millis(row.edited_at),
            edited_by: row.edited_by,
        };
        Ok(rows.into_iter().map(edit).collect())
    }

    async fn draft_text(
        &self,
        survey: &str,
        revision: u32,
    ) -> Result<Option<(Language, String)>, StoreError> {
        let row: Option<(String, String)> = sqlx::query_as(
            "SELECT language, source FROM draft_edits WHERE survey = $1 AND revision = $2",
        )
        .bind(survey)
        .bind(i64::from(revision))
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|(language, source)| (language_of(&language), source)))
    }

    async fn survey_listings(&self) -> Result<Vec<SurveyListing>, StoreError> {
        let rows: Vec<ListingRow> = sqlx::query_as(LISTINGS).fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(SurveyListing::from).collect())
    }

    async fn survey_totals(&self) -> Result<Vec<SurveyTotals>, StoreError> {
        let rows: Vec<TotalsRow> = sqlx::query_as(TOTALS).fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(SurveyTotals::from).collect())
    }

    async fn holds(&self) -> Result<Vec<(String, Hold)>, StoreError> {
        let rows: Vec<(String, Option<String>, Option<i64>)> = sqlx::query_as(
            "SELECT survey, held, held_since FROM survey_states WHERE held IS NOT NULL",
        )
        .fetch_all(self.pool())
        .await?;
        let row = |(survey, held, since): (String, Option<String>, Option<i64>)| {
            hold(held.as_deref(), since).map(|hold| (survey, hold))
        };
        Ok(rows.into_iter().filter_map(row).collect())
    }
}
