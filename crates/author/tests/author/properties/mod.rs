//! What holds for any survey and any text of an author.

#[path = "../../../../survey/tests/survey/properties/dice.rs"]
mod dice;
mod markup;
mod schema;
#[path = "../../../../survey/tests/survey/properties/surveys.rs"]
#[expect(dead_code, reason = "the compiled survey is for the core's own properties")]
mod surveys;

use proptest::prelude::ProptestConfig;

/// So many cases, where the environment does not ask for another number.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), ..ProptestConfig::default() }
}
