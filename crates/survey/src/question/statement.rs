//! Statement: a text without a question.

use maud::{Markup, html};
use serde::Serialize;

use super::{Ask, Field};
use crate::answer::{Refusal, Shape, Value};
#[cfg(feature = "author")]
use crate::definition::reader::Table;
use crate::wire::{Decode, Reader};

/// A text without a question: the prompt and the description are all there is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {}

impl Decode for Statement {
    fn decode(_: &mut Reader<'_>) -> Self {
        Self {}
    }
}

impl Ask for Statement {
    fn controls(&self, _: &Field<'_>) -> Markup {
        html! {}
    }

    fn check(&self, _: &Value) -> Result<(), Refusal> {
        Err(Refusal::WrongShape)
    }

    fn shape(&self) -> Shape {
        Shape::Nothing
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
