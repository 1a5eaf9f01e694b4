//! Conditions, variables, jumps, lots and recalls: what decides who is asked what, and what of it
//! the relay takes.

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

#[path = "../common/mod.rs"]
mod common;

mod conditions;
mod forward;
mod intake;
mod lots;
mod path;
mod recall;
mod variables;
