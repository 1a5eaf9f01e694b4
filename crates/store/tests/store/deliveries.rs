//! What is owed, as whoever delivers it sees it.

use std::time::Duration;

use serde_json::json;
use sondage_store::{Claimed, DeliveryFilter, DeliveryState, Settlement, Verdict};

use crate::house::{Engine, House, ONE, START, TWO, submission};

const LEASE: Duration = Duration::from_mins(2);

fn settled(claim: &Claimed, verdict: Verdict) -> Settlement {
    Settlement {
        id: claim.id,
        until: claim.until,
        attribute: Some(verdict),
        event: Some(verdict),
        error: None,
        attempt: None,
    }
}

async fn claim(house: &House) -> Vec<Claimed> {
    house.store.claim_deliveries(10, LEASE).await.unwrap()
}

async fn score(house: &House, response: &str, score: i32) {
    house.submit(submission(response, &[("score", json!(score))])).await.unwrap();
}

pub(crate) async fn the_changes_of_an_answer_are_claimed_in_their_order_and_only_the_last_is_true(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    score(&house, ONE, 3).await;
    score(&house, ONE, 9).await;
    score(&house, TWO, 5).await;
    let first = claim(&house).await;
    let brief: Vec<_> =
        first.iter().map(|one| (one.owed.value.clone(), one.is_superseded, one.attempt)).collect();
    assert_eq!(brief, [(json!(3), true, 1), (json!(5), false, 1)]);
    assert!(claim(&house).await.is_empty(), "what is claimed is claimed, and its successor waits");
    let all = first.iter().map(|claim| settled(claim, Verdict::Delivered)).collect();
    assert_eq!(house.store.settle_deliveries(all).await.unwrap(), 2);
    let last = claim(&house).await;
    assert_eq!(
        (last.len(), last[0].owed.value.clone(), last[0].is_superseded),
        (1, json!(9), false)
    );
}

pub(crate) async fn a_claim_that_ran_out_goes_to_another_store_and_settles_nothing(engine: Engine) {
    let house = House::new_on(engine).await;
    score(&house, ONE, 9).await;
    let old = claim(&house).await.remove(0);
    let kept = house.store.extend_claims(vec![old.clone()], LEASE * 2).await.unwrap();
    assert_eq!(kept[0].until, START.plus(LEASE * 2));
    house.clock.advance(LEASE * 2);
    let other = house.other_store().await;
    let new = other.claim_deliveries(10, LEASE).await.unwrap().remove(0);
    assert!(house.store.extend_claims(kept.clone(), LEASE).await.unwrap().is_empty());
    let late = settled(&kept[0], Verdict::Failed);
    assert_eq!(house.store.settle_deliveries(vec![late]).await.unwrap(), 0);
    let settlement = settled(&new, Verdict::Delivered);
    assert_eq!(other.settle_deliveries(vec![settlement]).await.unwrap(), 1);
    assert_eq!(house.deliveries().await[0].state, DeliveryState::Delivered);
}

pub(crate) async fn what_is_put_off_waits_and_what_was_given_up_can_be_made_due(engine: Engine) {
    let house = House::new_on(engine).await;
    score(&house, ONE, 9).await;
    score(&house, TWO, 5).await;
    let claims = claim(&house).await;
    let later = START.plus(Duration::from_hours(1));
    let mut failed = settled(&claims[1], Verdict::Failed);
    failed.error = Some("no".into());
    failed.event = Some(Verdict::Delivered);
    let both = vec![settled(&claims[0], Verdict::Retry(later)), failed];
    assert_eq!(house.store.settle_deliveries(both).await.unwrap(), 2);
    assert!(claim(&house).await.is_empty());
    let counts = house.store.delivery_counts().await.unwrap();
    assert_eq!((counts.pending, counts.failed, counts.oldest_pending_at), (1, 1, Some(START)));
    let only_failed =
        DeliveryFilter { state: Some(DeliveryState::Failed), ..DeliveryFilter::default() };
    assert_eq!(house.store.retry_deliveries(&only_failed).await.unwrap(), 1);
    assert_eq!(house.store.retry_deliveries(&DeliveryFilter::default()).await.unwrap(), 1);
    let due: Vec<_> = claim(&house)
        .await
        .iter()
        .map(|one| (one.attempt, one.owes_attribute, one.owes_event))
        .collect();
    assert_eq!(due, [(1, true, true), (1, true, false)]);
}

pub(crate) async fn what_was_delivered_long_ago_is_forgotten_in_portions(engine: Engine) {
    let house = House::new_on(engine).await;
    for value in 0..5 {
        score(&house, ONE, value).await;
        let one = claim(&house).await.remove(0);
        house.store.settle_deliveries(vec![settled(&one, Verdict::Delivered)]).await.unwrap();
    }
    score(&house, ONE, 9).await;
    let mut portions = Vec::new();
    loop {
        let before = START.plus(Duration::from_secs(1));
        let pruned = house.store.prune_deliveries(before, 2).await.unwrap();
        if pruned.is_all {
            break;
        }
        portions.push(pruned.n_deliveries);
    }
    assert_eq!(portions, [2, 2, 1]);
    assert_eq!(house.owed().await, ["score#6"]);
}
