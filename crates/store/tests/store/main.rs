//! The store on a real file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails where a helper does"
)]

mod answers;
mod faults;
mod house;
mod respondents;
