//! Around a survey that is shown: how it stands, who has answered, who was asked, how often it was seen.

use std::time::Duration;

use crate::common::{ONBOARDING, SECRET, Setup, TestApp, client_of};
use reqwest::Response;
use secrecy::SecretString;
use serde_json::{Value, json};
use sondage_emulator::Seed;
use sondage_intake::identity::token;
use sondage_intake::{Channel, Identifier, Millis};
use sondage_relay::outbox::Settings;
use sondage_relay::outbox::asked::{LAST_ASKED, Teller};
use sondage_relay::outbox::pace::Pace;
use sondage_store::{Clock, Traffic};
use sondage_survey::wire;

const ADA: &str = "5f1c0ffee0ddba11ca11ab1e";

fn signed(survey: &str) -> String {
    token(&SecretString::from(SECRET), survey, &Identifier::BrazeId(ADA.into()))
}

fn quiet(id: &str, days: u32) -> String {
    format!(
        "id = \"{id}\"\nname = \"{id}\"\nend = {{ text = \"Bye\" }}\nshowing = {{ quiet_days = {days} }}\n\
         [[questions]]\nid = \"n\"\ntype = \"nps\"\nprompt = \"How?\"\n"
    )
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
}

async fn json_of(response: Response) -> Value {
    assert_eq!(response.status(), 200);
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

async fn at(now: &str) -> TestApp {
    let clock = Clock::manual(Millis::parse_rfc3339(now).unwrap());
    TestApp::with(Setup { clock, ..Setup::default() }).await
}

/// Ada completes the sample.
async fn complete(app: &TestApp) {
    let body = json!({
        "response": crate::common::RESPONSE,
        "respondent": { "braze_id": ADA, "token": signed("onboarding") },
        "answers": [{ "question": "score", "value": 9 }],
        "state": "completed", "channel": "email", "locale": "en",
    });
    assert_eq!(app.answer(&body).await.status(), 202);
}

#[tokio::test]
async fn how_a_survey_stands_is_known_before_its_bytes_are_read() {
    let app = at("2026-11-23T10:00:00Z").await;
    let standing = |path: &'static str| {
        let app = &app;
        async move { header(&app.get(path).await, "sondage-standing") }
    };
    assert_eq!(standing("/v1/surveys/onboarding").await, "");
    app.publish(&format!("{ONBOARDING}\n[limits]\nopens = \"2027-01-01\"\n")).await;
    assert_eq!(standing("/v1/surveys/onboarding").await, "closed");
    app.publish(&format!("{ONBOARDING}\n[link]\nonce = true\n[showing]\nquiet_days = 7\n")).await;
    let response = app.get("/v1/surveys/onboarding").await;
    assert_eq!(header(&response, "sondage-standing"), "once, quiet=7");
    let exposed = header(&response, "access-control-expose-headers");
    assert!(
        exposed.contains("sondage-standing") && exposed.contains("sondage-problem"),
        "{exposed}"
    );
}

#[tokio::test]
async fn the_card_instead_of_a_survey_says_why() {
    let app = at("2026-11-23T10:00:00Z").await;
    let card = |path: &'static str| {
        let app = &app;
        async move {
            let survey = wire::decode(&app.get(path).await.bytes().await.unwrap()).unwrap();
            (survey.flow.closed, format!("{:?}", survey.cards.closed))
        }
    };
    let (is_closed, words) = card("/v1/surveys/onboarding?as=answered").await;
    assert!(is_closed && words.contains("You have answered already"), "{words}");
    assert!(card("/v1/surveys/onboarding?as=answered&locale=fr").await.1.contains("déjà répondu"));
    assert!(!card("/v1/surveys/onboarding").await.0);
    app.publish(&format!("{ONBOARDING}\n[limits]\nopens = \"2027-01-01\"\n")).await;
    let (is_closed, words) = card("/v1/surveys/onboarding").await;
    assert!(is_closed && words.contains("not open yet"), "{words}");
    app.publish(&format!("{ONBOARDING}\n[limits]\ncloses = \"2026-01-01\"\n")).await;
    let (is_closed, words) = card("/v1/surveys/onboarding").await;
    assert!(is_closed && words.contains("is closed"), "{words}");
}

