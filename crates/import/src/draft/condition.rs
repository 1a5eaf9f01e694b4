//! Conditions as authored.

use super::Value;

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    None(Vec<Condition>),
    Test(Subject, &'static str, Value),
}

/// What is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A question's id, or `matrix.row`.
    Question(String),
    Hidden(String),
    Variable(String),
}

impl Subject {
    /// A test of it.
    pub(crate) fn test(&self, test: &'static str, value: impl Into<Value>) -> Condition {
        Condition::Test(self.clone(), test, value.into())
    }

    /// As `question = "id"`.
    pub(crate) fn key(&self) -> (&'static str, Value) {
        match self {
            Self::Question(id) => ("question", id.as_str().into()),
            Self::Hidden(id) => ("hidden", id.as_str().into()),
            Self::Variable(id) => ("variable", id.as_str().into()),
        }
    }

    /// As the other side of a comparison: `{ question = "id" }`.
    pub(crate) fn value(&self) -> Value {
        Value::Table(vec![self.key()])
    }
}

impl Condition {
    /// Holds where all of these do; `None` where there are none.
    pub(crate) fn all(of: Vec<Self>) -> Option<Self> {
        let mut flat = Vec::new();
        for one in of {
            match one {
                Self::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Self::one_or(flat, Self::All)
    }

    /// Holds where any of these does; `None` where there are none.
    pub(crate) fn any(of: Vec<Self>) -> Option<Self> {
        let mut flat = Vec::new();
        for one in of {
            match one {
                Self::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Self::one_or(flat, Self::Any)
    }

    fn one_or(mut of: Vec<Self>, group: fn(Vec<Self>) -> Self) -> Option<Self> {
        if of.len() > 1 { Some(group(of)) } else { of.pop() }
    }

    /// Holds where this does not.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::None(mut inner) if inner.len() == 1 => inner.remove(0),
            Self::None(inner) => Self::Any(inner),
            Self::Any(inner) => Self::None(inner),
            other => Self::None(vec![other]),
        }
    }

    /// How many groups are nested in it.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                1 + inner.iter().map(Self::depth).max().unwrap_or_default()
            }
            Self::Test(..) => 0,
        }
    }

    /// Does something with each of its tests.
    pub(crate) fn each(&self, see: &mut dyn FnMut(&Subject, &'static str, &Value)) {
        match self {
            Self::All(inner) | Self::Any(inner) | Self::None(inner) => {
                for one in inner {
                    one.each(see);
                }
            }
            Self::Test(subject, test, value) => see(subject, test, value),
        }
    }
}
