//! Surveys: their drafts, what is published of them, and what is done with them by hand.

pub mod attributes;
pub mod checking;
pub mod creating;
pub mod drafting;
pub mod edits;
pub(crate) mod first_cards;
pub(crate) mod forming;
pub mod history;
pub mod listing;
pub mod outdated;
pub mod pasting;
pub mod paths;
pub mod previewing;
pub mod publishing;
pub mod scheduling;
pub mod standing;
pub mod templates;
pub mod translating;
pub mod trials;
pub mod view;
