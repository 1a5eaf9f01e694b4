//! Questions and endings that nobody comes to are taken out, with all that speaks of them.

use sondage_author::source::{
    Assignment, Condition, Jump, Operand, Question, Source, Subject, Test,
};

use crate::condition::{all, always, any, not, operands};
use crate::item::listing;
use crate::settle::ask_something;
use crate::words::without_recalls;

/// Takes a question out, and those that were asked only because of it; says of each why.
pub(super) fn question(source: &mut Source, place: usize, reason: &str) -> Vec<String> {
    let mut said = Vec::new();
    let id = |source: &Source, place: usize| Some(source.questions.get(place)?.id.clone());
    let mut going: Vec<_> =
        id(source, place).into_iter().map(|id| (id, reason.to_owned())).collect();
    while let Some((id, reason)) = going.pop() {
        let Some(place) = source.questions.iter().position(|question| question.id == id) else {
            continue;
        };
        source.questions.remove(place);
        said.push(format!("the question \"{id}\" is left out: {reason}"));
        let next = source.questions.get(place).map_or("end", |next| next.id.as_str()).to_owned();
        for question in &mut source.questions {
            if !forget(question, &id, &next) {
                going.push((question.id.clone(), format!("it is asked only after \"{id}\"")));
            }
        }
        forget_around(source, &id);
    }
    ask_something(source);
    said
}

/// Takes an ending out, or only its condition, where jumps lead to it.
pub(super) fn ending(source: &mut Source, place: usize, is_condition: bool) -> bool {
    let Some(ending) = source.endings.get_mut(place) else { return false };
    let name = format!("end:{}", ending.id);
    if is_condition && source.questions.iter_mut().flat_map(goals).any(|to| *to == name) {
        return ending.condition.take().is_some();
    }
    let id = source.endings.remove(place).id;
    for to in source.questions.iter_mut().flat_map(goals).filter(|to| **to == name) {
        "end".clone_into(to);
    }
    let full = source.quotas.iter_mut().filter(|quota| quota.end.as_ref() == Some(&id));
    full.for_each(|quota| quota.end = None);
    true
}

/// The names of the places that a question leads to.
fn goals(question: &mut Question) -> impl Iterator<Item = &mut String> {
    question.jump.iter_mut().map(|jump| &mut jump.to).chain(&mut question.next)
}

/// What is left of a condition where a question is never asked: what is not known passes no test.
#[derive(Clone, Debug, PartialEq)]
enum Folded {
    Always,
    Never,
    Sometimes(Condition),
}

fn folded(condition: Condition, id: &str) -> Folded {
    match condition {
        Condition::All(inner) => fold(inner, id, Folded::Never, all),
        Condition::Any(inner) => fold(inner, id, Folded::Always, any),
        Condition::None(inner) => match fold(inner, id, Folded::Always, any) {
            Folded::Always => Folded::Never,
            Folded::Never => Folded::Always,
            Folded::Sometimes(any) => Folded::Sometimes(not(any)),
        },
        Condition::Test(subject, test) => {
            let is_with = |operand: &Operand| is_of(operand, id);
            if !is_about(&subject, id) && !operands(&test).iter().any(is_with) {
                return Folded::Sometimes(Condition::Test(subject, test));
            }
            match test {
                Test::IsNot(_) | Test::NoneOf(_) | Test::ContainsNot(_) | Test::Answered(false) => {
                    Folded::Always
                }
                _ => Folded::Never,
            }
        }
    }
}

/// A group: `decisive` is what one member makes of the whole, by being so itself.
fn fold(
    inner: Vec<Condition>,
    id: &str,
    decisive: Folded,
    group: fn(Vec<Condition>) -> Option<Condition>,
) -> Folded {
    let mut kept = Vec::new();
    for one in inner {
        match folded(one, id) {
            Folded::Sometimes(condition) => kept.push(condition),
            folded if folded == decisive => return decisive,
            _ => {}
        }
    }
    let otherwise = if decisive == Folded::Never { Folded::Always } else { Folded::Never };
    group(kept).map_or(otherwise, Folded::Sometimes)
}

fn is_about(subject: &Subject, id: &str) -> bool {
    matches!(subject, Subject::Question(name) if name.split('.').next() == Some(id))
}

fn is_of(operand: &Operand, id: &str) -> bool {
    matches!(operand, Operand::Of(subject) if is_about(subject, id))
}

