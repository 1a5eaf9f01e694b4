//! The short form: the corpus, and what some of it becomes from a seed that stays.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it does")]

use sondage_fuzz::fuzz::{Until, fuzz};
use sondage_fuzz::guard::note_panics;
use sondage_fuzz::target::Target;
use sondage_fuzz::targets;

/// Inputs of each target, its seeds among them: seconds, all together.
const INPUTS: usize = 400;

fn run(target: &dyn Target) {
    let fuzzed = fuzz(target, 0x50_4e_44, Until::Inputs(INPUTS), None).unwrap();
    let tally = fuzzed.unwrap_or_else(|broken| {
        let input = String::from_utf8_lossy(&broken.input);
        panic!("{}: {} (seed {:?}) for:\n{input}", target.name(), broken.why, broken.seed);
    });
    assert!(tally.n_fed >= INPUTS, "{}: {tally:?}", target.name());
    assert!(tally.features.len() >= 6, "{}: it says hardly anything: {tally:?}", target.name());
}

// One test, since memory and the processor's time are this process's.
#[test]
fn no_input_panics_or_costs_more_than_its_length_allows_and_every_refusal_says_where() {
    note_panics();
    for target in targets::all().unwrap() {
        run(target.as_ref());
    }
}
