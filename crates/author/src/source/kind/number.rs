//! Numbers: typed, or by a slider.

use sondage_survey::answer::Decimal;

use crate::problem::Code;
use crate::source::{Declared, Keys, Said, Text};

/// How far a number may be from nought: fifteen digits, of which JSON, whose numbers are doubles,
/// loses none.
pub(super) fn far(decimals: u32) -> (Decimal, Decimal) {
    let mut far = Decimal::whole(1_000_000).times(Decimal::whole(1_000_000));
    for _ in 3..decimals {
        far = far.over(Decimal::whole(10));
    }
    (Decimal::ZERO.minus(far), far)
}

/// A number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// The lowest.
    pub min: Option<Decimal>,
    /// The highest.
    pub max: Option<Decimal>,
    /// How many decimals it may have, up to 6; none where it does not say.
    pub decimals: Option<u32>,
    /// An example in the empty field.
    pub placeholder: Option<Text>,
    /// What stands behind the number.
    pub unit: Option<Text>,
}

/// A number by a slider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slider {
    /// The lowest; 0 where it does not say.
    pub min: Option<Decimal>,
    /// The highest; 100 above the lowest where it does not say.
    pub max: Option<Decimal>,
    /// How far apart its numbers are; 1 where it does not say.
    pub step: Option<Decimal>,
    /// The words at the low end.
    pub low: Option<Text>,
    /// The words at the high end.
    pub high: Option<Text>,
    /// What stands behind the number.
    pub unit: Option<Text>,
}

impl Number {
    /// The lowest and the highest number.
    #[must_use]
    pub fn bounds(&self) -> (Decimal, Decimal) {
        let (lowest, highest) = far(self.decimals.unwrap_or(0));
        (self.min.unwrap_or(lowest), self.max.unwrap_or(highest))
    }

    /// How far apart its numbers are.
    #[must_use]
    pub fn step(&self) -> Decimal {
        let tenth = |step: Decimal, _| step.over(Decimal::whole(10));
        (0..self.decimals.unwrap_or(0).min(6)).fold(Decimal::whole(1), tenth)
    }
}

impl Slider {
    /// The lowest and the highest number.
    #[must_use]
    pub fn bounds(&self) -> (Decimal, Decimal) {
        let min = self.min.unwrap_or_default();
        (min, self.max.unwrap_or(min.plus(Decimal::whole(100))))
    }
}

impl Declared for Number {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        let decimals = &mut self.decimals;
        keys.whole("decimals", decimals, (0..=6).into(), Some(0), "How many decimals.");
        let (lowest, highest) = far(self.decimals.unwrap_or(0));
        keys.decimal("min", &mut self.min, (lowest, highest), None, "The lowest.");
        let min = self.min.unwrap_or(lowest);
        // Counted from nought, and not from the lowest, as people write them.
        keys.refuses("min", !min.is_step(Decimal::ZERO, self.step()), Code::TooManyDecimals);
        keys.decimal("max", &mut self.max, (min, highest), None, "The highest.");
        keys.maybe_words(
            "placeholder",
            Said::Here,
            &mut self.placeholder,
            "An example in the empty field.",
        );
        keys.maybe_words("unit", Said::Here, &mut self.unit, "What stands behind the number.");
    }
}

impl Declared for Slider {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        let (lowest, highest) = far(6);
        let zero = Some(Decimal::ZERO);
        keys.decimal("min", &mut self.min, (lowest, highest), zero, "The lowest.");
        let min = self.min.unwrap_or_default();
        let hundred = Some(min.plus(Decimal::whole(100)));
        keys.decimal("max", &mut self.max, (min, highest), hundred, "The highest.");
        let max = self.bounds().1;
        let one = Decimal::whole(1);
        let bounds = (one.over(Decimal::whole(1_000_000)), max.minus(min));
        keys.decimal("step", &mut self.step, bounds, Some(one), "How far apart its numbers are.");
        keys.refuses("max", max == min, Code::NoRoomToMove);
        keys.maybe_words("low", Said::Here, &mut self.low, "The words at the low end.");
        keys.maybe_words("high", Said::Here, &mut self.high, "The words at the high end.");
        keys.maybe_words("unit", Said::Here, &mut self.unit, "What stands behind the number.");
    }
}
