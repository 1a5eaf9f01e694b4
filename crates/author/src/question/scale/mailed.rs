//! A scale as a mail shows it: characters that every mail program draws, with the numbers.

use maud::{Markup, html};

use super::super::proposal::{Line, Point, Points, Proposals};
use super::{Field, Scale, Style};
use sondage_survey::text::Message;

/// The faces of a scale of two to seven, sad to glad. All are of Unicode 7, so that older systems
/// have them too.
const FACES: [&[&str]; 6] = [
    &["🙁", "🙂"],
    &["🙁", "😐", "🙂"],
    &["😞", "🙁", "🙂", "😀"],
    &["😞", "🙁", "😐", "🙂", "😀"],
    &["😠", "😞", "🙁", "🙂", "😀", "😍"],
    &["😠", "😞", "🙁", "😐", "🙂", "😀", "😍"],
];

impl Scale<'_> {
    pub(super) fn proposals(
        &self,
        field: &Field<'_>,
        ends: Option<(Message, Message)>,
    ) -> Proposals {
        if self.style == Style::Thumbs {
            let line = |value: i32, sign: &str, message| {
                let words: Markup = html! { (sign) " " (field.built_in(message)) };
                Line::new(&value.to_string(), words)
            };
            return Proposals::Lines(vec![
                line(self.first, "👎", Message::ThumbsDown),
                line(self.last, "👍", Message::ThumbsUp),
            ]);
        }
        let (low, high) = self.ends(field, ends);
        let word = |point: i32| self.word(point).map(|text| field.plain(text));
        let (low, high) = (low.or_else(|| word(self.first)), high.or_else(|| word(self.last)));
        let point = |value: i32| Point { value, face: self.character(value) };
        Proposals::Points(Points { all: (self.first..=self.last).map(point).collect(), low, high })
    }

    /// What stands above the number.
    fn character(&self, point: i32) -> Option<&'static str> {
        let place = |n: i32| usize::try_from(n).unwrap_or_default();
        match self.style {
            Style::Numbers | Style::Thumbs => None,
            Style::Stars => Some("★"),
            Style::Hearts => Some("♥"),
            Style::Smileys => {
                let faces = FACES.get(place(self.last - self.first - 1))?;
                faces.get(place(point - self.first)).copied()
            }
        }
    }
}
