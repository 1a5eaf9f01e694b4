//! Numbers: typed, or by a slider.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::{Text, Texts, maybe};
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Ask, Range};
use sondage_survey::text::Message;

/// How far a number may be from nought: fifteen digits, of which JSON, whose numbers are doubles,
/// loses none.
fn far(decimals: i32) -> (Decimal, Decimal) {
    let mut far = Decimal::parse("1000000000000").unwrap_or_default();
    for _ in 3..decimals {
        far = far.over(Decimal::whole(10));
    }
    (Decimal::ZERO.minus(far), far)
}

/// A number.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    range: Range,
    placeholder: Option<Text>,
    unit: Option<Text>,
}

impl Number {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let decimals = table.number("decimals", 0, 6).unwrap_or(0);
        let mut step = Decimal::whole(1);
        for _ in 0..decimals {
            step = step.over(Decimal::whole(10));
        }
        // Counted from nought, and not from the lowest, as people write them.
        let (lowest, highest) = far(decimals);
        let min = table.decimal("min", (lowest, highest)).unwrap_or(lowest);
        let max = table.decimal("max", (min, highest)).unwrap_or(highest);
        if !min.is_step(Decimal::ZERO, step) {
            table.problem("min", "the lowest number has more \"decimals\" than are allowed");
        }
        let range = Range { min, max, step };
        Some(Self { range, placeholder: table.words("placeholder"), unit: table.words("unit") })
    }

    pub(super) fn schema() -> Json {
        json!({
            "min": { "type": "number" },
            "max": { "type": "number" },
            "decimals": { "type": "integer", "minimum": 0, "maximum": 6, "default": 0 },
            "placeholder": { "type": "string", "description": "An example in the empty field." },
            "unit": { "type": "string", "description": "What stands behind the number." },
        })
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        let placeholder = maybe("placeholder", &mut self.placeholder);
        placeholder.into_iter().chain(maybe("unit", &mut self.unit)).collect()
    }
}

impl Room for Number {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Number(self.range.clone())
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let placeholder = self.placeholder.as_ref().map(|text| text.text.as_str());
        typed(field, &self.range, placeholder, self.unit.as_ref())
    }

    fn summary(&self) -> Summary {
        Summary::Numbers
    }
}

/// A field for a number. It is a text with a numeric keyboard, since a number field changes with
/// the mouse wheel and hides what it cannot read.
fn typed(
    field: &Field<'_>,
    range: &Range,
    placeholder: Option<&str>,
    unit: Option<&Text>,
) -> Markup {
    let name = field.name();
    let is_whole = range.step == Decimal::whole(1);
    html! {
        div.unit {
            input type="text" inputmode=(if is_whole { "numeric" } else { "decimal" }) name=(name)
                data-slot=(field.slots().value(&name)) maxlength="20" placeholder=[placeholder] autocomplete="off"
                required[field.required()] aria-labelledby="sondage-title"
                aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()]
                data-slot=(field.invalid());
            @if let Some(unit) = unit { span { (field.plain(unit)) } }
        }
    }
}

/// A number by a slider. The field beside it is what counts: it can be typed in, it is empty
/// until something is chosen, and it is there without scripts.
#[derive(Clone, Debug)]
pub(crate) struct Slider {
    range: Range,
    low: Option<Text>,
    high: Option<Text>,
    unit: Option<Text>,
}

impl Slider {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let (lowest, highest) = far(6);
        let min = table.decimal("min", (lowest, highest)).unwrap_or(Decimal::ZERO);
        let max = table.decimal("max", (min, highest)).unwrap_or(min.plus(Decimal::whole(100)));
        let least = Decimal::parse("0.000001").unwrap_or_default();
        let step = table.decimal("step", (least, max.minus(min))).unwrap_or(Decimal::whole(1));
        if max == min {
            table.problem("max", "a slider has room to move: let \"max\" be above \"min\"");
        }
        Some(Self {
            range: Range { min, max, step },
            low: table.words("low"),
            high: table.words("high"),
            unit: table.words("unit"),
        })
    }

    pub(super) fn schema() -> Json {
        json!({
            "min": { "type": "number", "default": 0 },
            "max": { "type": "number", "default": 100 },
            "step": { "type": "number", "exclusiveMinimum": 0, "default": 1 },
            "low": { "type": "string" },
            "high": { "type": "string" },
            "unit": { "type": "string" },
        })
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        let ends = maybe("low", &mut self.low).into_iter().chain(maybe("high", &mut self.high));
        ends.chain(maybe("unit", &mut self.unit)).collect()
    }
}

impl Room for Slider {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Number(self.range.clone())
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let Range { min, max, step } = &self.range;
        html! {
            div.slider data-part="slider" data-empty=(field.say(Message::NoAnswer)) {
                input type="range" min=(min.to_text()) max=(max.to_text()) step=(step.to_text())
                    aria-labelledby="sondage-title" aria-describedby=[field.described_by()];
                @if self.low.is_some() || self.high.is_some() {
                    p.ends {
                        span { @if let Some(low) = &self.low { (field.plain(low)) } }
                        span { @if let Some(high) = &self.high { (field.plain(high)) } }
                    }
                }
                (typed(field, &self.range, None, self.unit.as_ref()))
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Numbers
    }

    fn script(&self) -> Option<&'static str> {
        Some("slider")
    }
}
