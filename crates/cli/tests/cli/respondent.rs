//! Handing over and erasing what is kept of one person.

use serde_json::{Value, json};
use sondage_intake::Millis;

use crate::common::{ONBOARDING, RESPONSE, TestApp, score};
use crate::shell::Shell;

const OTHER: &str = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a22";

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_handed_over_and_erased_and_nobody_else_is() {
    let app = TestApp::start().await;
    let cv = "[[questions]]\nid = \"cv\"\ntype = \"file\"\nprompt = \"Your CV?\"\n[end]";
    app.publish(&ONBOARDING.replace("[end]", cv)).await;
    for (name, response) in [("ada", RESPONSE), ("eve", OTHER)] {
        let path =
            format!("/v1/surveys/onboarding/files?question=cv&response={response}&name={name}.txt");
        let sent = app.http.post(app.url(&path)).body("About me").send().await.unwrap();
        let file: Value = serde_json::from_str(&sent.text().await.unwrap()).unwrap();
        let mut body = score(response, 9);
        body["respondent"] = json!({ "external_id": name });
        let answer = json!({ "question": "cv", "value": [file["file"]] });
        body["answers"].as_array_mut().unwrap().push(answer);
        assert_eq!(app.answer(&body).await.status(), 202);
    }
    let n_files = || std::fs::read_dir(app.folder().join("files")).unwrap().count();
    let database = app.folder().join("sondage.db");
    let shell = Shell::new()
        .with("SONDAGE_DATABASE_URL", format!("sqlite://{}", database.display()))
        .with("SONDAGE_FILES", app.folder().join("files").display().to_string());

    let ran = shell.run(&["respondent", "export", "--external-id", "ada"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let all: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(all["respondent"], json!({ "external_id": "ada" }));
    assert_eq!(all["responses"][0]["answers"]["score"], 9);
    assert_eq!(all["responses"][0]["files"][0]["name"], "ada.txt");
    assert_eq!(all["deliveries"][0]["attribute"], "nps_score");
    assert!(!ran.out.contains(OTHER) && !ran.out.contains("\"eve\""));

    let ran = shell.run(&["respondent", "erase", "--external-id", "ada"]);
    assert!(ran.err.contains("1 response and 2 deliveries would be erased"), "{}", ran.err);
    assert_eq!(n_files(), 2);
    let ran = shell.run(&["respondent", "erase", "--external-id", "ada", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("erased: 1 response, 2 deliveries, 1 file\n"), "{}", ran.out);
    for what in ["/users/delete", "\"external_ids\":[\"ada\"]", "attribute nps_score"] {
        assert!(ran.out.contains(what), "{what}: {}", ran.out);
    }
    assert_eq!(n_files(), 1);
    assert!(app.store.response(RESPONSE).await.unwrap().is_none());
    assert!(app.store.response(OTHER).await.unwrap().is_some());
    let ran = shell.run(&["respondent", "export", "--external-id", "ada"]);
    assert!(ran.err.contains("nothing is kept"), "{}", ran.err);
    assert_eq!(shell.run(&["respondent", "export"]).code, Some(2), "of whom?");
    let both = ["respondent", "export", "--external-id", "ada", "--response", OTHER];
    assert_eq!(shell.run(&both).code, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_browser_could_not_send_before_its_respondent_was_erased_is_refused_for_good() {
    let app = TestApp::start().await;
    let database = format!("sqlite://{}", app.folder().join("sondage.db").display());
    let shell = Shell::new().with("SONDAGE_DATABASE_URL", database);
    let by = |response: &str, who: Value, at: Millis| {
        let mut body = score(response, 9);
        body["respondent"] = who;
        body["answers"][0]["at"] = at.to_rfc3339().into();
        body
    };
    let (ada, nobody) = (json!({ "external_id": "ada" }), json!({}));
    let before = app.clock.now();
    let (third, fourth) = (uuid::Uuid::new_v4().to_string(), uuid::Uuid::new_v4().to_string());
    // One response of hers is stored; one is in a browser alone, as are two of nobody known.
    let stored = by(RESPONSE, ada.clone(), before);
    assert_eq!(app.answer(&stored).await.status(), 202);
    let unsent = by(OTHER, ada.clone(), before);
    let (named, others) = (by(&third, nobody.clone(), before), by(&fourth, nobody, before));

    let ran = shell.run(&["respondent", "erase", "--external-id", "ada", "--yes"]);
    assert!(
        ran.err.contains("not taken from a browser that still has it, for 30 days"),
        "{}",
        ran.err
    );
    let capitals = third.to_uppercase();
    let ran = shell.run(&["respondent", "erase", "--response", &capitals, "--yes"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for late in [&stored, &unsent, &named] {
        let reply = app.answer(late).await;
        // By both of these a browser knows that it is the relay that says so, and for good.
        let content_type = reply.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(content_type.starts_with("application/problem+json"), "{content_type}");
        assert_eq!(
            (reply.status().as_u16(), reply.headers()["sondage-problem"].as_bytes()),
            (410, &b"erased"[..])
        );
    }
    for id in [RESPONSE, OTHER, &third] {
        assert!(app.store.response(id).await.unwrap().is_none(), "{id}");
    }
    assert_eq!(app.answer(&others).await.status(), 202, "nobody asked to erase it");
    let later = app.clock.now().plus(std::time::Duration::from_millis(1));
    assert_eq!(app.answer(&by(RESPONSE, ada, later)).await.status(), 202, "she may answer again");
    let ran = shell.run(&["respondent", "erase", "--response", "ada", "--yes"]);
    assert_eq!(ran.code, Some(2), "that is no response's id");
}

#[cfg(unix)]
#[test]
fn a_new_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let shell = Shell::new();
    shell.file("onboarding.toml", ONBOARDING);
    assert_eq!(shell.run(&["publish", "onboarding.toml"]).code, Some(0));
    let mode = std::fs::metadata(shell.folder.path().join("sondage.db")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
}
