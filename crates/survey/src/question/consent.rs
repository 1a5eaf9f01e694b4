//! Consent: a box to tick.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{Ask, Field};
use crate::answer::{Form, Refusal, Shape, Value};
#[cfg(feature = "author")]
use crate::definition::reader::Table;
use crate::text::Message;

/// A box to tick. Left open it is an answer too: no. Where it is required, only a tick passes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// The words beside the box; the built-in wording when absent.
    pub label: Option<String>,
}

impl Ask for Consent {
    fn controls(&self, field: &Field<'_>) -> Markup {
        html! {
            div.options {
                label {
                    input type="checkbox" name=(field.name()) value="yes"
                        required[field.question.required]
                        checked[field.value == Some(&Value::Consent(true))]
                        aria-describedby=[field.described_by()];
                    span { (self.label.as_deref().unwrap_or_else(|| field.survey.say(Message::Agree))) }
                }
            }
        }
    }

    fn read(&self, form: Form<'_>, name: &str) -> Option<Value> {
        Some(Value::Consent(form.first(name) == Some("yes")))
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

    fn words(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Consent(given) => vec![if *given { "true" } else { "false" }.to_owned()],
            _ => Vec::new(),
        }
    }
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
