//! What decides the path, with all that it speaks of looked up: hidden fields, variables, jumps,
//! quotas.

use sondage_survey::condition::Operand;
use sondage_survey::survey::{Assignment, Jump, Operation, Quota, Shuffle};

use super::cards::Around;
use super::names::Names;
use crate::problem::{Code, Found, Place, What};
use crate::question::scope::{Scope, Variable};
use crate::question::{Asked, condition, take_id};
use crate::source::{self, Change, Source};

/// What decides the path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Logic {
    pub(crate) quotas: Vec<Quota>,
    pub(crate) quota_ids: Vec<String>,
    pub(crate) quota_limits: Vec<u32>,
    pub(crate) shuffles: Vec<Shuffle>,
    /// For each question.
    pub(crate) set: Vec<Vec<Assignment>>,
    /// For each question.
    pub(crate) jumps: Vec<Vec<Jump>>,
}

impl Logic {
    /// What a survey says of the path, once its names, its questions and its cards are known.
    pub(super) fn resolve(
        source: &Source,
        names: &Names,
        asked: &[Asked],
        around: &Around,
        found: &mut Found,
    ) -> Self {
        let mut logic = Self::default();
        logic.resolve_shuffles(source, asked, around, found);
        let list = Place::root().key("questions");
        for (at, one) in asked.iter().enumerate() {
            let Some(question) = source.questions.get(one.place) else { continue };
            let ways = Ways { names, asked, around, from: at };
            let place = list.item(one.place);
            let set = ways.assignments(&question.set, &place.key("set"), found);
            let jumps = ways.jumps(question, &place, found);
            logic.set.push(set);
            logic.jumps.push(jumps);
        }
        let mut ids = Vec::new();
        let list = Place::root().key("quotas");
        for (place, quota) in source.quotas.iter().enumerate() {
            let at = list.item(place);
            let is_new = take_id(&quota.id, &mut ids, &at, found);
            let scope = names.scope(asked);
            let condition = condition::resolve(&quota.condition, &scope, &at.key("if"), found);
            let name = quota.end.clone().unwrap_or_default();
            let end = around.ending(&name).and_then(|end| u16::try_from(end).ok());
            if end.is_none() {
                found.error(at.key("end"), Code::NoEnding(name));
            }
            if let (true, Some(condition), Some(end)) = (is_new, condition, end) {
                logic.quotas.push(Quota { condition, end, is_full: false });
                logic.quota_ids.push(quota.id.clone());
                logic.quota_limits.push(quota.limit);
            }
        }
        logic
    }

    fn resolve_shuffles(
        &mut self,
        source: &Source,
        asked: &[Asked],
        around: &Around,
        found: &mut Found,
    ) {
        let mut taken: Vec<&String> = Vec::new();
        let list = Place::root().key("shuffle");
        for (at, shuffle) in source.shuffle.iter().enumerate() {
            let table = list.item(at);
            if found.lacks(&table, "questions") {
                continue;
            }
            let (ids, at) = (&shuffle.questions, table.key("questions"));
            let place = |id: &String| asked.iter().position(|one| one.id == *id);
            let mut places: Vec<usize> = ids.iter().filter_map(place).collect();
            places.sort_unstable();
            let first = places.first().copied().unwrap_or_default();
            let are_neighbours = places.iter().enumerate().all(|(n, at)| first + n == *at);
            let is_twice = ids.iter().any(|id| taken.contains(&id));
            if places.is_empty() || places.len() != ids.len() || !are_neighbours || is_twice {
                found.error(at, Code::NoNeighbours);
            } else if first == 0 && !around.has_card_before() {
                found.error(at, Code::FirstIsShuffled);
            }
            taken.extend(ids);
            let narrow = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
            let pick = shuffle.pick.and_then(|n| u16::try_from(n).ok()).unwrap_or(0);
            let (first, count) = (narrow(first), narrow(places.len()));
            self.shuffles.push(Shuffle { first, count, pick });
        }
    }
}

/// The ways on from one question.
struct Ways<'a> {
    names: &'a Names,
    asked: &'a [Asked],
    around: &'a Around,
    /// The place of the question among those asked.
    from: usize,
}

