//! Whether a request that changes something comes from a page of ours: cookies go along with those of
//! other sites too.

use axum::http::{HeaderMap, header};

/// Browsers say it of each request, and no page can say otherwise.
const FETCH_SITE: &str = "sec-fetch-site";
/// What our own scripts send along. A page of another site could only after asking for it, which is
/// refused.
const OWN: &str = "hx-request";

/// Whether it does; `origin` is that of our address.
pub(crate) fn is_own(headers: &HeaderMap, origin: &str) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header(FETCH_SITE) {
        return site == "same-origin";
    }
    if let Some(from) = header(header::ORIGIN.as_str()) {
        let authority = from.split_once("://").map(|(_, authority)| authority);
        return from == origin || authority.is_some() && authority == header(header::HOST.as_str());
    }
    header(OWN) == Some("true")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::is_own;

    #[test]
    fn what_changes_something_comes_from_a_page_of_ours() {
        for (headers, expected) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://a.example")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "https://a.example")], true),
            (&[("origin", "http://10.0.0.1:8787"), ("host", "10.0.0.1:8787")], true),
            (&[("origin", "https://evil.example"), ("host", "a.example")], false),
            (&[("origin", "null"), ("host", "a.example")], false),
            (&[("hx-request", "true")], true),
            (&[], false),
        ] {
            let pairs = headers.iter().map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            let headers: HeaderMap = pairs.collect();
            assert_eq!(is_own(&headers, "https://a.example"), expected, "{headers:?}");
        }
    }
}
