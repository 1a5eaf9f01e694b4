//! Which state something is in, so that nobody changes what they have not seen (RFC 9110, 13.1.1).

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest as _, Sha256};

use crate::refusal::{Refusal, RefusalKind};
use crate::words;

/// The strong entity tag of a state, which is known by any text that changes with it.
#[must_use]
pub fn of_state(state: &str) -> String {
    let digest: String = hex::encode(Sha256::digest(state.as_bytes())).chars().take(16).collect();
    format!("\"{digest}\"")
}

/// The header that says it.
#[must_use]
pub fn header(tag: &str) -> (HeaderName, HeaderValue) {
    (header::ETAG, HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\"")))
}

/// Whether a change may go on: `If-Match` names the state that is there, or `*`.
///
/// # Errors
/// [`RefusalKind::Unconditional`] without the header, [`RefusalKind::Stale`] where another is there.
pub fn check(headers: &HeaderMap, tag: &str) -> Result<(), Refusal> {
    let lines = headers.get_all(header::IF_MATCH).iter().filter_map(|line| line.to_str().ok());
    let mut given = lines.flat_map(|line| line.split(',')).map(str::trim).peekable();
    if given.peek().is_none() {
        return Err(Refusal::new(RefusalKind::Unconditional, words::UNCONDITIONAL));
    }
    if given.any(|one| one == "*" || one == tag) {
        return Ok(());
    }
    Err(Refusal::new(RefusalKind::Stale, words::STALE))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{check, of_state};
    use crate::refusal::RefusalKind;

    #[test]
    fn a_change_names_the_state_that_it_was_made_of() {
        let (tag, other) = (of_state("one"), of_state("two"));
        let mut headers = HeaderMap::new();
        assert_eq!(check(&headers, &tag).unwrap_err().kind, RefusalKind::Unconditional);
        for (given, is_good) in
            [(tag.as_str(), true), ("*", true), (&other, false), ("W/\"x\"", false), ("", false)]
        {
            headers.insert(header::IF_MATCH, HeaderValue::from_str(given).unwrap());
            assert_eq!(check(&headers, &tag).is_ok(), is_good, "{given}");
        }
        headers.insert(header::IF_MATCH, format!("{other}, {tag}").parse().unwrap());
        assert!(check(&headers, &tag).is_ok());
    }
}
