//! Links and passwords, from the command line.

use std::io::Write as _;
use std::process::Stdio;

use crate::shell::Shell;

const ONBOARDING: &str = include_str!("../../../../samples/onboarding.toml");

#[test]
fn links_are_on_stdout_one_a_line_and_what_to_do_with_them_on_stderr() {
    let shell = Shell::new();
    shell.file("onboarding.toml", ONBOARDING);
    shell.run(&["publish", "onboarding.toml"]);
    let secret = "the secret of the tests, 32 bytes or more";
    let links = |args: &[&str]| {
        let args =
            [&["snippet", "onboarding", "--channel", "link", "--signing-secret", secret], args];
        shell.run(&args.concat())
    };
    let ran = links(&["--single-use", "--count", "3", "--expires", "7d"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let all: Vec<&str> = ran.out.lines().collect();
    assert_eq!(all.len(), 3);
    for link in &all {
        let (page, query) = link.split_once('?').unwrap();
        assert!(page.ends_with("/s/onboarding"), "{page}");
        let names: Vec<&str> =
            query.split('&').map(|pair| pair.split_once('=').unwrap().0).collect();
        assert_eq!(names, ["response", "token", "expires"]);
    }
    assert!(all[0] != all[1] && all[1] != all[2]);
    assert!(ran.err.contains("one response"), "{}", ran.err);

    let ran = links(&["--external-id", "ada&eve", "--external-id", "grace"]);
    assert_eq!(ran.out.lines().count(), 2);
    assert!(ran.out.contains("?external_id=ada%26eve&token="), "{}", ran.out);
    let ran = links(&["--plain"]);
    assert_eq!(ran.out, "http://127.0.0.1:8787/s/onboarding\n");
    let ran = links(&[]);
    assert_eq!(ran.out.lines().count(), 1, "a line end would be part of an address");
    assert!(
        ran.out.contains("/s/onboarding?user_braze_id={{${braze_id}}}&token={{sondage_token}}")
    );
    assert!(!ran.out.contains(secret) && !ran.err.contains(secret));

    let [longest, long] = [987, 988].map(|n_bytes| "x".repeat(n_bytes));
    assert_eq!(links(&["--external-id", &longest]).code, Some(0));
    let ran = links(&["--external-id", "ada", "--external-id", &long]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains("988 bytes: Braze takes at most 987"), "{}", ran.err);

    for wrong in [
        &["--single-use", "--braze-id", "ada"][..],
        &["--count", "3"],
        &["--expires", "soon"],
        &["--plain", "--expires", "1d"],
    ] {
        assert_ne!(links(wrong).code, Some(0), "{wrong:?}");
    }
    let unsigned = shell.run(&["snippet", "onboarding", "--channel", "link", "--expires", "1d"]);
    assert_eq!(unsigned.code, Some(1));
    assert!(unsigned.err.contains("set SONDAGE_SIGNING_SECRET"), "{}", unsigned.err);
}

#[test]
fn a_password_is_read_from_stdin_and_its_hash_printed() {
    let hash = |word: &str| {
        let shell = Shell::new();
        let mut command = shell.command(&["password"]);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(word.as_bytes()).unwrap();
        let ran = child.wait_with_output().unwrap();
        (ran.status.success(), String::from_utf8(ran.stdout).unwrap())
    };
    let (is_fine, out) = hash("open sesame!\n");
    assert!(is_fine && out.starts_with("$pbkdf2-sha256$i=600000,l=32$"), "{out}");
    assert!(!hash("open sesame\n").0, "eleven characters");
}

#[test]
fn nothing_is_printed_that_a_survey_for_signed_links_would_not_open() {
    let shell = Shell::new();
    let signed = ONBOARDING.replace("[braze]", "[link]\naccess = \"signed\"\n\n[braze]");
    shell.file("onboarding.toml", &signed);
    shell.run(&["publish", "onboarding.toml"]);
    for channel in ["in-app", "web", "email", "link", "push"] {
        let ran = shell.run(&["snippet", "onboarding", "--channel", channel]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{channel}");
        assert!(ran.err.contains("set SONDAGE_SIGNING_SECRET"), "{channel}: {}", ran.err);
    }
}
