//! Scales: numbers, stars, smileys, hearts, thumbs; NPS, CSAT and CES among them.

mod mailed;

use super::proposal::Proposals;
use super::{Around, Field, Room, Summary};
use crate::source::{Ces, Csat, Nps, Rating, ScalePoint, ScaleStyle as Style, Text, Word as _};
use maud::{Markup, html};
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Ask, Range};
use sondage_survey::text::{Message, fill};

/// A scale.
#[derive(Clone, Copy, Debug)]
struct Scale<'a> {
    style: Style,
    first: i32,
    last: i32,
    low: Option<&'a Text>,
    high: Option<&'a Text>,
    middle: Option<&'a Text>,
    points: &'a [ScalePoint],
    colors: bool,
    /// Its colours are those of its bands: detractors, passives, promoters.
    is_nps: bool,
}

fn point(number: Option<u32>, default: i32) -> i32 {
    number.and_then(|number| i32::try_from(number).ok()).unwrap_or(default)
}

impl<'a> From<&'a Nps> for Scale<'a> {
    fn from(nps: &'a Nps) -> Self {
        let (low, high) = (nps.low.as_ref(), nps.high.as_ref());
        Self {
            style: Style::Numbers,
            first: 0,
            last: 10,
            low,
            high,
            middle: nps.middle.as_ref(),
            points: &nps.points,
            colors: nps.colors,
            is_nps: true,
        }
    }
}

impl<'a> From<&'a Csat> for Scale<'a> {
    fn from(csat: &'a Csat) -> Self {
        let (low, high) = (csat.low.as_ref(), csat.high.as_ref());
        let style = csat.style.unwrap_or(Style::Smileys);
        let last = if style == Style::Thumbs { 2 } else { point(csat.count, 5) };
        Self {
            style,
            first: 1,
            last,
            low,
            high,
            middle: csat.middle.as_ref(),
            points: &csat.points,
            colors: csat.colors,
            is_nps: false,
        }
    }
}

impl<'a> From<&'a Ces> for Scale<'a> {
    fn from(ces: &'a Ces) -> Self {
        let (low, high) = (ces.low.as_ref(), ces.high.as_ref());
        let last = point(ces.count, 7);
        Self {
            style: Style::Numbers,
            first: 1,
            last,
            low,
            high,
            middle: ces.middle.as_ref(),
            points: &ces.points,
            colors: ces.colors,
            is_nps: false,
        }
    }
}

impl<'a> From<&'a Rating> for Scale<'a> {
    fn from(rating: &'a Rating) -> Self {
        let (low, high) = (rating.low.as_ref(), rating.high.as_ref());
        let style = rating.style.unwrap_or(Style::Numbers);
        let count = point(rating.count, if style == Style::Thumbs { 2 } else { 5 });
        let first = point(rating.first, 1);
        Self {
            style,
            first,
            last: first + count - 1,
            low,
            high,
            middle: rating.middle.as_ref(),
            points: &rating.points,
            colors: rating.colors,
            is_nps: false,
        }
    }
}

