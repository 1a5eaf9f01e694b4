//! Conditions, variables, jumps, lots and recalls: what decides who is asked what, and what of it
//! the relay takes.

mod conditions;
mod forward;
mod intake;
mod lots;
mod path;
mod recall;
mod variables;
