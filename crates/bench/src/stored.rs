//! The store, with many submitters at once and no HTTP.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sondage_intake::Published;
use sondage_store::Store;
use tokio::task::JoinSet;

use crate::figures::to_f64;
use crate::sample::{self, QUESTIONS};

/// What the store took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored {
    pub(crate) n_answers: usize,
    pub(crate) per_second: f64,
    /// Answers in one commit, on average.
    pub(crate) group: f64,
}

/// Answers each response question by question, from so many submitters, for so long.
pub(crate) async fn run(
    store: &Store,
    published: &Arc<Published>,
    n_submitters: usize,
    duration: Duration,
) -> anyhow::Result<Stored> {
    let before = store.writer_stats();
    let started = Instant::now();
    let end = started + duration;
    let mut submitters = JoinSet::new();
    for _ in 0..n_submitters {
        let (store, published) = (store.clone(), Arc::clone(published));
        submitters.spawn(async move {
            let mut n_answers = 0;
            while Instant::now() < end {
                let response = uuid::Uuid::now_v7().to_string();
                for question in 0..QUESTIONS.len() {
                    let submission = sample::submission(&response, &response, question);
                    store.submit(&published, submission).await?;
                    n_answers += 1;
                }
            }
            anyhow::Ok(n_answers)
        });
    }
    let mut n_answers = 0;
    while let Some(one) = submitters.join_next().await {
        n_answers += one??;
    }
    let seconds = started.elapsed().as_secs_f64();
    let n_commits = store.writer_stats().n_commits.saturating_sub(before.n_commits).max(1);
    Ok(Stored {
        n_answers,
        per_second: to_f64(n_answers) / seconds,
        group: to_f64(n_answers) / to_f64(usize::try_from(n_commits)?),
    })
}
