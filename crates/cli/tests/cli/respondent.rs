//! Handing over and erasing what is kept of one person.

use serde_json::{Value, json};

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
