//! What is owed, as whoever delivers it sees it.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use sondage_store::{
    Attempt, Claimed, Clock, DeliveryFilter, DeliveryState, Settlement, Store, Verdict,
};

use crate::house::{Engine, House, ONE, START, TWO, With as _, respondent, submission};

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

/// What is claimed, and whether its attribute is true.
fn brief(claims: &[Claimed]) -> Vec<(Value, bool)> {
    claims.iter().map(|claim| (claim.owed.value.clone(), !claim.is_superseded)).collect()
}

async fn somebody_else(house: &House, who: &str, score: i32) {
    let id = uuid::Uuid::now_v7().to_string();
    let answer = submission(&id, &[("score", json!(score))]).respondent(respondent(who));
    house.submit(answer).await.unwrap();
}

async fn score(house: &House, response: &str, score: i32) {
    house.submit(submission(response, &[("score", json!(score))])).await.unwrap();
}

pub(crate) async fn the_changes_of_an_answer_go_in_their_order_and_only_the_last_is_true(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    score(&house, ONE, 3).await;
    score(&house, ONE, 9).await;
    score(&house, TWO, 5).await;
    assert_eq!(
        brief(&claim(&house).await),
        [(json!(3), false), (json!(9), false), (json!(5), true)]
    );
    assert!(claim(&house).await.is_empty(), "what is claimed is claimed");
}

/// Sends what is asked on its way to the writer; nobody hears what becomes of it.
async fn unheard<T>(asked: impl Future<Output = T>) {
    tokio::select! {
        biased;
        _ = asked => panic!("it was heard"),
        () = std::future::ready(()) => {}
    }
}

pub(crate) async fn what_was_claimed_for_nobody_who_knows_of_it_is_claimed_again(engine: Engine) {
    let house = House::new_on(engine).await;
    score(&house, ONE, 3).await;
    unheard(house.store.claim_deliveries(10, LEASE)).await;
    let claims = claim(&house).await;
    assert_eq!(brief(&claims), [(json!(3), true)]);
    // The same of a claim that was to last longer.
    unheard(house.store.extend_claims(claims.clone(), LEASE * 2)).await;
    assert_eq!(brief(&claim(&house).await), [(json!(3), true)]);
    assert!(claim(&house).await.is_empty(), "what is claimed is claimed");
}

pub(crate) async fn a_profile_is_written_to_from_one_place_at_a_time(engine: Engine) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    score(&house, ONE, 1).await;
    let first = claim(&house).await;
    house.clock.advance(Duration::from_secs(1));
    score(&house, TWO, 9).await;
    somebody_else(&house, "eve", 4).await;
    for store in [&house.store, &other] {
        let claims = store.claim_deliveries(10, LEASE).await.unwrap();
        assert!(claims.iter().all(|claim| claim.owed.value == json!(4)), "{claims:?}");
    }
    let put_off = vec![settled(&first[0], Verdict::Retry(START.plus(LEASE)))];
    house.store.settle_deliveries(put_off).await.unwrap();
    let second = other.claim_deliveries(10, LEASE).await.unwrap();
    assert_eq!(brief(&second), [(json!(9), true)], "it does not wait for the older one");
    other.settle_deliveries(vec![settled(&second[0], Verdict::Delivered)]).await.unwrap();
    house.clock.advance(LEASE);
    assert_eq!(brief(&claim(&house).await), [(json!(1), false)], "a newer one is told");
}

pub(crate) async fn of_two_answers_given_at_once_the_one_that_came_later_is_true(engine: Engine) {
    let house = House::new_on(engine).await;
    score(&house, ONE, 1).await;
    let first = claim(&house).await;
    score(&house, TWO, 9).await;
    let put_off = vec![settled(&first[0], Verdict::Release(START))];
    house.store.settle_deliveries(put_off).await.unwrap();
    let both = claim(&house).await;
    assert_eq!(brief(&both), [(json!(1), false), (json!(9), true)]);
    let told = Settlement { event: None, ..settled(&both[1], Verdict::Delivered) };
    let put_off = settled(&both[0], Verdict::Release(START));
    house.store.settle_deliveries(vec![told, put_off]).await.unwrap();
    assert!(claim(&house).await.iter().all(|claim| claim.is_superseded || !claim.owes_attribute));
}

pub(crate) async fn an_answer_from_a_clock_that_was_a_day_ahead_is_older_than_one_of_today(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    // Another relay's, whose clock has been put right since.
    let clock = Clock::manual(START.plus(Duration::from_hours(24)));
    let ahead = Store::open(&house.address, clock).await.unwrap();
    ahead.submit(&house.published, submission(ONE, &[("score", json!(1))])).await.unwrap();
    score(&house, TWO, 9).await;
    assert_eq!(brief(&claim(&house).await), [(json!(1), false), (json!(9), true)]);
}

