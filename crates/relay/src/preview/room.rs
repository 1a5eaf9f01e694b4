//! The pages of a room: a draft as a message, in a mail, and in somebody's page.

use crate::config::Trying;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use maud::{DOCTYPE, PreEscaped, html};
use sondage_author::locales::direction;
use sondage_intake::Published;
use sondage_survey::answer::Form;

use super::stage;
use crate::snippet::{MailPart, Material, Reader, email_for, in_app_for};
use crate::state::AppState;

type Pairs = Vec<(String, String)>;

/// Braze's part of a message, and what the page around a preview is told.
const SCRIPT: &str = include_str!("room.js");

/// A draft that is looked at.
#[derive(Clone, Debug)]
pub(super) struct Room(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    app: AppState,
    /// As its author has it: what is made of it is what a respondent gets.
    shown: Published,
    is_signed: bool,
}

impl Room {
    pub(super) fn new(app: AppState, shown: Published, is_signed: bool) -> Self {
        Self(Arc::new(Inside { app, shown, is_signed }))
    }

    fn material(&self) -> Material<'_> {
        let Inside { app, shown, is_signed } = &*self.0;
        let relay = &app.config.public_url;
        Material {
            published: shown,
            relay,
            is_signed: *is_signed,
            expires: None,
            trying: Trying::No,
        }
    }

    /// The survey's locale that is closest to what is asked for.
    fn locale(&self, asked: Form<'_>) -> &str {
        let definition = &self.0.shown.definition;
        definition.closest_locale(asked.first("locale").unwrap_or_default())
    }

    /// Who is asked for.
    fn reader(&self, asked: Form<'_>) -> Reader {
        let hidden = self.0.shown.definition.hidden();
        let known = hidden.filter_map(|(id, _)| {
            Some((id.to_owned(), asked.first(&format!("h.{id}"))?.to_owned()))
        });
        Reader {
            braze_id: asked.first("user_braze_id").unwrap_or_default().to_owned(),
            hidden: known.collect(),
            at: self.0.app.clock.now().0 / 1000,
        }
    }

    /// What a page may load: the room, and what a survey shows from elsewhere.
    fn policy(&self, scripts: &str) -> String {
        let room = &self.0.app.config.public_url;
        format!(
            "default-src 'none'; script-src {scripts}{room}/; connect-src {room}/; \
             style-src 'unsafe-inline' {room}/; img-src {room}/ https: data:; media-src https:; \
             font-src https: data:; frame-src https: {room}/; form-action {room}/; base-uri 'none'; \
             frame-ancestors 'self'"
        )
    }

    fn page(&self, scripts: &str, text: String) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, self.policy(scripts)),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (header::REFERRER_POLICY, "no-referrer".to_owned()),
            (HeaderName::from_static("x-content-type-options"), "nosniff".to_owned()),
        ];
        (axum::response::AppendHeaders(headers), text).into_response()
    }

    fn script(&self) -> String {
        format!("<script src=\"{}/room.js\"></script>\n", self.0.app.config.public_url)
    }
}

/// The pages of a room.
pub(super) fn routes(room: Room) -> Router {
    Router::new()
        .route("/message", get(message))
        .route("/mail", get(mail))
        .route("/page", get(page))
        .route("/room.js", get(script))
        .with_state(room)
}

async fn script() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (headers, SCRIPT).into_response()
}

/// `GET /message?locale=&user_braze_id=&h.…=`: what Braze makes of the snippet for that person, and
/// after it the script that stands for Braze's SDK.
async fn message(State(room): State<Room>, Query(pairs): Query<Pairs>) -> Response {
    let asked = Form(&pairs);
    let Some(css) = room.0.app.assets.message_styles(&room.0.shown) else {
        let words = "This program was built without the widget.";
        return (StatusCode::SERVICE_UNAVAILABLE, words).into_response();
    };
    let made = in_app_for(room.material(), room.locale(asked), &css, &room.reader(asked));
    room.page("'unsafe-inline' 'wasm-unsafe-eval' ", made + &room.script())
}

/// `GET /mail?part=html|text&locale=&user_braze_id=&h.…=`
async fn mail(State(room): State<Room>, Query(pairs): Query<Pairs>) -> Response {
    let asked = Form(&pairs);
    let locale = room.locale(asked);
    let is_text = asked.first("part") == Some("text");
    let part = if is_text { MailPart::Text } else { MailPart::Html };
    let made = email_for(room.material(), part, locale, &room.reader(asked));
    let body = html! {
        @if is_text { pre { (made) } } @else { (PreEscaped(made)) }
    };
    let title = room.0.shown.definition.name_in(locale);
    let markup = html! {
        (DOCTYPE)
        html lang=(locale) dir=(direction(locale)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:1rem/1.5 ui-monospace,monospace}" }
            }
            body { (body) }
        }
    };
    room.page("", markup.into_string())
}

/// `GET /page?mode=&locale=`: somebody's page with the element in it.
async fn page(State(room): State<Room>, Query(pairs): Query<Pairs>) -> Response {
    let asked = Form(&pairs);
    let (locale, id) = (room.locale(asked), room.0.shown.definition.id());
    let relay = &room.0.app.config.public_url;
    let reader = room.reader(asked);
    let mut known: Vec<(String, &str)> =
        reader.hidden.iter().map(|(id, value)| (format!("data-{id}"), value.as_str())).collect();
    known.sort();
    if !reader.braze_id.is_empty() {
        known.push(("braze-id".to_owned(), &reader.braze_id));
    }
    // Which attributes there are only the survey knows; its ids need no escape.
    let mut element = format!("<sondage-survey survey=\"{id}\" locale=\"{locale}\"");
    for (name, value) in known {
        element = element + " " + &name + "=\"" + &html! { (value) }.into_string() + "\"";
    }
    element += "></sondage-survey>";
    let body = html! {
        (stage::around(&html! { (PreEscaped(element)) }))
        script type="module" src={ (relay) "/w/sondage.js" } {}
        (PreEscaped(room.script()))
    };
    let markup = stage::page_of("A page", locale, &body);
    room.page("'wasm-unsafe-eval' ", markup.into_string())
}
