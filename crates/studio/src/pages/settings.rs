//! What is set: the first of its pages, and what leads to the others.

use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::Member;
use super::problem::problem;
use crate::actor::Right;
use crate::words::{self, Word};

/// The pages of what is set.
const TABS: [(&str, Word); 3] = [
    ("/studio/settings/braze", words::BRAZE),
    ("/studio/settings/signing", words::SIGNING),
    ("/studio/settings/audit", words::AUDIT),
];

/// `GET /studio/settings`
pub(crate) async fn show(Member { visit, actor }: Member) -> Response {
    if let Err(refusal) = actor.may(Right::ChangeSettings) {
        return problem(&visit, &refusal);
    }
    Redirect::to(&visit.at("/studio/settings/braze")).into_response()
}

/// What leads to the pages of what is set; `path` is that of now.
pub(crate) fn tabs(Member { visit, .. }: &Member, path: &str) -> Markup {
    html! {
        nav.tabs aria-label=(visit.say(words::SETTINGS)) {
            @for (to, word) in TABS {
                a href=(visit.at(to)) aria-current=[(to == path).then_some("page")] { (visit.say(word)) }
            }
        }
    }
}
