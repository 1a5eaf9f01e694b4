//! Surveys as written: read, written, written over, and what the JSON Schema says of them.

pub mod files;
pub mod random;
mod round;
