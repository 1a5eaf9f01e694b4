//! The little of Markdown that authors may use: emphasis, links and paragraphs.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::recall;
use crate::slot::{is_private, n_private};
use crate::source::form::{may_lead_to, target_of};

/// The text without what stands for emphasis, links and recalls: for names and attributes.
pub(crate) fn bare(text: &str) -> String {
    let mut bare = String::new();
    for event in Parser::new(text) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => bare += &text,
            Event::SoftBreak | Event::HardBreak => bare.push(' '),
            Event::Start(Tag::Paragraph | Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            | Event::End(_) => {}
            _ => return text.to_owned(),
        }
    }
    bare
}

/// A text as people read it outside of a card, in one line: without what stands for emphasis and
/// links, and with `…` in the place of what is only known once somebody answers.
pub(crate) fn plain(text: &str) -> String {
    let mut source = String::new();
    for piece in recall::pieces(text) {
        source += match piece {
            recall::Piece::Plain(plain) => plain,
            recall::Piece::Recall(..) => "…",
        };
    }
    let paragraphs = source.split("\n\n").map(|paragraph| bare(paragraph.trim()));
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Paragraphs with emphasis and links as markup; `None` where there is anything else, which is
/// then no markup but the author's own signs.
/// `schemes` are those that the survey names.
pub(crate) fn emphasized(source: &str, schemes: &[String]) -> Option<Markup> {
    let mut markup = String::new();
    let mut n_paragraphs = 0;
    for event in Parser::new(source) {
        match event {
            Event::Start(Tag::Paragraph) => {
                n_paragraphs += 1;
                if n_paragraphs > 1 {
                    markup += "<br><br>";
                }
            }
            Event::Start(Tag::Emphasis) => markup += "<em>",
            Event::End(TagEnd::Emphasis) => markup += "</em>",
            Event::Start(Tag::Strong) => markup += "<strong>",
            Event::End(TagEnd::Strong) => markup += "</strong>",
            Event::Start(Tag::Link { dest_url, .. }) => {
                // A recall would be markup in an attribute.
                let is_built_in =
                    ["https://", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme));
                let is_safe = is_built_in || may_lead_to(&dest_url, schemes);
                if !is_safe || is_private(&dest_url) {
                    return None;
                }
                let target = target_of(&dest_url);
                let tag = html! { a href=(*dest_url) target=[target] rel="noopener" {} };
                let tag = tag.into_string();
                markup += tag.strip_suffix("</a>").unwrap_or_default();
            }
            Event::End(TagEnd::Link) => markup += "</a>",
            Event::Text(text) | Event::InlineHtml(text) => {
                markup += &html! { (*text) }.into_string();
            }
            Event::SoftBreak | Event::HardBreak => markup += "<br>",
            Event::End(TagEnd::Paragraph) => {}
            _ => return None,
        }
    }
    // As an entity, an author's text could hold the characters that gaps are made of.
    (n_private(&markup) == n_private(source)).then_some(PreEscaped(markup))
}
