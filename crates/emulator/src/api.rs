//! The part that stands in for Braze: keys, content types, sizes, statuses and faults.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Query, Request, State as Extract},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use futures_util::StreamExt;
use jiff::{Span, Timestamp, ToSpan, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    connection::Connection,
    fault::{FaultKind, RateLimitStyle},
    reply::Reply,
    shared::Shared,
    state::{Call, State},
    track,
    value::Kind,
};
use crate::limits::{MAX_BODY_BYTES, MAX_SERIES_DAYS};

/// The endpoints of Braze, and its answer to every other address.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/users/track", post(users_track))
        .route("/users/track/", any(|| async { Reply::new(403, "Access Denied") }))
        .route("/kpi/mau/data_series", get(monthly_active_users))
        .route("/custom_attributes", get(custom_attributes))
        .fallback(|| async { Reply::new(404, "Invalid URL") })
        .method_not_allowed_fallback(|| async { Reply::new(404, "Invalid URL") })
}

/// A request, as far as it matters.
struct Asked {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Sent,
}

/// What was sent.
enum Sent {
    Json(Value),
    NotJson,
    TooLarge,
}

async fn users_track(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let asked = Asked {
        method: head.method,
        path: head.uri.path().to_owned(),
        headers: head.headers,
        body: read(body).await,
    };
    answer(&shared, &connection, &asked, |state, now| {
        let body = track_body(&shared, &asked)?;
        Ok(track::take(state, body, now))
    })
    .await
}

#[derive(Deserialize)]
struct Series {
    length: Option<String>,
}

async fn monthly_active_users(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Query(series): Query<Series>,
    request: Request,
) -> Response {
    let asked = Asked {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        headers: request.headers().clone(),
        body: Sent::NotJson,
    };
    answer(&shared, &connection, &asked, |state, now| {
        authorize(&shared, &asked.headers, "kpi.mau.data_series")?;
        let length = series.length.as_deref().and_then(|length| length.parse().ok());
        let length = length.filter(|length| (1..=MAX_SERIES_DAYS).contains(length));
        let length = length.ok_or_else(|| Reply::new(400, "'length' must be 1 to 100"))?;
        Ok(Reply::new(200, "success").with("data", mau(state, length, now)))
    })
    .await
}

/// How many attributes a page has.
const PAGE: usize = 50;

#[derive(Deserialize)]
struct Page {
    cursor: Option<String>,
}

async fn custom_attributes(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Query(page): Query<Page>,
    request: Request,
) -> Response {
    let asked = Asked {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        headers: request.headers().clone(),
        body: Sent::NotJson,
    };
    answer(&shared, &connection, &asked, |state, _| {
        authorize(&shared, &asked.headers, "custom_attributes.get")?;
        let from = page.cursor.map_or(Ok(0), |cursor| cursor.parse::<usize>());
        let from = from.map_err(|_| Reply::new(400, "'cursor' is not valid"))?;
        let all = state.attribute_kinds();
        let list: Vec<Value> = all.iter().skip(from).take(PAGE).map(attribute).collect();
        let reply = Reply::new(200, "success").with("attributes", list);
        if all.len() <= from + PAGE {
            return Ok(reply);
        }
        let next =
            format!("<https://rest.iad-01.braze.com/custom_attributes?cursor={}>", from + PAGE);
        Ok(reply.with_header("link", &format!("{next}; rel=\"next\"")))
    })
    .await
}

/// An attribute as the list has it.
fn attribute((name, kind): (&String, &Kind)) -> Value {
    let data_type = match kind {
        Kind::String => "String",
        Kind::Number => "Number",
        Kind::Boolean => "Boolean",
        Kind::Time => "Date",
        Kind::Array => "Array",
        Kind::Object => "Object",
    };
    json!({
        "array_length": null, "data_type": format!("{data_type} (Automatically Detected)"),
        "description": null, "name": name, "status": "Active", "tag_names": [],
    })
}

/// Answers a call, or lets it meet the fault that waits for it; either way it is logged.
async fn answer(
    shared: &Shared,
    connection: &Connection,
    asked: &Asked,
    handle: impl FnOnce(&mut State, Timestamp) -> Result<Reply, Reply>,
) -> Response {
    let fault = shared.update(|state, _| state.take_fault());
    if let Some(FaultKind::Slow { millis }) = fault {
        shared.update(|state, _| state.begin_slow());
        tokio::time::sleep(Duration::from_millis(millis.into())).await;
        shared.update(|state, _| state.end_slow());
    }
    let reply = shared.update(|state, now| {
        let reply = match fault {
            None | Some(FaultKind::CutAfterAccepting | FaultKind::Slow { .. }) => {
                limited(state, now, handle)
            }
            Some(fault) => faulty(fault, now),
        };
        state.record(call(asked, &reply, fault, now));
        reply
    });
    match fault {
        Some(FaultKind::Hang) => {
            tokio::select! {
                () = shared.released() => {}
                () = shared.stopped() => {}
            }
            connection.cut();
        }
        Some(FaultKind::CutBeforeAccepting | FaultKind::CutAfterAccepting) => connection.cut(),
        _ => {}
    }
    reply.into_response()
}

