//! What holds for any survey and any sequence of events.

mod dice;
mod forms;
mod generated;
mod surveys;
mod wire;
mod world;

use proptest::prelude::ProptestConfig;

/// So many cases, where the environment does not ask for another number.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), ..ProptestConfig::default() }
}
