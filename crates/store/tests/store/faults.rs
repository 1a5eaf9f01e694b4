//! Files that cannot be opened, and databases that stop working.

use std::path::Path;
use std::time::Duration;

use crate::house::{House, ONE, START, SURVEY, TWO, With, latest, publish, submission, url};
use serde_json::json;
use sondage_intake::SubmitError;
use sondage_store::{Clock, DeliveryFilter, Store, StoreError};
use sqlx::{ConnectOptions, Connection};

async fn refused(address: &str) -> String {
    Store::open(address, Clock::manual(START)).await.unwrap_err().to_string()
}

#[tokio::test]
async fn an_address_that_cannot_be_used_says_in_one_line_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing/sondage.db");
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a database, but long enough to be taken for one ".repeat(100))
        .unwrap();
    for (address, name, advice) in [
        (url(&missing), "missing/sondage.db", "create it"),
        (url(&text), "notes.txt", "is not a SQLite database"),
        (url(folder.path()), "", "is not a SQLite database"),
        ("mysql://localhost/sondage".to_owned(), "mysql", "expected sqlite://FILE or postgres://"),
        ("sondage.db".to_owned(), "sondage.db", "expected sqlite://FILE"),
        ("sqlite://".to_owned(), "sqlite://", "expected sqlite://FILE"),
        ("sqlite::memory:".to_owned(), ":memory:", "expected sqlite://FILE"),
    ] {
        let message = refused(&address).await;
        assert!(message.contains(name) && message.contains(advice), "{message}");
        assert!(!message.contains('\n') && !message.ends_with('.'), "{message}");
    }
    assert!(!missing.exists());
}

#[tokio::test]
async fn a_command_that_only_looks_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sondage.db");
    let error =
        Store::open_existing(&url(&path), Clock::manual(START)).await.unwrap_err().to_string();
    assert!(error.contains("there is no database"), "{error}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_database_of_a_later_version_is_left_alone() {
    let house = House::new().await;
    house.store.close().await;
    change(
        &house.path(),
        "UPDATE _sqlx_migrations SET version = 9999, description = 'later' WHERE version = 1",
    )
    .await;
    let message = refused(&url(&house.path())).await;
    assert!(message.contains("another version of sondage"), "{message}");
}

