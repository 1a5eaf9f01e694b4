//! What a claim depends on: the answers, the hidden fields and the tests that can make a
//! difference to it. Everything else need not be tried.

use std::collections::{BTreeMap, BTreeSet};

use super::claim::Claim;
use super::model::Model;
use sondage_survey::ask::Ask;
use sondage_survey::condition::{Condition, Operand, Test};
use sondage_survey::survey::{Assignment, Question};

/// What a claim depends on.
#[derive(Debug, Default)]
pub(super) struct Slice {
    /// The places of the questions whose answers matter.
    pub(super) questions: BTreeSet<usize>,
    /// The places of the hidden fields that matter.
    pub(super) hidden: BTreeSet<usize>,
    /// It depends on something that the model does not know.
    pub(super) is_open: bool,
    /// How many tests were looked at to find that out.
    pub(super) work: usize,
    tests: BTreeMap<Subject, Vec<Condition>>,
    loose: Vec<(Operand, Use)>,
    asked: BTreeSet<usize>,
    reached: BTreeSet<usize>,
    variables: BTreeSet<u16>,
}

/// What a test is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Question(u16),
    Hidden(u16),
    Variable(u16),
    Nothing,
}

/// What is done with an answer or a hidden field, other than comparing it with what the author
/// wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// It is compared with something that varies itself, or reckoned with.
    Fact,
    /// Its words go into a text.
    Words,
}

/// A test of an operand against what the author wrote.
pub(super) type Tested<'a> = (Test, &'a Operand);

impl Slice {
    /// What a claim depends on.
    pub(super) fn of(model: &Model, claim: &Claim) -> Self {
        let mut needs = Needs { model, upto: claim.upto, slice: Self::default() };
        needs.condition(&claim.condition);
        match claim.at {
            Some(place) if place < claim.upto => needs.asked(place),
            Some(place) => needs.reach(place),
            None => {}
        }
        needs.slice
    }

    /// What the whole survey depends on, and what some conditions of no question do.
    pub(super) fn whole<'a>(model: &Model, others: impl Iterator<Item = &'a Condition>) -> Self {
        let n_questions = model.questions().len();
        let mut needs = Needs { model, upto: n_questions, slice: Self::default() };
        for (place, question) in model.questions().iter().enumerate() {
            needs.answer(place);
            for assignment in &question.set {
                needs.assignment(place, assignment);
            }
        }
        needs.reach(n_questions);
        needs.conditions(others);
        needs.slice.hidden.extend(0..model.survey().hidden.len());
        needs.slice
    }

    /// The tests of an operand against what the author wrote.
    pub(super) fn tested<'a>(&'a self, operand: &'a Operand) -> impl Iterator<Item = Tested<'a>> {
        self.tests_of(operand).flat_map(move |condition| {
            let Condition::Test(left, test, right) = condition else { return Vec::new() };
            let all = std::iter::once(left).chain(right);
            all.filter(|one| is_literal(one)).map(|literal| (*test, literal)).collect()
        })
    }

    /// The tests that an operand has to do with.
    pub(super) fn tests_of<'a>(
        &'a self,
        operand: &'a Operand,
    ) -> impl Iterator<Item = &'a Condition> {
        self.about(subject(operand))
            .filter(move |condition| condition.mentions(&|one| one == operand))
    }

    /// The tests that an answer, or a part of it, has to do with.
    pub(super) fn tests_at(&self, place: usize) -> impl Iterator<Item = &Condition> {
        self.about(u16::try_from(place).map_or(Subject::Nothing, Subject::Question))
    }

    fn about(&self, subject: Subject) -> impl Iterator<Item = &Condition> {
        self.tests.get(&subject).into_iter().flatten()
    }

    /// What else is done with an operand.
    pub(super) fn used(&self, operand: &Operand) -> Option<Use> {
        self.loose.iter().filter(|(one, _)| one == operand).map(|(_, what)| *what).max()
    }

    /// Whether something else is done with an answer or a part of it.
    pub(super) fn is_used(&self, place: usize) -> bool {
        self.loose.iter().any(|(one, _)| place_of(one) == Some(place))
    }
}

/// The place of the question that an operand speaks of.
pub(super) fn place_of(operand: &Operand) -> Option<usize> {
    match operand {
        Operand::Answer(place) | Operand::Part(place, _) => Some((*place).into()),
        _ => None,
    }
}

