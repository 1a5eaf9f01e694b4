//! The pages and the HTTP API for those who make surveys.
//!
//! Where to start:
//! - [`routes::router`]: every address, each with the rule of who may ask there;
//! - [`actions`]: what can be done, the same for pages and for the API, and where rights are asked;
//! - [`Studio`]: what all of it works with;
//! - [`Relay`]: what the studio needs of the relay beside it, which it does not know;
//! - [`words`]: what the pages say.

pub mod actions;
pub mod actor;
mod agent;
pub mod api;
mod browser;
mod cipher;
pub mod connection;
mod form;
pub mod in_app;
mod kept;
pub mod pages;
mod passwords;
pub mod refusal;
pub mod routes;
mod secret;
mod shelf;
pub mod signing;
pub mod snippets;
mod state;
pub mod words;

pub use cipher::Cipher;
pub use state::{Relay, Settings, Signing, SigningSecrets, Studio};
