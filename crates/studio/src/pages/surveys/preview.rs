//! A draft as respondents will see it.

use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{DOCTYPE, Markup, html};
use sondage_author::definition::HiddenFrom;
use sondage_intake::Definition;

use super::frame::{Tab, head};
use crate::actions::surveys::listing;
use crate::actions::surveys::previewing::{Look, Shape, Showing, address, look_at};
use crate::browser::Visit;
use crate::pages::Member;
use crate::pages::layout::{Place, page};
use crate::pages::problem::problem;
use crate::refusal::Refusal;
use crate::words::{self, Said, Word};

type Pairs = Vec<(String, String)>;

/// What a frame with somebody's survey in it may do: no more than the documents in it say themselves.
pub(super) const SANDBOX: &str = "allow-scripts allow-forms allow-popups";

/// What was chosen.
#[derive(Clone, Debug)]
struct Chosen {
    showing: Showing,
    /// On a large screen.
    is_wide: bool,
}

impl Chosen {
    fn of_query(pairs: &Pairs) -> Self {
        let first = |name: &str| {
            pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str())
        };
        let is_person = |name: &str| name == "user_braze_id" || name.starts_with("h.");
        let person = pairs.iter().filter(|(name, _)| is_person(name)).cloned();
        let light = match first("look") {
            "light" => "light",
            "dark" => "dark",
            _ => "",
        };
        Self {
            showing: Showing {
                shape: Shape::of_word(first("as")),
                locale: first("language").to_owned(),
                card: first("card").to_owned(),
                light,
                person: person.collect(),
            },
            is_wide: first("on") == "desktop",
        }
    }

    fn person(&self, name: &str) -> &str {
        let found = self.showing.person.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// `GET /studio/surveys/{id}/preview?as=&on=&language=&look=&card=&h.…=`
pub(crate) async fn show(
    Member { visit, actor }: Member,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Response {
    let studio = &visit.studio;
    let looked = async {
        let survey = listing::show(studio, &actor, &id).await?;
        Ok::<_, Refusal>((survey, look_at(studio, &actor, &id).await?))
    };
    let (survey, look) = match looked.await {
        Ok(looked) => looked,
        Err(refusal) => return problem(&visit, &refusal),
    };
    let chosen = Chosen::of_query(&pairs);
    let here = visit.at(&format!("/studio/surveys/{id}/preview"));
    let query = visit.path.split_once('?').map_or("", |(_, query)| query);
    let body = html! {
        (head(&visit, &survey, Tab::Preview))
        div.preview data-preview=(here) {
            @if let Some(definition) = &look.definition {
                (controls(&visit, definition, &chosen))
            }
            div.stage {
                p.hint { (visit.say(words::PREVIEW_NOWHERE)) }
                (told(&visit, &id, &look))
                p.notice.closed hidden {
                    (visit.say(words::PREVIEW_CLOSED)) " "
                    button.small type="button" data-again { (visit.say(words::PREVIEW_AGAIN)) }
                }
                div.device data-on=(if chosen.is_wide { "desktop" } else { "phone" }) {
                    iframe title=(visit.say(words::PREVIEW_FRAME)) sandbox=(SANDBOX) src=(format!("{here}/frame?{query}")) {}
                }
            }
        }
    };
    page(&visit, &actor, Place::Surveys, &survey.name, &body).into_response()
}

/// `GET /studio/surveys/{id}/preview/state?base=`: what is to be told of a draft that is in another state
/// than this.
pub(crate) async fn state(
    Member { visit, actor }: Member,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Response {
    let known = pairs.iter().find(|(name, _)| name == "base").map(|(_, base)| base.as_str());
    let draft = match crate::actions::surveys::drafting::read(&visit.studio, &actor, &id).await {
        Ok(draft) => draft,
        Err(refusal) => return problem(&visit, &refusal),
    };
    if known == Some(draft.base().as_str()) {
        return StatusCode::NO_CONTENT.into_response();
    }
    match look_at(&visit.studio, &actor, &id).await {
        Ok(look) => told(&visit, &id, &look).into_response(),
        Err(refusal) => problem(&visit, &refusal),
    }
}

/// `GET /studio/surveys/{id}/preview/frame?as=&language=&card=&h.…=`: to what is shown, for a frame.
pub(crate) async fn frame(
    Member { visit, actor }: Member,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Response {
    let chosen = Chosen::of_query(&pairs);
    let found = async {
        let look = look_at(&visit.studio, &actor, &id).await?;
        address(&visit.studio, &look, &chosen.showing).await
    };
    match found.await {
        Ok(path) => Redirect::to(&visit.at(&path)).into_response(),
        Err(refusal) => nothing_to_show(&visit, &refusal),
    }
}

/// What a frame says that has nothing to show.
fn nothing_to_show(visit: &Visit, refusal: &Refusal) -> Response {
    let styles = visit.studio.relay.asset("studio.css");
    let markup = html! {
        (DOCTYPE)
        html lang=(visit.language.code()) data-theme=[visit.theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (visit.say(refusal.kind.title())) }
                @if let Some(path) = styles { link rel="stylesheet" href=(visit.at(&format!("/w/{path}"))); }
            }
            body.alone { main { p.notice { (visit.tell(&refusal.said)) } } }
        }
    };
    let mut headers = HeaderMap::new();
    let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'self'; sandbox";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (refusal.kind.status(), headers, markup).into_response()
}

/// Which state of the draft is shown, and what is wrong where it is not the last one.
fn told(visit: &Visit, id: &str, look: &Look) -> Markup {
    let source = visit.at(&format!("/studio/surveys/{id}/source"));
    html! {
        div #preview-state role="status" data-base=(look.base) {
            @if !look.is_current {
                div.notice.warn {
                    @let word = if look.definition.is_some() { words::PREVIEW_BEFORE } else { words::PREVIEW_NOTHING };
                    p { (visit.say(word)) }
                    ul {
                        @for fault in look.faults.iter().take(5) {
                            li {
                                a href=(format!("{source}#line-{}", fault.line)) {
                                    (visit.tell(&Said::new(words::LINE).with("line", fault.line)))
                                }
                                " " (fault.message)
                            }
                        }
                    }
                }
            }
        }
    }
}

fn controls(visit: &Visit, definition: &Definition, chosen: &Chosen) -> Markup {
    let showing = &chosen.showing;
    let shapes = [
        (Shape::Message, words::AS_MESSAGE),
        (Shape::Link, words::AS_LINK),
        (Shape::Page, words::AS_PAGE),
        (Shape::Mail, words::AS_MAIL),
        (Shape::MailText, words::AS_MAIL_TEXT),
    ];
    let shapes = shapes.map(|(shape, word)| (shape.as_str(), word, shape == showing.shape));
    let screens = [
        ("phone", words::ON_PHONE, !chosen.is_wide),
        ("desktop", words::ON_DESKTOP, chosen.is_wide),
    ];
    let looks = [
        ("", words::LOOK_SYSTEM, showing.light.is_empty()),
        ("light", words::LOOK_LIGHT, showing.light == "light"),
        ("dark", words::LOOK_DARK, showing.light == "dark"),
    ];
    html! {
        form.controls method="get" {
            (choices(visit, "as", words::PREVIEW_AS, &shapes))
            (choices(visit, "on", words::PREVIEW_ON, &screens))
            (choices(visit, "look", words::PREVIEW_LOOK, &looks))
            (language(visit, definition, &showing.locale))
            (cards(visit, definition, &showing.card))
            (person(visit, definition, chosen))
            noscript { button.main type="submit" { (visit.say(words::PREVIEW_SHOW)) } }
        }
    }
}

fn choices(visit: &Visit, name: &str, label: Word, all: &[(&str, Word, bool)]) -> Markup {
    html! {
        div.field {
            label for={ "preview-" (name) } { (visit.say(label)) }
            select id={ "preview-" (name) } name=(name) {
                @for (value, word, is_chosen) in all {
                    option value=(value) selected[*is_chosen] { (visit.say(*word)) }
                }
            }
        }
    }
}

fn language(visit: &Visit, definition: &Definition, wanted: &str) -> Markup {
    let now = definition.closest_locale(wanted);
    html! {
        @if definition.locales().count() > 1 {
            div.field {
                label for="preview-language" { (visit.say(words::PREVIEW_LANGUAGE)) }
                select #preview-language name="language" {
                    @for locale in definition.locales() { option value=(locale) selected[locale == now] { (locale) } }
                }
            }
        }
    }
}

