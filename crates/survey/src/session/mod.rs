//! A response in the making: `update(event) -> effects`.
//!
//! Events are facts from outside, in the past tense; effects are orders to the shell. The session
//! has no clock: times come in with events. It decides what is sent when (`sending`), so that
//! "not one answer lost" is a property of this pure code.

mod effect;
mod sending;
mod shown;

#[cfg(feature = "json")]
pub use effect::UnknownState;
pub use effect::{Effect, Event, Focus, Notice, State, SubmittedAnswer, Unsent};
use sending::Sending;

use std::sync::Arc;

use crate::FULL;
use crate::action::Action;
use crate::answer::{Fault, Form, Pairs, Value};
use crate::delivery::Grounds;
use crate::path::Given;
use crate::survey::Survey;
use crate::text::{Message, concat};

/// Which card is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The prompt before the survey.
    Prompt,
    /// What is coming.
    Welcome,
    /// The question at this place; where several share a card, the first of those asked.
    Asking(usize),
    /// All answers, before the last one counts.
    Review,
    /// The time is up: more of it, or an end?
    TimeUp,
    /// The end card.
    Ended,
    /// No card any more.
    Closed,
}

/// One respondent's run through a survey.
#[derive(Clone, Debug)]
pub struct Session {
    survey: Arc<Survey>,
    phase: Phase,
    /// The card that time ran out on, and what was in its form.
    interrupted: Option<(usize, Pairs)>,
    /// What was in the form of this card when it was interrupted.
    typed: Pairs,
    given: Given,
    /// What was submitted on this card and refused, to be shown again with the reasons, each with
    /// its question's place.
    refused: Option<(Pairs, Vec<(usize, Fault)>)>,
    completed: bool,
    /// The review was reached: a change leads back to it.
    is_reviewing: bool,
    sending: Sending,
}

impl Session {
    /// At the first card, with what is given already.
    #[must_use]
    pub fn new(survey: impl Into<Arc<Survey>>, mut given: Given) -> Self {
        let survey = survey.into();
        given.fit(&survey);
        let mut session = Self {
            survey,
            phase: Phase::Prompt,
            interrupted: None,
            typed: Pairs::new(),
            given,
            refused: None,
            completed: false,
            is_reviewing: false,
            sending: Sending::default(),
        };
        let flow = &session.survey.flow;
        if flow.closed {
            session.phase = Phase::Ended;
            session.sending.end();
        } else if !flow.prompt {
            session.welcome();
        }
        session
    }

    /// Moves to the card of this id, as a form names it: `prompt`, `welcome`, `review`, `end`, or
    /// a question's id after `q.`. False, and nothing moved, where the path has no such card.
    pub fn go_to(&mut self, card: &str) -> bool {
        let flow = &self.survey.flow;
        let phase = match card {
            _ if flow.closed => None,
            "prompt" if flow.prompt => Some(Phase::Prompt),
            "welcome" if flow.welcome => Some(Phase::Welcome),
            "review" if flow.review && self.missing().is_none() => Some(Phase::Review),
            "time-up" => Some(Phase::TimeUp),
            "end" if self.missing().is_none() => Some(Phase::Ended),
            _ => self.place_of(card).map(|place| self.card_with(place)),
        };
        self.is_reviewing = phase == Some(Phase::Review);
        self.phase = phase.unwrap_or(self.phase);
        phase.is_some()
    }

    /// Moves to the first question on the path that has no answer and must have one, or else to
    /// the one after the last answer: where someone who comes back goes on.
    pub fn go_on_where_it_was_left(&mut self) {
        let walk = self.walk();
        let last = walk.asked.iter().rev().find(|place| self.given.answer(**place).is_some());
        let last = last.copied();
        if last.is_some() && !self.survey.flow.closed {
            match self.missing() {
                Some(place) => self.phase = self.card_with(place),
                // A card of which not all is answered is shown again.
                None => self.go_on(last),
            }
        }
    }

    /// The card was reached from the review, by who says so in its form.
    pub fn go_on_reviewing(&mut self) {
        self.is_reviewing = true;
    }

    /// Goes on in another locale. The survey is the same in all else.
    pub fn translate(&mut self, survey: impl Into<Arc<Survey>>) {
        let survey = survey.into();
        // Another revision may have other questions at these places.
        if survey.revision == self.survey.revision {
            self.survey = survey;
        }
    }

