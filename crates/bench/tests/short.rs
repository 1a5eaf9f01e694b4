//! The measurement itself, as short as can be: everybody takes part, and it ends.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

#[test]
fn everybody_is_measured_beside_the_others_and_nothing_is_left_behind() {
    let bench = Path::new(env!("CARGO_BIN_EXE_sondage-bench"));
    let relay = bench.with_file_name(format!("sondage{}", std::env::consts::EXE_SUFFIX));
    if !relay.is_file() {
        // With the whole workspace it is built. Past the harness, which keeps what a passing test prints.
        let _ = std::io::stderr().write_all(
            b"\nSKIPPED: the measurement, for want of the relay (cargo build -p sondage-cli)\n\n",
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut measure = Command::new(bench);
    measure.args(["relay", "--short", "--dir"]).arg(folder.path());
    // The folder of the package: Node's part is there where somebody has installed it.
    let output = measure.args(["--node", "node"]).output().unwrap();
    let (said, log) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{log}");
    let mut wanted = vec![
        "SQLite, durable answers a second",
        "bare commits",
        "store without HTTP",
        "relay over HTTP",
        "at half of that: p50",
        "200 deliveries owed",
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
    assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
