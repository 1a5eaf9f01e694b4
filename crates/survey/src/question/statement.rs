//! Statement: a text without a question.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{Ask, Field};
use crate::answer::{Form, Refusal, Shape, Value};
#[cfg(feature = "author")]
use crate::definition::reader::Table;

/// A text without a question: the prompt and the description are all there is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {}

impl Ask for Statement {
    fn controls(&self, _: &Field<'_>) -> Markup {
        html! {}
    }

    fn read(&self, _: Form<'_>, _: &str) -> Option<Value> {
        None
    }

    fn check(&self, _: &Value) -> Result<(), Refusal> {
        Err(Refusal::WrongShape)
    }

    fn shape(&self) -> Shape {
        Shape::Nothing
    }

    fn words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(feature = "author")]
impl Statement {
    pub(super) fn parse(_: &mut Table<'_>) -> Self {
        Self {}
    }

    pub(super) fn schema() -> serde_json::Value {
        serde_json::json!({})
    }

    #[expect(clippy::unused_self, reason = "the list of kinds calls every room in the same way")]
    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        Vec::new()
    }
}
