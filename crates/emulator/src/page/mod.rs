//! Pages that show what has arrived, and follow it as it arrives.
//!
//! There is one rendering path: a page is a frame around a fragment, and a small script fetches the
//! fragment again whenever the stream says that something changed.

mod home;
mod parts;
mod person;

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, Query, State as Extract},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;

use super::{fault::Fault, reply::Reply, shared::Shared};

/// The routes of the pages.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(home_page))
        .route("/fragment", get(home_fragment))
        .route("/faults", post(order))
        .route("/profiles/{id}", get(person_page))
        .route("/profiles/{id}/fragment", get(person_fragment))
}

async fn home_page(Extract(shared): Extract<Arc<Shared>>) -> Response {
    let content = shared.inspect(home::fragment);
    page(&Frame { title: "Braze emulator", fragment: "/fragment", embed: false }, &content)
}

async fn home_fragment(Extract(shared): Extract<Arc<Shared>>) -> Markup {
    shared.inspect(home::fragment)
}

/// How a page is shown.
#[derive(Debug, Deserialize)]
struct Look {
    /// `1`: without the frame, for an `iframe`.
    embed: Option<String>,
}

async fn person_page(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    Query(look): Query<Look>,
) -> Response {
    let (title, content) = shared.inspect(|state| match state.profile(&id) {
        Some(profile) => (profile.title().to_owned(), person::fragment(profile)),
        None => ("No such profile yet".into(), person::nobody(&id)),
    });
    let frame = Frame {
        title: &title,
        fragment: &format!("/profiles/{}/fragment", parts::path_segment(&id)),
        embed: look.embed.is_some_and(|embed| embed == "1"),
    };
    page(&frame, &content)
}

async fn person_fragment(Extract(shared): Extract<Arc<Shared>>, Path(id): Path<String>) -> Markup {
    shared.inspect(|state| state.profile(&id).map_or_else(|| person::nobody(&id), person::fragment))
}

/// A button of the fault panel.
#[derive(Debug, Deserialize)]
struct Order {
    /// A fault as JSON, or `clear`, or `reset`.
    fault: String,
}

async fn order(Extract(shared): Extract<Arc<Shared>>, Form(order): Form<Order>) -> Response {
    match order.fault.as_str() {
        "clear" => shared.clear_faults(),
        "reset" => shared.reset(),
        fault => match serde_json::from_str::<Fault>(fault) {
            Ok(fault) if fault.problem().is_none() => {
                shared.update(|state, _| state.add_fault(fault));
            }
            _ => return Reply::new(400, "no such fault").into_response(),
        },
    }
    Redirect::to("/").into_response()
}

/// What stands around a fragment.
struct Frame<'a> {
    title: &'a str,
    /// Where the fragment alone is.
    fragment: &'a str,
    embed: bool,
}

/// Whatever an attribute holds, nothing but this page's own style and script is to run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'";

const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E\
%3Crect width='32' height='32' rx='9' fill='%230f6b5c'/%3E%3Cpath d='M6 17h5l3-8 5 15 3-7h4' fill='none' \
stroke='white' stroke-width='2.6' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E";

fn page(frame: &Frame<'_>, content: &Markup) -> Response {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (frame.title) @if frame.title != "Braze emulator" { " · Braze emulator" } }
                link rel="icon" href=(ICON);
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body .embed[frame.embed] data-fragment=(frame.fragment) {
                @if !frame.embed { (top()) }
                main #live { (content) }
                p #said .unseen role="status" {}
                script { (PreEscaped(include_str!("live.js"))) }
            }
        }
    };
    (StatusCode::OK, [(header::CONTENT_SECURITY_POLICY, POLICY)], markup).into_response()
}

fn top() -> Markup {
    html! {
        header .top {
            a .brand href="/" {
                img src=(ICON) alt="" width="28" height="28";
                span { "Braze emulator" }
            }
            p .note { "A stand-in for development; not Braze" }
            p #link .link { "Live" }
        }
    }
}
