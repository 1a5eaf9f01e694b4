//! Surveys that write one attribute with different types: Braze keeps the type of the first value
//! that it got, and drops the others without a word.

use super::stored::{ProfileWrite, writes};
use super::{Definition, Problem};
use crate::problem::{Code, Found, StoredType};
use crate::source::Language;
use crate::source::node::Node;

/// What others write: another survey or revision, or what Braze has.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// What to call it, as `the survey "x"`.
    pub name: String,
    /// What it writes.
    pub writes: Vec<(String, StoredType)>,
}

impl Elsewhere {
    /// What a survey writes; nothing, where it sends nothing.
    #[must_use]
    pub fn of_survey(name: String, definition: &Definition) -> Self {
        let all = definition.profile_writes().into_iter();
        Self { name, writes: all.map(|write| (write.attribute, write.stored)).collect() }
    }
}

impl Definition {
    /// What the survey writes to profiles; nothing, where it sends nothing.
    #[must_use]
    pub fn profile_writes(&self) -> Vec<ProfileWrite> {
        if self.braze().send { writes(&self.parts) } else { Vec::new() }
    }

    /// Where the survey writes an attribute with another type than others do, a problem for each,
    /// with its line in the text that the survey was read from.
    #[must_use]
    pub fn clashes(&self, text: &str, language: Language, others: &[Elsewhere]) -> Vec<Problem> {
        let mut found = Found::default();
        for write in self.profile_writes() {
            let other = others.iter().find_map(|other| {
                let is_other = |(name, stored): &&(String, StoredType)| {
                    *name == write.attribute && *stored != write.stored
                };
                Some((&other.name, other.writes.iter().find(is_other)?.1))
            });
            if let Some((name, stored)) = other {
                let code = Code::OtherType {
                    from: write.from,
                    attribute: write.attribute,
                    types: (write.stored, stored),
                    elsewhere: name.clone(),
                };
                found.error(write.place, code);
            }
        }
        // What was read once is read again.
        Node::parse(text, language).map_or_else(|_| Vec::new(), |root| root.with_lines(found))
    }

    /// The questions of a survey whose answers went to another attribute in an earlier revision,
    /// and whose author has named none: the id, the name that was, and the one that is.
    #[must_use]
    pub fn renamed_attributes(&self, before: &Self) -> Vec<(String, String, String)> {
        let is_named = |place: usize| {
            self.source.questions.get(place).is_some_and(|question| question.attribute.is_some())
        };
        let now = self.parts.questions.iter().filter(|asked| asked.kind.takes_answer());
        now.filter(|asked| self.braze().send && !is_named(asked.place))
            .filter_map(|asked| {
                let was = before.parts.questions.iter().find(|was| was.id == asked.id)?;
                let is_other = was.attribute != asked.attribute && was.kind.takes_answer();
                let names = (asked.id.clone(), was.attribute.clone(), asked.attribute.clone());
                is_other.then_some(names)
            })
            .collect()
    }
}
