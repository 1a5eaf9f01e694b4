//! The texts of a survey with those of its other languages beside them.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;
use sondage_author::locales::{direction, wording_tags};
use sondage_author::problem::Place;
use sondage_author::source::node::Tree;

use super::list::tool;
use super::parts::{element_id, faults};
use super::view::{EditView, key_label};
use crate::actions::surveys::checking::Finding;
use crate::form::cards::{CardLine, LANGUAGES, card_lines};
use crate::form::fields::{Control, FormField};
use crate::form::language::{Only, Progress, Standing, Texts, language_fields};
use crate::form::pointer::{pointer_name, role_name};
use crate::pages::Member;
use crate::pages::problem::problem;
use crate::words::{self, Said, counted};

/// What is looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// The languages, with commas between them.
    to: String,
    only: String,
}

/// `GET /studio/surveys/{id}/translations`
pub(crate) async fn show(
    member: Member,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let card = [LANGUAGES, &wanted.to].concat();
    match super::opened(&member, &id, (card, Only::of_word(&wanted.only))).await {
        Ok(opened) => super::draw(&member, &opened).into_response(),
        Err(refusal) => problem(&member.visit, &refusal),
    }
}

/// A row: a text, with its field in each language that is shown.
struct Row<'a> {
    path: &'a str,
    said: &'a str,
    fields: Vec<(&'a str, &'a FormField, Standing)>,
}

impl Row<'_> {
    fn is_shown(&self, only: Only) -> bool {
        let has = |which| self.fields.iter().any(|(_, _, standing)| *standing == which);
        match only {
            Only::All => true,
            Only::Missing => has(Standing::Missing),
            Only::Outdated => has(Standing::Outdated),
        }
    }
}

/// The languages on the left, the texts on the right.
pub(super) fn columns(view: &EditView<'_>, locales: &[String], published: Option<&Tree>) -> Markup {
    let texts = Texts::new(view.survey, published);
    let progress = texts.progress();
    let fields: Vec<Vec<FormField>> =
        locales.iter().map(|one| language_fields(view.survey, &texts.own, one)).collect();
    let standings: Vec<_> = locales.iter().map(|one| texts.standings(one)).collect();
    let rows: Vec<Row<'_>> = texts
        .own
        .iter()
        .enumerate()
        .map(|(at, own)| {
            let each = locales.iter().zip(&fields).zip(&standings);
            let cell = each.filter_map(|((locale, fields), standings)| {
                Some((locale.as_str(), fields.get(at)?, *standings.get(at)?))
            });
            Row { path: &own.path, said: &own.said, fields: cell.collect() }
        })
        .collect();
    html! {
        (side(view, &progress, locales, texts.own.len()))
        div #edit-form.edit-form.texts data-card=(view.chosen.address()) {
            @if locales.is_empty() { (nothing(view, texts.own.len())) }
            @else {
                (heading(view, locales))
                (filters(view, &rows))
                (strays(view, &texts, locales))
                (groups(view, &rows, locales))
            }
        }
    }
}

fn nothing(view: &EditView<'_>, n: usize) -> Markup {
    html! {
        h2 #edit-heading tabindex="-1" { (view.say(words::EDIT_LANGUAGES_NONE)) }
        p { (view.visit.tell(&Said::new(words::TEXTS_NONE).with("n", n))) }
    }
}

/// A language by its tag; scripts say its name.
fn language(tag: &str) -> Markup {
    html! { span data-language=(tag) { (tag) } }
}

fn count(view: &EditView<'_>, n: usize, (one, many): (words::Word, words::Word)) -> String {
    counted(u64::try_from(n).unwrap_or(u64::MAX), one, many, view.visit.language)
}

const MISSING: (words::Word, words::Word) = (words::TEXTS_MISSING_ONE, words::TEXTS_MISSING);
const OUTDATED: (words::Word, words::Word) = (words::TEXTS_OUTDATED_ONE, words::TEXTS_OUTDATED);

