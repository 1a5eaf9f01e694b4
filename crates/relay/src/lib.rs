//! Takes the answers, keeps them, and writes them to Braze.
//!
//! Where to start:
//! - [`app::router`]: every address of the relay, and what surrounds them;
//! - [`sondage_store::Store`]: where answers are durable before anybody hears that they were taken;
//! - [`outbox::Worker`]: how they reach Braze;
//! - [`snippet::in_app`]: what is pasted into Braze;
//! - [`commands`]: the program.

pub mod app;
pub mod assets;
pub mod catalogue;
pub mod commands;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod files;
pub mod janitor;
pub mod negotiation;
pub mod outbox;
pub mod password;
pub mod problem;
mod routes;
pub mod snippet;
pub mod telemetry;