impl Ways<'_> {
    /// What is known once the question has been passed.
    fn scope(&self) -> Scope<'_> {
        self.names.scope(self.asked.get(..=self.from).unwrap_or_default())
    }

    fn assignments(
        &self,
        set: &[source::Assignment],
        list: &Place,
        found: &mut Found,
    ) -> Vec<Assignment> {
        let one = |(at, one)| self.assignment(one, &list.item(at), found);
        set.iter().enumerate().filter_map(one).collect()
    }

    fn assignment(
        &self,
        assignment: &source::Assignment,
        at: &Place,
        found: &mut Found,
    ) -> Option<Assignment> {
        let scope = self.scope();
        let condition =
            condition::maybe(assignment.condition.as_ref(), &scope, &at.key("if"), found);
        let (key, operand) = assignment.change.parts();
        // What could not be read has been said.
        if found.has_error_within(&at.key(key)) || found.has(at, &Code::OneChange(Change::NAMES)) {
            return None;
        }
        let operand = condition::operand(operand, &scope, &at.key(key), found)?;
        let is_it = |variable: &Variable| variable.id == assignment.variable;
        let Some(place) = self.names.variables.iter().position(is_it) else {
            found.error(at.key("variable"), Code::NoVariable);
            return None;
        };
        let initial = &self.names.variables.get(place)?.initial;
        let is_number = matches!(initial, Operand::Number(_));
        let operation = operation(&assignment.change);
        let fits = match (operation, &operand) {
            (Operation::Append, _) | (Operation::To, Operand::Text(_)) => !is_number,
            (_, Operand::Text(_) | Operand::Flag(_)) => false,
            // What is known becomes a number or words, as the variable is.
            (
                Operation::To,
                Operand::Answer(_) | Operand::Part(..) | Operand::Hidden(_) | Operand::Variable(_),
            ) => true,
            _ => is_number,
        };
        if !fits {
            let what = if is_number { What::Number } else { What::Text };
            found.error(at.key(key), Code::VariableStays(what));
        }
        let variable = u16::try_from(place).ok()?;
        Some(Assignment { variable, operation, operand, condition })
    }

    fn jumps(&self, question: &source::Question, at: &Place, found: &mut Found) -> Vec<Jump> {
        let mut jumps = Vec::new();
        let list = at.key("jump");
        for (place, jump) in question.jump.iter().enumerate() {
            let at = list.item(place);
            let condition =
                condition::resolve(&jump.condition, &self.scope(), &at.key("if"), found);
            if !found.lacks(&at, "to") {
                let to = self.goal(&jump.to, &at.key("to"), found);
                jumps.extend(to.map(|to| Jump { condition, to }));
            }
        }
        if let Some(next) = &question.next {
            let to = self.goal(next, &at.key("next"), found);
            jumps.extend(to.map(|to| Jump { condition: None, to }));
        }
        jumps
    }

    /// Where a jump of this name leads.
    fn goal(&self, name: &str, at: &Place, found: &mut Found) -> Option<u16> {
        let group =
            |id: &str| self.names.shuffled.iter().find(|group| group.iter().any(|one| one == id));
        let is_in_group = |id: &str| group(id).is_some();
        let goal = if name == "end" || name.starts_with("end:") {
            let ending = self.around.ending(name.strip_prefix("end:").unwrap_or_default());
            ending.map(|ending| self.asked.len() + ending).ok_or(Code::NoSuchEnding)
        } else {
            match self.asked.iter().position(|one| one.id == name) {
                None => Err(Code::NoQuestion(name.to_owned())),
                Some(to) if to <= self.from => Err(Code::JumpBack),
                Some(to) if self.asked.get(to).is_some_and(|one| one.lead != to) => {
                    Err(Code::JumpIntoCard)
                }
                Some(_) if is_in_group(name) => Err(Code::JumpInShuffle),
                Some(_) if self.asked.get(self.from).is_some_and(|one| is_in_group(&one.id)) => {
                    Err(Code::JumpInShuffle)
                }
                Some(to) => Ok(to),
            }
        };
        let goal = goal.map_err(|code| found.error(at.clone(), code)).ok()?;
        u16::try_from(goal).ok()
    }
}

fn operation(change: &Change) -> Operation {
    match change {
        Change::To(_) => Operation::To,
        Change::Add(_) => Operation::Add,
        Change::Subtract(_) => Operation::Subtract,
        Change::Multiply(_) => Operation::Multiply,
        Change::Divide(_) => Operation::Divide,
        Change::Append(_) => Operation::Append,
    }
}
