//! Values by the author's own keys, and the languages.

use maud::{Markup, html};

use super::parts::{element_id, faults, help};
use super::view::EditView;
use crate::form::cards::LANGUAGES;
use crate::form::fields::FormField;
use crate::form::pointer::{pointer_name, role_name};
use crate::words;
use sondage_author::problem::Place;

/// Variables, or attributes: a row each, and a blank one.
pub(super) fn entries(
    view: &EditView<'_>,
    field: &FormField,
    label: &str,
    entries: &[(String, String)],
) -> Markup {
    let id = element_id(&field.name);
    let is_named = field.key == "variables";
    html! {
        fieldset.field id={ "field:" (id) } {
            legend { (label) }
            p.hint { (help(view, field)) }
            @for (key, value) in entries {
                @let name = pointer_name(&field.place.key(key));
                div.entry {
                    @if is_named {
                        input type="text" name=(role_name(&name, "key")) id={ (element_id(&name)) ".key" } value=(key) data-late
                            autocomplete="off" spellcheck="false" aria-label=(view.named(words::EDIT_KEY_OF, key));
                    } @else { code { (key) } }
                    input type="text" name=(name) id=(element_id(&name)) value=(value) autocomplete="off" spellcheck="false"
                        aria-label=(view.named(words::EDIT_VALUE_OF, key));
                    (super::list::tool(view, "delete", &name, &view.named(words::EDIT_DELETE_NAMED, key)))
                }
            }
            div.entry data-whole={ (field.name) "~:" } {
                input type="text" name=(role_name(&field.name, "key")) id={ (id) ".new-key" } data-late autocomplete="off" spellcheck="false"
                    placeholder=(view.say(words::EDIT_NEW_KEY)) aria-label=(view.say(words::EDIT_NEW_KEY));
                input type="text" name=(role_name(&field.name, "value")) id={ (id) ".new-value" } data-late autocomplete="off" spellcheck="false"
                    placeholder=(view.say(words::EDIT_NEW_VALUE)) aria-label=(view.say(words::EDIT_NEW_VALUE));
            }
            (faults(&id, &view.found_at(field)))
        }
    }
}

/// The languages, each with a form of its own.
pub(super) fn languages(view: &EditView<'_>, field: &FormField, all: &[String]) -> Markup {
    let id = element_id(&field.name);
    html! {
        fieldset.field id={ "field:" (id) } {
            legend.unseen { (view.say(words::PAGE_LANGUAGES)) }
            @if all.is_empty() { p.hint { (view.say(words::EDIT_LANGUAGES_NONE)) } }
            ul.rows {
                @for locale in all {
                    @let card = [LANGUAGES, locale].concat();
                    @let name = pointer_name(&Place::root().key("translations").key(locale));
                    li {
                        a href=(view.address(&card)) data-language=(locale) { (locale) }
                        (super::list::tool(view, "delete", &name, &view.named(words::EDIT_DELETE_NAMED, locale)))
                    }
                }
            }
            @if view.may {
                div.field {
                    label for={ (id) ".new" } { (view.say(words::EDIT_LANGUAGE_ADD)) }
                    input type="text" id={ (id) ".new" } name=(role_name(&field.name, "key")) data-late
                        autocomplete="off" spellcheck="false" autocapitalize="none";
                }
            }
            (faults(&id, &view.found_at(field)))
        }
    }
}
