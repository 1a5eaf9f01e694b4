//! Links that propose answers, and lead to a question.

use crate::common::{SECRET, TestApp};
use crate::linking::{Page, open, press};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::json;
use sondage_intake::identity::token;
use sondage_intake::{Channel, Identifier, State};

const ADA: &str = "5f1c0ffee0ddba11ca11ab1e";

fn signed() -> String {
    let token = token(&SecretString::from(SECRET), "onboarding", &Identifier::BrazeId(ADA.into()));
    format!("user_braze_id={ADA}&token={token}")
}

async fn n_responses(app: &TestApp) -> usize {
    app.store.responses("onboarding", None, 10).await.unwrap().responses.len()
}

#[tokio::test]
async fn opening_a_link_that_proposes_answers_stores_nothing_however_often_and_by_whom() {
    let app = TestApp::start().await;
    for variant in
        ["q.score=9", "q.score=3&q.plan=pro", "q.score=9&start=plan", "q.score=x", "q.why=a"]
    {
        let address = app.url(&format!("/s/onboarding?{}&channel=email&{variant}", signed()));
        let ask = |method: Method| app.http.request(method, &address).send();
        let (a, b, c, d) =
            tokio::join!(ask(Method::GET), ask(Method::HEAD), ask(Method::GET), ask(Method::HEAD));
        for response in [a, b, c, d] {
            assert_eq!(response.unwrap().status(), 200, "{variant}");
        }
    }
    assert_eq!(n_responses(&app).await, 0);
    assert_eq!(app.store.writer_stats().n_submissions, 0);
}

#[tokio::test]
async fn the_first_press_of_a_button_stores_what_was_proposed_with_what_the_card_asks() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", &format!("{}&channel=email&q.score=9", signed())).await;
    page.has("Which plan are you on?");
    assert!(!page.html.contains("Is this your answer?"));
    assert_eq!(page.field("card"), "q.plan");
    let page = press(&app, &page, "next", &[("q.plan", "pro")]).await;
    page.has("Thank you!");
    let stored = app.only_response().await;
    assert_eq!(stored.live_answers(), [("plan".into(), json!("pro")), ("score".into(), json!(9))]);
    assert_eq!((stored.state, stored.channel), (State::Completed, Channel::Email));
    assert!(stored.respondent.is_verified);
    assert_eq!(app.store.writer_stats().n_submissions, 1, "in one go");
}

#[tokio::test]
async fn several_answers_are_proposed_as_their_controls_would_send_them() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "q.score=3&q.plan=%2Bother&q.plan.other=Mine").await;
    page.has("You chose <bdi>3</bdi>.");
    press(&app, &page, "next", &[("q.why", "Slow")]).await.has("Thank you!");
    let answers =
        [("plan", json!({ "other": "Mine" })), ("score", json!(3)), ("why", json!("Slow"))];
    let answers = answers.map(|(question, value)| (question.to_owned(), value));
    assert_eq!(app.only_response().await.live_answers(), answers);
}

#[tokio::test]
async fn a_proposal_that_nothing_follows_is_chosen_on_its_card_and_confirmed_there() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "q.score=9&q.plan=pro").await;
    assert_eq!(page.field("card"), "q.plan");
    page.has("value=\"pro\" checked").has("Finish").has("Is this your answer?");
    let hidden: Vec<_> =
        page.hidden().into_iter().filter(|(name, _)| name.starts_with("q.")).collect();
    assert_eq!(hidden, [("q.score".to_owned(), "9".to_owned())]);
    press(&app, &page, "next", &[("q.plan", "free")]).await.has("Thank you!");
    let stored = app.only_response().await;
    assert_eq!(stored.live_answers(), [("plan".into(), json!("free")), ("score".into(), json!(9))]);
    assert_eq!(stored.state, State::Completed);
}

#[tokio::test]
async fn back_leads_to_what_was_proposed_and_a_change_counts() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "q.score=9").await;
    let page = press(&app, &page, "back", &[]).await;
    page.has("value=\"9\" required checked");
    let page = press(&app, &page, "next", &[("q.score", "3")]).await;
    assert_eq!(app.only_response().await.live_answers(), [("score".into(), json!(3))]);
    press(&app, &page, "next", &[]).await.has("You chose <bdi>3</bdi>.");
}

#[tokio::test]
async fn what_the_survey_would_not_take_is_not_proposed() {
    let app = TestApp::start().await;
    for query in [
        "q.score=11",
        "q.score=%3Cscript%3E",
        "q.plan.other=x",
        "q.nothing=1",
        "q.=1",
        "q.why=Because",
    ] {
        let page = open(&app, "onboarding", query).await;
        assert_eq!((page.status, page.field("card")), (200, "q.score".into()), "{query}");
        assert!(!page.html.contains("<script"), "{query}");
    }
    // Where what comes first must be answered, it is asked first, and the rest is not lost.
    let page = open(&app, "onboarding", "q.plan=pro").await;
    assert_eq!(page.field("card"), "q.score");
    press(&app, &page, "next", &[("q.score", "9")]).await;
    assert_eq!(app.only_response().await.live_answers()[0], ("plan".into(), json!("pro")));
}

