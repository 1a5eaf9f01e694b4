//! What a submission may be, how it changes a response, what it counts for, and what it makes us
//! owe to Braze.
//!
//! Pure: no database, no network, no clock. Whoever stores loads what is known, asks here what
//! follows, and writes that down.
//!
//! Where to start:
//! - [`Submission`]: what arrives;
//! - [`Published`]: the revision of a survey that it is checked against;
//! - [`decide::decide`]: what some of them change, from [`decide::Keys`] to [`decide::Changes`];
//! - [`comparing::Known`]: what a survey is compared with before it is published;
//! - [`identity::Trust`]: who may say who they are;
//! - [`export`]: responses as rows and as objects.

pub mod comparing;
pub mod counting;
pub mod decide;
pub mod erased;
pub mod export;
mod files;
mod hidden;
pub mod identity;
pub mod limits;
mod merge;
mod millis;
mod once;
mod owed;
mod published;
mod response;
pub mod response_id;
mod submission;

pub use decide::Stored;
pub use files::FileOwner;
pub use merge::{Arrival, SubmitError};
pub use millis::{Millis, whole_millis};
pub use once::Holder;
pub use owed::{Owed, OwedEvent};
pub use published::{Published, PublishedSource};
pub use response::{StoredAnswer, StoredResponse};
/// What a published text is read as; the store keeps the text and its language.
pub use sondage_author::definition::{Definition, Language, Naming};
pub use submission::{
    Answer, CAMPAIGN, Channel, HIDDEN_FIELDS, Identifier, Respondent, State, Submission,
    UnknownChannel,
};
