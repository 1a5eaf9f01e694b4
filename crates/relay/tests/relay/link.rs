//! The link survey, in a browser that runs no script.

use crate::common::{RESPONSE, SECRET, Setup, TestApp};
use crate::linking::{Page, open, press};
use secrecy::SecretString;
use serde_json::json;
use sondage_intake::identity::token;
use sondage_intake::{Channel, Identifier, Millis, Respondent, State};
use sondage_store::Clock;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use std::time::Duration;

const ADA: &str = "5f1c0ffee0ddba11ca11ab1e";

#[tokio::test]
async fn a_survey_is_answered_to_its_end_without_a_script() {
    let app = TestApp::start().await;
    let signed = token(&SecretString::from(SECRET), "onboarding", &Identifier::BrazeId(ADA.into()));
    let page = open(&app, "onboarding", &format!("user_braze_id={ADA}&token={signed}")).await;
    assert!(!page.html.contains("<script"));
    page.has("How likely are you to recommend us")
        .has("<html lang=\"en\" dir=\"ltr\">")
        .has("<title>Onboarding feedback");
    let page = press(&app, &page, "next", &[("q.score", "3")]).await;
    page.has("Which plan are you on?");
    assert_eq!(
        app.only_response().await.live_answers(),
        vec![("score".into(), json!(3))],
        "stored before the next card"
    );
    let page =
        press(&app, &page, "next", &[("q.plan", "+other"), ("q.plan.other", "A plan of our own")])
            .await;
    page.has("You chose <bdi>3</bdi>. What is the main reason?");
    let page = press(&app, &page, "next", &[("q.why", "It is\r\nslow")]).await;
    page.has("Thank you!");
    assert_eq!(page.status, 200);

    let stored = app.only_response().await;
    let answers = [
        ("plan", json!({ "other": "A plan of our own" })),
        ("score", json!(3)),
        ("why", json!("It is\nslow")),
    ];
    assert_eq!(
        stored.live_answers(),
        answers.map(|(question, value)| (question.to_owned(), value))
    );
    assert_eq!((stored.state, stored.channel), (State::Completed, Channel::Link));
    let ada = Respondent { identifier: Some(Identifier::BrazeId(ADA.into())), is_verified: true };
    assert_eq!(stored.respondent, ada);
}

#[tokio::test]
async fn posting_a_card_twice_stores_its_answer_once() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "").await;
    for _ in 0..2 {
        press(&app, &page, "next", &[("q.score", "9")]).await.has("Which plan are you on?");
    }
    assert_eq!(app.only_response().await.live_answers(), vec![("score".into(), json!(9))]);
}

#[tokio::test]
async fn back_shows_what_was_answered_and_a_changed_answer_changes_the_path() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "").await;
    let page = press(&app, &page, "next", &[("q.score", "3")]).await;
    let page = press(&app, &page, "back", &[]).await;
    page.has("value=\"3\" required checked");
    let page = press(&app, &page, "next", &[("q.score", "10")]).await;
    let page = press(&app, &page, "next", &[("q.plan", "pro")]).await;
    page.has("Thank you!");
    assert_eq!(app.only_response().await.state, State::Completed);
}

#[tokio::test]
async fn a_refused_answer_comes_back_with_the_reason_and_what_was_typed() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "").await;
    let page = press(&app, &page, "next", &[]).await;
    assert_eq!(page.status, 422);
    page.has("Please answer this question.").has("q.score");
    let page = press(&app, &page, "next", &[("q.score", "1")]).await;
    let page = press(&app, &page, "next", &[("q.plan", "+other"), ("q.plan.other", "")]).await;
    assert_eq!(page.status, 422);
    page.has("Please write your answer.");
    let page = press(&app, &page, "next", &[("q.plan", "free")]).await;
    let page = press(&app, &page, "next", &[("q.why", &"long ".repeat(5_000))]).await;
    assert_eq!(page.status, 422);
    page.has("long long long").has("Please write a little less.");
    assert_eq!(app.only_response().await.state, State::InProgress);
}

