//! HTML as runs of text. What tags do beyond bold, italic, links and lines is noted, and lost.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::{Run, https, is_said};
use crate::report::quote;

/// Tags that begin or end a line.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "blockquote",
    "hr",
    "pre",
];
/// Tags whose loss nobody sees.
const NEUTRAL: &[&str] = &["span", "html", "body", "tbody", "thead", "main", "td", "th", "head"];
/// Tags with something in them that is no text.
const FOREIGN: &[&str] =
    &["script", "style", "template", "iframe", "noscript", "svg", "object", "title"];
/// Other tags that people use in texts.
const OTHERS: &[&str] =
    &["b", "strong", "i", "em", "a", "u", "img", "font", "small", "sub", "sup", "code", "video"];

/// Whether a text has tags in it, and not just something smaller than something else.
pub(super) fn is_html(text: &str) -> bool {
    let has_tags = RefCell::new(false);
    each_token(text, |token| {
        if let Token::TagToken(tag) = token {
            // In "a<b and b>c" there are words where attributes would be.
            let is_meant = tag.attrs.is_empty()
                || tag.attrs.iter().any(|attribute| !attribute.value.is_empty());
            let is_known =
                [BLOCKS, NEUTRAL, FOREIGN, OTHERS].iter().any(|some| some.contains(&&*tag.name));
            *has_tags.borrow_mut() |= is_meant && is_known;
        }
    });
    has_tags.into_inner()
}

/// The runs of this HTML.
pub(super) fn runs(html: &str, notes: &mut Vec<String>) -> Vec<Run> {
    let page = RefCell::new(Page::default());
    each_token(html, |token| page.borrow_mut().token(token));
    let page = page.into_inner();
    notes.extend(page.notes);
    page.runs
}

/// Does something with each token, as a browser would tell them apart.
fn each_token(html: &str, see: impl Fn(&Token)) {
    struct Sink<F>(F);

    impl<F: Fn(&Token)> TokenSink for Sink<F> {
        type Handle = ();

        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            (self.0)(&token);
            match &token {
                Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                    raw(&tag.name).map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
                }
                _ => TokenSinkResult::Continue,
            }
        }
    }

    let tokenizer = Tokenizer::new(Sink(see), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(html.into());
    // It stops for scripts only where the sink asks for it.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
}

/// How what stands in an element is read, where tags in it are none.
fn raw(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "iframe" | "noscript" => Some(RawKind::Rawtext),
        "title" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// What is read, and where one is.
struct Page {
    runs: Vec<Run>,
    n_bold: u32,
    n_italic: u32,
    link: Option<String>,
    /// The last character that was put down.
    end: char,
    /// The element that is left out with all that is in it.
    skipped: Option<String>,
    notes: Vec<String>,
}

impl Default for Page {
    fn default() -> Self {
        let (runs, notes) = (Vec::new(), Vec::new());
        Self { runs, n_bold: 0, n_italic: 0, link: None, end: '\n', skipped: None, notes }
    }
}

impl Page {
    fn token(&mut self, token: &Token) {
        match (token, &self.skipped) {
            (Token::TagToken(tag), Some(skipped))
                if tag.kind == TagKind::EndTag && *tag.name == **skipped =>
            {
                self.skipped = None;
            }
            (Token::TagToken(tag), None) => self.tag(tag),
            (Token::CharacterTokens(text), None) => self.text(text),
            _ => {}
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let is_end = tag.kind == TagKind::EndTag;
        let count = |n: u32| if is_end { n.saturating_sub(1) } else { n.saturating_add(1) };
        let name: &str = &tag.name;
        match name {
            "b" | "strong" => self.n_bold = count(self.n_bold),
            "i" | "em" => self.n_italic = count(self.n_italic),
            "a" => self.link = if is_end { None } else { self.link_of(tag) },
            "li" if !is_end => {
                self.line();
                self.put("• ");
            }
            _ if BLOCKS.contains(&name) => self.line(),
            _ if NEUTRAL.contains(&name) || is_end => {}
            _ if FOREIGN.contains(&name) => {
                self.notes.push(format!("<{name}> and what is in it is left out"));
                self.skipped = Some(name.to_owned());
            }
            "img" => {
                let src = attribute(tag, "src").unwrap_or_default();
                self.notes.push(format!("the picture {} in the text is left out", quote(src)));
            }
            _ => self.notes.push(format!("<{name}> is left out; the words in it are kept")),
        }
        if !is_end && attribute(tag, "style").is_some() {
            self.notes.push("the colours and sizes of words are left out".to_owned());
        }
    }

    fn link_of(&mut self, tag: &Tag) -> Option<String> {
        let href = attribute(tag, "href")?;
        // What is recalled cannot be part of a link.
        let link = https(href).filter(|_| href.chars().all(is_said));
        if link.is_none() {
            let reason = "is no link over https; only its words are kept";
            self.notes.push(format!("{} {reason}", quote(href)));
        }
        link
    }

    /// White space is one space, and none at the start of a line.
    fn text(&mut self, text: &str) {
        let mut words = String::new();
        for c in text.chars() {
            let before = words.chars().next_back().unwrap_or(self.end);
            if !c.is_ascii_whitespace() {
                words.push(c);
            } else if !before.is_whitespace() || before == '\u{a0}' {
                words.push(' ');
            }
        }
        self.put(&words);
    }

    fn line(&mut self) {
        if self.end != '\n' {
            self.put("\n");
        }
    }

    fn put(&mut self, text: &str) {
        let Some(end) = text.chars().next_back() else { return };
        self.end = end;
        self.runs.push(Run {
            text: text.to_owned(),
            // A link looks like one, whatever is in it.
            is_bold: self.n_bold > 0 && self.link.is_none(),
            is_italic: self.n_italic > 0 && self.link.is_none(),
            link: self.link.clone(),
        });
    }
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|attribute| *attribute.name.local == *name);
    found.map(|attribute| &*attribute.value)
}
