//! The relay's address, as it is written into snippets and links.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use axum::http::Uri;

/// The address of the relay as respondents know it, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

/// A text that cannot be a relay's address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an address like https://survey.example.com, with no query")]
pub struct PublicUrlError;

impl PublicUrl {
    /// The address of a relay that nothing stands before.
    #[must_use]
    pub fn of_listener(address: SocketAddr) -> Self {
        Self(format!("http://{address}"))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its origin: the address without its path.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.0.strip_suffix(self.path()).unwrap_or(&self.0)
    }

    /// Its path: empty, or `/sondage`.
    #[must_use]
    pub fn path(&self) -> &str {
        let authority_and_path = self.0.split_once("://").map_or("", |(_, rest)| rest);
        authority_and_path.find('/').and_then(|at| authority_and_path.get(at..)).unwrap_or_default()
    }

    /// Whether browsers take it for secure.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether it is an address of this machine, which browsers take for secure too.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let uri: Option<Uri> = self.0.parse().ok();
        matches!(uri.as_ref().and_then(Uri::host), Some("localhost" | "127.0.0.1" | "[::1]"))
    }
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let text = text.trim().trim_end_matches('/');
        let uri: Uri = text.parse().map_err(|_| PublicUrlError)?;
        // It is put into HTML, scripts and Liquid: only what needs no escape in any of them.
        let is_plain = text.bytes().all(|c| c.is_ascii_alphanumeric() || b"-._~:/[]".contains(&c));
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        if is_plain && is_web && uri.host().is_some_and(|host| !host.is_empty()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PublicUrlError)
        }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::PublicUrl;

    #[test]
    fn a_public_url_is_taken_with_and_without_a_path() {
        for (text, path) in [
            ("https://survey.example.com/", ""),
            ("http://127.0.0.1:8787", ""),
            ("http://[::1]:8787", ""),
            ("https://example.com/a/sondage/", "/a/sondage"),
        ] {
            let url: PublicUrl = text.parse().unwrap();
            assert_eq!(url.path(), path, "{text}");
            assert!(!url.as_str().ends_with('/'));
        }
    }

    #[test]
    fn a_public_url_holds_nothing_that_html_a_script_or_liquid_would_read() {
        for text in [
            "",
            "survey.example.com",
            "ftp://example.com",
            "https://",
            "https://example.com/?a=b",
            "https://example.com/{{x}}",
            "https://example.com/'-alert(1)-'",
            "https://example.com/%7B",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
