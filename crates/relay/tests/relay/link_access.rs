//! Links that not everybody may open, or not for ever, or not twice.

use secrecy::SecretString;
use std::time::Duration;

use crate::common::{ONBOARDING, RESPONSE, SECRET, Setup, TestApp, score};
use crate::linking::{Page, open, press};
use serde_json::json;
use sondage_intake::StoredResponse;
use sondage_intake::identity::{Signs, sign, token};
use sondage_intake::{Identifier, Millis, State};
use sondage_store::Clock;

const ADA: &str = "5f1c0ffee0ddba11ca11ab1e";
/// 2026-11-23T10:00:00Z
const NOW: Millis = Millis(1_795_428_000_000);
/// "open sesame", with few rounds.
const HASH: &str = "$pbkdf2-sha256$i=1000,l=32$YSBzYWx0IG9mIHNpeHRlZW4$OJ/U3u+wVltHtYzOUuv8ODBlmfWiGWlZWmuJv8Z7E4w";

async fn start(link: &str) -> TestApp {
    let app = TestApp::with(Setup { clock: Clock::manual(NOW), ..Setup::default() }).await;
    app.publish(&format!("{ONBOARDING}\n[link]\n{link}\n")).await;
    app
}

fn secret() -> SecretString {
    SecretString::from(SECRET)
}

fn ada() -> Identifier {
    Identifier::BrazeId(ADA.into())
}

fn signed() -> String {
    format!("user_braze_id={ADA}&token={}", token(&secret(), "onboarding", &ada()))
}

fn in_seconds(after: i64) -> u32 {
    u32::try_from(NOW.0 / 1_000 + after).unwrap()
}

fn until(after: i64) -> String {
    let expires = in_seconds(after);
    let token = sign(&secret(), "onboarding", Signs::Respondent(&ada()), Some(expires));
    format!("user_braze_id={ADA}&token={token}&expires={expires}")
}

fn for_response(id: &str) -> String {
    format!("response={id}&token={}", sign(&secret(), "onboarding", Signs::Response(id), None))
}

async fn all(app: &TestApp) -> Vec<StoredResponse> {
    app.store.responses("onboarding", None, 10).await.unwrap().responses
}

async fn answer_all(app: &TestApp, page: &Page) -> Page {
    let page = press(app, page, "next", &[("q.score", "9")]).await;
    press(app, &page, "next", &[("q.plan", "pro")]).await
}

#[tokio::test]
async fn a_survey_for_signed_links_takes_no_others() {
    let app = start("access = \"signed\"").await;
    let forged = format!("user_braze_id={ADA}&token={}", "0".repeat(64));
    let unsigned = format!("user_braze_id={ADA}");
    let response = format!("response={RESPONSE}");
    let of_another =
        for_response(RESPONSE).replace(RESPONSE, "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a22");
    for query in ["", &forged, &unsigned, &response, &of_another, "expires=9999999999"] {
        let page = open(&app, "onboarding", query).await;
        assert_eq!(page.status, 403, "{query}");
        page.has("This link is no longer valid");
        assert!(!page.html.contains("<form"), "{query}");
    }
    let fields =
        [("card", "q.score"), ("q.score", "9"), ("action", "next"), ("response", RESPONSE)];
    assert_eq!(app.post_form("/s/onboarding", &fields).await.status(), 403);
    let refused = app.answer(&score(RESPONSE, 9)).await;
    assert_eq!(refused.status(), 409);
    assert!(refused.text().await.unwrap().contains("link-needed"));
    assert!(all(&app).await.is_empty());

    answer_all(&app, &open(&app, "onboarding", &signed()).await).await.has("Thank you!");
    assert!(all(&app).await[0].respondent.is_verified);
    let mut body = score(RESPONSE, 9);
    body["respondent"]["token"] = token(&secret(), "onboarding", &ada()).into();
    assert_eq!(app.answer(&body).await.status(), 202, "a message is signed too");
}

#[tokio::test]
async fn an_open_survey_takes_a_forged_link_as_one_that_says_nothing() {
    let app = start("").await;
    app.answer(&score(RESPONSE, 3)).await;
    let forged = format!("response={RESPONSE}&token={}&user_braze_id={ADA}", "0".repeat(64));
    for query in [format!("response={RESPONSE}"), forged] {
        let page = open(&app, "onboarding", &query).await;
        assert_eq!(page.field("card"), "q.score", "nobody takes up what another one began");
        assert_ne!(page.field("response"), RESPONSE);
    }
}

