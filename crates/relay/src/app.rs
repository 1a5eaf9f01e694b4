//! Every address of the relay, and what surrounds them.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use sondage_survey::delivery::Grounds;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, Any as Everyone, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::config::Config;
use crate::openapi;
use crate::problem::{Kind, Problem};
use crate::routes::{
    document, files, health, link, multipart, page, responses, showing, surveys, widget,
};
use crate::state::{AppState, BODY_LIMIT};
use crate::telemetry;

/// The longest that a request may take. A write waits for one commit, so this is far off.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// The same for a request that brings files: 10 MB on a bad connection of 0.3 Mbit/s.
const FILES_TIME_LIMIT: Duration = Duration::from_mins(5);
/// The routes that take files.
const FILES: &str = "/v1/surveys/{id}/files";
const PAGE: &str = "/s/{id}";
/// How long a browser may remember what a preflight said, in seconds: the longest that any does.
const PREFLIGHT_AGE: Duration = Duration::from_hours(24);
/// Where Braze's SDKs show messages in apps: Android from 30.0.0 and iOS from 15.2.0 under this
/// origin, older ones from a file, whose origin is `null`.
const MESSAGE_ORIGINS: [HeaderValue; 2] =
    [HeaderValue::from_static("https://iamcache.braze"), HeaderValue::from_static("null")];

/// Every address of the relay.
pub fn router(state: AppState) -> Router {
    let config = Arc::clone(&state.config);
    surrounded(routes(&config), &config).with_state(state)
}

/// The same, with addresses of somebody else's beside them: those of development.
pub fn router_with(state: AppState, more: Router<AppState>) -> Router {
    let config = Arc::clone(&state.config);
    surrounded(routes(&config).merge(more), &config).with_state(state)
}

/// Every address, for a relay within another one, which sees to what surrounds them.
pub(crate) fn bare_router(state: AppState) -> Router {
    routes(&state.config).layer(DefaultBodyLimit::max(BODY_LIMIT)).with_state(state)
}

fn routes(config: &Arc<Config>) -> Router<AppState> {
    Router::new()
        .nest("/w", widget_routes())
        .nest("/v1", api_routes(config))
        .route(PAGE, framed(get(link::show).post(link::submit), config))
        .route("/studio/files/{id}", get(files::show))
        .route("/favicon.ico", get(widget::icon))
        .route(openapi::PATH, get(document::show))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
}

/// Pages that sites of the operator's choice may have in a frame.
fn framed(pages: MethodRouter<AppState>, config: &Config) -> MethodRouter<AppState> {
    let origins = config.frame_origins.clone();
    pages.layer(middleware::map_response(move |response: Response| {
        let response = page::let_frames(response, &origins);
        async move { response }
    }))
}

/// What surrounds every route, from the outside in. As one layer: each is copied for each request, and
/// by itself it would be a box more.
fn surrounded<S>(router: Router<S>, config: &Config) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let trace = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_eos(());
    let trace = trace.on_response(telemetry::log_response).on_failure(());
    let counted = middleware::from_fn(telemetry::count);
    let timed = middleware::from_fn(limit_time);
    let body = DefaultBodyLimit::max(BODY_LIMIT);
    // Also around what takes too long or panics, and what others have put beside our routes.
    let secured = middleware::map_response(secured(config));
    router.layer((trace, counted, secured, CatchPanicLayer::custom(panicked), timed, body))
}

fn widget_routes() -> Router<AppState> {
    let cross_origin = HeaderValue::from_static("cross-origin");
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    Router::new()
        .route("/sondage.js", get(widget::loader))
        .route("/sondage.d.ts", get(widget::types))
        .route("/{hash}/{file}", get(widget::file))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(SetResponseHeaderLayer::overriding(policy, cross_origin))
        // Public files, the same for everybody: there is nothing to keep from any origin.
        .layer(CorsLayer::new().allow_origin(Everyone).vary([]))
}

fn api_routes(config: &Arc<Config>) -> Router<AppState> {
    let routes = Router::new()
        .route("/surveys/{id}", get(surveys::show))
        .route("/surveys/{id}/responses", post(responses::create))
        .route("/surveys/{id}/files", post(files::create))
        .route("/surveys/{id}/standing", post(showing::standing))
        .route("/surveys/{id}/views", post(showing::note_view).get(showing::picture_of_view))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed);
    if config.allowed_origins.is_empty() {
        return routes.layer(cors(config));
    }
    let check = middleware::from_fn_with_state(Arc::clone(config), check_origin);
    routes.layer((cors(config), check))
}

