//! Scales: numbers, stars, smileys, hearts, thumbs; NPS, CSAT and CES among them.

mod mailed;

use maud::{Markup, html};
use serde_json::{Value as Json, json};

use super::{Around, Field, Room, Summary};
use crate::definition::reader::Table;
use crate::definition::scope::Scope;
use crate::definition::words::{Text, Texts, maybe};
use crate::mail::Proposals;
use sondage_survey::answer::Decimal;
use sondage_survey::ask::{Ask, Range};
use sondage_survey::text::{Message, fill};

/// How a scale looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Numbers,
    Stars,
    Smileys,
    Hearts,
    Thumbs,
}

const STYLES: [(&str, Style); 5] = [
    ("numbers", Style::Numbers),
    ("stars", Style::Stars),
    ("smileys", Style::Smileys),
    ("hearts", Style::Hearts),
    ("thumbs", Style::Thumbs),
];

/// A scale.
#[derive(Clone, Debug)]
struct Scale {
    style: Style,
    first: i32,
    last: i32,
    low: Option<Text>,
    high: Option<Text>,
    colors: bool,
}

/// 0 to 10: would you recommend us.
#[derive(Clone, Debug)]
pub(crate) struct Nps(Scale);

/// How satisfied.
#[derive(Clone, Debug)]
pub(crate) struct Csat(Scale);

/// How easy.
#[derive(Clone, Debug)]
pub(crate) struct Ces(Scale);

/// Any scale.
#[derive(Clone, Debug)]
pub(crate) struct Rating(Scale);

impl Scale {
    fn read(table: &mut Table<'_>, style: Style, (first, last): (i32, i32)) -> Self {
        let (low, high) = (table.words("low"), table.words("high"));
        Self { style, first, last, low, high, colors: table.flag("colors") }
    }

    fn ask(&self) -> Ask {
        let (min, max) = (Decimal::whole(self.first), Decimal::whole(self.last));
        Ask::Number(Range { min, max, step: Decimal::whole(1) })
    }

