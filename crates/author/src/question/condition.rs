//! Conditions, with what they speak of looked up.

use sondage_survey::answer::Decimal;
use sondage_survey::ask::Ask;
use sondage_survey::condition::{Condition, Operand, Test};

use super::scope::Scope;
use crate::problem::{Code, Found, Place, Shapes, What};
use crate::source::{self, Subject};

/// The shapes of answers that a test is for.
fn shapes_for(test: &source::Test) -> Shapes {
    use source::Test as T;
    match test {
        T::Answered(_) | T::Is(_) | T::IsNot(_) | T::OneOf(_) | T::NoneOf(_) => Shapes::All,
        T::AtLeast(_) | T::AtMost(_) | T::Above(_) | T::Below(_) | T::Between(..) => {
            Shapes::Numbers
        }
        T::Before(_)
        | T::After(_)
        | T::Contains(_)
        | T::ContainsNot(_)
        | T::StartsWith(_)
        | T::EndsWith(_)
        | T::Alike(_) => Shapes::Texts,
        T::AllOf(_) | T::First(_) | T::ChosenAtLeast(_) | T::ChosenAtMost(_) => Shapes::Options,
    }
}

fn are_taken(shapes: Shapes, ask: Option<&Ask>) -> bool {
    match (shapes, ask) {
        // Hidden fields and variables are texts or numbers.
        (Shapes::Options, None) => false,
        (Shapes::All, _) | (_, None) => true,
        (Shapes::Numbers, Some(ask)) => matches!(ask, Ask::Number(_)),
        (Shapes::Texts, Some(ask)) => matches!(ask, Ask::Text(_)),
        (Shapes::Options, Some(ask)) => ask.options().is_some(),
    }
}

/// A condition at a place, where all that it speaks of is known there.
pub(crate) fn resolve(
    condition: &source::Condition,
    scope: &Scope<'_>,
    at: &Place,
    found: &mut Found,
) -> Option<Condition> {
    let mut group = |key: &str, inner: &[source::Condition]| {
        let at = at.key(key);
        let one = |(place, one)| resolve(one, scope, &at.item(place), found);
        inner.iter().enumerate().filter_map(one).collect()
    };
    match condition {
        source::Condition::All(inner) => Some(Condition::All(group("all", inner))),
        source::Condition::Any(inner) => Some(Condition::Any(group("any", inner))),
        source::Condition::None(inner) => Some(Condition::None(group("none", inner))),
        source::Condition::Test(subject, test) => {
            let subject = named(subject, scope, at, found)?;
            let (name, shapes) = (test.name(), shapes_for(test));
            if !are_taken(shapes, scope.ask(&subject)) {
                found.error(at.key(name), Code::TestIsFor { test: name, shapes });
                return None;
            }
            Testing { scope, subject, at: at.key(name), is_count: name.starts_with("chosen") }
                .condition(test, found)
        }
    }
}

/// The same for one that may be there, under a key.
pub(crate) fn maybe(
    condition: Option<&source::Condition>,
    scope: &Scope<'_>,
    at: &Place,
    found: &mut Found,
) -> Option<Condition> {
    condition.and_then(|condition| resolve(condition, scope, at, found))
}

/// What a subject is.
fn named(subject: &Subject, scope: &Scope<'_>, at: &Place, found: &mut Found) -> Option<Operand> {
    let (key, name) = subject.key();
    let operand = scope.operand(name).filter(|operand| {
        matches!(
            (subject, operand),
            (Subject::Question(_), Operand::Answer(_) | Operand::Part(..))
                | (Subject::Hidden(_), Operand::Hidden(_))
                | (Subject::Variable(_), Operand::Variable(_))
        )
    });
    if operand.is_none() {
        let name = name.to_owned();
        let code = match subject {
            Subject::Question(_) => Code::NoQuestionBefore(name),
            _ => Code::NoSuch { what: key, name },
        };
        found.error(at.key(key), code);
    }
    operand
}

/// What an operand is at a place.
pub(crate) fn operand(
    operand: &source::Operand,
    scope: &Scope<'_>,
    at: &Place,
    found: &mut Found,
) -> Option<Operand> {
    match operand {
        source::Operand::Text(text) => Some(Operand::Text(text.clone())),
        source::Operand::Number(number) => Some(Operand::Number(*number)),
        source::Operand::Flag(flag) => Some(Operand::Flag(*flag)),
        source::Operand::Of(subject) => named(subject, scope, at, found),
    }
}

