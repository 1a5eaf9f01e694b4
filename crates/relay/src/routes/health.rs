//! For those who watch over the relay.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::problem::{Kind, Problem};
use sondage_store::{Clock, Store};

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: it can take answers.
pub(crate) async fn ready(State(store): State<Store>) -> Result<&'static str, Problem> {
    store.check().await.map(|()| "ok\n").map_err(|error| {
        tracing::error!(%error, "cannot take answers");
        Problem::new(Kind::Unavailable, "the database cannot be written")
    })
}

/// `GET /metrics`, for Prometheus.
pub(crate) async fn metrics(
    State(handle): State<PrometheusHandle>,
    State(store): State<Store>,
    State(clock): State<Clock>,
) -> Response {
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
    if let Ok(deliveries) = store.delivery_counts().await {
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
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus counts in floating point")]
fn number(count: u64) -> f64 {
    count as f64
}
