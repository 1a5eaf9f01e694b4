//! Several fields on one card: contact, address, the author's own.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::text::Line;
use super::{Around, Field, Room, Summary, countries};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::{Text, Texts, maybe};
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Ask, Format, Options, Part, Parts, Range};
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
    fn read(table: &mut Table<'_>, known: &[BuiltIn]) -> Self {
        let mut list = |key| {
            let names = table.texts(key);
            let ids: Vec<_> = known.iter().map(|field| field.id).collect();
            for (at, name) in names.iter().flatten().enumerate() {
                let is_twice = names.iter().flatten().take(at).any(|before| before == name);
                if !ids.contains(&name.as_str()) || is_twice {
                    let ids = ids.join(", ");
                    table.problem(key, &format!("\"{name}\" is none of {ids}, or there twice"));
                }
            }
            names
        };
        let fields = list("fields");
        let required = list("required_fields").unwrap_or_default();
        let all = || known.iter().map(|field| field.id.to_owned()).collect();
        let names: Vec<String> = fields.unwrap_or_else(all);
        if let Some(missing) = required.iter().find(|name| !names.contains(name)) {
            table.problem("required_fields", &format!("\"{missing}\" is not among the \"fields\""));
        }
        let field = |name: &String| {
            let field = known.iter().find(|field| field.id == name)?;
            Some((*field, required.contains(name)))
        };
        Self(names.iter().filter_map(field).collect())
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
                Ask::Text(sondage_survey::ask::TextRule {
                    format: field.format,
                    ..sondage_survey::ask::TextRule::line(most)
                })
            },
        };
        let parts = self.0.iter().map(part).collect();
        Ask::Parts(Parts { parts, every: false, shuffle: false })
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        html! {
            div.fields {
                @for (place, (built_in, required)) in self.0.iter().enumerate() {
                    @let label = field.built_in(built_in.label);
                    (self.labelled(field, place, built_in, &mark(field, &label, *required)))
                }
            }
        }
    }

    fn labelled(
        &self,
        field: &Field<'_>,
        place: usize,
        built_in: &BuiltIn,
        label: &Markup,
    ) -> Markup {
        let name = format!("{}.{}", field.name(), built_in.id);
        if built_in.id == "country" {
            return html! {
                label.field {
                    span { (label) }
                    select name=(name) autocomplete="country" data-slot=(field.part_invalid(place))
                        aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()] {
                        option value="" lang=[field.compiler.wording_language()] { (field.say(Message::Choose)) }
                        (countries::entries_of(field, &name))
                    }
                }
            };
        }
        let input = match built_in.format {
            Format::Email => "email",
            Format::Phone => "tel",
            _ => "text",
        };
        html! {
            label.field {
                span { (label) }
                input type=(input) name=(name) data-slot=(field.slots().value(&name)) maxlength="255"
                    autocomplete=(built_in.autocomplete) data-slot=(field.part_invalid(place))
                    aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()];
            }
        }
    }
}

/// A field's label, with a word where it may be left open beside others that may not.
fn mark(field: &Field<'_>, label: &Markup, is_required: bool) -> Markup {
    html! {
        (label)
        @if !is_required && field.required() { " " span.optional { (field.built_in(Message::Optional)) } }
    }
}

macro_rules! sets {
    ($($(#[$doc:meta])* $kind:ident = $known:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(crate) struct $kind(Chosen);

        impl $kind {
            pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
                Some(Self(Chosen::read(table, &$known)))
            }

            pub(super) fn schema() -> Json {
                let ids: Vec<_> = $known.iter().map(|field| field.id).collect();
                let list = json!({ "type": "array", "uniqueItems": true, "items": { "enum": ids } });
                json!({ "fields": list, "required_fields": list })
            }

            pub(super) fn texts(&mut self) -> Texts<'_> {
                Texts::new()
            }
        }

        impl Room for $kind {
            fn ask(&self, around: &Around<'_>) -> Ask {
                self.0.ask(around)
            }

            fn controls(&self, field: &Field<'_>) -> Markup {
                self.0.controls(field)
            }

            fn summary(&self) -> Summary {
                Summary::Parts
            }
        }
    )+};
}

sets! {
    /// Who someone is.
    Contact = CONTACT;
    /// Where someone lives.
    Address = ADDRESS;
}

