//! A database that an earlier version wrote, opened by this one.

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
        .with("SONDAGE_SIGNING_SECRET", SECRET)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_exported_is_exported_still() {
    let shell = left_behind().await;
    for survey in ["onboarding", "every-kind"] {
        for format in ["csv", "ndjson"] {
            let ran = shell.run(&["export", survey, "--format", format]);
            assert_eq!(ran.code, Some(0), "{ran:?}");
            assert_eq!(ran.out, fixture(&format!("{survey}.{format}")), "{survey} as {format}");
        }
    }
    assert_eq!(shell.run(&["deliveries", "list"]).out, fixture("deliveries.txt"));
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
