//! The list of cards, the settings below it, and what can be added.

use maud::{Markup, html};

use super::pictures::picture;
use super::view::EditView;
use crate::form::cards::{CardKind, CardLine, SETTINGS, card_lines};
use crate::form::pointer::pointer_name;
use crate::form::shapes::kind_names;
use crate::words::{self, Word, counted};
use sondage_author::problem::Place;

/// The kinds that most surveys are made of come first.
const FIRST: [&str; 6] =
    ["nps", "rating", "single_choice", "multiple_choice", "long_text", "yes_no"];

/// The left side.
pub(super) fn side(view: &EditView<'_>) -> Markup {
    let lines = card_lines(view.survey);
    let now = view.chosen.address();
    let has_questions = lines.iter().any(|line| line.kind == CardKind::Question);
    html! {
        nav #edit-side.edit-side aria-label=(view.say(words::EDIT_CARDS)) {
            @if !has_questions {
                div #edit-empty.edit-empty {
                    h2 { (view.say(words::EDIT_EMPTY)) }
                    p { (view.say(words::EDIT_EMPTY_WHY)) }
                }
            }
            ol #cards.cards {
                @for (at, line) in lines.iter().enumerate() { (card(view, &lines, at, line, &now)) }
            }
            @if view.may { (adding(view, &lines)) }
            details #edit-pages.edit-pages open {
            summary { (view.say(words::EDIT_SETTINGS)) }
            ul.pages {
                @for (name, keys) in SETTINGS {
                    li id={ "page:" (name) } {
                        a href=(view.address(name)) data-card=(name) aria-current=[(now == name).then_some("true")] {
                            span { (view.say(page_word(name))) }
                            (trouble(view, keys.iter().map(|key| Place::root().key(key))))
                        }
                    }
                }
            }
            }
        }
    }
}

/// The word for a form of settings.
pub(super) fn page_word(name: &str) -> Word {
    Word::named(&format!("PAGE_{}", name.to_uppercase())).unwrap_or(words::EDIT_SETTINGS)
}

/// How much is wrong in these places.
fn trouble(view: &EditView<'_>, places: impl Iterator<Item = Place>) -> Markup {
    let found: Vec<_> =
        places.flat_map(|place| view.found_in(&place).collect::<Vec<_>>()).collect();
    let n_hints = found.iter().filter(|finding| finding.is_warning).count();
    let n_errors = found.len() - n_hints;
    let count = |n: usize, one: Word, many: Word| {
        counted(u64::try_from(n).unwrap_or(u64::MAX), one, many, view.visit.language)
    };
    html! {
        @if n_errors > 0 {
            span.trouble { (count(n_errors, words::EDIT_TROUBLE_ONE, words::EDIT_TROUBLES)) }
        } @else if n_hints > 0 {
            span.trouble data-warning { (count(n_hints, words::EDIT_HINT_ONE, words::EDIT_HINTS)) }
        }
    }
}

fn card(view: &EditView<'_>, lines: &[CardLine], at: usize, line: &CardLine, now: &str) -> Markup {
    let is_chosen = now == line.id || now.starts_with(&format!("{}/", line.id));
    let kind = match line.kind {
        CardKind::Prompt => "prompt",
        CardKind::Welcome => "welcome",
        CardKind::Ending => "ending",
        CardKind::End => "end",
        CardKind::Question => line.question_kind.as_str(),
    };
    let is_question = line.kind == CardKind::Question;
    let number = lines.iter().take(at + 1).filter(|line| line.kind == CardKind::Question).count();
    html! {
        li id={ "card:" (line.id) } data-movable=[movable(line.kind).then_some(line.id.as_str())]
            data-list=[movable(line.kind).then(|| line.place.split_last().map(|(list, _)| pointer_name(&list)).unwrap_or_default())]
            data-chosen[is_chosen] {
            @if view.may && movable(line.kind) { span.grip aria-hidden="true" { (picture("grip")) } }
            a href=(view.address(&line.id)) data-card=(line.id) aria-current=[is_chosen.then_some("true")] {
                (picture(kind))
                span.what {
                    @if is_question { (number) ". " }
                    (view.kind(line.kind, &line.question_kind))
                }
                span.text data-unnamed[line.text.is_empty()] { (view.title(line)) }
                (trouble(view, std::iter::once(line.place.clone())))
            }
            @if is_chosen && view.may { (tools(view, line)) }
        }
    }
}

