//! The surveys.

use axum::response::{IntoResponse as _, Response};
use maud::html;

use super::Member;
use super::layout::{Place, page};
use crate::words;

/// `GET /studio`
pub(crate) async fn show(Member { visit, actor }: Member) -> Response {
    let title = visit.say(words::SURVEYS);
    let body = html! {
        h1 { (title) }
    };
    page(&visit, &actor, Place::Surveys, title, &body).into_response()
}
