//! The controls of a form, each with its label, a line of help, and what is wrong with it.

use maud::{Markup, html};

use super::condition::condition;
use super::list::tool;
use super::parts::{described, element_id, faults, help, pick_text};
use super::pictures::picture;
use super::view::{EditView, key_label, pick_label};
use crate::form::fields::{Control, FormField, FormItem, Nothing, Strange, Typed};
use crate::form::names::Pick;
use crate::form::pointer::{pointer_name, role_name};
use crate::words::{self, Said, Word};

/// What of an item stands in its row; the rest is behind a press.
const IN_ROW: [&str; 5] = ["label", "id", "alt", "image", "point"];
/// Lists whose items have little: all of it is there at once.
const SHORT: [&str; 5] = ["points", "set", "jump", "quotas", "shuffle"];

/// A field with all that belongs to it.
pub(super) fn field(view: &EditView<'_>, field: &FormField) -> Markup {
    let label = key_label(view.visit, field.table, field.key);
    match &field.control {
        Control::Group { fields, strange } => group(view, field, &label, (fields, strange)),
        Control::List { items, most, has_lines } => {
            list(view, field, &label, (items, *most, *has_lines))
        }
        Control::Condition(form) => condition(view, field, &label, form),
        Control::Flag { is_on, .. } => flag(view, field, &label, *is_on),
        Control::Picked { shown, picks } => picked(view, field, &label, (shown, picks)),
        Control::Done { shown, operand, ways } => done(view, field, (shown, operand, ways)),
        Control::Entries(entries) => super::entries::entries(view, field, &label, entries),
        Control::Languages(all) => super::entries::languages(view, field, all),
        Control::Odd(shown) => odd(view, field, &label, shown),
        Control::Typed { .. } | Control::Choice { .. } | Control::Lines { .. } => {
            plain(view, field, &label, help(view, field))
        }
    }
}

/// A field of one element below its label.
pub(super) fn plain(view: &EditView<'_>, field: &FormField, label: &str, help: &str) -> Markup {
    let id = element_id(&field.name);
    let found = view.found_at(field);
    let described = described(&id, !help.is_empty(), &found);
    let is_wrong = found.iter().any(|finding| !finding.is_warning);
    let invalid = is_wrong.then_some("true");
    html! {
        div.field id={ "field:" (id) } {
            label for=(id) { (label) }
            @if !help.is_empty() { p.hint id={ "hint:" (id) } { (help) } }
            @match &field.control {
                Control::Typed { shown, is_long: true, typed, .. } => {
                    textarea id=(id) name=(field.name) rows=(rows(shown)) aria-describedby=[described]
                        aria-invalid=[invalid] spellcheck=[(!is_words(*typed)).then_some("false")] { "\n" (shown) }
                }
                Control::Typed { shown, typed, is_fixed, .. } => {
                    input type="text" id=(id) name=(field.name) value=(shown) autocomplete="off"
                        inputmode=[(*typed == Typed::Number).then_some("decimal")] readonly[*is_fixed]
                        data-late[field.key == "id"]
                        aria-describedby=[described] aria-invalid=[invalid]
                        spellcheck=[(!is_words(*typed)).then_some("false")];
                }
                Control::Lines { shown } => {
                    textarea id=(id) name=(field.name) rows=(rows(shown)) aria-describedby=[described]
                        aria-invalid=[invalid] spellcheck="false" { "\n" (shown) }
                }
                Control::Choice { shown, picks, nothing, .. } => {
                    select id=(id) name=(field.name) aria-describedby=[described] aria-invalid=[invalid] {
                        (nothing_option(view, nothing))
                        (options(view, picks, shown, nothing))
                    }
                }
                _ => {}
            }
            (faults(&id, &found))
        }
    }
}

fn is_words(typed: Typed) -> bool {
    matches!(typed, Typed::Alt | Typed::Text(sondage_author::source::Form::Words))
}

fn rows(shown: &str) -> usize {
    let n = shown.lines().map(|line| 1 + line.chars().count() / 70).sum::<usize>();
    n.clamp(2, 12)
}

fn nothing_option(view: &EditView<'_>, nothing: &Nothing) -> Markup {
    html! {
        @match nothing {
            Nothing::Never => {},
            Nothing::Unsaid => option value="" { "– " (view.say(words::EDIT_NO_PICK)) " –" },
            Nothing::Default(default) => option value="" {
                (view.visit.tell(&Said::new(words::EDIT_DEFAULT).with("what", pick_label(view.visit, default))))
            },
        }
    }
}

