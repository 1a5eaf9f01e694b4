//! The survey's part of the page: what is drawn, focused, read and told there.

use std::cell::Cell;

use js_sys::Array;
use sondage_survey::answer::{Form, HALF_TYPED, Pairs};
use sondage_survey::session::Focus;
use sondage_survey::text::concat;
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Element, Event, FormData, HtmlElement, HtmlInputElement, KeyboardEvent, NodeList,
    Window,
};

use crate::js::{get, pairs};
use crate::markup::Markup;

/// The element that holds the sheet, and what is around it.
pub(crate) struct Page {
    pub(crate) root: Element,
    pub(crate) document: Document,
    pub(crate) window: Window,
    pub(crate) markup: Markup,
    /// The button that was pressed last: what `SubmitEvent.submitter` says, for browsers that do
    /// not have it (Safari before 15.4).
    action: Cell<Option<String>>,
    focused_before: Option<Element>,
}

impl Page {
    /// # Errors
    /// `"blocked"`, where the page lets nobody draw in it.
    pub(crate) fn new(root: Element) -> Result<Self, JsValue> {
        let document = root.owner_document().ok_or("blocked")?;
        let window = document.default_view().ok_or("blocked")?;
        let markup = Markup::allowed(&window).map_err(|_| "blocked")?;
        let focused_before = document.active_element();
        Ok(Self { root, document, window, markup, action: Cell::default(), focused_before })
    }

