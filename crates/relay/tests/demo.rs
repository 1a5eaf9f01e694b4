//! The demonstration, as far as no browser is needed for it.
#![cfg(feature = "demo")]

mod common;

use common::{SECRET, TestApp};
use sondage_braze::Secret;
use sondage_relay::identity::token;
use sondage_relay::intake::Identifier;
use sondage_relay::snippet::has_liquid;

#[tokio::test]
async fn the_message_is_filled_in_as_braze_does_it() {
    let app = TestApp::start().await;
    for (user, braze_id, language) in
        [("ada", "5f1c0ffee0ddba11ca11ab1e", "en"), ("emilie", "5f1c0ffee0ddba11ca11ab3d", "fr")]
    {
        let response = app.get(&format!("/demo/braze/message?survey=onboarding&user={user}")).await;
        let message = response.text().await.unwrap();
        assert!(!has_liquid(&message));
        let signed =
            token(&Secret::new(SECRET), "onboarding", &Identifier::BrazeId(braze_id.into()));
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
async fn the_pages_say_what_is_missing() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/demo/sdk/src/index.js").await.status(), 404);
    assert_eq!(app.get("/demo/sdk/..%2f..%2fCargo.js").await.status(), 404);
    assert_eq!(app.get("/demo/braze/message?survey=nothing").await.status(), 404);
    let stage = app.get("/demo/braze?user=grace").await.text().await.unwrap();
    assert!(stage.contains("Grace’s profile in Braze"));
    assert!(stage.contains(&app.emulator.url()));
}
