//! `sondage import`: what goes to stdout, what to stderr, and what is not written over.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A survey of `SurveyJS`.
fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../import/tests/fixtures/surveyjs/samples/{name}.json"))
}

/// What the program says.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(folder: &Path, args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sondage"));
    let output = command.arg("import").args(args).current_dir(folder).stdin(Stdio::null()).output();
    let output = output.unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_survey_goes_to_stdout_and_the_report_to_stderr() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(sample("05"), folder.path().join("team.json")).unwrap();
    let ran = run(folder.path(), &["team.json", "--from", "surveyjs"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("id = \"team\"\nname = \"team\"\n"), "{}", ran.out);
    assert!(ran.err.contains("\npages[0].elements[0]: matrixdynamic: "), "{}", ran.err);
    assert!(ran.err.ends_with("\n1 question, 4 notes\n"), "{}", ran.err);
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let source = sample("01");
    let source = source.to_str().unwrap();
    let out = folder.path().join("out.toml");
    std::fs::write(&out, "mine").unwrap();
    let ran = run(folder.path(), &[source, "--from", "surveyjs", "-o", "out.toml"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("out.toml is there already"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");

    let ran = run(folder.path(), &[source, "--from", "surveyjs", "-o", "out.toml", "--force"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    assert!(std::fs::read_to_string(&out).unwrap().starts_with("id = \"customer-feedback\""));

    let ran = run(folder.path(), &[source, "--from", "surveyjs", "-o", "new.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(folder.path().join("new.toml").exists());
}

#[test]
fn what_cannot_be_read_is_an_error_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.json"), "{\n\"pages\": [\n").unwrap();
    std::fs::write(folder.path().join("latin.json"), b"{\n\"title\": \"\xe9\"}").unwrap();
    for (file, start) in [
        ("bad.json", "sondage: bad.json:3: not JSON: "),
        ("latin.json", "sondage: latin.json:2: not UTF-8"),
        ("none.json", "sondage: none.json: cannot be read: "),
    ] {
        let ran = run(folder.path(), &[file, "--from", "surveyjs", "-o", "out.toml"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
        assert!(ran.err.starts_with(start), "{}", ran.err);
        assert!(!folder.path().join("out.toml").exists());
    }
}

#[test]
fn an_ended_survey_is_said_to_be_closed_and_a_mark_at_the_beginning_is_no_matter() {
    let folder = tempfile::tempdir().unwrap();
    let ended = r#"{ "name": "S", "end_date": "2024-01-31T10:00:00Z", "questions": [{ "id": "q", "type": "open", "question": "Q?" }] }"#;
    std::fs::write(folder.path().join("s.json"), format!("\u{feff}{ended}")).unwrap();
    let ran = run(folder.path(), &["s.json", "--from", "posthog"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for part in [
        "end_date: the survey takes no answers after 2024-01-31T10:00:00Z, here too",
        "limits.closes: the survey has been closed since 2024-01-31T10:00:00Z",
    ] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
}
