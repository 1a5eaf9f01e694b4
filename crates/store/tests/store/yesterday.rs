//! A database that an earlier version wrote: `tests/fixtures/yesterday`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sondage_author::definition::Definition;
use sondage_intake::export::{Revisions, export_object};
use sondage_intake::{Respondent, State};
use sondage_store::{Clock, DeliveryFilter, DeliveryState, PartState, Store};
use sqlx::{ConnectOptions, Connection};

use crate::house::{START, With, latest, submission, url};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/yesterday").join(name)
}

async fn open(folder: &Path) -> Store {
    open_after(folder, "").await
}

/// As it was after some more statements.
async fn open_after(folder: &Path, statements: &'static str) -> Store {
    let path = folder.join("sondage.db");
    let tables = std::fs::read_to_string(fixture("sondage.sql")).unwrap();
    // The tables come in the order of their names.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let options = options.create_if_missing(true).foreign_keys(false);
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(tables)).execute(&mut connection).await.unwrap();
    sqlx::raw_sql(statements).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    Store::open(&url(&path), Clock::manual(START)).await.unwrap()
}

#[tokio::test]
async fn every_response_of_yesterday_reads_as_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    for survey in ["onboarding", "every-kind"] {
        let text = std::fs::read_to_string(fixture(&format!("{survey}.ndjson"))).unwrap();
        let expected: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let page = store.responses(survey, None, 100).await.unwrap();
        let texts = store.revisions(survey).await.unwrap();
        let revisions = texts.iter().map(|text| text.to_published().unwrap()).collect();
        let revisions = Revisions::new(revisions).unwrap();
        assert_eq!(page.responses.len(), expected.len());
        assert!(!expected.is_empty());
        for (response, expected) in page.responses.iter().zip(expected) {
            let read = export_object(response, &revisions);
            for (key, value) in expected.as_object().unwrap() {
                assert_eq!(read[key], *value, "{key}");
            }
        }
    }
}

#[tokio::test]
async fn the_answers_of_its_surveys_go_on_to_the_attributes_where_they_went() {
    let folder = tempfile::tempdir().unwrap();
    let unnamed = "UPDATE revisions SET source = replace(source, 'attribute = \"nps_reason\"', '')";
    let store = open_after(folder.path(), unnamed).await;
    let published = latest(&store, "onboarding").await;
    let attribute = |id: &str| {
        let (place, _) = published.own_survey().question(id).unwrap();
        published.definition.attribute(place).to_owned()
    };
    assert_eq!(attribute("why"), "You chose {score}. What is the main reason?");
    let text = store.revision("onboarding", published.revision).await.unwrap().unwrap();
    let again = Definition::parse(&text.source, text.language).unwrap();
    let same = store.publish(&again, &text.source, text.language).await.unwrap();
    assert!(!same.is_new);
    // Only a text that is published anew is called as it reads.
    let changed = format!("{}\n", text.source);
    store.publish(&again, &changed, text.language).await.unwrap();
    let anew = store.revisions("onboarding").await.unwrap().pop().unwrap().to_published().unwrap();
    let (place, _) = anew.own_survey().question("why").unwrap();
    assert_eq!(anew.definition.attribute(place), "You chose …. What is the main reason?");
}

#[tokio::test]
async fn a_response_that_was_begun_yesterday_goes_on_and_is_counted_and_owed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    store.refresh_counts().await.unwrap();
    let before = store.counts("onboarding").completed;
    let pending =
        DeliveryFilter { state: Some(DeliveryState::Pending), ..DeliveryFilter::default() };
    let n_pending = store.deliveries(&pending).await.unwrap().len();
    assert_eq!(n_pending, 4);
    let published = latest(&store, "onboarding").await;
    let page = store.responses("onboarding", None, 100).await.unwrap();
    let begun = page.responses.into_iter().find(|one| one.state == State::InProgress).unwrap();
    let answers = [("score", json!(9)), ("plan", json!("pro"))];
    let more = submission(&begun.id, &answers).state(State::Completed);
    let respondent = Respondent { is_verified: true, ..begun.respondent.clone() };
    store.submit(&published, more.respondent(respondent)).await.unwrap();
    let now = store.response(&begun.id).await.unwrap().unwrap();
    assert_eq!((now.state, now.live_value("score")), (State::Completed, Some(&json!(9))));
    store.refresh_counts().await.unwrap();
    let counted = u64::from(published.limits.counts());
    assert_eq!(store.counts("onboarding").completed, before + counted);
}

#[tokio::test]
async fn of_what_was_given_up_yesterday_only_what_braze_rejected_is_owed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_after(
        folder.path(),
        "UPDATE deliveries SET state = 'failed', settled_at = 1,
             last_error = CASE id % 3 WHEN 0 THEN 'attribute rejected: no' WHEN 1 THEN 'event rejected: no'
                 ELSE 'attribute rejected: no; event rejected: no' END
         WHERE state = 'pending'",
    )
    .await;
    let failed = DeliveryFilter { state: Some(DeliveryState::Failed), ..DeliveryFilter::default() };
    let rows = store.deliveries(&failed).await.unwrap();
    assert!(rows.len() > 2 && rows.iter().all(|row| row.owed.event.is_some()));
    for row in rows {
        let expected = match row.id % 3 {
            0 => (PartState::Failed, PartState::Delivered),
            1 => (PartState::Delivered, PartState::Failed),
            _ => (PartState::Failed, PartState::Failed),
        };
        assert_eq!((row.attribute.unwrap(), row.event.unwrap()), expected);
    }
}
