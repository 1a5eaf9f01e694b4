//! Several relays on one database at once, in whatever order it happens to go.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use sondage_intake::{FileOwner, Respondent, State, Stored, Submission, SubmitError};
use sondage_store::{Claimed, FileLimits, Room, Settlement, Store, Verdict};
use tokio::task::JoinSet;

use crate::house::{Engine, House, ONE, SURVEY, respondent, submission};

const RELAYS: usize = 3;

fn id(n: usize) -> String {
    format!("0193a3c2-6f3e-7c1a-9d52-{n:012}")
}

/// A house with some more stores on its database, as other relays have it.
async fn relays(house: &House) -> Vec<Store> {
    let mut stores = vec![house.store.clone()];
    while stores.len() < RELAYS {
        stores.push(house.other_store().await);
    }
    stores
}

/// Some time under ten milliseconds, so that what meets is another each time.
async fn a_moment() {
    let micros = u64::from(uuid::Uuid::new_v4().as_fields().1 % 9_000);
    tokio::time::sleep(Duration::from_micros(micros)).await;
}

/// Hands submissions to relays in turn, all at once but each a little later than it might be: how
/// they meet is another way each time.
async fn submit_all(house: &House, all: Vec<Submission>) -> Vec<Result<Stored, SubmitError>> {
    let stores = relays(house).await;
    let mut submits = JoinSet::new();
    for (n, submission) in all.into_iter().enumerate() {
        let store = stores[n % RELAYS].clone();
        let published = Arc::clone(&house.published);
        submits.spawn(async move {
            a_moment().await;
            store.submit(&published, submission).await
        });
    }
    submits.join_all().await
}

pub(crate) async fn the_last_places_of_a_quota_are_given_once_whichever_relay_is_asked(
    engine: Engine,
) {
    const PLACES: usize = 20;
    let quota = format!(
        "[[quotas]]\nid = \"fans\"\nlimit = {PLACES}\nif = {{ question = \"score\", is = 9 }}\n\n[end]"
    );
    let house = House::with_on(engine, &SURVEY.replace("[end]", &quota)).await;
    let fan = |n| Submission {
        respondent: Respondent::default(),
        state: State::Completed,
        ..submission(&id(n), &[("score", json!(9))])
    };
    let results = submit_all(&house, (0..3 * PLACES).map(fan).collect()).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let all = house.store.responses("onboarding", None, 1_000).await.unwrap().responses;
    assert_eq!(all.len(), 3 * PLACES);
    assert_eq!(all.iter().filter(|one| one.is_counted).count(), PLACES);
    house.store.refresh_counts().await.unwrap();
    assert_eq!(house.store.counts("onboarding").quotas["fans"], PLACES as u64);
}

pub(crate) async fn who_begins_at_several_relays_at_once_has_one_response(engine: Engine) {
    let house = House::with_on(engine, &format!("{SURVEY}\n[link]\nonce = true\n")).await;
    let who = |n: usize| ["ada", "bob", "eve"][n % 3];
    let begin = |n: usize| Submission {
        respondent: Respondent { is_verified: true, ..respondent(who(n / RELAYS)) },
        ..submission(&id(n), &[("score", json!(n % 11))])
    };
    let results = submit_all(&house, (0..36).map(begin).collect()).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let all = house.store.responses("onboarding", None, 1_000).await.unwrap().responses;
    let whose: BTreeSet<_> =
        all.iter().map(|one| format!("{:?}", one.respondent.identifier)).collect();
    assert_eq!((all.len(), whose.len()), (3, 3));
    let replies: BTreeSet<_> = results.into_iter().map(|stored| stored.unwrap().response).collect();
    assert_eq!(replies, all.into_iter().map(|one| one.id).collect());
}

pub(crate) async fn changes_that_come_to_several_relays_at_once_are_all_stored_in_some_order(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let change = |n: usize| submission(ONE, &[("score", json!(n % 11)), ("plan", json!("pro"))]);
    let results = submit_all(&house, (0..40).map(change).collect()).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let response = house.response(ONE).await;
    let score = response.answer("score").unwrap();
    // Each change is owed once, under a number of its own, and the last one is what is stored.
    let owed = house.deliveries().await;
    let mut scores: Vec<_> = owed.iter().filter(|row| row.question == "score").collect();
    scores.sort_by_key(|row| row.revision);
    let revisions: Vec<_> = scores.iter().map(|row| row.revision).collect();
    assert_eq!(revisions, (1..=score.revision).collect::<Vec<_>>());
    assert_eq!(scores.last().unwrap().owed.value, score.value);
    for pair in scores.windows(2) {
        assert_ne!(pair[0].owed.value, pair[1].owed.value, "a change from a value to itself");
    }
    assert_eq!(owed.iter().filter(|row| row.question == "plan").count(), 1);
}

