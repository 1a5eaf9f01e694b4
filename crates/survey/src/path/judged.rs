//! Whether an answer is one that the controls could have given, where it stands on the path.

use super::Walk;
use crate::FULL;
use crate::answer::{Fault, Refusal, Value};
use crate::ask::Setting;
use crate::survey::Question;

impl Walk<'_> {
    /// Whether a value, or its absence, is one that the controls of the question at a place could
    /// have produced. Without `must_be`, a required one may be absent.
    ///
    /// # Errors
    /// [`Fault`], when they could not.
    pub fn check(&self, place: usize, value: Option<&Value>, must_be: bool) -> Result<(), Fault> {
        self.check_at(place, value, must_be, None)
    }

    /// The same of an answer given at a time (RFC 3339, UTC), on which its bounds may depend. One
    /// that was taken once stays, whatever day it is.
    ///
    /// # Errors
    /// As [`Walk::check`].
    pub fn check_at(
        &self,
        place: usize,
        value: Option<&Value>,
        must_be: bool,
        at: Option<&str>,
    ) -> Result<(), Fault> {
        let Some(question) = self.survey.questions.get(place) else { return Ok(()) };
        let required = must_be && self.requires(place, question);
        match value {
            None | Some(Value::Flag(false)) if required && question.is_missing(value) => {
                Err(Refusal::Required.plain())
            }
            None => Ok(()),
            Some(value) => {
                let setting = Setting { notation: self.survey.notation(), at };
                question.ask.check(value, required, &self.shown(place), setting)
            }
        }
    }

    /// All that keeps an answer to the question at a place, or none, from going on: the first is
    /// that of [`Walk::check_at`], but that of a question of which nothing is answered each field
    /// that must be is named.
    #[must_use]
    pub fn faults_at(&self, place: usize, value: Option<&Value>, at: &str) -> Vec<Fault> {
        let checked = self.check_at(place, value, true, Some(at)).err();
        let (Some(fault), Some(question)) = (&checked, self.survey.questions.get(place)) else {
            return Vec::new();
        };
        let nothing = Value::Parts(Vec::new());
        let value = match value {
            _ if !FULL => None,
            // The author's own words for it are for the whole.
            None if question.missing.is_empty() && question.ask.names_missing() => Some(&nothing),
            value => value.filter(|_| fault.refusal != Refusal::Required),
        };
        let Some(value) = value else { return checked.into_iter().collect() };
        let setting = Setting { notation: self.survey.notation(), at: Some(at) };
        question.ask.faults(value, self.requires(place, question), &self.shown(place), setting)
    }

    /// Whether the question at a place must be answered: as it was when the path came there.
    fn requires(&self, place: usize, question: &Question) -> bool {
        let station = self.station(place).map(|station| station.is_required);
        station.unwrap_or_else(|| self.is_required(question))
    }

    pub(super) fn is_required(&self, question: &Question) -> bool {
        let condition = question.require_if.as_ref();
        question.required || condition.is_some_and(|condition| condition.holds(self))
    }
}
