//! The program, as it is called from a shell.

use std::path::Path;

use crate::common::ONBOARDING;
use crate::shell::Shell;
use serde_json::{Value, json};
use sondage_relay::assets::Assets;

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
        .with("SONDAGE_SIGNING_SECRET", "hush, a secret of thirty-two bytes");
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
}

#[test]
fn each_channel_has_its_snippet_and_its_own_steps() {
    let shell = Shell::new()
        .with("SONDAGE_PUBLIC_URL", "https://survey.example.com")
        .with("SONDAGE_SIGNING_SECRET", "hush, a secret of thirty-two bytes");
    shell.file("onboarding.toml", ONBOARDING);
    shell.run(&["publish", "onboarding.toml"]);
    for (channel, more, start, hint) in [
        ("email", &[][..], "{% capture sondage_secret %}", "inline CSS may be on or off"),
        ("email", &["--format", "text"], "{% capture sondage_secret %}", "Plaintext tab"),
        ("push", &[], "{% capture sondage_secret %}", "On-Click Behavior: Open Web URL"),
        ("web", &[], "<script type=\"module\"", "wasm-unsafe-eval"),
        ("link", &["--plain"], "https://survey.example.com/s/onboarding\n", "Everybody"),
    ] {
        let ran = shell.run(&[&["snippet", "onboarding", "--channel", channel], more].concat());
        assert_eq!(ran.code, Some(0), "{channel} {}", ran.err);
        assert!(ran.out.starts_with(start), "{channel} {}", ran.out);
        assert!(ran.err.contains(hint), "{channel} {}", ran.err);
        assert!(!ran.out.contains("hush") && !ran.err.contains("hush"));
    }
    let ran = shell.run(&["snippet", "onboarding", "--channel", "push", "--format", "text"]);
    assert_eq!(ran.err, "sondage: --format is for the channel email\n");
}

#[test]
fn a_qr_code_is_written_for_a_link_that_is_the_same_for_everybody() {
    let shell = Shell::new().with("SONDAGE_PUBLIC_URL", "https://survey.example.com");
    shell.file("onboarding.toml", ONBOARDING);
    shell.run(&["publish", "onboarding.toml"]);
    let run = |channel: &str, file: &str| {
        let plain = if channel == "link" { &["--plain"][..] } else { &[] };
        let args = ["snippet", "onboarding", "--channel", channel, "--qr", file];
        shell.run(&[&args, plain].concat())
    };
    for (file, start) in [("code.svg", &b"<?xml "[..]), ("code.png", b"\x89PNG")] {
        assert_eq!(run("link", file).code, Some(0));
        assert!(std::fs::read(shell.folder.path().join(file)).unwrap().starts_with(start));
    }
    for (channel, file, reason) in [
        ("push", "code.png", "a code is for all"),
        ("web", "code.png", "this is none"),
        ("link", "code.gif", "an .svg or a .png file"),
        ("link", "absent/code.png", "cannot be written"),
    ] {
        let ran = run(channel, file);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{channel} {file}");
        assert!(ran.err.contains(reason), "{}", ran.err);
    }
}

#[test]
fn a_command_whose_reader_has_seen_enough_ends_quietly() {
    let shell = Shell::new();
    shell.file("onboarding.toml", ONBOARDING);
    shell.file("bad.toml", FIVE_MISTAKES);
    shell.run(&["publish", "onboarding.toml"]);
    for args in [
        &["schema"][..],
        &["check", "bad.toml"],
        &["doctor"],
        &["deliveries", "retry"],
        &["export", "onboarding"],
        &["export", "onboarding", "--format", "csv"],
        &["snippet", "onboarding", "--channel", "email"],
        &["publish", "onboarding.toml"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = shell.command(args).stdout(writer).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), err.as_str()), (Some(141), ""), "{args:?}");
    }
}

