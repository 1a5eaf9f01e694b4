//! Conditions put together, taken apart, and looked through.

use sondage_author::source::{Condition, Operand, Source, Subject, Test};

use crate::item::listing;

/// The deepest nesting of a condition: files are read with a limit.
const DEPTH: usize = 12;

/// Holds where all of these do; `None` where there are none.
pub(crate) fn all(of: Vec<Condition>) -> Option<Condition> {
    let mut flat = Vec::new();
    for one in of {
        match one {
            Condition::All(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    one_or(flat, Condition::All)
}

/// Holds where any of these does; `None` where there are none.
pub(crate) fn any(of: Vec<Condition>) -> Option<Condition> {
    let mut flat = Vec::new();
    for one in of {
        match one {
            Condition::Any(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    one_or(flat, Condition::Any)
}

fn one_or(mut of: Vec<Condition>, group: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    if of.len() > 1 { Some(group(of)) } else { of.pop() }
}

/// Holds where this does not.
pub(crate) fn not(condition: Condition) -> Condition {
    match condition {
        Condition::None(mut inner) if inner.len() == 1 => inner.remove(0),
        Condition::None(inner) => Condition::Any(inner),
        Condition::Any(inner) => Condition::None(inner),
        other => Condition::None(vec![other]),
    }
}

/// Always holds: a variable is always known.
pub(crate) fn always(variable: &str) -> Condition {
    Subject::variable(variable).test(Test::Answered(true))
}

/// The condition, unless it is nested too deep.
pub(crate) fn checked(condition: Condition) -> Result<Condition, String> {
    if depth(&condition) <= DEPTH { Ok(condition) } else { Err("it is nested too deep".into()) }
}

fn depth(condition: &Condition) -> usize {
    match condition {
        Condition::All(inner) | Condition::Any(inner) | Condition::None(inner) => {
            1 + inner.iter().map(depth).max().unwrap_or(0)
        }
        Condition::Test(..) => 0,
    }
}

/// Does something with each of its tests.
pub(crate) fn each_test(condition: &Condition, see: &mut dyn FnMut(&Subject, &Test)) {
    match condition {
        Condition::All(inner) | Condition::Any(inner) | Condition::None(inner) => {
            for one in inner {
                each_test(one, see);
            }
        }
        Condition::Test(subject, test) => see(subject, test),
    }
}

/// The ids of the questions that a condition speaks of.
pub(crate) fn questions_in(condition: &Condition) -> Vec<String> {
    let mut ids = Vec::new();
    let mut add = |subject: &Subject| {
        if let Subject::Question(id) = subject {
            ids.push(id.split('.').next().unwrap_or(id).to_owned());
        }
    };
    each_test(condition, &mut |subject, test| {
        add(subject);
        for operand in test.operands() {
            if let Operand::Of(other) = operand {
                add(other);
            }
        }
    });
    ids
}

/// Does something with each condition of a survey.
pub(crate) fn each_condition(source: &Source, see: &mut dyn FnMut(&Condition)) {
    for question in &source.questions {
        question.show_if.iter().chain(&question.require_if).for_each(&mut *see);
        question.jump.iter().for_each(|jump| see(&jump.condition));
        question.set.iter().filter_map(|set| set.condition.as_ref()).for_each(&mut *see);
        let options = listing(&question.kind).0.iter();
        options.filter_map(|option| option.show_if.as_ref()).for_each(&mut *see);
    }
    source.endings.iter().filter_map(|ending| ending.condition.as_ref()).for_each(&mut *see);
    source.quotas.iter().for_each(|quota| see(&quota.condition));
}
