//! Several fields on one card: contact, address, the author's own.

use super::number::NUMBER_LENGTH;
use super::text::Line;
use super::{Around, Field, Room, Summary, countries};
use crate::source::{Address, Bound, Contact, Input, Inputs};
use maud::{Markup, html};
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Ask, Format, Options, Part, Parts, Range, RelativeDay, TextRule};
use sondage_survey::text::Message;

/// A field that is built in.
#[derive(Clone, Copy, Debug)]
struct BuiltIn {
    id: &'static str,
    label: Message,
    /// The token of HTML's autofill, 4.10.18.7 of the living standard.
    autocomplete: &'static str,
    format: Format,
}

const fn built_in(
    id: &'static str,
    label: Message,
    autocomplete: &'static str,
    format: Format,
) -> BuiltIn {
    BuiltIn { id, label, autocomplete, format }
}

const CONTACT: [BuiltIn; 5] = [
    built_in("first_name", Message::FirstName, "given-name", Format::Plain),
    built_in("last_name", Message::LastName, "family-name", Format::Plain),
    built_in("email", Message::Email, "email", Format::Email),
    built_in("phone", Message::Phone, "tel", Format::Phone),
    built_in("company", Message::Company, "organization", Format::Plain),
];

const ADDRESS: [BuiltIn; 6] = [
    built_in("street", Message::Street, "address-line1", Format::Plain),
    built_in("line_2", Message::Line2, "address-line2", Format::Plain),
    built_in("postcode", Message::Postcode, "postal-code", Format::Plain),
    built_in("city", Message::City, "address-level2", Format::Plain),
    built_in("region", Message::Region, "address-level1", Format::Plain),
    built_in("country", Message::Country, "country", Format::Plain),
];

/// Fields of a built-in set, in the author's order, with whether each is required.
#[derive(Clone, Debug)]
struct Chosen(Vec<(BuiltIn, bool)>);

impl Chosen {
    fn new(
        known: &[BuiltIn],
        fields: Option<&Vec<String>>,
        required: Option<&Vec<String>>,
    ) -> Self {
        let is_required = |id: &str| required.into_iter().flatten().any(|name| name == id);
        let field = |id: &str| {
            let field = known.iter().find(|field| field.id == id)?;
            Some((*field, is_required(id)))
        };
        Self(match fields {
            Some(names) => names.iter().filter_map(|name| field(name)).collect(),
            None => known.iter().filter_map(|known| field(known.id)).collect(),
        })
    }

    fn ask(&self, around: &Around<'_>) -> Ask {
        let part = |(field, required): &(BuiltIn, bool)| Part {
            id: field.id.to_owned(),
            label: around.wording.get(field.label).to_owned(),
            required: *required,
            fixed: false,
            show_if: None,
            ask: if field.id == "country" {
                let items = countries::items(around.locale);
                Ask::Choice(Options { items, other: false, shuffle: false, pick: 0 })
            } else {
                let most = if field.format == Format::Phone { 40 } else { 255 };
                Ask::Text(TextRule { format: field.format, ..TextRule::line(most) })
            },
        };
        let parts = self.0.iter().map(part).collect();
        Ask::Parts(Parts { parts, every: false, shuffle: false })
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let is_any_required = field.required() || self.0.iter().any(|(_, required)| *required);
        html! {
            div.fields {
                @for (place, (built_in, required)) in self.0.iter().enumerate() {
                    @let label = field.built_in(built_in.label);
                    (Self::labelled(field, place, built_in, &mark(field, &label, *required || !is_any_required)))
                }
            }
        }
    }

    fn labelled(field: &Field<'_>, place: usize, built_in: &BuiltIn, label: &Markup) -> Markup {
        let name = format!("{}.{}", field.name(), built_in.id);
        let error = format!("{name}.error");
        if built_in.id == "country" {
            return html! {
                div.field {
                    label for=(name) { (label) }
                    select id=(name) name=(name) autocomplete="country" data-slot=(field.part_invalid(place))
                        aria-describedby=[field.part_described_by(place, &error)]
                        data-slot=[field.part_described_if_wrong(place, &error)] {
                        option value="" lang=[field.pen.wording_language()] { (field.say(Message::Choose)) }
                        (countries::entries_of(field, &name))
                    }
                    (field.part_error(place, &error))
                }
            };
        }
        let input = match built_in.format {
            Format::Email => "email",
            Format::Phone => "tel",
            _ => "text",
        };
        html! {
            div.field {
                label for=(name) { (label) }
                input type=(input) id=(name) name=(name) data-slot=(field.slots().value(&name)) maxlength="255"
                    autocomplete=(built_in.autocomplete) data-slot=(field.part_invalid(place))
                    aria-describedby=[field.part_described_by(place, &error)]
                    data-slot=[field.part_described_if_wrong(place, &error)];
                (field.part_error(place, &error))
            }
        }
    }
}

