//! What the relay notices by itself: a survey that was just published, a database that is gone.

use sondage_author::definition::{Definition, Language};

use sondage_intake::Millis;
use sondage_store::Clock;

use crate::common::{ONBOARDING, RESPONSE, Setup, TestApp, score};

#[tokio::test]
async fn a_survey_that_was_just_published_is_there_for_whoever_asks_first() {
    let app = TestApp::start().await;
    let survey = ONBOARDING.replace("id = \"onboarding\"", "id = \"second\"");
    let definition = Definition::parse(&survey, Language::Toml).unwrap();
    // As another process does: nobody tells the relay.
    app.store.publish(&definition, &survey, Language::Toml).await.unwrap();
    assert_eq!(app.get("/s/second").await.status(), 200);
    assert_eq!(app.get("/s/third").await.status(), 404);
}

#[tokio::test]
async fn a_relay_that_was_ready_a_moment_ago_is_not_once_it_has_refused_an_answer() {
    // No second is over for as long as nobody says so.
    let clock = Clock::manual(Millis(1_795_428_000_000));
    let app = TestApp::with(Setup { clock, ..Setup::default() }).await;
    assert_eq!(app.get("/readyz").await.status(), 200);
    std::fs::remove_file(app.folder().join("sondage.db")).unwrap();
    assert_eq!(app.get("/readyz").await.status(), 200, "nobody has noticed yet");
    assert_eq!(app.answer(&score(RESPONSE, 8)).await.status(), 503);
    assert_eq!(app.get("/readyz").await.status(), 503);
}

#[tokio::test]
async fn a_database_that_is_gone_takes_no_answers_and_is_not_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.answer(&score(RESPONSE, 9)).await.status(), 202);
    std::fs::remove_file(app.folder().join("sondage.db")).unwrap();
    assert_eq!(app.answer(&score(RESPONSE, 8)).await.status(), 503);
    assert_eq!(app.get("/readyz").await.status(), 503);
}
