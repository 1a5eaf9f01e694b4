//! A shell and a relay around a session.

use proptest::prelude::*;
use serde_json::Value as Json;
use sondage_survey::answer::Value;
use sondage_survey::intake::{Incoming, check};
use sondage_survey::kept::Begun;
use sondage_survey::path::Given;
use sondage_survey::session::{Effect, Event, Phase, Session, State, Unsent};
use sondage_survey::survey::{Question, Survey};

use crate::common;
use crate::properties::dice::{Dice, dice};
use crate::properties::forms;

/// A step of a shell: an event, or a reply to the submission under way.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A form as the card's controls give it.
    Valid(Dice),
    /// A form with anything in it.
    Hostile(Dice),
    Empty,
    Back,
    Go(Dice),
    Dismiss,
    Reply(bool),
    Wake,
    Leave,
    TimeUp,
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => dice(20).prop_map(Step::Valid),
        3 => dice(10).prop_map(Step::Hostile),
        2 => Just(Step::Empty),
        4 => Just(Step::Back),
        1 => dice(1).prop_map(Step::Go),
        1 => Just(Step::Dismiss),
        4 => any::<bool>().prop_map(Step::Reply),
        2 => Just(Step::Wake),
        1 => Just(Step::Leave),
        1 => Just(Step::TimeUp),
    ]
}

/// Runs steps, and stores what arrives as the relay does.
pub(crate) struct World {
    pub(crate) session: Session,
    pub(crate) stored: Given,
    completed: bool,
    under_way: Option<Unsent>,
}

impl World {
    pub(crate) fn new(survey: &Survey) -> Self {
        let given = common::given(survey);
        Self {
            session: Session::new(survey.clone(), given.clone()),
            stored: given,
            completed: false,
            under_way: None,
        }
    }

    /// The pairs that a step submits on this card.
    fn form(&self, step: &mut Step) -> Vec<(String, String)> {
        let pair = |value: &str| vec![("action".to_owned(), value.to_owned())];
        let question = self.session.question();
        match (step, question) {
            (Step::Back, _) => pair("back"),
            (Step::Go(dice), _) => pair(&format!("go:q{}", dice.roll(8))),
            (Step::Valid(dice), Some(_)) => self.on_card(|place, question| {
                forms::valid(&self.session.walk(), &question.ask, place, &question.field(), dice)
            }),
            (Step::Hostile(dice), Some(_)) => {
                self.on_card(|_, question| forms::hostile(&question.ask, &question.field(), dice))
            }
            _ if self.session.phase() == Phase::TimeUp => pair("more"),
            _ => Vec::new(),
        }
    }

    /// The pairs of all questions on the card.
    fn on_card(
        &self,
        mut pairs: impl FnMut(usize, &Question) -> Vec<(String, String)>,
    ) -> Vec<(String, String)> {
        let questions = &self.session.survey().questions;
        self.session
            .places()
            .into_iter()
            .flat_map(|place| pairs(place, &questions[place]))
            .collect()
    }

    pub(crate) fn take(&mut self, mut step: Step) {
        let event = match &mut step {
            Step::Dismiss => Event::Dismissed,
            Step::Wake => Event::Woke,
            Step::Leave => Event::Left,
            Step::TimeUp => Event::TimeUp { form: common::form(&[("q.q0", "typed")]) },
            Step::Reply(arrives) => match self.under_way.take() {
                None => return,
                Some(sent) if *arrives => {
                    self.store(&sent);
                    Event::Sent { number: sent.number }
                }
                Some(sent) => Event::SendFailed { number: sent.number, is_kept: true },
            },
            form => Event::Submitted { form: self.form(form), at: "2026-11-23T10:00:00Z".into() },
        };
        for effect in self.session.update(event) {
            if let Effect::Send(submission) = effect {
                self.under_way = Some(submission);
            }
        }
        self.reload();
    }

    /// What a browser keeps comes back as it was.
    fn reload(&self) {
        let (survey, given) = (self.session.survey(), self.session.given());
        let kept = Begun::of_session(common::RESPONSE, &self.session).to_text();
        let fields = survey.hidden.iter().zip(&given.hidden);
        let fields = fields.map(|(field, text)| (format!("h.{}", field.id), text.clone()));
        let begun = Begun::parse(&kept).unwrap_or_else(|| panic!("cut short: {kept:?}"));
        assert_eq!(&begun.given(survey, &fields.collect()), given, "{kept:?}");
    }

    fn store(&mut self, sent: &Unsent) {
        let json = |value: &Option<Value>| value.as_ref().map_or(Json::Null, Value::to_json);
        let incoming: Vec<_> = sent
            .answers
            .iter()
            .map(|answer| Incoming {
                question: answer.question.clone(),
                value: json(&answer.value),
                at: answer.at.clone(),
            })
            .collect();
        self.completed |= sent.state == State::Completed;
        let stored = check(self.session.survey(), self.stored.clone(), &incoming, self.completed);
        self.stored =
            stored.unwrap_or_else(|refused| panic!("the relay refused {refused:?} in {sent:?}"));
    }

    /// The connection is back, and stays.
    pub(crate) fn settle(&mut self) {
        self.take(Step::Wake);
        while self.under_way.is_some() {
            self.take(Step::Reply(true));
            self.take(Step::Wake);
        }
    }
}