/// A field's label, with a word where it may be left open beside others that may not.
fn mark(field: &Field<'_>, label: &Markup, is_plain: bool) -> Markup {
    html! {
        (label)
        @if !is_plain { " " span.optional { (field.built_in(Message::Optional)) } }
    }
}

macro_rules! sets {
    ($($kind:ident = $known:ident;)+) => {$(
        impl Room for $kind {
            fn ask(&self, around: &Around<'_>) -> Ask {
                let required = self.required_fields.as_ref();
                Chosen::new(&$known, self.fields.as_ref(), required).ask(around)
            }

            fn controls(&self, field: &Field<'_>) -> Markup {
                let required = self.required_fields.as_ref();
                Chosen::new(&$known, self.fields.as_ref(), required).controls(field)
            }

            fn summary(&self) -> Summary {
                Summary::Parts
            }
        }
    )+};
}

sets! {
    Contact = CONTACT;
    Address = ADDRESS;
}

impl Room for Inputs {
    fn ask(&self, _: &Around<'_>) -> Ask {
        let far = Decimal::whole(i32::MAX);
        let number = |input: &Input| {
            let tenth = |step: Decimal, _| step.over(Decimal::whole(10));
            let step = |decimals: u32| (0..decimals).fold(Decimal::whole(1), tenth);
            let bound = |bound: Option<&Bound>| bound.and_then(Bound::number);
            Range {
                min: bound(input.min.as_ref()).unwrap_or(Decimal::ZERO.minus(far)),
                max: bound(input.max.as_ref()).unwrap_or(far),
                step: input.decimals.map_or(Decimal::MILLIONTH, step),
            }
        };
        let part = |input: &Input| Part {
            id: input.id.clone(),
            label: input.label.text.clone(),
            required: input.required,
            fixed: false,
            show_if: None,
            ask: Line::of_input(input)
                .map_or_else(|| Ask::Number(number(input)), |line| Ask::Text(line.rule)),
        };
        let parts = self.inputs.iter().map(part).collect();
        Ask::Parts(Parts { parts, every: false, shuffle: false })
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let is_any_required = field.required() || self.inputs.iter().any(|input| input.required);
        html! {
            div.fields {
                @for (place, input) in self.inputs.iter().enumerate() {
                    @let name = format!("{}.{}", field.name(), input.id);
                    @let error = format!("{name}.error");
                    @let line = Line::of_input(input);
                    @let look = line.as_ref().map(Line::look);
                    @let bound = |text: Option<&String>| text.filter(|text| !text.is_empty() && RelativeDay::parse(text).is_none()).cloned();
                    @let rule = line.as_ref().map(|line| &line.rule);
                    div.field {
                        label for=(name) { (mark(field, &field.plain(&input.label), input.required || !is_any_required)) }
                        input type=(look.as_ref().map_or("text", |look| look.input)) id=(name) name=(name)
                            inputmode=[look.as_ref().map_or(Some("decimal"), |look| look.keyboard)]
                            dir=[field.ltr().filter(|_| look.as_ref().is_none_or(|look| look.is_ltr))]
                            data-part=[line.as_ref().and_then(Line::part)]
                            data-slot=(field.slots().value(&name)) maxlength=(rule.map_or(NUMBER_LENGTH, |rule| rule.max_length))
                            min=[bound(rule.map(|rule| &rule.min))] max=[bound(rule.map(|rule| &rule.max))]
                            placeholder=[line.as_ref().and_then(|line| line.placeholder).map(|text| &text.text)]
                            autocomplete=[look.and_then(|look| look.autocomplete)]
                            data-slot=(field.part_invalid(place)) aria-describedby=[field.part_described_by(place, &error)]
                            data-slot=[field.part_described_if_wrong(place, &error)];
                        (field.part_error(place, &error))
                    }
                }
            }
        }
    }

    fn script(&self) -> Option<&'static str> {
        self.inputs.iter().find_map(|input| Line::of_input(input)?.part())
    }

    fn summary(&self) -> Summary {
        Summary::Parts
    }
}
