//! Where jumps lead. What they lead to may come later in the file, so they are settled last.

use std::collections::{BTreeMap, BTreeSet};

use sondage_author::source::{self, Condition, Question};

use crate::report::{Report, quote};

/// The places that jumps may lead to, and the jumps.
#[derive(Debug, Default)]
pub(crate) struct Goals {
    places: BTreeMap<String, Goal>,
    ways: Vec<Way>,
}

/// A way on from a question, in the order of the file.
#[derive(Debug)]
enum Way {
    Jump(Jump),
    /// A jump that cannot be carried over, to what has this name; from the question at this place,
    /// where it is asked itself.
    Lost(Option<usize>, String),
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

impl Goal {
    fn place(&self) -> Option<usize> {
        match self {
            Self::Question(place) => Some(*place),
            Self::End(_) => None,
        }
    }
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
        !self.ways.is_empty()
    }

    /// Adds a jump.
    pub(crate) fn jump(&mut self, jump: Jump) {
        self.ways.push(Way::Jump(jump));
    }

    /// Tells of a jump that cannot be carried over, from a question or from what is left out. Those who
    /// would have taken it are asked what comes next: what holds for all others is not for them.
    pub(crate) fn lose(&mut self, from: Option<usize>, to: &str) {
        self.ways.push(Way::Lost(from, to.to_owned()));
    }

    /// Puts the jumps into the questions; what is not possible is noted.
    pub(crate) fn settle(self, questions: &mut [Question], report: &Report) {
        let ids: Vec<_> = questions.iter().map(|question| question.id.clone()).collect();
        let mut lost = BTreeSet::new();
        // Where lost jumps led.
        let mut aims = Vec::new();
        for way in self.ways {
            let (from, jump) = match way {
                Way::Jump(jump) => (jump.from, jump),
                Way::Lost(from, to) => {
                    lost.extend(from);
                    aims.extend(self.places.get(&to).and_then(Goal::place));
                    continue;
                }
            };
            let Some(question) = questions.get_mut(from) else { continue };
            let note = |reason: String| report.note(jump.at, &jump.path, reason);
            let to = quote(&jump.to);
            let target = match self.places.get(&jump.to) {
                _ if question.next.is_some() => {
                    note("never reached, after a jump without a condition; left out".to_owned());
                    continue;
                }
                None => {
                    note(format!("there is no {to} to jump to; left out"));
                    lost.insert(from);
                    continue;
                }
                // Whoever is sent back comes by again, and takes another way then.
                Some(Goal::Question(place)) if *place <= from => {
                    note(format!("a jump back to {to} is not possible; left out"));
                    aims.push(*place);
                    continue;
                }
                Some(Goal::Question(place)) => {
                    ids.get(*place).map_or_else(|| "end".to_owned(), Clone::clone)
                }
                Some(Goal::End(end)) => end.clone(),
            };
            match jump.condition {
                Some(condition) => question.jump.push(source::Jump { condition, to: target }),
                None if ids.get(from + 1) == Some(&target) => {}
                None if lost.contains(&from) => note(format!(
                    "a jump before it is left out, and so this one to {to} is, which is for all \
                     others; the next question is asked"
                )),
                None => question.next = Some(target),
            }
        }
        // By default the next question is next.
        for (place, question) in questions.iter_mut().enumerate() {
            let next = ids.get(place + 1).map_or("end", String::as_str);
            if question.next.as_deref() == Some(next) {
                question.next = None;
            }
        }
        bridge(questions, aims, report);
    }
}

/// Takes out the jumps over what only lost jumps led to, and notes it: no question is lost for
/// those. `aims` are the places that they led to; what nobody was asked in the other tool either
/// stays so.
fn bridge(questions: &mut [Question], mut aims: Vec<usize>, report: &Report) {
    // Each time round one jump goes.
    loop {
        let is_asked = led_to(questions, &[0]);
        let gap = led_to(questions, &aims).difference(&is_asked).next().copied();
        let Some(place) = gap else { return };
        let before = questions.get_mut(..place).unwrap_or_default().iter_mut().rev();
        let mut over =
            before.filter_map(|question| Some((question.id.clone(), question.next.take()?)));
        let Some((from, next)) = over.next() else { return };
        aims.extend(questions.iter().position(|question| question.id == next));
        let id = questions.get(place).map_or("", |question| &question.id);
        let what = format!(
            "nothing leads to \"{id}\" as it stands here; it is asked, and \"{from}\" no longer \
             leads on to \"{next}\""
        );
        report.note(0, "", what);
    }
}

/// The places of the questions that any way leads to, from these.
fn led_to(questions: &[Question], from: &[usize]) -> BTreeSet<usize> {
    let place_of = |id: &String| questions.iter().position(|question| question.id == *id);
    let mut places: BTreeSet<usize> = from.iter().copied().collect();
    // All ways lead forwards.
    for (place, question) in questions.iter().enumerate() {
        if places.contains(&place) {
            let next = question.next.as_ref().map_or(Some(place + 1), place_of);
            places.extend(question.jump.iter().filter_map(|jump| place_of(&jump.to)).chain(next));
        }
    }
    places.retain(|place| *place < questions.len());
    places
}
