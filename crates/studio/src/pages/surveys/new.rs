//! A survey begins.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use crate::actions::surveys::creating::{Beginning, Created, Tool, create};
use crate::actions::surveys::first_cards::first_cards;
use crate::actions::surveys::templates::{self, Template};
use crate::actor::Right;
use crate::browser::Visit;
use crate::pages::Member;
use crate::pages::layout::{Page, Place, page};
use crate::pages::parts::refused;
use crate::pages::problem::problem;
use crate::refusal::{Refusal, RefusalKind};
use crate::words;

/// What a survey looks like: in every message, and in few.
const WIDGET_STYLES: [&str; 2] = ["widget.css", "full.css"];

/// What the forms of the page send.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    from: String,
    template: String,
    name: String,
    tool: String,
    file: String,
}

impl Chosen {
    fn beginning(&self) -> Option<Beginning> {
        let tool = match self.tool.as_str() {
            "surveyjs" => Tool::SurveyJs,
            "formbricks" => Tool::Formbricks,
            "posthog" => Tool::PostHog,
            _ => Tool::Typeform,
        };
        match self.from.as_str() {
            "template" => Some(Beginning::Template { template: self.template.clone(), name: None }),
            "nothing" => Some(Beginning::Nothing { name: self.name.clone() }),
            "import" => Some(Beginning::Import { tool, file: self.file.clone() }),
            _ => None,
        }
    }
}

