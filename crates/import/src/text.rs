//! Texts of the other tools in our own small markup: `**bold**`, `*italic*`, links over https,
//! and recalls in braces.

mod escape;
mod html;
mod recall;
mod starred;

pub(crate) use recall::Recall;

use percent_encoding::{AsciiSet, CONTROLS, percent_encode_byte, utf8_percent_encode};
use sondage_author::source::TEXT_LENGTH;

use crate::ids::is_id;
use crate::report::quote;
use crate::scope::Scope;

/// As much of a text as is read, tags and all.
const SOURCE: usize = 50_000;

/// What stands around the number of a recall while a text is converted. No text that people write
/// has these, and HTML has no other way to write them.
const MARKS: (char, char) = ('\u{80}', '\u{82}');

/// How a text was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    /// As it stands.
    Literal,
    /// As HTML.
    Html,
    /// As it stands, or, where there are tags in it, as HTML.
    Either,
    /// With `*bold*`, `_italic_` and links.
    Starred,
}

/// A stretch of a text that looks the same throughout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Run {
    text: String,
    is_bold: bool,
    is_italic: bool,
    link: Option<String>,
}

/// A text of ours, and what is different in it.
#[derive(Debug, Default)]
pub(crate) struct Converted {
    pub(crate) text: String,
    pub(crate) notes: Vec<String>,
}

/// The text in our markup, or, where it is not `is_rich`, without any.
pub(crate) fn convert(
    source: &str,
    markup: Markup,
    is_rich: bool,
    recall: Recall,
    scope: &Scope,
) -> Converted {
    let mut notes = Vec::new();
    let (source, recalls) = recall.hide(&clean(source, &mut notes), scope, &mut notes);
    let runs = match markup {
        Markup::Html => html::runs(&source, &mut notes),
        Markup::Either if html::is_html(&source) => html::runs(&source, &mut notes),
        Markup::Starred => starred::runs(&source, &mut notes),
        Markup::Literal | Markup::Either => {
            vec![Run { text: source.trim().to_owned(), ..Run::default() }]
        }
    };
    let mut text = String::new();
    for run in trimmed(runs) {
        text.push_str(&if is_rich { run.rich() } else { run.plain(&mut notes) });
    }
    if is_rich {
        text = escape::lines(&text);
    }
    let mut text = show(&guard(&text, &mut notes), &recalls);
    if text.chars().count() > TEXT_LENGTH {
        text = text.chars().take(TEXT_LENGTH).collect();
        notes.push(format!("longer than {TEXT_LENGTH} characters; cut there"));
    }
    notes.dedup();
    Converted { text: text.trim().to_owned(), notes }
}

/// Without what no text has: characters of private use, and controls but line breaks.
fn clean(text: &str, notes: &mut Vec<String>) -> String {
    if text.len() > SOURCE {
        notes.push(format!("more than {SOURCE} bytes; what follows is left out"));
    }
    let text = text.get(..text.floor_char_boundary(SOURCE)).unwrap_or_default();
    text.replace("\r\n", "\n").replace('\t', " ").chars().filter(|c| is_text(*c)).collect()
}

/// Whether people can read it: no control but a line break, and nothing of private use.
fn is_text(c: char) -> bool {
    let is_private = ('\u{e000}'..='\u{f8ff}').contains(&c) || c >= '\u{f0000}';
    !is_private && (!c.is_control() || c == '\n')
}

impl Run {
    fn plain(&self, notes: &mut Vec<String>) -> String {
        if self.is_bold || self.is_italic || self.link.is_some() {
            let reason = "is formatted, which is not possible there; the words are kept";
            notes.push(format!("{} {reason}", quote(self.text.trim())));
        }
        self.text.clone()
    }

    /// With its marks close to its words, since they mean nothing beside a space.
    fn rich(&self) -> String {
        let words = self.text.trim();
        let (before, after) = match self.text.split_once(words) {
            Some(around) if !words.is_empty() => around,
            _ => return self.text.clone(),
        };
        let words = escape::escaped(words);
        let marked = match &self.link {
            Some(link) => format!("[{words}]({link})"),
            None if self.is_bold => format!("**{words}**"),
            None if self.is_italic => format!("*{words}*"),
            None => words,
        };
        format!("{before}{marked}{after}")
    }
}

