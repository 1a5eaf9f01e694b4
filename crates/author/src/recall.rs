//! Recall: `{question}` in a text stands for what is known, `{question|words}` for those words
//! where nothing is.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Plain(&'a str),
    /// The id of a question, a hidden field or a variable, or `question.part`; and the fallback.
    Recall(&'a str, &'a str),
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
    let inner = text.strip_prefix('{').and_then(|inner| inner.split_once('}'));
    if let Some((inner, after)) = inner {
        let (id, fallback) = inner.split_once('|').unwrap_or((inner, ""));
        let (question, part) = id.split_once('.').unwrap_or((id, "x"));
        if is_id(question) && is_id(part) {
            return (Piece::Recall(id, fallback), after);
        }
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

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn only_braces_around_an_id_recall() {
        let all: Vec<_> = pieces("{a} {b.c|é {x} {no id} {}").collect();
        assert_eq!(
            all,
            [
                Piece::Recall("a", ""),
                Piece::Plain(" "),
                Piece::Recall("b.c", "é {x"),
                Piece::Plain(" "),
                Piece::Plain("{no id} "),
                Piece::Plain("{}"),
            ]
        );
        let open: Vec<_> = pieces("é{").collect();
        assert_eq!(open, [Piece::Plain("é"), Piece::Plain("{")]);
    }
}