    /// The first element in the root that a selector finds. All selectors are ours, and good.
    pub(crate) fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).ok().flatten()
    }

    fn find_all(&self, selector: &str) -> Option<NodeList> {
        self.root.query_selector_all(selector).ok()
    }

    /// The element whose content the sheet is.
    pub(crate) fn sheet_parent(&self) -> Element {
        self.find("[data-sheet]")
            .and_then(|sheet| sheet.parent_element())
            .unwrap_or_else(|| self.root.clone())
    }

    /// The element whose content the card is.
    pub(crate) fn card(&self) -> Option<Element> {
        self.find("[data-card]")
    }

    /// The card is another than that which somebody pressed last: the style sheet lets no pointer
    /// through to it for a moment.
    pub(crate) fn mark_turned(&self) {
        if let Some(card) = self.card() {
            card.set_class_name("turned");
        }
    }

    /// An element that cannot take the focus leaves it where it is.
    pub(crate) fn focus(&self, focus: Focus) {
        const WRONG: &str = ":is(input, textarea, select):not([type=hidden]):is([aria-invalid=true], [aria-invalid=true] *)";
        const FIRST: &str = ":is(input, textarea, select, a):not([type=hidden])";
        let element = match focus {
            Focus::Title => self.find("#sondage-title"),
            Focus::Control => {
                // It is the card that was there, and does not come anew.
                if let Some(card) = self.card() {
                    card.set_class_name("");
                }
                // The error stands after its question, of which there may be several; those of
                // fields are in it.
                let error = self.find("fieldset + .error");
                let question = error.and_then(|error| error.previous_element_sibling());
                question.and_then(|question| {
                    let find = |selector| question.query_selector(selector).ok().flatten();
                    find(WRONG).or_else(|| find(FIRST))
                })
            }
        };
        if let Some(element) = element {
            focus_on(&element);
        }
    }

    /// Gives the focus back to what had it before the survey came.
    pub(crate) fn restore_focus(&self) {
        if let Some(element) = &self.focused_before
            && self.find(":focus").is_some()
        {
            focus_on(element);
        }
    }

    /// Where Tab would leave the survey: goes round to its other end instead.
    pub(crate) fn keep_inside(&self, key: &KeyboardEvent) {
        // The first is the close control and the last a button, or what opens the languages, whose
        // own buttons take no focus while they are hidden; what a style hides lies between.
        let all = self.find_all("[data-sheet] :is(a, .actions button, summary, [open] button)");
        let Some(controls) = all else { return };
        let last = controls.length().wrapping_sub(1);
        let (edge, other) = if key.shift_key() { (0, last) } else { (last, 0) };
        if let (Some(edge), Some(other)) = (controls.get(edge), controls.get(other))
            && matches(edge.unchecked_ref(), ":focus")
        {
            key.prevent_default();
            focus_on(other.unchecked_ref());
        }
    }

    pub(crate) fn set_text(&self, selector: &str, text: &str) {
        if let Some(element) = self.find(selector) {
            element.set_text_content(Some(text));
        }
    }

    /// Takes all that is drawn away.
    pub(crate) fn clear(&self) {
        self.root.set_text_content(None);
    }

    /// The pairs in the card's form.
    pub(crate) fn form_pairs(&self) -> Pairs {
        let form = self.find("[data-card] form");
        let form = form.and_then(|form| FormData::new_with_form(form.unchecked_ref()).ok());
        form.map(|form| pairs(&Array::from(&form))).unwrap_or_default()
    }

    /// What is typed and chosen in the card.
    pub(crate) fn typed(&self) -> Pairs {
        let mut pairs = self.form_pairs();
        pairs.retain(|(name, value)| is_control(name) && !value.is_empty());
        pairs
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
        for (name, value) in &mut pairs {
            if value.is_empty() && self.is_half_typed(name) {
                HALF_TYPED.clone_into(value);
            }
        }
        if let Some(action) = self.action.take() {
            pairs.push(("action".to_owned(), action));
        }
        pairs
    }

    /// Half a date has no value, and is no empty answer either.
    fn is_half_typed(&self, name: &str) -> bool {
        let field = self.find(&concat(&["[name=\"", name, "\"]:invalid"]));
        field.is_some_and(|field| get(&get(&field, "validity"), "badInput").is_truthy())
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
            let Some(controls) = self.find_all(&concat(&["[name=\"", name, "\"]"])) else {
                continue;
            };
            let mut at = 0;
            while let Some(control) = controls.get(at) {
                at += 1;
                // A list and a long text have these as well.
                let control: HtmlInputElement = control.unchecked_into();
                if !["radio", "checkbox"].contains(&control.type_().as_str()) {
                    control.set_value(value);
                } else if control.value() == *value {
                    control.set_checked(true);
                }
            }
        }
    }

    /// A page was opened: the answer says so.
    pub(crate) fn note_opened(&self, link: &Element) {
        let name = link.get_attribute("data-opens").unwrap_or_default();
        if let Some(field) = self.find(&concat(&["[name=\"", &name, "\"]"])) {
            field.unchecked_into::<HtmlInputElement>().set_value("yes");
        }
    }

    /// Remembers the button of a click, for the submit that it causes. What is wrong is for the
    /// session to say, in the survey's language; the browser's own check is for pages without us.
    pub(crate) fn note_button(&self, target: &Element) {
        if let Some(button) = closest(target, "button[name=action]") {
            // A button has these as well.
            let button: HtmlInputElement = button.unchecked_into();
            button.set_form_no_validate(true);
            self.action.set(Some(button.value()));
        }
    }
}

pub(crate) fn focus_on(element: &Element) {
    // In a container whose styles go by its width, Firefox makes what is new only in a layout, and
    // until then gives the focus to nothing in it. To ask for a width is to ask for a layout.
    let _ = element.client_width();
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}

pub(crate) fn matches(element: &Element, selector: &str) -> bool {
    element.matches(selector) == Ok(true)
}

pub(crate) fn closest(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

/// The element that an event happened to.
pub(crate) fn target(event: &Event) -> Option<Element> {
    event.target().map(JsCast::unchecked_into)
}

/// Whether a field is a question's control, by its name. The names of those are ids, so they need
/// no escaping in a selector.
fn is_control(name: &str) -> bool {
    name.starts_with("q.")
}