fn subject(operand: &Operand) -> Subject {
    match operand {
        Operand::Answer(place) | Operand::Part(place, _) => Subject::Question(*place),
        Operand::Hidden(place) => Subject::Hidden(*place),
        Operand::Variable(place) => Subject::Variable(*place),
        _ => Subject::Nothing,
    }
}

fn is_literal(operand: &Operand) -> bool {
    matches!(operand, Operand::Number(_) | Operand::Text(_) | Operand::Flag(_))
}

/// Whether a question is left out where none of its options is offered.
fn may_vanish(question: &Question) -> bool {
    match &question.ask {
        Ask::Parts(parts) => parts.parts.iter().all(|part| part.show_if.is_some()),
        ask => ask.options().is_some_and(|options| {
            !options.other && options.items.iter().all(|item| item.show_if.is_some())
        }),
    }
}

/// Follows what depends on what.
struct Needs<'a> {
    model: &'a Model,
    upto: usize,
    slice: Slice,
}

impl<'a> Needs<'a> {
    fn conditions<'c>(&mut self, conditions: impl IntoIterator<Item = &'c Condition>) {
        for condition in conditions {
            self.condition(condition);
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(inner) | Condition::Any(inner) | Condition::None(inner) => {
                self.conditions(inner);
            }
            Condition::Test(left, _, right) => {
                self.test(condition, &std::iter::once(left).chain(right).collect::<Vec<_>>());
            }
        }
    }

    fn test(&mut self, condition: &Condition, operands: &[&Operand]) {
        let varying = || operands.iter().copied().filter(|operand| !is_literal(operand));
        for operand in varying() {
            let about = self.slice.tests.entry(subject(operand)).or_default();
            self.slice.work += 1 + about.len();
            if about.contains(condition) {
                continue;
            }
            about.push(condition.clone());
            if varying().count() > 1 {
                self.slice.loose.push((operand.clone(), Use::Fact));
            }
            self.operand(operand);
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Answer(place) | Operand::Part(place, _) => self.answer((*place).into()),
            Operand::Hidden(place) => {
                self.slice.hidden.insert((*place).into());
            }
            Operand::Variable(place) => self.variable(*place),
            _ => {}
        }
    }

    fn question(&self, place: usize) -> Option<&'a Question> {
        self.model.questions().get(place)
    }

    /// The answer to a question matters, and whether it can be given.
    fn answer(&mut self, place: usize) {
        let Some(question) = self.question(place).filter(|_| self.slice.questions.insert(place))
        else {
            return;
        };
        self.asked(place);
        self.options(question);
        self.conditions(&question.require_if);
    }

    fn options(&mut self, question: &Question) {
        self.conditions(question.ask.bound().map(|(_, condition)| condition));
    }

    /// Whether a question is asked matters.
    fn asked(&mut self, place: usize) {
        let Some(question) = self.question(place).filter(|_| self.slice.asked.insert(place)) else {
            return;
        };
        self.reach(place);
        self.conditions(&question.show_if);
        if may_vanish(question) {
            self.options(question);
        }
    }

    /// Whether the path comes by a place matters.
    fn reach(&mut self, place: usize) {
        if !self.slice.reached.insert(place) {
            return;
        }
        let leads_past =
            |question: &Question| question.jumps.iter().any(|jump| usize::from(jump.to) > place);
        for (at, question) in self.model.questions().iter().enumerate().take(place) {
            if leads_past(question) {
                self.asked(at);
                self.conditions(question.jumps.iter().filter_map(|jump| jump.condition.as_ref()));
            }
        }
    }

    /// What a variable comes to matters.
    fn variable(&mut self, variable: u16) {
        if !self.slice.variables.insert(variable) {
            return;
        }
        self.slice.is_open |= self.model.open.contains(&variable);
        for (place, question) in self.model.questions().iter().enumerate().take(self.upto) {
            for assignment in question.set.iter().filter(|one| one.variable == variable) {
                self.assignment(place, assignment);
            }
        }
    }

    fn assignment(&mut self, place: usize, assignment: &Assignment) {
        match &assignment.condition {
            Some(condition) => {
                self.asked(place);
                self.condition(condition);
            }
            None => self.answer(place),
        }
        let initial = self.model.survey().variables.get(usize::from(assignment.variable));
        let what = if matches!(initial, Some(Operand::Text(_))) { Use::Words } else { Use::Fact };
        if !is_literal(&assignment.operand) {
            self.slice.loose.push((assignment.operand.clone(), what));
        }
        self.operand(&assignment.operand);
    }
}

/// Whether a question asks for nothing.
pub(super) fn is_statement(question: &Question) -> bool {
    question.ask == Ask::Nothing
}
