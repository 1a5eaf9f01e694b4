//! What a survey looks like where it will stand: in a message, in a page, as a link; on a phone and
//! on a desktop.

use crate::config::Trying;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;
use sondage_author::locales::direction;
use std::sync::Arc;

use crate::problem::{Kind, Problem};
use crate::snippet::{Material, in_app_for_nobody};
use crate::state::AppState;
use sondage_intake::Published;

/// Where a survey can stand: the word for it in addresses, and what people call it.
const PLACES: [(&str, &str); 8] = [
    ("message", "Message"),
    ("link", "Link"),
    ("inline", "In a page"),
    ("corner", "Corner"),
    ("modal", "Modal"),
    ("drawer", "Drawer"),
    ("full", "Full screen"),
    ("tab", "Tab"),
];
/// How large the screen is: the word, what people call it, and width and height in pixels.
const SCREENS: [(&str, &str, u16, u16); 2] =
    [("phone", "Phone", 390, 844), ("desktop", "Desktop", 1280, 800)];

const STYLES: &str = include_str!("stage.css");
/// Puts the message into its frame and gives it what Braze's SDK gives it.
const MESSAGE_SCRIPT: &str = include_str!("message.js");

/// What is looked at.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    r#as: Option<String>,
    on: Option<String>,
    locale: Option<String>,
}

/// Only this preview's own pages have its pages in a frame.
const POLICY: &str = "frame-ancestors 'self'";

/// The pages of a preview.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/preview/{id}", get(stage))
        .route("/preview/{id}/message", get(message))
        .route("/preview/{id}/page", get(page))
}

impl Wanted {
    fn place(&self) -> &'static str {
        let asked = |(word, _): &(&str, &str)| self.r#as.as_deref() == Some(word);
        PLACES.into_iter().find(asked).map_or("message", |(word, _)| word)
    }

    fn screen(&self) -> (&'static str, u16, u16) {
        let asked = |(word, ..): &(&str, &str, u16, u16)| self.on.as_deref() == Some(word);
        let [phone, _] = SCREENS;
        let (word, _, width, height) = SCREENS.into_iter().find(asked).unwrap_or(phone);
        (word, width, height)
    }

    /// The survey's locale that is asked for; its own, where it has no such one.
    fn locale<'a>(&self, published: &'a Published) -> &'a str {
        let definition = &published.definition;
        let asked = |locale: &&str| self.locale.as_deref() == Some(locale);
        definition.locales().find(asked).unwrap_or(definition.locale())
    }
}

fn published(app: &AppState, id: &str) -> Result<Arc<Published>, Problem> {
    app.catalogue.get(id).ok_or_else(|| Problem::unknown_survey(id))
}

/// `GET /preview/{id}?as=&on=&locale=`
async fn stage(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let published = published(&app, &id)?;
    let (place, locale) = (wanted.place(), wanted.locale(&published));
    let (screen, width, height) = wanted.screen();
    let address = |place: &str, screen: &str, locale: &str| {
        format!("{id}?as={place}&on={screen}&locale={locale}")
    };
    let shown = match place {
        "message" => format!("{id}/message?locale={locale}"),
        "link" => format!("../s/{id}?locale={locale}"),
        place => format!("{id}/page?as={place}&locale={locale}"),
    };
    let link = |is_here: bool, address: String, words: &str| {
        html! { a href=(address) aria-current=[is_here.then_some("true")] { (words) } }
    };
    let body = html! {
        header {
            h1 { (published.definition.name()) }
            p { "Nothing is stored, and Braze hears of nothing." }
            nav aria-label="Where it stands" {
                @for (word, words) in PLACES { (link(word == place, address(word, screen, locale), words)) }
            }
            nav aria-label="Screen" {
                @for (word, words, ..) in SCREENS { (link(word == screen, address(place, word, locale), words)) }
            }
            @if published.definition.locales().count() > 1 {
                nav aria-label="Language" {
                    @for one in published.definition.locales() { (link(one == locale, address(place, screen, one), one)) }
                }
            }
        }
        main {
            iframe title="The survey" src=(shown) width=(width) height=(height) {}
        }
    };
    Ok(document(published.definition.name(), "en", "stage", &body))
}

/// `GET /preview/{id}/message?locale=`: a page with the message over it, as Braze's SDK shows it.
async fn message(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let published = published(&app, &id)?;
    let no_widget = || Problem::new(Kind::NoWidget, "build the widget, then build the relay again");
    let css = app.assets.message_styles(&published).ok_or_else(no_widget)?;
    let material = Material {
        published: &published,
        relay: &app.config.public_url,
        is_signed: false,
        expires: None,
        trying: Trying::No,
    };
    let message = in_app_for_nobody(material, wanted.locale(&published), &css);
    let body = html! {
        (around(&html! {}))
        p #closed hidden { "The message has gone. " a href="" { "Show it again" } }
        // As the SDK nests it, by whose classes a message finds its frame.
        div.ab-iam-root { iframe.ab-html-message title="The message" data-message=(message) {} }
        script { (PreEscaped(MESSAGE_SCRIPT)) }
    };
    Ok(document("A page with a message", "en", "host", &body))
}

/// `GET /preview/{id}/page?as=&locale=`: a page with the element in it or over it.
async fn page(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let published = published(&app, &id)?;
    let (place, locale) = (wanted.place(), wanted.locale(&published));
    let ours = html! {
        @match place {
            "inline" | "message" | "link" => sondage-survey survey=(id) locale=(locale) {},
            // Whoever looks at a preview looks again.
            mode => sondage-survey survey=(id) locale=(locale) mode=(mode) show="always" {},
        }
    };
    let body = html! {
        (around(&ours))
        script type="module" src={ (app.config.public_url) "/w/sondage.js" } {}
    };
    Ok(document("A page with a survey", locale, "host", &body))
}

/// A page of somebody's, of which only the shape matters.
pub(super) fn around(ours: &Markup) -> Markup {
    html! {
        main {
            p.words { "Your page" }
            (ours)
            @for _ in 0..12 { div.line aria-hidden="true" {} }
        }
    }
}

fn document(title: &str, locale: &str, class: &str, body: &Markup) -> Response {
    let markup = drawn(title, locale, class, body);
    // It holds a survey as somebody's page would: what the relay says of its own answers is not for it.
    let said = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, POLICY)];
    (said, markup).into_response()
}

/// Somebody's page.
pub(super) fn page_of(title: &str, locale: &str, body: &Markup) -> Markup {
    drawn(title, locale, "host", body)
}

fn drawn(title: &str, locale: &str, class: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale) dir=(direction(locale)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – preview" }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLES)) }
            }
            body class=(class) { (body) }
        }
    }
}
