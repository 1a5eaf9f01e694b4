//! Surveys by the HTTP API of the studio: begun, edited by several at once, published, stopped, and
//! brought back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test fails where a helper does"
)]

mod house;

use axum::http::Method;
use serde_json::{Value, json};

use house::House;

const TEXT: &str = r#"# Ours.
id = "spring"
name = "Spring"

[[questions]]
id = "score"
type = "nps"
prompt = "How likely?" # asked in May

[end]
text = "Thanks!"
"#;

async fn begun(house: &House) -> Value {
    let body = json!({ "from": "text", "language": "toml", "text": TEXT });
    house.send(Method::POST, "/surveys", &body).await.is(201)
}

fn set(old: &str, new: &str) -> Value {
    let path = json!(["questions", "score", "prompt"]);
    json!({ "edits": [{ "operation": { "op": "set", "path": path, "old": old, "new": new } }] })
}

#[tokio::test]
async fn a_survey_goes_from_a_template_to_what_is_published() {
    let house = House::new().await;
    let templates = house.get("/templates").await.is(200);
    assert!(templates["items"].as_array().unwrap().len() > 30);
    let body = json!({ "from": "template", "template": "nps", "name": "Été 2026" });
    let made = house.send(Method::POST, "/surveys", &body).await.is(201);
    assert_eq!(made, json!({ "id": "ete-2026", "name": "Été 2026", "notes": [] }));
    let again = house.send(Method::POST, "/surveys", &body).await.is(201);
    assert_eq!(again["id"], "ete-2026-2");
    let listed = house.get("/surveys?search=%C3%A9t%C3%A9%202026-2").await.is(200);
    assert_eq!((&listed["total"], &listed["all"]), (&json!(1), &json!(2)));
    assert_eq!(listed["items"][0]["status"], "draft");
    let draft = house.get("/surveys/ete-2026/draft").await;
    let tag = draft.tag();
    let publish = house.send_if("/surveys/ete-2026/publish", &tag, &json!({})).await.is(200);
    assert_eq!((&publish["revision"], &publish["is_new"]), (&json!(1), &json!(true)));
    let survey = house.get("/surveys/ete-2026").await.is(200);
    assert_eq!((&survey["status"], &survey["has_changes"]), (&json!("live"), &json!(false)));
    let differences = house.get("/surveys/ete-2026/draft/differences").await.is(200);
    assert_eq!(differences["items"], json!([]));
    let gone = house.send(Method::DELETE, "/surveys/ete-2026", &Value::Null).await;
    assert_eq!(gone.status, 409, "what was published stays");
    house.send(Method::DELETE, "/surveys/ete-2026-2", &Value::Null).await.is(204);
    house.get("/surveys/ete-2026-2").await.is(404);
}

#[tokio::test]
async fn two_who_edit_at_once_lose_nothing() {
    let house = House::new().await;
    begun(&house).await;
    let read = house.get("/surveys/spring/draft").await.tag();
    let first = set("How likely?", "How likely is it?");
    let edited = house.send(Method::POST, "/surveys/spring/draft/edits", &first).await.is(200);
    let text = edited["draft"]["text"].as_str().unwrap();
    assert_eq!(text, TEXT.replace("How likely?", "How likely is it?"), "comments stay");
    // Elsewhere in the survey, from the state before: both are kept.
    let other = json!({ "edits": [{ "operation":
        { "op": "set", "path": ["name"], "old": "Spring", "new": "Spring 2026" } }] });
    house.send(Method::POST, "/surveys/spring/draft/edits", &other).await.is(200);
    // At the same place: both are said, and nothing is done.
    let refused = house.send(Method::POST, "/surveys/spring/draft/edits", &first).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.body["errors"][0]["pointer"], "/questions/score/prompt");
    let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("How likely?") && detail.contains("How likely is it?"), "{detail}");
    // A whole text of the state before is refused too.
    let put = json!({ "language": "toml", "text": "id = \"spring\"" });
    let refused = house.put_if("/surveys/spring/draft", &read, &put).await;
    assert_eq!((refused.status, &refused.body["type"]), (412, &json!("urn:sondage:problem:stale")));
    let undo = json!({ "edits": edited["undo"] });
    let undone = house.send(Method::POST, "/surveys/spring/draft/edits", &undo).await.is(200);
    let expected = TEXT.replace("name = \"Spring\"", "name = \"Spring 2026\"");
    assert_eq!(undone["draft"]["text"], expected.as_str());
}

