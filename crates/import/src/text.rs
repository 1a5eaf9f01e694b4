//! Texts of the other tools in our own small markup: `**bold**`, `*italic*`, links over https,
//! and recalls in braces.

mod escape;
mod html;
mod recall;
mod starred;

pub(super) use recall::Recall;

use super::ids::is_id;
use super::report::quote;
use super::scope::Scope;

/// The longest text, in characters.
const LENGTH: usize = 5_000;
/// As much of a text as is read, tags and all.
const SOURCE: usize = 50_000;

/// The first of the characters that stand for recalls while a text is converted. They are of
/// Unicode's private use, so that no text that people read has them.
const FIRST: u32 = 0xE000;
/// How many there are.
const MOST: u32 = 6_400;

/// How a text was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
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
pub(super) struct Converted {
    pub(super) text: String,
    pub(super) notes: Vec<String>,
}

/// The text in our markup, or, where it is not `is_rich`, without any.
pub(super) fn convert(
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
    if text.chars().count() > LENGTH {
        text = text.chars().take(LENGTH).collect();
        notes.push(format!("longer than {LENGTH} characters; cut there"));
    }
    notes.dedup();
    Converted { text: text.trim().to_owned(), notes }
}

/// Without what no text has: characters of private use, and controls but line breaks.
fn clean(text: &str, notes: &mut Vec<String>) -> String {
    let is_private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c) || c >= '\u{f0000}';
    let is_kept = |c: &char| !is_private(*c) && (!c.is_control() || *c == '\n');
    if text.len() > SOURCE {
        notes.push(format!("more than {SOURCE} bytes; what follows is left out"));
    }
    let text = text.get(..text.floor_char_boundary(SOURCE)).unwrap_or_default();
    text.replace("\r\n", "\n").replace('\t', " ").chars().filter(is_kept).collect()
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

/// The character that stands for a recall.
fn mark(place: usize) -> Option<char> {
    let place = u32::try_from(place).ok().filter(|place| *place < MOST)?;
    char::from_u32(FIRST + place)
}

/// The recalls in their places again.
fn show(text: &str, recalls: &[String]) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let place = u32::from(c).checked_sub(FIRST).filter(|place| *place < MOST);
        match place.and_then(|place| recalls.get(usize::try_from(place).ok()?)) {
            Some(recall) => shown.push_str(recall),
            None => shown.push(c),
        }
    }
    shown
}

/// An address over https, as it can stand in a link; `None` where it is none.
pub(super) fn https(address: &str) -> Option<String> {
    let address = address.trim();
    let start = address.get(..8).filter(|start| start.eq_ignore_ascii_case("https://"))?;
    let rest = address.get(start.len()..)?;
    let mut safe = String::from("https://");
    for c in rest.chars() {
        match c {
            '(' => safe.push_str("%28"),
            ')' => safe.push_str("%29"),
            ' ' => safe.push_str("%20"),
            '"' => safe.push_str("%22"),
            '<' => safe.push_str("%3C"),
            '>' => safe.push_str("%3E"),
            '\\' => safe.push_str("%5C"),
            c if c.is_control() => return None,
            c if c.is_whitespace() => return None,
            c => safe.push(c),
        }
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (host.contains('.') && !host.contains('@') && safe.len() <= ADDRESS).then_some(safe)
}

/// The longest address: what every browser and proxy passes on.
const ADDRESS: usize = 2_000;

/// The address of a picture: over https, and percent-encoded where it is no letter or digit.
pub(super) fn picture(address: &str) -> Option<String> {
    let address = https(address)?;
    let mut safe = String::new();
    for c in address.chars() {
        if c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c) {
            safe.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                safe.push('%');
                safe.extend([byte >> 4, byte & 15].map(|half| {
                    char::from_digit(half.into(), 16).unwrap_or_default().to_ascii_uppercase()
                }));
            }
        }
    }
    (safe.len() <= ADDRESS).then_some(safe)
}

#[cfg(test)]
mod tests;