#[tokio::test]
async fn hostile_input_comes_back_as_text() {
    let app = TestApp::start().await;
    let attack = "\"><script>alert(1)</script>";
    let page = open(
        &app,
        "onboarding",
        "user_braze_id=%22%3E%3Cscript%3E&locale=%22%3E%3Cscript%3E&token=%3Cscript%3E",
    )
    .await;
    assert!(!page.html.contains("<script"), "{}", page.html);
    let page = press(&app, &open(&app, "onboarding", "").await, "next", &[("q.score", "1")]).await;
    let page = press(&app, &page, "next", &[("q.plan", "+other"), ("q.plan.other", attack)]).await;
    let page = press(&app, &page, "back", &[]).await;
    page.has("&lt;script&gt;");
    assert!(!page.html.contains("<script"), "{}", page.html);
}

#[tokio::test]
async fn the_locale_is_that_of_the_link_and_else_of_the_browser() {
    let app = TestApp::start().await;
    open(&app, "onboarding", "locale=fr").await.has("<html lang=\"fr\"").has("recommandiez");
    let request =
        app.http.get(app.url("/s/onboarding")).header("accept-language", "de, fr-CH;q=0.7");
    let page = Page::of(request.send().await.unwrap()).await;
    page.has("recommandiez");
    press(&app, &page, "next", &[("q.score", "9")]).await.has("Quelle est votre formule ?");
    assert_eq!(app.only_response().await.locale, "fr");
}

#[tokio::test]
async fn the_first_card_of_a_message_begins_a_response_when_no_script_runs() {
    let app = TestApp::start().await;
    let fields = [
        ("card", "q.score"),
        ("channel", "in-app"),
        ("locale", "en"),
        ("user_braze_id", ADA),
        ("q.score", "9"),
        ("action", "next"),
    ];
    let page = Page::of(app.post_form("/s/onboarding", &fields).await).await;
    page.has("Which plan are you on?");
    let stored = app.only_response().await;
    assert_eq!((stored.channel, stored.id), (Channel::InApp, page.field("response")));
    assert!(!stored.respondent.is_verified);
}

#[tokio::test]
async fn with_tokens_required_an_unsigned_link_is_answered_anonymously() {
    let app = TestApp::with(Setup { requires_token: true, ..Setup::default() }).await;
    let page = open(&app, "onboarding", &format!("user_braze_id={ADA}")).await;
    press(&app, &page, "next", &[("q.score", "9")]).await;
    assert_eq!(app.only_response().await.respondent, Respondent::default());
}

#[tokio::test]
async fn whoever_only_knows_a_responses_id_does_not_see_what_was_answered() {
    let app = TestApp::start().await;
    let signed = token(&SecretString::from(SECRET), "onboarding", &Identifier::BrazeId(ADA.into()));
    let page = open(&app, "onboarding", &format!("user_braze_id={ADA}&token={signed}")).await;
    let page = press(&app, &page, "next", &[("q.score", "9")]).await;
    page.has("Which plan are you on?");
    let response = page.field("response");
    let fields = [("response", response.as_str()), ("card", "q.plan"), ("action", "back")];
    let strangers = Page::of(app.post_form("/s/onboarding", &fields).await).await;
    assert!(!strangers.html.contains("checked"), "{}", strangers.html);
    press(&app, &page, "back", &[]).await.has("value=\"9\" required checked");
}

#[tokio::test]
async fn a_survey_that_is_not_here_is_told_kindly() {
    let app = TestApp::start().await;
    let request = app.http.get(app.url("/s/nothing")).header("accept-language", "fr");
    let page = Page::of(request.send().await.unwrap()).await;
    assert_eq!(page.status, 404);
    page.has("Ce questionnaire est introuvable").has("<html lang=\"fr\" dir=\"ltr\"");
    let request = app.http.get(app.url("/s/nothing")).header("accept-language", "tlh, ar");
    Page::of(request.send().await.unwrap()).await.has("<html lang=\"ar\" dir=\"rtl\"");
    let page = Page::of(app.post_form("/s/nothing", &[("card", "q.score")]).await).await;
    assert_eq!(page.status, 404);
}

#[tokio::test]
async fn an_answer_that_cannot_be_stored_is_not_passed_over() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "").await;
    app.store.close().await;
    let page = press(&app, &page, "next", &[("q.score", "9")]).await;
    assert_eq!(page.status, 503);
    page.has("could not be saved");
    assert!(!page.html.contains("Which plan are you on?"));
}

