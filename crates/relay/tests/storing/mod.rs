//! What the tests of the outbox share: a store with a survey, an emulator, a worker between them.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "every test program uses another part of it"
)]
#![allow(clippy::unwrap_used, missing_debug_implementations, reason = "helpers of tests")]

#[path = "../../../store/tests/store/house.rs"]
mod house;
pub mod outbox;

pub use house::*;