#[tokio::test]
async fn who_has_answered_is_told_to_themselves_and_to_nobody_else() {
    let app = TestApp::start().await;
    let good = signed("onboarding");
    let ask = |fields: Vec<(&'static str, String)>| {
        let app = &app;
        async move {
            let fields: Vec<_> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            json_of(app.post_form("/v1/surveys/onboarding/standing", &fields).await).await
        }
    };
    let ada = || vec![("user_braze_id", ADA.to_owned()), ("token", good.clone())];
    let nothing = json!({ "answered": false, "quiet": false });
    assert_eq!(ask(ada()).await, nothing);
    complete(&app).await;
    assert_eq!(ask(ada()).await, json!({ "answered": true, "quiet": false }));
    let others = [
        vec![],
        vec![("user_braze_id", ADA.to_owned())],
        vec![("user_braze_id", ADA.to_owned()), ("token", "00".repeat(32))],
        vec![("user_braze_id", ADA.to_owned()), ("token", signed("other"))],
        vec![("external_id", "ada".to_owned()), ("token", good.clone())],
    ];
    for other in others {
        assert_eq!(ask(other.clone()).await, nothing, "{other:?}");
    }
    assert_eq!(app.post_form("/v1/surveys/none/standing", &[]).await.status(), 404);
    let large = "x".repeat(300_000);
    let refused = app.post_form("/v1/surveys/onboarding/standing", &[("token", &large)]).await;
    assert_eq!(refused.status(), 413);
}

#[tokio::test]
async fn a_page_without_scripts_is_counted_once_and_by_nobody() {
    let app = at("2026-11-23T10:00:00Z").await;
    let page = app.get("/s/onboarding?channel=email").await.text().await.unwrap();
    let picture = "/v1/surveys/onboarding/views?channel=email&amp;revision=1";
    assert!(page.contains(&format!("<img class=\"unseen\" src=\"{picture}\"")), "{page}");
    let seen = app.get(&picture.replace("&amp;", "&")).await;
    assert_eq!(header(&seen, "content-type"), "image/gif");
    assert_eq!(app.get("/v1/surveys/onboarding/views?channel=sky").await.status(), 400);
    assert_eq!(app.get("/v1/surveys/none/views?channel=link").await.status(), 404);
    app.showings.write().await.unwrap();
    let traffic = app.store.traffic("onboarding").await.unwrap();
    let shown: u64 = traffic.iter().map(|one| one.n_shown).sum();
    assert_eq!(shown, 1);
    let body = crate::common::score(crate::common::RESPONSE, 9);
    assert_eq!(app.answer(&body).await.status(), 202);
    // Whoever has begun is not counted again, nor is the next card.
    let form = [("card", "q.score"), ("q.score", "9"), ("action", "next")];
    let next = app.post_form("/s/onboarding", &form).await.text().await.unwrap();
    assert!(next.contains("Which plan") && !next.contains("/views?"), "{next}");
}

#[tokio::test]
async fn an_alias_proves_itself_as_an_id_does() {
    let app = at("2026-11-23T10:00:00Z").await;
    app.publish(&quiet("second", 7)).await;
    let alias = |name: &str| Identifier::UserAlias { name: name.into(), label: "crm:eu".into() };
    let token_of = |survey: &str| token(&SecretString::from(SECRET), survey, &alias("4.2"));
    let body = json!({
        "response": crate::common::RESPONSE,
        "respondent": {
            "user_alias": { "name": "4.2", "label": "crm:eu" }, "token": token_of("second"),
        },
        "answers": [{ "question": "n", "value": 9 }],
        "state": "completed", "channel": "email", "locale": "en",
    });
    let taken = app.post_json("/v1/surveys/second/responses", &body.to_string()).await;
    assert_eq!(taken.status(), 202);
    let post = |path: &'static str, name: &'static str, token: String| {
        let app = &app;
        async move {
            let fields = [
                ("user_alias_name", name),
                ("user_alias_label", "crm:eu"),
                ("token", &token),
                ("channel", "email"),
            ];
            app.post_form(path, &fields).await
        }
    };
    let standing = "/v1/surveys/second/standing";
    let said = |answered, quiet| json!({ "answered": answered, "quiet": quiet });
    assert_eq!(json_of(post(standing, "4.2", token_of("second")).await).await, said(true, false));
    for (name, token) in [("4.3", token_of("second")), ("4.2", token_of("other"))] {
        assert_eq!(json_of(post(standing, name, token).await).await, said(false, false), "{name}");
    }
    post("/v1/surveys/second/views", "4.2", token_of("second")).await;
    app.showings.write().await.unwrap();
    assert_eq!(json_of(post(standing, "4.2", token_of("second")).await).await, said(true, true));
}