#[tokio::test]
async fn a_database_of_an_earlier_version_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sondage.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    let mut first = sqlx::migrate!("./src/sqlite/migrations");
    first.migrations.to_mut().truncate(1);
    first.run(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    change(&path, &format!("
        INSERT INTO surveys VALUES ('onboarding', 1);
        INSERT INTO revisions VALUES ('onboarding', 1, 'toml', '{SURVEY}', 0);
        INSERT INTO responses VALUES (1, '{ONE}', 'onboarding', 1, 'web', 'en', 'braze_id', 'ada', NULL, 0,
                                      'completed', '{{}}', 0, 0, 0);
        INSERT INTO answers VALUES ('{ONE}', 'score', '9', 1, {at}, {at});
        INSERT INTO deliveries (response, question, revision, survey, payload, next_attempt_at, created_at)
        VALUES ('{ONE}', 'score', 1, 'onboarding',
                '{{\"identifier\":{{\"braze_id\":\"ada\"}},\"attribute\":\"nps_score\",\"value\":9}}', 0, 0);
    ", at = START.0)).await;

    let store = Store::open(&url(&path), Clock::manual(START)).await.unwrap();
    let claim = store.claim_deliveries(9, Duration::from_mins(2)).await.unwrap().remove(0);
    assert_eq!((claim.owed.value, claim.is_superseded), (json!(9), false));
    let quota =
        "[[quotas]]\nid = \"fans\"\nlimit = 2\nif = { question = \"score\", at_least = 9 }\n";
    publish(&store, &SURVEY.replace("[end]", &format!("{quota}[end]"))).await;
    store.refresh_counts().await.unwrap();
    assert_eq!(store.counts("onboarding").quotas["fans"], 1);
    let published = latest(&store, "onboarding").await;
    let late = submission(ONE, &[("score", json!(3))]).at(START.minus(Duration::from_secs(5)));
    store.submit(&published, late).await.unwrap();
    assert_eq!(
        store.response(ONE).await.unwrap().unwrap().live_answers(),
        [("score".to_owned(), json!(9))]
    );
}

#[tokio::test]
async fn a_closed_store_is_unavailable() {
    let house = House::new().await;
    house.store.close().await;
    let result = house.submit(submission(ONE, &[("score", json!(9))])).await;
    assert_eq!(result, Err(SubmitError::Unavailable));
    assert!(house.store.check().await.is_err());
}

#[tokio::test]
async fn a_database_that_cannot_be_written_stores_nothing_and_works_again_afterwards() {
    let house = House::new().await;
    // A trigger that refuses is how a full disk can be had without one: writing fails in the middle
    // of the transaction, after the response and the answers.
    change(
        &house.path(),
        "CREATE TRIGGER full BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ROLLBACK, 'full'); END",
    )
    .await;
    let (one, two) = tokio::join!(
        house.submit(submission(ONE, &[("score", json!(9))])),
        house.submit(submission(TWO, &[("score", json!(8))])),
    );
    assert_eq!((one, two), (Err(SubmitError::Unavailable), Err(SubmitError::Unavailable)));
    assert_eq!(house.store.response(ONE).await.unwrap(), None);
    change(&house.path(), "DROP TRIGGER full").await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    assert_eq!(house.owed().await, ["score#1"]);
}

#[tokio::test]
async fn one_write_that_the_database_refuses_does_not_cost_the_others_theirs() {
    let house = House::new().await;
    let sql = format!(
        "CREATE TRIGGER one BEFORE INSERT ON answers WHEN new.response = '{ONE}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    );
    change(&house.path(), &sql).await;
    let (one, two) = tokio::join!(
        house.submit(submission(ONE, &[("score", json!(9))])),
        house.submit(submission(TWO, &[("score", json!(8))])),
    );
    assert_eq!(one, Err(SubmitError::Unavailable));
    assert_eq!(two.unwrap().stored, 1);
    assert_eq!(house.store.response(ONE).await.unwrap(), None);
    assert_eq!(house.answers(TWO).await, json!({ "score": 8 }));
}

#[tokio::test]
async fn a_database_that_another_program_keeps_locked_is_unavailable_until_it_lets_go() {
    let house = House::new().await;
    let submit = |score: i32| house.submit(submission(ONE, &[("score", json!(score))]));
    submit(9).await.unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(house.path());
    let mut other = options.connect().await.unwrap();
    let mut lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query("UPDATE answers SET value = '3', revision = 2").execute(&mut *lock).await.unwrap();
    assert_eq!(submit(8).await, Err(SubmitError::Unavailable));
    lock.commit().await.unwrap();
    // What it wrote meanwhile is what the next answer is compared with.
    submit(9).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
    assert_eq!(house.owed().await, ["score#1", "score#3"]);
}

#[tokio::test]
async fn nothing_is_confirmed_into_a_file_that_was_deleted_or_replaced() {
    let house = House::new().await;
    let submit = |score: i32| house.submit(submission(ONE, &[("score", json!(score))]));
    submit(9).await.unwrap();
    let aside = house.folder.path().join("aside.db");
    std::fs::rename(house.path(), &aside).unwrap();
    assert_eq!(submit(8).await, Err(SubmitError::Unavailable));
    for error in [
        house.store.check().await.unwrap_err(),
        house.store.published_revisions().await.unwrap_err(),
    ] {
        assert!(error.to_string().contains("deleted or replaced"), "{error}");
    }
    std::fs::copy(&aside, house.path()).unwrap();
    assert_eq!(submit(8).await, Err(SubmitError::Unavailable), "another file");
    std::fs::rename(&aside, house.path()).unwrap();
    submit(8).await.unwrap();
    assert_eq!(house.owed().await, ["score#1", "score#2"]);
}

/// A database with two hundred responses, of which a page of what is owed is damaged.
async fn damaged_house() -> House {
    let house = House::new().await;
    for n in 0..200 {
        let id = uuid::Uuid::now_v7().to_string();
        house.submit(submission(&id, &[("score", json!(n % 11))])).await.unwrap();
    }
    house.store.close().await;
    // None of those that all reading begins with.
    let mut bytes = std::fs::read(house.path()).unwrap();
    let is_owed = |page: &&mut [u8]| page.windows(8).any(|window| window == b"given_at");
    let pages: Vec<_> = bytes.chunks_mut(4_096).filter(is_owed).collect();
    let middle = pages.len() / 2;
    pages.into_iter().nth(middle).unwrap().fill(0xa5);
    std::fs::write(house.path(), bytes).unwrap();
    house
}

/// A store takes nothing more, and says why.
async fn refuses_all(house: &House, store: &Store) {
    let answer = submission(TWO, &[("score", json!(9))]);
    assert_eq!(store.submit(&house.published, answer).await, Err(SubmitError::Unavailable));
    let error = store.check().await.unwrap_err().to_string();
    assert!(error.contains("docs/reliability.md"), "{error}");
}

#[tokio::test]
async fn a_damaged_page_is_found_and_then_nothing_more_is_taken() {
    let house = damaged_house().await;
    let store = Store::open(&url(&house.path()), Clock::manual(START)).await.unwrap();
    let error = store.check_integrity().await.unwrap_err().to_string();
    assert!(error.contains("the database is damaged"), "{error}");
    refuses_all(&house, &store).await;
}

/// Reads all that exports and lists read.
async fn read_everything(store: &Store) -> Result<(), StoreError> {
    store.responses("onboarding", None, 500).await?;
    store.deliveries(&DeliveryFilter::default()).await.map(drop)
}

#[tokio::test]
async fn damage_that_only_somebody_who_reads_meets_stops_the_taking_at_once() {
    let house = damaged_house().await;
    let store = Store::open(&url(&house.path()), Clock::manual(START)).await.unwrap();
    store.check().await.unwrap();
    let error = read_everything(&store).await.unwrap_err().to_string();
    assert!(error.contains("the database is damaged"), "{error}");
    refuses_all(&house, &store).await;
}

#[tokio::test]
async fn damage_that_another_process_meets_stops_the_taking_until_the_file_is_whole() {
    let house = damaged_house().await;
    let damaged = std::fs::read(house.path()).unwrap();
    let store = Store::open(&url(&house.path()), Clock::manual(START)).await.unwrap();
    store.check().await.unwrap();
    // As `sondage export` reads.
    let other = Store::open_to_read(&url(&house.path()), Clock::manual(START)).await.unwrap();
    read_everything(&other).await.unwrap_err();
    other.close().await;
    refuses_all(&house, &store).await;
    store.close().await;
    let message = refused(&url(&house.path())).await;
    assert!(message.contains("is damaged: stop every relay"), "{message}");
    // Recovered in its place, it is taken again.
    let whole = House::new().await;
    whole.store.close().await;
    std::fs::copy(whole.path(), house.path()).unwrap();
    let store = Store::open(&url(&house.path()), Clock::manual(START)).await.unwrap();
    let answer = submission(TWO, &[("score", json!(9))]);
    store.submit(&house.published, answer).await.unwrap();
    store.close().await;
    // And the mark is gone: what is damaged later is found anew.
    std::fs::write(house.path(), damaged).unwrap();
    Store::open(&url(&house.path()), Clock::manual(START)).await.unwrap().check().await.unwrap();
}

#[tokio::test]
async fn a_damaged_file_is_told_as_damaged_and_not_as_something_to_move_away() {
    let house = House::new().await;
    house.store.close().await;
    let bytes = std::fs::read(house.path()).unwrap();
    for at in [0, 100] {
        let mut bytes = bytes.clone();
        bytes[at..at + 60].fill(0xa5);
        std::fs::write(house.path(), bytes).unwrap();
        let message = refused(&url(&house.path())).await;
        assert!(
            message.contains("damaged") && message.contains("docs/reliability.md"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_log_that_had_to_grow_is_cut_again() {
    let house = House::new().await;
    let log = house.folder.path().join("sondage.db-wal");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(house.path());
    let mut other = options.connect().await.unwrap();
    let mut reading = other.begin().await.unwrap();
    sqlx::query("SELECT count(*) FROM responses").execute(&mut *reading).await.unwrap();
    // While somebody reads an old state, nothing of the log can go.
    change(
        &house.path(),
        "CREATE TABLE load (bytes BLOB); INSERT INTO load VALUES (zeroblob(90000000));",
    )
    .await;
    reading.commit().await.unwrap();
    assert!(std::fs::metadata(&log).unwrap().len() > 90_000_000);
    for score in 1..10 {
        house.submit(submission(ONE, &[("score", json!(score))])).await.unwrap();
    }
    let n_bytes = std::fs::metadata(&log).unwrap().len();
    assert!(n_bytes <= 67_108_864, "{n_bytes}");
}

#[tokio::test]
async fn a_database_is_new_only_when_it_was_made() {
    let house = House::new().await;
    assert!(house.store.is_new());
    assert!(!house.other_store().await.is_new());
}

#[tokio::test]
async fn what_is_opened_to_be_read_is_not_written() {
    let house = House::new().await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let store = Store::open_to_read(&house.address, house.clock.clone()).await.unwrap();
    assert_eq!(store.responses("onboarding", None, 9).await.unwrap().responses.len(), 1);
    let answer = submission(TWO, &[("score", json!(9))]);
    assert_eq!(store.submit(&house.published, answer).await, Err(SubmitError::Unavailable));
    assert!(store.claim_deliveries(9, Duration::from_mins(2)).await.is_err());
}

/// Changes the file behind the store's back.
async fn change(path: &Path, sql: &str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
