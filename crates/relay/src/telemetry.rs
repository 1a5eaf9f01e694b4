//! What `/metrics` counts, and what is logged of each response.

use std::future::Future;
use std::pin::pin;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sondage_survey::delivery::Grounds;
use tokio::time::interval;

/// Requests answered, by method, route and status.
const REQUESTS: &str = "sondage_http_requests_total";
/// Requests under way.
const UNDER_WAY: &str = "sondage_http_requests_under_way";
/// How long they took, by route.
const SECONDS: &str = "sondage_http_request_seconds";
/// What was refused, by the reason that its reply names.
const REFUSED: &str = "sondage_refused_total";
/// Answers stored.
pub(crate) const ANSWERS: &str = "sondage_answers_stored_total";
/// Tokens that do not say of which kind their identifier is.
pub(crate) const OLD_TOKENS: &str = "sondage_old_tokens_total";
/// Tokens made with the secret before: once they stand still, that secret can go.
pub(crate) const TOKENS_OF_SECRET_BEFORE: &str = "sondage_tokens_of_secret_before_total";
/// Whether the way to Braze waits for somebody: a key, a permission.
pub(crate) const NEEDS_PERSON: &str = "sondage_braze_needs_person";
/// Whether the way to Braze waits.
pub(crate) const PAUSED: &str = "sondage_braze_paused";
/// Which build this is.
const BUILD: &str = "sondage_build_info";
/// How long Braze took to reply, by outcome.
const BRAZE_SECONDS: &str = "sondage_braze_request_seconds";
/// The steps between which times are counted, in seconds: from a commit to the longest that a
/// request may take.
const STEPS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// The one recorder of this process, and the way to read it.
///
/// Where another recorder was installed before, this one stays empty.
#[must_use]
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let builder = PrometheusBuilder::new();
        // It fails for no steps at all.
        let builder = builder.set_buckets(&STEPS).unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is there already");
        }
        metrics::describe_counter!(REQUESTS, "Requests answered.");
        metrics::describe_gauge!(UNDER_WAY, "Requests under way.");
        metrics::describe_histogram!(SECONDS, "How long requests took.");
        metrics::describe_counter!(REFUSED, "Requests refused, by the type of their problem.");
        metrics::describe_histogram!(BRAZE_SECONDS, "How long Braze took to reply.");
        metrics::describe_gauge!(BUILD, "This build; always 1.");
        for gauge in [NEEDS_PERSON, PAUSED] {
            metrics::gauge!(gauge).set(0.0);
        }
        for counter in [ANSWERS, OLD_TOKENS, TOKENS_OF_SECRET_BEFORE] {
            metrics::counter!(counter).absolute(0);
        }
        metrics::gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        handle
    };
    HANDLE.get_or_init(install).clone()
}

/// How often times that were measured are counted.
const UPKEEP: Duration = Duration::from_secs(5);

/// Counts times that were measured, for as long as the relay works: until then each of them is kept by
/// itself, and where nobody reads `/metrics` memory would fill with them.
pub(crate) async fn keep_up(handle: PrometheusHandle, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    let mut upkeep = interval(UPKEEP);
    loop {
        tokio::select! {
            () = &mut shutdown => return,
            _ = upkeep.tick() => handle.run_upkeep(),
        }
    }
}

/// Counts a request under the route that it matched: never under its path, which anybody makes up.
pub(crate) async fn count(request: Request, next: Next) -> Response {
    let route =
        request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = method_name(request.method());
    let _under_way = UnderWay::begin();
    let since = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::histogram!(SECONDS, "route" => route.clone()).record(since.elapsed());
    if let Some(reason) = response.headers().get(Grounds::HEADER).and_then(|it| it.to_str().ok()) {
        let (reason, route) = (reason.to_owned(), route.clone());
        metrics::counter!(REFUSED, "reason" => reason, "route" => route).increment(1);
    }
    metrics::counter!(REQUESTS, "method" => method, "route" => route, "status" => status)
        .increment(1);
    response
}

/// Notes how long Braze took to reply; the outcome is one of a few words.
pub(crate) fn note_braze(outcome: &'static str, duration: Duration) {
    metrics::histogram!(BRAZE_SECONDS, "outcome" => outcome).record(duration);
}

/// A method, of those that anybody uses: a client may make up any other, as long as it likes, and what
/// is counted under a name is kept for ever.
pub(crate) fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] =
        ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE"];
    KNOWN.into_iter().find(|known| method.as_str() == *known).unwrap_or("other")
}

/// One request under way, until it is dropped; also when the client leaves meanwhile.
struct UnderWay;

impl UnderWay {
    fn begin() -> Self {
        metrics::gauge!(UNDER_WAY).increment(1.0);
        Self
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        metrics::gauge!(UNDER_WAY).decrement(1.0);
    }
}

/// Logs a response, with what a person looks for first.
pub(crate) fn log_response(response: &Response, latency: Duration, _: &tracing::Span) {
    let (status, duration_ms) = (response.status().as_u16(), latency.as_millis());
    if response.status().is_server_error() {
        tracing::warn!(status, duration_ms, "answered");
    } else {
        tracing::debug!(status, duration_ms, "answered");
    }
}
