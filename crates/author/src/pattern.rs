//! Regular expressions of authors, made into the steps that the core follows.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use sondage_survey::ask::{Pattern, Span, Step};

/// The most steps of a pattern.
const STEPS: usize = 2_000;
/// The most spans of characters in all its sets.
const SPANS: usize = 2_000;

/// Why a regular expression is none of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PatternFault {
    /// It is none; what is wrong.
    Syntax(String),
    /// It looks around itself.
    Looks,
    /// It is too large.
    TooLarge,
}

/// The steps of a regular expression that a text must match as a whole. A digit, `\d`, is one of
/// 0 to 9, as it is to a browser.
///
/// # Errors
/// [`PatternFault`].
pub(crate) fn pattern(text: &str) -> Result<Pattern, PatternFault> {
    let mut parser = ParserBuilder::new().nest_limit(50).build();
    let hir = parser.parse(&as_browsers_read(text)).map_err(|error| {
        // Its last line says what is wrong; those before it draw where.
        let error = error.to_string();
        let last = error.lines().next_back().unwrap_or_default();
        PatternFault::Syntax(last.trim_start_matches("error: ").to_owned())
    })?;
    let mut maker = Maker::default();
    maker.add(&hir, true, true)?;
    maker.push(Step::End)?;
    Ok(Pattern { steps: maker.steps, sets: maker.sets })
}

/// The classes that browsers read in ASCII, and the space that they read more widely.
fn as_browsers_read(text: &str) -> String {
    const SPACE: &str =
        r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";
    let mut read = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        match escaped {
            Some('d') => read += "[0-9]",
            Some('D') => read += "[^0-9]",
            Some('w') => read += "[0-9A-Za-z_]",
            Some('W') => read += "[^0-9A-Za-z_]",
            Some('s') => read.extend(["[", SPACE, "]"]),
            Some('S') => read.extend(["[^", SPACE, "]"]),
            // In browsers a slash may be escaped.
            Some('/') => read.push('/'),
            other => {
                read.push(c);
                read.extend(other);
            }
        }
    }
    read
}

#[derive(Debug, Default)]
struct Maker {
    steps: Vec<Step>,
    sets: Vec<Vec<Span>>,
}

impl Maker {
    fn push(&mut self, step: Step) -> Result<usize, PatternFault> {
        if self.steps.len() >= STEPS {
            return Err(PatternFault::TooLarge);
        }
        self.steps.push(step);
        Ok(self.steps.len() - 1)
    }

    /// The place of the next step.
    fn here(&self) -> u16 {
        u16::try_from(self.steps.len()).unwrap_or(u16::MAX)
    }

    /// A fork whose second way is not known yet.
    fn fork(&mut self) -> Result<usize, PatternFault> {
        let next = self.here().saturating_add(1);
        self.push(Step::Fork(next, next))
    }

    /// A step that goes on elsewhere.
    fn turn(&mut self, to: u16) -> Result<usize, PatternFault> {
        self.push(Step::Fork(to, to))
    }

    fn set(&mut self, spans: Vec<Span>) -> Result<(), PatternFault> {
        let known = self.sets.iter().position(|set| *set == spans);
        if known.is_none() {
            let n: usize = self.sets.iter().map(Vec::len).sum();
            if n + spans.len() > SPANS {
                return Err(PatternFault::TooLarge);
            }
            self.sets.push(spans);
        }
        let place = known.unwrap_or(self.sets.len() - 1);
        let place = u16::try_from(place).map_err(|_| PatternFault::TooLarge)?;
        self.push(Step::Take(place)).map(|_| ())
    }

    /// Adds what an expression takes; the first and the last of the whole may say that they are.
    fn add(&mut self, hir: &Hir, is_first: bool, is_last: bool) -> Result<(), PatternFault> {
        match hir.kind() {
            HirKind::Empty => Ok(()),
            HirKind::Literal(literal) => {
                let text = String::from_utf8_lossy(&literal.0);
                text.chars()
                    .map(u32::from)
                    .try_for_each(|c| self.set(vec![Span { first: c, last: c }]))
            }
            HirKind::Class(Class::Unicode(class)) => self.set(
                class
                    .ranges()
                    .iter()
                    .map(|range| Span { first: range.start().into(), last: range.end().into() })
                    .collect(),
            ),
            HirKind::Class(Class::Bytes(class)) => self.set(
                class
                    .ranges()
                    .iter()
                    .map(|range| Span { first: range.start().into(), last: range.end().into() })
                    .collect(),
            ),
            HirKind::Look(Look::Start) if is_first => Ok(()),
            HirKind::Look(Look::End) if is_last => Ok(()),
            HirKind::Look(_) => Err(PatternFault::Looks),
            HirKind::Capture(capture) => self.add(&capture.sub, is_first, is_last),
            HirKind::Concat(parts) => {
                let n = parts.len();
                parts.iter().enumerate().try_for_each(|(at, part)| {
                    self.add(part, is_first && at == 0, is_last && at + 1 == n)
                })
            }
            HirKind::Alternation(ways) => self.either(ways, is_first, is_last),
            HirKind::Repetition(repetition) => {
                self.repeat(&repetition.sub, repetition.min, repetition.max)
            }
        }
    }

