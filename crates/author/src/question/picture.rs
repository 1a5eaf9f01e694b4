//! Pictures to choose from.

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::choice::{count_schema, read_count};
use super::offer::{Choice, labels};
use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::{Text, Texts};
use crate::mail::{Line, Proposals};
use sondage_survey::ask::{Ask, Count, Item, Options};

/// One or any of several pictures.
#[derive(Clone, Debug)]
pub(crate) struct PictureChoice {
    pictures: Vec<Choice>,
    sources: Vec<String>,
    multiple: bool,
    count: Count,
    shuffle: bool,
}

impl PictureChoice {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let mut ids = Vec::new();
        let options = table.tables("options", |option| {
            let id = option.id("id", &mut ids);
            // What the picture shows is its name for those who do not see it, unless words beside
            // it say as much.
            let label = option.text("label");
            option.require("alt");
            let alt = if label.is_some() && option.is_empty_text("alt") {
                None
            } else {
                option.text("alt")
            };
            let source = option.address("image");
            option.require("image");
            let label = Text::new(label.or(alt)?);
            Some((Choice::new(&id?, label), source?))
        });
        table.require("options");
        let multiple = table.flag("multiple");
        let (pictures, sources): (Vec<_>, Vec<_>) = options.into_iter().unzip();
        let count = if multiple {
            read_count(table, u16::try_from(pictures.len()).unwrap_or(u16::MAX).max(1))
        } else {
            Count { min: 1, max: 1 }
        };
        Some(Self { pictures, sources, multiple, count, shuffle: table.flag("shuffle") })
    }

    pub(super) fn schema() -> Json {
        let mut schema = json!({
            "options": {
                "type": "array", "minItems": 1, "maxItems": 500,
                "items": {
                    "type": "object", "additionalProperties": false, "required": ["id", "image", "alt"],
                    "properties": {
                        "id": { "$ref": "#/$defs/id" },
                        "label": { "$ref": "#/$defs/text" },
                        "image": { "$ref": "#/$defs/address" },
                        "alt": { "type": "string" },
                    },
                },
            },
            "multiple": { "type": "boolean", "default": false },
            "shuffle": { "type": "boolean", "default": false },
        });
        if let (Json::Object(all), Json::Object(own)) = (&mut schema, count_schema()) {
            all.extend(own);
        }
        schema
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        labels("options", &mut self.pictures)
    }

    fn options(&self) -> Options {
        let item = |choice: &Choice| Item {
            id: choice.id.clone(),
            label: choice.label.text.clone(),
            score: choice.score,
            exclusive: false,
            fixed: false,
            comment: false,
            show_if: None,
        };
        let items = self.pictures.iter().map(item).collect();
        Options { items, other: false, shuffle: self.shuffle, pick: 0 }
    }
}

impl Room for PictureChoice {
    fn ask(&self, _: &Around<'_>) -> Ask {
        let options = self.options();
        if self.multiple { Ask::Choices(options, self.count) } else { Ask::Choice(options) }
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let input = if self.multiple { "checkbox" } else { "radio" };
        let slots = field.slots();
        let all = self.pictures.iter().zip(&self.sources).enumerate();
        let pictures: Vec<_> = all
            .map(|(place, (picture, source))| {
                let key = field.letter(place);
                html! {
                    label {
                        // The words below are the picture's name: it needs no second one.
                        img src=(source) alt="" loading="lazy";
                        span {
                            input type=(input) name=(name) value=(picture.id)
                                required[!self.multiple && field.required()]
                                data-slot=(slots.mark("checked", &name, &picture.id))
                                data-tap[!self.multiple && field.taps()] data-key=[key]
                                aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()];
                            span { (field.plain(&picture.label)) }
                            @if let Some(key) = key { kbd aria-hidden="true" { (key.to_ascii_uppercase()) } }
                        }
                    }
                }
            })
            .collect();
        html! { div class="options pictures" { (slots.items(&pictures)) } }
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        if self.multiple {
            return Proposals::None;
        }
        let line = |picture: &Choice| Line::new(&picture.id, field.plain(&picture.label));
        Proposals::Lines(self.pictures.iter().map(line).collect())
    }

    fn summary(&self) -> Summary {
        Summary::Choices
    }

    fn choices(&self, _: &Around<'_>) -> Vec<Choice> {
        self.pictures.clone()
    }
}
