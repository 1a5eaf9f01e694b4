//! What the tests of the outbox share: a store with a survey, an emulator, a worker between them.

#[path = "../../../../store/tests/store/house.rs"]
mod house;
pub mod outbox;

pub use house::*;