    fn either(&mut self, ways: &[Hir], is_first: bool, is_last: bool) -> Result<(), PatternFault> {
        let Some((last, others)) = ways.split_last() else { return Ok(()) };
        let mut ends = Vec::new();
        for way in others {
            let fork = self.fork()?;
            self.add(way, is_first, is_last)?;
            ends.push(self.turn(0)?);
            self.lead(fork);
        }
        self.add(last, is_first, is_last)?;
        let here = self.here();
        for end in ends {
            if let Some(step) = self.steps.get_mut(end) {
                *step = Step::Fork(here, here);
            }
        }
        Ok(())
    }

    /// Lets the second way of a fork lead here.
    fn lead(&mut self, fork: usize) {
        let here = self.here();
        if let Some(Step::Fork(_, other)) = self.steps.get_mut(fork) {
            *other = here;
        }
    }

    fn repeat(&mut self, sub: &Hir, min: u32, max: Option<u32>) -> Result<(), PatternFault> {
        for _ in 0..min {
            self.add(sub, false, false)?;
        }
        let Some(max) = max else {
            let fork = self.fork()?;
            self.add(sub, false, false)?;
            self.turn(u16::try_from(fork).unwrap_or(u16::MAX))?;
            self.lead(fork);
            return Ok(());
        };
        let mut forks = Vec::new();
        for _ in min..max {
            forks.push(self.fork()?);
            self.add(sub, false, false)?;
        }
        for fork in forks {
            self.lead(fork);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{PatternFault, pattern};

    #[track_caller]
    fn assert_matches(text: &str, good: &[&str], bad: &[&str]) {
        let made = pattern(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        for one in good {
            assert!(made.matches(one), "{text} takes {one:?}");
        }
        for one in bad {
            assert!(!made.matches(one), "{text} takes no {one:?}");
        }
    }

    #[test]
    fn a_text_matches_as_a_whole() {
        assert_matches(
            "[A-Z]{2}\\d{3,4}",
            &["AB123", "XY1234"],
            &["AB12", "AB12345", "aB123", "AB123 ", "AB١٢٣"],
        );
        assert_matches("^(cat|dog)s?$", &["cat", "dogs"], &["cats!", "a cat", ""]);
        assert_matches("a|bc|", &["a", "bc", ""], &["abc", "b"]);
        assert_matches("(^a|b$)", &["a", "b"], &["ab"]);
        assert_matches("(ab*)+c?", &["a", "abba", "abac"], &["", "c", "abcc"]);
        assert_matches("\\w+\\s\\S*", &["ab cd", "a\u{a0}"], &["ab", " cd"]);
        assert_matches("\\p{L}+", &["Zoë", "日本"], &["a1"]);
        assert_matches("[^\\d-]+", &["ab"], &["a1", "a-"]);
        assert_matches("a\\/b\\.c", &["a/b.c"], &["a/bxc"]);
        assert_matches("(?i)straße", &["STRAßE", "Straße"], &["strasse"]);
        assert_matches(".", &["a", "é", "😀"], &["", "ab", "\n"]);
        assert_matches("(a?){20}a{20}", &[&"a".repeat(20), &"a".repeat(40)], &[&"a".repeat(41)]);
    }

    #[test]
    fn what_cannot_be_meant_alike_everywhere_is_refused() {
        for text in ["a\\b", "(?=a)b", "(a)\\1", "a(", "[z-a]", "a{2,1}", "x^a", "\\"] {
            assert!(pattern(text).is_err(), "{text}");
        }
        assert_eq!(pattern("a\\b"), Err(PatternFault::Looks));
        for large in ["(a{100}){100}", "\\p{L}\\p{Lu}\\p{Ll}\\p{N}\\p{P}\\p{S}"] {
            assert_eq!(pattern(large), Err(PatternFault::TooLarge), "{large}");
        }
    }
}
