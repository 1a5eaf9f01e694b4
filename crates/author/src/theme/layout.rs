//! Where a survey stands on the screen.

/// Where a survey stands on the screen, in a message and over a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A card in the middle, on every screen.
    Card,
    /// A sheet at the foot of the screen, beside which the page can be used.
    Sheet,
    /// A small card in a corner, beside which the page can be used.
    Corner,
    /// The whole screen.
    Full,
}

impl Layout {
    /// The name of the style sheet and of the class that make it.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Card => "at-card",
            Self::Sheet => "at-sheet",
            Self::Corner => "at-corner",
            Self::Full => "at-full",
        }
    }

    /// Whether it leaves room for the page, which then stays in use.
    #[must_use]
    pub const fn shares(self) -> bool {
        matches!(self, Self::Sheet | Self::Corner)
    }
}
