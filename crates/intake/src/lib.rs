//! What a submission may be, how it changes a response, what it counts for, and what it makes us
//! owe to Braze.
//!
//! Pure: no database, no network, no clock. Whoever stores loads what is known, asks here what
//! follows, and writes that down.
//!
//! Where to start:
//! - [`Submission`]: what arrives;
//! - [`merge::merge`]: what it changes;
//! - [`Published`]: the revision of a survey that it is checked against;
//! - [`identity::Trust`]: who may say who they are.

pub mod counting;
pub mod files;
mod hidden;
pub mod identity;
pub mod limits;
pub mod merge;
mod millis;
mod owed;
mod published;
pub mod response;
mod submission;

pub use files::FileOwner;
pub use merge::SubmitError;
pub use millis::{Millis, whole_millis};
pub use owed::{Owed, OwedEvent};
pub use published::{Published, PublishedSource};
pub use submission::{
    Answer, CAMPAIGN, Channel, HIDDEN_FIELDS, Identifier, Respondent, State, Submission,
    UnknownWord,
};
