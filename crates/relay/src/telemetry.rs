//! What `/metrics` counts, and what is logged of each response.

use std::sync::OnceLock;
use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
/// Requests answered, by method, route and status.
const REQUESTS: &str = "sondage_http_requests_total";
/// Requests under way.
const UNDER_WAY: &str = "sondage_http_requests_under_way";

/// The one recorder of this process, and the way to read it.
///
/// Where another recorder was installed before, this one stays empty.
#[must_use]
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is there already");
        }
        metrics::describe_counter!(REQUESTS, "Requests answered.");
        metrics::describe_gauge!(UNDER_WAY, "Requests under way.");
        handle
    };
    HANDLE.get_or_init(install).clone()
}

/// Counts a request under the route that it matched: never under its path, which anybody makes up.
pub(crate) async fn count(request: Request, next: Next) -> Response {
    let route =
        request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = method_name(request.method());
    let _under_way = UnderWay::begin();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::counter!(REQUESTS, "method" => method, "route" => route, "status" => status)
        .increment(1);
    response
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
