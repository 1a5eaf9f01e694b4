//! Numbers: typed, or by a slider.

use super::{Around, Field, Room, Summary};
use crate::source::{Number, Slider, Text};
use maud::{Markup, html};
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Ask, Range};
use sondage_survey::text::Message;

/// The most characters of a number as people type it: twelve digits and six, with signs between them.
pub(super) const NUMBER_LENGTH: u16 = 30;

/// The numbers that a field takes.
fn range(number: &Number) -> Range {
    let (min, max) = number.bounds();
    Range { min, max, step: number.step() }
}

/// The numbers that a slider gives.
fn span(slider: &Slider) -> Range {
    let (min, max) = slider.bounds();
    Range { min, max, step: slider.step.unwrap_or(Decimal::whole(1)) }
}

impl Room for Number {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Number(range(self))
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let placeholder = self.placeholder.as_ref().map(|text| text.text.as_str());
        typed(field, &range(self), placeholder, self.unit.as_ref())
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
            input type="text" inputmode=(if is_whole { "numeric" } else { "decimal" }) dir=[field.ltr()] name=(name)
                data-slot=(field.slots().value(&name)) maxlength=(NUMBER_LENGTH) placeholder=[placeholder] autocomplete="off"
                required[field.required()] aria-labelledby=(field.own_id("sondage-title"))
                aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()]
                data-slot=(field.invalid()) data-slot=[field.not_yet_invalid()];
            @if let Some(unit) = unit { span { (field.plain(unit)) } }
        }
    }
}

/// A number by a slider. The field beside it is what counts: it can be typed in, it is empty
/// until something is chosen, and it is there without scripts.
impl Room for Slider {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Ask::Number(span(self))
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let span = span(self);
        let Range { min, max, step } = &span;
        html! {
            div.slider data-part="slider" data-empty=(field.say(Message::NoAnswer)) data-decimal=[field.decimal_comma()] {
                input type="range" min=(min.to_text()) max=(max.to_text()) step=(step.to_text())
                    aria-labelledby=(field.own_id("sondage-title")) aria-describedby=[field.described_by()];
                @if self.low.is_some() || self.high.is_some() {
                    p.ends {
                        span { @if let Some(low) = &self.low { (field.plain(low)) } }
                        span { @if let Some(high) = &self.high { (field.plain(high)) } }
                    }
                }
                (typed(field, &span, None, self.unit.as_ref()))
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
