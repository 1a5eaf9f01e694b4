//! A database that an earlier version wrote, opened by this one.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use sondage_emulator::{DEFAULT_KEY, Emulator, EmulatorConfig};
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::shell::Shell;

const SECRET: &str = "journeys are not secret";

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/yesterday");
    std::fs::read_to_string(PathBuf::from(folder).join(name)).unwrap()
}

/// A folder with the database as it was left.
async fn left_behind() -> Shell {
    let shell = Shell::new();
    let file = shell.folder.path().join("sondage.db");
    // A dump has its tables in the order of their names.
    let options =
        SqliteConnectOptions::new().filename(&file).create_if_missing(true).foreign_keys(false);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(fixture("sondage.sql")))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    shell
        .with("SONDAGE_DATABASE_URL", format!("sqlite://{}", file.display()))
        .with("SONDAGE_PUBLIC_URL", "https://relay.example")
        // Today's secrets are longer, and what the one of then has signed stays good beside it.
        .with("SONDAGE_SIGNING_SECRET", "a secret of today, of 32 bytes or more")
        .with("SONDAGE_SIGNING_SECRET_BEFORE", SECRET)
}

/// The columns of a table, and the cells of each row by them.
fn rows(text: &str) -> (Vec<String>, Vec<HashMap<String, String>>) {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |record: Result<csv::StringRecord, _>| {
        let record = record.unwrap();
        head.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
    };
    let rows = reader.records().map(row).collect();
    (head, rows)
}

/// A cell as an earlier version wrote it: one of a whole question, or of its parts together.
fn as_before(row: &HashMap<String, String>, head: &[String], question: &str) -> String {
    if let Some(cell) = row.get(&format!("q.{question}")) {
        return cell.clone();
    }
    let prefix = format!("q.{question}.");
    let part = |name: &&String| name.strip_prefix(&prefix).is_some_and(|part| !part.contains('.'));
    let cells = head.iter().filter(part).map(|name| row[name].as_str());
    cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("; ")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_exported_is_in_the_table_still() {
    // What was wrong about it: a number and a phone that became texts, an option without a label.
    let mended = [("'-7.5", "-7.5"), ("'+33 1 23 45 67 89", "+33 1 23 45 67 89"), ("team", "Team")];
    let shell = left_behind().await;
    for survey in ["onboarding", "every-kind"] {
        let ran = shell.run(&["export", survey]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let ((head, now), (columns, before)) =
            (rows(&ran.out), rows(&fixture(&format!("{survey}.csv"))));
        assert_eq!(head[..8], columns[..8], "what every response has stands where it stood");
        assert_eq!(now.len(), before.len());
        for (now, before) in now.iter().zip(&before) {
            for name in &columns[..8] {
                assert_eq!(now[name], before[name], "{name}");
            }
            for question in &columns[8..] {
                let was = mended.iter().find(|(was, _)| *was == before[question]);
                let expected = was.map_or(before[question].as_str(), |(_, mended)| mended);
                assert_eq!(as_before(now, &head, question), expected, "{question}");
            }
        }
    }
    assert_eq!(shell.run(&["deliveries", "list"]).out, fixture("deliveries.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_told_programs_is_told_still() {
    let shell = left_behind().await;
    for survey in ["onboarding", "every-kind"] {
        let ran = shell.run(&["export", survey, "--format", "ndjson"]);
        let before = fixture(&format!("{survey}.ndjson"));
        assert_eq!(ran.out.lines().count(), before.lines().count(), "{ran:?}");
        for (now, before) in ran.out.lines().zip(before.lines()) {
            let [now, before] =
                [now, before].map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
            for (key, value) in before.as_object().unwrap() {
                assert_eq!(now[key], *value, "{key}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_links_of_its_surveys_are_the_same_still_but_for_what_their_token_signs() {
    let shell = left_behind().await;
    for channel in ["web", "link", "push"] {
        let ran = shell.run(&["snippet", "onboarding", "--channel", channel]);
        // An earlier token does not say of which kind its identifier is, and is good all the same.
        let links = ran.out.replace("v2:onboarding:never:braze_id:", "onboarding.");
        let links = links.replace(" | prepend: \"v2.\" %}", " %}");
        assert_eq!(links, fixture(&format!("onboarding.{channel}.txt")), "{channel}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_owed_to_braze_is_delivered() {
    let key = [DEFAULT_KEY.parse().unwrap()];
    let config = EmulatorConfig { keys: key.to_vec(), ..EmulatorConfig::default() };
    let emulator = Emulator::start(config).await.unwrap();
    let shell = left_behind()
        .await
        .with("SONDAGE_LISTEN", "127.0.0.1:0")
        .with("SONDAGE_BRAZE_ENDPOINT", emulator.url())
        .with("SONDAGE_BRAZE_API_KEY", DEFAULT_KEY);
    let client = reqwest::Client::builder().build().unwrap();
    let ada = "5f1c0ffee0ddba11ca11ab1e";
    let profile = serde_json::json!({ "braze_id": ada });
    let made = client.post(format!("{}/emulator/profiles", emulator.url()));
    made.json(&profile).send().await.unwrap().error_for_status().unwrap();

    let mut serving = shell.command(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(serving.stderr.take().unwrap()).lines().map_while(Result::ok);
    let address = lines
        .find_map(|line| Some(line.split_once("serving address=")?.1.split(' ').next()?.to_owned()))
        .expect("the relay says where it serves");
    let revision =
        client.get(format!("http://{address}/v1/surveys/onboarding")).send().await.unwrap();
    assert_eq!(revision.status(), 200);
    // Each look is a run of the program: so many take longer than any delivery, and end.
    let is_delivered = (0..2_000).any(|_| {
        let is_over = serving.try_wait().unwrap().is_some();
        is_over || shell.run(&["deliveries", "list"]).out.is_empty()
    });
    let ended = serving.try_wait().unwrap();
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(is_delivered && ended.is_none(), "delivered: {is_delivered}, ended: {ended:?}");

    let profile = client.get(format!("{}/emulator/profiles/{ada}", emulator.url()));
    let profile: serde_json::Value = profile.send().await.unwrap().json().await.unwrap();
    assert_eq!(profile["attributes"]["nps_score"]["value"], 7, "{profile}");
    let events = profile["events"].as_array().unwrap();
    let [score, plan] = ["score", "plan"].map(|question| {
        let of_it = |event: &&serde_json::Value| event["properties"]["question_id"] == question;
        &events.iter().find(of_it).unwrap()["properties"]
    });
    assert_eq!((&score["answer"], &score["revision"]), (&7.into(), &1.into()));
    assert_eq!((&plan["answer"], &plan["answer_id"]), (&"Pro".into(), &"pro".into()));
}