#[tokio::test]
async fn a_card_that_cannot_be_stored_now_comes_back_with_what_was_chosen() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "").await;
    // The database can be read and takes no answer, as on a full disk.
    let file = app.folder().join("sondage.db");
    let mut database = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    let full =
        "CREATE TRIGGER full BEFORE INSERT ON responses BEGIN SELECT raise(ABORT, 'full'); END";
    sqlx::query(full).execute(&mut database).await.unwrap();
    let page = press(&app, &page, "next", &[("q.score", "9")]).await;
    assert_eq!(page.status, 503);
    page.has("could not be saved").has("value=\"9\" required checked");
    sqlx::query("DROP TRIGGER full").execute(&mut database).await.unwrap();
    press(&app, &page, "next", &[("q.score", "9")]).await.has("Which plan are you on?");
    assert_eq!(app.only_response().await.live_answers(), vec![("score".into(), json!(9))]);
}

#[tokio::test]
async fn a_page_of_another_survey_leads_to_a_new_beginning() {
    let app = TestApp::start().await;
    app.publish(&crate::common::ONBOARDING.replace("id = \"onboarding\"", "id = \"exit\"")).await;
    let fields =
        [("card", "q.score"), ("response", RESPONSE), ("q.score", "9"), ("action", "next")];
    app.post_form("/s/onboarding", &fields).await;
    let page = Page::of(app.post_form("/s/exit", &fields).await).await;
    assert_eq!(page.status, 409);
    page.has("href=\"/s/exit?channel=link&amp;locale=en\"");
}

#[tokio::test]
async fn a_form_too_large_to_read_is_told_kindly() {
    let app = TestApp::start().await;
    let fields = [("card", "q.why"), ("q.why", &"x".repeat(100_000))];
    let page = Page::of(app.post_form("/s/onboarding", &fields).await).await;
    assert_eq!(page.status, 413);
    page.has("could not be read");
}

#[tokio::test]
async fn only_a_page_that_begins_a_response_of_nobody_known_is_kept_by_a_browser() {
    let app = TestApp::start().await;
    let cache = |response: reqwest::Response| {
        response.headers().get("cache-control").unwrap().to_str().unwrap().to_owned()
    };
    assert_eq!(cache(app.get("/s/onboarding").await), "private, max-age=0");
    let signed = app.get("/s/onboarding?user_braze_id=ada&token=ab12").await;
    assert_eq!(cache(signed), "no-store");
}

#[tokio::test]
async fn whoever_uses_a_browser_next_neither_sees_nor_changes_what_was_answered_on_it() {
    let clock = Clock::manual(Millis(1_795_428_000_000));
    let app = TestApp::with(Setup { clock: clock.clone(), ..Setup::default() }).await;
    let first = open(&app, "onboarding", "").await;
    let second = press(&app, &first, "next", &[("q.score", "4")]).await;
    let third = press(&app, &second, "next", &[("q.plan", "pro")]).await;
    press(&app, &third, "next", &[("q.why", "My own words")]).await.has("Thank you");
    // What the browser keeps is the page of before, with no answer in it.
    assert!(!first.html.contains("checked"), "{}", first.html);
    // Who answered may go back for a while, and change it.
    clock.advance(Duration::from_mins(59));
    press(&app, &first, "next", &[("q.score", "5")]).await.has("q.plan");
    clock.advance(Duration::from_mins(61));
    for (page, answer) in [(&first, ("q.score", "0")), (&second, ("q.plan", "free"))] {
        let later = press(&app, page, "next", &[answer]).await;
        later.has("You have answered already");
        assert!(!later.html.contains("My own words"), "{}", later.html);
    }
    assert!(app.only_response().await.live_answers().contains(&("score".into(), json!(5))));
}

#[tokio::test]
async fn below_a_path_the_form_posts_there() {
    let app = TestApp::with(Setup { public_path: "/sondage", ..Setup::default() }).await;
    open(&app, "onboarding", "").await.has("action=\"/sondage/s/onboarding?begun\"");
}
