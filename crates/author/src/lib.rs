//! A survey as its author writes it.

pub mod problem;
pub mod source;