impl Scale<'_> {
    fn summary(&self) -> Summary {
        Summary::Scale(self.first, self.last)
    }

    fn ask(&self) -> Ask {
        let (min, max) = (Decimal::whole(self.first), Decimal::whole(self.last));
        Ask::Number(Range { min, max, step: Decimal::whole(1) })
    }

    /// The points, with words for the ends where the author gives none.
    fn controls(&self, field: &Field<'_>, ends: Option<(Message, Message)>) -> Markup {
        let (low, high) = self.ends(field, ends);
        let middle = self.middle.map(|text| field.plain(text));
        let class = self.style.name();
        html! {
            div class={ "scale " (class) @if self.colors { " colors" } @if !self.points.is_empty() { " worded" } } {
                @for point in self.first..=self.last {
                    @let end = if point == self.first { &low } else if point == self.last { &high } else if self.is_middle(point) { &middle } else { &None };
                    (self.point(field, point, end.as_ref()))
                }
            }
            // Beside words for points, those for the ends are words of their points too.
            @if self.points.is_empty() && (low.is_some() || high.is_some() || middle.is_some()) {
                p.ends aria-hidden="true" {
                    span { @if let Some(low) = &low { (low) } }
                    @if let Some(middle) = &middle { span { (middle) } }
                    span { @if let Some(high) = &high { (high) } }
                }
            }
        }
    }

    /// The words at the ends, the built-in ones where the author gives none.
    fn ends(
        &self,
        field: &Field<'_>,
        built_in: Option<(Message, Message)>,
    ) -> (Option<Markup>, Option<Markup>) {
        let word = |text: Option<&Text>, built_in: Option<Message>| {
            let given = text.map(|text| field.plain(text));
            given.or_else(|| built_in.map(|message| field.built_in(message)))
        };
        // A point with a word of its own needs no other.
        let built_in = |point: i32, end: fn((Message, Message)) -> Message| {
            built_in.filter(|_| self.word(point).is_none()).map(end)
        };
        let low = word(self.low, built_in(self.first, |ends| ends.0));
        (low, word(self.high, built_in(self.last, |ends| ends.1)))
    }

    /// The word of a point.
    fn word(&self, point: i32) -> Option<&Text> {
        let is_it = |one: &&ScalePoint| i32::try_from(one.point) == Ok(point);
        self.points.iter().find(is_it).map(|one| &one.label)
    }

    /// What stands at a point of a scale that has words for some: its own, and that of an end.
    fn words_beside(&self, field: &Field<'_>, point: i32, end: Option<&Markup>) -> Option<Markup> {
        let own = self.word(point).map(|word| field.plain(word));
        match (own, end.filter(|_| !self.points.is_empty())) {
            (Some(own), Some(end)) => Some(html! { (own) ", " (end) }),
            (own, end) => own.or_else(|| end.cloned()),
        }
    }

    fn is_middle(&self, point: i32) -> bool {
        point - self.first == self.last - point
    }

    fn point(&self, field: &Field<'_>, point: i32, end: Option<&Markup>) -> Markup {
        let name = field.name();
        let value = point.to_string();
        html! {
            label class=[self.colors.then(|| self.hue(point))] {
                input type="radio" name=(name) value=(value) required[field.required()]
                    data-slot=(field.slots().mark("checked", &name, &value))
                    data-slot=[field.not_yet_invalid()]
                    data-tap[field.taps(true)] data-key=[field.digits(point)]
                    aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()];
                (self.face(point))
                @if let Some(key) = field.digits(point).filter(|_| self.style != Style::Numbers) {
                    kbd aria-hidden="true" { (key) }
                }
                @let words = self.words_beside(field, point, end);
                @if let Some(words) = &words { span.word { (words) } }
                // What is drawn says nothing to a screen reader, and the words at the ends are out
                // of the reading order where they stand.
                span.unseen {
                    @if self.style != Style::Numbers { (self.spoken(field, point)) }
                    @if let Some(end) = end.filter(|_| words.is_none()) { ", " (end) }
                }
            }
        }
    }

    fn spoken(&self, field: &Field<'_>, point: i32) -> Markup {
        match self.style {
            Style::Thumbs if point == self.first => field.built_in(Message::ThumbsDown),
            Style::Thumbs => field.built_in(Message::ThumbsUp),
            _ => {
                let words = fill(field.say(Message::OutOf), "{n}", &point.to_string());
                field.in_wording(&html! { (fill(&words, "{m}", &self.last.to_string())) })
            }
        }
    }

    /// How far it is from red to green, in tenths: by even steps, or by the bands of an NPS (0 to 6,
    /// 7 and 8, 9 and 10).
    fn hue(&self, point: i32) -> String {
        let tenths = match point {
            ..=6 if self.is_nps => 0,
            ..=8 if self.is_nps => 5,
            _ if self.is_nps => 10,
            _ => 10 * (point - self.first) / (self.last - self.first).max(1),
        };
        format!("hue{tenths}")
    }

    fn face(&self, point: i32) -> Markup {
        const STAR: &str =
            "M12 2.5l2.9 6.2 6.6.8-4.9 4.6 1.3 6.7-5.9-3.3-5.9 3.3 1.3-6.7L2.5 9.5l6.6-.8z";
        const HEART: &str = "M12 20.5C5 15 2.5 12 2.5 8.5a4.7 4.7 0 0 1 9.5-1.5 4.7 4.7 0 0 1 9.5 1.5C21.5 12 19 15 12 20.5z";
        const UP: &str = "M7 11v10H3V11zM7 12l4-9c1.7 0 2.6 1.2 2.3 2.9L12.7 9H19c1.4 0 2.3 1.2 2 2.5l-1.6 7.5c-.2 1.2-1 2-2.2 2H7";
        match self.style {
            Style::Numbers => html! { span.point { (point) } },
            Style::Stars => icon(&html! { path d=(STAR) {} }),
            Style::Hearts => icon(&html! { path d=(HEART) {} }),
            Style::Thumbs if point == self.first => {
                icon(&html! { path d=(UP) transform="rotate(180 12 12)" {} })
            }
            Style::Thumbs => icon(&html! { path d=(UP) {} }),
            Style::Smileys => {
                // The mouth's middle moves from 11 (a frown) to 19 (a smile) across the scale.
                let middle = 11 + 8 * (point - self.first) / (self.last - self.first).max(1);
                icon(&html! {
                    circle cx="12" cy="12" r="10" {}
                    path d="M9 9v1M15 9v1" {}
                    path d={ "M8 15Q12 " (middle) " 16 15" } {}
                })
            }
        }
    }
}

fn icon(inner: &Markup) -> Markup {
    html! { svg viewBox="0 0 24 24" aria-hidden="true" { (inner) } }
}

impl Room for Nps {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Scale::from(self).ask()
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        Scale::from(self).controls(field, Some((Message::NpsLow, Message::NpsHigh)))
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        Scale::from(self).proposals(field, Some((Message::NpsLow, Message::NpsHigh)))
    }

    fn summary(&self) -> Summary {
        Summary::Nps
    }
}

impl Room for Csat {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Scale::from(self).ask()
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        Scale::from(self).controls(field, Some((Message::CsatLow, Message::CsatHigh)))
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        Scale::from(self).proposals(field, Some((Message::CsatLow, Message::CsatHigh)))
    }

    fn summary(&self) -> Summary {
        Scale::from(self).summary()
    }
}

impl Room for Ces {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Scale::from(self).ask()
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        Scale::from(self).controls(field, Some((Message::CesLow, Message::CesHigh)))
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        Scale::from(self).proposals(field, Some((Message::CesLow, Message::CesHigh)))
    }

    fn summary(&self) -> Summary {
        Scale::from(self).summary()
    }
}

impl Room for Rating {
    fn ask(&self, _: &Around<'_>) -> Ask {
        Scale::from(self).ask()
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        Scale::from(self).controls(field, None)
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        Scale::from(self).proposals(field, None)
    }

    fn summary(&self) -> Summary {
        Scale::from(self).summary()
    }
}
