//! What conditions, recalls and calculations can speak of at one place of a survey.

use super::asked::Asked;
use sondage_survey::ask::Ask;
use sondage_survey::condition::Operand;
use sondage_survey::survey::HiddenField;

/// A variable: its name, and where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variable {
    pub(crate) id: String,
    pub(crate) initial: Operand,
}

/// What is known at one place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    /// The questions before it.
    pub(crate) before: &'a [Asked],
    pub(crate) hidden: &'a [HiddenField],
    pub(crate) variables: &'a [Variable],
    /// The groups of questions that are asked in random order, by id.
    pub(crate) shuffles: &'a [Vec<String>],
    /// Where the questions begin that are asked in random order together with this one: they
    /// cannot be spoken of.
    pub(crate) unknown_from: usize,
}

impl<'a> Scope<'a> {
    /// The operand of a name: a question, `question.part`, a hidden field or a variable.
    pub(crate) fn operand(&self, name: &str) -> Option<Operand> {
        let (id, part) = name.split_once('.').map_or((name, None), |(id, part)| (id, Some(part)));
        let place = |at: usize| u16::try_from(at).ok();
        if let Some((at, asked)) = self.question(id) {
            return match part {
                None => Some(Operand::Answer(place(at)?)),
                Some(part) => {
                    let known = asked.ask().part(part).is_some();
                    known.then_some(Operand::Part(place(at)?, part.to_owned()))
                }
            };
        }
        if part.is_some() {
            return None;
        }
        let hidden = self.hidden.iter().position(|field| field.id == id);
        let variable = || self.variables.iter().position(|variable| variable.id == id);
        match hidden {
            Some(at) => Some(Operand::Hidden(place(at)?)),
            None => Some(Operand::Variable(place(variable()?)?)),
        }
    }

    /// Where those begin that may come before or after the question of this id.
    pub(crate) fn unknown_from_for(&self, id: Option<&str>) -> usize {
        let has = |group: &&Vec<String>| group.iter().any(|one| Some(one.as_str()) == id);
        let group = self.shuffles.iter().find(has);
        let place =
            |group: &Vec<String>| self.before.iter().position(|asked| group.contains(&asked.id));
        group.and_then(place).unwrap_or(usize::MAX)
    }

    /// A question before this place that takes an answer.
    pub(crate) fn question(&self, id: &str) -> Option<(usize, &'a Asked)> {
        let known = self.before.iter().enumerate().take(self.unknown_from);
        let mut found = known.filter(|(_, asked)| asked.id == id && *asked.ask() != Ask::Nothing);
        found.next()
    }

    /// What an operand's answer asks for.
    pub(crate) fn ask(&self, operand: &Operand) -> Option<&'a Ask> {
        match operand {
            Operand::Answer(place) => Some(self.before.get(usize::from(*place))?.ask()),
            Operand::Part(place, id) => {
                Some(&self.before.get(usize::from(*place))?.ask().part(id)?.ask)
            }
            _ => None,
        }
    }
}
