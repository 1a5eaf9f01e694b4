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
    /// There was a jump from the question at this place that cannot be carried over.
    Lost(usize),
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
        !self.ways.is_empty()
    }

    /// Adds a jump.
    pub(crate) fn jump(&mut self, jump: Jump) {
        self.ways.push(Way::Jump(jump));
    }

    /// Tells of a jump from the question at this place that cannot be carried over. Those who
    /// would have taken it are asked what comes next: what holds for all others is not for them.
    pub(crate) fn lose(&mut self, from: usize) {
        self.ways.push(Way::Lost(from));
    }

    /// Puts the jumps into the questions; what is not possible is noted.
    pub(crate) fn settle(self, questions: &mut [Question], report: &Report) {
        let ids: Vec<_> = questions.iter().map(|question| question.id.clone()).collect();
        let mut lost = BTreeSet::new();
        // What lost jumps may have led to begins here.
        let mut from_here = questions.len();
        for way in self.ways {
            let (Way::Jump(Jump { from, .. }) | Way::Lost(from)) = &way;
            let from = *from;
            let Some(question) = questions.get_mut(from) else { continue };
            let Way::Jump(jump) = way else {
                lost.insert(from);
                from_here = from_here.min(from + 1);
                continue;
            };
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
                    from_here = from_here.min(from + 1);
                    continue;
                }
                // Whoever is sent back comes by again, and takes another way then.
                Some(Goal::Question(place)) if *place <= from => {
                    note(format!("a jump back to {to} is not possible; left out"));
                    from_here = from_here.min(*place);
                    continue;
                }
                Some(Goal::Question(place)) => {
                    ids.get(*place).map_or_else(|| "end".to_owned(), Clone::clone)
                }
                Some(Goal::End(end)) => end.clone(),
            };
            match jump.condition {
                Some(condition) => question.jump.push(source::Jump { condition, to: target }),
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
        bridge(questions, from_here, report);
    }
}

/// Takes out the jumps over what no way leads to any more, and notes it: what led there could not
/// be carried over, and no question is lost for that. `first` is the first that this may have
/// happened to: what nobody was asked in the other tool either stays so.
fn bridge(questions: &mut [Question], first: usize, report: &Report) {
    // Each time round one jump goes.
    loop {
        let is_led_to = led_to(questions);
        let mut gaps = (first..questions.len())
            .filter(|place| !is_led_to.get(*place).is_some_and(|is_led_to| *is_led_to));
        let bridged = gaps.find_map(|place| {
            let before = questions.get_mut(..place)?.iter_mut().rev();
            let mut jumping = before.filter(|question| question.next.is_some());
            let over = jumping.next()?;
            let (from, next) = (over.id.clone(), over.next.take()?);
            Some((from, next, questions.get(place)?.id.clone()))
        });
        let Some((from, next, id)) = bridged else { return };
        let what = format!(
            "nothing leads to \"{id}\" as it stands here; it is asked, and \"{from}\" no longer \
             leads on to \"{next}\""
        );
        report.note(0, "", what);
    }
}

/// Whether any way leads to each of the questions.
fn led_to(questions: &[Question]) -> Vec<bool> {
    let place_of = |id: &String| questions.iter().position(|question| question.id == *id);
    let mut is_led_to = vec![false; questions.len()];
    for (place, question) in questions.iter().enumerate() {
        // All ways lead forwards.
        if place > 0 && !is_led_to.get(place).is_some_and(|is_led_to| *is_led_to) {
            continue;
        }
        let next = question.next.as_ref().map_or(Some(place + 1), place_of);
        let jumps = question.jump.iter().map(|jump| place_of(&jump.to));
        for goal in jumps.chain([Some(place), next]) {
            if let Some(is_led_to) = goal.and_then(|goal| is_led_to.get_mut(goal)) {
                *is_led_to = true;
            }
        }
    }
    is_led_to
}
