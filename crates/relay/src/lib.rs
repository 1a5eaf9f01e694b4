//! Takes the answers, keeps them, and writes them to Braze.
//!
//! Where to start:
//! - [`app::router`]: every address of the relay, and what surrounds them;
//! - [`sondage_store::Store`]: where answers are durable before anybody hears that they were taken;
//! - [`outbox::Worker`]: how they reach Braze;
//! - [`snippet::in_app`]: what is pasted into Braze;
//! - [`preview::Preview`]: a survey as it will be, of which nothing is left.

pub mod app;
pub mod assets;
pub mod catalogue;
pub mod clients;
pub mod config;
mod definitions;
pub mod files;
mod guards;
pub mod janitor;
pub mod negotiation;
pub mod openapi;
pub mod outbox;
pub mod password;
pub mod preview;
pub mod problem;
mod query;
mod readiness;
mod routes;
pub mod serving;
pub mod showings;
pub mod snippet;
pub mod state;
pub mod telemetry;
pub mod trials;
pub mod trusting;
pub mod work;