fn cards(visit: &Visit, definition: &Definition, wanted: &str) -> Markup {
    let survey = definition.survey(definition.locale(), 1);
    html! {
        div.field {
            label for="preview-card" { (visit.say(words::PREVIEW_CARD)) }
            select #preview-card name="card" {
                option value="" { (visit.say(words::PREVIEW_BEGINNING)) }
                @for (at, question) in survey.questions.iter().enumerate() {
                    option value=(question.id) selected[question.id == wanted] {
                        (at + 1) ". " (shortened(&question.prompt)) " (" (question.id) ")"
                    }
                }
                option value="end" selected[wanted == "end"] { (visit.say(words::PREVIEW_END)) }
            }
            p.hint { (visit.say(words::PREVIEW_CARD_HINT)) }
        }
    }
}

/// The beginning of a text, for a list.
fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= 60 {
        return line.to_owned();
    }
    let start: String = line.chars().take(59).collect();
    start + "…"
}

/// Who answers: what the survey asks of them before they answer anything.
fn person(visit: &Visit, definition: &Definition, chosen: &Chosen) -> Markup {
    let hidden: Vec<(String, String)> = definition
        .hidden()
        .map(|(id, from)| (format!("h.{id}"), format!("{id}{}", came_from(visit, from))))
        .collect();
    let own = ("user_braze_id".to_owned(), visit.say(words::PREVIEW_BRAZE_ID).to_owned());
    let fields: Vec<_> = hidden.into_iter().chain(definition.braze().send.then_some(own)).collect();
    let is_open = fields.iter().any(|(name, _)| !chosen.person(name).is_empty());
    html! {
        @if !fields.is_empty() {
            details.more open[is_open] {
                summary { (visit.say(words::PREVIEW_PERSON)) }
                p.hint { (visit.say(words::PREVIEW_PERSON_HINT)) }
                @for (name, label) in &fields {
                    div.field {
                        label for=(name) { (label) }
                        input id=(name) name=(name) type="text" value=(chosen.person(name)) maxlength="255"
                            autocomplete="off" spellcheck="false" autocapitalize="none";
                    }
                }
            }
        }
    }
}

/// Where a hidden field comes from, after its name.
fn came_from(visit: &Visit, from: &HiddenFrom) -> String {
    let (word, name) = match from {
        HiddenFrom::Given => return String::new(),
        HiddenFrom::Attribute(name) => (words::FROM_ATTRIBUTE, name.clone()),
        HiddenFrom::Profile(name) => (words::FROM_PROFILE, name.clone()),
        HiddenFrom::Event(name) => (words::FROM_EVENT, name.clone()),
        HiddenFrom::Context(name) => (words::FROM_CONTEXT, name.clone()),
        HiddenFrom::Catalog { catalog, field, .. } => {
            (words::FROM_CATALOG, format!("{catalog}.{field}"))
        }
    };
    format!(" ({})", visit.tell(&Said::new(word).with("name", name)))
}
