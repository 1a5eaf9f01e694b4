//! What stands in one cell of a table.

use sondage_survey::answer::Decimal;

use crate::millis::Millis;

/// What stands in one cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text; of a respondent's, anything.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A moment.
    Moment(Millis),
    /// A day, as `2026-11-23`.
    Day(String),
}

impl Cell {
    /// A text; nothing, where it is empty.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A small whole number: a count, or yes and no as 1 and 0.
    #[must_use]
    pub fn whole(number: usize) -> Self {
        Self::Number(Decimal::whole(i32::try_from(number).unwrap_or(i32::MAX)))
    }

    /// The cell in a file of nothing but text, which no spreadsheet takes for a formula.
    #[must_use]
    pub fn to_csv(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => defused(text),
            Self::Day(text) => text.clone(),
            Self::Number(number) => number.to_text(),
            Self::Moment(at) => at.to_rfc3339(),
        }
    }
}

/// What some spreadsheets take for the end of a cell, whatever the file says: they split at what
/// their country does, and know no quotes in the middle of a cell.
const ENDS: [char; 4] = [';', '\t', '\n', '\r'];

/// A text that no spreadsheet computes, as a whole or from where one would begin another cell. What
/// terminals take for commands is shown as what it is.
fn defused(text: &str) -> String {
    let is_command = |c: char| c.is_control() && !ENDS.contains(&c);
    let text = text.replace(is_command, "\u{fffd}");
    let mut whole = String::with_capacity(text.len() + 1);
    let mut has_begun = false;
    for (place, piece) in text.split_inclusive(ENDS).enumerate() {
        let is_blank = piece.trim().is_empty();
        let is_computed = if place == 0 {
            is_formula(&text)
        } else {
            has_begun && !is_blank && is_formula(piece) && reckons(piece)
        };
        if is_computed {
            whole.push('\'');
        }
        whole.push_str(piece);
        has_begun |= !is_blank;
    }
    whole
}

/// Whether there is more in a formula than a list's dash and words.
fn reckons(piece: &str) -> bool {
    !piece.trim_start().starts_with(['+', '-']) || piece.contains(['(', '|', '!'])
}

/// Whether a spreadsheet would compute a text: what begins with a sign of a formula, be it after
/// spaces or in the wide form of Asian scripts (OWASP, "CSV Injection"). A number with its sign is
/// none, nor is a phone number: there is nothing in it to reckon with.
fn is_formula(text: &str) -> bool {
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    if begins.len() < text.len() && text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let Some(first) = begins.chars().next() else { return false };
    match first {
        '=' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}' => true,
        '+' | '-' => {
            let rest = begins.get(1..).unwrap_or_default();
            let is_plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '(' | ')');
            !rest.chars().all(is_plain) || !rest.contains(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Cell;
    use sondage_survey::answer::Decimal;

    #[test]
    fn nothing_is_computed_from_where_a_spreadsheet_would_begin_another_cell() {
        for (text, cell) in [
            ("x;=HYPERLINK(\"https://evil.example\")", "x;'=HYPERLINK(\"https://evil.example\")"),
            ("x; \u{ff1d}1", "x;' \u{ff1d}1"),
            ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
            ("x\r\n-cmd|' /C calc'!A0", "x\r\n'-cmd|' /C calc'!A0"),
            ("=1;=2", "'=1;'=2"),
            ("Good:\n- fast\n- cheap; -5", "Good:\n- fast\n- cheap; -5"),
            ("\u{1b}[2J\0\u{9b}1m", "\u{fffd}[2J\u{fffd}\u{fffd}1m"),
        ] {
            assert_eq!(Cell::text(text).to_csv(), cell, "{text:?}");
        }
    }

    #[test]
    fn what_a_spreadsheet_would_compute_is_made_text() {
        for text in [
            "=1+1",
            "+1+1",
            "-1-1",
            "-cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "\n=1",
            " =1+1",
            "\u{a0}=1",
            "\u{ff1d}1",
            "\u{ff0b}1",
            "+A1",
            "-",
            "+1-800-555-0100",
            "+1;A1",
        ] {
            assert_eq!(Cell::text(text).to_csv(), format!("'{text}"));
        }
    }

    #[test]
    fn numbers_and_phone_numbers_stay_what_they_are() {
        for text in ["9", "-7.5", "+33 1 23 45 67 89", "+33 (0)1 23", "a=1", " a", "2026-02-29"] {
            assert_eq!(Cell::text(text).to_csv(), text);
        }
        assert_eq!(Cell::Number(Decimal::parse("-7.5").unwrap()).to_csv(), "-7.5");
    }
}
