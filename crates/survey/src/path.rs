//! The path: which questions a respondent is asked, by what is known so far.
//!
//! It only ever goes forward, and looks at nothing but earlier questions that are asked
//! themselves; so it is a function of the answers alone, and it ends. The widget, the relay and
//! the link pages all derive the same.

mod ahead;
mod cards;
mod judged;

use crate::FULL;
use crate::answer::{Decimal, Value};
use crate::ask::Ask;
use crate::condition::{Condition, Fact, Known, Operand};
use crate::lot::{self, Seed};
use crate::notation::Notation;
use crate::survey::{Assignment, Operation, Question, Survey};
use crate::template::{Piece, Template};
use crate::text::{concat, percent};

/// Answers, one entry for each question of a survey.
pub type Answers = Vec<Option<Value>>;

/// All that is known of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// One entry for each question; [`Given::fit`] makes it so.
    pub answers: Answers,
    /// One entry for each hidden field; empty where nothing was given.
    pub hidden: Vec<String>,
    /// Decides what is random.
    pub seed: Seed,
}

/// A respondent's way through a survey.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    /// The places of the questions that are asked, in order.
    pub asked: Vec<usize>,
    /// The place of the ending.
    pub end: usize,
    survey: &'a Survey,
    given: &'a Given,
    variables: Vec<Operand>,
    /// What each of the asked questions came with.
    stations: Vec<Station>,
    /// The places of the questions whose answers are not settled yet.
    open: Vec<usize>,
}

/// What a question came with: it counts no later answer, as variables do that go on changing.
#[derive(Clone, Debug)]
struct Station {
    shown: Vec<u16>,
    is_required: bool,
}

impl Given {
    /// As many entries as the survey has questions and hidden fields.
    pub fn fit(&mut self, survey: &Survey) {
        self.answers.resize_with(survey.questions.len(), || None);
        self.hidden.resize_with(survey.hidden.len(), String::new);
    }

    /// The answer to the question at a place.
    #[must_use]
    pub fn answer(&self, place: usize) -> Option<&Value> {
        self.answers.get(place).and_then(Option::as_ref)
    }

    /// Takes away the answers to questions that are not asked, and to options that are not
    /// offered any more; says which questions they belonged to.
    pub fn prune(&mut self, survey: &Survey) -> Vec<usize> {
        let mut pruned = Vec::new();
        // One that goes can take the options of another with it.
        loop {
            let n_pruned = pruned.len();
            let walk = Walk::new(survey, self);
            for place in 0..self.answers.len() {
                let Some(answer) = self.answer(place) else { continue };
                if !walk.asked.contains(&place) {
                    // It counts for nothing: the way is the same without it.
                    pruned.push(place);
                } else if walk.check(place, Some(answer), false).is_err() {
                    pruned.push(place);
                    break;
                }
            }
            let Some(off) = pruned.get(n_pruned..).filter(|off| !off.is_empty()) else {
                return pruned;
            };
            for place in off {
                if let Some(slot) = self.answers.get_mut(*place) {
                    *slot = None;
                }
            }
        }
    }
}

impl<'a> Walk<'a> {
    /// The path by what is known now.
    #[must_use]
    pub fn new(survey: &'a Survey, given: &'a Given) -> Self {
        Self::ahead(survey, given, None)
    }

    /// The longest that the path can become from the question at this place, whatever is answered
    /// there and later.
    #[must_use]
    pub fn ahead(survey: &'a Survey, given: &'a Given, ahead_of: Option<usize>) -> Self {
        let variables = survey.variables.clone();
        let (asked, stations, open) = (Vec::new(), Vec::new(), Vec::new());
        let mut walk = Self { asked, end: 0, survey, given, variables, stations, open };
        let goal = walk.go(ahead_of);
        walk.end = goal.unwrap_or_else(|| {
            let holds = |condition: &Condition| condition.holds(&walk);
            let chosen = |ending: &Option<Condition>| ending.as_ref().is_some_and(holds);
            survey.endings.iter().position(|ending| chosen(&ending.condition)).unwrap_or(0)
        });
        walk
    }

