//! Who is believed, and what those may do who are not.

use std::fmt::Write as _;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use sondage_emulator::{Seed, State};
use sondage_intake::identity::{Signs, sign, token};
use sondage_intake::{Identifier, Millis, State as Reached};
use sondage_relay::config::{Bounds, FileBounds};
use sondage_store::{Clock, DeliveryFilter, DeliveryState};

use crate::common::{ONBOARDING, RESPONSE, SECRET, Setup, TestApp, score};
use crate::linking::{open, press};

const NOW: Millis = Millis(1_795_428_000_000);
const OTHER: &str = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a22";
const RESPONSES: &str = "/v1/surveys/onboarding/responses";
/// "open sesame", with few rounds.
const HASH: &str = "$pbkdf2-sha256$i=1000,l=32$YSBzYWx0IG9mIHNpeHRlZW4$OJ/U3u+wVltHtYzOUuv8ODBlmfWiGWlZWmuJv8Z7E4w";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

const CV: &str =
    "[[questions]]\nid = \"cv\"\ntype = \"file\"\nprompt = \"Your CV?\"\nmax_mb = 1\n\n[end]";

fn secret() -> SecretString {
    SecretString::from(SECRET)
}

fn external(name: &str) -> Identifier {
    Identifier::ExternalId(name.into())
}

async fn start(link: &str) -> TestApp {
    with(link, Setup::default()).await
}

async fn with(link: &str, setup: Setup) -> TestApp {
    let app = TestApp::with(Setup { clock: Clock::manual(NOW), ..setup }).await;
    let survey = ONBOARDING.replace("[end]", CV);
    app.publish(&format!("{survey}\n[link]\n{link}\n")).await;
    app
}

#[expect(clippy::needless_pass_by_value, reason = "it is written out where it is passed")]
fn by(respondent: Value, response: &str, score: i32) -> Value {
    json!({
        "response": response, "respondent": respondent,
        "answers": [{ "question": "score", "value": score }],
        "state": "in_progress", "channel": "web", "locale": "en",
    })
}

async fn upload(app: &TestApp, more: &str) -> reqwest::Response {
    let request = app.http.post(app.url("/v1/surveys/onboarding/files?question=cv&name=cv.pdf"));
    let request = request.header("sondage-respondent", format!("response={RESPONSE}{more}"));
    request.body(PDF).send().await.unwrap()
}

/// The same from a page of before, which has all of it in the address.
async fn upload_as_before(app: &TestApp, more: &str) -> reqwest::Response {
    let path =
        format!("/v1/surveys/onboarding/files?question=cv&response={RESPONSE}&name=cv.pdf{more}");
    app.http.post(app.url(&path)).body(PDF).send().await.unwrap()
}