/// Without runs of nothing, and with neighbours that look alike as one.
fn trimmed(runs: Vec<Run>) -> Vec<Run> {
    let mut kept: Vec<Run> = Vec::new();
    for run in runs {
        match kept.last_mut() {
            Some(last) if last.is_like(&run) => last.text.push_str(&run.text),
            _ if run.text.is_empty() => {}
            _ => kept.push(run),
        }
    }
    kept
}

impl Run {
    fn is_like(&self, other: &Self) -> bool {
        (self.is_bold, self.is_italic, &self.link) == (other.is_bold, other.is_italic, &other.link)
    }
}

/// The text with what would be read as a recall made harmless.
fn guard(text: &str, notes: &mut Vec<String>) -> String {
    let mut guarded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        guarded.push_str(before);
        if let Some((inner, next)) = after.split_once('}').filter(|_| begins_with_id(after)) {
            let whole = quote(&format!("{{{inner}}}"));
            notes.push(format!("{whole} would recall an answer; its braces are parentheses now"));
            guarded.extend(["(", inner, ")"]);
            rest = next;
        } else {
            guarded.push('{');
            rest = after;
        }
    }
    guarded + rest
}

/// Whether what follows a brace is an id, or one with a part, up to a bar or another brace.
fn begins_with_id(text: &str) -> bool {
    let end = text.bytes().take(130).position(|c| c == b'}' || c == b'|');
    let id = end.and_then(|end| text.get(..end)).unwrap_or_default();
    let (name, part) = id.split_once('.').unwrap_or((id, "x"));
    is_id(name) && is_id(part)
}

/// What stands for a recall.
fn mark(place: usize) -> String {
    format!("{}{place}{}", MARKS.0, MARKS.1)
}

/// Whether a character stands for itself, and not for a recall.
fn is_said(c: char) -> bool {
    c != MARKS.0 && c != MARKS.1
}

/// The recalls in their places again. What else no text has, HTML may still have written.
fn show(text: &str, recalls: &[String]) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, part) in text.split(MARKS.0).enumerate() {
        let (place, words) = part.split_once(MARKS.1).filter(|_| at > 0).unwrap_or(("", part));
        let recall = place.parse().ok().and_then(|place: usize| recalls.get(place));
        shown.push_str(recall.map_or("", String::as_str));
        shown.extend(words.chars().filter(|c| is_text(*c)));
    }
    shown
}

/// An address over https, as it can stand in a link; `None` where it is none.
pub(crate) fn https(address: &str) -> Option<String> {
    let address = address.trim();
    let start = address.get(..8).filter(|start| start.eq_ignore_ascii_case("https://"))?;
    let rest = address.get(start.len()..)?;
    if rest.chars().any(|c| c.is_control() || (c.is_whitespace() && c != ' ')) {
        return None;
    }
    let mut safe = String::from("https://");
    for c in rest.chars() {
        match u8::try_from(c).ok().filter(|byte| IN_LINKS.contains(byte)) {
            Some(byte) => safe.push_str(percent_encode_byte(byte)),
            None => safe.push(c),
        }
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (host.contains('.') && !host.contains('@') && safe.len() <= ADDRESS).then_some(safe)
}

/// What ends a link, or an attribute with one, where it is not encoded.
const IN_LINKS: &[u8] = b" \"()<>\\";

/// The longest address: what every browser and proxy passes on.
const ADDRESS: usize = 2_000;

/// All that addresses are not made of.
const NO_ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The address of a picture: over https, and percent-encoded where it is no letter or digit.
pub(crate) fn picture(address: &str) -> Option<String> {
    let address = https(address)?;
    let safe = utf8_percent_encode(&address, NO_ADDRESS).to_string();
    (safe.len() <= ADDRESS).then_some(safe)
}

#[cfg(test)]
mod tests;
