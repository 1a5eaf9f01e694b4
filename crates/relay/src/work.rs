//! A relay at work: it answers requests, brings answers to Braze, looks for what was published, and
//! cleans up, until it is told to stop.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use sondage_store::Store;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval, timeout, timeout_at};

use crate::janitor::Janitor;
use crate::outbox::asked::Teller;
use crate::outbox::{Line, Settings, Worker};
use crate::serving::{self, Connections};
use crate::state::AppState;
use crate::telemetry;

/// How long all that is under way may take after the signal to stop: containers are killed after ten
/// seconds. A delivery that is cut off is not lost: it is sent again after the next start.
const STOP_LIMIT: Duration = Duration::from_secs(6);
/// How long the last commit may take after that.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// Works until the signal comes; without a client, answers are kept and not brought anywhere.
///
/// # Errors
/// When the signal cannot be waited for.
pub async fn serve_until(
    signal: impl Future<Output = io::Result<()>>,
    listener: TcpListener,
    router: Router,
    state: AppState,
    line: impl Into<Line>,
    settings: Settings,
) -> io::Result<()> {
    let (store, catalogue, clock) =
        (state.store.clone(), state.catalogue.clone(), state.clock.clone());
    let (files, showings, metrics) =
        (state.files.clone(), state.showings.clone(), state.metrics.clone());
    let line: Line = line.into();
    let connections = Connections::of_bounds(&state.config.bounds);
    let (stop, stopping) = watch::channel(false);
    let worker = Worker::new(store.clone(), line.clone(), clock.clone(), settings);
    let teller = Teller::new(store.clone(), line, worker.pace());
    let janitor = Janitor::new(store.clone(), catalogue.clone(), files, clock);
    let janitor = janitor.with_audit_age(state.config.audit_age);
    let stopped = || is_stopping(stopping.clone());
    let (delivering, refreshing, cleaning) = (stopped(), stopped(), stopped());
    let (counting, telling, reading) = (stopped(), stopped(), stopped());
    let upkeep = tokio::spawn(telemetry::keep_up(metrics, stopped()));
    let integrity = tokio::spawn(read_all(store.clone(), reading));
    let worker = tokio::spawn(async move { worker.run(delivering).await });
    let refresh = tokio::spawn(async move { catalogue.run(refreshing).await });
    let janitor = tokio::spawn(async move { janitor.run(cleaning).await });
    let counts = tokio::spawn(async move { showings.run(counting).await });
    let teller = tokio::spawn(async move { teller.run(telling).await });
    // It is waited for before anything is answered: whoever has an answer may send it.
    let mut signal = pin!(signal);
    let at_once = poll_fn(|context| Poll::Ready(signal.as_mut().poll(context))).await;
    let serving = tokio::spawn(serving::serve(listener, router, connections, stopped()));

    match at_once {
        Poll::Ready(come) => come?,
        Poll::Pending => signal.await?,
    }
    tracing::info!("stopping: requests and deliveries under way are finished first");
    stop.send_replace(true);
    let end = Instant::now() + STOP_LIMIT;
    finish("requests", serving, end).await;
    finish("deliveries", worker, end).await;
    finish("the search for new surveys", refresh, end).await;
    finish("the janitor", janitor, end).await;
    finish("the count of showings", counts, end).await;
    finish("telling braze who was asked", teller, end).await;
    finish("reading all of the database", integrity, end).await;
    finish("the upkeep of metrics", upkeep, end).await;
    if timeout(CLOSE_LIMIT, store.close()).await.is_err() {
        tracing::warn!("the database did not close in time; nothing confirmed is lost");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The signal that ends a service: Ctrl-C or, where there is such a thing, SIGTERM.
///
/// # Errors
/// When the system cannot be asked for it.
pub async fn stop_signal() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// How often all of the database is read, to learn of damage before an answer meets it.
const READINGS: Duration = Duration::from_hours(24);

/// Reads all of the database at the start and each day. The log says what is damaged.
async fn read_all(store: Store, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut readings = interval(READINGS);
    loop {
        tokio::select! {
            () = &mut shutdown => return,
            _ = readings.tick() => {}
        }
        tokio::select! {
            () = &mut shutdown => return,
            checked = store.check_integrity() => {
                if let Err(error) = checked {
                    tracing::error!(%error, "cannot read all of the database");
                }
            }
        }
    }
}

async fn is_stopping(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the program.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

/// Waits for a task to end, until then.
async fn finish<T>(what: &'static str, task: JoinHandle<T>, end: Instant) {
    let abort = task.abort_handle();
    if timeout_at(end, task).await.is_err() {
        tracing::warn!(what, "not finished in time, cut off");
        abort.abort();
    }
}