/// A form with a file, as a page without scripts posts it.
async fn post_file(app: &TestApp, fields: &[(&str, &str)]) -> reqwest::Response {
    let mut body = String::new();
    for (name, value) in fields {
        write!(body, "--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            .unwrap();
    }
    body +=
        "--x\r\ncontent-disposition: form-data; name=\"q.cv.file\"; filename=\"cv.pdf\"\r\n\r\n";
    body += std::str::from_utf8(PDF).unwrap();
    body += "\r\n--x--\r\n";
    let request = app.http.post(app.url("/s/onboarding"));
    request
        .header("content-type", "multipart/form-data; boundary=x")
        .body(body)
        .send()
        .await
        .unwrap()
}

/// How many files are on the disk, whole or not.
fn n_files(app: &TestApp) -> usize {
    std::fs::read_dir(app.folder().join("files")).map_or(0, Iterator::count)
}

#[tokio::test]
async fn files_for_a_survey_of_signed_links_come_with_one_or_not_at_all() {
    let app = start("access = \"signed\"").await;
    let ada = token(&secret(), "onboarding", &external("ada"));
    for wrong in ["", "&external_id=ada", &format!("&external_id=eve&token={ada}")] {
        assert_eq!(upload(&app, wrong).await.status(), 409, "{wrong}");
    }
    let card = [("card", "q.cv"), ("response", RESPONSE), ("action", "next")];
    assert_eq!(post_file(&app, &card).await.status(), 403);
    assert_eq!(n_files(&app), 0);
    assert_eq!(upload(&app, &format!("&external_id=ada&token={ada}")).await.status(), 201);
    let of_response = sign(&secret(), "onboarding", Signs::Response(RESPONSE), None);
    assert_eq!(upload(&app, &format!("&link=yes&token={of_response}")).await.status(), 201);
    assert_eq!(n_files(&app), 2);
}

#[tokio::test]
async fn a_page_of_before_sends_files_and_answers_with_its_token_in_the_address() {
    let app = start("access = \"signed\"").await;
    let of_response = sign(&secret(), "onboarding", Signs::Response(RESPONSE), None);
    let proof = format!("&link=yes&token={of_response}");
    assert_eq!(upload_as_before(&app, "&link=yes").await.status(), 409);
    assert_eq!(upload_as_before(&app, &proof).await.status(), 201);
    let body = by(json!(null), RESPONSE, 3).to_string();
    assert_eq!(app.post_json(RESPONSES, &body).await.status(), 409);
    let path = format!("{RESPONSES}?token={of_response}");
    assert_eq!(app.post_json(&path, &body).await.status(), 202);
}

#[tokio::test]
async fn a_link_for_one_response_proves_itself_in_the_body_and_for_that_response_alone() {
    let app = start("access = \"signed\"").await;
    let of_response = sign(&secret(), "onboarding", Signs::Response(RESPONSE), None);
    let proved = json!({ "token": of_response });
    assert_eq!(app.answer(&by(proved.clone(), OTHER, 3)).await.status(), 409);
    assert_eq!(app.answer(&by(proved, RESPONSE, 3)).await.status(), 202);
    let stored = app.store.response(RESPONSE).await.unwrap().unwrap();
    assert!(stored.respondent.is_verified && stored.respondent.identifier.is_none());
}

#[tokio::test]
async fn files_for_a_survey_with_a_password_come_after_it() {
    let app = start(&format!("password = \"{HASH}\"")).await;
    assert_eq!(upload(&app, "").await.status(), 404);
    let card = [("response", RESPONSE), ("card", "q.cv"), ("action", "next")];
    assert_eq!(post_file(&app, &card).await.status(), 200, "the page that asks for it");
    assert_eq!(n_files(&app), 0);
    let page = open(&app, "onboarding", "").await;
    let page = press(&app, &page, "", &[("password", "open sesame")]).await;
    let pass = page.field("pass");
    post_file(&app, &[&card[..], &[("pass", &pass)]].concat()).await;
    assert_eq!(n_files(&app), 1);
}

#[tokio::test]
async fn nobody_sends_files_into_the_response_of_another() {
    let app = start("").await;
    let ada = token(&secret(), "onboarding", &external("ada"));
    let body = by(json!({ "external_id": "ada", "token": ada }), RESPONSE, 9);
    assert_eq!(app.answer(&body).await.status(), 202);
    assert_eq!(upload(&app, "").await.status(), 409);
    assert_eq!(upload(&app, &format!("&external_id=ada&token={ada}")).await.status(), 201);
}

#[tokio::test]
async fn files_are_refused_where_there_is_no_room_and_answers_are_taken_all_the_same() {
    let full = |files: FileBounds| Setup {
        bounds: Bounds { files, ..Bounds::default() },
        ..Setup::default()
    };
    for files in [
        FileBounds { free: u64::MAX / 2, ..FileBounds::default() },
        FileBounds { total: 1_000, ..FileBounds::default() },
        FileBounds { per_survey: 1_000, ..FileBounds::default() },
        FileBounds { unnamed: 0, ..FileBounds::default() },
    ] {
        let app = with("", full(files)).await;
        let refused = upload(&app, "").await;
        assert_eq!(refused.status(), 503, "{files:?}");
        assert!(refused.text().await.unwrap().contains("no room for files"));
        assert_eq!(n_files(&app), 0);
        assert_eq!(app.answer(&score(RESPONSE, 9)).await.status(), 202);
    }
    let app = with("", full(FileBounds { per_address: 1_000, ..FileBounds::default() })).await;
    assert_eq!(upload(&app, "").await.status(), 201);
    assert_eq!(upload(&app, "").await.status(), 429);
}

#[tokio::test]
async fn what_nobody_has_proved_makes_no_profile_and_updates_the_one_that_is_there() {
    let app = start("").await;
    app.emulator.seed(Seed { external_id: Some("ada".into()), ..Seed::default() });
    let eve = token(&secret(), "onboarding", &external("eve"));
    for (respondent, response) in [
        (json!({ "external_id": "made up" }), RESPONSE.to_owned()),
        (json!({ "external_id": "ada" }), OTHER.to_owned()),
        (json!({ "external_id": "eve", "token": eve }), OTHER.replace("22", "33")),
    ] {
        assert_eq!(app.answer(&by(respondent, &response, 9)).await.status(), 202);
    }
    let has_score = |state: &State, name: &str| {
        state.profile(name).is_some_and(|profile| profile.attributes.contains_key("nps_score"))
    };
    let waited =
        app.emulator.wait_until(|state| has_score(state, "ada") && has_score(state, "eve"));
    waited.await.unwrap();
    let state = Some(DeliveryState::Pending);
    let pending = DeliveryFilter { state, ..DeliveryFilter::default() };
    while !app.store.deliveries(&pending).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(app.emulator.profile("made up").is_none());
}

#[tokio::test]
async fn who_only_says_who_they_are_is_led_into_nobodys_response() {
    let app = start("once = true").await;
    let victim = json!({ "external_id": "crm.42" });
    assert_eq!(app.answer(&by(victim.clone(), RESPONSE, 2)).await.status(), 202);
    let reply = app.answer(&by(victim, OTHER, 9)).await;
    let text = reply.text().await.unwrap();
    assert!(!text.contains(RESPONSE), "{text}");
    assert!(text.contains(OTHER), "{text}");
    let stored = app.store.response(RESPONSE).await.unwrap().unwrap();
    assert_eq!(stored.live_value("score"), Some(&json!(2)));
}

#[tokio::test]
async fn a_link_that_is_used_up_neither_shows_nor_changes_what_was_answered() {
    let app = start("").await;
    let token = sign(&secret(), "onboarding", Signs::Response(RESPONSE), None);
    let page = open(&app, "onboarding", &format!("response={RESPONSE}&token={token}")).await;
    let page = press(&app, &page, "next", &[("q.score", "3")]).await;
    let page = press(&app, &page, "next", &[("q.plan", "pro")]).await;
    let page = press(&app, &page, "next", &[("q.why", "Private words")]).await;
    press(&app, &page, "next", &[]).await.has("Thank you!");
    let unchanged = async || {
        let stored = app.store.response(RESPONSE).await.unwrap().unwrap();
        assert_eq!(
            (stored.state, stored.live_value("score")),
            (Reached::Completed, Some(&json!(3)))
        );
    };
    unchanged().await;
    let all = [("response", RESPONSE), ("link", "yes"), ("token", token.as_str())];
    for card in ["q.score", "q.why"] {
        for n in [1, 3] {
            let fields =
                [&all[..n], &[("card", card), ("q.score", "10"), ("action", "next")]].concat();
            let page = app.post_form("/s/onboarding", &fields).await;
            assert!([409, 410].contains(&page.status().as_u16()), "{card} {n}");
            assert!(!page.text().await.unwrap().contains("Private words"), "{card} {n}");
        }
    }
    let nobody = by(json!(null), RESPONSE, 10).to_string();
    let proved = |score: i32| by(json!({ "token": token }), RESPONSE, score).to_string();
    let as_before = format!("{RESPONSES}?token={token}");
    for (path, body) in [(RESPONSES, &nobody), (RESPONSES, &proved(10)), (&as_before, &nobody)] {
        assert_eq!(app.post_json(path, body).await.status(), 409, "{path} {body}");
    }
    unchanged().await;
    let again = app.post_json(RESPONSES, &proved(3)).await;
    assert_eq!(again.status(), 202, "what was sent once more is no change");
}

#[tokio::test]
async fn a_link_that_has_expired_starts_nothing_over_the_api() {
    let app = start("access = \"signed\"").await;
    let expires = u32::try_from(NOW.0 / 1_000).unwrap() + 60;
    let ada = external("ada");
    let mac = sign(&secret(), "onboarding", Signs::Respondent(&ada), Some(expires));
    let signed = format!("{expires}.{mac}");
    let ada = json!({ "external_id": "ada", "token": signed });
    assert_eq!(app.answer(&by(ada.clone(), RESPONSE, 3)).await.status(), 202);
    let page =
        open(&app, "onboarding", &format!("external_id=ada&token={mac}&expires={expires}")).await;
    let opened = page.field("token");
    app.clock.advance(Duration::from_mins(2));
    assert_eq!(app.answer(&by(ada.clone(), RESPONSE, 4)).await.status(), 202, "it goes on");
    assert_eq!(app.answer(&by(ada, OTHER, 9)).await.status(), 409);
    let of_page = json!({ "external_id": "ada", "token": opened });
    assert_eq!(app.answer(&by(of_page, OTHER, 9)).await.status(), 202, "its page was open in time");
    let again = open(&app, "onboarding", &format!("external_id=ada&token={opened}")).await;
    assert_eq!(again.status, 410, "and opens no other");
}

#[tokio::test]
async fn an_old_revision_is_answered_for_a_month_and_sends_what_todays_does() {
    let app = start("").await;
    let silent = ONBOARDING.replace("send = true", "send = false");
    let silent = silent.replace("[[questions]]\nid = \"why\"", "[[questions]]\nid = \"reason\"");
    let silent = silent.replace("questions.why", "questions.reason");
    app.publish(&silent).await;
    let ada = token(&secret(), "onboarding", &external("ada"));
    let why = |response: &str| {
        let mut body = by(json!({ "external_id": "ada", "token": ada }), response, 3);
        let why = json!({ "question": "why", "value": "Slow" });
        body["answers"].as_array_mut().unwrap().push(why);
        body["revision"] = 2.into();
        body
    };
    assert_eq!(app.answer(&why(RESPONSE)).await.status(), 202, "it was asked that");
    let owed = app.store.deliveries(&DeliveryFilter::default()).await.unwrap();
    assert!(owed.is_empty(), "today nothing goes to Braze: {owed:?}");
    app.clock.advance(Duration::from_hours(31 * 24));
    assert_eq!(app.answer(&why(OTHER)).await.status(), 422, "it is not asked any more");
}

#[tokio::test]
async fn a_survey_can_ask_for_tokens_by_itself() {
    let app = start("").await;
    app.publish(&ONBOARDING.replace("[braze]", "[braze]\nrequire_token = true")).await;
    assert_eq!(app.answer(&by(json!({ "external_id": "ada" }), RESPONSE, 9)).await.status(), 202);
    assert_eq!(app.only_response().await.respondent.identifier, None);
}

#[tokio::test]
async fn identifiers_with_control_characters_are_refused() {
    let app = start("").await;
    for strange in ["a\u{1b}[2Jb", "a\0b", "a\u{9b}b"] {
        let refused = app.answer(&by(json!({ "external_id": strange }), RESPONSE, 9)).await;
        assert_eq!(refused.status(), 400, "{strange:?}");
        let alias = json!({ "user_alias": { "name": strange, "label": "x" } });
        assert_eq!(app.answer(&by(alias, RESPONSE, 9)).await.status(), 400, "{strange:?}");
    }
}

#[tokio::test]
async fn what_a_survey_keeps_no_longer_is_erased_with_its_files() {
    let app = TestApp::with(Setup { clock: Clock::manual(NOW), ..Setup::default() }).await;
    let survey = ONBOARDING.replace("[end]", CV);
    app.publish(&format!("{survey}\n[limits]\nretention_days = 30\n")).await;
    let taken = upload(&app, "").await.text().await.unwrap();
    let taken: Value = serde_json::from_str(&taken).unwrap();
    let mut body = by(json!(null), RESPONSE, 9);
    let cv = json!({ "question": "cv", "value": [taken["file"]] });
    body["answers"].as_array_mut().unwrap().push(cv);
    assert_eq!(app.answer(&body).await.status(), 202);
    app.clock.advance(Duration::from_hours(29 * 24));
    assert_eq!(app.janitor.run_once().await.unwrap().n_responses, 0);
    assert_eq!(n_files(&app), 1);
    app.clock.advance(Duration::from_hours(25));
    assert_eq!(app.janitor.run_once().await.unwrap().n_responses, 1);
    assert_eq!(n_files(&app), 0);
    assert!(app.store.response(RESPONSE).await.unwrap().is_none());
}

#[tokio::test]
async fn the_password_page_carries_no_more_than_a_link_holds() {
    let app = start(&format!("password = \"{HASH}\"")).await;
    // As many as a form may have, six bytes each in a page.
    let long = "\"".repeat(80_000);
    let page =
        app.post_form("/s/onboarding", &[("a", &long), ("b", "kept"), ("password", "x")]).await;
    assert_eq!(page.status(), 403, "the form was read");
    let html = page.text().await.unwrap();
    assert!(html.len() < 200_000, "{}", html.len());
    let page = open(&app, "onboarding", "external_id=ada&campaign=spring").await;
    assert_eq!(page.field("campaign"), "spring");
}

#[tokio::test]
async fn no_address_is_stored() {
    let bounds = Bounds { trusted_proxies: 1, ..Bounds::default() };
    let app = with("", Setup { bounds, ..Setup::default() }).await;
    let request = app.http.post(app.url(RESPONSES)).header("x-forwarded-for", "203.0.113.77");
    let body = by(json!({ "external_id": "ada" }), RESPONSE, 9).to_string();
    assert_eq!(request.body(body).send().await.unwrap().status(), 202);
    app.store.close().await;
    for file in std::fs::read_dir(app.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        assert!(!bytes.windows(12).any(|part| part == b"203.0.113.77"));
    }
}

#[tokio::test]
async fn a_form_has_so_many_parts_and_no_more() {
    let app = start("").await;
    let part = "--x\r\ncontent-disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n\r\n";
    let body = format!("{}--x--\r\n", part.repeat(200_000));
    let request = app.http.post(app.url("/s/onboarding"));
    let request = request.header("content-type", "multipart/form-data; boundary=x").body(body);
    // The relay may hang up before all of it is sent.
    if let Ok(reply) = request.send().await {
        assert_eq!(reply.status(), 413);
    }
    assert_eq!(app.get("/healthz").await.status(), 200);
}
