//! Cards as they are shown: the survey's templates, filled in with a session.

use std::cell::Cell;

use crate::FULL;
use crate::answer::{Pairs, Value};
use crate::ask::{Ask, WRITING};
use crate::condition::Operand;
use crate::path::Walk;
use crate::session::{Phase, Session};
use crate::survey::Question;
use crate::template::{Fill, Gap, Piece, Template, When, escape, render};
use crate::text::number;

/// What surrounds the cards of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Where the form posts when no script takes it: an address of the relay.
    pub action: String,
    /// Hidden fields of each card's form: who answers, the response, the channel.
    pub hidden: Pairs,
    /// How the survey is closed.
    pub close: Close,
}

/// How the survey is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// By a link that Braze's mobile SDKs act on by themselves, and that the dashboard asks for.
    Link,
    /// By a button.
    Button,
    /// Not at all: the page is the survey's own.
    Nothing,
}

/// The HTML of a session's card.
#[must_use]
pub fn card(session: &Session, frame: &Frame) -> String {
    let mut html = String::new();
    let question = session.question();
    let canvas = Canvas::new(session, frame, question.map(|(place, _)| place));
    render(&session.survey().cards.form, &canvas, &mut html);
    html
}

/// A survey's surroundings with the session's card in them.
#[must_use]
pub fn sheet(sheet: &Template, session: &Session, frame: &Frame) -> String {
    let mut html = String::new();
    for piece in sheet {
        match piece {
            Piece::Html(text) => html.push_str(text),
            _ => html.push_str(&card(session, frame)),
        }
    }
    html
}

/// A session as it fills a card.
struct Canvas<'a> {
    session: &'a Session,
    frame: &'a Frame,
    walk: Walk<'a>,
    /// The question on the card, or the one that is reviewed.
    place: Option<usize>,
    pairs: Pairs,
    shown: Vec<u16>,
    /// How many options have a letter already.
    n_letters: Cell<u8>,
}

impl<'a> Canvas<'a> {
    fn new(session: &'a Session, frame: &'a Frame, place: Option<usize>) -> Self {
        let walk = session.walk();
        let shown = place.map(|place| walk.shown(place)).unwrap_or_default();
        let (pairs, n_letters) = (session.pairs(), Cell::default());
        Self { session, frame, walk, place, pairs, shown, n_letters }
    }

    fn question(&self) -> Option<&'a Question> {
        self.session.survey().questions.get(self.place?)
    }

    /// The template of what is on the card.
    fn body(&self) -> &'a Template {
        let survey = self.session.survey();
        let cards = &survey.cards;
        match self.session.phase() {
            Phase::Prompt => &cards.prompt,
            Phase::Welcome => &cards.welcome,
            Phase::Asking(place) if survey.is_shared(place) => &cards.shared,
            Phase::Asking(_) => &cards.asking,
            Phase::Review => &cards.review,
            Phase::TimeUp => &cards.time_up,
            Phase::Ended | Phase::Closed if survey.flow.closed => &cards.closed,
            Phase::Ended | Phase::Closed => {
                survey.endings.get(self.walk.end).map_or(&cards.closed, |ending| &ending.body)
            }
        }
    }

    /// The number of the card's last question on the path, and how many there are at most.
    fn progress(&self) -> (usize, usize, bool) {
        let last = self
            .place
            .and_then(|place| if FULL { self.walk.card(place).pop() } else { Some(place) });
        let at = last.and_then(|place| self.walk.at(place)).map_or(0, |at| at + 1);
        let given = self.session.given();
        let ahead = Walk::ahead(self.session.survey(), given, self.place);
        let of = ahead.asked.len();
        (at, of, of == self.walk.asked.len())
    }

    /// What is wrong, as it is said beside a part, or beside the question: each once.
    fn errors(&self, part: Option<u16>, html: &mut String) {
        let place = self.place.unwrap_or(usize::MAX);
        let mut said = String::new();
        for fault in self.session.faults_of(place).filter(|fault| fault.beside() == part) {
            let words = self.session.words_for(place, fault);
            if words == said {
                continue;
            }
            if !said.is_empty() {
                html.push(' ');
            }
            // An author's own words are in the survey's language, the built-in ones may not be.
            let is_own = !self.session.own_words_for(place, fault).is_empty();
            if is_own {
                html.push_str("<span lang=\"");
                escape(&self.session.survey().locale, html);
                html.push_str("\">");
            }
            escape(&words, html);
            if is_own {
                html.push_str("</span>");
            }
            said = words;
        }
    }

    /// The questions on the card, one after the other.
    fn members(&self, html: &mut String) {
        for place in self.session.places() {
            let canvas = Self::new(self.session, self.frame, Some(place));
            render(&self.session.survey().cards.member, &canvas, html);
        }
    }

    /// The answers that are reviewed, one after the other.
    fn answers(&self, html: &mut String) {
        for place in &self.walk.asked {
            let survey = self.session.survey();
            if survey.questions.get(*place).is_some_and(Question::takes_answer) {
                let canvas =
                    Self { place: Some(*place), ..Self::new(self.session, self.frame, None) };
                render(&survey.cards.reviewed, &canvas, html);
            }
        }
    }

    /// The reviewed answer in words: a line a part, and a line an option where something was
    /// written beside one.
    fn answer_lines(&self, html: &mut String) {
        let place = self.place.and_then(|place| u16::try_from(place).ok());
        let (Some(place), Some(question)) = (place, self.question()) else { return };
        let start = html.len();
        let mut line = |words: &str, more: &str| {
            if html.len() > start {
                html.push_str("<br>");
            }
            escape(words, html);
            if !more.is_empty() {
                html.push_str(" – ");
                escape(more, html);
            }
        };
        let Some(value) = self.session.given().answer(place.into()) else { return };
        let is_commented = value.picked().iter().any(|one| !one.comment().is_empty());
        match (value, &question.ask) {
            (Value::Parts(values), Ask::Parts(_)) => {
                for (id, _) in values {
                    let label = question.ask.part(id).map_or(id, |part| &part.label);
                    line(label, &self.walk.shown_words(&Operand::Part(place, id.clone())));
                }
            }
            (value, ask) if is_commented => {
                for one in value.picked() {
                    line(&ask.option_words(one), one.comment());
                }
            }
            _ => line(&self.walk.shown_words(&Operand::Answer(place)), ""),
        }
    }
}

