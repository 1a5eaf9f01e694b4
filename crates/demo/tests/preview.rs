//! What a preview shows is what Braze makes of the snippet.

#[path = "../../relay/tests/relay/common.rs"]
mod common;

use std::future::IntoFuture as _;
use std::sync::Arc;

use common::{Setup, TestApp};
use secrecy::SecretString;
use sondage_author::definition::{Definition, Language};
use sondage_demo::{Demo, routes};
use sondage_emulator::Emulator;
use sondage_intake::identity::Trust;
use sondage_relay::config::PublicUrl;
use sondage_relay::preview::rooms::{Light, Rooms, Wanted};
use sondage_relay::trusting::TrustNow;
use tokio::net::TcpListener;

const SURVEY: &str = r#"
id = "seen"
name = "Seen"
hidden = [
  { id = "name", profile = "first_name" },
  { id = "plan", attribute = "plan" },
  { id = "colour", attribute = "Favourite colour" },
  { id = "game" },
]
end = { text = "Thank you, {name|you}!" }
[link]
once = true
[limits]
closes = "2020-01-01"
[showing]
quiet_days = 3
[[questions]]
id = "pick"
type = "single_choice"
prompt = "Is {colour|blue} your colour, {name|dear player}? {{ not liquid }}"
options = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }, { id = "perhaps", label = "Perhaps" }]
shuffle = true
[[questions]]
id = "why"
type = "long_text"
prompt = "Why?"
show_if = { hidden = "plan", is = "pro" }
[translations.fr]
name = "Vu"
"questions.pick.prompt" = "Alors, {name|cher joueur} ?"
"#;

/// How a person of the demonstration is known to Liquid: who, their locale, and their hidden fields.
type Known<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str)]);
const PEOPLE: [Known<'static>; 3] = [
    (
        "ada",
        "5f1c0ffee0ddba11ca11ab1e",
        "en",
        &[("h.name", "Ada"), ("h.plan", "pro"), ("h.colour", "green")],
    ),
    (
        "grace",
        "5f1c0ffee0ddba11ca11ab2f",
        "en",
        &[("h.name", "Grace"), ("h.plan", "free"), ("h.colour", "\"navy\" & <gold>")],
    ),
    ("emilie", "5f1c0ffee0ddba11ca11ab3d", "fr", &[("h.name", "Émilie"), ("h.plan", "team")]),
];

/// The text with what stands after each of these, up to a quotation mark or an ampersand, as one mark.
fn without(mut text: String, names: &[&str]) -> String {
    for name in names {
        let mut pieces = text.split(name);
        let mut left = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let end = piece.find(['"', '&']).unwrap_or(piece.len());
            left = left + name + "…" + piece.split_at(end).1;
        }
        text = left;
    }
    text
}

/// In three places alone it is another one: the relay's address, which here is that of a room in which
/// answers go nowhere; the token, which here proves nothing; and the second at which it is made.
/// A relay that signs, or not.
fn trusting(is_signed: bool) -> Arc<TrustNow> {
    let secret = is_signed.then(|| SecretString::from("a-signing-secret-of-thirty-two-bytes"));
    Arc::new(TrustNow::new(Trust { secret, ..Trust::default() }))
}

#[tokio::test]
async fn a_message_in_a_preview_is_what_braze_makes_of_the_published_snippet() {
    let more = |emulator: &Emulator| routes(Demo { sdk: None, emulator: Some(emulator.url()) });
    let app = TestApp::with(Setup { more, ..Setup::default() }).await;
    let definition = Definition::parse(SURVEY, Language::Toml).unwrap();
    app.store.publish(&definition, SURVEY, Language::Toml).await.unwrap();
    app.catalogue.refresh().await.unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = PublicUrl::of_listener(listener.local_addr().unwrap());
    let rooms = Rooms::new(url.clone(), common::assets(), trusting(true));
    let router = rooms.routes::<()>();
    tokio::spawn(axum::serve(listener, router).into_future());
    let room =
        rooms.enter(Wanted { definition, card: String::new(), light: Light::Any }).await.unwrap();

    let differ = ["name=\"token\" value=\"", "token=", "name=\"shown_at\" value=\""];
    for (user, braze_id, locale, hidden) in PEOPLE {
        let sent = app.get(&format!("/demo/braze/message?survey=seen&user={user}")).await;
        let sent = sent.text().await.unwrap();
        assert!(sent.contains(braze_id) && sent.contains("</html>"), "{sent}");
        let own = [("locale", locale), ("user_braze_id", braze_id)];
        let asked = format!("{url}{room}/message");
        let asked = reqwest::Url::parse_with_params(&asked, own.iter().chain(hidden)).unwrap();
        let shown = app.http.get(asked).send().await.unwrap();
        let policies: Vec<_> = shown.headers().get_all("content-security-policy").iter().collect();
        assert!(policies.iter().any(|one| one.as_bytes().starts_with(b"sandbox ")), "{policies:?}");
        let shown = shown.text().await.unwrap();
        let script = format!("<script src=\"{url}{room}/room.js\"></script>\n");
        let shown = shown.strip_suffix(&script).unwrap();
        let shown = shown.replace(&format!("{url}{room}"), &app.url(""));
        // Braze's Liquid, in Ruby, writes a space in an address as a plus; the engine here does not.
        let shown = shown.replace("%22navy%22+%26+%3Cgold%3E", "%22navy%22%20%26%20%3Cgold%3E");
        assert_eq!(without(shown, &differ), without(sent, &differ), "{user}");
    }
}

#[tokio::test]
async fn what_is_answered_in_a_preview_is_taken_and_goes_nowhere() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = PublicUrl::of_listener(listener.local_addr().unwrap());
    let rooms = Rooms::new(url.clone(), common::assets(), trusting(false));
    tokio::spawn(axum::serve(listener, rooms.routes::<()>()).into_future());
    let definition = Definition::parse(SURVEY, Language::Toml).unwrap();
    let room = rooms
        .enter(Wanted { definition, card: "why".to_owned(), light: Light::Dark })
        .await
        .unwrap();
    let http = TestApp::start().await.http;
    let post = http.post(format!("{url}{room}/v1/surveys/seen/responses"));
    let body = r#"{"response":"0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a11","answers":[{"question":"why","value":"x"}],"state":"in_progress"}"#;
    let reply = post.body(body).send().await.unwrap();
    assert_eq!(reply.status(), 202);
    assert_eq!(reply.headers()["access-control-allow-origin"], "*");
    assert!(reply.text().await.unwrap().contains("\"stored\":1"));
    // It is open, whatever its limits say, begins with the card that was asked for, and asks anybody.
    let page = http.get(format!("{url}{room}/s/seen")).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("Why?") && !page.contains("your colour"), "{page}");
    assert!(!page.contains("prefers-color-scheme"), "{page}");
    let other = http.get(format!("{url}/preview/{}/s/seen", "0".repeat(64))).send().await.unwrap();
    assert_eq!(other.status(), 404);
}