#[tokio::test]
async fn a_link_expires_and_who_opened_it_in_time_has_a_day_to_finish() {
    let app = start("access = \"signed\"").await;
    let page = open(&app, "onboarding", &until(60)).await;
    assert_eq!(page.status, 200);
    app.clock.advance(Duration::from_mins(1));
    let late = open(&app, "onboarding", &until(60)).await;
    assert_eq!(late.status, 410);
    late.has("This link is no longer valid");
    let page = press(&app, &page, "next", &[("q.score", "9")]).await;
    assert_eq!(page.field("card"), "q.plan");
    app.clock.advance(Duration::from_hours(24));
    assert_eq!(press(&app, &page, "next", &[("q.plan", "pro")]).await.status, 403);
    let stored = all(&app).await.remove(0);
    assert_eq!((stored.live_answers().len(), stored.respondent.is_verified), (1, true));
}

#[tokio::test]
async fn the_time_of_a_link_is_under_its_signature() {
    let app = start("access = \"signed\"").await;
    let longer = until(60).replace(&in_seconds(60).to_string(), &in_seconds(6_000).to_string());
    assert_eq!(open(&app, "onboarding", &longer).await.status, 403);
    let without = until(60).split("&expires").next().unwrap().to_owned();
    assert_eq!(open(&app, "onboarding", &without).await.status, 403);
}

#[tokio::test]
async fn a_link_for_one_response_is_resumed_and_then_used_up() {
    let app = start("access = \"signed\"").await;
    let link = for_response(RESPONSE);
    let page = open(&app, "onboarding", &link).await;
    press(&app, &page, "next", &[("q.score", "9")]).await;
    let again = open(&app, "onboarding", &link).await;
    assert_eq!(again.field("card"), "q.plan", "it goes on where it was left");
    press(&app, &again, "next", &[("q.plan", "pro")]).await.has("Thank you!");
    press(&app, &again, "next", &[("q.plan", "pro")]).await.has("Thank you!");
    let used = open(&app, "onboarding", &link).await;
    assert_eq!(used.status, 410);
    used.has("You have answered already");
    let stored = all(&app).await;
    assert_eq!((stored.len(), stored[0].state), (1, State::Completed));
    assert_eq!(stored[0].respondent.identifier, None);
}

#[tokio::test]
async fn a_survey_that_asks_once_says_so_to_who_has_answered_over_whichever_channel() {
    let app = start("once = true").await;
    let mut body = score(RESPONSE, 9);
    body["respondent"]["token"] = token(&secret(), "onboarding", &ada()).into();
    app.answer(&body).await;
    let page = open(&app, "onboarding", &signed()).await;
    assert_eq!(page.field("card"), "q.plan", "what was begun in the message goes on");
    assert_eq!(page.field("response"), RESPONSE);
    press(&app, &page, "next", &[("q.plan", "pro")]).await.has("Thank you!");
    let page = open(&app, "onboarding", &format!("{}&q.score=1", signed())).await;
    assert_eq!(page.status, 410);
    page.has("You have answered already");
    body["response"] = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a22".into();
    let refused = app.answer(&body).await;
    assert_eq!(refused.status(), 409);
    assert!(refused.text().await.unwrap().contains("already-answered"));
    assert_eq!(all(&app).await.len(), 1);
}

#[tokio::test]
async fn without_that_a_respondent_answers_again_and_goes_on_with_what_is_fresh() {
    let app = start("").await;
    answer_all(&app, &open(&app, "onboarding", &signed()).await).await;
    let second = open(&app, "onboarding", &signed()).await;
    assert_eq!(second.field("card"), "q.score");
    press(&app, &second, "next", &[("q.score", "3")]).await;
    assert_eq!(open(&app, "onboarding", &signed()).await.field("card"), "q.plan");
    app.clock.advance(Duration::from_hours(31 * 24));
    let third = open(&app, "onboarding", &signed()).await;
    assert_eq!(third.field("card"), "q.score", "a month later it is another occasion");
    press(&app, &third, "next", &[("q.score", "5")]).await;
    assert_eq!(all(&app).await.len(), 3);
}

#[tokio::test]
async fn a_link_of_somebody_else_shows_nothing_of_a_response() {
    let app = start("").await;
    let page = open(&app, "onboarding", &signed()).await;
    press(&app, &page, "next", &[("q.score", "3")]).await;
    let unsigned = open(&app, "onboarding", &format!("user_braze_id={ADA}")).await;
    assert_eq!(unsigned.field("card"), "q.score");
    let eve = token(&secret(), "onboarding", &Identifier::BrazeId("eve".into()));
    let eve = open(&app, "onboarding", &format!("user_braze_id=eve&token={eve}")).await;
    assert_eq!(eve.field("card"), "q.score");
}

