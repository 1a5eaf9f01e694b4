//! The studio as a browser and a program meet it, without the relay.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod house;
mod outdated;
mod rules;
mod sessions;
mod tokens;
mod travel;
