//! The demonstration, as far as no browser is needed for it.

#[path = "../../relay/tests/relay/common.rs"]
mod common;

use common::{SECRET, Setup, TestApp};
use secrecy::SecretString;
use sondage_demo::{Demo, routes};
use sondage_emulator::Emulator;
use sondage_intake::Identifier;
use sondage_intake::identity::token;
use sondage_relay::snippet::has_liquid;

async fn start() -> TestApp {
    let more = |emulator: &Emulator| routes(Demo { sdk: None, emulator: Some(emulator.url()) });
    TestApp::with(Setup { more, ..Setup::default() }).await
}

#[tokio::test]
async fn the_message_is_filled_in_as_braze_does_it() {
    let app = start().await;
    for (user, braze_id, language) in
        [("ada", "5f1c0ffee0ddba11ca11ab1e", "en"), ("emilie", "5f1c0ffee0ddba11ca11ab3d", "fr")]
    {
        let response = app.get(&format!("/demo/braze/message?survey=onboarding&user={user}")).await;
        let message = response.text().await.unwrap();
        assert!(!has_liquid(&message));
        let signed =
            token(&SecretString::from(SECRET), "onboarding", &Identifier::BrazeId(braze_id.into()));
        for text in [
            format!("name=\"user_braze_id\" value=\"{braze_id}\""),
            format!("name=\"token\" value=\"{signed}\""),
            format!("<html lang=\"{language}\">"),
            format!("<body class=\"message\" lang=\"{language}\""),
        ] {
            assert_eq!(message.matches(&text).count(), 1, "{text}\n{message}");
        }
        assert!(!message.contains(SECRET));
    }
}

#[tokio::test]
async fn a_link_is_filled_in_as_braze_does_it_and_opens_as_that_person() {
    let app = start().await;
    for days in ["", "&days=7"] {
        let asked = format!("/demo/braze/link?survey=onboarding&user=ada{days}");
        let link = app.get(&asked).await.text().await.unwrap();
        assert!(!has_liquid(&link), "{link}");
        assert!(
            link.starts_with(
                &app.url("/s/onboarding?user_braze_id=5f1c0ffee0ddba11ca11ab1e&token=")
            ),
            "{link}"
        );
        let page = app.http.get(format!("{link}&channel=email&q.score=9")).send().await.unwrap();
        let page = page.text().await.unwrap();
        let field = |name: &str| {
            let start = format!("name=\"{name}\" value=\"");
            page.split_once(&start).unwrap().1.split('"').next().unwrap().to_owned()
        };
        let fields =
            ["response", "user_braze_id", "token", "channel"].map(|name| (name, field(name)));
        let mut form: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.extend([("card", "q.score"), ("q.score", "9"), ("action", "next")]);
        app.post_form("/s/onboarding", &form).await;
    }
    let stored = app.only_response().await;
    assert!(
        stored.respondent.is_verified,
        "the link with a time and the one without are one person's"
    );
}

#[tokio::test]
async fn the_pages_say_what_is_missing() {
    let app = start().await;
    assert_eq!(app.get("/demo/sdk/src/index.js").await.status(), 404);
    assert_eq!(app.get("/demo/sdk/..%2f..%2fCargo.js").await.status(), 404);
    assert_eq!(app.get("/demo/braze/message?survey=nothing").await.status(), 404);
    let stage = app.get("/demo/braze?user=grace").await.text().await.unwrap();
    assert!(stage.contains("Grace’s profile in Braze"));
    assert!(stage.contains(&app.emulator.url()));
}

const GREETING: &str = r#"
id = "greeting"
name = "Greeting"
[[hidden]]
id = "first-name"
profile = "first_name"
[[hidden]]
id = "colour"
attribute = "Favourite colour"
[[hidden]]
id = "unknown"
attribute = "nobody has this"
[[questions]]
id = "one"
type = "short_text"
prompt = "Hello {first-name|you}, is {colour|no colour} yours, or {unknown|no other}?"
[end]
text = "Thanks"
"#;

