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
    /// The word in the middle, of an odd number of points.
    pub middle: Option<Text>,
    /// Words for points.
    pub points: Vec<ScalePoint>,
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
    /// The word in the middle, of an odd number of points.
    pub middle: Option<Text>,
    /// Words for points.
    pub points: Vec<ScalePoint>,
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
    /// The word in the middle, of an odd number of points.
    pub middle: Option<Text>,
    /// Words for points.
    pub points: Vec<ScalePoint>,
    /// Red to green.
    pub colors: bool,
}

/// A scale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    /// How it looks; numbers where it does not say.
    pub style: Option<ScaleStyle>,
    /// How many points, 2 to 10, numbers from 0 to 11 (smileys to 7); 5 where it does not say. Thumbs are always 2.
    pub count: Option<u32>,
    /// The first point, 0 or 1; 1 where it does not say. Only numbers begin at 0.
    pub first: Option<u32>,
    /// The words at the low end.
    pub low: Option<Text>,
    /// The words at the high end.
    pub high: Option<Text>,
    /// The word in the middle, of an odd number of points.
    pub middle: Option<Text>,
    /// Words for points.
    pub points: Vec<ScalePoint>,
    /// Red to green.
    pub colors: bool,
}

/// A point of a scale with a word of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScalePoint {
    /// Its number.
    pub point: u32,
    /// Its words.
    pub label: Text,
}

/// The names of the points, by which translations speak of them.
const POINTS: [&str; 11] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];

impl Declared for ScalePoint {
    const SHARED: Option<&'static str> = Some("scale_point");

    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.must_whole("point", &mut self.point, (0..=10).into(), "Its number.");
        keys.words("label", Said::ForTable, &mut self.label, "Its words.");
    }

    fn own_id(&self) -> Option<&str> {
        POINTS.get(usize::try_from(self.point).ok()?).copied()
    }
}

/// The words of a scale.
struct ScaleWords<'a> {
    low: &'a mut Option<Text>,
    middle: &'a mut Option<Text>,
    high: &'a mut Option<Text>,
    points: &'a mut Vec<ScalePoint>,
    colors: &'a mut bool,
}

impl ScaleWords<'_> {
    /// Of a scale from its first point to its last.
    fn declare<K: Keys>(self, keys: &mut K, first: u32, last: u32) {
        keys.maybe_words("low", Said::Here, self.low, "The words at the low end.");
        keys.maybe_words("middle", Said::Here, self.middle, "The words in the middle.");
        let is_even = (last - first) % 2 == 1;
        keys.refuses("middle", self.middle.is_some() && is_even, Code::NoMiddle);
        keys.maybe_words("high", Said::Here, self.high, "The words at the high end.");
        keys.tables("points", self.points, POINTS.len(), false, "Words for points.");
        let is_strange = |(at, point): (usize, &ScalePoint)| {
            let is_twice = self.points.iter().take(at).any(|one| one.point == point.point);
            let is_off = !(first..=last).contains(&point.point);
            (is_twice || is_off).then_some(point.point)
        };
        let strange = self.points.iter().enumerate().find_map(is_strange);
        keys.refuses("points", strange.is_some(), Code::StrangePoint(strange.unwrap_or_default()));
        keys.flag("colors", self.colors, false, "Red to green.");
    }
}

macro_rules! words_of {
    ($own:ident) => {
        ScaleWords {
            low: &mut $own.low,
            middle: &mut $own.middle,
            high: &mut $own.high,
            points: &mut $own.points,
            colors: &mut $own.colors,
        }
    };
}

const STYLE: &str = "How it looks.";
const COUNT: &str = "How many points.";

impl Declared for Nps {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        words_of!(self).declare(keys, 0, 10);
    }
}

impl Declared for Csat {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.word("style", &mut self.style, Some(ScaleStyle::Smileys), STYLE);
        if self.style != Some(ScaleStyle::Thumbs) || keys.wants_all() {
            keys.whole("count", &mut self.count, (3..=7).into(), Some(5), COUNT);
        }
        let is_thumbs = self.style == Some(ScaleStyle::Thumbs);
        let last = if is_thumbs { 2 } else { self.count.unwrap_or(5) };
        words_of!(self).declare(keys, 1, last);
    }
}

impl Declared for Ces {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        let bounds = Whole::from(5..=7).except(6, Code::EffortCount);
        keys.whole("count", &mut self.count, bounds, Some(7), COUNT);
        let last = self.count.unwrap_or(7);
        words_of!(self).declare(keys, 1, last);
    }
}

impl Declared for Rating {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.word("style", &mut self.style, Some(ScaleStyle::Numbers), STYLE);
        let (most, default) = match self.style {
            Some(ScaleStyle::Thumbs) => (2, 2),
            Some(ScaleStyle::Smileys) => (7, 5),
            None | Some(ScaleStyle::Numbers) => (11, 5),
            _ => (10, 5),
        };
        keys.whole("count", &mut self.count, (2..=most).into(), Some(default), COUNT);
        keys.whole("first", &mut self.first, (0..=1).into(), Some(1), "The first point.");
        let is_numbers = matches!(self.style, None | Some(ScaleStyle::Numbers));
        keys.refuses("first", self.first == Some(0) && !is_numbers, Code::FirstOfNumbers);
        let is_eleven = self.count == Some(11) && self.first != Some(0);
        keys.refuses("count", is_eleven, Code::ElevenFromNought);
        let first = self.first.unwrap_or(1);
        let last = first + self.count.unwrap_or(default).max(1) - 1;
        words_of!(self).declare(keys, first, last);
    }
}
