//! What the texts of the other tools recall, and how.

use super::mark;
use crate::report::quote;
use crate::scope::Scope;

/// How a text recalls what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recall {
    /// Not at all.
    Never,
    /// `{name}`.
    Braces,
    /// `{{field:ref}}`, `{{hidden:name}}`, `{{var:name}}`.
    DoubleBraces,
    /// `#recall:id/fallback:text#`.
    Hashes,
}

/// What braces recall that is no answer.
const OWN_WORDS: [&str; 3] = ["pageno", "pagecount", "locale"];

/// A recall in a text.
struct Token<'t> {
    /// What the scope knows it by.
    name: String,
    /// What to say where there is nothing to recall.
    fallback: String,
    /// As it was written.
    whole: &'t str,
}

impl Recall {
    /// The text with a character in the place of each recall, and what the recalls are in our
    /// own texts. What cannot be recalled is replaced by what was to stand in its place.
    pub(super) fn hide(
        self,
        text: &str,
        scope: &Scope,
        notes: &mut Vec<String>,
    ) -> (String, Vec<String>) {
        let mut recalls = Vec::new();
        let mut hidden = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, token, after)) = self.next(rest) {
            hidden.push_str(before);
            rest = after;
            if self == Self::Braces
                && !scope.is_of_file(&token.name)
                && !OWN_WORDS.contains(&token.name.as_str())
            {
                // What nobody knows is shown as it stands.
                hidden.push_str(token.whole);
                continue;
            }
            match written(&token, scope) {
                Ok(recall) => {
                    hidden.push_str(&mark(recalls.len()));
                    recalls.push(recall);
                }
                Err(reason) => {
                    let instead = match token.fallback.as_str() {
                        "" => "it is left out".to_owned(),
                        fallback => format!("{} stands in its place", quote(fallback)),
                    };
                    notes.push(format!(
                        "{} recalls nothing: {reason}; {instead}",
                        quote(token.whole)
                    ));
                    hidden.push_str(&token.fallback);
                }
            }
        }
        hidden.push_str(rest);
        (hidden, recalls)
    }

    /// The text before the next recall, the recall, and the text after it.
    fn next(self, text: &str) -> Option<(&str, Token<'_>, &str)> {
        let (open, close) = match self {
            Self::Never => return None,
            Self::Braces => ("{", "}"),
            Self::DoubleBraces => ("{{", "}}"),
            Self::Hashes => ("#recall:", "#"),
        };
        let mut from = 0;
        while let Some(start) = text.get(from..)?.find(open).map(|at| from + at) {
            let inner_start = start + open.len();
            from = inner_start;
            let Some((inner, _)) = start_of(text.get(inner_start..)?).split_once(close) else {
                continue;
            };
            let end = inner_start + inner.len() + close.len();
            let whole = text.get(start..end)?;
            if let Some((name, fallback)) = self.split(inner) {
                // Spaces in it are written so, since the whole is kept in an attribute of HTML.
                let fallback = fallback.replace("nbsp", " ").trim().to_owned();
                let token = Token { name, fallback, whole };
                return Some((text.get(..start)?, token, text.get(end..)?));
            }
        }
        None
    }

    /// The name and the fallback in the middle of a recall; `None` where it is none.
    fn split(self, inner: &str) -> Option<(String, &str)> {
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
                && !name.contains(['\n', '{', '"', '\''])
        };
        match self {
            Self::Never => None,
            Self::Braces => is_name(inner).then(|| (inner.to_owned(), "")),
            Self::DoubleBraces => {
                let (kind, name) = inner.split_once(':')?;
                let name = name.trim();
                match kind.trim() {
                    "field" => Some((name.to_owned(), "")),
                    "hidden" => Some((format!("hidden:{name}"), "")),
                    "var" | "variable" => Some((format!("var:{name}"), "")),
                    _ => None,
                }
            }
            Self::Hashes => {
                let (name, fallback) = inner.split_once("/fallback:").unwrap_or((inner, ""));
                (!name.trim().is_empty()).then(|| (name.trim().to_owned(), fallback.trim()))
            }
        }
    }
}

/// As much of a text as a recall can be long.
fn start_of(text: &str) -> &str {
    let end = text.char_indices().nth(LENGTH).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

/// The longest recall, in characters: a name and a few words.
const LENGTH: usize = 1_000;

/// As we write it: `{id}`, or `{id|fallback}`.
fn written(token: &Token<'_>, scope: &Scope) -> Result<String, String> {
    let known = scope.find_part(&token.name)?;
    let id = known.recall().ok_or_else(|| format!("{} has no words", quote(&token.name)))?;
    let fallback = match token.fallback.as_str() {
        "" => known.fallback.as_deref().unwrap_or_default(),
        fallback => fallback,
    };
    let fallback = fallback.replace(['{', '}', '|'], "");
    Ok(match fallback.trim() {
        "" => format!("{{{id}}}"),
        fallback => format!("{{{id}|{fallback}}}"),
    })
}
