//! Texts for respondents, as authored, and the markup that they become.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::compile::Compiler;
use crate::locales::direction;
use crate::recall;
use crate::slot::{is_private, n_private};
use crate::source::Text;
use sondage_survey::template::Piece;
use sondage_survey::text::Message;

impl Compiler<'_> {
    /// A text with its recalls, its emphasis and its links.
    pub(crate) fn rich(&self, text: &Text) -> Markup {
        let source = self.with_gaps(&text.text, false);
        let inner = emphasized(&source).unwrap_or_else(|| html! { (source) });
        self.in_its_language(text, &inner)
    }

    /// A text with its recalls.
    pub(crate) fn plain(&self, text: &Text) -> Markup {
        let inner = PreEscaped(self.with_gaps(&text.text, true));
        self.in_its_language(text, &inner)
    }

    /// A built-in text, marked with the language it is in where that is not the survey's.
    pub(crate) fn built_in(&self, message: Message) -> Markup {
        self.in_wording(&html! { (self.say(message)) })
    }

    /// The same for words made of built-in texts.
    pub(crate) fn in_wording(&self, words: &Markup) -> Markup {
        match self.wording_language() {
            Some(tag) => html! { span lang=(tag) dir=(direction(tag)) { (words) } },
            None => words.clone(),
        }
    }

    /// Marks what has no translation with the language it is in.
    fn in_its_language(&self, text: &Text, inner: &Markup) -> Markup {
        if text.is_foreign {
            html! { span lang=(self.own_locale()) dir=(direction(self.own_locale())) { (inner) } }
        } else {
            inner.clone()
        }
    }

    /// A text with gaps in place of its recalls; what is plain in it as it stands, or escaped.
    fn with_gaps(&self, text: &str, is_escaped: bool) -> String {
        let escaped = |text: &str| html! { (text) }.into_string();
        let mut source = String::new();
        for piece in recall::pieces(text) {
            match piece {
                recall::Piece::Plain(plain) if is_escaped => source += &escaped(plain),
                recall::Piece::Plain(plain) => source += plain,
                recall::Piece::Recall(id, fallback) => {
                    if let Some(operand) = self.operand(id) {
                        source += &self.slots().piece(Piece::Recall(operand, escaped(fallback))).0;
                    }
                }
            }
        }
        source
    }

    /// An address with its recalls; only their words need encoding, the rest is the author's.
    pub(crate) fn address(&self, address: &str) -> sondage_survey::template::Template {
        let mut template = Vec::new();
        for piece in recall::pieces(address) {
            match piece {
                recall::Piece::Plain(plain) => template.push(Piece::Html(plain.to_owned())),
                recall::Piece::Recall(id, fallback) => {
                    let operand = self.operand(id);
                    template
                        .extend(operand.map(|operand| Piece::Recall(operand, fallback.to_owned())));
                }
            }
        }
        template
    }
}

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

/// Paragraphs with emphasis and links as markup; `None` where there is anything else, which is
/// then no markup but the author's own signs.
fn emphasized(source: &str) -> Option<Markup> {
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
                let is_safe =
                    ["https://", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme))
                        && !is_private(&dest_url);
                let address = if is_safe { &*dest_url } else { return None };
                let tag =
                    html! { a href=(address) target="_blank" rel="noopener" {} }.into_string();
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
