//! Places in a survey.

use std::fmt;

/// A step on the way to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// What stands under a key.
    Key(String),
    /// An item of a list, counted from 0.
    Item(usize),
}

/// A place in a survey, whether there is anything or not: `questions[2].options[0].id`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place(Vec<Step>);

impl Place {
    /// The survey itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// What stands under a key here; the place itself where the key is empty.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        if key.is_empty() { self.clone() } else { self.below(Step::Key(key.to_owned())) }
    }

    /// An item of the list here.
    #[must_use]
    pub fn item(&self, place: usize) -> Self {
        self.below(Step::Item(place))
    }

    /// What a step leads to from here.
    #[must_use]
    pub fn step(&self, step: &Step) -> Self {
        self.below(step.clone())
    }

    /// What this is in, and the last step from there; `None` for the survey itself.
    #[must_use]
    pub fn split_last(&self) -> Option<(Self, &Step)> {
        self.0.split_last().map(|(last, before)| (Self(before.to_vec()), last))
    }

    /// The way here.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether it is the survey itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    fn below(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl FromIterator<Step> for Place {
    fn from_iter<T: IntoIterator<Item = Step>>(steps: T) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => write!(f, "{key}")?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Item(place) => write!(f, "[{place}]")?,
            }
        }
        Ok(())
    }
}