pub(crate) async fn what_was_put_off_by_a_clock_that_was_a_day_ahead_is_due(engine: Engine) {
    let house = House::new_on(engine).await;
    score(&house, ONE, 9).await;
    let first = claim(&house).await;
    let tomorrow = START.plus(Duration::from_hours(24));
    house
        .store
        .settle_deliveries(vec![settled(&first[0], Verdict::Retry(tomorrow))])
        .await
        .unwrap();
    assert_eq!(claim(&house).await.len(), 1);
}

pub(crate) async fn the_attempt_that_was_made_last_is_known(engine: Engine) {
    let house = House::new_on(engine).await;
    assert_eq!(house.store.last_attempt().await.unwrap(), None);
    for (response, status) in [(ONE, 503), (TWO, 401)] {
        score(&house, response, 9).await;
        let claims = claim(&house).await;
        let attempt = Attempt {
            at: START,
            status: Some(status),
            outcome: "refused".into(),
            detail: "Invalid API Key".into(),
            duration_ms: 3,
        };
        let put_off = settled(claims.last().unwrap(), Verdict::Release(START));
        let put_off = Settlement { attempt: Some(attempt.clone()), ..put_off };
        house.store.settle_deliveries(vec![put_off]).await.unwrap();
        assert_eq!(house.store.last_attempt().await.unwrap(), Some(attempt));
    }
}

pub(crate) async fn what_was_put_off_and_is_due_again_goes_before_what_is_new(engine: Engine) {
    let house = House::new_on(engine).await;
    score(&house, ONE, 1).await;
    let first = claim(&house).await;
    let later = START.plus(Duration::from_secs(5));
    house.store.settle_deliveries(vec![settled(&first[0], Verdict::Retry(later))]).await.unwrap();
    for n in 0..4 {
        somebody_else(&house, &format!("person-{n}"), 4).await;
    }
    house.clock.advance(Duration::from_secs(5));
    let values: Vec<_> = claim(&house).await.into_iter().map(|one| one.owed.value).collect();
    assert_eq!(values, [json!(1), json!(4), json!(4), json!(4), json!(4)]);
}

pub(crate) async fn a_claim_comes_to_one_request_in_which_nobody_has_all_the_room(engine: Engine) {
    let house = House::new_on(engine).await;
    for n in 0..12 {
        score(&house, ONE, n % 11).await;
    }
    for n in 0..4 {
        somebody_else(&house, &format!("person-{n}"), 4).await;
    }
    let claims = house.store.claim_deliveries(9, LEASE).await.unwrap();
    let of = |who: &str| {
        let who = respondent(who).identifier.unwrap();
        claims.iter().filter(|claim| claim.owed.identifier == who).count()
    };
    // Three events whose attributes are all overtaken, and three people with both.
    assert_eq!((of("ada"), of("person-0"), of("person-2"), of("person-3")), (3, 1, 1, 0));
}

pub(crate) async fn of_requests_that_go_side_by_side_each_profile_is_in_one(engine: Engine) {
    let house = House::new_on(engine).await;
    for n in 0..8 {
        score(&house, ONE, n).await;
        somebody_else(&house, &format!("person-{n}"), 4).await;
    }
    let requests = house.store.claim_requests(3, 9, LEASE).await.unwrap();
    let names = |claims: &Vec<Claimed>| {
        let names: BTreeSet<_> =
            claims.iter().map(|claim| format!("{:?}", claim.owed.identifier)).collect();
        names.into_iter().collect::<Vec<_>>()
    };
    let all: Vec<String> = requests.iter().flat_map(names).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
    // Three events of Ada's, and all eight others with both.
    let sizes: Vec<usize> = requests.iter().map(Vec::len).collect();
    assert_eq!(sizes, [6, 4, 1], "{all:?}");
    let rest = house.store.claim_requests(3, 9, LEASE).await.unwrap();
    assert!(rest.is_empty(), "what is left is of somebody who is written to");
}

pub(crate) async fn a_claim_of_a_relay_that_does_nothing_goes_to_another_and_settles_nothing(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    score(&house, ONE, 9).await;
    let old = claim(&house).await.remove(0);
    assert!(other.claim_deliveries(10, LEASE).await.unwrap().is_empty());
    house.clock.advance(LEASE / 2);
    let kept = house.store.extend_claims(vec![old.clone()], LEASE).await.unwrap();
    assert_eq!(kept[0].until, START.plus(LEASE / 2 + LEASE));
    house.clock.advance(LEASE / 2);
    assert!(other.claim_deliveries(10, LEASE).await.unwrap().is_empty(), "it shows that it lives");
    house.clock.advance(LEASE);
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
