//! A typed client of the Braze REST API: the few endpoints a survey needs, and the limits they set.
//!
//! What it deliberately is not: a retry loop, a queue or a clock. A call is made once, and what came
//! of it is a plain value ([`TrackOutcome`]) which the caller's own policy decides on.
//!
//! Where to start:
//! - [`Client::track`] sends a [`TrackRequest`] to `POST /users/track`;
//! - [`TrackOutcome`] says what became of it, down to the single object that was rejected;
//! - [`limits`] and [`Name`] tell before sending what Braze would refuse;
//! - [`Client::probe`] tells a person what is wrong with an endpoint or a key.

mod attributes;
mod client;
mod endpoint;
mod headers;
mod instances;
pub mod limits;
mod name;
mod outcome;
mod probe;
mod track;

pub use attributes::{AttributeKind, CustomAttribute};
pub use client::{CallError, Client, ClientError, DailyUsers};
pub use endpoint::{Endpoint, EndpointError};
pub use headers::{RetryAfter, RetryHeaders};
pub use instances::{INSTANCES, Instance};
pub use name::{Name, NameError, STANDARD_FIELDS};
pub use outcome::{Array, Position, Rejected, TrackOutcome};
pub use probe::{Check, Finding, Permission, Probe};
pub use track::{AttributesObject, EventObject, Identifier, TrackRequest};
