//! Choices: one or several of a list, with "other".

use maud::{Markup, html};
use serde::Serialize;

use super::{Ask, Field, Fields};
use crate::answer::{Picked, Refusal, Shape, Value, clean, length};
#[cfg(feature = "author")]
use crate::definition::reader::Table;
use crate::text::{Message, concat, number};
use crate::wire::decoded;

/// The form value of "other". An id begins with a letter or a digit, so none can be the same.
pub const OTHER: &str = "+other";

/// The most characters under "other": what one Braze string takes.
const OTHER_LENGTH: u16 = 255;

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// Names the option in conditions, links, the relay and Braze.
    pub id: String,
    /// What the respondent reads.
    pub label: String,
}

/// One of several options.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SingleChoice {
    /// At least one.
    pub options: Vec<Choice>,
    /// Offers "other" with a text field.
    pub other: bool,
}

/// Any of several options.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MultipleChoice {
    /// At least one.
    pub options: Vec<Choice>,
    /// Offers "other" with a text field.
    pub other: bool,
    /// The fewest that can be chosen, once any is.
    pub min: Option<u8>,
    /// The most that can be chosen.
    pub max: Option<u8>,
}

decoded!(Choice { id, label });
decoded!(SingleChoice { options, other });
decoded!(MultipleChoice { options, other, min, max });

impl Ask for SingleChoice {
    fn controls(&self, field: &Field<'_>) -> Markup {
        let picked = match field.value {
            Some(Value::Choice(picked)) => std::slice::from_ref(picked),
            _ => &[],
        };
        list(field, "radio", &self.options, self.other, picked)
    }

    fn check(&self, value: &Value) -> Result<(), Refusal> {
        match value {
            Value::Choice(picked) => known(picked, &self.options, self.other),
            _ => Err(Refusal::WrongShape),
        }
    }

    fn shape(&self) -> Shape {
        Shape::Choice
    }

    fn options(&self) -> &[Choice] {
        &self.options
    }
}

impl Ask for MultipleChoice {
    fn controls(&self, field: &Field<'_>) -> Markup {
        let picked = match field.value {
            Some(Value::Choices(picked)) => picked.as_slice(),
            _ => &[],
        };
        list(field, "checkbox", &self.options, self.other, picked)
    }

    fn check(&self, value: &Value) -> Result<(), Refusal> {
        let Value::Choices(picked) = value else { return Err(Refusal::WrongShape) };
        for (place, one) in picked.iter().enumerate() {
            known(one, &self.options, self.other)?;
            if picked.iter().take(place).any(|before| is_same(before, one)) {
                return Err(Refusal::UnknownOption);
            }
        }
        let count = u8::try_from(picked.len()).unwrap_or(u8::MAX);
        match (self.min, self.max) {
            _ if count == 0 => Err(Refusal::TooFew(1)),
            (Some(min), _) if count < min => Err(Refusal::TooFew(min.into())),
            (_, Some(max)) if count > max => Err(Refusal::TooMany(max.into())),
            _ => Ok(()),
        }
    }

    fn shape(&self) -> Shape {
        Shape::Choices
    }

    fn options(&self) -> &[Choice] {
        &self.options
    }
}

pub(super) fn read_one(fields: &Fields<'_>) -> Option<Value> {
    let id = fields.first().filter(|id| !id.is_empty())?;
    Some(Value::Choice(pick(fields, id)))
}

pub(super) fn read_all(fields: &Fields<'_>) -> Option<Value> {
    let mut picked = Vec::new();
    for id in fields.form.all(&fields.name) {
        picked.push(pick(fields, id));
    }
    (!picked.is_empty()).then_some(Value::Choices(picked))
}

fn list(
    field: &Field<'_>,
    input: &str,
    options: &[Choice],
    other: bool,
    picked: &[Picked],
) -> Markup {
    let name = field.name();
    let required = input == "radio" && field.question.required;
    let is_on = |id: &str| picked.iter().any(|one| matches!(one, Picked::Option(on) if on == id));
    let written = picked.iter().find_map(|one| match one {
        Picked::Other(text) => Some(text.as_str()),
        Picked::Option(_) => None,
    });
    let option =
        |id: &str, is_on, label: &str| tick(input, &name, id, required, is_on, None, label);
    html! {
        div.options {
            @for one in options { (option(&one.id, is_on(&one.id), &one.label)) }
            @if other {
                div.other {
                    (option(OTHER, written.is_some(), field.survey.say(Message::Other)))
                    input type="text" name=(other_name(&name)) maxlength=(number(OTHER_LENGTH.into())) value=[written]
                        aria-label=(field.survey.say(Message::OtherText))
                        aria-describedby=[field.described_by()];
                }
            }
        }
    }
}

