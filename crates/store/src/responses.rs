//! Reading responses.

use serde_json::{Map, Value as Json};
use sqlx::Row;

use super::row::{self, select_responses};
use super::{Store, StoreError};
use sondage_intake::response::Response;
use sondage_intake::{Channel, Millis, Respondent, State};

/// One respondent's run through a survey, as far as it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredResponse {
    /// The response's id.
    pub response: String,
    /// The survey's id.
    pub survey: String,
    /// The revision that the last submission was checked against.
    pub revision: u32,
    /// How far it has come.
    pub state: State,
    /// Where the survey was shown last.
    pub channel: Channel,
    /// The locale that the respondent saw last.
    pub locale: String,
    /// Who answered.
    pub respondent: Respondent,
    /// What the page said besides.
    pub hidden: Map<String, Json>,
    /// When the first submission arrived.
    pub started_at: Millis,
    /// When the last one arrived that said something new.
    pub updated_at: Millis,
    /// When it was completed.
    pub completed_at: Option<Millis>,
    /// The answers by question, without those that were taken back.
    pub answers: Vec<(String, Json)>,
}

/// Some responses of a survey, in the order of their arrival.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponsePage {
    /// The responses.
    pub responses: Vec<StoredResponse>,
    /// What gives the page after this one; `None` at the end.
    pub next: Option<i64>,
}

impl Store {
    /// A response.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn response(&self, id: &str) -> Result<Option<StoredResponse>, StoreError> {
        let row = sqlx::query(select_responses!("WHERE r.id = ?1"))
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.as_ref().map(row::read).transpose()?.map(|(id, response)| stored(id, response)))
    }

    /// At most `limit` responses of a survey; the first ones, or those after a page.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn responses(
        &self,
        survey: &str,
        after: Option<i64>,
        limit: u32,
    ) -> Result<ResponsePage, StoreError> {
        let rows = sqlx::query(select_responses!(
            "WHERE r.survey = ?1 AND r.number > ?2 ORDER BY r.number LIMIT ?3"
        ))
        .bind(survey)
        .bind(after.unwrap_or(i64::MIN))
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        let is_full = u32::try_from(rows.len()).is_ok_and(|n_rows| n_rows >= limit);
        let last = rows.last().filter(|_| is_full).map(|row| row.try_get("number")).transpose()?;
        let read = |row| row::read(row).map(|(id, response)| stored(id, response));
        let responses = rows.iter().map(read).collect::<Result<_, _>>()?;
        Ok(ResponsePage { responses, next: last })
    }
}

fn stored(id: String, response: Response) -> StoredResponse {
    let live = response.answers.into_iter().filter(|answer| !answer.value.is_null());
    StoredResponse {
        response: id,
        survey: response.survey,
        revision: response.revision,
        state: response.state,
        channel: response.channel,
        locale: response.locale,
        respondent: response.respondent,
        hidden: response.hidden,
        started_at: response.started_at,
        updated_at: response.updated_at,
        completed_at: response.completed_at,
        answers: live.map(|answer| (answer.question, answer.value)).collect(),
    }
}
