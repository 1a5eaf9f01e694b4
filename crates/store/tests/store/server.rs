//! What is PostgreSQL's own: servers that cannot be used, that go away, that refuse.

use std::time::Duration;

use serde_json::json;
use sondage_intake::SubmitError;
use sondage_store::{Clock, Store};

use crate::house::cluster::{Cluster, cluster};
use crate::house::{Engine, House, ONE, START, TWO, latest, publish, submission};

async fn refused(address: &str) -> String {
    let message = Store::open(address, Clock::manual(START)).await.unwrap_err().to_string();
    assert!(!message.contains('\n') && !message.contains("geheim"), "{message}");
    message
}

/// The database of a house, for the server's own client.
fn change(cluster: &Cluster, house: &House, statements: &str) -> String {
    cluster.sql(house.address.rsplit('/').next().unwrap(), statements)
}

#[tokio::test]
async fn a_server_that_cannot_be_used_says_in_one_line_why_and_never_the_password() {
    let message = refused("postgres://ada:geheim@localhost:1/sondage").await;
    assert!(
        message.contains("localhost:1/sondage cannot be used: it cannot be reached"),
        "{message}"
    );
    let Some(cluster) = cluster() else { return };
    let database = cluster.database();
    let name = database.rsplit('/').next().unwrap();
    cluster.sql(name, "CREATE USER locked PASSWORD 'secret'");
    let message = refused(&cluster.address_of("locked:geheim", name)).await;
    assert!(message.contains("the password of the user \"locked\" is not right"), "{message}");
    let message = refused(&cluster.address_of("locked:secret", name)).await;
    assert!(message.contains("the user \"locked\" may not do this: let it own"), "{message}");
    let message = refused(&cluster.address_of("nobody:geheim", name)).await;
    assert!(message.contains("nobody"), "{message}");
    let message = refused(&cluster.address("nowhere")).await;
    assert!(message.contains("there is no database \"nowhere\": make it"), "{message}");
    let message = refused(&format!("{database}?pasword=geheim")).await;
    assert!(message.contains("no setting \"pasword\""), "{message}");
    let looked = Store::open_existing(&database, Clock::manual(START)).await;
    let message = looked.unwrap_err().to_string();
    assert!(message.contains("there are no tables yet"), "{message}");
}

#[tokio::test]
async fn tables_of_a_later_version_are_left_alone() {
    let Some(cluster) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    let later = "INSERT INTO _sqlx_migrations SELECT 9999, 'later', now(), true, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    change(cluster, &house, later);
    let message = refused(&house.address).await;
    assert!(message.contains("another version of sondage"), "{message}");
}

#[tokio::test]
async fn a_replica_that_can_only_be_read_is_read() {
    let Some(cluster) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let name = house.address.rsplit('/').next().unwrap();
    change(
        cluster,
        &house,
        &format!("ALTER DATABASE {name} SET default_transaction_read_only = on"),
    );
    let replica = Store::open_existing(&house.address, Clock::manual(START)).await.unwrap();
    assert_eq!(replica.responses("onboarding", None, 9).await.unwrap().responses.len(), 1);
    assert!(replica.check().await.is_err());
    house.store.check().await.unwrap();
}

#[tokio::test]
async fn relays_that_start_at_once_on_an_empty_database_make_its_tables_once() {
    let Some(cluster) = cluster() else { return };
    let address = cluster.database();
    let open = || Store::open(&address, Clock::manual(START));
    let (one, two, three) = tokio::join!(open(), open(), open());
    publish(&one.unwrap(), crate::house::SURVEY).await;
    assert_eq!(latest(&two.unwrap(), "onboarding").await.revision, 1);
    three.unwrap().check().await.unwrap();
}

#[tokio::test]
async fn what_is_confirmed_is_on_the_disk_also_where_the_server_would_not_wait_for_it() {
    let Some(cluster) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    assert_eq!(change(cluster, &house, "SHOW synchronous_commit").trim(), "off");
    change(
        cluster,
        &house,
        "CREATE TABLE seen (setting TEXT);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN INSERT INTO seen VALUES (current_setting(''synchronous_commit'')); RETURN new; END';
         CREATE TRIGGER note BEFORE INSERT ON answers FOR EACH ROW EXECUTE FUNCTION note();",
    );
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    change(cluster, &house, cut);
    house.submit(submission(TWO, &[("score", json!(9))])).await.unwrap();
    assert_eq!(change(cluster, &house, "SELECT setting FROM seen").trim(), "on\non");
}