    fn texts(&mut self) -> Texts<'_> {
        maybe("low", &mut self.low).into_iter().chain(maybe("high", &mut self.high)).collect()
    }

    /// The points, with words for the ends where the author gives none.
    fn controls(&self, field: &Field<'_>, ends: Option<(Message, Message)>) -> Markup {
        let (low, high) = self.ends(field, ends);
        let class =
            STYLES.iter().find(|(_, style)| *style == self.style).map_or("", |(name, _)| name);
        html! {
            div class={ "scale " (class) @if self.colors { " colors" } } {
                @for point in self.first..=self.last {
                    @let end = if point == self.first { &low } else if point == self.last { &high } else { &None };
                    (self.point(field, point, end.as_ref()))
                }
            }
            @if low.is_some() || high.is_some() {
                p.ends aria-hidden="true" {
                    span { @if let Some(low) = &low { (low) } }
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
        let word = |text: &Option<Text>, built_in: Option<Message>| {
            let given = text.as_ref().map(|text| field.plain(text));
            given.or_else(|| built_in.map(|message| field.built_in(message)))
        };
        (
            word(&self.low, built_in.map(|ends| ends.0)),
            word(&self.high, built_in.map(|ends| ends.1)),
        )
    }

    fn point(&self, field: &Field<'_>, point: i32, end: Option<&Markup>) -> Markup {
        let name = field.name();
        let value = point.to_string();
        html! {
            label class=[self.colors.then(|| self.tone(point))] {
                input type="radio" name=(name) value=(value) required[field.required()]
                    data-slot=(field.slots().mark("checked", &name, &value))
                    data-tap[field.taps()] data-key=[field.digit(point)]
                    aria-describedby=[field.described_by()] data-slot=[field.described_if_wrong()];
                (self.face(point))
                // What is drawn says nothing to a screen reader, and the words at the ends are out
                // of the reading order where they stand.
                span.unseen {
                    @if self.style != Style::Numbers { (self.spoken(field, point)) }
                    @if let Some(end) = end { ", " (end) }
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

    /// Red to green in five tones.
    fn tone(&self, point: i32) -> String {
        let tone = 1 + 4 * (point - self.first) / (self.last - self.first).max(1);
        format!("tone{tone}")
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

fn schema(own: &Json) -> Json {
    let mut all = json!({
        "low": { "type": "string", "description": "The words at the low end." },
        "high": { "type": "string", "description": "The words at the high end." },
        "colors": { "type": "boolean", "default": false, "description": "Red to green." },
    });
    if let (Json::Object(all), Json::Object(own)) = (&mut all, own.clone()) {
        all.extend(own);
    }
    all
}

fn styles() -> Vec<&'static str> {
    STYLES.iter().map(|(name, _)| *name).collect()
}

impl Nps {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        Some(Self(Scale::read(table, Style::Numbers, (0, 10))))
    }

    pub(super) fn schema() -> Json {
        schema(&json!({}))
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        self.0.texts()
    }
}

impl Csat {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let style = table.one_of("style", &STYLES).unwrap_or(Style::Smileys);
        let count =
            if style == Style::Thumbs { 2 } else { table.number("count", 3, 7).unwrap_or(5) };
        Some(Self(Scale::read(table, style, (1, count))))
    }

    pub(super) fn schema() -> Json {
        schema(&json!({
            "style": { "enum": styles(), "default": "smileys" },
            "count": { "type": "integer", "minimum": 3, "maximum": 7, "default": 5 },
        }))
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        self.0.texts()
    }
}

impl Ces {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let count = table.number("count", 5, 7).unwrap_or(7);
        if count == 6 {
            table.problem("count", "a scale of effort has 5 or 7 points");
        }
        Some(Self(Scale::read(table, Style::Numbers, (1, count))))
    }

    pub(super) fn schema() -> Json {
        schema(&json!({ "count": { "enum": [5, 7], "default": 7 } }))
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        self.0.texts()
    }
}

impl Rating {
    pub(super) fn parse(table: &mut Table<'_>, _: &Scope<'_>) -> Option<Self> {
        let style = table.one_of("style", &STYLES).unwrap_or(Style::Numbers);
        let most = if style == Style::Smileys { 7 } else { 10 };
        let thumbs = style == Style::Thumbs;
        let count = table.number("count", 2, if thumbs { 2 } else { most });
        let count = count.unwrap_or(if thumbs { 2 } else { 5 });
        let first = table.number("first", 0, 1).unwrap_or(1);
        if first == 0 && style != Style::Numbers {
            table.problem("first", "only a scale of numbers begins at 0");
        }
        Some(Self(Scale::read(table, style, (first, first + count - 1))))
    }

    pub(super) fn schema() -> Json {
        schema(&json!({
            "style": { "enum": styles(), "default": "numbers" },
            "count": { "type": "integer", "minimum": 2, "maximum": 10, "default": 5 },
            "first": { "enum": [0, 1], "default": 1 },
        }))
    }

    pub(super) fn texts(&mut self) -> Texts<'_> {
        self.0.texts()
    }
}

impl Room for Nps {
    fn ask(&self, _: &Around<'_>) -> Ask {
        self.0.ask()
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        self.0.controls(field, Some((Message::NpsLow, Message::NpsHigh)))
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        self.0.proposals(field, Some((Message::NpsLow, Message::NpsHigh)))
    }

    fn summary(&self) -> Summary {
        Summary::Nps
    }
}

impl Room for Csat {
    fn ask(&self, _: &Around<'_>) -> Ask {
        self.0.ask()
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        self.0.controls(field, Some((Message::CsatLow, Message::CsatHigh)))
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        self.0.proposals(field, Some((Message::CsatLow, Message::CsatHigh)))
    }

    fn summary(&self) -> Summary {
        Summary::Scale(self.0.first, self.0.last)
    }
}

impl Room for Ces {
    fn ask(&self, _: &Around<'_>) -> Ask {
        self.0.ask()
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        self.0.controls(field, Some((Message::CesLow, Message::CesHigh)))
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        self.0.proposals(field, Some((Message::CesLow, Message::CesHigh)))
    }

    fn summary(&self) -> Summary {
        Summary::Scale(self.0.first, self.0.last)
    }
}

impl Room for Rating {
    fn ask(&self, _: &Around<'_>) -> Ask {
        self.0.ask()
    }

    fn controls(&self, field: &Field<'_>) -> Markup {
        self.0.controls(field, None)
    }

    fn proposals(&self, field: &Field<'_>) -> Proposals {
        self.0.proposals(field, None)
    }

    fn summary(&self) -> Summary {
        Summary::Scale(self.0.first, self.0.last)
    }
}