#[test]
fn secrets_that_can_be_guessed_are_refused_with_what_to_do() {
    let short = "hush, a secret of thirty bytes";
    for (name, value, what) in [
        ("SONDAGE_SIGNING_SECRET", "a", "the signing secret has 1 bytes"),
        ("SONDAGE_SIGNING_SECRET", short, "SONDAGE_SIGNING_SECRET_BEFORE"),
        ("SONDAGE_STUDIO_PASSWORD", "a", "the studio password has 1 characters"),
        ("SONDAGE_STUDIO_PASSWORD", "hush, hush!", "take 12 or more"),
        ("SONDAGE_SIGNING_SECRET_BEFORE", short, "but none of now"),
    ] {
        let ran = Shell::new().with(name, value).run(&["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(ran.code, Some(1), "{name} {value}");
        assert!(ran.err.contains(what) && !ran.err.contains("hush"), "{}", ran.err);
    }
}

#[test]
fn a_signing_secret_asks_for_tokens_unless_that_is_turned_off_in_words() {
    let shell = Shell::new().with("SONDAGE_SIGNING_SECRET", "hush, a secret of thirty-two bytes");
    let line = |shell: &Shell, args: &[&str]| {
        let ran = shell.run(&[&["doctor"], args].concat());
        ran.out.lines().find(|line| line.contains("signing secret:")).unwrap().to_owned()
    };
    assert!(line(&shell, &[]).starts_with("ok "));
    let off = line(&shell, &["--require-token=false"]);
    assert!(off.starts_with("note ") && off.contains("SONDAGE_REQUIRE_TOKEN=true"), "{off}");
    assert!(line(&shell, &["--require-token"]).starts_with("ok "));
    let shell = shell.with("SONDAGE_REQUIRE_TOKEN", "false");
    assert!(line(&shell, &[]).starts_with("note "));
}

#[test]
fn a_short_metrics_token_is_taken_with_a_warning() {
    let serve = |token: &str| {
        let shell = Shell::new().with("SONDAGE_METRICS_TOKEN", token);
        shell.run(&["serve", "--listen", "127.0.0.1:0", "--create", "never"]).err
    };
    let said = serve("hush");
    assert!(said.contains("the metrics token has 4 bytes") && !said.contains("hush"), "{said}");
    let said = serve("hush-metrics-token");
    assert!(!said.contains("metrics token"), "{said}");
}

#[test]
fn no_help_and_no_error_shows_a_secret() {
    let shell = Shell::new()
        .with("SONDAGE_SIGNING_SECRET", "hush-1, a secret of thirty-two bytes")
        .with("SONDAGE_BRAZE_API_KEY", "hush-2")
        .with("SONDAGE_STUDIO_PASSWORD", "hush-4, a password");
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

#[test]
fn a_byte_order_mark_is_no_part_of_a_survey() {
    let shell = Shell::new();
    shell.file("marked.toml", &format!("\u{feff}{ONBOARDING}"));
    let json = r#"{ "id": "other", "name": "O", "questions": [{ "id": "q", "type": "nps", "prompt": "Q?" }], "end": { "text": "Bye" } }"#;
    shell.file("marked.json", &format!("\u{feff}{json}"));
    let ran = shell.run(&["check", "marked.toml", "marked.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "2 surveys are fine\n"), "{}", ran.err);
    let ran = shell.run(&["publish", "marked.toml", "marked.json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    // Without the mark it is the same survey.
    shell.file("marked.toml", ONBOARDING);
    let ran = shell.run(&["publish", "marked.toml"]);
    assert_eq!(ran.out, "onboarding: unchanged, revision 1\n");
}

#[test]
fn a_survey_that_has_closed_already_is_warned_of_where_it_says_so() {
    let shell = Shell::new();
    let closing = |date: &str| format!("{ONBOARDING}\n[limits]\ncloses = \"{date}\"\n");
    for (date, is_over) in
        [("2024-01-31", true), ("2024-01-31T10:00:00Z", true), ("2999-01-31", false)]
    {
        shell.file("closing.toml", &closing(date));
        let line = closing(date).lines().position(|line| line.starts_with("closes")).unwrap() + 1;
        let warning = format!(
            "closing.toml:{line}: warning: limits.closes: the survey has been closed since {date}"
        );
        let ran = shell.run(&["check", "closing.toml"]);
        assert_eq!(ran.code, Some(0), "{}", ran.out);
        assert_eq!(ran.out.contains(&warning), is_over, "{}", ran.out);
        let ran = shell.run(&["publish", "closing.toml"]);
        assert_eq!(ran.err.contains(&warning), is_over, "{}", ran.err);
    }
}