    /// Goes to the end; says which ending was jumped to.
    fn go(&mut self, ahead_of: Option<usize>) -> Option<usize> {
        let n_questions = self.survey.questions.len();
        let mut goal = 0;
        let order = order(self.survey, self.given.seed);
        for (at, place) in order.iter().copied().enumerate() {
            // A jump never leads into a shuffle: what lies before it has a lower place.
            if place < goal {
                continue;
            }
            let Some(question) = self.survey.questions.get(place) else { continue };
            let is_asked = Self::is_asked(question, &|condition| condition.holds(self));
            if is_asked && ahead_of == Some(place) {
                self.open.extend(order.iter().skip(at));
                self.asked.extend(self.longest(&order, at));
                return None;
            }
            if is_asked {
                if FULL {
                    let shown = self.offer(question);
                    self.stations.push(Station { shown, is_required: self.is_required(question) });
                }
                self.asked.push(place);
            }
            if !FULL {
                continue;
            }
            for assignment in question.set.iter().filter(|_| is_asked) {
                self.assign(place, assignment);
            }
            // A card is answered as a whole: nobody is sent away in its middle.
            let next = order.get(at + 1).and_then(|next| self.survey.questions.get(*next));
            if next.is_none_or(|next| next.card != question.card)
                && let Some(end) = self.full_quota(question.card)
            {
                return Some(end);
            }
            if is_asked {
                goal = self.goals(question).first().copied().unwrap_or(0);
            }
            if let Some(ending) = goal.checked_sub(n_questions) {
                return Some(ending);
            }
        }
        None
    }

    fn is_asked(question: &Question, holds: &dyn Fn(&Condition) -> bool) -> bool {
        let is_so = |condition: &Option<Condition>| condition.as_ref().is_none_or(holds);
        let has_options = match &question.ask {
            Ask::Choice(options) | Ask::Choices(options, _) | Ask::Rank(options, _) => {
                options.other || options.items.iter().any(|item| is_so(&item.show_if))
            }
            Ask::Parts(parts) if FULL => parts.parts.iter().any(|part| is_so(&part.show_if)),
            _ => true,
        };
        is_so(&question.show_if) && has_options
    }

    /// Where a question may lead: to a place, beyond the questions to an ending, or with nought to
    /// the next one. Where all is settled, there is one.
    fn goals(&self, question: &Question) -> Vec<usize> {
        let mut goals = Vec::new();
        for jump in &question.jumps {
            let condition = jump.condition.as_ref();
            let is_open = condition.is_some_and(|condition| self.is_open(condition));
            let holds = condition.is_none_or(|condition| condition.holds(self));
            if holds || is_open {
                goals.push(jump.to.into());
            }
            if holds && !is_open {
                return goals;
            }
        }
        goals.push(0);
        goals
    }

    fn assign(&mut self, place: usize, assignment: &Assignment) {
        let is_done = match &assignment.condition {
            Some(condition) => condition.holds(self),
            None => self.given.answer(place).is_some(),
        };
        let variable = usize::from(assignment.variable);
        let Some(before) = self.variables.get(variable).filter(|_| is_done) else { return };
        let number = |operand| self.number(operand).unwrap_or_default();
        let (left, right) = (number(before), number(&assignment.operand));
        let after = match assignment.operation {
            Operation::To => match before {
                Operand::Number(_) => Operand::Number(right),
                _ => Operand::Text(self.words(&assignment.operand)),
            },
            Operation::Add => Operand::Number(left.plus(right)),
            Operation::Subtract => Operand::Number(left.minus(right)),
            Operation::Multiply => Operand::Number(left.times(right)),
            Operation::Divide => Operand::Number(left.over(right)),
            Operation::Append => {
                Operand::Text(concat(&[&self.words(before), &self.words(&assignment.operand)]))
            }
        };
        if let Some(slot) = self.variables.get_mut(variable) {
            *slot = bounded(after);
        }
    }

