//! The relay from outside: over HTTP, with a real database and a stand-in for Braze.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    dead_code,
    missing_debug_implementations,
    unreachable_pub,
    reason = "a test fails where a helper does, and helpers serve other test programs too"
)]

mod attributes;
mod common;
mod durable;
mod files;
mod heavy;
mod http;
mod identifiers;
mod limits;
mod link;
mod link_access;
mod link_cards;
mod link_proposals;
mod linking;
mod looking;
mod lots;
mod mail;
mod openapi;
mod order;
mod outages;
mod outbox;
mod outcomes;
mod preview;
mod sharing;
mod showing;
mod snippet;
mod storing;
mod strangers;
mod trials;
mod trust;
mod unsent;
mod watching;
