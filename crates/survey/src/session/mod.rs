//! A response in the making: `update(event) -> effects`.
//!
//! Events are facts from outside, in the past tense; effects are orders to the shell. The session
//! has no clock: times come in with events. It decides what is sent when (`sending`), so that
//! "not one answer lost" is a property of this pure code.

mod effect;
mod sending;

pub use effect::{Effect, Event, Focus, Notice, State, Submission, SubmittedAnswer};
use sending::Sending;

use crate::answer::{Form, Refusal, Value};
use crate::path::{self, Answers};
use crate::profile;
use crate::question::Question;
use crate::survey::Survey;
use crate::text::{Message, fill, recall};

/// Which card is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The prompt before the survey.
    Prompt,
    /// The question at this place.
    Asking(usize),
    /// The end card.
    Ended,
    /// No card any more.
    Closed,
}

/// One respondent's run through a survey.
#[derive(Clone, Debug)]
pub struct Session {
    survey: Survey,
    phase: Phase,
    answers: Answers,
    /// What was submitted on this card and refused, to be shown again with the reason.
    refused: Option<(Option<Value>, Refusal)>,
    completed: bool,
    sending: Sending,
}

impl Session {
    /// At the first card.
    #[must_use]
    pub fn new(survey: Survey) -> Self {
        Self::resume(survey, Answers::new())
    }

    /// At the first card, with these answers given already; one entry for each question.
    #[must_use]
    pub fn resume(survey: Survey, mut answers: Answers) -> Self {
        answers.resize_with(survey.questions.len(), || None);
        let mut session = Self {
            survey,
            phase: Phase::Prompt,
            answers,
            refused: None,
            completed: false,
            sending: Sending::default(),
        };
        if session.survey.prompt.is_none() {
            session.go_on(None);
        }
        session
    }

    /// Moves to the card of this id, as a form names it: `prompt`, `end`, or a question's id
    /// after `q.`. False, and nothing moved, where the path has no such card.
    pub fn go_to(&mut self, card: &str) -> bool {
        let phase = match card {
            "prompt" if self.survey.prompt.is_some() => Some(Phase::Prompt),
            "end" => Some(Phase::Ended),
            _ => self.place_of(card).map(Phase::Asking),
        };
        self.phase = phase.unwrap_or(self.phase);
        phase.is_some()
    }

    /// Which card is on the screen.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The card's id, as [`Session::go_to`] takes it.
    #[must_use]
    pub fn card(&self) -> String {
        match self.phase {
            Phase::Prompt => "prompt".into(),
            Phase::Ended | Phase::Closed => "end".into(),
            Phase::Asking(_) => self
                .question()
                .map(|question| crate::question::field_name(&question.id))
                .unwrap_or_default(),
        }
    }

    /// The survey.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The answers so far, one entry for each question.
    #[must_use]
    pub fn answers(&self) -> &[Option<Value>] {
        &self.answers
    }