/// No cookie is ever looked at, so a page gains nothing by asking that anybody could not ask
/// directly; who answers is proved by a token.
fn cors(config: &Config) -> CorsLayer {
    let cors = CorsLayer::new()
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            HeaderName::from_static(files::RESPONDENT),
        ])
        .expose_headers([
            header::RETRY_AFTER,
            header::CONTENT_LANGUAGE,
            header::ETAG,
            HeaderName::from_static(Grounds::HEADER),
            HeaderName::from_static(surveys::STANDING),
        ])
        .max_age(PREFLIGHT_AGE);
    if config.allowed_origins.is_empty() {
        return cors.allow_origin(Everyone).vary([]);
    }
    let origins = config.allowed_origins.iter().cloned().chain(MESSAGE_ORIGINS);
    cors.allow_origin(AllowOrigin::list(origins)).vary([header::ORIGIN])
}

/// What every answer says to a browser besides: that it is nothing but what it is, that it loads
/// nothing and stands in no frame where it does not say otherwise, that nobody is told its address,
/// and that the relay is asked by TLS where it can be.
fn secured<B>(
    config: &Config,
) -> impl Fn(Response<B>) -> std::future::Ready<Response<B>> + Clone + use<B> {
    let is_https = config.public_url.is_https();
    move |mut response: Response<B>| {
        let headers = response.headers_mut();
        for (name, value) in SECURITY {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        if is_https {
            headers.insert(
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=31536000"),
            );
        }
        std::future::ready(response)
    }
}

const SECURITY: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    ),
];

/// Whether a page of this origin may ask, where not all may: CORS alone only keeps the answer from it.
async fn check_origin(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let origin = request.headers().get(header::ORIGIN);
    let may = origin.is_none_or(|origin| {
        origin == config.public_url.origin()
            || MESSAGE_ORIGINS.contains(origin)
            || config.allowed_origins.contains(origin)
    });
    let refused =
        || Problem::new(Kind::OtherOrigin, "SONDAGE_ALLOWED_ORIGINS names those that may");
    if may { Ok(next.run(request).await) } else { Err(refused()) }
}

/// The path alone: queries hold who answers, and their token.
fn span(request: &Request) -> tracing::Span {
    let path = request.uri().path();
    // Who has the address of a preview or of a test sees a draft.
    let secret = ["/preview/", "/test/"].into_iter().find(|place| path.starts_with(place));
    let path = secret.unwrap_or(path);
    tracing::info_span!("request", method = telemetry::method_name(request.method()), path)
}

async fn limit_time(request: Request, next: Next) -> Response {
    let late = || Problem::new(Kind::Unavailable, "the request took too long").into_response();
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let brings_files = request.method() == Method::POST
        && match route {
            Some(FILES) => true,
            Some(PAGE) => multipart::is_multipart(request.headers()),
            _ => false,
        };
    let limit = if brings_files { FILES_TIME_LIMIT } else { TIME_LIMIT };
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| late())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that tower-http asks for")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no text");
    tracing::error!(panic = text, "a request ended in a panic");
    Problem::new(Kind::Internal, "the relay has logged what happened").into_response()
}

async fn not_found() -> Problem {
    Problem::new(Kind::NotFound, "check the address against the relay's documentation")
}

async fn method_not_allowed(method: Method) -> Problem {
    Problem::new(
        Kind::MethodNotAllowed,
        format!(
            "{} is not among those that the header Allow names",
            telemetry::method_name(&method)
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use axum::Router;
    use axum::body::Body;
    use axum::extract::Request;
    use axum::routing::get;
    use tower_service::Service as _;

    use super::{SECURITY, routes, surrounded};
    use crate::config::Config;
    use crate::openapi::document;

    /// Where fallbacks stand, which are no routes.
    const FALLBACKS: [&str; 2] = ["/", "/v1"];

    /// The paths that a router shows when it is printed, which is the only list of them that it gives.
    fn printed(router: &str) -> BTreeSet<&str> {
        let quoted = router.split('"').skip(1).step_by(2);
        let is_route = |text: &&str| !FALLBACKS.contains(text) && !text.contains("__private");
        quoted.filter(|text| text.starts_with('/') && is_route(text)).collect()
    }

    #[tokio::test]
    async fn what_panics_is_answered_with_the_headers_that_keep_browsers_careful() {
        let config = Config::new("https://relay.example".parse().unwrap());
        let broken = get(|| async { panic!("broken") as () });
        let mut router = surrounded(Router::new().route("/x", broken), &config);
        let request = Request::get("/x").body(Body::empty()).unwrap();
        let reply = router.call(request).await.unwrap();
        assert_eq!(reply.status(), 500);
        for (name, _) in SECURITY {
            assert!(reply.headers().contains_key(&name), "{name}");
        }
        assert!(reply.headers().contains_key("strict-transport-security"));
    }

    #[test]
    fn every_route_stands_in_the_document_and_nothing_else_does() {
        let config = Arc::new(Config::new("https://relay.example".parse().unwrap()));
        let router = format!("{:?}", routes(&config));
        let document = document("https://relay.example");
        let documented: BTreeSet<&str> = document.paths.paths.keys().map(String::as_str).collect();
        assert!(documented.len() > 10, "{documented:?}");
        assert_eq!(printed(&router), documented);
    }
}
