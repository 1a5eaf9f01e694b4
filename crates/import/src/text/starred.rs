//! Texts with `*bold*`, `_italic_` and `[links](https://…)`.

use super::{Run, https};
use crate::report::quote;

/// The runs of this text. A mark without its partner is a character like any other.
pub(super) fn runs(text: &str, notes: &mut Vec<String>) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut plain = String::new();
    let mut before = ' ';
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let marked = match c {
            '*' | '_' if !before.is_alphanumeric() => emphasis(after, c),
            '[' => link(after, notes),
            _ => None,
        };
        if let Some((run, next)) = marked {
            runs.push(Run { text: std::mem::take(&mut plain), ..Run::default() });
            runs.push(run);
            (before, rest) = (' ', next);
        } else {
            plain.push(c);
            (before, rest) = (c, after);
        }
    }
    runs.push(Run { text: plain, ..Run::default() });
    runs
}

fn emphasis(after: &str, mark: char) -> Option<(Run, &str)> {
    let (words, next) = after.split_once(mark)?;
    let is_closed = !next.starts_with(char::is_alphanumeric);
    let is_tight = !words.is_empty() && words.trim() == words && !words.contains('\n');
    let run =
        Run { text: words.to_owned(), is_bold: mark == '*', is_italic: mark == '_', link: None };
    (is_closed && is_tight).then_some((run, next))
}

fn link<'t>(after: &'t str, notes: &mut Vec<String>) -> Option<(Run, &'t str)> {
    let (words, rest) = after.split_once("](")?;
    let (address, next) = rest.split_once(')')?;
    if words.contains(['[', '\n']) || words.trim().is_empty() {
        return None;
    }
    let link = https(address);
    if link.is_none() {
        let reason = "is no link over https; only its words are kept";
        notes.push(format!("{} {reason}", quote(address)));
    }
    Some((Run { text: words.to_owned(), link, ..Run::default() }, next))
}
