//! What holds for any survey, any sequence of events and any text.

#![allow(
    clippy::allow_attributes,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    clippy::assigning_clones,
    clippy::semicolon_if_nothing_returned,
    unreachable_pub,
    reason = "a test fails by a panic, and its tables are long"
)]

#[path = "../../../survey/tests/common/mod.rs"]
mod common;

mod dice;
mod forms;
mod generated;
mod markup;
mod schema;
mod surveys;
mod wire;
mod world;

use proptest::prelude::ProptestConfig;

/// So many cases, where the environment does not ask for another number.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), ..ProptestConfig::default() }
}
