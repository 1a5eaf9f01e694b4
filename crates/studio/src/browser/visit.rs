//! Who asks for a page, and how they like it.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use super::cookie::{self, SessionCookie, THEME};
use crate::actions::session;
use crate::actor::Actor;
use crate::refusal::Refusal;
use crate::state::Studio;
use crate::words::{Language, Said, Word};

/// The most characters that are kept of what a browser calls itself.
const AGENT: usize = 200;

/// A request for a page, of whoever it may be.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// The studio that is asked.
    pub(crate) studio: Studio,
    /// Who asks, where a session says so.
    pub(crate) actor: Option<Actor>,
    /// Why it could not be found out who asks.
    pub(crate) trouble: Option<Refusal>,
    /// The language of the page.
    pub(crate) language: Language,
    /// The look that was chosen: `light`, `dark`, or the system's.
    pub(crate) theme: Option<&'static str>,
    /// A part of a page is asked for, by htmx.
    pub(crate) is_partial: bool,
    /// What is asked for, where it can be asked for again: path and query; empty where something is sent.
    pub(crate) path: String,
    /// The value of the session's cookie, true or not.
    pub(crate) cookie: Option<String>,
    /// Where from, if that says anything.
    pub(crate) address: Option<IpAddr>,
    /// The browser, in its own words.
    pub(crate) agent: Option<String>,
}

impl Visit {
    /// The text, in the page's language.
    pub(crate) fn say(&self, word: Word) -> &'static str {
        word.text(self.language)
    }

    /// The text, filled in.
    pub(crate) fn tell(&self, said: &Said) -> String {
        said.text(self.language)
    }

    /// An address of the studio's.
    pub(crate) fn at(&self, path: &str) -> String {
        self.studio.at(path)
    }

    /// The address of a file of the relay's, whichever build it is of.
    pub(crate) fn asset(&self, name: &str) -> Option<String> {
        self.studio.relay.asset(name).map(|path| self.at(&format!("/w/{path}")))
    }

    /// Reads a request.
    pub(crate) async fn of_parts(studio: &Studio, parts: &Parts) -> Self {
        let headers = &parts.headers;
        let is_read = matches!(parts.method, Method::GET | Method::HEAD);
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let cookie = SessionCookie::new(&studio.settings).value(headers).map(str::to_owned);
        let found = match &cookie {
            Some(cookie) => session::resume(studio, cookie).await,
            None => Ok(None),
        };
        let (found, trouble) = match found {
            Ok(found) => (found, None),
            Err(refusal) => (None, Some(refusal)),
        };
        let wanted =
            || Language::wanted(text(header::ACCEPT_LANGUAGE.as_str()).unwrap_or_default());
        let set = found.as_ref().and_then(|(_, language)| *language);
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
        Self {
            studio: studio.clone(),
            language: set.unwrap_or_else(wanted),
            actor: found.map(|(actor, _)| actor),
            trouble,
            theme: theme(headers),
            is_partial: text("hx-request") == Some("true"),
            path: parts
                .uri
                .path_and_query()
                .filter(|_| is_read)
                .map_or_else(String::new, ToString::to_string),
            cookie,
            address: studio.relay.address(headers, peer),
            agent: text(header::USER_AGENT.as_str())
                .map(|agent| agent.chars().take(AGENT).collect()),
        }
    }
}

fn theme(headers: &HeaderMap) -> Option<&'static str> {
    match cookie::cookie(headers, THEME) {
        Some("light") => Some("light"),
        Some("dark") => Some("dark"),
        _ => None,
    }
}

impl FromRequestParts<Studio> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, studio: &Studio) -> Result<Self, Infallible> {
        Ok(Self::of_parts(studio, parts).await)
    }
}
