//! What a session shows: where it stands, and what is in the card.

use std::sync::Arc;

use super::{Notice, Phase, Session};
use crate::FULL;
use crate::answer::{Decimal, Fault, HALF_TYPED, Pairs, Refusal, Value};
use crate::ask::Ask;
use crate::path::{Given, Walk};
use crate::profile;
use crate::survey::{Question, Survey};
use crate::text::{concat, fill};

/// Texts one after the other, as they are heard: what ends without a sign has a full stop.
fn in_sentences(texts: &[String]) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(if all.ends_with(char::is_alphanumeric) { ". " } else { " " });
        }
        all.push_str(text);
    }
    all
}

impl Session {
    /// Which card is on the screen.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The card's id, as [`Session::go_to`] takes it.
    #[must_use]
    pub fn card(&self) -> String {
        match (self.phase, self.question()) {
            (_, Some((_, question))) => question.field(),
            (Phase::Prompt, _) => "prompt".into(),
            (Phase::Welcome, _) => "welcome".into(),
            (Phase::Review, _) => "review".into(),
            (Phase::TimeUp, _) => "time-up".into(),
            _ => "end".into(),
        }
    }

    /// Whether the card was reached from the review, which follows it again.
    #[must_use]
    pub fn is_reviewing(&self) -> bool {
        self.is_reviewing && matches!(self.phase, Phase::Asking(_))
    }

    /// The survey.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The survey as another session of it shares it.
    #[must_use]
    pub fn shared_survey(&self) -> Arc<Survey> {
        Arc::clone(&self.survey)
    }

