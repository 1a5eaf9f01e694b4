//! Surveys as written: read, written, written over, and what the JSON Schema says of them.

mod files;
mod random;
mod round;
