//! Decimal numbers, exact to a millionth.

use crate::reader::{Decode, Reader};
use crate::text::number;

/// How many of its units are one.
const ONE: i64 = 1_000_000;
/// The most decimals.
const DECIMALS: u32 = 6;

/// A number with at most six decimals: what a person types is kept as it was typed, and sums do
/// not drift as binary fractions do. Its range is about nine trillion to both sides; arithmetic
/// stops at its ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i64);

impl Decimal {
    /// Nought.
    pub const ZERO: Self = Self(0);
    /// The smallest step between two numbers: a millionth.
    pub const MILLIONTH: Self = Self(1);

    /// A whole number.
    #[must_use]
    pub fn whole(number: i32) -> Self {
        Self(i64::from(number) * ONE)
    }

    /// What is written in a text: an optional sign, digits, and after a point or a comma at most
    /// six more.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let mut units: i64 = 0;
        let mut n_digits = 0;
        // The decimals that are still free; none before the point.
        let mut free: Option<u32> = None;
        for c in digits.chars() {
            if free.is_none() && (c == '.' || c == ',') {
                free = Some(DECIMALS);
                continue;
            }
            let digit = i64::from(c.to_digit(10)?);
            if let Some(left) = &mut free {
                *left = left.checked_sub(1)?;
            }
            // Eighteen digits always fit.
            n_digits += 1;
            if n_digits > 18 {
                return None;
            }
            units = units * 10 + digit;
        }
        if n_digits == 0 {
            return None;
        }
        for _ in 0..free.unwrap_or(DECIMALS) {
            units = units.checked_mul(10)?;
        }
        Some(Self(if is_negative { -units } else { units }))
    }

    /// The number in digits, with a point where it has decimals.
    #[must_use]
    pub fn to_text(self) -> String {
        let mut text = String::new();
        if self.0 < 0 {
            text.push('-');
        }
        let units = self.0.unsigned_abs();
        push_digits(&mut text, units / ONE.unsigned_abs());
        let mut rest = units % ONE.unsigned_abs();
        if rest > 0 {
            text.push('.');
        }
        while rest > 0 {
            rest *= 10;
            push_digits(&mut text, rest / ONE.unsigned_abs());
            rest %= ONE.unsigned_abs();
        }
        text
    }

    /// As a binary fraction, the nearest there is: what JSON's readers make of it.
    #[cfg(feature = "serde")]
    #[expect(clippy::cast_precision_loss, reason = "nine trillions are exact to a thousandth")]
    fn to_float(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// How many decimals it has.
    #[must_use]
    pub fn decimals(self) -> u32 {
        let (mut n_decimals, mut rest) = (DECIMALS, self.0);
        while n_decimals > 0 && rest % 10 == 0 {
            n_decimals -= 1;
            rest /= 10;
        }
        n_decimals
    }

    /// As a whole number, where it is one.
    #[must_use]
    pub fn to_whole(self) -> Option<i32> {
        if self.0 % ONE == 0 { i32::try_from(self.0 / ONE).ok() } else { None }
    }

    /// Whether it is a multiple of `step`, counted from `from`.
    #[must_use]
    pub fn is_step(self, from: Self, step: Self) -> bool {
        step.0 == 0 || self.0.wrapping_sub(from.0).wrapping_rem(step.0) == 0
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        // In parts, since the product of the units needs more than 64 bits.
        let whole = (self.0 / ONE).saturating_mul(other.0);
        let rest = (self.0 % ONE).saturating_mul(other.0) / ONE;
        Self(whole.saturating_add(rest))
    }

    /// The quotient; nought where `other` is.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        if other.0 == 0 {
            return Self::ZERO;
        }
        let whole = self.0.wrapping_div(other.0).saturating_mul(ONE);
        let rest = self.0.wrapping_rem(other.0).saturating_mul(ONE).wrapping_div(other.0);
        Self(whole.saturating_add(rest))
    }

    /// A number of JSON, rounded to six decimals; `None` beyond the range.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
    pub fn from_float(number: f64) -> Option<Self> {
        let units = (number * 1e6).round();
        (units.abs() < 9e18).then_some(Self(units as i64))
    }
}

fn push_digits(to: &mut String, units: u64) {
    if let Ok(small) = i32::try_from(units) {
        to.push_str(&number(small));
    } else {
        push_digits(to, units / 10);
        push_digits(to, units % 10);
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Decimal {
    /// A number to people and to JSON; its units, as it travels to the widget.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_i64(self.0);
        }
        // JavaScript has one kind of number, and its serializer makes no whole one of 64 bits.
        if self.0 % ONE == 0 && cfg!(not(target_arch = "wasm32")) {
            serializer.serialize_i64(self.0 / ONE)
        } else {
            serializer.serialize_f64(self.to_float())
        }
    }
}

impl Decode for Decimal {
    fn decode(reader: &mut Reader<'_>) -> Self {
        Self(reader.long())
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn what_is_typed_is_kept_as_it_was_typed() {
        for (typed, kept) in [
            ("12", "12"),
            ("12.5", "12.5"),
            ("12,50", "12.5"),
            ("-0.000001", "-0.000001"),
            ("007", "7"),
            ("1.100001", "1.100001"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-3", "-3"),
            ("999999999999", "999999999999"),
            ("3000000000.25", "3000000000.25"),
        ] {
            assert_eq!(
                Decimal::parse(typed).map(Decimal::to_text).as_deref(),
                Some(kept),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for typed in [
            "",
            "-",
            ".",
            "1e3",
            "1.2.3",
            "1 000",
            "0x1",
            "1.0000001",
            "９9999999999999999999",
            "+1",
            "NaN",
            "12345678901234",
        ] {
            assert_eq!(Decimal::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn tenths_add_up() {
        let tenth = Decimal::parse("0.1").unwrap();
        let sum = (0..10).fold(Decimal::ZERO, |sum, _| sum.plus(tenth));
        assert_eq!(sum, Decimal::whole(1));
        assert_eq!(Decimal::whole(10).over(Decimal::whole(4)).to_text(), "2.5");
        assert_eq!(
            Decimal::parse("1.5").unwrap().times(Decimal::parse("-2.5").unwrap()).to_text(),
            "-3.75"
        );
        assert_eq!(Decimal::whole(1).over(Decimal::ZERO), Decimal::ZERO);
    }
}
