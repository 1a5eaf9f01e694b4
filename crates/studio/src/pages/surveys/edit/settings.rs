//! The right side: what can be set of what is chosen.

use maud::{Markup, html};

use super::control::{field, strange_list};
use super::list::page_word;
use super::pictures::picture;
use super::view::EditView;
use crate::actions::surveys::checking::Finding;
use crate::form::cards::{CardKind, Chosen, card_lines};
use crate::form::fields::{FormField, plain_text};
use crate::form::names::text_under;
use crate::pages::surveys::attributes::note;
use crate::words;
use sondage_author::editing::tree_at;

/// When a question is asked, and what follows it.
const LOGIC: [&str; 5] = ["show_if", "require_if", "jump", "next", "set"];
/// What is shown with it.
const MEDIA: [&str; 2] = ["image", "video"];
/// What few questions set.
const RARE: [&str; 24] = [
    "id",
    "card",
    "error",
    "required_error",
    "auto_advance",
    "shuffle",
    "pick",
    "options_from",
    "none",
    "dont_know",
    "pattern",
    "min_length",
    "max_length",
    "points",
    "colors",
    "every_row",
    "search",
    "middle",
    "placeholder",
    "decimals",
    "step",
    "unit",
    "first",
    "list",
];
/// The order of what most questions set.
const ORDER: [&str; 7] = ["prompt", "title", "text", "description", "type", "options", "rows"];

/// The form of what is chosen.
pub(super) fn form(view: &EditView<'_>) -> Markup {
    html! {
        div #edit-form.edit-form data-card=(view.chosen.address()) {
            p.to-list { a href="#cards" { (view.say(words::EDIT_TO_LIST)) } }
            (settings(view, view.chosen))
        }
    }
}

fn heading(view: &EditView<'_>) -> Markup {
    let lines = card_lines(view.survey);
    let address = view.chosen.address();
    let line = lines.iter().find(|line| line.id == address);
    html! {
        h2 #edit-heading tabindex="-1" {
            @match (view.chosen, line) {
                (Chosen::Settings(name, _), _) => { (picture("settings")) (view.say(page_word(name))) },
                (Chosen::Languages(_), _) => (view.say(words::TAB_TRANSLATIONS)),
                (Chosen::Table { .. }, Some(line)) => {
                    (picture(match line.kind {
                        CardKind::Question => line.question_kind.as_str(),
                        CardKind::Prompt => "prompt",
                        CardKind::Welcome => "welcome",
                        CardKind::Ending | CardKind::End => "end",
                    }))
                    (view.kind(line.kind, &line.question_kind))
                },
                (Chosen::Table { .. }, None) => (address),
            }
        }
    }
}

fn settings(view: &EditView<'_>, chosen: &Chosen) -> Markup {
    let mut fields = chosen.fields(view.survey, view.names);
    let is_card = matches!(chosen, Chosen::Table { .. });
    let take = |fields: &mut Vec<FormField>, keys: &[&str]| -> Vec<FormField> {
        let (taken, left) =
            fields.drain(..).partition(|field| is_card && keys.contains(&field.key));
        *fields = left;
        taken
    };
    let others = unsaid(view, chosen, &fields);
    let logic = take(&mut fields, &LOGIC);
    let media = take(&mut fields, &MEDIA);
    let rare = take(&mut fields, &RARE);
    if is_card {
        let rank = |field: &FormField| ORDER.iter().position(|key| *key == field.key);
        fields.sort_by_key(|field| rank(field).unwrap_or(ORDER.len()));
    }
    html! {
        (heading(view))
        (found_list(&others))
        @if matches!(chosen, Chosen::Settings("look", _)) { (super::look::colors(view)) }
        @for one in &fields { (field(view, one)) }
        (attribute(view, chosen))
        (section(view, "logic", view.say(words::EDIT_LOGIC), &logic))
        (section(view, "media", view.say(words::EDIT_MEDIA), &media))
        (section(view, "rare", view.say(words::EDIT_MORE), &rare))
        (strange_list(view, &chosen.strange(view.survey)))
    }
}

/// The longest text that Braze keeps in an attribute.
const KEPT: usize = 255;

/// What the answers of a question become on profiles.
fn attribute(view: &EditView<'_>, chosen: &Chosen) -> Markup {
    let question = match chosen {
        Chosen::Table { place, .. } if place.steps().len() == 2 => tree_at(view.survey, place),
        _ => None,
    };
    let Some(question) = question else { return html! {} };
    let id = text_under(question, "id");
    let Some(one) = view.attributes.iter().find(|one| one.from == id) else { return html! {} };
    let most = question.get("max_length").and_then(plain_text);
    let is_short =
        most.and_then(|most| most.parse::<usize>().ok()).is_some_and(|most| most <= KEPT);
    let is_cut = text_under(question, "type") == "long_text" && !is_short;
    note(view.visit, one, is_cut)
}

/// Fields behind a press; open where something is wrong in them.
fn section(view: &EditView<'_>, name: &str, label: &str, fields: &[FormField]) -> Markup {
    let is_wrong = |field: &FormField| view.found_in(&field.place).next().is_some();
    let n = fields.iter().filter(|field| field.old.is_some() && field.key != "id").count();
    html! {
        @if !fields.is_empty() {
            details.section id={ "section:" (name) } open[fields.iter().any(is_wrong)] {
                summary { (label) @if n > 0 { span.count { (n) } } }
                div.inner { @for one in fields { (field(view, one)) } }
            }
        }
    }
}

/// What is wrong with what is chosen, where none of its fields says so.
fn unsaid<'a>(view: &'a EditView<'_>, chosen: &Chosen, fields: &[FormField]) -> Vec<&'a Finding> {
    let place = match chosen {
        Chosen::Table { place, .. } => place.clone(),
        Chosen::Settings("survey", _) => {
            // The survey as a whole has no card of its own.
            return view.findings.iter().filter(|finding| finding.path.is_empty()).collect();
        }
        _ => return Vec::new(),
    };
    let is_said = |finding: &&Finding| {
        fields.iter().any(|field| super::view::is_within(&finding.path, &field.place.to_string()))
    };
    view.found_in(&place).filter(|finding| !is_said(finding)).collect()
}

fn found_list(found: &[&Finding]) -> Markup {
    html! {
        @if !found.is_empty() {
            ul.faults { @for finding in found { li.fault data-warning[finding.is_warning] { (finding.message) } } }
        }
    }
}
