//! A page, or a part of one, that says why something was not done.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::html;

use super::layout::{Place, card, page};
use crate::browser::Visit;
use crate::refusal::{Refusal, RefusalKind};
use crate::words;

/// What a part of a page is put into, so that what it says of itself stays where it is.
const TARGET: &str = "#said";

/// Says it as a page, or to htmx as a line that does not take the place of what was there.
pub(crate) fn problem(visit: &Visit, refusal: &Refusal) -> Response {
    let title = visit.say(refusal.kind.title());
    let said = visit.tell(&refusal.said);
    let mut response = if visit.is_partial {
        let is_over = refusal.kind == RefusalKind::Unauthenticated;
        let line = html! {
            p.notice.bad {
                @if is_over {
                    (visit.say(words::SESSION_OVER)) " "
                    a href=(visit.at("/studio/login")) target="_blank" rel="noopener" { (visit.say(words::SIGN_IN)) }
                } @else { (said) }
            }
        };
        let retarget = [("hx-retarget", TARGET), ("hx-reswap", "innerHTML")];
        (refusal.kind.status(), retarget, line).into_response()
    } else {
        let body = html! {
            h1 { (title) }
            p { (said) }
            @if refusal.kind == RefusalKind::Unauthenticated {
                p { a.button href=(visit.at("/studio/login")) { (visit.say(words::SIGN_IN)) } }
            } @else {
                p { a.button href=(visit.at("/studio")) { (visit.say(words::TO_SURVEYS)) } }
            }
        };
        let shown = match &visit.actor {
            Some(actor) => page(visit, actor, Place::Elsewhere, title, &body),
            None => card(visit, title, &body),
        };
        shown.with(refusal.kind.status()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(wait) = refusal.retry_after {
        headers.insert(header::RETRY_AFTER, wait.as_secs().into());
    }
    response
}