#[tokio::test]
async fn a_text_that_is_wrong_is_kept_and_marked_and_only_publishing_refuses_it() {
    let house = House::new().await;
    begun(&house).await;
    let tag = house.get("/surveys/spring/draft").await.tag();
    let put = json!({ "language": "toml", "text": "id = \"spring\"\nname = " });
    let kept = house.put_if("/surveys/spring/draft", &tag, &put).await;
    let tag = kept.tag();
    let kept = kept.is(200);
    assert_eq!(
        (&kept["draft"]["name"], &kept["findings"][0]["line"]),
        (&json!("Spring"), &json!(2))
    );
    let refused = house.send_if("/surveys/spring/publish", &tag, &json!({})).await;
    assert_eq!(refused.status, 422);
    let edits = house.send(Method::POST, "/surveys/spring/draft/edits", &set("a", "b")).await;
    assert_eq!(edits.status, 409, "it can only be edited as a text");
    let history = house.get("/surveys/spring/history").await.is(200);
    let begun = history["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&begun["what"], &begun["who"]), (&json!("begun"), &json!("ada@example.com")));
    let since = format!("/surveys/spring/draft/differences?since=draft-{}", begun["revision"]);
    let unreadable = house.get(&since).await;
    assert_eq!(unreadable.status, 409, "a text that cannot be read is compared with nothing");
    let back = json!({ "draft": begun["revision"] });
    let restored = house.send_if("/surveys/spring/restore", &tag, &back).await.is(200);
    assert_eq!(restored["draft"]["text"], TEXT);
    assert_eq!(restored["findings"], json!([]));
}

#[tokio::test]
async fn a_survey_is_paused_closed_put_away_and_labelled() {
    let house = House::new().await;
    begun(&house).await;
    let act = async |what: &str| {
        let body = json!({ "do": what });
        house.send(Method::POST, "/surveys/spring/state", &body).await
    };
    assert_eq!(act("pause").await.status, 409, "it is not published");
    let tag = house.get("/surveys/spring/draft").await.tag();
    house.send_if("/surveys/spring/publish", &tag, &json!({})).await.is(200);
    for (what, status) in
        [("pause", "paused"), ("reopen", "live"), ("close", "closed"), ("archive", "archived")]
    {
        assert_eq!(act(what).await.is(200)["status"], status);
    }
    assert_eq!(
        house.get("/surveys").await.is(200)["total"],
        0,
        "what is put away is not in the way"
    );
    assert_eq!(house.get("/surveys?status=archived").await.is(200)["total"], 1);
    assert_eq!(act("unarchive").await.is(200)["status"], "closed", "as it was");
    let labels = json!({ "labels": ["Spring", " shop ", "shop"] });
    let labelled = house.send(Method::PUT, "/surveys/spring/labels", &labels).await.is(200);
    assert_eq!(labelled["labels"], json!(["Spring", "shop"]));
    assert_eq!(house.get("/surveys?label=shop").await.is(200)["total"], 1);
    let actions: Vec<Value> = house.get("/audit").await.is(200)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].clone())
        .collect();
    assert!(actions.contains(&json!("survey.published")), "{actions:?}");
    assert!(actions.contains(&json!("survey.paused")), "{actions:?}");
}

#[tokio::test]
async fn another_tools_file_comes_with_what_could_not_be_carried_over() {
    let house = House::new().await;
    let file = json!({ "title": "From SurveyJS", "odd": 1, "pages": [{ "elements": [
        { "type": "text", "name": "why", "title": "Why?" },
    ] }] });
    let body = json!({ "from": "import", "tool": "surveyjs", "file": file.to_string() });
    let made = house.send(Method::POST, "/surveys", &body).await.is(201);
    assert_eq!(made["name"], "From SurveyJS");
    assert!(!made["notes"].as_array().unwrap().is_empty());
    let body = json!({ "from": "import", "tool": "typeform", "file": "no json" });
    let refused = house.send(Method::POST, "/surveys", &body).await;
    assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/file")));
}

#[tokio::test]
async fn who_may_only_look_changes_nothing() {
    let house = House::with_role("viewer").await;
    house.get("/surveys").await.is(200);
    let body = json!({ "from": "nothing", "name": "Mine" });
    assert_eq!(house.send(Method::POST, "/surveys", &body).await.status, 403);
}

#[tokio::test]
async fn edits_that_no_person_makes_are_refused_and_end_nothing() {
    let house = House::new().await;
    begun(&house).await;
    let edit = |operation: Value| json!({ "edits": [{ "operation": operation }] });
    // As deep as this nothing can be dropped again without the stack of a thread.
    let deep = json!({ "op": "set", "path": vec!["a"; 30_000], "new": 1 });
    let refused = house.send(Method::POST, "/surveys/spring/draft/edits", &edit(deep)).await;
    assert_eq!(refused.status, 422);
    let one = json!({ "op": "duplicate", "path": ["questions", "score"] });
    let many = json!({ "op": "several", "operations": vec![one; 300] });
    let refused = house.send(Method::POST, "/surveys/spring/draft/edits", &edit(many)).await;
    assert_eq!(refused.status, 413);
    let draft = house.get("/surveys/spring/draft").await.is(200);
    assert_eq!((&draft["text"], &draft["revision"]), (&json!(TEXT), &json!(1)));
}

#[tokio::test]
async fn a_text_may_be_a_megabyte_whatever_answers_may_be() {
    let house = House::new().await;
    begun(&house).await;
    let tag = house.get("/surveys/spring/draft").await.tag();
    let long = format!("{TEXT}# {}\n", "a".repeat(900_000));
    let put = json!({ "language": "toml", "text": long });
    let tag = house.put_if("/surveys/spring/draft", &tag, &put).await.tag();
    let put = json!({ "language": "toml", "text": format!("{long}# {}", "a".repeat(200_000)) });
    assert_eq!(house.put_if("/surveys/spring/draft", &tag, &put).await.status, 413);
}

#[tokio::test]
async fn an_earlier_text_can_be_read_without_bringing_it_back() {
    let house = House::new().await;
    begun(&house).await;
    house
        .send(Method::POST, "/surveys/spring/draft/edits", &set("How likely?", "Why?"))
        .await
        .is(200);
    let since = house.get("/surveys/spring/draft/differences?since=draft-1").await.is(200);
    let one = &since["items"][0];
    assert_eq!((&one["old"], &one["new"]), (&json!("How likely?"), &json!("Why?")));
    house.get("/surveys/spring/draft/differences?since=draft-99").await.is(404);
    house.get("/surveys/spring/draft/differences?since=yesterday").await.is(404);
    let read = house.get("/surveys/spring/history/draft/1").await.is(200);
    assert_eq!(read, json!({ "language": "toml", "text": TEXT }));
    house.get("/surveys/spring/history/published/1").await.is(404);
}