/// Whether a card stands in a list.
fn movable(kind: CardKind) -> bool {
    matches!(kind, CardKind::Question | CardKind::Ending)
}

fn tools(view: &EditView<'_>, line: &CardLine) -> Markup {
    let name = view.title(line);
    html! {
        div.tools {
            @if movable(line.kind) {
                (tool(view, "up", &line.id, &view.named(words::EDIT_UP_NAMED, &name)))
                (tool(view, "down", &line.id, &view.named(words::EDIT_DOWN_NAMED, &name)))
                (tool(view, "copy", &line.id, &view.named(words::EDIT_COPY_NAMED, &name)))
            }
            @if line.kind != CardKind::End {
                (tool(view, "delete", &line.id, &view.named(words::EDIT_DELETE_NAMED, &name)))
            }
        }
    }
}

/// A button that does something to an item.
pub(super) fn tool(view: &EditView<'_>, verb: &'static str, name: &str, label: &str) -> Markup {
    let title = view.say(match verb {
        "up" => words::EDIT_UP,
        "down" => words::EDIT_DOWN,
        "copy" => words::EDIT_COPY,
        _ => words::EDIT_DELETE,
    });
    html! {
        button.quiet.tool type="submit" id={ (verb) ":" (name) } name="do" value={ (verb) " - " (name) }
            data-verb=(verb) aria-label=(label) title=(title) { (picture(verb)) }
    }
}

fn adding(view: &EditView<'_>, lines: &[CardLine]) -> Markup {
    let others = kind_names().filter(|kind| !FIRST.contains(kind));
    let has = |kind: CardKind| lines.iter().any(|line| line.kind == kind);
    html! {
        details #add.add {
            summary.button.main { (picture("plus")) (view.say(words::EDIT_ADD)) }
            div.menu {
                input type="search" id="add-search" data-filter="add-kinds" autocomplete="off"
                    aria-label=(view.say(words::EDIT_ADD_SEARCH)) placeholder=(view.say(words::EDIT_ADD_SEARCH));
                ul #add-kinds.kinds aria-label=(view.say(words::EDIT_ADD_WHAT)) {
                    @for kind in FIRST.into_iter().chain(others) {
                        (kind_button(view, &format!("add {kind} /questions"), kind, &format!("KIND_{}", kind.to_uppercase())))
                    }
                    @if !has(CardKind::Prompt) { (kind_button(view, "make - /prompt", "prompt", "CARD_PROMPT")) }
                    @if !has(CardKind::Welcome) { (kind_button(view, "make - /welcome", "welcome", "CARD_WELCOME")) }
                    (kind_button(view, "add - /endings", "ending", "CARD_ENDING"))
                    @if !has(CardKind::End) { (kind_button(view, "make - /end", "end", "CARD_END")) }
                }
                p.hint #add-none hidden { (view.say(words::EDIT_ADD_NONE)) }
            }
        }
    }
}

fn kind_button(view: &EditView<'_>, value: &str, kind: &str, word: &str) -> Markup {
    let said = |key: &str| Word::named(key).map_or("", |word| view.say(word));
    html! {
        li {
            button.quiet type="submit" name="do" value=(value) data-verb="add" {
                (picture(kind))
                span.name { (said(word)) }
                span.hint { (said(&format!("{word}_WHAT"))) }
            }
        }
    }
}
