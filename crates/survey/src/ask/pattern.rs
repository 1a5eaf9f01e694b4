//! Patterns that a text must match as a whole.
//!
//! The author's crate makes steps of a regular expression; here they are only followed, by the
//! widget and by the relay alike. All ways are followed side by side, so that no text takes longer
//! than its length times that of the pattern.

use crate::FULL;
use crate::reader::{Decode, Reader, decoded};

/// A pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Pattern {
    /// Its steps; the first is where it begins.
    pub steps: Vec<Step>,
    /// The sets of characters that steps speak of.
    pub sets: Vec<Vec<Span>>,
}

/// A step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub enum Step {
    /// A character of the set at this place, then the next step.
    Take(u16),
    /// On at either of these steps.
    Fork(u16, u16),
    /// The text has to end here.
    End,
}

/// Characters that follow each other, by their code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "encode", derive(serde::Serialize))]
pub struct Span {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

decoded!(Span { first, last });

impl Pattern {
    /// Whether a text matches as a whole.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let mut at = Vec::new();
        self.reach(0, &mut at);
        for c in text.chars() {
            let mut next = Vec::new();
            for place in &at {
                if let Some(Step::Take(set)) = self.steps.get(*place)
                    && self.has(*set, u32::from(c))
                {
                    self.reach(place + 1, &mut next);
                }
            }
            at = next;
        }
        at.iter().any(|place| self.steps.get(*place) == Some(&Step::End))
    }

    fn has(&self, set: u16, c: u32) -> bool {
        let mut spans = self.sets.get(usize::from(set)).into_iter().flatten();
        spans.any(|span| (span.first..=span.last).contains(&c))
    }

    /// Adds a step, and all that are reached from it without a character.
    fn reach(&self, from: usize, reached: &mut Vec<usize>) {
        let mut open = vec![from];
        while let Some(place) = open.pop() {
            if reached.contains(&place) {
                continue;
            }
            reached.push(place);
            if let Some(Step::Fork(one, other)) = self.steps.get(place) {
                open.push(usize::from(*other));
                open.push(usize::from(*one));
            }
        }
    }
}

impl Decode for Pattern {
    fn decode(reader: &mut Reader<'_>) -> Self {
        if !FULL {
            reader.fail();
            return Self::default();
        }
        Self { steps: reader.get(), sets: reader.get() }
    }
}

impl Decode for Step {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Take(reader.get()),
            1 => Self::Fork(reader.get(), reader.get()),
            _ => Self::End,
        }
    }
}
