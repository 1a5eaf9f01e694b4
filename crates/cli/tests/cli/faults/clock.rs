//! The machine's clock is set while people answer: a day forth, a day back, and right again.
//!
//! A library of Debian's (`libfaketime`) shows the relay another time of day; the clock that nobody
//! can set, by which waits end, goes on as it did.

use std::path::PathBuf;

use super::{Engine, Trial, n_rounds, on_each_engine, skip};
use crate::cluster::cluster;
use crate::shell::Shell;

fn library() -> Option<PathBuf> {
    let folders =
        std::fs::read_dir("/usr/lib").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|path| path.exists())
}

async fn a_clock_that_is_set_a_day_forth_and_back_repeats_nothing_and_puts_nothing_off(
    engine: Engine,
) {
    let Some(library) = library() else {
        return skip("the clock is not set: libfaketime is missing (apt-get install libfaketime)");
    };
    let shell = Shell::new();
    let clock = shell.file("clock", "+0");
    let mut shell = shell
        .with("LD_PRELOAD", library.display().to_string())
        .with("FAKETIME_TIMESTAMP_FILE", clock.display().to_string())
        .with("FAKETIME_NO_CACHE", "1")
        .with("DONT_FAKE_MONOTONIC", "1")
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    if engine == Engine::Postgres {
        shell = shell.with("SONDAGE_DATABASE_URL", cluster().unwrap().database());
    }
    let trial = Trial::of(shell).await.without_a_clock();
    let relay = trial.relay();
    trial.under_load(&[&relay], trial.more(30)).await;
    for _ in 0..n_rounds(1, 10) {
        for (set, day) in [("+1d", 1), ("-1d", -1), ("+0", 0)] {
            std::fs::write(&clock, set).unwrap();
            trial.under_load(&[&relay], trial.more(30)).await;
            trial.ends_well(&relay).await;
            assert_eq!(shown_day(&trial) - today(), day, "the relay's clock was not set");
        }
    }
}

/// The day of which the newest event says that it is.
fn shown_day(trial: &Trial) -> i64 {
    let last = trial.emulator.calls().into_iter().rev().find_map(|call| {
        let events = call.body?["events"].as_array()?.clone();
        events.last()?["time"].as_str()?.parse::<jiff::Timestamp>().ok()
    });
    last.unwrap().as_second().div_euclid(24 * 60 * 60)
}

#[expect(clippy::disallowed_methods, reason = "the machine's own clock")]
fn today() -> i64 {
    jiff::Timestamp::now().as_second().div_euclid(24 * 60 * 60)
}

on_each_engine! {
    a_clock_that_is_set_a_day_forth_and_back_repeats_nothing_and_puts_nothing_off,
}
