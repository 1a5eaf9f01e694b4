//! What the relay notices by itself: a survey that was just published, a database that is gone.

use sondage_author::definition::{Definition, Language};

use crate::common::{ONBOARDING, RESPONSE, TestApp, score};

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
async fn a_database_that_is_gone_takes_no_answers_and_is_not_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.answer(&score(RESPONSE, 9)).await.status(), 202);
    std::fs::remove_file(app.folder().join("sondage.db")).unwrap();
    assert_eq!(app.answer(&score(RESPONSE, 8)).await.status(), 503);
    assert_eq!(app.get("/readyz").await.status(), 503);
}
