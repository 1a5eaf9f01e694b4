//! Scales: NPS, and ratings by numbers, stars or smileys.

use maud::{Markup, html};
use serde::Serialize;

use super::{Ask, Field, Fields};
use crate::answer::{Refusal, Shape, Value};
#[cfg(feature = "author")]
use crate::definition::reader::Table;
use crate::text::{Message, concat, fill, number};
use crate::wire::{Decode, Reader, decoded};

/// Net promoter score: eleven points, from 0 to 10 (Reichheld, "The One Number You Need to
/// Grow", Harvard Business Review, December 2003).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Nps {
    /// The words below 0; the built-in wording when absent.
    pub low: Option<String>,
    /// The words below 10; the built-in wording when absent.
    pub high: Option<String>,
}

/// A scale from 1 to `count`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rating {
    /// What the points look like.
    pub style: Style,
    /// How many points, 2 to 10; smileys 2 to 5.
    pub count: u8,
    /// The words at the low end.
    pub low: Option<String>,
    /// The words at the high end.
    pub high: Option<String>,
}

/// What the points of a rating look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Style {
    /// Their numbers.
    Numbers,
    /// Stars, filled up to the chosen one.
    Stars,
    /// Faces, from unhappy to happy.
    Smileys,
}

decoded!(Nps { low, high });
decoded!(Rating { style, count, low, high });

impl Decode for Style {
    fn decode(reader: &mut Reader<'_>) -> Self {
        match reader.variant() {
            0 => Self::Numbers,
            1 => Self::Stars,
            _ => Self::Smileys,
        }
    }
}

impl Ask for Nps {
    fn controls(&self, field: &Field<'_>) -> Markup {
        let low = self.low.as_deref().unwrap_or_else(|| field.survey.say(Message::NpsLow));
        let high = self.high.as_deref().unwrap_or_else(|| field.survey.say(Message::NpsHigh));
        points(field, 0, 10, Style::Numbers, Some(low), Some(high))
    }

    fn check(&self, value: &Value) -> Result<(), Refusal> {
        check(value, 0, 10)
    }

    fn shape(&self) -> Shape {
        Shape::Number
    }
}

impl Ask for Rating {
    fn controls(&self, field: &Field<'_>) -> Markup {
        let (low, high) = (self.low.as_deref(), self.high.as_deref());
        points(field, 1, i32::from(self.count), self.style, low, high)
    }

    fn check(&self, value: &Value) -> Result<(), Refusal> {
        check(value, 1, i32::from(self.count))
    }

    fn shape(&self) -> Shape {
        Shape::Number
    }
}

fn points(
    field: &Field<'_>,
    first: i32,
    last: i32,
    style: Style,
    low: Option<&str>,
    high: Option<&str>,
) -> Markup {
    let class = match style {
        Style::Numbers => "scale numbers",
        Style::Stars => "scale stars",
        Style::Smileys => "scale smileys",
    };
    let name = field.name();
    html! {
        div class=(class) {
            @for point in first..=last {
                label {
                    input type="radio" name=(name) value=(number(point))
                        required[field.question.required]
                        checked[field.value == Some(&Value::Number(point))]
                        aria-label=[spoken(field, style, point, last, (point == first).then_some(low).flatten().or((point == last).then_some(high).flatten()))];
                    (face(style, point, first, last))
                }
            }
        }
        @if low.is_some() || high.is_some() {
            p.ends aria-hidden="true" { span { (low.unwrap_or_default()) } span { (high.unwrap_or_default()) } }
        }
    }
}

/// What a screen reader says of a point. The words at the ends belong to the first and the last
/// point, since the line that shows them is out of the reading order.
fn spoken(
    field: &Field<'_>,
    style: Style,
    point: i32,
    last: i32,
    end: Option<&str>,
) -> Option<String> {
    let name = match style {
        Style::Numbers => number(point),
        Style::Stars | Style::Smileys => fill(field.survey.say(Message::OutOf), point, last),
    };
    match end {
        Some(end) => Some(concat(&[&name, ", ", end])),
        None => (style != Style::Numbers).then_some(name),
    }
}