#[tokio::test]
async fn a_password_is_asked_for_before_anything_else_and_then_no_more() {
    let app = start(&format!("password = \"{HASH}\"")).await;
    let ask = open(&app, "onboarding", &format!("{}&q.score=9&utm_source=mail", signed())).await;
    assert_eq!(ask.status, 200);
    ask.has("This survey needs a password").has("type=\"password\"");
    for hidden in ["recommend", "pbkdf2", "Which plan"] {
        assert!(!ask.html.contains(hidden), "{hidden}");
    }
    let wrong = press(&app, &ask, "", &[("password", "open barley")]).await;
    assert_eq!(wrong.status, 403);
    wrong.has("That is not the password. Please try again.");
    assert!(!wrong.html.contains("open barley"));
    let page = press(&app, &wrong, "", &[("password", "open sesame")]).await;
    assert_eq!((page.status, page.field("card")), (200, "q.plan".into()));
    let page = press(&app, &page, "next", &[("q.plan", "pro")]).await;
    page.has("Thank you!");
    let stored = all(&app).await.remove(0);
    assert_eq!(stored.live_answers().len(), 2);
    assert!(stored.respondent.is_verified);
}

#[tokio::test]
async fn pages_before_and_after_the_survey_speak_its_author_s_words() {
    let words = "[words]\npage_password_title = \"Speak, friend\"\npage_password_wrong = \"No entry\"\npage_answered_title = \"Been here, done that\"\n\n[translations.de]\n\"words.page_password_title\" = \"Sprich, Freund\"";
    let app = start(&format!("password = \"{HASH}\"\n{words}")).await;
    let ask = open(&app, "onboarding", &signed()).await;
    ask.has("Speak, friend");
    press(&app, &ask, "", &[("password", "x")]).await.has("No entry");
    let ask = open(&app, "onboarding", &format!("{}&locale=de", signed())).await;
    ask.has("Sprich, Freund").has("lang=\"de\"");

    let app = start(words).await;
    let link = for_response(RESPONSE);
    let page = open(&app, "onboarding", &link).await;
    answer_all(&app, &page).await;
    open(&app, "onboarding", &link).await.has("Been here, done that");
}

#[tokio::test]
async fn nobody_comes_round_a_password() {
    let app = start(&format!("password = \"{HASH}\"")).await;
    assert_eq!(app.get("/v1/surveys/onboarding").await.status(), 404);
    let mut body = score(RESPONSE, 9);
    body["respondent"]["token"] = token(&secret(), "onboarding", &ada()).into();
    assert_eq!(app.answer(&body).await.status(), 409);
    for pass in ["", "1.1", "99999999999999.0"] {
        let fields = [("card", "q.score"), ("q.score", "9"), ("action", "next"), ("pass", pass)];
        let page = Page::of(app.post_form("/s/onboarding", &fields).await).await;
        page.has("This survey needs a password");
    }
    assert!(all(&app).await.is_empty());
}

#[tokio::test]
async fn passwords_are_not_guessed_by_trying_them_all() {
    let app = start(&format!("password = \"{HASH}\"")).await;
    let ask = open(&app, "onboarding", "").await;
    for _ in 0..20 {
        assert_eq!(press(&app, &ask, "", &[("password", "open rye")]).await.status, 403);
    }
    assert_eq!(press(&app, &ask, "", &[("password", "open sesame")]).await.status, 429);
    app.clock.advance(Duration::from_mins(1));
    assert_eq!(press(&app, &ask, "", &[("password", "open sesame")]).await.status, 200);
}

#[tokio::test]
async fn a_shared_link_says_what_it_is() {
    let link = "title = \"Two <minutes>\"\ndescription = \"For you\"\nimage = \"https://example.com/a.png\"";
    let app = start(link).await;
    open(&app, "onboarding", "")
        .await
        .has("<title>Two &lt;minutes&gt;</title>")
        .has("<meta property=\"og:title\" content=\"Two &lt;minutes&gt;\">")
        .has("<meta name=\"description\" content=\"For you\">")
        .has("<meta property=\"og:image\" content=\"https://example.com/a.png\">");
    open(&start("").await, "onboarding", "").await.has("<title>Onboarding feedback</title>");
}

#[tokio::test]
async fn what_a_campaign_adds_to_a_link_is_kept_bounded_and_never_markup() {
    let app = start("").await;
    let long = "x".repeat(300);
    let query = format!("utm_source=mail&utm_campaign=%3Cb%3E&utm_term={long}&utm_evil=1&gclid=2");
    let page = open(&app, "onboarding", &query).await;
    assert!(!page.html.contains("<b>"), "{}", page.html);
    press(&app, &page, "next", &[("q.score", "9")]).await;
    let hidden = all(&app).await.remove(0).hidden;
    assert_eq!(
        serde_json::Value::Object(hidden),
        json!({ "utm_source": "mail", "utm_campaign": "<b>", "utm_term": "x".repeat(255) })
    );
}
