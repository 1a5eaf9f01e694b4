//! The survey's part of the page: what is drawn, focused, read and told there.

use std::cell::Cell;

use sondage_survey::answer::{Form, Pairs};
use sondage_survey::session::Focus;
use sondage_survey::text::concat;

use crate::dom::{Document, Event, FormData, Global, List, Node, list};

/// The element that holds the sheet, and the document around it.
pub(crate) struct Page {
    pub(crate) root: Node,
    pub(crate) document: Document,
    /// The button that was pressed last: what `SubmitEvent.submitter` says, for browsers that do
    /// not have it (Safari before 15.4).
    action: Cell<Option<String>>,
    focused_before: Option<Node>,
}

impl Page {
    pub(crate) fn new(root: Node) -> Self {
        let document = Global::document();
        let focused_before = document.active();
        Self { root, document, action: Cell::default(), focused_before }
    }

    /// The element whose content the sheet is.
    pub(crate) fn sheet_parent(&self) -> Node {
        self.root
            .find("[data-sheet]")
            .and_then(|sheet| sheet.parent())
            .unwrap_or_else(|| self.root.clone())
    }

    /// The element whose content the card is.
    pub(crate) fn card(&self) -> Option<Node> {
        self.root.find("[data-card]")
    }

    /// An element that cannot take the focus leaves it where it is.
    pub(crate) fn focus(&self, focus: Focus) {
        const WRONG: &str = "fieldset :is(input, textarea, select):not([type=hidden]):is([aria-invalid], [aria-invalid] *)";
        const FIRST: &str = "fieldset :is(input, textarea, select, a):not([type=hidden])";
        let element = match focus {
            Focus::Title => self.root.find("#sondage-title"),
            Focus::Control => self.root.find(WRONG).or_else(|| self.root.find(FIRST)),
        };
        if let Some(element) = element {
            element.focus();
        }
    }

    /// Gives the focus back to what had it before the survey came.
    pub(crate) fn restore_focus(&self) {
        if let Some(element) = &self.focused_before
            && self.root.find(":focus").is_some()
        {
            element.focus();
        }
    }

    /// Where Tab would leave the survey: goes round to its other end instead.
    pub(crate) fn keep_inside(&self, key: &Event) {
        // The first is the close control and the last a button, or what opens the languages, whose
        // own buttons take no focus while they are hidden; what a style hides lies between.
        let controls =
            self.root.find_all("[data-sheet] :is(a, .actions button, summary, [open] button)");
        let mut last = 0;
        while controls.item(last + 1).is_some() {
            last += 1;
        }
        let (edge, other) = if key.has_shift() { (0, last) } else { (last, 0) };
        if let (Some(edge), Some(other)) = (controls.item(edge), controls.item(other))
            && edge.matches(":focus")
        {
            key.prevent_default();
            other.focus();
        }
    }

    pub(crate) fn set_text(&self, selector: &str, text: &str) {
        if let Some(element) = self.root.find(selector) {
            element.set_text(text);
        }
    }

    /// The pairs in the card's form.
    pub(crate) fn form_pairs(&self) -> Pairs {
        self.root
            .find("[data-card] form")
            .map(|form| pairs(&list(&FormData::new(&form))))
            .unwrap_or_default()
    }

    /// Whether this card is on the screen, drawn for this response: another one's has what is in
    /// random order in another order.
    pub(crate) fn shows(&self, card: &str, response: &str) -> bool {
        let pairs = self.form_pairs();
        let is = |name: &str, value: &str| Form(&pairs).first(name).is_none_or(|one| one == value);
        !pairs.is_empty() && is("card", card) && is("response", response)
    }

    /// The pairs in the card's form, with the button that submitted it.
    pub(crate) fn submitted(&self) -> Pairs {
        let mut pairs = self.form_pairs();
        if let Some(action) = self.action.take() {
            pairs.push(("action".to_owned(), action));
        }
        pairs
    }

    /// The form's hidden fields that say who answers. What Liquid left as it was (a preview, a
    /// page outside Braze) says nothing.
    pub(crate) fn hidden_fields(&self) -> Pairs {
        let mut pairs = self.form_pairs();
        pairs.retain(|(name, value)| {
            !is_control(name)
                && name != "card"
                && name != "response"
                && !value.is_empty()
                && !value.starts_with('{')
        });
        pairs
    }

    /// Puts pairs back into the form, where it has the controls for them.
    pub(crate) fn fill_in(&self, pairs: &Pairs) {
        for (name, value) in pairs.iter().filter(|(name, _)| is_control(name)) {
            let controls = self.root.find_all(&concat(&["[name=\"", name, "\"]"]));
            let mut at = 0;
            while let Some(control) = controls.item(at) {
                at += 1;
                if !["radio", "checkbox"].contains(&control.kind().as_str()) {
                    control.set_value(value);
                } else if control.value() == *value {
                    control.set_checked(true);
                }
            }
        }
    }

    /// A page was opened: the answer says so.
    pub(crate) fn note_opened(&self, link: &Node) {
        let name = link.attribute("data-opens").unwrap_or_default();
        if let Some(field) = self.root.find(&concat(&["[name=\"", &name, "\"]"])) {
            field.set_value("yes");
        }
    }

    /// Remembers the button of a click, for the submit that it causes. What is wrong is for the
    /// session to say, in the survey's language; the browser's own check is for pages without us.
    pub(crate) fn note_button(&self, click: &Event) {
        if let Some(button) = click.target().closest("button[name=action]") {
            button.skip_validation(true);
            self.action.set(Some(button.value()));
        }
    }
}

/// Whether a field is a question's control, by its name. The names of those are ids, so they need
/// no escaping in a selector.
fn is_control(name: &str) -> bool {
    name.starts_with("q.")
}

/// Pairs out of an array of arrays of two strings.
pub(crate) fn pairs(entries: &List) -> Pairs {
    let entries = entries.flat();
    let mut pairs = Pairs::new();
    let mut at = 0;
    while let (Some(name), Some(value)) = (entries.text(at), entries.text(at + 1)) {
        pairs.push((name, value));
        at += 2;
    }
    pairs
}
