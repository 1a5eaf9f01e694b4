//! What counts for a survey's limits, also while all of it is counted anew.

use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use serde_json::json;
use sondage_intake::limits::Counts;
use sondage_intake::{Respondent, State, Submission, SubmitError};
use tokio::task::JoinSet;

use crate::house::{Engine, House, SURVEY, With, latest, publish, submission};

fn quotas(limit: u32) -> String {
    let quota = |plan: &str| {
        format!(
            "[[quotas]]\nid = \"{plan}\"\nlimit = {limit}\nif = {{ question = \"plan\", is = \"{plan}\" }}\n\n"
        )
    };
    SURVEY.replace("[end]", &format!("{}{}[end]", quota("free"), quota("pro")))
}

fn id(n: u32) -> String {
    format!("0193a3c2-6f3e-7c1a-9d52-{n:012}")
}

fn completed(n: u32, plan: &str) -> Submission {
    submission(&id(n), &[("score", json!(9)), ("plan", json!(plan))])
        .state(State::Completed)
        .respondent(Respondent::default())
}

fn counts(completed: u64, free: u64, pro: u64) -> Counts {
    let quotas = [("free".to_owned(), free), ("pro".to_owned(), pro)].into();
    Counts { completed, quotas }
}

async fn counted(house: &House) -> Arc<Counts> {
    house.store.refresh_counts().await.unwrap();
    house.store.counts("onboarding")
}

/// So many completed responses, every third of them on the free plan.
async fn fill(house: &House, n_responses: u32) {
    let mut submits = JoinSet::new();
    for n in 0..n_responses {
        let (store, published) = (house.store.clone(), Arc::clone(&house.published));
        let plan = if n % 3 == 0 { "free" } else { "pro" };
        submits.spawn(async move { store.submit(&published, completed(n, plan)).await });
    }
    while let Some(result) = submits.join_next().await {
        result.unwrap().unwrap();
    }
}

/// Lets something go on by one step: as far as it comes without waiting. True once it is done.
async fn is_done(mut work: Pin<&mut impl Future<Output = ()>>) -> bool {
    poll_fn(|context| Poll::Ready(work.as_mut().poll(context).is_ready())).await
}

pub(crate) async fn posts_go_on_while_a_survey_with_many_responses_is_published_and_all_are_counted(
    engine: Engine,
) {
    const MANY: u32 = 3_000;
    /// What one transaction counts at most.
    const STEP: usize = 500;
    let house = House::new_on(engine).await;
    fill(&house, MANY).await;
    let text = quotas(1_000_000);
    let mut publishing = pin!(publish(&house.store, &text));
    // New ones before and behind whatever is counted, and old ones that change. The publication goes
    // on only where it is let, so each of these is durable between two of its steps.
    let (mut n_new, mut n_changed, mut passed) = (0, 0, BTreeSet::new());
    while !is_done(publishing.as_mut()).await {
        house.submit(completed(MANY + n_new, "pro")).await.unwrap();
        n_new += 1;
        if n_changed * 6 < MANY {
            house.submit(completed(n_changed * 3, "pro")).await.unwrap();
            n_changed += 1;
        }
        passed.extend(house.store.recounts().await.unwrap().into_iter().map(|row| row.up_to));
    }
    let n_steps = MANY as usize / STEP;
    assert!(passed.len() >= n_steps, "posts between steps that end at {passed:?}");
    let free = u64::from(MANY / 3 - n_changed);
    let all = u64::from(MANY + n_new);
    assert_eq!(*counted(&house).await, counts(all, free, all - free));
}

pub(crate) async fn a_new_quota_limits_from_the_moment_on_at_which_it_is_known_how_full_it_is(
    engine: Engine,
) {
    const MANY: u32 = 1_200;
    let house = House::new_on(engine).await;
    fill(&house, MANY).await;
    let text = quotas(400);
    let mut publishing = pin!(publish(&house.store, &text));
    let revision = async || latest(&house.store, "onboarding").await.revision;
    let (mut n_late, mut n_counted) = (0, 0);
    while !is_done(publishing.as_mut()).await {
        let before = revision().await;
        house.submit(completed(MANY + n_late, "free")).await.unwrap();
        let is_counted = house.response(&id(MANY + n_late)).await.is_counted;
        let after = revision().await;
        // It may have been published in between.
        assert!(is_counted || after == 2, "nothing limits it yet");
        assert!(!is_counted || before == 1, "the quota was full before it was there");
        n_late += 1;
        n_counted += u64::from(is_counted);
    }
    assert!(n_counted > 0 && revision().await == 2);
    assert_eq!(*counted(&house).await, counts(1_200 + n_counted, 400 + n_counted, 800));
    house.submit(completed(MANY + n_late, "free")).await.unwrap();
    assert!(!house.response(&id(MANY + n_late)).await.is_counted, "its quota is full");
}

pub(crate) async fn a_quota_that_was_full_stays_full_while_its_survey_is_counted_anew(
    engine: Engine,
) {
    let limits = "[limits]\nresponses = 2\n\n[end]";
    let house = House::with_on(engine, &SURVEY.replace("[end]", limits)).await;
    fill(&house, 2).await;
    let closed = |result| matches!(result, Err(SubmitError::Closed(_)));
    assert!(closed(house.submit(completed(7, "pro")).await));
    let text = SURVEY.replace("[end]", limits).replace("Thank you!", "Bye!");
    let (published, late) = tokio::join!(publish(&house.store, &text), async {
        let mut all = Vec::new();
        for n in 10..20 {
            all.push(house.submit(completed(n, "pro")).await);
        }
        all
    });
    let () = published;
    assert!(late.into_iter().all(closed));
}

pub(crate) async fn another_store_limits_by_a_revision_that_it_has_not_heard_of(engine: Engine) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    fill(&house, 3).await;
    other.submit(&house.published, completed(0, "free")).await.unwrap();
    publish(&house.store, &SURVEY.replace("[end]", "[limits]\nresponses = 3\n\n[end]")).await;
    let late = other.submit(&house.published, completed(9, "pro")).await;
    assert!(matches!(late, Err(SubmitError::Closed(_))), "{late:?}");
    assert_eq!(latest(&other, "onboarding").await.revision, 2);
}

pub(crate) async fn a_counting_that_was_left_is_gone_on_with_by_whoever_is_there(engine: Engine) {
    let house = House::new_on(engine).await;
    fill(&house, 700).await;
    let text = quotas(1_000_000);
    {
        // It has begun when another write is durable after it, and gets no further than that.
        let mut publishing = pin!(publish(&house.store, &text));
        assert!(!is_done(publishing.as_mut()).await);
        house.store.check().await.unwrap();
    }
    assert_eq!(latest(&house.store, "onboarding").await.revision, 1);
    let other = house.other_store().await;
    let expected = counts(700, 234, 466);
    for _ in 0..500 {
        other.refresh_counts().await.unwrap();
        if *other.counts("onboarding") == expected {
            assert_eq!(latest(&other, "onboarding").await.revision, 2);
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{:?}", other.counts("onboarding"));
}
