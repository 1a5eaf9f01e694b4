//! Version numbers, as tools print them.

use std::fmt;

/// A version of three numbers; what follows them (`-beta.1`) is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) major: u32,
    pub(crate) minor: u32,
    pub(crate) patch: u32,
}

impl Version {
    /// The first word of `text` that is a version: `v20.20.2`, `wasm-pack 0.15.1`.
    pub(crate) fn first_in(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse)
    }

    fn parse(word: &str) -> Option<Self> {
        let word = word.strip_prefix('v').unwrap_or(word);
        let word = word.split(['-', '+']).next()?;
        let mut numbers = word.split('.').map(|number| number.parse().ok());
        let (major, minor, patch) = (numbers.next()??, numbers.next()??, numbers.next()??);
        Some(Self { major, minor, patch })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = Version::first_in(text).map(|version| version.to_string());
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn a_version_is_found_in_what_a_tool_prints() {
        check("v20.20.2\n", Some("20.20.2"));
        check("wasm-pack 0.15.1", Some("0.15.1"));
        check("rustc 1.97.0-nightly (59807616e 2026-04-14)", Some("1.97.0"));
    }

    #[test]
    fn words_that_only_look_like_one_are_passed_over() {
        check("wasm-bindgen", None);
        check("1.2", None);
        check("tool of 2026.x.1 is 3.4.5", Some("3.4.5"));
    }

    #[test]
    fn versions_are_ordered_by_number_and_not_by_text() {
        assert!(Version::first_in("20.9.0") < Version::first_in("20.10.0"));
    }
}
