//! What stands around all pages.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use super::problem::problem;
use crate::browser::{Visit, is_own};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words;

/// What a page may do: run and show the studio's own files, ask the studio, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    ),
];

/// Lets through what only reads, and what comes from a page of ours: cookies go along with requests of
/// other sites' pages too.
pub(crate) async fn check_origin(
    State(studio): State<Studio>,
    request: Request,
    next: Next,
) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_safe || is_own(request.headers(), studio.settings.origin()) {
        return next.run(request).await;
    }
    let (parts, _) = request.into_parts();
    let visit = Visit::of_parts(&studio, &parts).await;
    problem(&visit, &Refusal::forbidden(words::OTHER_ORIGIN))
}

/// What every answer says to a browser besides.
pub(crate) async fn secure(State(studio): State<Studio>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if studio.settings.is_https() {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

/// Nothing at this address.
pub(crate) async fn not_found(visit: Visit) -> Response {
    problem(&visit, &Refusal::not_found())
}

/// The address takes other methods.
pub(crate) async fn method_not_allowed(visit: Visit) -> Response {
    problem(&visit, &Refusal::new(RefusalKind::MethodNotAllowed, words::METHOD_NOT_ALLOWED))
}
