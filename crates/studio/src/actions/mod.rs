//! What can be done: the same functions for the pages and for the API.
//!
//! Each takes the studio, who does it and what was given, asks first whether they may
//! ([`crate::actor::Actor::may`]), and gives what came of it or a [`crate::refusal::Refusal`].
//! Whatever changes something notes it in the audit log, in the same transaction.

pub mod account;
pub mod audit;
pub mod braze;
pub mod in_app;
pub mod session;
pub mod sessions;
pub mod signing;
pub mod surveys;
pub mod tokens;
pub mod welcome;
