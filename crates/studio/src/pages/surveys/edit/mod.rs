//! A survey as forms: its cards on the left, what can be set of one of them on the right.

mod beside;
mod condition;
mod control;
mod entries;
mod help;
mod list;
mod look;
mod parts;
mod pictures;
mod settings;
pub(crate) mod translations;
mod view;

use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use sondage_author::editing::Edit;
use sondage_author::source::node::Tree;

use self::pictures::picture;
use self::view::EditView;
use super::frame::{Tab, head};
use super::translators;
use crate::actions::surveys::attributes::{AttributeView, known_attributes};
use crate::actions::surveys::checking::{Finding, check_draft};
use crate::actions::surveys::drafting::read;
use crate::actions::surveys::forming::{FormDone, FormSent, read_tree, send_form, with_own_words};
use crate::actions::surveys::listing::{self, Survey};
use crate::actions::surveys::translating::published_tree;
use crate::actions::surveys::view::DraftView;
use crate::actor::Right;
use crate::form::cards::{Chosen, LANGUAGES};
use crate::form::deeds::Deed;
use crate::form::language::Only;
use crate::form::names::Names;
use crate::form::pointer::role_name;
use crate::form::posted::Posted;
use crate::pages::Member;
use crate::pages::layout::{Place, page};
use crate::pages::problem::problem;
use crate::refusal::{Refusal, RefusalKind};
use crate::words::{self, counted};

/// What is chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    card: String,
    /// Which texts are shown where languages are.
    only: String,
}

/// A survey, read for the page.
struct Opened {
    draft: DraftView,
    survey: Survey,
    findings: Vec<Finding>,
    undo: Vec<Edit>,
    card: String,
    /// Why the last edit was not made, and the survey with it all the same.
    conflict: Option<(Refusal, Tree)>,
    /// Which texts are shown where languages are, and what is published then.
    only: Only,
    published: Option<Tree>,
    /// What it writes to profiles.
    attributes: Vec<AttributeView>,
}

/// A survey, read to show this of it.
async fn opened(
    member: &Member,
    id: &str,
    (card, only): (String, Only),
) -> Result<Opened, Refusal> {
    let (studio, actor) = (&member.visit.studio, &member.actor);
    let draft = read(studio, actor, id).await?;
    let survey = listing::show(studio, actor, id).await?;
    let findings = check_draft(studio, actor, &draft).await?;
    let published = compared(member, id, &card).await?;
    let (undo, conflict) = (Vec::new(), None);
    let attributes = known_attributes(studio, id).await?;
    Ok(Opened { draft, survey, findings, undo, card, conflict, only, published, attributes })
}

/// What the texts of languages are compared with.
async fn compared(member: &Member, id: &str, card: &str) -> Result<Option<Tree>, Refusal> {
    if !card.starts_with(LANGUAGES) {
        return Ok(None);
    }
    published_tree(&member.visit.studio, id).await
}