/// A test being looked up.
struct Testing<'a> {
    scope: &'a Scope<'a>,
    subject: Operand,
    /// Where what it compares with stands.
    at: Place,
    /// It counts options.
    is_count: bool,
}

impl Testing<'_> {
    fn condition(&self, test: &source::Test, found: &mut Found) -> Option<Condition> {
        use source::Test as T;
        let makes = |test, right| Condition::Test(self.subject.clone(), test, right);
        let not = |condition| Condition::None(vec![condition]);
        let answered = || makes(Test::Answered, vec![Operand::Flag(true)]);
        let mut one = |right: &source::Operand| self.right(right, found);
        Some(match test {
            T::Answered(true) => answered(),
            T::Answered(false) => not(answered()),
            T::Is(right) => makes(Test::Is, vec![one(right)?]),
            T::IsNot(right) => not(makes(Test::Is, vec![one(right)?])),
            T::OneOf(many) => makes(Test::Is, self.all(many, found)?),
            T::NoneOf(many) => not(makes(Test::Is, self.all(many, found)?)),
            T::AllOf(many) => makes(Test::AllOf, self.all(many, found)?),
            T::Between(low, high) => {
                let (low, high) = (one(low), one(high));
                Condition::All(vec![
                    makes(Test::AtLeast, vec![low?]),
                    self.flipped(Test::AtLeast, high?),
                ])
            }
            T::AtLeast(right) => makes(Test::AtLeast, vec![one(right)?]),
            T::Above(right) | T::After(right) => makes(Test::Above, vec![one(right)?]),
            T::AtMost(right) => self.flipped(Test::AtLeast, one(right)?),
            T::Below(right) | T::Before(right) => self.flipped(Test::Above, one(right)?),
            T::Contains(right) => makes(Test::Contains, vec![one(right)?]),
            T::ContainsNot(right) => not(makes(Test::Contains, vec![one(right)?])),
            T::StartsWith(right) => makes(Test::StartsWith, vec![one(right)?]),
            T::EndsWith(right) => makes(Test::EndsWith, vec![one(right)?]),
            T::Alike(right) => makes(Test::Alike, vec![one(right)?]),
            T::First(right) => makes(Test::First, vec![one(right)?]),
            T::ChosenAtLeast(right) => makes(Test::Chosen, vec![one(right)?]),
            T::ChosenAtMost(right) => {
                let Operand::Number(most) = one(right)? else { return None };
                let more = Operand::Number(most.plus(Decimal::whole(1)));
                Condition::All(vec![answered(), not(makes(Test::Chosen, vec![more]))])
            }
        })
    }

    fn all(&self, many: &[source::Operand], found: &mut Found) -> Option<Vec<Operand>> {
        many.iter().map(|right| self.right(right, found)).collect()
    }

    /// The comparison from the other side: what is unknown passes neither.
    fn flipped(&self, test: Test, right: Operand) -> Condition {
        Condition::Test(right, test, vec![self.subject.clone()])
    }

    /// What it is compared with, where the answer can ever be that.
    fn right(&self, given: &source::Operand, found: &mut Found) -> Option<Operand> {
        let right = operand(given, self.scope, &self.at, found)?;
        let possible = match (self.scope.ask(&self.subject), &right) {
            _ if self.is_count => matches!(right, Operand::Number(_)),
            (Some(ask), Operand::Text(id)) if ask.options().is_some() => {
                if has_option(ask, id) {
                    return Some(right);
                }
                found.error(self.at.clone(), Code::NoOption(id.clone()));
                return None;
            }
            (Some(Ask::Number(_)), Operand::Text(_) | Operand::Flag(_))
            | (Some(Ask::Text(_)), Operand::Number(_) | Operand::Flag(_)) => false,
            (Some(Ask::Flag(_)), right) => matches!(right, Operand::Flag(_)),
            (Some(ask), Operand::Number(_)) => ask.options().is_none(),
            _ => true,
        };
        if !possible {
            found.error(self.at.clone(), Code::NeverIs(what(given)));
        }
        possible.then_some(right)
    }
}

fn what(operand: &source::Operand) -> What {
    match operand {
        source::Operand::Text(_) => What::Text,
        source::Operand::Number(_) => What::Number,
        source::Operand::Flag(_) => What::Flag,
        source::Operand::Of(_) => What::Table,
    }
}

fn has_option(ask: &Ask, id: &str) -> bool {
    let has_other = ask.options().is_some_and(|options| options.other);
    (id == "other" && has_other) || ask.items().iter().any(|item| item.id == id)
}