/// Takes out of a question what it says of another; `false` where it is never asked then.
fn forget(question: &mut Question, id: &str, next: &str) -> bool {
    match question.show_if.take().map(|condition| folded(condition, id)) {
        Some(Folded::Never) => return false,
        Some(Folded::Sometimes(condition)) => question.show_if = Some(condition),
        Some(Folded::Always) | None => {}
    }
    match question.require_if.take().map(|condition| folded(condition, id)) {
        Some(Folded::Always) => question.required = true,
        Some(Folded::Sometimes(condition)) => question.require_if = Some(condition),
        Some(Folded::Never) | None => {}
    }
    if let Some((options, from)) = listing(&mut question.kind) {
        *from = from.take().filter(|from| from.question != id);
        options.retain_mut(|option| match option.show_if.take().map(|one| folded(one, id)) {
            Some(Folded::Never) => false,
            Some(Folded::Sometimes(condition)) => {
                option.show_if = Some(condition);
                true
            }
            Some(Folded::Always) | None => true,
        });
    }
    goals(question).filter(|to| *to == id).for_each(|to| next.clone_into(to));
    forget_jumps(question, id);
    let set = std::mem::take(&mut question.set);
    question.set = set.into_iter().filter_map(|one| forget_change(one, id)).collect();
    true
}

fn forget_jumps(question: &mut Question, id: &str) {
    for jump in std::mem::take(&mut question.jump) {
        match folded(jump.condition, id) {
            Folded::Sometimes(condition) => question.jump.push(Jump { condition, to: jump.to }),
            Folded::Always => {
                question.next = Some(jump.to);
                return;
            }
            Folded::Never => {}
        }
    }
}

fn forget_change(one: Assignment, id: &str) -> Option<Assignment> {
    let condition = match one.condition.clone().map(|condition| folded(condition, id)) {
        Some(Folded::Never) => return None,
        Some(Folded::Always) => Some(always(&one.variable)),
        Some(Folded::Sometimes(condition)) => Some(condition),
        None => None,
    };
    (!is_of(one.change.parts().1, id)).then_some(Assignment { condition, ..one })
}

/// Takes out of all but the questions what is said of one, and its own translations.
fn forget_around(source: &mut Source, id: &str) {
    let goes = |name: &str| name.split('.').next() == Some(id);
    let own = format!("questions.{id}.");
    for texts in source.translations.0.values_mut() {
        texts.retain(|path, _| !path.starts_with(&own));
        for text in texts.values_mut() {
            *text = without_recalls(text, &goes);
        }
    }
    source.each_text(|_, text| {
        let kept = without_recalls(&text.text, &goes);
        // A text that was nothing else is no text.
        text.text = if kept.is_empty() && !text.text.is_empty() { "…".to_owned() } else { kept };
    });
    for ending in &mut source.endings {
        if let Some(condition) = ending.condition.take()
            && let Folded::Sometimes(condition) = folded(condition, id)
        {
            ending.condition = Some(condition);
        }
    }
    let redirects = source.endings.iter_mut().map(|ending| &mut ending.redirect);
    for address in redirects.chain([&mut source.end.redirect]).flatten() {
        *address = without_recalls(address, &goes);
    }
    source.quotas.retain_mut(|quota| match folded(quota.condition.clone(), id) {
        Folded::Sometimes(condition) => {
            quota.condition = condition;
            true
        }
        _ => false,
    });
    for group in &mut source.shuffle {
        group.questions.retain(|one| one != id);
    }
    source.shuffle.retain(|group| group.questions.len() > 1);
}

#[cfg(test)]
mod tests {
    use super::{Condition, Folded, Subject, Test, folded};

    #[test]
    fn what_is_not_asked_passes_no_test() {
        let gone = || Subject::question("gone");
        let other = || Subject::question("other");
        let holds = gone().test(Test::Answered(false));
        let fails = Subject::question("gone.row").test(Test::Is("x".into()));
        let open = other().test(Test::Is("x".into()));
        let with = other().test(Test::Above(gone().into()));
        let word = other().test(Test::Is("gone".into()));
        for (condition, left) in [
            (holds.clone(), Folded::Always),
            (gone().test(Test::IsNot("x".into())), Folded::Always),
            (fails.clone(), Folded::Never),
            (with, Folded::Never),
            (word.clone(), Folded::Sometimes(word)),
            (Condition::All(vec![holds.clone(), open.clone()]), Folded::Sometimes(open.clone())),
            (Condition::All(vec![fails.clone(), open.clone()]), Folded::Never),
            (Condition::Any(vec![holds.clone(), open.clone()]), Folded::Always),
            (Condition::Any(vec![fails.clone(), open.clone()]), Folded::Sometimes(open.clone())),
            (Condition::None(vec![fails.clone()]), Folded::Always),
            (Condition::None(vec![holds]), Folded::Never),
            (
                Condition::None(vec![fails, open.clone()]),
                Folded::Sometimes(Condition::None(vec![open])),
            ),
        ] {
            assert_eq!(folded(condition.clone(), "gone"), left, "{condition:?}");
        }
    }
}