fn face(style: Style, point: i32, first: i32, last: i32) -> Markup {
    match style {
        Style::Numbers => html! { span { (number(point)) } },
        Style::Stars => html! {
            svg viewBox="0 0 24 24" aria-hidden="true" {
                path d="M12 2.5l2.9 6.2 6.6.8-4.9 4.6 1.3 6.7-5.9-3.3-5.9 3.3 1.3-6.7L2.5 9.5l6.6-.8z" {}
            }
        },
        Style::Smileys => {
            // The mouth's middle moves from 11 (a frown) to 19 (a smile) across the scale.
            let middle = 11 + 8 * (point - first) / (last - first).max(1);
            let mouth = concat(&["M8 15Q12 ", &number(middle), " 16 15"]);
            html! {
                svg viewBox="0 0 24 24" aria-hidden="true" {
                    circle cx="12" cy="12" r="10" {}
                    path d="M9 9v1M15 9v1" {}
                    path d=(mouth) {}
                }
            }
        }
    }
}

pub(super) fn read(fields: &Fields<'_>) -> Option<Value> {
    let point = fields.first().filter(|point| !point.is_empty())?;
    // What is no number stays what it is, for the check to refuse.
    Some(whole(point).map_or_else(|| Value::Text(point.into()), Value::Number))
}

/// Digits as a number, where it is one that a scale could have. `str::parse` reads any number
/// of any type, and is five times the code.
fn whole(digits: &str) -> Option<i32> {
    // Nine digits always fit.
    if digits.len() > 9 {
        return None;
    }
    let mut number = 0;
    for c in digits.chars() {
        number = number * 10 + i32::try_from(c.to_digit(10)?).ok()?;
    }
    Some(number)
}

fn check(value: &Value, first: i32, last: i32) -> Result<(), Refusal> {
    match value {
        Value::Number(point) if (first..=last).contains(point) => Ok(()),
        Value::Number(_) => Err(Refusal::OffScale(last)),
        _ => Err(Refusal::WrongShape),
    }
}

#[cfg(feature = "author")]
impl Nps {
    pub(super) fn parse(table: &mut Table<'_>) -> Self {
        Self { low: table.text("low"), high: table.text("high") }
    }

    pub(super) fn schema() -> serde_json::Value {
        serde_json::json!({
            "low": { "type": "string", "description": "The words below 0." },
            "high": { "type": "string", "description": "The words below 10." },
        })
    }

    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        ends(&mut self.low, &mut self.high)
    }
}

#[cfg(feature = "author")]
impl Rating {
    pub(super) fn parse(table: &mut Table<'_>) -> Self {
        let styles =
            [("numbers", Style::Numbers), ("stars", Style::Stars), ("smileys", Style::Smileys)];
        let style = table.one_of("style", &styles).unwrap_or(Style::Numbers);
        let most = if style == Style::Smileys { 5 } else { 10 };
        let count = table.number("count", 2, most).unwrap_or(5);
        Self {
            style,
            count: u8::try_from(count).unwrap_or(5),
            low: table.text("low"),
            high: table.text("high"),
        }
    }

    pub(super) fn schema() -> serde_json::Value {
        serde_json::json!({
            "style": { "enum": ["numbers", "stars", "smileys"], "default": "numbers" },
            "count": { "type": "integer", "minimum": 2, "maximum": 10, "default": 5 },
            "low": { "type": "string", "description": "The words at the low end." },
            "high": { "type": "string", "description": "The words at the high end." },
        })
    }

    pub(super) fn texts(&mut self) -> Vec<(String, &mut String)> {
        ends(&mut self.low, &mut self.high)
    }
}

#[cfg(feature = "author")]
fn ends<'a>(
    low: &'a mut Option<String>,
    high: &'a mut Option<String>,
) -> Vec<(String, &'a mut String)> {
    let low = low.as_mut().map(|text| ("low".to_owned(), text));
    let high = high.as_mut().map(|text| ("high".to_owned(), text));
    low.into_iter().chain(high).collect()
}