#[tokio::test]
async fn a_page_with_proposals_that_is_posted_again_undoes_no_change() {
    let app = TestApp::start().await;
    let first = open(&app, "onboarding", "q.score=9").await;
    let (a, b) = tokio::join!(
        press(&app, &first, "next", &[("q.plan", "pro")]),
        press(&app, &first, "next", &[("q.plan", "pro")]),
    );
    a.has("Thank you!");
    b.has("Thank you!");
    let stored = app.only_response().await;
    app.answer(&json!({
        "response": stored.id, "answers": [{ "question": "score", "value": 8 }],
        "state": "completed", "channel": "link", "locale": "en",
    }))
    .await;
    press(&app, &first, "next", &[("q.plan", "pro")]).await;
    let stored = app.only_response().await;
    assert_eq!(stored.live_answers(), [("plan".into(), json!("pro")), ("score".into(), json!(8))]);
}

#[tokio::test]
async fn two_tabs_of_a_signed_link_are_one_response_and_the_last_press_counts() {
    let app = TestApp::start().await;
    let one = open(&app, "onboarding", &format!("{}&q.score=9", signed())).await;
    let two = open(&app, "onboarding", &format!("{}&q.score=8", signed())).await;
    press(&app, &one, "next", &[("q.plan", "pro")]).await;
    press(&app, &two, "next", &[("q.plan", "free")]).await;
    let stored = app.only_response().await;
    assert_eq!(stored.live_answers()[0], ("plan".into(), json!("free")));
}

#[tokio::test]
async fn a_link_leads_to_a_question_where_nothing_before_it_must_be_answered() {
    let app = TestApp::start().await;
    assert_eq!(open(&app, "onboarding", "start=plan").await.field("card"), "q.score");
    let page = open(&app, "onboarding", "q.score=9&q.plan=pro&start=plan").await;
    assert_eq!(page.field("card"), "q.plan");
    for nowhere in ["start=why&q.score=9", "start=%3Cb%3E&q.score=9", "start=&q.score=9"] {
        assert_eq!(open(&app, "onboarding", nowhere).await.field("card"), "q.plan", "{nowhere}");
    }
}

#[tokio::test]
async fn the_channel_is_that_of_the_link() {
    let app = TestApp::start().await;
    for (query, channel) in [
        ("channel=email", "email"),
        ("channel=push", "push"),
        ("channel=web", "link"),
        ("channel=fax", "link"),
        ("", "link"),
    ] {
        assert_eq!(open(&app, "onboarding", query).await.field("channel"), channel);
    }
}

#[tokio::test]
async fn proposals_outlive_a_switch_of_the_language_and_a_refused_answer() {
    let app = TestApp::start().await;
    let page = open(&app, "onboarding", "q.score=3&q.plan=pro").await;
    let page = press(&app, &page, "locale:fr", &[]).await;
    assert_eq!(n_responses(&app).await, 0, "a language is no answer");
    let long = "long ".repeat(5_000);
    let page: Page = press(&app, &page, "next", &[("q.why", &long)]).await;
    assert_eq!(page.status, 422);
    press(&app, &page, "next", &[("q.why", "Lent")]).await;
    let stored = app.only_response().await;
    assert_eq!(stored.live_answers().len(), 3, "{stored:?}");
    assert_eq!(stored.state, State::Completed);
}

#[tokio::test]
async fn what_only_a_respondent_can_do_no_link_does_for_them() {
    let app = TestApp::start().await;
    let survey = r#"
        id = "terms"
        name = "Terms"
        end = { text = "Bye" }
        [[questions]]
        id = "agree"
        type = "consent"
        prompt = "Terms"
        label = "I agree"
        [[questions]]
        id = "fine"
        type = "yes_no"
        prompt = "Fine?"
    "#;
    app.publish(survey).await;
    let page = open(&app, "terms", "q.agree=yes&q.fine=yes").await;
    assert_eq!(page.field("card"), "q.fine");
    assert!(!press(&app, &page, "back", &[]).await.html.contains("checked"));
    let page = press(&app, &page, "next", &[("q.fine", "no")]).await;
    page.has("Bye");
    let stored = app.store.responses("terms", None, 10).await.unwrap().responses.remove(0);
    assert_eq!(stored.live_answers(), [("fine".into(), json!(false))]);
}
