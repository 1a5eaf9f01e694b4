//! What a database is opened for.

/// What a database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// To be used, and made where there is none.
    Make,
    /// To be used.
    Use,
    /// To be looked at: nothing is written, so that it works where nothing can be.
    Read,
}
