//! What the controls of a form have in common.

use maud::{Markup, html};

use super::view::{EditView, pick_label};
use crate::actions::surveys::checking::Finding;
use crate::form::fields::FormField;
use crate::form::names::Pick;

/// A name as the id of an element, which has no spaces.
pub(super) fn element_id(name: &str) -> String {
    name.replace(char::is_whitespace, "_")
}

/// The line of help of a field.
pub(super) fn help(view: &EditView<'_>, field: &FormField) -> &'static str {
    super::help::help_line(view.visit.language, field.doc)
}

/// What a pick is called, with its id where its author has words for it.
pub(super) fn pick_text(view: &EditView<'_>, pick: &Pick) -> String {
    let short: String = pick.label.chars().take(60).collect();
    match short.as_str() {
        "" => pick_label(view.visit, &pick.value),
        label if label == pick.value => label.to_owned(),
        label => format!("{label} ({})", pick.value),
    }
}

/// The ids of what describes an element.
pub(super) fn described(id: &str, has_hint: bool, found: &[&Finding]) -> Option<String> {
    let hint = has_hint.then(|| format!("hint:{id}"));
    let fault = (!found.is_empty()).then(|| format!("fault:{id}"));
    let all: Vec<String> = hint.into_iter().chain(fault).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// What is wrong with a field.
pub(super) fn faults(id: &str, found: &[&Finding]) -> Markup {
    html! {
        @if !found.is_empty() {
            ul.faults id={ "fault:" (id) } {
                @for finding in found { li.fault data-warning[finding.is_warning] { (finding.message) } }
            }
        }
    }
}