    fn number(&self, operand: &Operand) -> Option<Decimal> {
        self.value(operand)
            .and_then(|(ask, value)| ask.score(value))
            .or_else(|| self.fact(operand).number())
    }

    /// What an operand comes to, in words: numbers and days as programs write them.
    #[must_use]
    pub fn words(&self, operand: &Operand) -> String {
        self.words_in(operand, None)
    }

    /// The same as respondents read it.
    #[must_use]
    pub fn shown_words(&self, operand: &Operand) -> String {
        self.words_in(operand, self.survey.notation())
    }

    fn words_in(&self, operand: &Operand, notation: Option<&Notation>) -> String {
        let operand = match operand {
            Operand::Variable(place) => self.variables.get(usize::from(*place)).unwrap_or(operand),
            _ => operand,
        };
        let mut words = String::new();
        if let Some((ask, value)) = self.value(operand) {
            for word in ask.words_in(value, notation) {
                if !words.is_empty() {
                    words.push_str(", ");
                }
                words.push_str(&word);
            }
            return words;
        }
        match self.fact(operand) {
            Fact::Text(text) => text.to_owned(),
            Fact::Number(number) => match notation.filter(|_| FULL) {
                Some(notation) => notation.number(number),
                None => number.to_text(),
            },
            _ => words,
        }
    }

    /// What the variable at a place has come to: a number or a text.
    #[must_use]
    pub fn variable(&self, place: usize) -> Option<&Operand> {
        self.variables.get(place)
    }

    /// The answer that an operand speaks of.
    fn value(&self, operand: &Operand) -> Option<(&'a Ask, &'a Value)> {
        let (Operand::Answer(place) | Operand::Part(place, _)) = operand else { return None };
        let place = usize::from(*place);
        // An answer to a question that is not asked (any more) counts for nothing.
        let value = self.given.answer(place).filter(|_| self.asked.contains(&place))?;
        let ask = &self.survey.questions.get(place)?.ask;
        let Operand::Part(_, id) = operand else { return Some((ask, value)) };
        if !FULL {
            return None;
        }
        let Value::Parts(values) = value else { return None };
        let (_, value) = values.iter().find(|(part, _)| part == id)?;
        Some((ask.part(id).map_or(ask, |part| &part.ask), value))
    }

    /// The places of the options that the question at a place offers, in their order.
    #[must_use]
    pub fn shown(&self, place: usize) -> Vec<u16> {
        match (self.station(place), self.survey.questions.get(place)) {
            (Some(station), _) => station.shown.clone(),
            (None, question) => question.map(|question| self.offer(question)).unwrap_or_default(),
        }
    }

    fn station(&self, place: usize) -> Option<&Station> {
        if !FULL {
            return None;
        }
        self.stations.get(self.at(place)?)
    }

    /// The places of the options that a question offers by what is known now.
    fn offer(&self, question: &Question) -> Vec<u16> {
        if !FULL {
            return question.ask.places();
        }
        let mut places = Vec::new();
        let mut fixed = Vec::new();
        let mut random = (false, 0);
        if let Ask::Parts(parts) = &question.ask {
            random.0 = parts.shuffle;
            for (place, part) in parts.parts.iter().enumerate() {
                if part.show_if.as_ref().is_none_or(|condition| condition.holds(self)) {
                    places.push(place);
                    fixed.push(part.fixed);
                }
            }
        } else if let Some(options) = question.ask.options() {
            random = (options.shuffle, options.pick.into());
            for (place, item) in options.items.iter().enumerate() {
                if item.show_if.as_ref().is_none_or(|condition| condition.holds(self)) {
                    places.push(place);
                    fixed.push(item.fixed);
                }
            }
        }
        let mut shown = Vec::new();
        for at in lot::draw(self.given.seed, &question.id, &fixed, random) {
            shown.extend(places.get(at).and_then(|place| u16::try_from(*place).ok()));
        }
        shown
    }

