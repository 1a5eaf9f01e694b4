//! Conditions, variables, jumps, lots and recalls: what decides who is asked what.

#[path = "../common/mod.rs"]
mod common;

mod conditions;
mod forward;
mod lots;
mod path;
mod recall;
mod variables;
