//! For those who watch over the relay.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use headers::HeaderMapExt as _;
use headers::authorization::{Authorization, Bearer};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::clients::Client;
use crate::config::Config;
use crate::guards::Guards;
use crate::password::is_same_secret;
use crate::problem::{Kind, Problem};
use crate::readiness::Readiness;
use sondage_store::{Clock, Store};

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: it can take answers.
pub(crate) async fn ready(
    State(store): State<Store>,
    State(readiness): State<Arc<Readiness>>,
) -> Result<&'static str, Problem> {
    let unready = || Problem::new(Kind::Unavailable, "the database cannot be written");
    readiness.is_ready(&store).await.then_some("ok\n").ok_or_else(unready)
}

/// `GET /metrics`, for Prometheus: with the token, where one is set, else from near.
pub(crate) async fn metrics(
    client: Client,
    State(config): State<Arc<Config>>,
    State(guards): State<Arc<Guards>>,
    headers: HeaderMap,
    State(handle): State<PrometheusHandle>,
    State(store): State<Store>,
    State(clock): State<Clock>,
) -> Result<Response, Problem> {
    check_reader(client, &config, &guards, &headers)?;
    handle.run_upkeep();
    let mut text = handle.render();
    let mut add = |name: &str, kind: &str, help: &str, value: f64| {
        // Writing to a string cannot fail.
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
    };
    let writer = store.writer_stats();
    add("sondage_commits_total", "counter", "Transactions committed.", number(writer.n_commits));
    let help = "Submissions in them: the quotient is how many share a commit.";
    add("sondage_submissions_total", "counter", help, number(writer.n_submissions));
    // Without the database the rest is still worth seeing.
    if let Ok(deliveries) = store.recent_delivery_counts().await {
        add(
            "sondage_deliveries_pending",
            "gauge",
            "Deliveries on their way to Braze.",
            number(deliveries.pending),
        );
        add(
            "sondage_deliveries_failed",
            "gauge",
            "Deliveries that were given up.",
            number(deliveries.failed),
        );
        for (name, help, value) in [
            (
                "sondage_attributes_pending",
                "Attributes on their way.",
                deliveries.pending_attributes,
            ),
            (
                "sondage_attributes_failed",
                "Attributes that were given up.",
                deliveries.failed_attributes,
            ),
            ("sondage_events_pending", "Events on their way.", deliveries.pending_events),
            ("sondage_events_failed", "Events that were given up.", deliveries.failed_events),
        ] {
            add(name, "gauge", help, number(value));
        }
        let age =
            deliveries.oldest_pending_at.map_or(0, |at| clock.now().0.saturating_sub(at.0).max(0));
        let help = "How long the oldest of those on their way has waited.";
        add(
            "sondage_deliveries_oldest_seconds",
            "gauge",
            help,
            number(age.unsigned_abs()) / 1_000.0,
        );
    }
    if let Ok(recounts) = store.recounts().await {
        let help = "Revisions that take effect when the responses are counted by their quotas.";
        add("sondage_recounts", "gauge", help, number(recounts.len() as u64));
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, text).into_response())
}

/// Whether somebody may read the metrics.
fn check_reader(
    client: Client,
    config: &Config,
    guards: &Guards,
    headers: &HeaderMap,
) -> Result<(), Problem> {
    let Some(token) = &config.metrics_token else {
        let advice = "the metrics are for this machine and its network: set SONDAGE_METRICS_TOKEN";
        let refused = || Problem::new(Kind::Forbidden, advice);
        return client.is_near.then_some(()).ok_or_else(refused);
    };
    // Where no address says who asks, strangers would keep those out who have the token; it is no word
    // that is found by trying.
    let who = client.address.map(|address| (Some(address), "/metrics".to_owned()));
    if let Some(wait) = who.as_ref().and_then(|who| guards.guesses.wait(who)) {
        let detail = "too many wrong tokens came from this address";
        return Err(Problem::new(Kind::TooOften, detail).after(wait));
    }
    let given = headers.typed_get::<Authorization<Bearer>>();
    if given.as_ref().is_some_and(|given| is_same_secret(given.token(), token)) {
        return Ok(());
    }
    if given.is_some() && who.is_some_and(|who| guards.guesses.note_wrong(&who)) {
        let address = client.address.map(tracing::field::display);
        tracing::warn!(address, "wrong tokens for the metrics: this address has to wait");
    }
    Err(Problem::new(Kind::TokenNeeded, "expected the metrics' token as Bearer"))
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus counts in floating point")]
fn number(count: u64) -> f64 {
    count as f64
}