/// `GET /studio/new`
pub(crate) async fn show(member: Member) -> Response {
    if let Err(refusal) = member.actor.may(Right::EditSurveys) {
        return problem(&member.visit, &refusal);
    }
    match draw(&member, &Chosen::default(), None).await {
        Ok(page) => page.into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// `POST /studio/new`
pub(crate) async fn begin(member: Member, Form(chosen): Form<Chosen>) -> Response {
    if let Err(refusal) = member.actor.may(Right::EditSurveys) {
        return problem(&member.visit, &refusal);
    }
    let Some(beginning) = chosen.beginning() else {
        return problem(&member.visit, &Refusal::invalid());
    };
    match create(&member.visit.studio, &member.actor, beginning).await {
        Ok(created) if created.notes.is_empty() => {
            Redirect::to(&editor(&member.visit, &created)).into_response()
        }
        Ok(created) => report(&member, &created).into_response(),
        Err(refusal) if refusal.kind == RefusalKind::Invalid => {
            match draw(&member, &chosen, Some(&refusal)).await {
                Ok(page) => page.with(refusal.kind.status()).into_response(),
                Err(refusal) => problem(&member.visit, &refusal),
            }
        }
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

fn editor(visit: &Visit, created: &Created) -> String {
    visit.at(&format!("/studio/surveys/{}/edit", created.id))
}

/// What could not be carried over from another tool's file.
fn report(Member { visit, actor }: &Member, created: &Created) -> Page {
    let title = visit.say(words::IMPORT_REPORT);
    let body = html! {
        h1 { (title) }
        section {
            p { (visit.tell(&words::Said::new(words::IMPORT_REPORT_WHY).with("name", &created.name))) }
            ul.plain { @for note in &created.notes { li { (note) } } }
            p { a.button.main href=(editor(visit, created)) { (visit.say(words::SURVEY_OPEN)) } }
        }
    };
    page(visit, actor, Place::Surveys, title, &body).with(StatusCode::CREATED)
}

async fn draw(
    Member { visit, actor }: &Member,
    chosen: &Chosen,
    refusal: Option<&Refusal>,
) -> Result<Page, Refusal> {
    let title = visit.say(words::SURVEY_NEW);
    let all = templates::list(actor)?;
    let cards = visit.studio.shelf.off_the_way(first_cards).await?;
    let body = html! {
        div.page-head { h1 { (title) } a.button href="#other" { (visit.say(words::BEGIN_OTHERWISE)) } }
        (refused(visit, refusal))
        ul.templates aria-label=(visit.say(words::TEMPLATES)) {
            @for template in &all {
                (card(visit, template, &picture(visit, cards.get(template.id.as_str()))))
            }
        }
        div #other.two {
            section {
                h2 { (visit.say(words::BEGIN_EMPTY)) }
                form method="post" action=(visit.at("/studio/new")) {
                    input type="hidden" name="from" value="nothing";
                    div.field {
                        label for="name" { (visit.say(words::SURVEY_NAME)) }
                        input #name name="name" required maxlength="200" autocomplete="off" value=(chosen.name)
                            aria-describedby=[fault(visit, refusal, "name").map(|_| "name-fault")];
                        @if let Some(fault) = fault(visit, refusal, "name") { p.fault #name-fault { (fault) } }
                    }
                    button type="submit" { (visit.say(words::BEGIN)) }
                }
            }
            (import_form(visit, chosen, refusal))
        }
    };
    Ok(page(visit, actor, Place::Surveys, title, &body))
}

/// A template's first card.
///
/// # Errors
/// When the process ends.
pub(super) async fn template_picture(visit: &Visit, template: &str) -> Result<Markup, Refusal> {
    let cards = visit.studio.shelf.off_the_way(first_cards).await?;
    Ok(picture(visit, cards.get(template)))
}

/// The first card in small. The widget's styles and the studio's do not meet: it is a document of its own,
/// in which nothing can be pressed.
fn picture(visit: &Visit, card: Option<&String>) -> Markup {
    let styles = WIDGET_STYLES.map(|name| visit.asset(name));
    html! {
        div.shot aria-hidden="true" inert {
            @if let Some(card) = card {
                div.first-card {
                    template shadowrootmode="open" {
                        @for address in styles.iter().flatten() { link rel="stylesheet" href=(address); }
                        div { (PreEscaped(card)) }
                    }
                }
            }
        }
    }
}

fn fault(visit: &Visit, refusal: Option<&Refusal>, name: &str) -> Option<String> {
    refusal.and_then(|refusal| refusal.of_field(name, visit.language))
}

fn card(visit: &Visit, template: &Template, picture: &Markup) -> Markup {
    let language = visit.language;
    let n = u64::try_from(template.questions).unwrap_or(u64::MAX);
    let questions = words::counted(n, words::QUESTION_ONE, words::QUESTIONS, language);
    let n = u64::try_from(template.languages.len()).unwrap_or(u64::MAX);
    let languages = words::counted(n, words::LANGUAGE_ONE, words::LANGUAGES, language);
    html! {
        li {
            form method="post" action=(visit.at("/studio/new")) {
                input type="hidden" name="from" value="template";
                input type="hidden" name="template" value=(template.id);
                (picture)
                h2 { (template.name) }
                p { (template.about) }
                p.hint { (questions) " · " (languages) }
                button.small type="submit" aria-label=(
                    visit.tell(&words::Said::new(words::TEMPLATE_USE_NAMED).with("name", &template.name))
                ) { (visit.say(words::TEMPLATE_USE)) }
            }
        }
    }
}

fn import_form(visit: &Visit, chosen: &Chosen, refusal: Option<&Refusal>) -> Markup {
    let tools = [
        ("surveyjs", "SurveyJS"),
        ("formbricks", "Formbricks"),
        ("posthog", "PostHog"),
        ("typeform", "Typeform"),
    ];
    html! {
        section {
            h2 { (visit.say(words::IMPORT)) }
            form method="post" action=(visit.at("/studio/new")) {
                input type="hidden" name="from" value="import";
                div.field {
                    label for="tool" { (visit.say(words::IMPORT_TOOL)) }
                    select #tool name="tool" {
                        @for (value, name) in tools {
                            option value=(value) selected[value == chosen.tool] { (name) }
                        }
                    }
                }
                div.field {
                    label for="file" { (visit.say(words::IMPORT_FILE)) }
                    p.hint #file-hint { (visit.say(words::IMPORT_FILE_HINT)) }
                    textarea.code #file name="file" rows="6" required spellcheck="false"
                        aria-describedby=(if fault(visit, refusal, "file").is_some() { "file-hint file-fault" } else { "file-hint" }) {
                        (chosen.file)
                    }
                    @if let Some(fault) = fault(visit, refusal, "file") { p.fault #file-fault { (fault) } }
                }
                button type="submit" { (visit.say(words::IMPORT)) }
            }
        }
    }
}
