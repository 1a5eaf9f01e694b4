//! What is decided on by what a process remembers, beside others that write.

use std::sync::Arc;

use crate::house::{Engine, House, ONE, TWO, submission};
use serde_json::{Value, json};
use sondage_store::Store;
use tokio::task::JoinSet;

pub(crate) async fn what_another_process_has_written_is_not_overlooked_by_what_is_remembered(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    let post = async |store: &Store, id: &str, question: &str, value: Value| {
        let submission = submission(id, &[(question, value)]);
        store.submit(&house.published, submission).await.unwrap();
    };
    // Known from now on, with the survey.
    post(&house.store, ONE, "score", json!(1)).await;
    post(&house.store, ONE, "plan", json!("pro")).await;
    // An answer of a response that is known, by another process.
    post(&other, ONE, "score", json!(9)).await;
    post(&house.store, ONE, "plan", json!("free")).await;
    assert_eq!(house.answers(ONE).await, json!({ "score": 9, "plan": "free" }));
    post(&house.store, ONE, "score", json!(3)).await;
    post(&house.store, ONE, "score", json!(4)).await;
    let answers = house.response(ONE).await.answers;
    let revisions = answers.iter().map(|one| (&*one.question, one.revision)).collect::<Vec<_>>();
    assert_eq!(revisions, [("plan", 2), ("score", 4)]);
    // A response that nobody here has heard of.
    post(&other, TWO, "score", json!(7)).await;
    post(&house.store, TWO, "plan", json!("pro")).await;
    assert_eq!(house.answers(TWO).await, json!({ "score": 7, "plan": "pro" }));
}

pub(crate) async fn a_response_of_long_ago_goes_on_where_nobody_remembers_it(engine: Engine) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("score", json!(7))])).await.unwrap();
    // More than are remembered.
    let mut submits = JoinSet::new();
    for n in 0..5_000 {
        let (store, published) = (house.store.clone(), Arc::clone(&house.published));
        submits.spawn(async move {
            let id = format!("0193a3c2-6f3e-7c1a-9d52-{n:012}");
            store.submit(&published, submission(&id, &[("score", json!(1))])).await
        });
        if n % 1_000 == 999 {
            assert!(std::mem::take(&mut submits).join_all().await.iter().all(Result::is_ok));
        }
    }
    house.submit(submission(ONE, &[("plan", json!("pro"))])).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 7, "plan": "pro" }));
}
