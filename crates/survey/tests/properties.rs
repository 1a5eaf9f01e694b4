//! What holds for any sequence of events and any text.

#![expect(clippy::panic, reason = "a helper fails its test")]

mod common;

use common::{EVERY_KIND, definition, form};
use proptest::prelude::*;
use sondage_survey::answer::Value;
use sondage_survey::intake::{Incoming, check};
use sondage_survey::path;
use sondage_survey::session::{Effect, Event, Phase, Session, State, Submission};
use sondage_survey::view::{Close, Frame, sheet};

/// A step of a shell: an event, or a reply to the submission under way.
#[derive(Clone, Debug)]
enum Step {
    Submit(Vec<(String, String)>),
    Dismiss,
    Reply(bool),
    Wake,
    Leave,
}

fn step() -> impl Strategy<Value = Step> {
    let value = prop_oneof![
        Just("0".to_owned()),
        Just("3".into()),
        Just("10".into()),
        Just("pro".into()),
        Just("work".into()),
        Just("home".into()),
        Just("+other".into()),
        Just("yes".into()),
        Just("ada@example.com".into()),
        ".{0,12}",
    ];
    let ids: &'static [&str] =
        &["score", "why", "stars", "mood", "plan", "uses", "name", "mail", "terms", "plan.other"];
    let pair =
        (prop::sample::select(ids), value).prop_map(|(id, value)| (format!("q.{id}"), value));
    let action =
        prop::sample::select(["next", "next", "next", "back", "back", "accept"].as_slice())
            .prop_map(|action| ("action".to_owned(), action.to_owned()));
    // Valid answers to what is required come first and often, so that runs get past it, and so
    // that the branch below "score" opens and closes.
    let score = prop::option::weighted(0.9, prop::sample::select(["3", "10"].as_slice()));
    let submit = (prop::collection::vec(pair, 0..14), action, score).prop_map(
        |(mut pairs, action, score)| {
            let valid = score
                .map(|score| form(&[("q.score", score), ("q.terms", "yes"), ("q.why", "slow")]));
            pairs.splice(0..0, valid.unwrap_or_default());
            pairs.push(action);
            Step::Submit(pairs)
        },
    );
    prop_oneof![
        12 => submit,
        1 => Just(Step::Dismiss),
        3 => any::<bool>().prop_map(Step::Reply),
        2 => Just(Step::Wake),
        1 => Just(Step::Leave),
    ]
}

/// A shell and a relay: runs steps, and stores what arrives as the relay does.
struct World {
    session: Session,
    stored: path::Answers,
    completed: bool,
    under_way: Option<Submission>,
}

impl World {
    fn new() -> Self {
        let session = Session::new(definition(EVERY_KIND).survey("en", 1));
        Self { session, stored: Vec::new(), completed: false, under_way: None }
    }

    fn take(&mut self, step: Step) {
        let event = match step {
            Step::Submit(form) => Event::Submitted { form, at: "2026-11-23T10:00:00Z".into() },
            Step::Dismiss => Event::Dismissed,
            Step::Wake => Event::Woke,
            Step::Leave => Event::Left,
            Step::Reply(arrives) => match self.under_way.take() {
                None => return,
                Some(sent) if arrives => {
                    self.store(&sent);
                    Event::Sent { number: sent.number }
                }
                Some(sent) => Event::SendFailed { number: sent.number },
            },
        };
        for effect in self.session.update(event) {
            if let Effect::Send(submission) = effect {
                self.under_way = Some(submission);
            }
        }
    }

    fn store(&mut self, sent: &Submission) {
        let incoming: Vec<_> = sent
            .answers
            .iter()
            .map(|answer| Incoming {
                question: answer.question.clone(),
                value: answer.value.as_ref().map_or(serde_json::Value::Null, Value::to_json),
            })
            .collect();
        self.completed |= sent.state == State::Completed;
        let stored = check(self.session.survey(), self.stored.clone(), &incoming, self.completed);
        self.stored =
            stored.unwrap_or_else(|refused| panic!("the relay refused {refused:?} in {sent:?}"));
    }

    /// The connection is back, and stays.
    fn settle(&mut self) {
        self.take(Step::Wake);
        while self.under_way.is_some() {
            self.take(Step::Reply(true));
            self.take(Step::Wake);
        }
    }
}

fn frame() -> Frame {
    Frame { action: "/s/x".into(), hidden: Vec::new(), close: Close::Button }
}