/// The languages, each with what it lacks.
fn side(view: &EditView<'_>, all: &[Progress], chosen: &[String], n: usize) -> Markup {
    let list = Place::root().key("translations");
    let new = role_name(&pointer_name(&list), "key");
    let is_chosen = |locale: &String| chosen.contains(locale);
    html! {
        nav #edit-side.edit-side.languages aria-label=(view.say(words::PAGE_LANGUAGES)) {
            ul #languages.pages {
                @for one in all {
                    li id={ "language:" (one.locale) } {
                        a href=(view.address(&[LANGUAGES, &one.locale].concat())) data-card=(one.locale)
                            aria-current=[is_chosen(&one.locale).then_some("true")] {
                            (language(&one.locale))
                            @if one.n_missing > 0 { span.trouble data-warning { (count(view, one.n_missing, MISSING)) } }
                            @else if one.n_outdated > 0 { span.trouble data-warning { (count(view, one.n_outdated, OUTDATED)) } }
                            @else { span.hint { (view.say(words::TEXTS_COMPLETE)) } }
                        }
                        @if !is_chosen(&one.locale) && !chosen.is_empty() && chosen.len() < 3 { (beside(view, chosen, &one.locale)) }
                    }
                }
            }
            @if view.may {
                div.field {
                    label for="language-new" { (view.say(words::EDIT_LANGUAGE_ADD)) }
                    input #language-new type="text" name=(new) data-late list="language-tags"
                        autocomplete="off" spellcheck="false" autocapitalize="none";
                    datalist #language-tags { @for tag in wording_tags() { option value=(tag) data-language-label=(tag) {} } }
                }
            }
            p.hint { (view.visit.tell(&Said::new(words::TEXTS_ALL).with("n", n))) }
        }
    }
}

/// The way to a language beside those that are shown.
fn beside(view: &EditView<'_>, chosen: &[String], locale: &str) -> Markup {
    let both = [LANGUAGES, &chosen.join(","), ",", locale].concat();
    let label = view.named(words::TEXTS_BESIDE_NAMED, locale);
    html! {
        a.quiet.beside href=(view.address(&both)) data-card=(both) aria-label=(label) title=(label) { (super::pictures::picture("plus")) }
    }
}

fn heading(view: &EditView<'_>, locales: &[String]) -> Markup {
    html! {
        div.row.texts-head {
            h2 #edit-heading tabindex="-1" { (view.say(words::TAB_TRANSLATIONS)) }
            @for locale in locales {
                @let name = pointer_name(&Place::root().key("translations").key(locale));
                span.chosen-language {
                    (language(locale))
                    @if view.may { (tool(view, "delete", &name, &view.named(words::EDIT_DELETE_NAMED, locale))) }
                }
            }
        }
    }
}

/// Which texts are shown, each with how many they are.
fn filters(view: &EditView<'_>, rows: &[Row<'_>]) -> Markup {
    let each = [
        (Only::All, words::TEXTS_SHOW_ALL),
        (Only::Missing, words::TEXTS_SHOW_MISSING),
        (Only::Outdated, words::TEXTS_SHOW_OUTDATED),
    ];
    html! {
        nav #text-filters.filters aria-label=(view.say(words::TEXTS_SHOW)) {
            @for (only, word) in each {
                @let n = rows.iter().filter(|row| row.is_shown(only)).count();
                a href=(view.texts_address(&view.chosen.address(), only)) data-card=(only.word())
                    aria-current=[(view.only == only).then_some("true")] {
                    (view.say(word)) " " span.count { (n) }
                }
            }
        }
    }
}

/// What stands in a language and belongs to no text, and what else is wrong with the language as a whole.
fn strays(view: &EditView<'_>, texts: &Texts<'_>, locales: &[String]) -> Markup {
    let each = locales.iter().map(|locale| (locale, texts.strays(locale)));
    html! {
        @for (locale, strays) in each {
            @let table = Place::root().key("translations").key(locale);
            @let own: Vec<&Finding> = view.findings.iter().filter(|one| !one.is_warning && one.path == table.to_string()).collect();
            (faults(&element_id(&pointer_name(&table)), &own))
            @if !strays.is_empty() {
                div.odd {
                    span.label { (language(locale)) ": " (view.say(words::TEXTS_STRAY)) }
                    @for path in &strays {
                        @let name = pointer_name(&table.key(path));
                        div.row {
                            code { (path) }
                            @if view.may { (tool(view, "delete", &name, &view.named(words::EDIT_DELETE_NAMED, path))) }
                        }
                    }
                }
            }
        }
    }
}

/// The card that a text is on.
fn card_of<'a>(lines: &'a [CardLine], path: &str) -> Option<&'a CardLine> {
    let is_in = |line: &&CardLine| super::view::is_within(path, &line.place.to_string());
    lines.iter().find(is_in)
}

