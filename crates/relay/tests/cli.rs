//! The program, as it is called from a shell.
#![allow(clippy::unwrap_used, reason = "a test fails where a helper does")]

mod common;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use common::{ONBOARDING, RESPONSE, TestApp, score};
use serde_json::{Value, json};
use sondage_braze::emulator::{DEFAULT_KEY, Emulator, EmulatorConfig};
use sondage_relay::assets::Assets;
use tempfile::TempDir;

/// A folder to work in, with nothing set up.
struct Shell {
    folder: TempDir,
    env: Vec<(&'static str, String)>,
}

impl Shell {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), env: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sondage"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SONDAGE_")) {
            command.env_remove(name);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        let Output { status, stdout, stderr } = self.command(args).output().unwrap();
        Ran {
            code: status.code(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }
}

#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

const FIVE_MISTAKES: &str = r#"id = "five mistakes"
name = "Five"
locale = "english"

[[questions]]
id = "score"
type = "nsp"
prompt = "Would you?"

[[questions]]
id = "why"
type = "long_text"
requird = true
prompt = "You chose {missing}."

[end]
text = "Thanks"
"#;

#[test]
fn check_says_all_that_is_wrong_with_line_and_path() {
    let shell = Shell::new();
    shell.file("five.toml", FIVE_MISTAKES);
    let ran = shell.run(&["check", "five.toml"]);
    assert_eq!(ran.code, Some(1));
    for start in [
        "five.toml:1: id: ",
        "five.toml:3: locale: ",
        "five.toml:7: questions[0].type: ",
        "five.toml:13: questions[1].requird: ",
        "five.toml:14: questions[1].prompt: ",
    ] {
        assert!(ran.out.lines().any(|line| line.starts_with(start)), "{start}\n{}", ran.out);
    }
    assert_eq!(ran.out.lines().count(), 5, "{}", ran.out);
    assert_eq!(ran.err, "5 problems\n");
}

#[test]
fn publish_publishes_nothing_while_anything_is_wrong() {
    let shell = Shell::new();
    shell.file("good.toml", ONBOARDING);
    shell.file("five.toml", FIVE_MISTAKES);
    let ran = shell.run(&["publish", "good.toml", "five.toml"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.out, "");
    assert!(ran.err.ends_with("5 problems: nothing is published\n"), "{}", ran.err);
    assert!(!shell.folder.path().join("sondage.db").exists());
}

/// A colour that cannot be read on white.
const PALE: &str = "\n[theme]\nmode = \"light\"\naccent = \"#ffffc0\"\n";

#[test]
fn a_survey_with_no_more_than_warnings_is_fine_and_they_are_told() {
    let shell = Shell::new();
    shell.file("pale.toml", &format!("{ONBOARDING}{PALE}"));
    let ran = shell.run(&["check", "pale.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("pale.toml:") && ran.out.contains(": warning: theme.accent: #ffffc0"));
    assert!(ran.out.ends_with("1 survey is fine\n"), "{}", ran.out);
    assert_eq!(ran.err, "");

    let ran = shell.run(&["publish", "pale.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "onboarding: published revision 1\n"));
    assert!(ran.err.contains(": warning: theme.accent: #ffffc0"), "{}", ran.err);
}

#[test]
fn warnings_stand_beside_problems_and_are_not_counted_as_such() {
    let shell = Shell::new();
    shell.file("pale.toml", &format!("naem = \"Pale\"\n{ONBOARDING}{PALE}"));
    shell.file("fine.toml", &format!("{ONBOARDING}{PALE}").replace("\"onboarding\"", "\"other\""));
    let ran = shell.run(&["check", "pale.toml", "fine.toml"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.out.matches(": warning: theme.accent: ").count(), 2, "{}", ran.out);
    assert_eq!(ran.err, "1 problem\n");
}

#[test]
fn two_files_with_one_id_are_a_problem() {
    let shell = Shell::new();
    shell.file("a.toml", ONBOARDING);
    shell.file("b.toml", &format!("# again\n{ONBOARDING}"));
    let ran = shell.run(&["check", "a.toml", "b.toml"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.out, "b.toml:2: id: a.toml has the id \"onboarding\" too\n");
}

#[test]
fn what_is_no_survey_file_is_told_by_its_name() {
    let shell = Shell::new();
    shell.file("survey.yaml", "");
    let ran = shell.run(&["check", "survey.yaml", "absent.toml"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("survey.yaml: a survey is a .toml or a .json file"), "{}", ran.out);
    assert!(ran.out.contains("absent.toml: cannot be read"), "{}", ran.out);
}

#[test]
fn the_samples_are_fine_and_the_schema_says_so_too() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let files = std::fs::read_dir(samples).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    let shell = Shell::new();
    let names: Vec<_> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let ran = shell.run(&[&["check"], names.as_slice()].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.ends_with("fine\n"), "{}", ran.out);

    let schema: Value = serde_json::from_str(&shell.run(&["schema"]).out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let survey = json!({
        "id": "a", "name": "A", "end": { "text": "E" },
        "questions": [{ "id": "q", "type": "nps", "prompt": "P" }],
    });
    assert!(validator.is_valid(&survey));
    assert!(!validator.is_valid(&json!({ "id": "a" })));
}

#[test]
fn publishing_the_same_text_again_changes_nothing() {
    let shell = Shell::new();
    shell.file("onboarding.toml", ONBOARDING);
    assert_eq!(
        shell.run(&["publish", "onboarding.toml"]).out,
        "onboarding: published revision 1\n"
    );
    assert_eq!(
        shell.run(&["publish", "onboarding.toml"]).out,
        "onboarding: unchanged, revision 1\n"
    );
    shell.file("onboarding.toml", &ONBOARDING.replace("Thank you!", "Thanks!"));
    assert_eq!(
        shell.run(&["publish", "onboarding.toml"]).out,
        "onboarding: published revision 2\n"
    );
}

#[test]
fn a_database_that_cannot_be_used_is_one_clear_line() {
    let shell = Shell::new();
    shell.file("onboarding.toml", ONBOARDING);
    shell.file("text.db", &"This is no database. ".repeat(100));
    for (url, commands) in [
        ("sqlite://nowhere/sondage.db", vec!["publish", "export", "serve"]),
        ("sqlite://text.db", vec!["publish", "export", "serve"]),
        ("postgres://localhost/sondage", vec!["publish", "export", "serve"]),
        // A place that is read-only for everybody, the tests' own user included.
        ("sqlite:///proc/sondage.db", vec!["publish", "serve"]),
        ("sqlite://absent.db", vec!["export"]),
    ] {
        for command in commands {
            let args: &[&str] = match command {
                "publish" => &["publish", "onboarding.toml"],
                "export" => &["export", "onboarding"],
                _ => &["serve", "--listen", "127.0.0.1:0", "--log", "error"],
            };
            let ran = shell.run(&[args, &["--database-url", url]].concat());
            assert_eq!(ran.code, Some(1), "{command} {url} {ran:?}");
            assert!(ran.err.starts_with("sondage: "), "{command} {url} {}", ran.err);
            assert_eq!(ran.err.lines().count(), 1, "{command} {url} {}", ran.err);
        }
    }
}

#[test]
fn the_snippet_is_on_stdout_and_what_to_do_with_it_on_stderr() {
    let shell = Shell::new()
        .with("SONDAGE_PUBLIC_URL", "https://survey.example.com")
        .with("SONDAGE_SIGNING_SECRET", "hush");
    shell.file("onboarding.toml", ONBOARDING);
    shell.run(&["publish", "onboarding.toml"]);
    let ran = shell.run(&["snippet", "onboarding", "--channel", "in-app"]);
    if Assets::embedded().css().is_none() {
        assert!(ran.err.contains("carries no widget"), "{ran:?}");
        return;
    }
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("<!DOCTYPE html>"));
    assert!(ran.out.contains("data-relay=\"https://survey.example.com\""));
    for hint in [
        "Custom Code",
        "Wait for User to Dismiss",
        "sondage_signing_secret",
        "allowUserSuppliedJavascript",
        "'wasm-unsafe-eval'",
        "bytes",
    ] {
        assert!(ran.err.contains(hint), "{hint}\n{}", ran.err);
    }
    assert!(!ran.out.contains("hush") && !ran.err.contains("hush"));
}

#[test]
fn a_snippet_that_there_is_not_says_what_there_is() {
    let shell = Shell::new();
    shell.file("onboarding.toml", ONBOARDING);
    shell.run(&["publish", "onboarding.toml"]);
    let ran = shell.run(&["snippet", "onbording", "--channel", "in-app"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(1), "sondage: no survey \"onbording\" is published: there is onboarding\n")
    );
    let ran = shell.run(&["snippet", "onboarding", "--channel", "email"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.err,
        "sondage: there are no snippets for the channel email in this version, only for in-app\n"
    );
}

#[test]
fn no_help_and_no_error_shows_a_secret() {
    let shell = Shell::new()
        .with("SONDAGE_SIGNING_SECRET", "hush-1")
        .with("SONDAGE_BRAZE_API_KEY", "hush-2")
        .with("SONDAGE_STUDIO_PASSWORD", "hush-4");
    let conflict = Shell::new()
        .with("SONDAGE_BRAZE_API_KEY", "hush-3")
        .with("SONDAGE_BRAZE_API_KEY_FILE", "key");
    for ran in [
        shell.run(&["serve", "--help"]),
        shell.run(&["doctor"]),
        shell.run(&["serve", "--listen", "nowhere"]),
        shell.run(&["serve", "--listen", "127.0.0.1:0"]),
        conflict.run(&["doctor"]),
    ] {
        assert!(!ran.out.contains("hush") && !ran.err.contains("hush"), "{ran:?}");
    }
    assert_eq!(conflict.run(&["doctor"]).code, Some(2));
    let half = shell.run(&["serve", "--listen", "127.0.0.1:0", "--log", "error"]);
    assert_eq!(
        half.err,
        "sondage: there is a Braze API key, but no endpoint to use it at: set SONDAGE_BRAZE_ENDPOINT\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tells_what_is_well_from_what_is_not() {
    let keys = [DEFAULT_KEY, "writer:users.track", "reader:kpi.mau.data_series"]
        .map(|key| key.parse().unwrap());
    let emulator =
        Emulator::start(EmulatorConfig { keys: keys.to_vec(), ..EmulatorConfig::default() })
            .await
            .unwrap();
    let shell = Shell::new()
        .with("SONDAGE_BRAZE_ENDPOINT", emulator.url())
        .with("SONDAGE_PUBLIC_URL", "https://survey.example.com")
        .with("SONDAGE_SIGNING_SECRET", "hush");
    let key = shell.file("key", &format!("{DEFAULT_KEY}\n"));
    let shell = shell.with("SONDAGE_BRAZE_API_KEY_FILE", key.to_str().unwrap());
    let ran = shell.run(&["doctor"]);
    let is_whole = Assets::embedded().css().is_some();
    assert_eq!(ran.code, Some(i32::from(!is_whole)), "{ran:?}");
    for line in [
        "ok       Braze endpoint:",
        "ok       Braze API key:",
        "ok       Braze users.track:",
        "ok       Braze kpi.mau.data_series:",
        "ok       public URL:",
        "ok       signing secret:",
        "ok       files:",
        "note     studio password:",
        "note     database:",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }

    for (other, line) in [
        ("stranger", "problem  Braze API key:"),
        ("reader", "problem  Braze users.track:"),
        ("writer", "note     Braze kpi.mau.data_series:"),
    ] {
        std::fs::write(&key, other).unwrap();
        let ran = shell.run(&["doctor"]);
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
        assert_eq!(
            ran.code,
            Some(i32::from(line.starts_with("problem") || !is_whole)),
            "{other} {ran:?}"
        );
    }

    let shell = shell.with("SONDAGE_PUBLIC_URL", "http://survey.example.com");
    let ran = shell.run(&["doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("problem  public URL:"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_are_exported_as_lines_and_as_a_table() {
    let app = TestApp::start().await;
    let mut body = score(RESPONSE, 9);
    let plan = json!({ "question": "plan", "value": { "other": "=HYPERLINK(\"evil\")" } });
    body["answers"].as_array_mut().unwrap().push(plan);
    body["state"] = json!("completed");
    assert_eq!(app.answer(&body).await.status(), 202);
    let shell = Shell::new().with(
        "SONDAGE_DATABASE_URL",
        format!("sqlite://{}", app.folder().join("sondage.db").display()),
    );

    let ran = shell.run(&["export", "onboarding", "--format", "ndjson"]);
    assert_eq!(ran.err, "1 response\n");
    let mut line: Value = serde_json::from_str(&ran.out).unwrap();
    for time in ["started_at", "completed_at"] {
        assert!(line[time].take().as_str().unwrap().ends_with('Z'));
    }
    assert_eq!(
        line,
        json!({
            "response": RESPONSE,
            "respondent": { "braze_id": "5f1c0ffee0ddba11ca11ab1e", "verified": false },
            "state": "completed", "channel": "in-app", "locale": "en",
            "started_at": null, "completed_at": null,
            "answers": { "score": 9, "plan": { "other": "=HYPERLINK(\"evil\")" } },
        })
    );

    let ran = shell.run(&["export", "onboarding"]);
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(
        lines[0],
        "response,respondent,verified,state,channel,locale,started_at,completed_at,score,plan,why"
    );
    assert!(lines[1].starts_with(&format!(
        "{RESPONSE},braze_id:5f1c0ffee0ddba11ca11ab1e,false,completed,in-app,en,"
    )));
    assert!(lines[1].ends_with(",9,\"'=HYPERLINK(\"\"evil\"\")\","), "{}", lines[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_lists_the_ids_of_files() {
    let app = TestApp::start().await;
    let cv =
        "[[questions]]\nid = \"cv\"\ntype = \"file\"\nprompt = \"Your CV?\"\nmax_files = 2\n[end]";
    app.publish(&ONBOARDING.replace("[end]", cv)).await;
    let mut ids = Vec::new();
    for name in ["a.txt", "b.txt"] {
        let path =
            format!("/v1/surveys/onboarding/files?question=cv&response={RESPONSE}&name={name}");
        let taken = app.post_json(&path, "text").await.text().await.unwrap();
        let taken: Value = serde_json::from_str(&taken).unwrap();
        ids.push(taken["file"].as_str().unwrap().to_owned());
    }
    let mut body = score(RESPONSE, 9);
    let answer = json!({ "question": "cv", "value": ids });
    body["answers"].as_array_mut().unwrap().push(answer);
    assert_eq!(app.answer(&body).await.status(), 202);
    let url = format!("sqlite://{}", app.folder().join("sondage.db").display());
    let shell = Shell::new().with("SONDAGE_DATABASE_URL", url);
    let line: Value =
        serde_json::from_str(&shell.run(&["export", "onboarding", "--format", "ndjson"]).out)
            .unwrap();
    assert_eq!(line["answers"]["cv"], json!(ids));
    let table = shell.run(&["export", "onboarding"]).out;
    assert!(table.contains(&ids.join("; ")), "{table}");
}

#[test]
fn a_folder_for_files_that_cannot_be_used_is_one_clear_line() {
    let shell = Shell::new().with("SONDAGE_FILES", "in-the-way");
    shell.file("in-the-way", "no folder");
    let ran = shell.run(&["serve", "--listen", "127.0.0.1:0", "--log", "error"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.starts_with("sondage: the folder in-the-way cannot take files: "),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("SONDAGE_FILES") && ran.err.lines().count() == 1, "{}", ran.err);
    let ran = shell.run(&["doctor"]);
    assert!(ran.out.contains("problem  files: in-the-way"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_that_were_given_up_are_listed_and_revived() {
    let app = TestApp::start().await;
    app.answer(&score(RESPONSE, 9)).await;
    let shell = Shell::new().with(
        "SONDAGE_DATABASE_URL",
        format!("sqlite://{}", app.folder().join("sondage.db").display()),
    );
    app.emulator.wait_until(|state| state.n_calls() > 0).await.unwrap();
    let ran = shell.run(&["deliveries"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("listed; in all, "), "{}", ran.err);
    let ran = shell.run(&["deliveries", "retry", "--survey", "another"]);
    assert_eq!(ran.out, "0 deliveries will be tried again now\n");
}

#[cfg(unix)]
#[test]
fn serve_answers_until_it_is_told_to_stop() {
    let shell =
        Shell::new().with("SONDAGE_LISTEN", "127.0.0.1:0").with("SONDAGE_LOG_FORMAT", "json");
    let mut serving = shell.command(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(serving.stderr.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.find_map(|line| {
        let line: Value = serde_json::from_str(&line).unwrap();
        Some(line["fields"]["address"].as_str()?.to_owned())
    });
    let mut stream = std::net::TcpStream::connect(address.unwrap()).unwrap();
    let mut answer = String::new();
    std::io::Write::write_all(
        &mut stream,
        b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
    )
    .unwrap();
    std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    let killed =
        Command::new("sh").args(["-c", &format!("kill -TERM {}", serving.id())]).status().unwrap();
    assert!(killed.success());
    let log: Vec<_> = lines.collect();
    assert!(log.last().unwrap().contains("stopped"), "{log:?}");
    assert!(serving.wait().unwrap().success());
}