/// The options of a choice; the one that goes without saying stands first already.
fn options(view: &EditView<'_>, picks: &[Pick], shown: &str, nothing: &Nothing) -> Markup {
    let is_twice = |pick: &Pick| {
        matches!(nothing, Nothing::Default(default) if *default == pick.value)
            && shown != pick.value
    };
    html! {
        @for pick in picks.iter().filter(|pick| !is_twice(pick)) {
            option value=(pick.value) selected[pick.value == shown] { (pick_text(view, pick)) }
        }
    }
}

fn flag(view: &EditView<'_>, field: &FormField, label: &str, is_on: bool) -> Markup {
    let id = element_id(&field.name);
    let found = view.found_at(field);
    let help = help(view, field);
    html! {
        div.field.tick id={ "field:" (id) } {
            input type="hidden" name=(field.name) value="false";
            input type="checkbox" id=(id) name=(field.name) value="true" checked[is_on]
                aria-describedby=[described(&id, !help.is_empty(), &found)];
            label for=(id) { (label) }
            @if !help.is_empty() { p.hint id={ "hint:" (id) } { (help) } }
            (faults(&id, &found))
        }
    }
}

fn picked(
    view: &EditView<'_>,
    field: &FormField,
    label: &str,
    (shown, picks): (&[String], &[Pick]),
) -> Markup {
    let id = element_id(&field.name);
    let found = view.found_at(field);
    let n = (shown.len() + 1).min(picks.len().max(shown.len()));
    let unknown = |value: &str| picks.iter().all(|pick| pick.value != value);
    html! {
        fieldset.field id={ "field:" (id) } data-whole=(field.name) {
            legend { (label) }
            p.hint id={ "hint:" (id) } { (help(view, field)) }
            div.picked {
                @for at in 0..n {
                    @let now = shown.get(at).map_or("", String::as_str);
                    select name=(field.name) id={ (id) "." (at) } aria-label={ (label) " " (at + 1) } {
                        option value="" { "– " (view.say(words::EDIT_NO_PICK)) " –" }
                        @if !now.is_empty() && unknown(now) { option value=(now) selected { (now) } }
                        (options(view, picks, now, &Nothing::Never))
                    }
                }
            }
            (faults(&id, &found))
        }
    }
}