/// `GET /studio/surveys/{id}/edit`
pub(crate) async fn show(
    member: Member,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    if let Some(to) = wanted.card.strip_prefix(LANGUAGES) {
        // Languages have a page of their own.
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
        let there = format!("/studio/surveys/{id}/translations?{query}");
        return Redirect::to(&member.visit.at(&there)).into_response();
    }
    match opened(&member, &id, (wanted.card, Only::All)).await {
        Ok(opened) => draw(&member, &opened),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// `POST /studio/surveys/{id}/edit`
pub(crate) async fn save(
    member: Member,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (studio, actor) = (&member.visit.studio, &member.actor);
    if let Err(refusal) = actor.may(Right::EditSurveys) {
        return problem(&member.visit, &refusal);
    }
    let sent = match sent_form(fields) {
        Ok(sent) => sent,
        Err(refusal) => return problem(&member.visit, &refusal),
    };
    let done = match send_form(studio, actor, &id, &sent).await {
        Ok(done) => after(&member, &id, done).await,
        Err(refusal) if refusal.kind == RefusalKind::Conflict => {
            conflicting(&member, &id, &sent, refusal).await
        }
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(opened) => draw(&member, &Opened { only: Only::of_word(&wanted.only), ..opened }),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// The survey as a form has left it.
async fn after(member: &Member, id: &str, done: FormDone) -> Result<Opened, Refusal> {
    let FormDone { draft, undo, findings, card } = done;
    let survey = listing::show(&member.visit.studio, &member.actor, id).await?;
    let published = compared(member, id, &card).await?;
    let (conflict, only) = (None, Only::All);
    let attributes = known_attributes(&member.visit.studio, id).await?;
    Ok(Opened { draft, survey, findings, undo, card, conflict, only, published, attributes })
}

/// The survey as others have left it, with what was typed over it.
async fn conflicting(
    member: &Member,
    id: &str,
    sent: &FormSent,
    refusal: Refusal,
) -> Result<Opened, Refusal> {
    let (studio, actor) = (&member.visit.studio, &member.actor);
    if !sent.edits.is_empty() {
        // Nothing is typed that could be kept.
        return Err(Refusal { said: words::EDIT_NO_WAY_BACK.into(), ..refusal });
    }
    // What is done with an item is not typed either: it is told, and that is all.
    let Ok((draft, tree)) = with_own_words(studio, actor, id, sent).await else {
        return Err(refusal);
    };
    let findings = check_draft(studio, actor, &draft).await?;
    let survey = listing::show(studio, actor, id).await?;
    let (undo, card) = (Vec::new(), sent.card.clone());
    let published = compared(member, id, &card).await?;
    let (conflict, only) = (Some((refusal, tree)), Only::All);
    let attributes = known_attributes(studio, id).await?;
    Ok(Opened { draft, survey, findings, undo, card, conflict, only, published, attributes })
}

/// The form in the fields that have come.
fn sent_form(fields: Vec<(String, String)>) -> Result<FormSent, Refusal> {
    let posted = Posted::new(fields);
    let text = |name: &str| posted.last(name).unwrap_or_default().to_owned();
    let pressed = text("do");
    let list = pressed.splitn(3, ' ').nth(2).unwrap_or_default();
    let deed = Deed::of_value(&pressed, &text(&role_name(list, "lines")));
    if deed.is_none() && !matches!(pressed.as_str(), "" | "undo") {
        return Err(Refusal::invalid());
    }
    let edits = match (pressed.as_str(), text("edits")) {
        (_, edits) if !edits.is_empty() => Some(edits),
        ("undo", _) => Some(text("undo")),
        _ => None,
    };
    let edits = edits.map_or(Ok(Vec::new()), |edits| serde_json::from_str(&edits));
    let edits = edits.map_err(|_| Refusal::invalid())?;
    let (from, card, press) = (text("from"), text("card"), text("press"));
    Ok(FormSent { from, card, posted, deed, edits, press })
}

fn draw(member: &Member, opened: &Opened) -> Response {
    let Member { visit, actor } = member;
    let draft = &opened.draft;
    let tree = match &opened.conflict {
        Some((_, tree)) => Ok(tree.clone()),
        None => read_tree(draft.text_language(), &draft.text),
    };
    let status = match &opened.conflict {
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    let body = match &tree {
        Err(refusal) => unreadable(member, &draft.id, refusal),
        Ok(tree) => {
            let names = Names::of_survey(tree);
            let chosen = Chosen::of_address(tree, &opened.card);
            editor(&EditView {
                visit,
                id: &draft.id,
                survey: tree,
                names: &names,
                findings: &opened.findings,
                chosen: &chosen,
                from: draft.base(),
                may: actor.role.has(Right::EditSurveys),
                undo: &opened.undo,
                conflict: opened.conflict.as_ref().map(|(refusal, _)| refusal),
                only: opened.only,
                published: opened.published.as_ref(),
                attributes: &opened.attributes,
            })
        }
    };
    if visit.is_partial {
        return (status, body).into_response();
    }
    let languages = match &tree {
        Ok(tree) => match Chosen::of_address(tree, &opened.card) {
            Chosen::Languages(locales) => Some(locales),
            _ => None,
        },
        Err(_) => None,
    };
    let tab = if languages.is_some() { Tab::Translations } else { Tab::Edit };
    let body = html! {
        (head(visit, &opened.survey, tab))
        @if languages.is_none() { (beside::around(visit, &draft.id, &body)) } @else { (body) }
        @if let Some(locales) = languages { (translators::forms(visit, &draft.id, &locales, None)) }
    };
    page(visit, actor, Place::Surveys, &opened.survey.name, &body).with(status).into_response()
}

fn unreadable(Member { visit, .. }: &Member, id: &str, refusal: &Refusal) -> Markup {
    html! {
        section #editor {
            h2 { (visit.tell(&refusal.said)) }
            p { (visit.say(words::EDIT_UNREADABLE)) }
            p { a.button.main href=(visit.at(&format!("/studio/surveys/{id}/source"))) { (visit.say(words::EDIT_AS_TEXT)) } }
        }
    }
}

fn editor(view: &EditView<'_>) -> Markup {
    html! {
        form #editor.form-editor method="post" action=(view.address(&view.chosen.address())) data-editor[view.may]
            data-stale[view.conflict.is_some()] data-survey=(view.id) novalidate {
            // The first button is the one that a press of Enter means.
            @if view.may { button.unseen type="submit" tabindex="-1" aria-hidden="true" { (view.say(words::SAVE)) } }
            (state(view))
            @if let Some(refusal) = view.conflict { (conflict(view, refusal)) }
            fieldset.columns disabled[!view.may] {
                @match view.chosen {
                    Chosen::Languages(locales) => (translations::columns(view, locales, view.published)),
                    _ => { (list::side(view)) (settings::form(view)) },
                }
            }
        }
    }
}

/// What is kept, and what can be taken back.
fn state(view: &EditView<'_>) -> Markup {
    let n_hints = view.findings.iter().filter(|finding| finding.is_warning).count();
    let n_errors = view.findings.len() - n_hints;
    let count = |n: usize, one, many| {
        counted(u64::try_from(n).unwrap_or(u64::MAX), one, many, view.visit.language)
    };
    html! {
        div #edit-state.edit-state {
            input type="hidden" name="from" value=(view.from);
            input type="hidden" name="card" value=(view.chosen.address());
            input type="hidden" name="undo" value=[(!view.undo.is_empty()).then(|| view.undo_text())];
            @if view.may {
                p.saved role="status" data-saved=(view.say(words::SOURCE_SAVED)) data-typing=(view.say(words::SOURCE_TYPING))
                    data-saving=(view.say(words::SOURCE_SAVING)) data-unsaved=(view.say(words::SOURCE_UNSAVED))
                    data-done=(view.say(words::EDIT_DONE)) data-deleted=(view.say(words::EDIT_DELETED)) {
                    (view.say(words::SOURCE_SAVED))
                }
            } @else { p.hint { (view.say(words::EDIT_READ_ONLY)) } }
            p.sum data-good[n_errors == 0] {
                @if n_errors > 0 { (count(n_errors, words::EDIT_TROUBLE_ONE, words::EDIT_TROUBLES)) }
                @else if n_hints == 0 { (view.say(words::EDIT_GOOD)) }
                @if n_hints > 0 { " " span.remarks { (count(n_hints, words::EDIT_HINT_ONE, words::EDIT_HINTS)) } }
            }
            @if !matches!(view.chosen, Chosen::Languages(_)) { (beside::ways(view)) }
            @if view.may {
                div.steps-back {
                    // Without scripts the last edit alone can be taken back.
                    button.quiet.tool #edit-undo type="submit" name="do" value="undo" disabled[view.undo.is_empty()]
                        aria-label=(view.say(words::EDIT_UNDO)) title=(view.say(words::EDIT_UNDO)) { (picture("undo")) }
                    button.quiet.tool #edit-redo type="button" hidden disabled aria-label=(view.say(words::EDIT_REDO))
                        title=(view.say(words::EDIT_REDO)) { (picture("redo")) }
                    noscript { button.main type="submit" { (view.say(words::SAVE)) } }
                }
            }
        }
    }
}

/// Others have changed the same: both are there.
fn conflict(view: &EditView<'_>, refusal: &Refusal) -> Markup {
    html! {
        div #edit-conflict.notice.warn role="alert" {
            p { (view.say(words::EDIT_CLASH)) }
            ul { @for fault in &refusal.faults {
                li { code { (fault.pointer.trim_start_matches('/').replace('/', ".")) } " " (view.visit.tell(&fault.said)) }
            } }
            div.row {
                button type="submit" data-keep { (view.say(words::EDIT_KEEP_MINE)) }
                a.button href=(view.address(&view.chosen.address())) data-theirs { (view.say(words::EDIT_TAKE_THEIRS)) }
            }
        }
    }
}

#[cfg(test)]
mod tests;