    /// Where a redirect leads, with what it recalls percent-encoded; empty for nowhere.
    #[must_use]
    pub fn redirect(&self, template: &Template) -> String {
        let mut address = String::new();
        for piece in template {
            match piece {
                Piece::Html(text) => address.push_str(text),
                Piece::Recall(operand, fallback) => {
                    let words = self.words(operand);
                    percent(if words.is_empty() { fallback } else { &words }, &mut address);
                }
                _ => {}
            }
        }
        address
    }

    /// The asked question after `place`; `None` at the end. Without a place, the first one.
    #[must_use]
    pub fn next(&self, place: Option<usize>) -> Option<usize> {
        let at = place.and_then(|place| self.at(place));
        self.asked.get(at.map_or(0, |at| at + 1)).copied()
    }

    /// The asked question before `place`.
    #[must_use]
    pub fn previous(&self, place: usize) -> Option<usize> {
        self.asked.get(self.at(place)?.checked_sub(1)?).copied()
    }

    /// Where on the path a question stands, from 0.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<usize> {
        self.asked.iter().position(|asked| *asked == place)
    }
}

/// The most characters of a variable's text: those of the longest answer. One that is appended to
/// itself would double at each question.
const TEXT: usize = 10_000;

fn bounded(operand: Operand) -> Operand {
    let Operand::Text(mut text) = operand else { return operand };
    if let Some((end, _)) = text.char_indices().nth(TEXT) {
        text.truncate(end);
    }
    Operand::Text(text)
}

impl Known for Walk<'_> {
    fn fact<'b>(&'b self, operand: &'b Operand) -> Fact<'b> {
        match operand {
            Operand::Number(number) => Fact::Number(*number),
            Operand::Text(text) => Fact::Text(text),
            Operand::Flag(flag) => Fact::Flag(*flag),
            Operand::Variable(place) => match self.variables.get(usize::from(*place)) {
                Some(Operand::Number(number)) => Fact::Number(*number),
                Some(Operand::Text(text)) => Fact::Text(text),
                _ => Fact::Nothing,
            },
            Operand::Hidden(place) => {
                let place = usize::from(*place);
                let is_number = self.survey.hidden.get(place).is_some_and(|field| field.is_number);
                match self.given.hidden.get(place).map_or("", String::as_str) {
                    "" => Fact::Nothing,
                    text if is_number => Decimal::parse(text).map_or(Fact::Nothing, Fact::Number),
                    text => Fact::Text(text),
                }
            }
            Operand::Answer(_) | Operand::Part(..) => match self.value(operand) {
                None => Fact::Nothing,
                Some((_, Value::Number(number))) => Fact::Number(*number),
                Some((_, Value::Text(text))) => Fact::Text(text),
                Some((_, Value::Flag(flag))) => Fact::Flag(*flag),
                Some((_, Value::Choice(picked))) => Fact::Picked(std::slice::from_ref(picked)),
                Some((_, Value::Choices(picked))) => Fact::Picked(picked),
                Some((_, Value::Parts(_))) => Fact::Some,
            },
        }
    }
}

/// The places of the questions in the order in which this response meets them.
fn order(survey: &Survey, seed: Seed) -> Vec<usize> {
    if !FULL {
        return (0..survey.questions.len()).collect();
    }
    let mut order = Vec::new();
    let mut place = 0;
    while place < survey.questions.len() {
        let shuffle = survey.shuffles.iter().find(|shuffle| usize::from(shuffle.first) == place);
        let Some(shuffle) = shuffle else {
            order.push(place);
            place += 1;
            continue;
        };
        let count = usize::from(shuffle.count).max(1);
        let mut fixed = Vec::new();
        fixed.resize(count, false);
        let name = survey.questions.get(place).map_or("", |question| question.id.as_str());
        for at in lot::draw(seed, name, &fixed, (true, shuffle.pick.into())) {
            order.push(place + at);
        }
        place += count;
    }
    order
}
