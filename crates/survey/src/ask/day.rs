//! Days that are bounds relative to the day of the answer.
//!
//! Where a respondent is, nobody asks: their day is any that it is somewhere on earth at the time
//! of the answer. So a page and the relay come to the same, and nobody is refused their own today.

use crate::text::{concat, number, split};

/// A day relative to that of the answer: `today`, `today-18y`, `today+2w`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelativeDay {
    /// How many units later; below nought for earlier.
    amount: i32,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

/// How far ahead of UTC a place can be, in hours.
const AHEAD: i32 = 14;
/// How far behind.
const BEHIND: i32 = 12;

impl RelativeDay {
    /// What a text says: `today`, then a sign, a number of up to four digits, and `d`, `w`, `m` or
    /// `y`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("today")?;
        let Some(sign) = rest.chars().next() else {
            return Some(Self { amount: 0, unit: Unit::Days });
        };
        let sign = match sign {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        let (digits, unit) = rest.get(1..)?.split_at_checked(rest.len().checked_sub(2)?)?;
        let unit = match unit {
            "d" => Unit::Days,
            "w" => Unit::Weeks,
            "m" => Unit::Months,
            "y" => Unit::Years,
            _ => return None,
        };
        let mut amount = 0;
        for digit in digits.chars() {
            amount = amount * 10 + i32::try_from(digit.to_digit(10)?).ok()?;
        }
        (1..=4).contains(&digits.len()).then_some(Self { amount: sign * amount, unit })
    }

    /// The day as a text, counted from a day such as `2026-11-23`; the last of the month where it
    /// has no such day.
    #[must_use]
    pub fn after(self, day: &str) -> Option<String> {
        let (year, month, day) = parts(day)?;
        match self.unit {
            Unit::Days => Some(from_number(to_number(year, month, day) + self.amount)),
            Unit::Weeks => Some(from_number(to_number(year, month, day) + 7 * self.amount)),
            Unit::Months | Unit::Years => {
                let n = if self.unit == Unit::Years { 12 } else { 1 };
                let months = year * 12 + month - 1 + n * self.amount;
                let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
                Some(text(year, month, day.min(n_days(year, month))))
            }
        }
    }
}

/// The earliest day that a bound comes to, of an answer given at a time in UTC; the bound itself
/// where it is a day. `None` where the time is not known.
pub(super) fn earliest(bound: &str, at: Option<&str>) -> Option<String> {
    resolve(bound, at, -BEHIND)
}

/// The latest.
pub(super) fn latest(bound: &str, at: Option<&str>) -> Option<String> {
    resolve(bound, at, AHEAD)
}

fn resolve(bound: &str, at: Option<&str>, offset: i32) -> Option<String> {
    let Some(relative) = RelativeDay::parse(bound) else { return Some(bound.to_owned()) };
    let at = at?;
    let (year, month, day) = parts(at.get(..10)?)?;
    let hour = at.get(11..13)?.parse::<i32>().ok()? + offset;
    relative.after(&from_number(to_number(year, month, day) + hour.div_euclid(24)))
}

fn parts(day: &str) -> Option<(i32, i32, i32)> {
    let (year, rest) = split(day, b'-')?;
    let (month, day) = split(rest, b'-')?;
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

fn text(year: i32, month: i32, day: i32) -> String {
    let two = |n: i32| if n < 10 { concat(&["0", &number(n)]) } else { number(n) };
    // A year has four digits, so that days stand in the order of their letters.
    let mut years = number(year.clamp(1, 9_999));
    while years.len() < 4 {
        years = concat(&["0", &years]);
    }
    concat(&[&years, "-", &two(month), "-", &two(day)])
}

pub(super) fn n_days(year: i32, month: i32) -> i32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// How many days a day is after the first of March of the year nought: a year that begins in March
/// ends with its leap day.
fn to_number(year: i32, month: i32, day: i32) -> i32 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1
}

fn from_number(number: i32) -> String {
    // A guess that is never too late, then forward by years.
    let mut year = number.div_euclid(366);
    while to_number(year + 1, 3, 1) <= number {
        year += 1;
    }
    let of_year = number - to_number(year, 3, 1);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    if month < 10 { text(year, month + 3, day) } else { text(year + 1, month - 9, day) }
}

#[cfg(test)]
mod tests {
    use super::{RelativeDay, earliest, from_number, latest, parts, to_number};

    #[track_caller]
    fn assert_day(bound: &str, from: &str, day: &str) {
        let relative = RelativeDay::parse(bound).expect(bound);
        assert_eq!(relative.after(from).as_deref(), Some(day), "{bound} from {from}");
    }

    #[test]
    fn days_weeks_months_and_years_are_counted_by_the_calendar() {
        assert_day("today", "2026-11-29", "2026-11-29");
        assert_day("today+2d", "2024-02-28", "2024-03-01");
        assert_day("today-1d", "2026-01-01", "2025-12-31");
        assert_day("today-2w", "2026-11-29", "2026-11-15");
        assert_day("today+1m", "2026-01-31", "2026-02-28");
        assert_day("today-13m", "2026-01-15", "2024-12-15");
        assert_day("today-18y", "2024-02-29", "2006-02-28");
        assert_day("today+366d", "2027-12-31", "2028-12-31");
        assert_day("today-9999y", "2026-11-29", "0001-11-29");
    }

    #[test]
    fn what_is_no_such_day_is_none() {
        for text in [
            "",
            "Today",
            "today ",
            "today18y",
            "today-y",
            "today-18",
            "today-1x",
            "today-12345d",
            "today--1d",
            "2026-11-29",
        ] {
            assert_eq!(RelativeDay::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_has_a_number_of_its_own() {
        for n in (366..3_650_000).step_by(61) {
            let (year, month, day) = parts(&from_number(n)).unwrap();
            assert_eq!(to_number(year, month, day), n);
        }
    }

    #[test]
    fn today_is_any_day_that_it_is_somewhere() {
        let morning = Some("2026-11-29T11:00:00Z");
        assert_eq!(earliest("today", morning).as_deref(), Some("2026-11-28"));
        assert_eq!(latest("today", morning).as_deref(), Some("2026-11-30"));
        let noon = Some("2026-11-29T12:00:00Z");
        assert_eq!(earliest("today", noon).as_deref(), Some("2026-11-29"));
        assert_eq!(latest("today-18y", noon).as_deref(), Some("2008-11-30"));
        assert_eq!(latest("2026-01-01", None).as_deref(), Some("2026-01-01"));
        assert_eq!(latest("today", None), None);
    }
}
