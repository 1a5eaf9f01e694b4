//! What is known at a place in the survey: what conditions, texts and calculations may refer to.

use std::collections::{BTreeMap, BTreeSet};

use sondage_author::source::Subject;

use crate::report::quote;

/// Names of the other tool, and what they are here.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    known: BTreeMap<String, Known>,
    /// Where capitals make no difference, the names by themselves in small letters.
    small: Option<BTreeMap<String, String>>,
    left_out: BTreeSet<String>,
    ahead: BTreeSet<String>,
}

/// Something that has a value.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) subject: Subject,
    pub(crate) shape: Shape,
    /// What a text says where it has none.
    pub(crate) fallback: Option<String>,
}

/// What its values are.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// It has none: there is only something to read.
    Nothing,
    /// It can only be there or not.
    Opaque,
    /// The same, but it can be said in words.
    Words,
    Number,
    Text,
    Date,
    Time,
    /// Yes and no, and what they were called.
    Flag(String, String),
    One(Options),
    Several(Options),
    Order(Options),
    /// Rows, and what is chosen in each.
    Grid(Options, Box<Shape>),
    /// Names, ids and shapes.
    Parts(Vec<(String, String, Shape)>),
}

/// The values that options had, and their ids.
pub(crate) type Options = Vec<(String, String)>;

impl Scope {
    /// From here on capitals make no difference in names, but where two differ by them only.
    pub(crate) fn ignore_capitals(&mut self) {
        self.small.get_or_insert_default();
    }

    /// The name as the file has it first.
    fn spelled<'n>(&'n self, name: &'n str) -> &'n str {
        let is_exact = self.known.contains_key(name)
            || self.ahead.contains(name)
            || self.left_out.contains(name);
        let small = self.small.as_ref().filter(|_| !is_exact);
        small.and_then(|small| small.get(&name.to_lowercase())).map_or(name, String::as_str)
    }

    fn spell(&mut self, name: &str) {
        if let Some(small) = &mut self.small {
            small.entry(name.to_lowercase()).or_insert_with(|| name.to_owned());
        }
    }

    /// Tells of a name that comes later, so that what refers to it too early can be told from
    /// what refers to nothing.
    pub(crate) fn expect(&mut self, name: &str) {
        self.spell(name);
        self.ahead.insert(name.to_owned());
    }

    /// From here on, the name has this value. Of two with one name, the first is meant.
    pub(crate) fn add(&mut self, name: &str, subject: Subject, shape: Shape) {
        self.spell(name);
        let known = Known { subject, shape, fallback: None };
        self.known.entry(name.to_owned()).or_insert(known);
    }

    /// What a text says where the value of this name is not known.
    pub(crate) fn set_fallback(&mut self, name: &str, fallback: String) {
        if let Some(known) = self.known.get_mut(name) {
            known.fallback = Some(fallback);
        }
    }

    /// The name's question was left out.
    pub(crate) fn leave_out(&mut self, name: &str) {
        self.spell(name);
        self.left_out.insert(name.to_owned());
    }

    /// Whether the file has something of this name at all.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        let name = self.spelled(name);
        self.known.contains_key(name) || self.ahead.contains(name)
    }

    /// Whether a name, or what stands before its dots, is one of the file's, asked or not.
    pub(crate) fn is_of_file(&self, name: &str) -> bool {
        let is_so = |name: &str| self.is_named(name) || self.left_out.contains(self.spelled(name));
        is_so(name) || name.match_indices('.').any(|(dot, _)| name.get(..dot).is_some_and(is_so))
    }

    /// What a name stands for.
    ///
    /// # Errors
    /// Why it stands for nothing here.
    pub(crate) fn find(&self, name: &str) -> Result<&Known, String> {
        let name = self.spelled(name);
        self.known.get(name).ok_or_else(|| {
            let name_quoted = quote(name);
            if self.left_out.contains(name) {
                format!("{name_quoted} was left out")
            } else if self.ahead.contains(name) {
                format!("{name_quoted} is not asked before it")
            } else {
                format!("there is no {name_quoted}")
            }
        })
    }

    /// What a name stands for, or, after dots, a part of it: `matrix.row`.
    ///
    /// # Errors
    /// Why it stands for nothing here.
    pub(crate) fn find_part(&self, name: &str) -> Result<Known, String> {
        let whole = self.find(name);
        if whole.is_ok() {
            return whole.cloned();
        }
        for (dot, _) in name.match_indices('.').collect::<Vec<_>>().into_iter().rev() {
            let (Some(before), Some(after)) = (name.get(..dot), name.get(dot + 1..)) else {
                continue;
            };
            if let Ok(known) = self.find(before) {
                return known.part(after);
            }
        }
        whole.cloned()
    }
}

impl Known {
    /// A part of it, by the name that it had.
    ///
    /// # Errors
    /// That there is none.
    pub(crate) fn part(&self, name: &str) -> Result<Self, String> {
        let found = match &self.shape {
            Shape::Grid(rows, cell) => {
                find_option(rows, name).map(|id| (id.to_owned(), cell.as_ref().clone()))
            }
            Shape::Parts(parts) => parts
                .iter()
                .find(|(part, ..)| part == name)
                .or_else(|| parts.iter().find(|(part, ..)| is_alike(part, name)))
                .map(|(_, id, shape)| (id.clone(), shape.clone())),
            _ => None,
        };
        match (found, &self.subject) {
            (Some((id, shape)), Subject::Question(question)) => {
                let subject = Subject::Question(format!("{question}.{id}"));
                Ok(Self { subject, shape, fallback: None })
            }
            _ => Err(format!("there is no part {}", quote(name))),
        }
    }

    /// How a text recalls it: `{id}` without the braces; `None` where it has no words.
    pub(crate) fn recall(&self) -> Option<&str> {
        let has_words = !matches!(self.shape, Shape::Nothing | Shape::Opaque);
        match &self.subject {
            Subject::Question(id) | Subject::Hidden(id) | Subject::Variable(id) => {
                has_words.then_some(id)
            }
        }
    }
}

/// The id of the option that had this value. The other tools do not tell capitals apart.
pub(crate) fn find_option<'a>(options: &'a Options, value: &str) -> Option<&'a str> {
    let exact = options.iter().find(|(source, _)| source == value);
    let alike = || options.iter().find(|(source, _)| is_alike(source, value));
    exact.or_else(alike).map(|(_, id)| id.as_str())
}

fn is_alike(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