fn limited(
    state: &mut State,
    now: Timestamp,
    handle: impl FnOnce(&mut State, Timestamp) -> Result<Reply, Reply>,
) -> Reply {
    let is_allowed = state.window.allows(now);
    let window = state.window;
    if !is_allowed {
        return window.describe(Reply::new(429, "Rate limit exceeded"));
    }
    match handle(state, now) {
        Ok(reply) if reply.status < 300 => window.describe(reply),
        Ok(reply) | Err(reply) => reply,
    }
}

fn faulty(fault: FaultKind, now: Timestamp) -> Reply {
    match fault {
        FaultKind::Status { status } => {
            let reason = StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason());
            Reply::new(status, reason.unwrap_or("Error"))
        }
        FaultKind::RateLimit { style, after } => {
            let (name, value) = retry_header(style, after, now);
            Reply::new(429, "Rate limit exceeded").with_header(name, &value)
        }
        FaultKind::Hang
        | FaultKind::Slow { .. }
        | FaultKind::CutBeforeAccepting
        | FaultKind::CutAfterAccepting => Reply::new(500, "no answer"),
    }
}

fn retry_header(style: RateLimitStyle, after: u32, now: Timestamp) -> (&'static str, String) {
    let moment = now.saturating_add(Duration::from_secs(after.into())).unwrap_or(now);
    match style {
        RateLimitStyle::Seconds => ("retry-after", after.to_string()),
        RateLimitStyle::Date => {
            ("retry-after", moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        }
        RateLimitStyle::Braze => ("x-ratelimit-retry-after", after.to_string()),
        RateLimitStyle::Reset => ("x-ratelimit-reset", after.to_string()),
    }
}

fn call(asked: &Asked, reply: &Reply, fault: Option<FaultKind>, now: Timestamp) -> Call {
    let is_answered = !matches!(
        fault,
        Some(FaultKind::Hang | FaultKind::CutBeforeAccepting | FaultKind::CutAfterAccepting)
    );
    let counts = reply.counts.clone();
    Call {
        number: 0,
        at: now,
        method: asked.method.to_string(),
        path: asked.path.clone(),
        status: is_answered.then_some(reply.status),
        message: reply.message().to_owned(),
        attributes: counts.attributes,
        events: counts.events,
        unmatched: counts.unmatched,
        rejected: counts.rejected,
        fault,
        body: match &asked.body {
            Sent::Json(body) => Some(body.clone()),
            Sent::NotJson | Sent::TooLarge => None,
        },
    }
}

fn track_body<'a>(shared: &Shared, asked: &'a Asked) -> Result<&'a Value, Reply> {
    authorize(shared, &asked.headers, "users.track")?;
    let content_type =
        asked.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("application/json") {
        return Err(Reply::new(415, "Unsupported Media Type"));
    }
    match &asked.body {
        Sent::Json(body) => Ok(body),
        Sent::NotJson => Err(Reply::new(400, "Invalid JSON")),
        Sent::TooLarge => Err(Reply::new(413, "Payload Too Large")),
    }
}

fn authorize(shared: &Shared, headers: &HeaderMap, permission: &str) -> Result<(), Reply> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = authorization.and_then(|value| value.strip_prefix("Bearer "));
    let known = shared.keys().iter().find(|key| Some(key.key()) == given);
    match known {
        None => Err(Reply::new(401, "Invalid API Key")),
        Some(key) if !key.may(permission) => {
            Err(Reply::new(403, &format!("The API key lacks the permission {permission}")))
        }
        Some(_) => Ok(()),
    }
}

/// Reads a body to its end, so that a client that is still sending gets to see the answer.
async fn read(body: Body) -> Sent {
    let mut chunks = body.into_data_stream();
    let mut taken = Vec::new();
    let mut n_bytes = 0;
    while let Some(Ok(chunk)) = chunks.next().await {
        n_bytes += chunk.len();
        if n_bytes <= MAX_BODY_BYTES {
            taken.extend_from_slice(&chunk);
        }
    }
    match serde_json::from_slice(&taken) {
        _ if n_bytes > MAX_BODY_BYTES => Sent::TooLarge,
        Ok(body) => Sent::Json(body),
        Err(_) => Sent::NotJson,
    }
}

/// One figure a day: everyone that is known, since here nobody is ever away for a month.
fn mau(state: &State, n_days: u8, now: Timestamp) -> Value {
    let today = TimeZone::UTC.to_datetime(now).date();
    let days = (0..i64::from(n_days)).rev().map(|back: i64| -> Span { back.days() });
    let mau = state.profiles().count();
    days.map(|back| json!({ "time": today.saturating_sub(back).to_string(), "mau": mau })).collect()
}