#[tokio::test]
async fn who_answers_again_is_told_so_by_a_header_too() {
    let app = TestApp::start().await;
    app.publish(&format!("{ONBOARDING}\n[link]\nonce = true\n")).await;
    complete(&app).await;
    let body = json!({
        "response": "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a22",
        "respondent": { "braze_id": ADA, "token": signed("onboarding") },
        "answers": [{ "question": "score", "value": 1 }],
        "state": "in_progress", "channel": "web", "locale": "en",
    });
    let refused = app.answer(&body).await;
    assert_eq!(
        (refused.status().as_u16(), header(&refused, "sondage-problem").as_str()),
        (409, "already-answered")
    );
}

#[tokio::test]
async fn showings_are_counted_by_day_revision_and_channel_with_nobody_in_them() {
    let app = at("2026-11-23T23:59:00Z").await;
    let view = |channel: &'static str, revision: &'static str| {
        let app = &app;
        async move {
            let fields = [("channel", channel), ("revision", revision), ("user_braze_id", ADA)];
            app.post_form("/v1/surveys/onboarding/views", &fields).await.status().as_u16()
        }
    };
    assert_eq!(view("web", "").await, 204);
    assert_eq!(view("web", "9").await, 204, "what was never published is today's");
    app.publish(&ONBOARDING.replace("Onboarding feedback", "Feedback")).await;
    assert_eq!(view("in-app", "1").await, 204);
    app.clock.advance(Duration::from_mins(2));
    assert_eq!(view("web", "2").await, 204);
    assert_eq!(view("pigeon", "").await, 400);
    assert!(app.store.traffic("onboarding").await.unwrap().is_empty(), "nothing is held up for it");
    app.showings.write().await.unwrap();
    app.showings.write().await.unwrap();
    let row = |day: &str, revision, channel, n_shown, n_begun, n_completed| Traffic {
        revision,
        channel,
        day: day.into(),
        n_shown,
        n_begun,
        n_completed,
    };
    let shown = [
        row("2026-11-23", 1, Channel::InApp, 1, 0, 0),
        row("2026-11-23", 1, Channel::Web, 2, 0, 0),
        row("2026-11-24", 2, Channel::Web, 1, 0, 0),
    ];
    assert_eq!(app.store.traffic("onboarding").await.unwrap(), shown);
    complete(&app).await;
    let traffic = app.store.traffic("onboarding").await.unwrap();
    assert_eq!(traffic[2..], [row("2026-11-24", 2, Channel::Email, 0, 1, 1), shown[2].clone()]);
    let left = json!({
        "response": "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a22", "answers": [],
        "state": "dismissed", "channel": "web", "locale": "en",
    });
    assert_eq!(app.answer(&left).await.status(), 202);
    assert_eq!(
        app.store.traffic("onboarding").await.unwrap(),
        traffic,
        "who only closed it began nothing"
    );
}

#[tokio::test]
async fn a_flood_of_showings_counts_up_to_a_bound() {
    let app = TestApp::start().await;
    let published = app.catalogue.get("onboarding").unwrap();
    let counted = (0..20_000).filter(|_| app.showings.count(&published, 1, Channel::Web)).count();
    assert_eq!(counted, 15_000);
    app.showings.write().await.unwrap();
    assert!(app.showings.count(&published, 1, Channel::Web), "and goes on after it was written");
}