/// Several fields of the author's own.
#[derive(Clone, Debug)]
pub(crate) struct Inputs(Vec<Input>);

#[derive(Clone, Debug)]
struct Input {
    id: String,
    label: Text,
    required: bool,
    /// `None` for a number.
    line: Option<Line>,
}

const TYPES: [(&str, Option<Format>); 7] = [
    ("short_text", Some(Format::Plain)),
    ("number", None),
    ("email", Some(Format::Email)),
    ("phone", Some(Format::Phone)),
    ("url", Some(Format::Url)),
    ("date", Some(Format::Date)),
    ("time", Some(Format::Time)),
];

impl Inputs {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let mut ids = Vec::new();
        let inputs = table.tables("inputs", |table| {
            let id = table.id("id", &mut ids);
            let label = table.required_words("label");
            let required = table.flag("required");
            let format = table.one_of("type", &TYPES).unwrap_or(Some(Format::Plain));
            let line = format.map(|format| Line::read(table, format));
            Some(Input { id: id?, label: label?, required, line })
        });
        table.require("inputs");
        Some(Self(inputs))
    }

    pub(super) fn schema() -> Json {
        let types: Vec<_> = TYPES.iter().map(|(name, _)| *name).collect();
        json!({ "inputs": {
            "type": "array", "minItems": 1, "maxItems": 30,
            "items": {
                "type": "object", "additionalProperties": false, "required": ["id", "label"],
                "properties": {
                    "id": { "$ref": "#/$defs/id" },
                    "label": { "$ref": "#/$defs/text" },
                    "type": { "enum": types, "default": "short_text" },
                    "required": { "type": "boolean", "default": false },
                    "placeholder": { "type": "string" },
                    "min_length": { "type": "integer", "minimum": 1, "maximum": 255 },
                    "max_length": { "type": "integer", "minimum": 1, "maximum": 255 },
                    "min": { "type": "string" },
                    "max": { "type": "string" },
                },
            },
        } })
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        let mut texts = Texts::new();
        for input in &mut self.0 {
            let path = format!("inputs.{}.placeholder", input.id);
            texts.push((format!("inputs.{}.label", input.id), &mut input.label));
            texts.extend(input.line.as_mut().and_then(|line| maybe(&path, &mut line.placeholder)));
        }
        texts
    }
}

impl Room for Inputs {
    fn ask(&self, _: &Around<'_>) -> Ask {
        let far = Decimal::whole(i32::MAX);
        let number = || Range {
            min: Decimal::ZERO.minus(far),
            max: far,
            step: Decimal::parse("0.000001").unwrap_or_default(),
        };
        let part = |input: &Input| Part {
            id: input.id.clone(),
            label: input.label.text.clone(),
            required: input.required,
            fixed: false,
            show_if: None,
            ask: input
                .line
                .as_ref()
                .map_or_else(|| Ask::Number(number()), |line| Ask::Text(line.rule.clone())),
        };
        let parts = self.0.iter().map(part).collect();
        Ask::Parts(Parts { parts, every: false, shuffle: false })
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        html! {
            div.fields {
                @for (place, input) in self.0.iter().enumerate() {
                    @let name = format!("{}.{}", field.name(), input.id);
                    @let look = input.line.as_ref().map(Line::look);
                    @let bound = |text: Option<&String>| text.filter(|text| !text.is_empty()).cloned();
                    @let rule = input.line.as_ref().map(|line| &line.rule);
                    label.field {
                        span { (mark(field, &field.plain(&input.label), input.required)) }
                        input type=(look.as_ref().map_or("text", |look| look.input)) name=(name)
                            inputmode=[look.is_none().then_some("decimal")]
                            data-slot=(field.slots().value(&name)) maxlength=(rule.map_or(20, |rule| rule.max_length))
                            min=[bound(rule.map(|rule| &rule.min))] max=[bound(rule.map(|rule| &rule.max))]
                            placeholder=[input.line.as_ref().and_then(|line| line.placeholder.as_ref()).map(|text| &text.text)]
                            autocomplete=[look.and_then(|look| look.autocomplete)]
                            data-slot=(field.part_invalid(place)) aria-describedby=[field.described_by()]
                            data-slot=[field.described_if_wrong()];
                    }
                }
            }
        }
    }

    fn summary(&self) -> Summary {
        Summary::Parts
    }
}
