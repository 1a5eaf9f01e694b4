//! The responses of respondents to surveys that ask everybody once.

use std::collections::HashMap;

use crate::merge::SubmitError;
use crate::submission::{Identifier, Respondent, State};

/// Who holds a response of a survey that asks everybody once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The survey's id.
    pub survey: String,
    /// Who it is.
    pub respondent: Respondent,
    /// The response's id.
    pub response: String,
    /// How far it has come.
    pub state: State,
}

/// A survey and somebody who answers it. Who has proved to be somebody, and who only says so, are two.
type Who = (String, Identifier, bool);

/// The one response of each respondent.
#[derive(Debug, Default)]
pub(crate) struct Holders(HashMap<Who, (String, State)>);

impl Holders {
    /// Those that are known, in the order in which they began.
    pub(crate) fn new(all: Vec<Holder>) -> Self {
        let mut holders = Self::default();
        for one in all {
            holders.note(&one.survey, &one.respondent, &one.response, one.state);
        }
        holders
    }

    /// Whether somebody may have a response of this id. Who only says who they are is led into
    /// nobody's response that goes on, and may have one of their own.
    pub(crate) fn check(
        &self,
        survey: &str,
        respondent: &Respondent,
        response: &str,
    ) -> Result<(), SubmitError> {
        let one = who(survey, respondent).and_then(|who| self.0.get(&who));
        match one.filter(|(id, _)| id != response) {
            Some((response, state)) if respondent.is_verified || *state == State::Completed => {
                let is_completed = *state == State::Completed;
                Err(SubmitError::Answered { response: response.clone(), is_completed })
            }
            _ => Ok(()),
        }
    }

    /// A response is somebody's. Of several from before the survey asked once, a completed one counts.
    pub(crate) fn note(
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
