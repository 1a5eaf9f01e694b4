//! Where a field keeps what is its own.

use crate::build::{Asked, Build};
use crate::json::Node;
use crate::number::Range;
use crate::reader::Object;
use crate::report::quote;
use crate::text::Markup;
use crate::words::Words;

/// What a field is called: its reference, and its id.
pub(super) struct Names<'a> {
    pub(super) name: &'a str,
    pub(super) id: &'a str,
}

impl<'a> Names<'a> {
    pub(super) fn read(object: &mut Object<'a>) -> Self {
        let (name, id) = (object.text("ref"), object.text("id"));
        Self { name: name.or(id).unwrap_or_default(), id: id.unwrap_or_default() }
    }

    /// Both, where they are different.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a str> {
        let other = (self.id != self.name).then_some(self.id);
        [self.name].into_iter().chain(other).filter(|name| !name.is_empty())
    }
}

/// The places where a field keeps what is its own.
pub(super) struct Parts<'o, 'a> {
    pub(super) object: &'o mut Object<'a>,
    pub(super) properties: Option<&'o mut Object<'a>>,
    pub(super) rules: Option<&'o mut Object<'a>>,
}

impl<'a> Parts<'_, 'a> {
    pub(super) fn flag(&mut self, key: &'a str) -> bool {
        let flag = self.properties.as_mut().and_then(|properties| properties.flag(key));
        flag.unwrap_or_default()
    }

    pub(super) fn count(&mut self, key: &'a str) -> Option<u32> {
        self.properties.as_mut()?.count(key)
    }

    pub(super) fn text(&mut self, key: &'a str) -> Option<&'a str> {
        self.properties.as_mut()?.text(key)
    }

    pub(super) fn note(&self, key: &str, text: impl Into<String>) {
        match &self.properties {
            Some(properties) => properties.note(key, text),
            None => self.object.note(key, text),
        }
    }

    pub(super) fn list(&mut self, key: &'a str, is_wanted: bool) -> Vec<Object<'a>> {
        match &mut self.properties {
            Some(properties) if is_wanted => properties.objects(key),
            _ => Vec::new(),
        }
    }

    /// All is left out, and why.
    pub(super) fn leave_out(&mut self, why: &str) {
        self.object.leave_out(why);
        for inner in [&mut self.properties, &mut self.rules].into_iter().flatten() {
            inner.claim_all();
        }
    }

    /// From one rule to another.
    pub(super) fn range(&mut self, low: &'a str, high: &'a str) -> Range {
        let Some(rules) = self.rules.as_mut() else { return (None, None) };
        (rules.number(low), rules.number(high))
    }
}

/// A film above a text, called by these words.
pub(super) fn read_film(from: &mut Object<'_>, asked: &mut Asked, words: Option<&Words>) {
    let is_film = |own: &Node| own.get("type").and_then(Node::text) == Some("video");
    if from.peek("attachment").is_some_and(is_film)
        && let Some(mut attachment) = from.object("attachment")
    {
        attachment.skip(&["type", "scale", "properties"]);
        asked.film(&mut attachment, "href", words);
    }
}

/// A picture above a text. Other attachments are noted.
pub(super) fn read_attachment<'a>(
    from: &mut Object<'a>,
    build: &Build<'a>,
) -> Option<(String, Words)> {
    let mut layout = from.object("layout");
    let own = from.object("attachment");
    let of_layout = layout.as_mut().and_then(|layout| layout.object("attachment"));
    let mut attachment = own.or(of_layout)?;
    let kind = attachment.text("type").unwrap_or("image");
    if kind != "image" {
        attachment.leave_out(&format!("{} is no picture", quote(kind)));
        return None;
    }
    let mut properties = attachment.object("properties");
    let alt = properties.as_mut().and_then(|own| build.bare(own, "description", Markup::Literal));
    let src = Build::picture(&mut attachment, "href")?;
    Some((src, alt.unwrap_or_default()))
}
