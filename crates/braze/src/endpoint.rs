//! Where a customer's Braze is.

use std::fmt;

/// The base address of a customer's REST API, for example `https://rest.fra-02.braze.eu`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    is_loopback: bool,
}

/// A text that is no REST endpoint; the message says what one looks like.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a Braze REST endpoint: expected one like https://rest.fra-02.braze.eu or \
     https://rest.iad-05.braze.com (in Braze: Settings, APIs and Identifiers), \
     or for development an emulator at http://127.0.0.1:PORT"
)]
pub struct EndpointError(String);

impl Endpoint {
    /// Takes `rest.<instance>.braze.com` or `….braze.eu`, with or without `https://` before and a `/`
    /// behind, or an `http://` address of this machine. The instances are many and new ones appear,
    /// so their names are not listed here.
    ///
    /// # Errors
    /// On anything else, above all the address of a dashboard or of an SDK endpoint, so that a key is
    /// never sent to a host that is not Braze's.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let address = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let host = address.strip_prefix("https://").unwrap_or(&address);
        if is_rest_host(host) {
            return Ok(Self { base: format!("https://{host}"), is_loopback: false });
        }
        match address.strip_prefix("http://") {
            Some(authority) if is_loopback(authority) => {
                Ok(Self { base: address, is_loopback: true })
            }
            _ => Err(EndpointError(text.trim().to_owned())),
        }
    }

    /// The base address, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Whether this is an emulator on this machine rather than Braze.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    pub(crate) fn url(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.base)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

fn is_rest_host(host: &str) -> bool {
    let instance = host.strip_prefix("rest.").and_then(|rest| {
        rest.strip_suffix(".braze.com").or_else(|| rest.strip_suffix(".braze.eu"))
    });
    instance.is_some_and(|label| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

fn is_loopback(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn an_endpoint_is_taken_as_the_dashboard_shows_it() {
        for (text, base) in [
            ("rest.fra-02.braze.eu", "https://rest.fra-02.braze.eu"),
            ("https://rest.iad-05.braze.com", "https://rest.iad-05.braze.com"),
            (" https://REST.us-10.braze.com/ ", "https://rest.us-10.braze.com"),
            ("http://127.0.0.1:8788", "http://127.0.0.1:8788"),
            ("http://localhost:8788/", "http://localhost:8788"),
            ("http://[::1]:8788", "http://[::1]:8788"),
            ("http://[::1]", "http://[::1]"),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().as_str(), base, "{text}");
        }
    }

    #[test]
    fn a_key_cannot_be_sent_to_a_host_that_is_not_braze() {
        for text in [
            "",
            "dashboard-01.braze.eu",
            "https://sdk.fra-02.braze.eu",
            "http://rest.fra-02.braze.eu",
            "https://rest.fra-02.braze.eu.evil.example",
            "https://rest.evil.example/.braze.com",
            "https://rest.a.b.braze.com",
            "https://rest..braze.com",
            "https://rest.fra-02.braze.eu/users/track",
            "http://127.0.0.1:8788/path",
            "http://127.0.0.1@evil.example:80",
            "http://127.0.0.1.evil.example",
            "http://127.0.0.1:99999",
            "https://127.0.0.1:8788",
        ] {
            let error = Endpoint::parse(text).unwrap_err().to_string();
            assert!(error.contains("expected one like https://rest.fra-02.braze.eu"), "{error}");
        }
    }
}
