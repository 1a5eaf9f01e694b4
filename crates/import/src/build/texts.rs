//! Texts of the other tool's file, in the survey's own language and in others.

use sondage_author::source::{Form, refusal};

use super::Build;
use crate::json::{Node, Value};
use crate::reader::Object;
use crate::report::quote;
use crate::text::{Markup, Recall, convert, https, picture};
use crate::words::Words;

impl<'a> Build<'a> {
    /// What respondents read under a key, on a card: with bold, italic and links.
    pub(crate) fn rich(
        &self,
        from: &mut Object<'a>,
        key: &'a str,
        markup: Markup,
    ) -> Option<Words> {
        self.text(from.node(key)?, &from.below(key), markup, true)
    }

    /// What respondents read under a key, on a control: without any of it.
    pub(crate) fn label(
        &self,
        from: &mut Object<'a>,
        key: &'a str,
        markup: Markup,
    ) -> Option<Words> {
        self.text(from.node(key)?, &from.below(key), markup, false)
    }

    /// A text, or one in several languages; `None` where it is empty.
    pub(crate) fn text(
        &self,
        node: &Node,
        path: &str,
        markup: Markup,
        is_rich: bool,
    ) -> Option<Words> {
        let of = |node: &Node, path: &str| self.converted(node, path, markup, is_rich);
        let Value::Object(entries) = &node.value else { return of(node, path).map(Words::plain) };
        let is_own = |key: &str| key != "default" && tag(key) == self.locale;
        let own = entries.iter().find(|(key, node)| is_own(key) && !node.is_nothing());
        let (own, default) = (own.map(|(_, node)| node), node.get("default"));
        // The one tool means its own language by the default, the others English.
        let own = if self.recall == Recall::Hashes { default.or(own) } else { own.or(default) };
        let mut text = Words::plain(String::new());
        for (key, node) in entries {
            let Some(words) = of(node, &format!("{path}.{key}")) else { continue };
            let locale =
                if key == "default" { self.default_locale.unwrap_or_default() } else { key };
            if own.is_some_and(|own| own.at == node.at) {
                text.own = words;
            } else if let Some(locale) = self.translation(locale, node, path) {
                text.others.push((locale, words));
            }
        }
        if text.own.is_empty() && !text.others.is_empty() {
            let (locale, words) = text.others.remove(0);
            let reason =
                format!("no text in the survey's own language; the one in {locale} stands in");
            self.report.note(node.at, path, reason);
            text.own = words;
        }
        (!text.own.is_empty()).then_some(text)
    }

    /// What is asked, and the smaller text below it. Where the other tool shows no words above a
    /// question, its smaller text is asked, or what stands around it, or the survey's name: noted,
    /// and better than a name that only machines read.
    pub(crate) fn asked_words(
        &self,
        (from, key): (&Object<'a>, &str),
        (own, below): (Option<Words>, Option<Words>),
        around: Option<&Words>,
    ) -> (Words, Option<Words>) {
        let note = |what: &str, words: &Words| {
            let words = quote(&words.own);
            from.note(
                key,
                format!("it has no words of its own; {what}, {words}, is asked instead"),
            );
        };
        match (own, below, around) {
            (Some(own), below, _) => (own, below),
            (None, Some(below), _) => {
                note("what stands below it", &below);
                (below, None)
            }
            (None, None, Some(around)) => {
                note("the title above it", around);
                (around.clone(), None)
            }
            (None, None, None) => {
                let name = Words::plain(&self.source.name.text);
                note("the survey's name", &name);
                (name, None)
            }
        }
    }

    /// A name as a text, where there is no other.
    pub(crate) fn name(&self, from: &Object<'a>, name: &str) -> Words {
        let converted = convert(name, Markup::Literal, false, Recall::Never, &self.scope);
        for note in converted.notes {
            from.note("name", note);
        }
        Words::plain(converted.text)
    }

    /// The tag of a language that a text is given in; `None`, and a note, where it is none.
    fn translation(&self, key: &str, node: &Node, path: &str) -> Option<String> {
        let locale = tag(key);
        if self.muted.contains(&locale) {
            return None;
        }
        if locale == self.locale {
            self.report.note(node.at, path, "given twice in the survey's own language; left out");
            return None;
        }
        if !is_tag(&locale) {
            let reason = format!("{} is no language; the text is left out", quote(key));
            self.report.note(node.at, path, reason);
            return None;
        }
        Some(locale)
    }

    fn converted(&self, node: &Node, path: &str, markup: Markup, is_rich: bool) -> Option<String> {
        let Some(text) = node.text() else {
            if !node.is_nothing() {
                let reason = format!("expected a text, found {}; left out", node.what());
                self.report.note(node.at, path, reason);
            }
            return None;
        };
        self.words(text, (node.at, path), markup, is_rich)
    }

    /// A text that is a part of what stands at a place in the file.
    pub(crate) fn words(
        &self,
        text: &str,
        (at, path): (u32, &str),
        markup: Markup,
        is_rich: bool,
    ) -> Option<String> {
        let converted = convert(text, markup, is_rich, self.recall, &self.scope);
        for note in converted.notes {
            self.report.note(at, path, note);
        }
        (!converted.text.is_empty()).then_some(converted.text)
    }

    /// The address of a picture.
    pub(crate) fn picture(from: &mut Object<'a>, key: &'a str) -> Option<String> {
        let src = from.text(key)?;
        let safe = picture(src);
        if safe.is_none() && !src.trim().is_empty() {
            from.note(key, format!("{} is no picture over https; left out", quote(src)));
        }
        safe
    }

    /// What stands in an empty field, or in a picture's place: there, nothing is recalled.
    pub(crate) fn bare(
        &self,
        from: &mut Object<'a>,
        key: &'a str,
        markup: Markup,
    ) -> Option<Words> {
        let mut words = self.label(from, key, markup)?;
        if words.forget() {
            from.note(key, format!("{} recalls nothing where it stands", quote(&words.own)));
        }
        Some(words)
    }

    /// An address that people are sent to, in which answers may be recalled.
    pub(crate) fn address(&self, from: &mut Object<'a>, key: &'a str) -> Option<String> {
        let node = from.node(key)?;
        let address = self.converted(node, &from.below(key), Markup::Literal, false)?;
        let safe = https(&address);
        if safe.is_none() {
            from.note(key, format!("{} is no address over https; left out", quote(&address)));
        }
        safe
    }
}

/// A language tag as we write it: `pt-br` and `pt_BR` are `pt-BR`.
pub(crate) fn tag(text: &str) -> String {
    let parts = text.trim().split(['-', '_']).enumerate().map(|(at, part)| match part.len() {
        2 if at > 0 => part.to_ascii_uppercase(),
        _ if at == 0 => part.to_ascii_lowercase(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("-")
}

/// Whether a text has the shape of a language tag.
pub(crate) fn is_tag(text: &str) -> bool {
    refusal(text, Form::Locale).is_none()
}
