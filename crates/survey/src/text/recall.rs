//! Recall: `{question}` in a text stands for the answer given to it.

use super::split;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Plain(&'a str),
    /// The id of a question, written `{id}`.
    Recall(&'a str),
}

/// The pieces of a text. Braces around anything but an id stay what they are.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = first(rest);
        rest = after;
        Some(piece)
    })
}

fn first(text: &str) -> (Piece<'_>, &str) {
    if let Some((id, after)) = text.strip_prefix('{').and_then(|inner| split(inner, b'}'))
        && is_id(id)
    {
        return (Piece::Recall(id), after);
    }
    // An opening brace that recalls nothing is plain, up to the next one.
    let end = text.bytes().skip(1).position(|byte| byte == b'{').map_or(text.len(), |at| at + 1);
    let (plain, after) = text.split_at_checked(end).unwrap_or((text, ""));
    (Piece::Plain(plain), after)
}

/// Whether a text can be an id: a letter or a digit, then letters, digits, dashes, underscores;
/// at most 64 of them, all of ASCII, so that it is also an id which Braze takes for a click.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let inner = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    text.len() <= 64
        && text.bytes().next().is_some_and(|c| c.is_ascii_alphanumeric())
        && text.bytes().all(inner)
}

/// The text with each recall replaced by what `lookup` gives; nothing where it gives nothing.
#[must_use]
pub fn fill_in(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Recall(id) => out.push_str(&lookup(id).unwrap_or_default()),
        }
    }
    out
}
