//! HTML as runs of text. What tags do beyond bold, italic, links and lines is noted, and lost.

use super::super::report::quote;
use super::{Run, https};

/// Tags that begin or end a line.
const BLOCKS: [&str; 21] = [
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
const NEUTRAL: [&str; 9] = ["span", "html", "body", "tbody", "thead", "main", "td", "th", "head"];
/// Tags with something in them that is no text.
const FOREIGN: [&str; 8] =
    ["script", "style", "template", "iframe", "noscript", "svg", "object", "title"];
/// Other tags that people use in texts.
const OTHERS: [&str; 13] =
    ["b", "strong", "i", "em", "a", "u", "img", "font", "small", "sub", "sup", "code", "video"];

/// The longest tag: what goes on without an end is text.
const TAG_LENGTH: usize = 2_000;

/// Whether a text has tags in it, and not just something smaller than something else.
pub(super) fn is_html(text: &str) -> bool {
    text.split('<').skip(1).filter_map(|tag| tag.split_once('>')).any(|(tag, _)| {
        let name = name_of(tag);
        let rest = tag.trim_start_matches('/').get(name.len()..).unwrap_or_default();
        let is_bare = rest.trim().is_empty() || rest.trim() == "/" || rest.contains('=');
        is_bare
            && [&BLOCKS[..], &NEUTRAL, &FOREIGN, &OTHERS]
                .iter()
                .any(|some| some.contains(&name.as_str()))
    })
}

/// The runs of this HTML.
pub(super) fn runs(html: &str, notes: &mut Vec<String>) -> Vec<Run> {
    let mut page = Page { runs: Vec::new(), n_bold: 0, n_italic: 0, link: None, end: '\n', notes };
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        page.text(text);
        rest = page.markup(after);
    }
    page.text(rest);
    page.runs
}

/// The name in a tag, in lower case.
fn name_of(tag: &str) -> String {
    let name = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric);
    name.collect::<String>().to_ascii_lowercase()
}

/// What is read, and where one is.
struct Page<'n> {
    runs: Vec<Run>,
    n_bold: u32,
    n_italic: u32,
    link: Option<String>,
    /// The last character that was put down.
    end: char,
    notes: &'n mut Vec<String>,
}

impl Page<'_> {
    /// Reads what follows a `<`, and gives what comes after it.
    fn markup<'t>(&mut self, after: &'t str) -> &'t str {
        if let Some(comment) = after.strip_prefix("!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        let Some((tag, rest)) = is_tag.then(|| end_of_tag(after)).flatten() else {
            self.put("<");
            return after;
        };
        let name = name_of(tag);
        if FOREIGN.contains(&name.as_str()) && !tag.starts_with('/') {
            self.notes.push(format!("<{name}> and what is in it is left out"));
            return after_end(rest, &name);
        }
        self.tag(&name, tag);
        rest
    }

    fn tag(&mut self, name: &str, tag: &str) {
        let is_end = tag.starts_with('/');
        let count = |n: u32| if is_end { n.saturating_sub(1) } else { n.saturating_add(1) };
        match name {
            "b" | "strong" => self.n_bold = count(self.n_bold),
            "i" | "em" => self.n_italic = count(self.n_italic),
            "a" => self.link = if is_end { None } else { self.link_of(tag) },
            "li" if !is_end => {
                self.line();
                self.put("• ");
            }
            _ if BLOCKS.contains(&name) => self.line(),
            _ if NEUTRAL.contains(&name) || is_end || name.is_empty() => {}
            "img" => {
                let src = attribute(tag, "src").unwrap_or_default();
                self.notes.push(format!("the picture {} in the text is left out", quote(&src)));
            }
            _ => self.notes.push(format!("<{name}> is left out; the words in it are kept")),
        }
        if !is_end && attribute(tag, "style").is_some() {
            self.notes.push("the colours and sizes of words are left out".to_owned());
        }
    }

    fn link_of(&mut self, tag: &str) -> Option<String> {
        let href = attribute(tag, "href")?;
        let is_recalling = href.chars().any(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
        let link = https(&href).filter(|_| !is_recalling);
        if link.is_none() {
            let reason = "is no link over https; only its words are kept";
            self.notes.push(format!("{} {reason}", quote(&href)));
        }
        link
    }

    /// White space is one space, and none at the start of a line.
    fn text(&mut self, text: &str) {
        let mut words = String::new();
        for c in text.chars() {
            let is_gap = c.is_whitespace() && c != '\u{a0}';
            let before = words.chars().next_back().unwrap_or(self.end);
            if !is_gap {
                words.push(c);
            } else if !before.is_whitespace() {
                words.push(' ');
            }
        }
        self.put(&decoded(&words));
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

/// A tag up to its `>`, which quotation marks hide, and what follows it.
fn end_of_tag(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let mut first = None;
    for (at, c) in text.char_indices().take(TAG_LENGTH) {
        match (quote, c) {
            (None, '>') => return Some((text.get(..at)?, text.get(at + 1..)?)),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (Some(_), '>') => first = first.or(Some(at)),
            _ => {}
        }
    }
    let at = first?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What follows the end of this element; nothing where it never ends.
fn after_end<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        let start = after.get(..name.len());
        if start.is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = after;
    }
    ""
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let key = before.trim_end().rsplit([' ', '\n', '"', '\'', '/']).next().unwrap_or_default();
        let value = after.trim_start();
        let open = value.chars().next().filter(|c| *c == '"' || *c == '\'');
        let (value, next) = match open {
            Some(open) => value.get(1..)?.split_once(open)?,
            None => value.split_once([' ', '\n']).unwrap_or((value, "")),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(decoded(value));
        }
        rest = next;
    }
    None
}

/// The text with its character references replaced.
fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let name: String = after.chars().take(10).take_while(|c| *c != ';').collect();
        let is_closed = after.get(name.len()..).is_some_and(|rest| rest.starts_with(';'));
        if let Some(c) = character(&name).filter(|_| is_closed) {
            decoded.push(c);
            rest = after.get(name.len() + 1..).unwrap_or_default();
        } else {
            decoded.push('&');
            rest = after;
        }
    }
    decoded + rest
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let c = code.ok().and_then(char::from_u32)?;
        return (!c.is_control() && !('\u{e000}'..='\u{f8ff}').contains(&c)).then_some(c);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "bull" => '•',
        "middot" => '·',
        "euro" => '€',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        _ => return None,
    })
}
