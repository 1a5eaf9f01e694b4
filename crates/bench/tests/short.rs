//! The measurement itself, as short as can be: everybody takes part, and it ends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where a helper does")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

/// This program and the relay, which is there with the whole workspace built.
fn programs() -> Option<(PathBuf, PathBuf)> {
    let bench = PathBuf::from(env!("CARGO_BIN_EXE_sondage-bench"));
    let relay = bench.with_file_name(format!("sondage{}", std::env::consts::EXE_SUFFIX));
    if relay.is_file() {
        return Some((bench, relay));
    }
    // Past the harness, which keeps what a passing test prints.
    let _ = std::io::stderr().write_all(
        b"\nSKIPPED: the measurement, for want of the relay (cargo build -p sondage-cli)\n\n",
    );
    None
}

/// What it says; nothing of it stays in its folder.
fn measured(arguments: &[&str]) -> Option<String> {
    let (bench, relay) = programs()?;
    let folder = tempfile::tempdir().unwrap();
    let mut measure = Command::new(bench);
    measure.arg("relay").args(arguments).arg("--dir").arg(folder.path());
    // The folder of the package: Node's part is there where somebody has installed it.
    measure.args(["--node", "node", "--before"]).arg(relay);
    let output = measure.output().unwrap();
    let (said, log) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{log}");
    assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    Some(said.into_owned())
}

#[test]
fn everybody_is_measured_beside_the_others_and_nothing_is_left_behind() {
    let Some(said) = measured(&["--short"]) else { return };
    let mut wanted = vec![
        "SQLite, durable answers a second",
        "bare commits",
        "store without HTTP",
        "relay over HTTP",
        "relay over HTTP : relay over HTTP, before",
        "at half of that: p50",
        "200 deliveries owed",
        "brought to the emulator",
        "deliveries a second",
        "nothing else going on: median",
    ];
    if !said.contains("SKIPPED: PostgreSQL") {
        wanted.extend([
            "PostgreSQL, durable answers a second",
            "two relays over HTTP : relay over HTTP",
        ]);
    }
    for wanted in wanted {
        assert!(said.contains(wanted), "no \"{wanted}\" in\n{said}");
    }
}

/// Much more than the server has counted: it has to be all the same.
#[test]
fn an_outbox_is_drained_by_itself_on_each_engine_and_beside_another_build() {
    let drain = ["--rounds", "0", "--latencies", "0", "--owed", "3000", "--counted"];
    let Some(said) = measured(&drain) else { return };
    let engines: &[&str] =
        if said.contains("SKIPPED: PostgreSQL") { &["SQLite"] } else { &["SQLite", "PostgreSQL"] };
    for engine in engines {
        for which in ["", ", before"] {
            let line = said
                .lines()
                .find(|line| line.trim_start().starts_with(&format!("{engine}{which} ")));
            let line = line.unwrap_or_else(|| panic!("no {engine}{which} in\n{said}"));
            assert!(line.contains("the last at"), "{line}");
        }
    }
    assert!(!said.contains("durable answers a second"), "{said}");
}
