//! When something changed.

use jiff::Timestamp;

/// When something changes, and the number of that change.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    pub(super) change: u64,
}
