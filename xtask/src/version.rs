//! Version numbers, as tools print them.

use semver::Version;

/// The first word of `text` that is a version: `v20.20.2`, `wasm-pack 0.15.1`.
pub(crate) fn first_version(text: &str) -> Option<Version> {
    let parse = |word: &str| Version::parse(word.strip_prefix('v').unwrap_or(word)).ok();
    text.split_whitespace().find_map(parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = first_version(text).map(|version| version.to_string());
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn a_version_is_found_in_what_a_tool_prints() {
        check("v20.20.2\n", Some("20.20.2"));
        check("wasm-pack 0.15.1", Some("0.15.1"));
        check("rustc 1.97.0-nightly (59807616e 2026-04-14)", Some("1.97.0-nightly"));
    }

    #[test]
    fn words_that_only_look_like_one_are_passed_over() {
        check("wasm-bindgen", None);
        check("1.2", None);
        check("tool of 2026.x.1 is 3.4.5", Some("3.4.5"));
    }
}
