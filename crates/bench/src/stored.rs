//! The store, with many submitters at once.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::task::JoinSet;

use crate::Rate;
use crate::sample::{self, QUESTIONS};

/// Answers each response question by question, from so many submitters.
pub(crate) async fn run(
    path: &Path,
    n_responses: usize,
    n_submitters: usize,
) -> anyhow::Result<Rate> {
    let (store, catalogue) = sample::open(path).await?;
    let published = sample::published(&catalogue)?;
    let before = store.writer_stats();
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let mut submitters = JoinSet::new();
    for _ in 0..n_submitters {
        let (store, published, next) = (store.clone(), Arc::clone(&published), Arc::clone(&next));
        submitters.spawn(async move {
            while next.fetch_add(1, Ordering::Relaxed) < n_responses {
                let response = uuid::Uuid::now_v7().to_string();
                for question in 0..QUESTIONS.len() {
                    store
                        .submit(&published, sample::submission(&response, &response, question))
                        .await?;
                }
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = submitters.join_next().await {
        done??;
    }
    let seconds = started.elapsed().as_secs_f64();
    let after = store.writer_stats();
    store.close().await;
    let n_answers = to_f64(n_responses * QUESTIONS.len());
    let n_commits = after.n_commits.saturating_sub(before.n_commits).max(1);
    Ok(Rate {
        per_second: n_answers / seconds,
        group: n_answers / to_f64(usize::try_from(n_commits)?),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub(crate) fn to_f64(count: usize) -> f64 {
    count as f64
}
