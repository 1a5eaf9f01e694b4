//! How many deliveries are not made: the same as in the list of them, whatever became of which.

use std::time::Duration;

use serde_json::json;
use sondage_store::{
    Claimed, DeliveryCounts, DeliveryFilter, DeliveryRow, DeliveryState, PartState, Settlement,
    Store, Verdict,
};

use crate::house::cluster::cluster;
use crate::house::{Engine, House, START, With as _, respondent, submission};

const LEASE: Duration = Duration::from_mins(2);

/// What the list says.
fn listed(rows: &[DeliveryRow]) -> DeliveryCounts {
    let n = |is: &dyn Fn(&&DeliveryRow) -> bool| rows.iter().filter(is).count() as u64;
    let pending = |row: &&DeliveryRow| row.state == DeliveryState::Pending;
    DeliveryCounts {
        pending: n(&pending),
        failed: n(&|row| row.state == DeliveryState::Failed),
        pending_attributes: n(&|row| row.attribute == Some(PartState::Pending)),
        failed_attributes: n(&|row| row.attribute == Some(PartState::Failed)),
        pending_events: n(&|row| row.event == Some(PartState::Pending)),
        failed_events: n(&|row| row.event == Some(PartState::Failed)),
        oldest_pending_at: rows.iter().filter(pending).map(|row| row.created_at).min(),
    }
}

async fn assert_counted(store: &Store, when: &str) -> DeliveryCounts {
    let counts = store.delivery_counts().await.unwrap();
    let rows = store.deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(counts, listed(&rows), "{when}");
    counts
}

/// So many people answer a question each, one in the same moment as the others.
async fn answer(house: &House, store: &Store, people: std::ops::Range<u32>) {
    let mut all = tokio::task::JoinSet::new();
    for n in people {
        let (store, published) = (store.clone(), house.published.clone());
        let id = uuid::Uuid::now_v7().to_string();
        let answer = submission(&id, &[("score", json!(n % 11))]);
        let answer = answer.respondent(respondent(&format!("person-{n}")));
        all.spawn(async move { store.submit(&published, answer).await.unwrap() });
    }
    while let Some(one) = all.join_next().await {
        one.unwrap();
    }
}

fn settled(claim: &Claimed, attribute: Verdict, event: Verdict) -> Settlement {
    Settlement {
        id: claim.id,
        until: claim.until,
        attribute: Some(attribute),
        event: Some(event),
        error: None,
        attempt: None,
    }
}

pub(crate) async fn how_many_wait_is_known_whatever_became_of_which(engine: Engine) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    assert_eq!(assert_counted(&house.store, "nothing").await, DeliveryCounts::default());
    tokio::join!(answer(&house, &house.store, 0..30), answer(&house, &other, 30..60));
    house.clock.advance(Duration::from_mins(1));
    answer(&house, &other, 60..70).await;
    assert_eq!(assert_counted(&house.store, "owed").await.pending, 70);
    let (mine, theirs) =
        tokio::join!(house.store.claim_deliveries(20, LEASE), other.claim_deliveries(20, LEASE));
    let (mine, theirs) = (mine.unwrap(), theirs.unwrap());
    assert_counted(&other, "claimed").await;
    let later = Verdict::Retry(START.plus(LEASE));
    let outcomes = [
        (Verdict::Delivered, Verdict::Delivered),
        (Verdict::Failed, Verdict::Delivered),
        (Verdict::Overtaken, later),
        (Verdict::Delivered, Verdict::Failed),
        (Verdict::Failed, Verdict::Failed),
        (later, later),
    ];
    let settle = |claims: &[Claimed]| -> Vec<Settlement> {
        claims.iter().zip(outcomes).map(|(one, (a, e))| settled(one, a, e)).collect()
    };
    let (mine, theirs) = (settle(&mine), settle(&theirs));
    let (one, two) =
        tokio::join!(house.store.settle_deliveries(mine.clone()), other.settle_deliveries(theirs));
    assert_eq!((one.unwrap(), two.unwrap()), (6, 6));
    let counts = assert_counted(&house.store, "settled").await;
    assert_eq!((counts.pending, counts.failed), (62, 6));
    assert_eq!(house.store.settle_deliveries(mine).await.unwrap(), 0);
    assert_counted(&house.store, "settled again").await;
    let failed = DeliveryFilter { state: Some(DeliveryState::Failed), ..DeliveryFilter::default() };
    house.store.retry_deliveries(&failed).await.unwrap();
    assert_eq!(assert_counted(&other, "revived").await.failed, 0);
    let ids: Vec<_> = house.deliveries().await.into_iter().map(|row| row.response).collect();
    house.store.erase_responses(&ids[..ids.len() / 2]).await.unwrap();
    assert_counted(&house.store, "erased").await;
    house.clock.advance(LEASE * 10);
    while !house.store.prune_deliveries(house.clock.now(), 2).await.unwrap().is_all {}
    assert_counted(&other, "pruned").await;
}

#[tokio::test]
async fn how_many_wait_is_known_whoever_writes_and_whoever_sums_it_up() {
    let Some(cluster) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    let database = house.address.rsplit('/').next().unwrap();
    answer(&house, &house.store, 0..5).await;
    // By hand, and taken back.
    let one = "UPDATE deliveries SET state = 'failed', event_state = 'failed' WHERE id = 1;";
    cluster.sql(database, &format!("BEGIN; {one} ROLLBACK;"));
    assert_eq!(assert_counted(&house.store, "taken back").await.failed, 0);
    cluster.sql(database, &format!("{one} DELETE FROM deliveries WHERE id = 2"));
    assert_eq!(assert_counted(&house.store, "by hand").await.failed, 1);
    // Somebody who is in the middle of it keeps nobody waiting, whoever sums up.
    let mut held = cluster.client(database);
    let mut orders = held.stdin.take().unwrap();
    let mut news = std::io::BufReader::new(held.stdout.take().unwrap());
    let delete =
        b"BEGIN; DELETE FROM deliveries WHERE id = 3; SELECT sum_up_standing(); SELECT 'done';\n";
    std::io::Write::write_all(&mut orders, delete).unwrap();
    let mut line = String::new();
    while !line.contains("done") {
        line.clear();
        std::io::BufRead::read_line(&mut news, &mut line).unwrap();
    }
    cluster.sql(database, "SELECT setval(pg_get_serial_sequence('standing', 'number'), 255)");
    for n in 5..15 {
        answer(&house, &house.store, n..n + 1).await;
    }
    assert_counted(&house.store, "while another one sums up").await;
    std::io::Write::write_all(&mut orders, b"COMMIT;\n").unwrap();
    drop(orders);
    assert!(held.wait().unwrap().success());
    assert_counted(&house.store, "after both").await;
    let n_rows: u32 =
        cluster.sql(database, "SELECT count(*) FROM standing").trim().parse().unwrap();
    assert!(n_rows < 12, "ten answers and what was summed up: {n_rows}");
}

/// A database over several servers may have no such triggers.
#[tokio::test]
async fn where_nothing_keeps_count_it_is_counted() {
    let Some(cluster) = cluster() else { return };
    let house = House::new_on(Engine::Postgres).await;
    let database = house.address.rsplit('/').next().unwrap();
    let without =
        "DROP TRIGGER standing_came ON deliveries; DROP TRIGGER standing_changed ON deliveries;
        DROP TRIGGER standing_went ON deliveries; TRUNCATE standing";
    cluster.sql(database, without);
    answer(&house, &house.store, 0..5).await;
    assert_eq!(assert_counted(&house.store, "counted").await.pending, 5);
}
