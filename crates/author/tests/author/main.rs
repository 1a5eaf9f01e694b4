//! What authors write: how it is read, what is found in it, and what it becomes.
#![allow(
    clippy::allow_attributes,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_push_string,
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    clippy::assigning_clones,
    clippy::semicolon_if_nothing_returned,
    unreachable_pub,
    reason = "a test fails by a panic, and its tables are long"
)]

#[path = "../../../survey/tests/survey/common/mod.rs"]
mod common;

mod check;
mod definition;
mod editing;
mod kinds;
mod languages;
mod mail;
mod properties;
mod source;
mod view;