proptest! {
    #[test]
    fn any_sequence_of_events_keeps_the_session_whole(steps in prop::collection::vec(step(), 0..60)) {
        let mut world = World::new();
        for step in steps {
            let was_closed = world.session.phase() == Phase::Closed;
            world.take(step);
            let session = &world.session;
            prop_assert!(!was_closed || session.phase() == Phase::Closed, "a closed session stays closed");
            let asked = path::asked(session.survey(), session.answers());
            for (place, answer) in session.answers().iter().enumerate() {
                let question = &session.survey().questions[place];
                prop_assert!(answer.is_none() || asked.contains(&place), "{} is answered off the path", question.id);
                prop_assert!(answer.is_none() || question.check(answer.as_ref()).is_ok());
            }
            if let Phase::Asking(place) = session.phase() {
                prop_assert!(asked.contains(&place));
                let (at, of) = session.progress().unwrap();
                prop_assert!(0 < at && at <= of);
            }
            if session.state() == State::Completed {
                let missing = asked.iter().find(|place| session.survey().questions[**place].check(session.answers()[**place].as_ref()).is_err());
                prop_assert!(missing.is_none(), "completed without {missing:?}");
            }
        }
    }

    #[test]
    fn not_one_answer_is_lost_and_the_relay_accepts_them_all(steps in prop::collection::vec(step(), 0..60)) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
        }
        world.settle();
        prop_assert!(!world.session.has_unsent());
        world.stored.resize(world.session.answers().len(), None);
        prop_assert_eq!(world.session.answers(), world.stored.as_slice());
    }

    #[test]
    fn nothing_an_author_writes_reaches_the_markup_unescaped(text in ".*<[a-z]+ on[a-z]+=.*>.*|.*[\"'<>&]+.*") {
        let text = text.trim().to_owned();
        prop_assume!(!text.is_empty());
        let json = serde_json::json!({
            "id": "x", "name": text, "end": { "text": text },
            "prompt": { "text": text, "accept": text, "decline": text },
            "questions": [
                { "id": "a", "type": "rating", "prompt": text, "description": text, "low": text, "high": text, "attribute": "a" },
                { "id": "b", "type": "single_choice", "prompt": text, "options": [{ "id": "o", "label": text }], "attribute": "b" },
                { "id": "c", "type": "short_text", "prompt": text, "placeholder": text, "attribute": "c" },
                { "id": "d", "type": "consent", "prompt": text, "label": text, "attribute": "d" },
            ],
        });
        let parsed = sondage_survey::definition::Definition::parse(&json.to_string(), sondage_survey::definition::Language::Json);
        // Some texts recall a question that is not there; those never get as far as a card.
        if let Ok(definition) = parsed {
            let mut session = Session::new(definition.survey("en", 1));
            for card in ["prompt", "q.a", "q.b", "q.c", "q.d", "end"] {
                session.go_to(card);
                prop_assert!(is_plain(&sheet(&session, &frame()).into_string(), &text));
            }
        }
    }

    #[test]
    fn nothing_a_respondent_types_reaches_the_markup_unescaped(text in ".*[\"'<>&]+.*") {
        let mut session = Session::new(definition(EVERY_KIND).survey("en", 1));
        for (card, pairs) in [("q.name", [("q.name", text.as_str()), ("action", "next")]), ("q.mail", [("q.mail", text.as_str()), ("action", "next")])] {
            session.go_to(card);
            session.update(Event::Submitted { form: form(&pairs), at: String::new() });
            session.go_to(card);
            prop_assert!(is_plain(&sheet(&session, &frame()).into_string(), &text));
            session.go_to("q.last");
            prop_assert!(is_plain(&sheet(&session, &frame()).into_string(), &text));
        }
    }

    #[test]
    fn what_a_form_gives_the_json_check_accepts(pairs in prop::collection::vec(("[a-z.]{0,10}", ".{0,40}"), 0..6), typed in ".{0,600}") {
        let survey = definition(EVERY_KIND).survey("en", 1);
        for question in &survey.questions {
            let name = format!("q.{}", question.id);
            let mut all: Vec<(String, String)> = pairs.clone();
            all.push((name.clone(), typed.clone()));
            all.push((format!("{name}.other"), typed.clone()));
            if let Ok(Some(value)) = common::answer(question, &all) {
                let again = Value::from_json(&value.to_json(), question.shape());
                prop_assert_eq!(again.as_ref(), Ok(&value));
                prop_assert!(question.check(Some(&value)).is_ok());
            }
        }
    }
}

/// No tag and no attribute of the markup comes from `text`: without its escaped form, the rest
/// has only the tags that the view writes.
fn is_plain(html: &str, text: &str) -> bool {
    let known = [
        "div", "form", "input", "fieldset", "legend", "label", "span", "p", "h2", "button",
        "progress", "svg", "path", "circle", "textarea", "a",
    ];
    let tags = html.split('<').skip(1).map(|tag| tag.trim_start_matches('/'));
    let names_known = tags.clone().all(|tag| {
        known
            .iter()
            .any(|name| tag.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '>'])))
    });
    let raw_is_absent = !text.contains('<') || !html.contains(text);
    // Within a tag every attribute's value is quoted: quotes are balanced up to its end.
    names_known
        && raw_is_absent
        && tags.clone().all(|tag| {
            tag.split('>').next().is_some_and(|inside| inside.matches('"').count() % 2 == 0)
        })
}
