//! The element in a page without Braze: the coffee house's site.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

use super::page::{document, mark, shop};
use super::people::person;
use sondage_relay::state::AppState;

/// Where the element can stand, and how that is called here.
const MODES: [(&str, &str); 6] = [
    ("inline", "In its place"),
    ("corner", "Corner"),
    ("modal", "Middle"),
    ("drawer", "Drawer"),
    ("full", "Full page"),
    ("tab", "Feedback tab"),
];

/// Which survey, and where it stands.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    survey: Option<String>,
    mode: Option<String>,
}

/// `GET /demo/web?survey=&mode=`
pub(super) async fn site(State(app): State<AppState>, Query(wanted): Query<Wanted>) -> Markup {
    let surveys = app.catalogue.all_published();
    let named = wanted.survey.as_deref().and_then(|id| app.catalogue.get(id));
    let survey =
        named.or_else(|| app.catalogue.get("onboarding")).or_else(|| surveys.first().cloned());
    let id = survey.map(|survey| survey.definition.id().to_owned());
    let asked = |mode: &str| wanted.mode.as_deref() == Some(mode);
    let mode = MODES.iter().map(|(mode, _)| *mode).find(|mode| asked(mode)).unwrap_or("inline");
    let element = html! {
        section.survey aria-label="Survey" {
            @match &id {
                Some(id) => {
                    @if mode == "inline" { sondage-survey survey=(id) {} }
                    // Whoever looks at the demonstration looks again.
                    @else { sondage-survey survey=(id) mode=(mode) show="always" {} }
                }
                None => p { "No survey is published: " code { "sondage publish samples/onboarding.toml" } },
            }
        }
    };
    let body = html! {
        form.demo method="get" aria-label="Demonstration" {
            strong { "Sondage in a web page" }
            label { "Survey"
                select name="survey" {
                    @for survey in &surveys {
                        @let own = survey.definition.id();
                        option value=(own) selected[Some(own) == id.as_deref()] { (survey.definition.name()) }
                    }
                }
            }
            label { "Where"
                select name="mode" {
                    @for (name, words) in MODES { option value=(name) selected[name == mode] { (words) } }
                }
            }
            noscript { button { "Show" } }
            details { summary { "Events " output data-count { "0" } } ol data-heard {} }
        }
        header.top {
            p.logo { (mark()) "Meridian" }
            nav aria-label="Shop" { a href="#menu" { "Menu" } a href="#card" { "Card" } }
        }
        (shop(&person(None), &element))
        script type="module" src={ (app.config.public_url) "/w/sondage.js" } {}
    };
    document("Sondage in a web page", "web", &body)
}
