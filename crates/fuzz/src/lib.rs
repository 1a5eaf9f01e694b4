//! Hostile input: what a stranger or a copied file may hold, changed again and again.
//!
//! No sanitizer and no coverage, so that it runs on every toolchain that builds the rest. What guides
//! it is what the program itself says of an input: one that brings up a problem, a status or a kind of
//! question that none did before is kept, and changed further.
//!
//! Where to start:
//! - [`target::Target`]: what is fed, and what it promises of every input;
//! - [`fuzz::fuzz`]: the loop;
//! - [`change`]: what one input becomes.

pub mod change;
pub mod corpus;
pub mod fuzz;
pub mod guard;
pub mod shorten;
pub mod target;
pub mod targets;