pub(crate) async fn a_delivery_is_claimed_by_one_relay(engine: Engine) {
    const LEASE: Duration = Duration::from_mins(2);
    let house = House::new_on(engine).await;
    let owe = |n: usize| Submission {
        respondent: respondent(&format!("person-{n}")),
        ..submission(&id(n), &[("score", json!(9))])
    };
    submit_all(&house, (0..60).map(owe).collect()).await;
    let stores = relays(&house).await;
    let mut claims = JoinSet::new();
    for store in stores.clone() {
        claims.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let some = store.claim_deliveries(4, LEASE).await.unwrap();
                if some.is_empty() {
                    return mine;
                }
                mine.extend(some.into_iter().map(|claim| claim.id));
            }
        });
    }
    let mut times: HashMap<i64, usize> = HashMap::new();
    for id in claims.join_all().await.into_iter().flatten() {
        *times.entry(id).or_default() += 1;
    }
    // What a relay passed over since another one was looking at it is left for a next look.
    let rest = house.store.claim_deliveries(200, LEASE).await.unwrap();
    // Until here, since what a relay has claimed is anybody's once it ends.
    drop(stores);
    times.extend(rest.iter().map(|claim| (claim.id, 1)));
    assert_eq!(times.len(), 60);
    assert!(times.values().all(|n| *n == 1), "{times:?}");
}

/// Answers of few people while several relays deliver: nobody's are on their way from two places.
pub(crate) async fn a_profile_is_claimed_by_one_relay(engine: Engine) {
    const LEASE: Duration = Duration::from_mins(2);
    const PEOPLE: usize = 7;
    let house = House::new_on(engine).await;
    let owe = |n: usize| Submission {
        respondent: respondent(&format!("person-{}", n % PEOPLE)),
        ..submission(&id(n), &[("score", json!(n % 11)), ("plan", json!("pro"))])
    };
    submit_all(&house, (0..70).map(owe).collect()).await;
    let on_their_way = Arc::new(Mutex::new(HashSet::new()));
    let mut relays_at_work = JoinSet::new();
    for store in relays(&house).await {
        let on_their_way = Arc::clone(&on_their_way);
        relays_at_work.spawn(async move {
            let (mut n_settled, mut n_idle) = (0, 0);
            while n_idle < 20 {
                let claims = store.claim_deliveries(6, LEASE).await.unwrap();
                n_idle = if claims.is_empty() { n_idle + 1 } else { 0 };
                let whose: HashSet<_> =
                    claims.iter().map(|claim| claim.owed.identifier.clone()).collect();
                for who in &whose {
                    assert!(on_their_way.lock().unwrap().insert(who.clone()), "{who:?} twice");
                }
                a_moment().await;
                on_their_way.lock().unwrap().retain(|who| !whose.contains(who));
                let settle = |claim: &Claimed| Settlement {
                    id: claim.id,
                    until: claim.until,
                    attribute: Some(Verdict::Delivered),
                    event: Some(Verdict::Delivered),
                    error: None,
                    attempt: None,
                };
                let all: Vec<_> = claims.iter().map(settle).collect();
                n_settled += store.settle_deliveries(all).await.unwrap();
            }
            n_settled
        });
    }
    let n_settled: u64 = relays_at_work.join_all().await.into_iter().sum();
    assert_eq!(n_settled, 140);
    assert_eq!(house.store.delivery_counts().await.unwrap().pending, 0);
}

pub(crate) async fn a_response_may_have_no_more_files_than_it_may_whichever_relay_is_asked(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let limits =
        FileLimits { per_question: 3, per_response: 3, unnamed: 99, per_survey: 999, total: 999 };
    let mut files = JoinSet::new();
    for (n, store) in relays(&house).await.into_iter().cycle().take(12).enumerate() {
        let (survey, question) = ("onboarding".to_owned(), "cv".to_owned());
        let owner = FileOwner { survey, question, response: ONE.into() };
        files.spawn(async move {
            store.begin_file(&format!("f{n}"), &owner, ("cv.pdf", 1), limits).await.unwrap()
        });
    }
    let n_taken = files.join_all().await.into_iter().filter(|room| *room == Room::Made).count();
    assert_eq!(n_taken, 3);
}