    /// The question on the screen.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        match self.phase {
            Phase::Asking(place) => self.survey.questions.get(place),
            _ => None,
        }
    }

    /// What to show in the question's controls: what was refused, else what was answered.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match (self.phase, &self.refused) {
            (_, Some((value, _))) => value.as_ref(),
            (Phase::Asking(place), None) => self.answers.get(place).and_then(Option::as_ref),
            _ => None,
        }
    }

    /// Why the last form was refused, in the survey's words.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        self.refused.as_ref().map(|(_, refusal)| {
            let (message, number) = refusal.message();
            fill(self.survey.say(message), number, 0)
        })
    }

    /// Where one is: this question's number on the path, and how many the path has now.
    #[must_use]
    pub fn progress(&self) -> Option<(usize, usize)> {
        let Phase::Asking(place) = self.phase else { return None };
        let asked = path::asked(&self.survey, &self.answers);
        asked.iter().position(|at| *at == place).map(|at| (at + 1, asked.len()))
    }

    /// Whether there is a card to go back to.
    #[must_use]
    pub fn can_go_back(&self) -> bool {
        matches!(self.phase, Phase::Asking(place) if path::previous(&self.survey, &self.answers, place).is_some())
    }

    /// A text of the author with the answers that it recalls.
    #[must_use]
    pub fn recall(&self, text: &str) -> String {
        recall::fill_in(text, &|id| {
            let (place, question) = self.survey.question(id)?;
            let value = self.answers.get(place)?.as_ref()?;
            let mut words = String::new();
            for word in question.words(value) {
                if !words.is_empty() {
                    words.push_str(", ");
                }
                words.push_str(&word);
            }
            Some(words)
        })
    }

    /// Takes a fact in, and says what to do about it.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Shown => self.shown(&mut effects),
            Event::Submitted { form, at } => self.submitted(Form(&form), &at, &mut effects),
            Event::Dismissed => self.close("close", &mut effects),
            Event::Sent { number } => self.sent(number, &mut effects),
            Event::SendFailed { number } => self.send_failed(number, &mut effects),
            Event::SendRefused { number, closed } => {
                self.send_refused(number, closed, &mut effects);
            }
            Event::Woke => self.flush(&mut effects),
            Event::Left => self.flush_all(&mut effects),
        }
        effects
    }

    fn shown(&self, effects: &mut Vec<Effect>) {
        effects.push(Effect::Notify(Notice::Shown { survey: self.survey.id.clone() }));
        if self.phase == Phase::Ended {
            return;
        }
        effects.push(Effect::Announce(self.survey.name.clone()));
    }

    fn submitted(&mut self, form: Form<'_>, at: &str, effects: &mut Vec<Effect>) {
        match (self.phase, form.first("action")) {
            (Phase::Closed, _) => {}
            (_, Some("close")) | (Phase::Ended, _) => self.close("done", effects),
            (Phase::Prompt, Some("decline")) => self.close("decline", effects),
            (Phase::Prompt, _) => {
                effects.push(Effect::Click("accept".into()));
                self.move_on(None, effects);
            }
            (Phase::Asking(place), Some("back")) => self.go_back(place, effects),
            (Phase::Asking(place), _) => self.answered(place, form, at, effects),
        }
    }

    fn answered(&mut self, place: usize, form: Form<'_>, at: &str, effects: &mut Vec<Effect>) {
        let Some(question) = self.survey.questions.get(place) else { return };
        let value = question.read(form);
        if let Err(refusal) = question.check(value.as_ref()) {
            self.refused = Some((value, refusal));
            effects.push(Effect::Draw);
            effects.push(Effect::Focus(Focus::Control));
            if let Some(error) = self.error() {
                effects.push(Effect::Announce(error));
            }
            return;
        }
        effects.push(Effect::Click(question.id.clone()));
        if self.answers.get(place).is_some_and(|before| *before != value) {
            self.keep(place, value, at, effects);
        }
        self.move_on(Some(place), effects);
    }

    fn keep(&mut self, place: usize, value: Option<Value>, at: &str, effects: &mut Vec<Effect>) {
        if let Some(question) = self.survey.questions.get(place) {
            let (question, value) = (question.id.clone(), value.clone());
            effects.push(Effect::Notify(Notice::Answered { question, value }));
        }
        if let Some(slot) = self.answers.get_mut(place) {
            *slot = value;
        }
        let revision = self.sending.changed(place, at);
        for pruned in path::prune(&self.survey, &mut self.answers) {
            self.sending.forget(pruned);
        }
        for asked in path::asked(&self.survey, &self.answers) {
            let has_none = self.answers.get(asked).is_some_and(Option::is_none);
            if has_none && self.sending.is_stale(asked) {
                self.sending.changed(asked, at);
            }
        }
        if self.survey.sdk_events {
            self.log(place, revision, effects);
        }
    }

    /// The event that the widget logs through the bridge, where the survey asks for that.
    fn log(&self, place: usize, revision: i32, effects: &mut Vec<Effect>) {
        let answer = self.answers.get(place).and_then(Option::as_ref);
        if let (Some(question), Some(value)) = (self.survey.questions.get(place), answer) {
            effects.push(Effect::Log {
                question: question.id.clone(),
                value: value.clone(),
                revision,
            });
        }
    }

    fn go_back(&mut self, place: usize, effects: &mut Vec<Effect>) {
        if let Some(previous) = path::previous(&self.survey, &self.answers, place) {
            self.phase = Phase::Asking(previous);
            self.refused = None;
            effects.push(Effect::Draw);
            effects.push(Effect::Focus(Focus::Title));
        }
    }

    fn move_on(&mut self, from: Option<usize>, effects: &mut Vec<Effect>) {
        self.go_on(from);
        effects.push(Effect::Draw);
        effects.push(Effect::Focus(Focus::Title));
        if self.phase == Phase::Ended {
            self.completed = true;
            effects.push(Effect::Notify(Notice::Completed { survey: self.survey.id.clone() }));
        }
        self.flush(effects);
    }

    fn go_on(&mut self, from: Option<usize>) {
        self.refused = None;
        self.phase =
            path::next(&self.survey, &self.answers, from).map_or(Phase::Ended, Phase::Asking);
    }

    fn close(&mut self, click: &str, effects: &mut Vec<Effect>) {
        if self.phase == Phase::Closed {
            return;
        }
        effects.push(Effect::Click(click.into()));
        if !self.completed {
            effects.push(Effect::Notify(Notice::Dismissed {
                survey: self.survey.id.clone(),
                question: self.question().map(|question| question.id.clone()),
                answered: u32::try_from(self.answers.iter().flatten().count()).unwrap_or(u32::MAX),
            }));
        }
        self.phase = Phase::Closed;
        self.flush_all(effects);
        effects.push(Effect::Close);
    }

    fn place_of(&self, card: &str) -> Option<usize> {
        let (place, _) = self.survey.question(card.strip_prefix("q.")?)?;
        path::asked(&self.survey, &self.answers).contains(&place).then_some(place)
    }

    /// The event properties that Braze gets of an answer logged by the widget itself.
    #[must_use]
    pub fn event(
        &self,
        question: &str,
        value: &Value,
        origin: profile::Origin<'_>,
        revision: i32,
    ) -> Vec<(String, profile::Datum)> {
        match self.survey.question(question) {
            Some((_, question)) => profile::event(&self.survey, question, value, origin, revision),
            None => Vec::new(),
        }
    }

    fn status(&self, message: Message) -> Effect {
        Effect::Status(self.survey.say(message).into())
    }
}