fn groups(view: &EditView<'_>, rows: &[Row<'_>], locales: &[String]) -> Markup {
    let lines = card_lines(view.survey);
    let mut groups: Vec<(Option<&CardLine>, Vec<&Row<'_>>)> = Vec::new();
    for row in rows {
        let card = card_of(&lines, row.path);
        let is_it = |(one, _): &&mut (Option<&CardLine>, Vec<_>)| {
            one.map(|line| &line.id) == card.map(|line| &line.id)
        };
        match groups.iter_mut().find(is_it) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((card, vec![row])),
        }
    }
    let n_shown = rows.iter().filter(|row| row.is_shown(view.only)).count();
    // What is typed changes what is missing: only another choice of texts takes a row away.
    let id = ["texts:", &locales.join(","), ":", view.only.word()].concat();
    html! {
        div.text-groups id=(id) {
            @if n_shown == 0 { p.notice.good { (view.say(words::TEXTS_NOTHING_LEFT)) } }
            @for (card, rows) in &groups {
                div.text-group data-rows hidden[!rows.iter().any(|row| row.is_shown(view.only))]
                    id={ "group:" (card.map_or("", |line| line.id.as_str())) } {
                    h3 { (group_title(view, *card)) }
                    @for row in rows { (text_row(view, row, *card)) }
                }
            }
        }
    }
}

fn group_title(view: &EditView<'_>, card: Option<&CardLine>) -> Markup {
    html! {
        @match card {
            Some(line) => a href=(view.address(&line.id)) { (view.kind(line.kind, &line.question_kind)) },
            None => a href=(view.address("survey")) { (view.say(words::TEXTS_SURVEY)) },
        }
    }
}

/// What a text is of its card, as its path says.
fn what_it_is(view: &EditView<'_>, path: &str, card: Option<&CardLine>) -> String {
    let within = card.map_or(path, |line| {
        path.strip_prefix(&line.place.to_string()).unwrap_or(path).trim_start_matches('.')
    });
    let mut steps = within.split('.');
    let key = key_label(view.visit, "", steps.next().unwrap_or_default());
    let rest: Vec<&str> = steps.collect();
    if rest.is_empty() { key } else { format!("{key}: {}", rest.join(", ")) }
}

fn text_row(view: &EditView<'_>, row: &Row<'_>, card: Option<&CardLine>) -> Markup {
    let own = view.own_locale();
    html! {
        div.text-row id={ "row:" (element_id(row.path)) } data-rows hidden[!row.is_shown(view.only)] {
            div.own {
                span.hint { (what_it_is(view, row.path, card)) }
                p lang=(own) dir=(direction(own)) { (row.said) }
            }
            div.fields {
                @for (locale, field, standing) in &row.fields { (cell(view, row, (locale, field), *standing)) }
            }
        }
    }
}

fn cell(
    view: &EditView<'_>,
    row: &Row<'_>,
    (locale, field): (&str, &FormField),
    standing: Standing,
) -> Markup {
    let id = element_id(&field.name);
    let found = view.found_at(field);
    let Control::Typed { shown, is_long, .. } = &field.control else { return html! {} };
    let note = match standing {
        Standing::Missing => Some(words::TEXTS_IS_MISSING),
        Standing::Outdated => Some(words::TEXTS_IS_OUTDATED),
        Standing::Done => None,
    };
    let described = super::parts::described(&id, note.is_some(), &found);
    let is_wrong = found.iter().any(|finding| !finding.is_warning);
    let invalid = is_wrong.then_some("true");
    html! {
        div.field id={ "field:" (id) } data-standing=[note.map(|_| "open")] {
            label for=(id) { (language(locale)) span.unseen { ": " (row.said) } }
            @if *is_long {
                textarea id=(id) name=(field.name) rows=(2 + shown.chars().count() / 60) lang=(locale) dir=(direction(locale))
                    aria-describedby=[described] aria-invalid=[invalid] { "\n" (shown) }
            } @else {
                input type="text" id=(id) name=(field.name) value=(shown) autocomplete="off" lang=(locale) dir=(direction(locale))
                    aria-describedby=[described] aria-invalid=[invalid];
            }
            @if let Some(note) = note { p.hint.standing id={ "hint:" (id) } { (view.say(note)) } }
            (faults(&id, &found))
        }
    }
}
