//! Pictures to choose from.

use super::choice::count;
use super::offer::Offered;
use super::proposal::{Line, Proposals};
use super::{Around, Field, Room, Summary};
use crate::source::{Picture, PictureChoice, Text};
use maud::{Markup, html};
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Ask, Item, Options};

/// The words for a picture: those beside it, or what it shows.
fn words(picture: &Picture) -> &Text {
    picture.label.as_ref().unwrap_or(&picture.alt)
}

fn options(pictures: &PictureChoice) -> Options {
    let item = |picture: &Picture| Item {
        id: picture.id.clone(),
        label: words(picture).text.clone(),
        score: Decimal::ZERO,
        exclusive: false,
        fixed: false,
        comment: false,
        show_if: None,
    };
    let items = pictures.options.iter().map(item).collect();
    Options { items, other: false, shuffle: pictures.shuffle, pick: 0 }
}

impl Room for PictureChoice {
    fn ask(&self, _: &Around<'_>) -> Ask {
        let options = options(self);
        if self.multiple {
            Ask::Choices(options, count(self.min, self.max))
        } else {
            Ask::Choice(options)
        }
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        let name = field.name();
        let input = if self.multiple { "checkbox" } else { "radio" };
        let slots = field.slots();
        let pictures: Vec<_> = self
            .options
            .iter()
            .map(|picture| {
                html! {
                    label {
                        // The words below are the picture's name: it needs no second one.
                        img src=(picture.image) alt="" loading="lazy";
                        span {
                            input type=(input) name=(name) value=(picture.id)
                                required[!self.multiple && field.required()]
                                data-slot=(slots.mark("checked", &name, &picture.id))
                                data-slot=[field.not_yet_invalid().filter(|_| !self.multiple)]
                                data-tap[field.taps(!self.multiple)]
                                aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()];
                            span { (field.plain(words(picture))) }
                            @if let Some(letter) = field.letter() { (letter) }
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
        let line = |picture: &Picture| Line::new(&picture.id, field.plain(words(picture)));
        Proposals::Lines(self.options.iter().map(line).collect())
    }

    fn summary(&self) -> Summary {
        Summary::Choices
    }

    fn choices(&self, _: &Around<'_>) -> Vec<Offered> {
        let one = |picture: &Picture| Offered::new(&picture.id, words(picture).clone());
        self.options.iter().map(one).collect()
    }
}