    /// Takes a fact in, and says what to do about it.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Shown => self.shown(&mut effects),
            Event::Submitted { form, at } => self.submitted(Form(&form), &at, &mut effects),
            Event::Dismissed => self.close("close", &mut effects),
            Event::Expired => self.close("", &mut effects),
            Event::Sent { number } => self.sent(number, &mut effects),
            Event::SendFailed { number, is_kept } => {
                self.send_failed(number, is_kept, &mut effects);
            }
            Event::SendRefused { number, grounds } => {
                self.send_refused(number, grounds, &mut effects);
            }
            Event::Woke => self.flush(&mut effects),
            Event::Left => {
                self.hand_over(&mut effects);
                self.flush_all(&mut effects);
            }
            Event::Bridged => self.sending.is_bridged = true,
            Event::Touched => {
                self.confirm_proposed();
                self.flush(&mut effects);
            }
            Event::TimeUp { form } => {
                if let Phase::Asking(place) = self.phase
                    && FULL
                {
                    self.interrupted = Some((place, form));
                    self.phase = Phase::TimeUp;
                    self.draw(&mut effects);
                }
            }
        }
        effects
    }

    fn shown(&self, effects: &mut Vec<Effect>) {
        if self.survey.flow.closed {
            // Nobody is asked anything.
            effects.push(Effect::Notify(Notice::Refused(Grounds::Closed)));
            return;
        }
        let resumed = self.given.answers.iter().any(Option::is_some);
        effects.push(Effect::Notify(Notice::Shown { survey: self.survey.id.clone(), resumed }));
        if self.phase == Phase::Ended {
            return;
        }
        effects.push(Effect::Notify(self.told_card()));
        effects.push(Effect::Introduce(self.survey.name.clone()));
        self.limit(effects);
    }

    fn draw(&self, effects: &mut Vec<Effect>) {
        effects.push(Effect::Draw);
        effects.push(Effect::Focus(Focus::Title));
        effects.push(Effect::Notify(self.told_card()));
    }

    /// The time counts from the first question, and not while nothing is asked yet.
    fn limit(&self, effects: &mut Vec<Effect>) {
        let is_asking = matches!(self.phase, Phase::Asking(_));
        if FULL && is_asking && self.survey.flow.time_limit > 0 {
            effects.push(Effect::Limit(self.survey.flow.time_limit));
        }
    }

    fn submitted(&mut self, form: Form<'_>, at: &str, effects: &mut Vec<Effect>) {
        match (self.phase, Action::from_form(form)) {
            (_, Action::Locale(locale)) => effects.push(Effect::Translate(locale.into())),
            (Phase::Closed, _) => {}
            (_, Action::Close) | (Phase::Ended, _) => self.close("done", effects),
            (Phase::Prompt, Action::Decline) => self.close("decline", effects),
            (Phase::Prompt, _) => {
                effects.push(Effect::Click("accept".into()));
                self.welcome();
                self.draw(effects);
                self.limit(effects);
                self.flush(effects);
            }
            (Phase::Welcome, _) => {
                self.move_on(None, effects);
                self.limit(effects);
            }
            (Phase::Asking(place), Action::Back) => self.go_back(place, effects),
            (Phase::Asking(place), _) => self.answered(place, form, at, effects),
            (Phase::Review | Phase::TimeUp, _) if !FULL => {}
            (Phase::Review, Action::Back) => self.go_back(usize::MAX, effects),
            (Phase::Review, Action::GoTo(id)) => {
                if let Some(place) = self.place_of(&concat(&["q.", id])) {
                    self.phase = self.card_with(place);
                    self.draw(effects);
                }
            }
            (Phase::Review, _) => self.end(effects),
            (Phase::TimeUp, Action::More) => {
                self.phase = Phase::Ended;
                if let Some((place, form)) = self.interrupted.take() {
                    self.phase = Phase::Asking(place);
                    self.typed = form;
                }
                self.limit(effects);
                self.draw(effects);
            }
            // What must be answered and is not leaves the response unfinished.
            (Phase::TimeUp, _) if self.missing().is_none() => self.end(effects),
            (Phase::TimeUp, _) => {
                self.phase = Phase::Ended;
                self.draw(effects);
                self.flush(effects);
            }
        }
    }

    fn answered(&mut self, place: usize, form: Form<'_>, at: &str, effects: &mut Vec<Effect>) {
        self.typed.clear();
        let (mut values, mut faults) = (Vec::new(), Vec::new());
        let walk = self.walk();
        for place in walk.card(place) {
            let Some(question) = self.survey.questions.get(place) else { continue };
            let value = question.ask.read_form(form, &question.field(), self.survey.notation());
            for fault in walk.faults_at(place, value.as_ref(), at) {
                faults.push((place, fault));
            }
            values.push((place, value));
        }
        if !faults.is_empty() {
            self.refuse(form, faults, effects);
            return;
        }
        if let Some(question) = self.survey.questions.get(place) {
            effects.push(Effect::Click(question.id.clone()));
        }
        let mut last = place;
        for (place, value) in values {
            last = place;
            if self.given.answer(place) != value.as_ref() {
                self.keep(place, value, at, effects);
            }
        }
        self.move_on(Some(last), effects);
    }

    /// Shows a card again, with what is wrong. Nothing of it counts until all is right.
    fn refuse(&mut self, form: Form<'_>, faults: Vec<(usize, Fault)>, effects: &mut Vec<Effect>) {
        let mut pairs = Pairs::new();
        for (name, value) in form.0 {
            pairs.push((name.clone(), value.clone()));
        }
        self.refused = Some((pairs, faults));
        effects.push(Effect::Draw);
        effects.push(Effect::Focus(Focus::Control));
        effects.extend(self.error().map(Effect::Announce));
        for place in self.places() {
            if let (Some(question), Some(message)) =
                (self.survey.questions.get(place), self.error_of(place))
            {
                let question = question.id.clone();
                effects.push(Effect::Notify(Notice::Invalid { question, message }));
            }
        }
    }

    fn keep(&mut self, place: usize, value: Option<Value>, at: &str, effects: &mut Vec<Effect>) {
        if let Some(question) = self.survey.questions.get(place) {
            let (question, value) = (question.id.clone(), value.clone());
            effects.push(Effect::Notify(Notice::Answered { question, value }));
        }
        if let Some(slot) = self.given.answers.get_mut(place) {
            *slot = value;
        }
        let revision = self.sending.changed(place, at);
        for pruned in self.given.prune(&self.survey) {
            self.sending.forget(pruned);
        }
        for asked in self.walk().asked {
            if self.given.answer(asked).is_none() && self.sending.is_stale(asked) {
                self.sending.changed(asked, at);
            }
        }
        if FULL && self.survey.sdk_events {
            self.log(place, revision, effects);
        }
    }

    /// The event that the widget logs through the bridge, where the survey asks for that.
    fn log(&self, place: usize, revision: i32, effects: &mut Vec<Effect>) {
        if let (Some(question), Some(value)) =
            (self.survey.questions.get(place), self.given.answer(place))
        {
            effects.push(Effect::Log {
                question: question.id.clone(),
                value: value.clone(),
                revision,
            });
        }
    }

    fn go_back(&mut self, place: usize, effects: &mut Vec<Effect>) {
        self.typed.clear();
        let walk = self.walk();
        // From the review, to the last question.
        let last = walk.asked.last().copied();
        let previous = if walk.at(place).is_some() { walk.previous(place) } else { last };
        if let Some(previous) = previous.filter(|_| self.survey.flow.back) {
            self.phase = self.card_with(previous);
            self.is_reviewing = false;
            self.refused = None;
            self.draw(effects);
        }
    }

    fn welcome(&mut self) {
        self.phase = Phase::Welcome;
        if !self.survey.flow.welcome {
            self.go_on(None);
        }
    }

    fn move_on(&mut self, from: Option<usize>, effects: &mut Vec<Effect>) {
        self.go_on(from);
        if self.phase == Phase::Ended {
            self.end(effects);
        } else {
            self.draw(effects);
            self.flush(effects);
        }
    }

    fn go_on(&mut self, from: Option<usize>) {
        self.refused = None;
        let walk = self.walk();
        let next = if self.is_reviewing { self.missing() } else { walk.next(from) };
        self.phase = match next {
            Some(place) => self.card_with(place),
            None if FULL && self.survey.flow.review && !self.completed => Phase::Review,
            None => Phase::Ended,
        };
        self.is_reviewing |= self.phase == Phase::Review;
    }

    fn end(&mut self, effects: &mut Vec<Effect>) {
        self.phase = Phase::Ended;
        self.draw(effects);
        self.completed = true;
        let survey = self.survey.id.clone();
        let ending = self.survey.endings.get(self.walk().end);
        effects.push(Effect::Notify(Notice::Completed {
            survey,
            ending: ending.map(|ending| ending.id.clone()).unwrap_or_default(),
        }));
        let address = ending.filter(|_| FULL).map(|ending| self.walk().redirect(&ending.redirect));
        self.flush(effects);
        if let Some(address) = address.filter(|address| !address.is_empty()) {
            effects.push(Effect::Redirect(address));
        }
    }

    /// Closes it, by a click of this name; by none, where its name is empty.
    fn close(&mut self, click: &str, effects: &mut Vec<Effect>) {
        if self.phase == Phase::Closed {
            return;
        }
        if !click.is_empty() {
            effects.push(Effect::Click(click.into()));
        }
        if !self.completed && !self.survey.flow.closed {
            let answered = self.given.answers.iter().flatten().count();
            effects.push(Effect::Notify(Notice::Dismissed {
                survey: self.survey.id.clone(),
                question: self.question().map(|(_, question)| question.id.clone()),
                answered: u32::try_from(answered).unwrap_or(u32::MAX),
            }));
        }
        self.sending.left_on = self.question().map(|(place, _)| place);
        self.phase = Phase::Closed;
        self.hand_over(effects);
        self.flush_all(effects);
        effects.push(Effect::Close);
    }

    /// The card with the question at this place, which is asked.
    fn card_with(&self, place: usize) -> Phase {
        let first = if FULL { self.walk().card(place).first().copied() } else { None };
        Phase::Asking(first.unwrap_or(place))
    }

    fn place_of(&self, card: &str) -> Option<usize> {
        let (place, _) = self.survey.question(card.strip_prefix("q.")?)?;
        self.walk().asked.contains(&place).then_some(place)
    }

    /// The first question on the path whose answer, or whose lack of one, will not do.
    fn missing(&self) -> Option<usize> {
        let walk = self.walk();
        let is_wrong = |place: &usize| walk.check(*place, self.given.answer(*place), true).is_err();
        walk.asked.iter().copied().find(is_wrong)
    }

    fn status(&self, message: Message) -> Effect {
        Effect::Status(self.survey.say(message).into())
    }
}
