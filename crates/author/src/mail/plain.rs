//! A mail in plain text.

use maud::{Markup, html};

use super::Letter;
use crate::question::proposal::{Line, Point, Points, Proposals};
use sondage_survey::text::Message;

impl Letter<'_> {
    /// The question, and a line with its link for each answer.
    pub(super) fn write(&self) -> String {
        let mut paragraphs = vec![self.plain(&self.compiler.pen().rich(&self.asked.prompt))];
        let description = self.asked.description.as_ref();
        paragraphs.extend(description.map(|text| self.plain(&self.compiler.pen().rich(text))));
        match &self.proposals {
            Proposals::Points(points) => paragraphs.push(self.write_points(points)),
            Proposals::Lines(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| self.write_line(line)).collect();
                paragraphs.push(lines.join("\n"));
            }
            Proposals::None => {
                let words = self.plain(&self.compiler.pen().built_in(Message::Start));
                paragraphs.push(format!("{words}: {}", self.address_alone()));
            }
        }
        paragraphs.join("\n\n") + "\n"
    }

    fn write_points(&self, points: &Points) -> String {
        let last = points.all.len().saturating_sub(1);
        let line = |(place, Point { value, face }): (usize, &Point)| {
            let end = if place == 0 {
                &points.low
            } else if place == last {
                &points.high
            } else {
                &None
            };
            let face = face.map(|face| html! { " " (face) });
            let end = end.as_ref().map(|words| html! { " – " (words) });
            let words = html! { (value) @if let Some(face) = face { (face) } @if let Some(end) = end { (end) } };
            self.write_line(&Line::new(&value.to_string(), words))
        };
        points.all.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
    }

    fn write_line(&self, line: &Line) -> String {
        let address = unescaped(self.address);
        format!("{}: {address}&{}", self.plain(&line.words), self.proposal(&line.value))
    }

    fn address_alone(&self) -> String {
        unescaped(self.address)
    }

    /// Markup without its tags.
    fn plain(&self, markup: &Markup) -> String {
        let html = self.filled(markup).replace("<br>", "\n");
        let mut text = String::new();
        let mut rest = html.as_str();
        while let Some((before, tag)) = rest.split_once('<') {
            text += before;
            rest = tag.split_once('>').map_or("", |(_, after)| after);
        }
        unescaped(&(text + rest))
    }
}

/// What maud and [`sondage_survey::template::escape`] escape, as it was.
fn unescaped(html: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    pairs.iter().fold(html.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}