fn done(
    view: &EditView<'_>,
    field: &FormField,
    (shown, operand, ways): (&str, &str, &[&'static str]),
) -> Markup {
    let id = element_id(&field.name);
    let name = role_name(&pointer_name(&field.place), "operand");
    let hint = Said::new(words::EDIT_OPERAND_HINT).with("sample", "{question:id}");
    html! {
        fieldset.field id={ "field:" (id) } data-whole={ (pointer_name(&field.place)) "~:" } {
            legend { (view.say(words::EDIT_CHANGE)) }
            div.done {
                select id=(id) name=(field.name) aria-label=(view.say(words::EDIT_CHANGE)) {
                    @if shown.is_empty() { option value="" { "–" } }
                    @for way in ways {
                        option value=(way) selected[*way == shown] {
                            (Word::named(&format!("WAY_{}", way.to_uppercase())).map_or(*way, |word| view.say(word)))
                        }
                    }
                }
                input type="text" id={ (id) ".operand" } name=(name) value=(operand) autocomplete="off" spellcheck="false"
                    aria-label=(view.say(words::EDIT_OPERAND)) aria-describedby={ "hint:" (id) };
            }
            p.hint id={ "hint:" (id) } { (view.visit.tell(&hint)) }
        }
    }
}

fn odd(view: &EditView<'_>, field: &FormField, label: &str, shown: &str) -> Markup {
    let id = element_id(&field.name);
    let name = field.name.split_once("~:").map_or(field.name.as_str(), |(name, _)| name);
    html! {
        div.field.odd id={ "field:" (id) } {
            span.label { (label) }
            p.hint { (view.say(words::EDIT_ODD)) }
            code { (shown) }
            button.small type="submit" name="do" value={ "delete - " (name) } data-verb="delete" {
                (view.named(words::EDIT_DELETE_NAMED, label))
            }
            (faults(&id, &view.found_at(field)))
        }
    }
}

fn group(
    view: &EditView<'_>,
    own: &FormField,
    label: &str,
    (fields, strange): (&[FormField], &[Strange]),
) -> Markup {
    let id = element_id(&own.name);
    let found = view.found_at(own);
    // What every survey has stands open; what is added to a card stands behind a press while it is not there.
    let is_open = own.table.is_empty() || own.old.is_some() || !found.is_empty();
    let body = html! {
        @if own.doc != label { p.hint { (help(view, own)) } }
        (faults(&id, &found))
        @for one in fields { (field(view, one)) }
        (strange_list(view, strange))
    };
    html! {
        @if own.table.is_empty() && own.place.steps().len() == 1 {
            fieldset.group id={ "field:" (id) } { legend { (label) } (body) }
        } @else {
            details.group id={ "field:" (id) } open[is_open] { summary { (label) } div.inner { (body) } }
        }
    }
}

fn list(
    view: &EditView<'_>,
    own: &FormField,
    label: &str,
    (items, most, has_lines): (&[FormItem], usize, bool),
) -> Markup {
    let id = element_id(&own.name);
    html! {
        fieldset.list id={ "field:" (id) } {
            legend { (label) }
            p.hint { (help(view, own)) }
            (faults(&id, &view.found_at(own)))
            ol.items {
                @for (at, one) in items.iter().enumerate() { (item(view, own, one, at)) }
            }
            @if view.may && items.len() < most {
                div.row {
                    button.small type="submit" name="do" value={ "add - " (own.name) } id={ "add:" (id) } data-verb="add-item"
                        aria-label={ (view.say(words::EDIT_ADD_ITEM)) ": " (label) } {
                        (picture("plus")) (view.say(words::EDIT_ADD_ITEM))
                    }
                    @if has_lines { (pasting(view, own, &id)) }
                }
            }
        }
    }
}

fn pasting(view: &EditView<'_>, own: &FormField, id: &str) -> Markup {
    html! {
        details.pasting id={ "paste:" (id) } {
            summary { (view.say(words::EDIT_PASTE)) }
            div.inner {
                textarea rows="5" id={ "lines:" (id) } name=(role_name(&own.name, "lines")) data-idle
                    aria-label=(view.say(words::EDIT_PASTE)) {}
                button.small type="submit" name="do" value={ "paste - " (own.name) } data-verb="paste" {
                    (view.say(words::EDIT_PASTE_ADD))
                }
            }
        }
    }
}

fn item(view: &EditView<'_>, own: &FormField, item: &FormItem, at: usize) -> Markup {
    let is_short = SHORT.contains(&own.key);
    let is_in_row = |field: &&FormField| {
        is_short || IN_ROW.contains(&field.key) && (field.key != "image" || field.is_required)
    };
    let (mut row, rest): (Vec<&FormField>, Vec<&FormField>) =
        item.fields.iter().partition(|field| is_in_row(field));
    // The words first, then the id.
    row.sort_by_key(|field| {
        IN_ROW.iter().position(|key| *key == field.key).unwrap_or(IN_ROW.len())
    });
    let is_wrong = |field: &&FormField| view.found_in(&field.place).next().is_some();
    let is_open = rest.iter().any(is_wrong);
    let id = element_id(&item.name);
    html! {
        li.item id={ "item:" (id) } data-movable=(item.name) data-list=(own.name) {
            @if view.may { span.grip aria-hidden="true" { (picture("grip")) } }
            div.fields data-short[is_short] role="group" aria-label={ (at + 1) ". " (item.label) } {
                @for one in row { (field(view, one)) }
                @if !rest.is_empty() {
                    details.group id={ "more:" (id) } open[is_open] {
                        summary { (view.say(words::EDIT_DETAILS)) }
                        div.inner { @for one in rest { (field(view, one)) } }
                    }
                }
                (strange_list(view, &item.strange))
            }
            @if view.may {
                div.tools {
                    (tool(view, "up", &item.name, &view.named(words::EDIT_UP_NAMED, &item.label)))
                    (tool(view, "down", &item.name, &view.named(words::EDIT_DOWN_NAMED, &item.label)))
                    (tool(view, "delete", &item.name, &view.named(words::EDIT_DELETE_NAMED, &item.label)))
                }
            }
        }
    }
}

/// Keys that a table should not have, each with a button that takes it out.
pub(super) fn strange_list(view: &EditView<'_>, strange: &[Strange]) -> Markup {
    html! {
        @if !strange.is_empty() {
            div.odd {
                span.label { (view.say(words::EDIT_STRANGE)) }
                p.hint { (view.say(words::EDIT_STRANGE_WHY)) }
                @for one in strange {
                    div.row {
                        code { (one.key) " = " (one.shown) }
                        button.small type="submit" name="do" value={ "delete - " (one.name) } data-verb="delete" {
                            (view.named(words::EDIT_DELETE_NAMED, &one.key))
                        }
                    }
                }
            }
        }
    }
}
