//! Scales: numbers, stars, smileys, hearts, thumbs; NPS, CSAT and CES among them.

use crate::problem::Code;
use crate::source::word::words;
use crate::source::{Declared, Keys, Said, Text, Whole};

words! {
    /// How a scale looks.
    ScaleStyle {
        /// Its numbers.
        Numbers = "numbers",
        /// Stars.
        Stars = "stars",
        /// Faces from a frown to a smile.
        Smileys = "smileys",
        /// Hearts.
        Hearts = "hearts",
        /// Thumbs: 1 is down, 2 is up.
        Thumbs = "thumbs",
    }
}

/// 0 to 10: would you recommend us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nps {
    /// The words at the low end.
    pub low: Option<Text>,
    /// The words at the high end.
    pub high: Option<Text>,
    /// Red to green.
    pub colors: bool,
}

/// How satisfied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csat {
    /// How it looks; smileys where it does not say.
    pub style: Option<ScaleStyle>,
    /// How many points, 3 to 7; 5 where it does not say. Thumbs are always 2.
    pub count: Option<u32>,
    /// The words at the low end.
    pub low: Option<Text>,
    /// The words at the high end.
    pub high: Option<Text>,
    /// Red to green.
    pub colors: bool,
}

/// How easy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ces {
    /// How many points, 5 or 7; 7 where it does not say.
    pub count: Option<u32>,
    /// The words at the low end.
    pub low: Option<Text>,
    /// The words at the high end.
    pub high: Option<Text>,
    /// Red to green.
    pub colors: bool,
}

/// A scale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    /// How it looks; numbers where it does not say.
    pub style: Option<ScaleStyle>,
    /// How many points, 2 to 10 (smileys to 7); 5 where it does not say. Thumbs are always 2.
    pub count: Option<u32>,
    /// The first point, 0 or 1; 1 where it does not say. Only numbers begin at 0.
    pub first: Option<u32>,
    /// The words at the low end.
    pub low: Option<Text>,
    /// The words at the high end.
    pub high: Option<Text>,
    /// Red to green.
    pub colors: bool,
}

fn ends<K: Keys>(keys: &mut K, low: &mut Option<Text>, high: &mut Option<Text>, colors: &mut bool) {
    keys.maybe_words("low", Said::Here, low, "The words at the low end.");
    keys.maybe_words("high", Said::Here, high, "The words at the high end.");
    keys.flag("colors", colors, false, "Red to green.");
}

const STYLE: &str = "How it looks.";
const COUNT: &str = "How many points.";

impl Declared for Nps {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        ends(keys, &mut self.low, &mut self.high, &mut self.colors);
    }
}

impl Declared for Csat {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.word("style", &mut self.style, Some(ScaleStyle::Smileys), STYLE);
        if self.style != Some(ScaleStyle::Thumbs) || keys.wants_all() {
            keys.whole("count", &mut self.count, (3..=7).into(), Some(5), COUNT);
        }
        ends(keys, &mut self.low, &mut self.high, &mut self.colors);
    }
}

impl Declared for Ces {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        let bounds = Whole::from(5..=7).except(6, Code::EffortCount);
        keys.whole("count", &mut self.count, bounds, Some(7), COUNT);
        ends(keys, &mut self.low, &mut self.high, &mut self.colors);
    }
}

impl Declared for Rating {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.word("style", &mut self.style, Some(ScaleStyle::Numbers), STYLE);
        let (most, default) = match self.style {
            Some(ScaleStyle::Thumbs) => (2, 2),
            Some(ScaleStyle::Smileys) => (7, 5),
            _ => (10, 5),
        };
        keys.whole("count", &mut self.count, (2..=most).into(), Some(default), COUNT);
        keys.whole("first", &mut self.first, (0..=1).into(), Some(1), "The first point.");
        let is_numbers = matches!(self.style, None | Some(ScaleStyle::Numbers));
        keys.refuses("first", self.first == Some(0) && !is_numbers, Code::FirstOfNumbers);
        ends(keys, &mut self.low, &mut self.high, &mut self.colors);
    }
}
