//! The responses of one respondent: where somebody goes on, and what a survey that asks everybody
//! once does not take again.

use std::collections::HashMap;

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::current::Current;
use super::row::{self, identifier_columns};
use super::writer::Submit;
use sondage_intake::merge::SubmitError;

use super::{Store, StoreError};
use sondage_intake::{Identifier, Millis, Respondent, State};

/// The most of one respondent's responses that are looked at, the newest.
const MOST: u32 = 1_000;

/// A response that a respondent has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The response's id.
    pub response: String,
    /// How far it has come.
    pub state: State,
    /// When the last submission arrived that said something new.
    pub updated_at: Millis,
}

impl Store {
    /// What a respondent has begun of a survey and has proved to be theirs, the newest first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn begun(
        &self,
        survey: &str,
        identifier: &Identifier,
    ) -> Result<Vec<Begun>, StoreError> {
        let (kind, name, label) = identifier_columns(Some(identifier));
        let rows = sqlx::query(
            "SELECT id, state, updated_at FROM responses
             WHERE survey = ?1 AND identifier_kind = ?2 AND identifier = ?3 AND identifier_label IS ?4
                 AND is_verified
             ORDER BY number DESC LIMIT ?5",
        )
        .bind(survey)
        .bind(kind)
        .bind(name)
        .bind(label)
        .bind(MOST)
        .fetch_all(&self.readers)
        .await?;
        let read = |row| {
            let updated_at = Millis(Row::try_get(row, "updated_at")?);
            let state = row::word(row, "state")?;
            Ok(Begun { response: Row::try_get(row, "id")?, state, updated_at })
        };
        rows.iter().map(read).collect::<Result<_, sqlx::Error>>().map_err(Into::into)
    }
}

/// A survey and somebody who answers it. Who has proved to be somebody, and who only says so, are two.
type Who = (String, Identifier, bool);

/// The one response of each respondent, of the surveys that ask everybody once.
#[derive(Debug, Default)]
pub(super) struct Theirs(HashMap<Who, (String, State)>);

impl Theirs {
    /// The responses of those who submit to a survey that asks everybody once.
    pub(super) async fn load(
        connection: &mut SqliteConnection,
        submits: &[Submit],
        surveys: &HashMap<String, Current>,
    ) -> Result<Self, sqlx::Error> {
        let mut theirs = Self::default();
        let asks_once = |submit: &&Submit| {
            let survey = surveys.get(submit.published.definition.id());
            survey.is_some_and(|survey| survey.published.definition.link().once)
        };
        let who = |submit: &Submit| {
            let survey = submit.published.definition.id().to_owned();
            let identifier = submit.submission.respondent.identifier.as_ref()?;
            let (kind, name, _) = identifier_columns(Some(identifier));
            Some((survey, kind, name.map(str::to_owned)))
        };
        let all: Vec<_> = submits.iter().filter(asks_once).filter_map(who).collect();
        if all.is_empty() {
            return Ok(theirs);
        }
        let rows = sqlx::query(
            "SELECT r.id, r.survey, r.state, r.identifier_kind, r.identifier, r.identifier_label, r.is_verified
             FROM json_each(?1) AS who JOIN responses AS r ON r.survey = who.value ->> 0
                 AND r.identifier_kind = who.value ->> 1 AND r.identifier = who.value ->> 2
             ORDER BY r.number",
        )
        .bind(row::text(&all)?)
        .fetch_all(connection)
        .await?;
        for row in &rows {
            let (id, survey): (String, String) = (row.try_get("id")?, row.try_get("survey")?);
            theirs.note(&survey, &row::respondent(row)?, &id, row::word(row, "state")?);
        }
        Ok(theirs)
    }

    /// Whether somebody may have a response of this id.
    ///
    /// # Errors
    /// [`SubmitError::Answered`] where they have another one.
    pub(super) fn check(
        &self,
        survey: &str,
        respondent: &Respondent,
        response: &str,
    ) -> Result<(), SubmitError> {
        let one = who(survey, respondent).and_then(|who| self.0.get(&who));
        match one.filter(|(id, _)| id != response) {
            Some((response, state)) => {
                let is_completed = *state == State::Completed;
                Err(SubmitError::Answered { response: response.clone(), is_completed })
            }
            None => Ok(()),
        }
    }

    /// A response is somebody's. Of several from before the survey asked once, a completed one counts.
    pub(super) fn note(
        &mut self,
        survey: &str,
        respondent: &Respondent,
        response: &str,
        state: State,
    ) {
        let Some(who) = who(survey, respondent) else { return };
        let one = self.0.entry(who).or_insert_with(|| (response.to_owned(), state));
        if one.1 != State::Completed || one.0 == response {
            *one = (response.to_owned(), state);
        }
    }
}

fn who(survey: &str, respondent: &Respondent) -> Option<Who> {
    Some((survey.to_owned(), respondent.identifier.clone()?, respondent.is_verified))
}
