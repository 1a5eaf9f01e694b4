//! Whether the loop finds what is wrong: in a reader with a fault that was put there.

#![expect(clippy::unwrap_used, reason = "a test fails where it does")]

use std::time::Duration;

use sondage_fuzz::corpus::Seed;
use sondage_fuzz::fuzz::{Broken, Until, fuzz};
use sondage_fuzz::guard::note_panics;
use sondage_fuzz::target::{Bounds, Features, Target};

/// What is wrong with a reader of lines like `name = value`.
#[derive(Clone, Copy, Debug)]
enum Planted {
    Nothing,
    /// It takes a text apart within a character.
    Panic,
    /// It makes room for as many as a number says.
    Hungry,
    /// It forgets a sign.
    Forgetful,
}

#[derive(Debug)]
struct Lines(Planted);

impl Target for Lines {
    fn name(&self) -> &'static str {
        "planted"
    }

    fn words(&self) -> &[&'static str] {
        &["size", "-1", "9999999", "é", "=", "\n"]
    }

    fn seeds(&self) -> Vec<Seed> {
        vec![Seed::of("lines", "name = abc\nsize = 12\n".repeat(4))]
    }

    fn bounds(&self) -> Bounds {
        Bounds {
            time: Duration::from_secs(5),
            time_per_byte: Duration::from_micros(20),
            memory: 1_000_000,
            memory_per_byte: 200,
        }
    }

    fn feed(&self, input: &[u8]) -> Result<Features, String> {
        let text = String::from_utf8_lossy(input);
        let pairs: Vec<(&str, &str)> =
            text.lines().filter_map(|line| line.split_once(" = ")).collect();
        let sizes: Vec<i64> = pairs.iter().filter_map(|(_, value)| value.parse().ok()).collect();
        match self.0 {
            Planted::Nothing => {}
            Planted::Panic => {
                let cut = pairs.iter().map(|(_, value)| value.split_at(value.len().min(2)).0);
                assert!(cut.count() <= pairs.len());
            }
            Planted::Hungry => {
                let room = sizes.iter().map(|size| usize::try_from(*size).unwrap_or(0)).max();
                let all = vec![1_u8; room.unwrap_or(0).min(50_000_000)];
                assert!(all.len() <= 50_000_000);
            }
            Planted::Forgetful => {
                for size in &sizes {
                    let again: i64 = size.unsigned_abs().to_string().parse().unwrap();
                    if again != *size {
                        return Err(format!("{size} became {again}"));
                    }
                }
            }
        }
        let names = pairs.iter().map(|(name, value)| format!("{name} {}", value.len().min(4)));
        Ok(names.collect())
    }
}

fn run(planted: Planted) -> Result<(), Broken> {
    fuzz(&Lines(planted), 7, Until::Inputs(4_000), None).unwrap().map(|_| ())
}

// One test, since memory and the processor's time are this process's.
#[test]
fn each_kind_of_fault_is_found_where_it_is_and_nowhere_else() {
    note_panics();
    for (planted, words) in [
        (Planted::Panic, "char boundary"),
        (Planted::Hungry, "bytes of memory"),
        (Planted::Forgetful, "became"),
    ] {
        let Err(broken) = run(planted) else { panic!("{planted:?} is not found") };
        assert!(broken.why.contains(words), "{planted:?}: {}", broken.why);
        assert!(broken.input.len() < 24_000, "{planted:?}: {} bytes", broken.input.len());
    }
    if let Err(broken) = run(Planted::Nothing) {
        panic!("{}", broken.why);
    }
}
