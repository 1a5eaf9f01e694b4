//! The revisions of a survey, and which of them an answer is read by.

use std::collections::HashMap;

use serde_json::Value as Json;
use sondage_survey::answer::Value;
use sondage_survey::condition::Operand;
use sondage_survey::intake;
use sondage_survey::path::Walk;
use sondage_survey::survey::{Question, Survey};

use crate::published::Published;
use crate::response::StoredResponse;

/// The revisions of a survey that can be read, oldest first; at least one.
#[derive(Debug)]
pub struct Revisions(Vec<Published>);

impl Revisions {
    /// The revisions; `None` where there are none.
    #[must_use]
    pub fn new(mut revisions: Vec<Published>) -> Option<Self> {
        revisions.sort_by_key(|published| published.revision);
        (!revisions.is_empty()).then_some(Self(revisions))
    }

    /// All of them, newest first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Published> {
        self.0.iter().rev()
    }

    /// All of them, the likeliest first that a response's answers were given to: the one that its
    /// last submission was checked against, then those before it, then those after.
    fn likeliest_first(&self, revision: u32) -> impl Iterator<Item = &Published> {
        let n_before = self.0.partition_point(|published| published.revision <= revision);
        let (before, after) = self.0.split_at_checked(n_before).unwrap_or((&self.0, &[]));
        before.iter().rev().chain(after)
    }

    /// The revision by which a response is read as a whole.
    pub(super) fn own(&self, response: &StoredResponse) -> Option<&Published> {
        self.likeliest_first(response.revision).next()
    }

    /// An answer of a response, by the first revision that knows all of it; else by the first one
    /// in which the question is of a kind that it fits.
    pub(super) fn read_answer(
        &self,
        response: &StoredResponse,
        question: &str,
        json: &Json,
    ) -> Option<(&Question, Value)> {
        let readings = || {
            self.likeliest_first(response.revision).filter_map(|published| {
                let (_, question) = published.own_survey().question(question)?;
                Some((question, Value::from_json(json, &question.ask)?))
            })
        };
        let is_known = |(question, value): &(&Question, Value)| {
            question.ask.check(value, false, &question.ask.places()).is_ok()
        };
        readings().find(is_known).or_else(|| readings().next())
    }

    /// What the variables of a response have come to, by id.
    pub(super) fn variables(&self, response: &StoredResponse) -> HashMap<String, Operand> {
        let Some(published) = self.own(response) else { return HashMap::new() };
        let survey = published.own_survey();
        if survey.variables.is_empty() {
            return HashMap::new();
        }
        variables_of(published, survey, response)
    }
}

fn variables_of(
    published: &Published,
    survey: &Survey,
    response: &StoredResponse,
) -> HashMap<String, Operand> {
    let given = intake::restore(
        survey,
        &response.id,
        |question| response.live_value(question),
        |field| response.hidden.get(field),
    );
    let walk = Walk::new(survey, &given);
    let ids = published.definition.variable_ids().enumerate();
    ids.filter_map(|(place, id)| Some((id.to_owned(), walk.variable(place)?.clone()))).collect()
}