#[tokio::test]
async fn who_was_asked_by_one_survey_is_left_in_peace_by_another_and_braze_knows() {
    let app = at("2026-11-23T10:00:00Z").await;
    app.emulator.seed(Seed::demo());
    app.publish(&quiet("second", 7)).await;
    let known = |survey: &str| {
        [
            ("user_braze_id", ADA.to_owned()),
            ("token", signed(survey)),
            ("channel", "in-app".to_owned()),
        ]
    };
    let post = |path: &'static str, survey: &'static str| {
        let app = &app;
        let fields = known(survey);
        async move {
            let fields: Vec<_> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            app.post_form(path, &fields).await
        }
    };
    let ask = || async {
        json_of(post("/v1/surveys/second/standing", "second").await).await["quiet"].clone()
    };
    assert_eq!(ask().await, false);
    let forged = [("user_braze_id", ADA), ("token", "00"), ("channel", "web")];
    app.post_form("/v1/surveys/onboarding/views", &forged).await;
    app.showings.write().await.unwrap();
    assert_eq!(ask().await, false, "nobody makes it quiet for another");
    post("/v1/surveys/onboarding/views", "onboarding").await;
    app.showings.write().await.unwrap();
    assert_eq!(ask().await, true);

    let pace = Pace::new(app.store.clone(), Settings::default().requests_per_second);
    let teller = Teller::new(app.store.clone(), Some(client_of(&app.emulator)), pace);
    assert!(teller.run_once().await.unwrap());
    let told = || app.emulator.profile("ada").unwrap().attributes[LAST_ASKED].value.clone();
    assert_eq!(told(), "2026-11-23T10:00:00Z");
    assert!(app.store.asked_untold(10).await.unwrap().is_empty());

    app.clock.advance(Duration::from_hours(7 * 24 + 1));
    assert_eq!(ask().await, false, "after its quiet days it may ask");
    app.janitor.run_once().await.unwrap();
    let ada = Identifier::BrazeId(ADA.into());
    assert!(app.store.last_asked(&ada).await.unwrap().is_some());
    app.clock.advance(Duration::from_hours(366 * 24));
    app.janitor.run_once().await.unwrap();
    assert!(
        app.store.last_asked(&ada).await.unwrap().is_none(),
        "who was asked long ago is forgotten"
    );
}

#[tokio::test]
async fn nobody_is_noted_where_no_survey_keeps_quiet_or_nothing_goes_to_braze() {
    let app = TestApp::start().await;
    let ada = Identifier::BrazeId(ADA.into());
    let asked = || async {
        let token = signed("onboarding");
        let fields = [("user_braze_id", ADA), ("token", token.as_str()), ("channel", "web")];
        app.post_form("/v1/surveys/onboarding/views", &fields).await;
        app.showings.write().await.unwrap();
        app.store.last_asked(&ada).await.unwrap()
    };
    assert_eq!(asked().await, None);
    app.publish(&quiet("second", 7)).await;
    app.publish(
        &format!("{ONBOARDING}\n[braze]\nsend = false\n").replace("[braze]\nsend = true", ""),
    )
    .await;
    assert_eq!(asked().await, None);
    app.publish(ONBOARDING).await;
    assert!(asked().await.is_some());
}

#[tokio::test]
async fn a_page_may_be_in_frames_of_those_sites_alone_that_the_operator_names() {
    let policy = |frame_origins| async move {
        let app = TestApp::with(Setup { frame_origins, ..Setup::default() }).await;
        let mut policies = Vec::new();
        for path in ["/s/onboarding", "/s/none"] {
            policies.push(header(&app.get(path).await, "content-security-policy"));
        }
        policies
    };
    for policy in policy(Vec::new()).await {
        assert!(
            policy.ends_with("frame-ancestors 'self'")
                || policy.contains("frame-ancestors 'self';"),
            "{policy}"
        );
    }
    for policy in policy(vec!["https://www.example.com", "http://127.0.0.1:80"]).await {
        let named = "frame-ancestors 'self' https://www.example.com http://127.0.0.1:80";
        assert!(policy.contains(named), "{policy}");
    }
}
