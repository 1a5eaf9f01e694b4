//! A survey that begins in its middle, for who looks at one card of it.

use sondage_survey::condition::Condition;
use sondage_survey::survey::Survey;

use super::Definition;

/// Holds never.
const NEVER: Condition = Condition::Any(Vec::new());

impl Definition {
    /// The same survey, beginning with the card of this question, whoever is asked it, or with its end
    /// (`end`); as it is, where it has no such question. What comes before is not there.
    #[must_use]
    pub fn beginning_with(mut self, card: &str) -> Self {
        let questions = &self.parts.questions;
        let asked = questions.iter().find(|asked| asked.id == card);
        let end = (card == "end").then_some(questions.len());
        self.begins_at = asked.map(|asked| asked.lead).or(end);
        self
    }

    /// A compiled survey, from where it begins.
    pub(super) fn begun(&self, mut survey: Survey) -> Survey {
        let Some(first) = self.begins_at else { return survey };
        (survey.flow.prompt, survey.flow.welcome) = (false, false);
        for (place, question) in survey.questions.iter_mut().enumerate() {
            if place < first {
                question.show_if = Some(NEVER);
            } else if usize::from(question.card) == first {
                question.show_if = None;
            }
        }
        survey
    }
}
