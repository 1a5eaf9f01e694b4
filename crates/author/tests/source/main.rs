//! Surveys as written: read, written, written over, and what the JSON Schema says of them.

#![allow(
    clippy::allow_attributes,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::too_many_lines,
    clippy::assigning_clones,
    clippy::format_push_string,
    unreachable_pub,
    reason = "a test fails by a panic"
)]

mod files;
mod random;
mod round;