/// A control to tick, with its words.
pub(super) fn tick(
    input: &str,
    name: &str,
    value: &str,
    is_required: bool,
    is_on: bool,
    described_by: Option<&str>,
    words: &str,
) -> Markup {
    html! {
        label {
            input type=(input) name=(name) value=(value) required[is_required] checked[is_on]
                aria-describedby=[described_by];
            span { (words) }
        }
    }
}

fn other_name(name: &str) -> String {
    concat(&[name, ".other"])
}

fn pick(fields: &Fields<'_>, id: &str) -> Picked {
    if id == OTHER {
        Picked::Other(clean(fields.form.first(&other_name(&fields.name)).unwrap_or_default()))
    } else {
        Picked::Option(id.into())
    }
}

fn known(picked: &Picked, options: &[Choice], other: bool) -> Result<(), Refusal> {
    match picked {
        Picked::Option(id) if options.iter().any(|option| option.id == *id) => Ok(()),
        Picked::Other(text) if other && text.is_empty() => Err(Refusal::OtherEmpty),
        Picked::Other(text) if other && length(text) > OTHER_LENGTH.into() => {
            Err(Refusal::TooLong(OTHER_LENGTH.into()))
        }
        Picked::Other(_) if other => Ok(()),
        _ => Err(Refusal::UnknownOption),
    }
}

/// Whether two are of the same option; whatever is written under "other", it is one option.
fn is_same(one: &Picked, two: &Picked) -> bool {
    match (one, two) {
        (Picked::Option(one), Picked::Option(two)) => one == two,
        (Picked::Other(_), Picked::Other(_)) => true,
        _ => false,
    }
}

/// What a respondent read of an option, or wrote.
pub(super) fn label(picked: &Picked, options: &[Choice]) -> String {
    match picked {
        Picked::Other(text) => text.clone(),
        Picked::Option(id) => options
            .iter()
            .find(|option| option.id == *id)
            .map_or(id, |option| &option.label)
            .clone(),
    }
}

#[cfg(feature = "author")]
impl SingleChoice {
    pub(super) fn parse(table: &mut Table<'_>) -> Self {
        Self { options: parse_options(table), other: table.flag("other") }
    }

    pub(super) fn schema() -> serde_json::Value {
        serde_json::json!({ "options": options_schema(), "other": { "type": "boolean", "default": false } })
    }

    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        labels(&mut self.options)
    }
}

#[cfg(feature = "author")]
impl MultipleChoice {
    pub(super) fn parse(table: &mut Table<'_>) -> Self {
        let options = parse_options(table);
        let other = table.flag("other");
        let most =
            i32::try_from(options.len() + usize::from(other)).unwrap_or(i32::MAX).clamp(1, 255);
        let min = table.number("min", 1, most);
        let max = table.number("max", min.unwrap_or(1), most);
        let narrow = |n: i32| u8::try_from(n).unwrap_or(u8::MAX);
        Self { options, other, min: min.map(narrow), max: max.map(narrow) }
    }

    pub(super) fn schema() -> serde_json::Value {
        serde_json::json!({
            "options": options_schema(),
            "other": { "type": "boolean", "default": false },
            "min": { "type": "integer", "minimum": 1, "maximum": 255 },
            "max": { "type": "integer", "minimum": 1, "maximum": 255 },
        })
    }

    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        labels(&mut self.options)
    }
}

#[cfg(feature = "author")]
fn parse_options(table: &mut Table<'_>) -> Vec<Choice> {
    let mut ids = Vec::new();
    let options = table.tables("options", |option| {
        let id = option.id("id", &mut ids);
        let label = option.required_text("label");
        id.zip(label).map(|(id, label)| Choice { id, label })
    });
    table.require("options");
    options
}

#[cfg(feature = "author")]
fn options_schema() -> serde_json::Value {
    serde_json::json!({
        "type": "array",
        "minItems": 1,
        "maxItems": 500,
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["id", "label"],
            "properties": { "id": { "$ref": "#/$defs/id" }, "label": { "$ref": "#/$defs/text" } },
        },
    })
}

#[cfg(feature = "author")]
fn labels(options: &mut [Choice]) -> Vec<(String, &mut String)> {
    options.iter_mut().map(|option| (format!("options.{}", option.id), &mut option.label)).collect()
}