#[tokio::test]
async fn a_message_takes_hidden_fields_from_the_profile_and_nothing_breaks_out() {
    let app = start().await;
    app.publish(GREETING).await;
    let response = app.get("/demo/braze/message?survey=greeting&user=grace").await;
    let message = response.text().await.unwrap();
    assert!(!has_liquid(&message));
    for text in [
        "name=\"h.first-name\" value=\"Grace\"",
        "name=\"h.colour\" value=\"&quot;navy&quot; &amp; &lt;gold&gt;\"",
        "name=\"h.unknown\" value=\"\"",
        "Hello <bdi>Grace</bdi>, is <bdi>&quot;navy&quot; &amp; &lt;gold&gt;</bdi> yours, or no other?",
    ] {
        assert_eq!(message.matches(text).count(), 1, "{text}\n{message}");
    }
    // The way out for pages without scripts leads to the same.
    let (_, link) = message.split_once("<p class=\"fallback\"><a href=\"").unwrap();
    let link = link.split_once('"').unwrap().0.replace("&amp;", "&");
    let page = app.http.get(link).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("name=\"h.first-name\" value=\"Grace\""), "{page}");
    assert!(page.contains("name=\"h.colour\" value=\"&quot;navy&quot; &amp; &lt;gold&gt;\""));
    assert!(!page.contains("h.unknown"), "{page}");
}

#[tokio::test]
async fn the_form_of_a_message_posted_twice_by_itself_is_one_response_with_its_hidden_fields() {
    let app = start().await;
    app.publish(GREETING).await;
    let fields = [
        ("card", "q.one"),
        ("user_braze_id", "5f1c0ffee0ddba11ca11ab2f"),
        ("channel", "in-app"),
        ("locale", "en"),
        ("h.first-name", "Grace"),
        ("h.colour", "\"navy\" & <gold>"),
        ("h.unknown", ""),
        ("response", common::RESPONSE),
        ("q.one", "Yes"),
        ("action", "next"),
    ];
    for _ in 0..2 {
        assert_eq!(app.post_form("/s/greeting", &fields).await.status(), 200);
    }
    let stored = app.store.responses("greeting", None, 10).await.unwrap().responses;
    let [stored] = stored.as_slice() else { panic!("one response: {stored:#?}") };
    assert_eq!(stored.id, common::RESPONSE);
    let hidden = serde_json::json!({ "first-name": "Grace", "colour": "\"navy\" & <gold>" });
    assert_eq!(serde_json::Value::Object(stored.hidden.clone()), hidden);
}

#[tokio::test]
async fn the_site_shows_the_element_in_the_mode_that_is_asked_for() {
    let app = start().await;
    let page =
        async |query: &str| app.get(&format!("/demo/web{query}")).await.text().await.unwrap();
    let element =
        |mode: &str| format!("<sondage-survey survey=\"onboarding\"{mode}></sondage-survey>");
    assert!(page("").await.contains(&element("")));
    let corner = page("?survey=onboarding&mode=corner").await;
    assert!(corner.contains(&element(" mode=\"corner\" show=\"always\"")), "{corner}");
    assert!(page("?mode=%22%3E%3Cscript%3E&survey=nope").await.contains(&element("")));
}

#[tokio::test]
async fn its_pages_load_what_a_site_loads_and_the_relays_own_answers_nothing() {
    let app = start().await;
    let policy = async |path: &str| {
        let reply = app.get(path).await;
        reply.headers()["content-security-policy"].to_str().unwrap().to_owned()
    };
    for page in ["/demo/braze", "/demo/braze/app", "/demo/web", "/demo/braze/app.js"] {
        assert!(!policy(page).await.contains("default-src"), "{page}");
    }
    assert!(policy("/v1/surveys/onboarding").await.contains("default-src 'none'"));
}
