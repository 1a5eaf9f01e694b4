//! The promise of docs/reliability.md, with one fault each, while people answer all the time, on both
//! engines. A short form here; `./build.sh faults` does each for longer, and those that take minutes.
//!
//! After each, by [`Trial::ends_well`]: every answer that was acknowledged is in the export and at
//! Braze, each profile has its newest one, and an event is there twice only where Braze's reply was
//! lost or a relay was cut short while its request was under way.

mod braze;
mod clock;
mod database;
mod relays;
mod trial;

use std::io::Write as _;

use trial::{Engine, Trial};

/// Each of these stories, as a test of each engine.
macro_rules! on_each_engine {
    ($($(#[$meta:meta])* $story:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                $(#[$meta])*
                async fn $story() {
                    super::$story(crate::faults::Engine::Sqlite).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                $(#[$meta])*
                async fn $story() {
                    if crate::cluster::cluster().is_some() {
                        super::$story(crate::faults::Engine::Postgres).await;
                    }
                }
            )+
        }
    };
}
pub(crate) use on_each_engine;

/// Whether these are the faults of `./build.sh faults`.
fn is_long() -> bool {
    std::env::var_os("SONDAGE_FAULTS").is_some_and(|form| form == "long")
}

/// How often a fault comes: in the short form, and in the long one.
fn n_rounds(short: usize, long: usize) -> usize {
    if is_long() { long } else { short }
}

/// Something that a fault needs is not on this machine; in the long form it has to be.
fn skip(what: &str) {
    assert!(!is_long(), "{what}");
    // Past the test harness, which keeps to itself what a passing test prints.
    let _ = std::io::stderr().write_all(format!("\nSKIPPED: {what}\n\n").as_bytes());
}