    /// What is known so far.
    #[must_use]
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// The path by what is known so far.
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        Walk::new(&self.survey, &self.given)
    }

    /// The places of the questions on the screen, in order.
    #[must_use]
    pub fn places(&self) -> Vec<usize> {
        match self.phase {
            Phase::Asking(place) => self.walk().card(place),
            _ => Vec::new(),
        }
    }

    /// The question on the screen, and its place; the first, where there are several.
    #[must_use]
    pub fn question(&self) -> Option<(usize, &Question)> {
        match self.phase {
            Phase::Asking(place) => Some((place, self.survey.questions.get(place)?)),
            _ => None,
        }
    }

    /// The pairs to show in the card's controls: what was refused, else what was answered.
    #[must_use]
    pub fn pairs(&self) -> Pairs {
        let mut pairs = Pairs::new();
        if let Some((refused, _)) = &self.refused {
            pairs.extend(refused.iter().filter(|(_, value)| value != HALF_TYPED).cloned());
        } else if FULL && !self.typed.is_empty() {
            pairs.extend(self.typed.iter().cloned());
        } else {
            for place in self.places() {
                if let (Some(question), Some(value)) =
                    (self.survey.questions.get(place), self.given.answer(place))
                {
                    let notation = self.survey.notation();
                    question.ask.write_form(value, &question.field(), notation, &mut pairs);
                }
            }
        }
        pairs
    }

    /// What is wrong with the last form; the first of it, where several questions are refused.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.refused.as_ref()?.1.first().map(|(_, fault)| fault)
    }

    /// All that is wrong with the last answer to the question at a place.
    pub fn faults_of(&self, place: usize) -> impl Iterator<Item = &Fault> {
        let faults = self.refused.as_ref().map(|(_, faults)| faults.as_slice()).unwrap_or_default();
        faults.iter().filter(move |(wrong, _)| *wrong == place).map(|(_, fault)| fault)
    }

    /// The author's own words for a fault; empty where there are none.
    pub(crate) fn own_words_for(&self, place: usize, fault: &Fault) -> &str {
        let question = self.survey.questions.get(place);
        question.map_or("", |question| question.own_words(fault.refusal))
    }

    /// What is wrong, in the survey's words.
    pub(crate) fn words_for(&self, place: usize, fault: &Fault) -> String {
        let own = self.own_words_for(place, fault);
        if !own.is_empty() {
            return own.to_owned();
        }
        let mark = if fault.refusal == Refusal::FieldMissing { "{item}" } else { "{n}" };
        fill(self.survey.say(fault.refusal.message()), mark, &self.limit_words(fault))
    }

    /// All that is wrong with the last answer to the question at a place, in the survey's words:
    /// each once, and of its parts with their names.
    #[must_use]
    pub fn error_of(&self, place: usize) -> Option<String> {
        let mut faults = self.faults_of(place);
        if !FULL {
            return faults.next().map(|fault| self.words_for(place, fault));
        }
        let mut all: Vec<String> = Vec::new();
        for fault in faults {
            let mut words = self.words_for(place, fault);
            if let Some(name) = self.name_of_part(place, fault) {
                words = concat(&[name, ": ", &words]);
            }
            if !all.contains(&words) {
                all.push(words);
            }
        }
        (!all.is_empty()).then(|| in_sentences(&all))
    }

    /// The name of the part that is wrong, where its fault does not say it.
    fn name_of_part(&self, place: usize, fault: &Fault) -> Option<&str> {
        let is_named = matches!(fault.refusal, Refusal::FieldMissing | Refusal::EveryRow);
        if is_named || !self.own_words_for(place, fault).is_empty() {
            return None;
        }
        match &self.survey.questions.get(place)?.ask {
            Ask::Parts(parts) => {
                let part = parts.parts.get(usize::from(fault.part?))?;
                Some(&part.label)
            }
            _ => None,
        }
    }

    /// All that is wrong with the last form, in the survey's words; each once.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        if !FULL {
            return self.question().and_then(|(place, _)| self.error_of(place));
        }
        let mut all: Vec<String> = Vec::new();
        for place in self.places() {
            all.extend(self.error_of(place).filter(|error| !all.contains(error)));
        }
        (!all.is_empty()).then(|| in_sentences(&all))
    }

    /// What the page is told of the card on the screen.
    pub(super) fn told_card(&self) -> Notice {
        let question = self.question().map(|(_, question)| question.id.clone());
        let card = if question.is_some() { "question".to_owned() } else { self.card() };
        Notice::Card { survey: self.survey.id.clone(), card, question }
    }

    /// What goes into the words of a fault, as the locale has it.
    fn limit_words(&self, fault: &Fault) -> String {
        let limit = fault.limit.clone();
        match (self.survey.notation(), fault.refusal) {
            (Some(notation), Refusal::TooSmall | Refusal::TooLarge) if FULL => {
                Decimal::parse(&limit).map_or(limit, |number| notation.number(number))
            }
            (Some(notation), Refusal::TooEarly | Refusal::TooLate) if FULL => notation.day(&limit),
            _ => limit,
        }
    }

    /// Whether there is a card to go back to.
    #[must_use]
    pub fn can_go_back(&self) -> bool {
        let is_later =
            matches!(self.phase, Phase::Asking(place) if self.walk().previous(place).is_some());
        self.survey.flow.back && (is_later || self.phase == Phase::Review)
    }

    /// The attribute's name and value that the bridge is handed of the answer to the question at a
    /// place; none for an answer that was taken back.
    #[must_use]
    pub fn handed(&self, place: usize, value: Option<&Value>) -> Option<(String, Option<Value>)> {
        let question = self.survey.questions.get(place)?;
        let datum = value.map(|value| profile::handed(question, value));
        (!question.attribute.is_empty()).then(|| (question.attribute.clone(), datum))
    }

    /// The event properties that Braze gets of an answer logged by the widget itself.
    #[must_use]
    pub fn event(
        &self,
        question: &str,
        value: &Value,
        origin: profile::Origin<'_>,
        revision: i32,
    ) -> Vec<(String, Value)> {
        match self.survey.question(question) {
            Some((_, question)) => profile::event(&self.survey, question, value, origin, revision),
            None => Vec::new(),
        }
    }
}
