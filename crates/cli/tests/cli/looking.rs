//! Commands that only look: they need no right to write.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;

use crate::common::{RESPONSE, TestApp, score};
use crate::shell::Shell;
use sondage_emulator::FaultKind;

/// Somebody who may read everything, and write nothing.
const NOBODY: u32 = 65_534;

#[tokio::test(flavor = "multi_thread")]
async fn answers_and_deliveries_are_rescued_from_where_nothing_can_be_written() {
    let app = TestApp::start().await;
    assert_eq!(app.answer(&score(RESPONSE, 9)).await.status(), 202);
    // What a killed relay leaves behind: the file, and a log that is not in it yet.
    let shell = Shell::new();
    let folder = shell.folder.path();
    for file in ["sondage.db", "sondage.db-wal"] {
        std::fs::copy(app.folder().join(file), folder.join(file)).unwrap();
    }
    for with_log in [true, false] {
        if !with_log {
            app.store.close().await;
            std::fs::copy(app.folder().join("sondage.db"), folder.join("sondage.db")).unwrap();
            std::fs::remove_file(folder.join("sondage.db-wal")).unwrap();
        }
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o444)).unwrap();
        }
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o555)).unwrap();
        let run = |args: &[&str]| {
            let mut command = shell.command(args);
            let me = std::fs::metadata("/proc/self")
                .map_or(NOBODY, |own| std::os::unix::fs::MetadataExt::uid(&own));
            if me == 0 {
                command.uid(NOBODY);
            }
            let output = command.output().unwrap();
            assert!(output.status.success(), "{args:?} {output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        assert!(run(&["export", "onboarding", "--format", "ndjson"]).contains(RESPONSE));
        assert!(run(&["deliveries", "list", "--state", "delivered"]).len() < 1_000);
        assert!(run(&["stats", "onboarding"]).contains("all"));
        let person = ["respondent", "export", "--braze-id", "5f1c0ffee0ddba11ca11ab1e"];
        assert!(run(&person).contains(RESPONSE));
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1 + usize::from(with_log));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_is_told_where_braze_takes_nothing_until_they_do_something() {
    let app = TestApp::start().await;
    app.emulator
        .add_fault(sondage_emulator::Fault::once(FaultKind::Status { status: 401 }).times(9));
    assert_eq!(app.answer(&score(RESPONSE, 9)).await.status(), 202);
    let shell = Shell::new().with(
        "SONDAGE_DATABASE_URL",
        format!("sqlite://{}", app.folder().join("sondage.db").display()),
    );
    while app.store.last_attempt().await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    let ran = shell.run(&["deliveries"]);
    assert!(ran.err.contains("Braze takes nothing since "), "{ran:?}");
    assert!(ran.err.contains("it answered 401"), "{ran:?}");
    let ran = shell.run(&["doctor"]);
    assert!(ran.out.contains("problem  deliveries: Braze takes nothing since "), "{ran:?}");
    let metrics = app.get("/metrics").await.text().await.unwrap();
    assert!(metrics.contains("sondage_braze_needs_person 1"), "{metrics}");
}

#[test]
fn a_database_is_made_only_where_that_is_wanted() {
    let shell = Shell::new().with("SONDAGE_DATABASE_URL", "sqlite://mistyped.db");
    let survey = shell.file("onboarding.toml", crate::common::ONBOARDING);
    let ran = shell.run(&["publish", "--create", "never", survey.to_str().unwrap()]);
    assert!(ran.code != Some(0) && ran.err.contains("there is no database mistyped.db"), "{ran:?}");
    let ran = shell.run(&["serve", "--create", "never"]);
    assert!(ran.code != Some(0) && ran.err.contains("there is no database mistyped.db"), "{ran:?}");
    let ran = shell.run(&["publish", survey.to_str().unwrap()]);
    assert!(
        ran.err.contains("there was no database sqlite://mistyped.db: made a new one"),
        "{ran:?}"
    );
    let ran = shell.run(&["publish", survey.to_str().unwrap()]);
    assert!(!ran.err.contains("made a new one"), "{ran:?}");
}

#[test]
fn a_pace_that_braze_would_not_take_is_refused() {
    for pace in ["0", "1001", "fast"] {
        let ran = Shell::new().run(&["serve", "--braze-requests-per-second", pace]);
        assert!(ran.code != Some(0) && ran.err.contains("--braze-requests-per-second"), "{ran:?}");
    }
}
