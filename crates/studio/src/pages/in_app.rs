//! The switch for surveys in in-app messages, where it stands on pages.

use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::Member;
use super::parts::moment;
use super::problem::problem;
use crate::actions::in_app::{self, InAppView};
use crate::browser::Visit;
use crate::words;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Switched {
    /// `on` or `off`.
    to: String,
    /// The page that it stands on.
    back: String,
}

/// `POST /studio/settings/in-app`
pub(crate) async fn switch(
    Member { visit, actor }: Member,
    Form(given): Form<Switched>,
) -> Response {
    match in_app::switch(&visit.studio, &actor, given.to != "off").await {
        Ok(_) => {
            let back = Some(given.back.as_str()).filter(|back| back.starts_with("/studio/"));
            Redirect::to(&visit.at(back.unwrap_or("/studio/settings/braze"))).into_response()
        }
        Err(refusal) => problem(&visit, &refusal),
    }
}

/// The switch on the page of what is set.
pub(crate) fn section(visit: &Visit, view: InAppView) -> Markup {
    let (word, why) = if view.is_on {
        (words::IN_APP_IS_ON, words::IN_APP_OFF_WHAT)
    } else {
        (words::IN_APP_IS_OFF, words::IN_APP_ON_WHAT)
    };
    html! {
        section #in-app {
            h2 { (visit.say(words::IN_APP)) }
            p.notice.good[view.is_on].warn[!view.is_on] {
                (visit.say(word))
                @if let Some(since) = view.off_since { " " (moment(sondage_intake::Millis(since))) }
            }
            p.hint { (visit.say(why)) }
            (button(visit, !view.is_on, "/studio/settings/braze"))
        }
    }
}

/// What switches them on or off, and leads back.
pub(crate) fn button(visit: &Visit, to_on: bool, back: &str) -> Markup {
    let (to, word) =
        if to_on { ("on", words::IN_APP_SWITCH_ON) } else { ("off", words::IN_APP_SWITCH_OFF) };
    html! {
        form method="post" action=(visit.at("/studio/settings/in-app")) {
            input type="hidden" name="back" value=(back);
            button type="submit" name="to" value=(to) { (visit.say(word)) }
        }
    }
}
