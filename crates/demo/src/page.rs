//! The two pages: the app of a made-up coffee house, in which the message shows, and the stage
//! around it with the profile beside.

use axum::Extension;
use axum::extract::{Query, State};
use maud::{DOCTYPE, Markup, html};

use super::Demo;
use super::message::Choice;
use super::people::{PEOPLE, Person, person};
use sondage_relay::state::AppState;

/// What the made-up coffee house sells: the name, what it is, the price, and the colour of the cup.
const DRINKS: [(&str, &str, &str, &str); 4] = [
    ("Flat white", "Double ristretto, velvet milk", "3.80", "var(--clay)"),
    ("Pour over", "Yirgacheffe, washed", "4.50", "var(--sea)"),
    ("Cold brew", "Steeped for sixteen hours", "4.20", "var(--night)"),
    ("Matcha", "Ceremonial, Uji", "4.90", "var(--leaf)"),
];

/// `GET /demo/braze?user=&survey=`
pub(super) async fn stage(
    State(app): State<AppState>,
    Extension(demo): Extension<Demo>,
    Query(choice): Query<Choice>,
) -> Markup {
    let person = person(choice.user.as_deref());
    let surveys: Vec<_> = app.catalogue.all_published();
    let wanted = choice.survey.as_deref().and_then(|id| app.catalogue.get(id));
    let survey = wanted.or_else(|| surveys.first().cloned());
    let id = survey.as_ref().map(|survey| survey.definition.id().to_owned());
    let body = html! {
        header.bar {
            p.brand { "Sondage" span { "in a Braze message" } }
            form.controls method="get" {
                label { "Survey"
                    select name="survey" {
                        @for survey in &surveys {
                            option value=(survey.definition.id()) selected[Some(survey.definition.id()) == id.as_deref()] { (survey.definition.name()) }
                        }
                    }
                }
                label { "Person"
                    select name="user" {
                        @for one in PEOPLE { option value=(one.id) selected[one.id == person.id] { (one.label) } }
                    }
                }
                noscript { button { "Show" } }
            }
            div.buttons {
                button.size type="button" data-size aria-pressed="false" { "Desktop" }
                button type="button" data-copy disabled[id.is_none()] { "Copy snippet" }
                button.primary type="button" data-again disabled[id.is_none()] { "Show the message again" }
            }
        }
        main data-emulator=[demo.emulator.as_deref()] data-braze-id=(person.braze_id)
            data-external-id=(person.id) data-name=(person.name) {
            section.device aria-label="The app" {
                @match &id {
                    Some(id) => iframe #app title="The app, with the message" src={ "braze/app?user=" (person.id) "&survey=" (id) } {},
                    None => (empty("No survey is published", "sondage publish samples/onboarding.toml", "Then load this page again.")),
                }
            }
            section.profile aria-label="The profile in Braze" { (profile(&demo, &person)) }
        }
        p.toast role="status" data-toast {}
    };
    document("Sondage in a Braze message", "stage", &body)
}

fn profile(demo: &Demo, person: &Person) -> Markup {
    let Some(emulator) = &demo.emulator else {
        return empty(
            "No emulator is set up",
            "SONDAGE_BRAZE_ENDPOINT=http://127.0.0.1:8788",
            "Answers are stored, and there is no profile to show.",
        );
    };
    html! {
        h2 { (person.name) "’s profile in Braze" }
        iframe #profile title="The profile" data-src={ (emulator) "/profiles/" (person.braze_id) "?embed=1" } {}
        div #away hidden { (empty("The emulator does not answer", emulator, "Start it, then load this page again.")) }
    }
}

fn empty(what: &str, command: &str, then: &str) -> Markup {
    html! { div.empty { h2 { (what) } p { code { (command) } } p { (then) } } }
}

/// `GET /demo/braze/app?user=&survey=`
pub(super) async fn app(State(app): State<AppState>, Query(choice): Query<Choice>) -> Markup {
    let person = person(choice.user.as_deref());
    let id = choice
        .survey
        .or_else(|| Some(app.catalogue.all_published().first()?.definition.id().to_owned()));
    let body = html! {
        header.top {
            p.logo { (mark()) "Meridian" }
            nav aria-label="Shop" { a href="#menu" { "Menu" } a href="#card" { "Card" } }
            p.face aria-hidden="true" { (person.name.chars().next().unwrap_or('M')) }
        }
        (shop(&person, &html! {}))
        nav.tabs aria-hidden="true" { span.on { "Home" } span { "Order" } span { "Card" } span { "You" } }
        p.trouble role="alert" hidden data-trouble {}
        script type="module" src="app.js" data-user=(person.id) data-survey=(id.unwrap_or_default()) {}
    };
    document("Meridian Coffee", "app", &body)
}

/// The coffee house's page, with something of ours at its end.
pub(super) fn shop(person: &Person, ours: &Markup) -> Markup {
    html! {
        main {
            section.hero {
                div {
                    p.hello { "Good morning, " (person.name) }
                    h1 { "Your usual is six minutes away." }
                    p { "Flat white, oat, at the house on Rue du Lac." }
                    button type="button" { "Order again" }
                }
                (cup("var(--clay)", true))
            }
            section.stamps #card aria-label="Your card" {
                p { "Seven of nine" small { "Two more, and the next one is ours." } }
                ol aria-hidden="true" { @for at in 0..9 { li.done[at < 7] {} } }
            }
            section #menu {
                h2 { "Today" }
                ul.drinks {
                    @for (name, what, price, colour) in DRINKS {
                        li { (cup(colour, false)) div { h3 { (name) } p { (what) } } p.price { "€ " (price) } }
                    }
                }
            }
            (ours)
        }
    }
}

pub(super) fn mark() -> Markup {
    html! {
        svg viewBox="0 0 32 32" aria-hidden="true" {
            circle cx="16" cy="16" r="13" fill="none" stroke="currentColor" stroke-width="2.5" {}
            path d="M16 3c-7 8-7 18 0 26M16 3c7 8 7 18 0 26" fill="none" stroke="currentColor" stroke-width="2" {}
        }
    }
}

fn cup(colour: &str, steams: bool) -> Markup {
    html! {
        svg.cup viewBox="0 0 96 96" aria-hidden="true" {
            @if steams { path.steam d="M36 26c-5-6 5-10 0-17M50 26c-5-6 5-10 0-17M64 26c-5-6 5-10 0-17" {} }
            path fill=(colour) d="M20 36h58l-6 42a8 8 0 0 1-8 7H34a8 8 0 0 1-8-7z" {}
            path fill="none" stroke=(colour) stroke-width="6" d="M76 46h6a10 10 0 0 1 0 20h-9" {}
            ellipse cx="49" cy="37" rx="29" ry="7" fill="var(--foam)" {}
            ellipse cx="49" cy="37.500" rx="23" ry="5" fill="var(--crema)" {}
        }
    }
}

pub(super) fn document(title: &str, name: &str, body: &Markup) -> Markup {
    // The app is at `/demo/braze/app`, the others one level above; all find their files from there.
    let folder = if name == "app" { "" } else { "braze/" };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ (folder) (name) ".css" };
                @if name != "app" { script type="module" src={ "braze/" (name) ".js" } {} }
            }
            body { (body) }
        }
    }
}
