//! A condition, a row a test.

use maud::{Markup, html};
use sondage_author::source::Test;

use super::parts::{element_id, faults, help, pick_text};
use super::view::EditView;
use crate::form::conditions::{ConditionForm, ConditionRow, GROUPS, Given};
use crate::form::fields::FormField;
use crate::form::names::Pick;
use crate::form::pointer::role_name;
use crate::words::{self, Word};

/// The rows of a condition.
pub(super) fn condition(
    view: &EditView<'_>,
    field: &FormField,
    label: &str,
    form: &ConditionForm,
) -> Markup {
    let id = element_id(&field.name);
    let n = form.rows.iter().filter(|row| row.depth == 0 && !row.subject.is_empty()).count();
    html! {
        fieldset.field.condition id={ "field:" (id) } data-whole={ (field.name) "~:" } {
            legend { (label) }
            p.hint { (help(view, field)) }
            @if n > 1 || form.mode != "all" {
                select name=(role_name(&field.name, "mode")) id={ (id) ".mode" } aria-label=(view.say(words::IF_MODE)) {
                    @for mode in GROUPS { option value=(mode) selected[mode == form.mode] { (group_word(view, "IF_", mode)) } }
                }
            } @else {
                input type="hidden" name=(role_name(&field.name, "mode")) value=(form.mode);
            }
            @for row in &form.rows { (drawn(view, field, &id, row)) }
            (faults(&id, &view.found_at(field)))
        }
    }
}

fn group_word(view: &EditView<'_>, what: &str, mode: &str) -> &'static str {
    Word::named(&format!("{what}{}", mode.to_uppercase())).map_or("", |word| view.say(word))
}

fn drawn(view: &EditView<'_>, field: &FormField, id: &str, row: &ConditionRow) -> Markup {
    let name = |what: &str| role_name(&field.name, &format!("{}.{what}", row.address));
    let own = |what: &str| format!("{id}.{}.{what}", row.address);
    let is_blank = row.subject.is_empty();
    html! {
        div.test data-depth=(row.depth.min(3)) data-blank[is_blank] {
            select name=(name("subject")) id=(own("subject")) aria-label=(view.say(words::IF_SUBJECT)) {
                option value="" { (view.say(if is_blank { words::IF_NOTHING } else { words::IF_GONE })) }
                (subjects(view, &row.subject))
            }
            @if !row.test.is_empty() {
                select name=(name("test")) id=(own("test")) aria-label=(view.say(words::IF_TEST)) {
                    @for test in Test::NAMES {
                        option value=(test) selected[*test == row.test] {
                            (Word::named(&format!("TEST_{}", test.to_uppercase())).map_or(*test, |word| view.say(word)))
                        }
                    }
                }
                (given(view, row, &name("value"), &own("value")))
            }
        }
    }
}

/// What can be looked at.
fn subjects(view: &EditView<'_>, now: &str) -> Markup {
    let names = view.names;
    let mut questions = Vec::new();
    for question in &names.questions {
        let pick = |value: String, label: &str| Pick { value, label: label.to_owned() };
        questions.push(pick(question.id.clone(), &question.prompt));
        for part in &question.parts {
            let label = format!("{} – {}", question.prompt, part.label);
            questions.push(pick(format!("{}.{}", question.id, part.value), &label));
        }
    }
    let kinds = [
        ("question", words::IF_QUESTIONS, &questions),
        ("hidden", words::IF_HIDDEN, &names.hidden),
        ("variable", words::IF_VARIABLES, &names.variables),
    ];
    let is_known = kinds
        .iter()
        .any(|(kind, _, picks)| picks.iter().any(|pick| now == format!("{kind}:{}", pick.value)));
    html! {
        @if !now.is_empty() && !is_known && !GROUPS.contains(&now) { option value=(now) selected { (now) } }
        @for (kind, word, picks) in kinds {
            @if !picks.is_empty() {
                optgroup label=(view.say(word)) {
                    @for pick in picks {
                        @let value = format!("{kind}:{}", pick.value);
                        option value=(value) selected[value == now] { (pick_text(view, pick)) }
                    }
                }
            }
        }
        optgroup label=(view.say(words::IF_GROUPS)) {
            @for mode in GROUPS { option value=(mode) selected[mode == now] { (group_word(view, "IF_GROUP_", mode)) } }
        }
    }
}

fn given(view: &EditView<'_>, row: &ConditionRow, name: &str, id: &str) -> Markup {
    let first = row.values.first().map_or("", String::as_str);
    let label = view.say(words::IF_VALUE);
    html! {
        @match &row.given {
            Given::Nothing => {},
            Given::Flag => select name=(name) id=(id) aria-label=(label) {
                option value="true" selected[first != "false"] { (view.say(words::EDIT_YES)) }
                option value="false" selected[first == "false"] { (view.say(words::EDIT_NO)) }
            },
            Given::One(picks) => select name=(name) id=(id) aria-label=(label) {
                @for pick in picks { option value=(pick.value) selected[pick.value == first] { (pick_text(view, pick)) } }
            },
            Given::Some(picks) => div.boxes role="group" aria-label=(label) {
                @for (at, pick) in picks.iter().enumerate() {
                    label.check {
                        input type="checkbox" name=(name) id={ (id) "." (at) } value=(pick.value) checked[row.values.contains(&pick.value)];
                        span { (pick_text(view, pick)) }
                    }
                }
            },
            Given::Typed => input type="text" name=(name) id=(id) value=(first) aria-label=(label) autocomplete="off" spellcheck="false";,
            Given::Lines => textarea name=(name) id=(id) rows="2" aria-label=(view.say(words::IF_VALUES)) spellcheck="false" {
                "\n" (row.values.join("\n"))
            },
        }
    }
}
