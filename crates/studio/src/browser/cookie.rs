//! Cookies.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::state::Settings;

/// That of the look: `light`, `dark`, or none, where the system decides.
pub(crate) const THEME: &str = "sondage_theme";
/// How long a browser may keep a cookie, in seconds: as long as any does. What it is worth ends
/// where the store says so.
const AGE: u32 = 400 * 24 * 3_600;

/// The cookie of a session: what it is called, and where it goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionCookie<'a> {
    settings: &'a Settings,
}

impl<'a> SessionCookie<'a> {
    pub(crate) fn new(settings: &'a Settings) -> Self {
        Self { settings }
    }

    /// Browsers hold what the prefixes say: by TLS alone, and for this host or path alone.
    fn name(self) -> &'static str {
        match (self.settings.is_https(), self.settings.base.is_empty()) {
            (true, true) => "__Host-sondage",
            (true, false) => "__Secure-sondage",
            (false, _) => "sondage_session",
        }
    }

    /// What the browser has of it.
    pub(crate) fn value(self, headers: &HeaderMap) -> Option<&str> {
        cookie(headers, self.name())
    }

    /// Gives it this value.
    pub(crate) fn set(self, value: &str) -> HeaderValue {
        self.header(value, AGE)
    }

    /// Takes it away.
    pub(crate) fn clear(self) -> HeaderValue {
        self.header("", 0)
    }

    fn header(self, value: &str, age: u32) -> HeaderValue {
        let path = path(self.settings);
        let secure = if self.settings.is_https() { "; Secure" } else { "" };
        let name = self.name();
        let text =
            format!("{name}={value}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
        // Hex and our own words, which a header can hold.
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
    }
}

/// The cookie of the look.
pub(crate) fn theme_cookie(settings: &Settings, theme: Option<&'static str>) -> HeaderValue {
    let (path, age) = (path(settings), if theme.is_some() { AGE } else { 0 });
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let theme = theme.unwrap_or_default();
    let text =
        format!("{THEME}={theme}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

fn path(settings: &Settings) -> &str {
    if settings.base.is_empty() { "/" } else { &settings.base }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::SessionCookie;
    use crate::state::Settings;

    fn set(url: &str, base: &str) -> String {
        let settings = Settings::new(url, base);
        SessionCookie::new(&settings).set("ab").to_str().unwrap().to_owned()
    }

    #[test]
    fn a_session_goes_to_this_host_alone_and_to_no_script() {
        let plain = set("http://127.0.0.1:1", "");
        assert!(plain.starts_with("sondage_session=ab; Path=/;"), "{plain}");
        assert!(plain.contains("HttpOnly") && plain.contains("SameSite=Lax"));
        let host = set("https://a.example", "");
        assert!(host.starts_with("__Host-sondage=ab; Path=/;") && host.ends_with("; Secure"));
        let below = set("https://a.example/sondage", "/sondage");
        assert!(below.starts_with("__Secure-sondage=ab; Path=/sondage;"), "{below}");
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let settings = Settings::new("http://a.example", "");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; sondage_session=cd; x=y=z"));
        assert_eq!(SessionCookie::new(&settings).value(&headers), Some("cd"));
        headers.insert(header::COOKIE, HeaderValue::from_static("xsondage_session=cd"));
        assert_eq!(SessionCookie::new(&settings).value(&headers), None);
    }
}
