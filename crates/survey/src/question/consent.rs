//! Consent: a box to tick.

use maud::{Markup, html};
use serde::Serialize;

use super::choice::tick;
use super::{Ask, Field, Fields};
use crate::answer::{Refusal, Shape, Value};
#[cfg(feature = "author")]
use crate::definition::reader::Table;
use crate::text::Message;
use crate::wire::decoded;

/// A box to tick. Left open it is an answer too: no. Where it is required, only a tick passes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Consent {
    /// The words beside the box; the built-in wording when absent.
    pub label: Option<String>,
}

decoded!(Consent { label });

impl Ask for Consent {
    fn controls(&self, field: &Field<'_>) -> Markup {
        let words = self.label.as_deref().unwrap_or_else(|| field.survey.say(Message::Agree));
        let is_on = field.value == Some(&Value::Consent(true));
        let required = field.question.required;
        html! {
            div.options {
                (tick("checkbox", &field.name(), "yes", required, is_on, field.described_by(), words))
            }
        }
    }

    fn check(&self, value: &Value) -> Result<(), Refusal> {
        match value {
            Value::Consent(_) => Ok(()),
            _ => Err(Refusal::WrongShape),
        }
    }

    fn shape(&self) -> Shape {
        Shape::Consent
    }
}

pub(super) fn read(fields: &Fields<'_>) -> Value {
    Value::Consent(fields.first() == Some("yes"))
}

#[cfg(feature = "author")]
impl Consent {
    pub(super) fn parse(table: &mut Table<'_>) -> Self {
        Self { label: table.text("label") }
    }

    pub(super) fn schema() -> serde_json::Value {
        serde_json::json!({ "label": { "type": "string", "description": "The words beside the box." } })
    }

    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        self.label.as_mut().map(|text| ("label".to_owned(), text)).into_iter().collect()
    }
}