#[tokio::test]
async fn a_server_that_was_started_anew_costs_no_answer() {
    let Some(cluster) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    for (id, score) in [(ONE, 9), (TWO, 8), (ONE, 7)] {
        house.submit(submission(id, &[("score", json!(score))])).await.unwrap();
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        change(cluster, &house, cut);
    }
    assert_eq!(house.owed().await, ["score#1", "score#1", "score#2"]);
}

#[tokio::test]
async fn a_relay_hears_at_once_of_what_another_one_stores_and_publishes() {
    const SOON: Duration = Duration::from_secs(20);
    let Some(_) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    let other = house.other_store().await;
    let (deliveries, surveys) = (other.delivery_waker(), other.survey_waker());
    // Once as it begins to listen.
    tokio::time::timeout(SOON, deliveries.notified()).await.unwrap();
    tokio::time::timeout(SOON, surveys.notified()).await.unwrap();
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    tokio::time::timeout(SOON, deliveries.notified()).await.unwrap();
    publish(&house.store, &crate::house::SURVEY.replace("Thank you!", "Bye!")).await;
    tokio::time::timeout(SOON, surveys.notified()).await.unwrap();
}

/// A trigger that refuses what is written for a response.
const REFUSE: &str = "
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
    CREATE TRIGGER refuse BEFORE INSERT ON answers FOR EACH ROW WHEN (new.response = '{ONE}')
        EXECUTE FUNCTION refuse();";

#[tokio::test]
async fn one_write_that_the_server_refuses_does_not_cost_the_others_theirs() {
    let Some(cluster) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    change(cluster, &house, &REFUSE.replace("{ONE}", ONE));
    let (one, two) = tokio::join!(
        house.submit(submission(ONE, &[("score", json!(9))])),
        house.submit(submission(TWO, &[("score", json!(8))])),
    );
    assert_eq!(one, Err(SubmitError::Unavailable));
    assert_eq!(two.unwrap().stored, 1);
    assert_eq!(house.store.response(ONE).await.unwrap(), None);
    change(cluster, &house, "DROP TRIGGER refuse ON answers");
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    assert_eq!(house.owed().await, ["score#1", "score#1"]);
}

#[tokio::test]
async fn a_relay_that_stands_still_in_the_middle_keeps_the_others_waiting_for_seconds_only() {
    let Some(cluster) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    let settings = "SELECT string_agg(DISTINCT s, ' ') FROM (
        SELECT current_setting('lock_timeout') || current_setting('idle_in_transaction_session_timeout') AS s) AS x";
    change(
        cluster,
        &house,
        &format!(
            "CREATE TABLE seen (setting TEXT);
             CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN INSERT INTO seen {settings}; RETURN new; END $$;
             CREATE TRIGGER note BEFORE INSERT ON answers FOR EACH ROW EXECUTE FUNCTION note();"
        ),
    );
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    assert_eq!(change(cluster, &house, "SELECT setting FROM seen").trim(), "5s10s");
}

#[tokio::test]
async fn what_a_relay_had_claimed_that_is_gone_goes_on_after_seconds() {
    const LEASE: Duration = Duration::from_mins(2);
    let Some(_) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    let other = house.other_store().await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    assert_eq!(house.store.claim_deliveries(10, LEASE).await.unwrap().len(), 1);
    let claim = async || {
        house.clock.advance(Duration::from_secs(9));
        other.claim_deliveries(10, LEASE).await.unwrap().len()
    };
    assert_eq!((claim().await, claim().await, claim().await), (0, 0, 0), "it is there");
    house.store.close().await;
    // The server takes a moment to notice; from then on it may be back for ten seconds.
    let mut n_looks = 1;
    while claim().await == 0 {
        n_looks += 1;
    }
    assert!(n_looks > 2 && n_looks < 9, "{n_looks}");
}

#[tokio::test]
async fn nothing_of_who_answered_stays_where_relays_wait_for_each_other() {
    let Some(cluster) = cluster() else { return };
    let once = format!("{}\n[link]\nonce = true\n", crate::house::SURVEY);
    let house = House::with_on(Engine::Postgres, &once).await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let turns = change(cluster, &house, "SELECT kind || ' ' || name || ' ' || n FROM turns");
    assert!(turns.starts_with("once ") && !turns.contains("ada"), "{turns}");
    house.submit(submission(ONE, &[("score", json!(8))])).await.unwrap();
    let n_turns = change(cluster, &house, "SELECT count(*) FROM turns");
    assert_eq!(n_turns.trim(), "1");
}
