//! How many tests ran, counted from what the test runners print.

use std::{fmt, ops::AddAssign};

/// Tests that passed and that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    /// Adds up the closing lines of `cargo test`, wasm-bindgen's runner and Node's in `output`.
    pub(crate) fn count(output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines() {
            tally += cargo(line).or_else(|| node(line)).unwrap_or_default();
        }
        tally
    }

    /// Whether anything ran at all.
    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn cargo(line: &str) -> Option<Tally> {
    let counts = line.trim().strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |name: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(name)?.trim().parse().ok())
    };
    Some(Tally { passed: count("passed")?, failed: count("failed")? })
}

/// `# pass 12` or `ℹ pass 12`, and likewise `fail`, by Node's two reporters.
fn node(line: &str) -> Option<Tally> {
    let line = line.trim().strip_prefix(['#', 'ℹ'])?.trim_start();
    let (name, count) = line.split_once(' ')?;
    let count = count.parse().ok()?;
    match name {
        "pass" => Some(Tally { passed: count, failed: 0 }),
        "fail" => Some(Tally { passed: 0, failed: count }),
        _ => None,
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &str, expected: &str) {
        assert_eq!(Tally::count(output).to_string(), expected);
    }

    #[test]
    fn the_binaries_of_one_cargo_test_are_added_up() {
        check(
            "test a ... ok\ntest result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
             test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n",
            "15 passed, 2 failed",
        );
    }

    #[test]
    fn both_of_nodes_reporters_are_understood() {
        check("# tests 5\n# pass 4\n# fail 1\n# cancelled 0\n", "4 passed, 1 failed");
        check("ℹ tests 5\nℹ pass 5\nℹ fail 0\n", "5 passed, 0 failed");
    }

    #[test]
    fn other_words_are_not_counted() {
        assert!(
            Tally::count("Compiling pass 3\n# pass the salt\ntest result: unknown\n").is_empty()
        );
    }
}
