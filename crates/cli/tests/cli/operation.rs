//! The program in the hands of who runs it: the doctor, exports, deliveries, the server.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::common::{ONBOARDING, RESPONSE, TestApp, score};
use crate::shell::Shell;
use serde_json::{Value, json};
use sondage_emulator::{DEFAULT_KEY, Emulator, EmulatorConfig};
use sondage_relay::assets::Assets;

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
        .with("SONDAGE_SIGNING_SECRET", "hush, a secret of thirty-two bytes");
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

#[test]
fn the_doctor_says_where_it_could_not_look_for_a_connection_of_the_studio() {
    let shell = Shell::new();
    let junk = shell.file("junk.db", &"this is no database\n".repeat(100));
    let shell = shell.with("SONDAGE_DATABASE_URL", format!("sqlite://{}", junk.display()));
    let out = shell.run(&["doctor"]).out;
    let line = out.lines().find(|line| line.contains(" Braze: ")).unwrap_or(&out);
    assert!(line.starts_with("problem ") && line.contains("could not be looked at: "), "{out}");
    assert!(!line.contains("is not configured"), "{out}");
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
    for time in ["started_at", "completed_at", "updated_at"] {
        assert!(line[time].take().as_str().unwrap().ends_with('Z'));
    }
    for question in ["score", "plan"] {
        assert!(line["answered_at"][question].take().as_str().unwrap().ends_with('Z'));
    }
    assert_eq!(
        line,
        json!({
            "response": RESPONSE,
            "respondent": { "braze_id": "5f1c0ffee0ddba11ca11ab1e", "verified": false },
            "state": "completed", "channel": "in-app", "locale": "en", "revision": 1,
            "started_at": null, "begun_at": null, "completed_at": null, "updated_at": null,
            "answers": { "score": 9, "plan": { "other": "=HYPERLINK(\"evil\")" } },
            "answered_at": { "score": null, "plan": null },
            "seconds": {}, "hidden": {}, "variables": {},
        })
    );

    let ran = shell.run(&["export", "onboarding"]);
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(
        lines[0],
        "\u{feff}response,respondent,verified,state,channel,locale,started_at,completed_at,revision,updated_at,\
         q.score,q.plan,q.plan.other,q.why,utm_source,utm_medium,utm_campaign,utm_term,utm_content,\
         answered_at.score,seconds.score,answered_at.plan,seconds.plan,answered_at.why,seconds.why"
    );
    assert!(lines[1].starts_with(&format!(
        "{RESPONSE},braze_id:5f1c0ffee0ddba11ca11ab1e,false,completed,in-app,en,"
    )));
    assert!(lines[1].contains(",9,\"'=HYPERLINK(\"\"evil\"\")\","), "{}", lines[1]);
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

#[cfg(unix)]
#[test]
fn a_preview_shows_the_file_as_it_is_and_leaves_nothing() {
    let shell = Shell::new();
    let file = shell.file("survey.toml", ONBOARDING);
    let args = ["preview", "survey.toml", "--listen", "127.0.0.1:0"];
    let mut command = shell.command(&args);
    let temporary = shell.folder.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    command.env("TMPDIR", &temporary);
    let mut showing = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(showing.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut said = BufReader::new(showing.stderr.take().unwrap()).lines().map(Result::unwrap);
    let address = out.next().unwrap();
    let stage = out.next().unwrap();
    assert_eq!(stage, format!("{} (in a message, in a page)", address.replace("/s/", "/preview/")));
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let page = || {
        let mut stream = std::net::TcpStream::connect(host).unwrap();
        let asked = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        std::io::Write::write_all(&mut stream, asked.as_bytes()).unwrap();
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
        answer
    };
    assert_eq!(path, "s/onboarding");
    assert!(page().contains("Preview: nothing is stored"), "{}", page());
    assert!(said.next().unwrap().starts_with("Nothing is stored"));
    std::fs::write(&file, ONBOARDING.replace("How likely are", "How unlikely are")).unwrap();
    assert_eq!(said.next().unwrap(), "onboarding is shown as it is now");
    assert!(page().contains("How unlikely are"));
    std::fs::write(&file, "id = 1").unwrap();
    assert!(said.any(|line| line.ends_with("not shown")));
    assert!(page().contains("How unlikely are"), "what is wrong is not shown");
    let stop = format!("kill -TERM {}", showing.id());
    assert!(Command::new("sh").args(["-c", &stop]).status().unwrap().success());
    assert!(showing.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
    assert_eq!(std::fs::read_dir(shell.folder.path()).unwrap().count(), 2, "the file and tmp");
}

#[test]
fn nothing_that_a_stranger_has_written_moves_a_terminal() {
    let shell = Shell::new();
    let name = "\u{1b}[2J\u{9b}31m\0.toml";
    let ran = shell.run(&["check", &name.replace('\0', "")]);
    assert!(!ran.err.contains(['\u{1b}', '\u{9b}']) && !ran.out.contains('\u{1b}'), "{ran:?}");
    assert!((ran.err + &ran.out).contains("\u{fffd}[2J"));
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_relay_at_work_shows_its_secrets_nowhere() {
    let shell = Shell::new()
        .with("SONDAGE_LISTEN", "127.0.0.1:0")
        .with("SONDAGE_LOG", "trace")
        .with("SONDAGE_LOG_FORMAT", "json")
        .with("SONDAGE_BRAZE_ENDPOINT", "http://127.0.0.1:9")
        .with("SONDAGE_METRICS_TOKEN", "hush-metrics-token")
        .with("SONDAGE_BRAZE_API_KEY", "hush-braze-key");
    shell.file("onboarding.toml", ONBOARDING);
    assert_eq!(shell.run(&["publish", "onboarding.toml"]).code, Some(0));
    let args = [
        "serve",
        "--signing-secret=hush-signing-secret-of-32-bytes-and-more",
        "--studio-password",
        "hush-studio-password",
    ];
    let mut serving = shell.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(serving.stderr.take().unwrap()).lines().map(Result::unwrap);
    let (mut said, mut address) = (String::new(), None);
    while address.is_none() {
        let line = lines.next().unwrap();
        let json: Value = serde_json::from_str(&line).unwrap();
        address = json["fields"]["address"].as_str().map(str::to_owned);
        said += &line;
    }
    let url = |path: &str| format!("http://{}{path}", address.as_ref().unwrap());
    let command = std::fs::read(format!("/proc/{}/cmdline", serving.id())).unwrap();
    said += &String::from_utf8_lossy(&command);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = "v2.hush-this-token-too";
    let mut body = score(RESPONSE, 9);
    body["respondent"] = json!({ "external_id": "ada", "token": token });
    for request in [
        http.get(url("/healthz")),
        http.get(url("/metrics")).bearer_auth("hush-metrics-token"),
        http.get(url("/studio/files/x")).basic_auth("", Some("hush-studio-password")),
        http.get(url("/studio/files/x")).basic_auth("", Some("hush, wrong")),
        http.get(url("/v1/surveys/onboarding")),
        http.post(url("/v1/surveys/onboarding/responses")).body(body.to_string()),
        http.post(url("/v1/surveys/onboarding/responses?token=v2.hush-this-token-too")).body("{"),
        http.post(url("/s/onboarding")).body(format!("token={token}")),
    ] {
        let reply = request.send().await.unwrap();
        write!(said, "{:?}", reply.headers()).unwrap();
        said += &reply.text().await.unwrap();
    }
    let killed = Command::new("sh").args(["-c", &format!("kill -TERM {}", serving.id())]).status();
    assert!(killed.unwrap().success());
    lines.for_each(|line| said.extend(["\n", &line]));
    assert!(serving.wait().unwrap().success());
    assert!(said.contains("answered") && said.contains("stopped"), "the log was read");
    let told: Vec<&str> = said.split('\n').filter(|part| part.contains("hush")).collect();
    assert!(told.is_empty(), "{told:?}");
}