impl Fill for Canvas<'_> {
    fn words(&self, operand: &Operand) -> String {
        self.walk.shown_words(operand)
    }

    fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    fn shown(&self) -> &[u16] {
        &self.shown
    }

    fn is(&self, when: When) -> bool {
        let mut faults = self.session.faults_of(self.place.unwrap_or(usize::MAX));
        let close = self.frame.close;
        match when {
            When::Wrong => faults.next().is_some(),
            // What is wrong with the whole is not wrong with what is written beside an option.
            When::PartWrong(part) => {
                faults.any(|fault| fault.part.map_or(part < WRITING, |at| at == part))
            }
            When::CanGoBack => self.session.can_go_back(),
            When::IsLast => {
                let (at, of, _) = self.progress();
                at == of && !self.session.survey().flow.review
            }
            When::IsSettled => self.progress().2,
            When::IsOptional => {
                self.place.is_some_and(|place| self.walk.check(place, None, true).is_ok())
                    && self.question().is_some_and(Question::says_optional)
            }
            When::IsGuest => close != Close::Nothing,
            When::IsFirst => {
                self.session.question().is_some_and(|(place, _)| self.place == Some(place))
            }
            When::IsAnswered => {
                self.place.is_some_and(|place| self.session.given().answer(place).is_some())
            }
        }
    }

    fn fill(&self, gap: Gap, html: &mut String) {
        let count = |n: usize| number(i32::try_from(n).unwrap_or(i32::MAX));
        match gap {
            Gap::Action => escape(&self.frame.action, html),
            Gap::Card => escape(&self.session.card(), html),
            Gap::Hidden => {
                for (name, value) in &self.frame.hidden {
                    html.push_str("<input type=\"hidden\" name=\"");
                    escape(name, html);
                    html.push_str("\" value=\"");
                    escape(value, html);
                    html.push_str("\">");
                }
            }
            Gap::Body => render(self.body(), self, html),
            Gap::Title => {
                if let Some(question) = self.question() {
                    render(&question.title, self, html);
                }
            }
            Gap::Question => {
                if let Some(question) = self.question() {
                    render(&question.body, self, html);
                }
            }
            Gap::Error => self.errors(None, html),
            Gap::PartError(part) => self.errors(Some(part), html),
            Gap::At => html.push_str(&count(self.progress().0)),
            Gap::Of => html.push_str(&count(self.progress().1)),
            Gap::Answers | Gap::Words | Gap::Id | Gap::Members if !FULL => {}
            Gap::Answers => self.answers(html),
            Gap::Members => self.members(html),
            Gap::Words => self.answer_lines(html),
            Gap::Id => escape(self.question().map_or("", |question| &question.id), html),
            Gap::Letter => {
                let at = self.n_letters.get();
                self.n_letters.set(at.saturating_add(1));
                if at < 26 {
                    html.push_str("<kbd aria-hidden=\"true\">");
                    html.push(char::from(b'A' + at));
                    html.push_str("</kbd>");
                }
            }
        }
    }
}
