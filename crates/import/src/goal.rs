//! Where jumps lead. What they lead to may come later in the file, so they are settled last.

use std::collections::BTreeMap;

use sondage_author::source::{Condition, Jump as Way, Question};

use crate::report::{Report, quote};

/// The places that jumps may lead to, and the jumps.
#[derive(Debug, Default)]
pub(crate) struct Goals {
    places: BTreeMap<String, Goal>,
    jumps: Vec<Jump>,
}

/// What a jump may lead to.
#[derive(Clone, Debug)]
enum Goal {
    /// The question at this place, or the end where there are fewer.
    Question(usize),
    /// `end` or `end:id`.
    End(String),
}

/// A jump, and where it stands in the file.
#[derive(Debug)]
pub(crate) struct Jump {
    /// The place of the question that it starts from.
    pub(crate) from: usize,
    /// Without one, it is where to go when no other jump is taken.
    pub(crate) condition: Option<Condition>,
    pub(crate) to: String,
    pub(crate) at: u32,
    pub(crate) path: String,
}

impl Goals {
    /// What is asked next can be jumped to by this name.
    pub(crate) fn question(&mut self, name: &str, place: usize) {
        self.places.entry(name.to_owned()).or_insert(Goal::Question(place));
    }

    /// An end that can be jumped to by this name; `id` is empty for the one without a name.
    pub(crate) fn end(&mut self, name: &str, id: &str) {
        let end = if id.is_empty() { "end".to_owned() } else { format!("end:{id}") };
        self.places.entry(name.to_owned()).or_insert(Goal::End(end));
    }

    /// What stands behind the name of an end: `end` or `end:id`.
    pub(crate) fn end_of(&self, name: &str) -> Option<&str> {
        match self.places.get(name)? {
            Goal::End(end) => Some(end),
            Goal::Question(_) => None,
        }
    }

    /// Whether there are any jumps.
    pub(crate) fn has_jumps(&self) -> bool {
        !self.jumps.is_empty()
    }

    /// Adds a jump.
    pub(crate) fn jump(&mut self, jump: Jump) {
        self.jumps.push(jump);
    }

    /// Puts the jumps into the questions; what is not possible is noted.
    pub(crate) fn settle(self, questions: &mut [Question], report: &Report) {
        let ids: Vec<_> = questions.iter().map(|question| question.id.clone()).collect();
        for jump in self.jumps {
            let Jump { from, condition, to, at, path } = jump;
            let Some(question) = questions.get_mut(from) else { continue };
            let target = match self.places.get(&to) {
                None => Err(format!("there is no {} to jump to; left out", quote(&to))),
                Some(Goal::Question(place)) if *place <= from => {
                    Err(format!("a jump back to {} is not possible; left out", quote(&to)))
                }
                Some(Goal::Question(place)) => {
                    Ok(ids.get(*place).map_or_else(|| "end".to_owned(), Clone::clone))
                }
                Some(Goal::End(end)) => Ok(end.clone()),
            };
            match (target, condition) {
                (Err(reason), _) => report.note(at, &path, reason),
                (Ok(_), _) if question.next.is_some() => {
                    report.note(
                        at,
                        &path,
                        "never reached, after a jump without a condition; left out",
                    );
                }
                (Ok(to), Some(condition)) => question.jump.push(Way { condition, to }),
                (Ok(target), None) => question.next = Some(target),
            }
        }
        // By default the next question is next.
        for (place, question) in questions.iter_mut().enumerate() {
            let next = ids.get(place + 1).map_or("end", String::as_str);
            if question.next.as_deref() == Some(next) {
                question.next = None;
            }
        }
    }
}
