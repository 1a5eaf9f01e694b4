//! The calls themselves.

use secrecy::{ExposeSecret as _, SecretString};
use std::{error::Error, time::Duration};

use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{AUTHORIZATION, HeaderMap, HeaderValue, LINK},
    redirect::Policy,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::headers::next_cursor;
use crate::{
    Endpoint, Probe, RetryAfter, RetryHeaders, TrackOutcome, TrackRequest, outcome::message,
};

/// The most that a call may take, the answer included. Braze's own connectors wait as long.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The most that reaching the host may take: shorter than the whole, so that a host that cannot be
/// reached is told from an answer that does not come.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The most that a knock may take, so that the end of an outage is noticed soon.
const KNOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// The most that is read of an answer. Those of Braze are far smaller.
const MAX_ANSWER_BYTES: usize = 1 << 20;

/// A connection to one Braze workspace. Cheap to clone; the clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    endpoint: Endpoint,
}

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The key cannot stand in a header.
    #[error("the Braze API key holds a character that no key has: copy it again, without quotes")]
    Key,
    /// The machine's TLS set-up cannot be used.
    #[error("cannot set up https ({}): are the machine's CA certificates installed?", root_cause(.0))]
    Tls(#[source] reqwest::Error),
}

/// Why a call that reads something has nothing to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Braze answered with something other than success.
    #[error("braze answered {status}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Braze's own words.
        message: String,
    },
    /// No answer.
    #[error("no answer from braze: {reason}")]
    Unreachable {
        /// What went wrong, for people.
        reason: String,
        /// Whether the request may have arrived.
        sent: bool,
    },
}

/// The people counted as active on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyUsers {
    /// The day, `2026-11-23`.
    pub time: String,
    /// How many in the 30 days up to it.
    pub mau: u64,
}

impl Client {
    /// A client that waits at most 30 seconds for an answer and follows no redirect, since the key
    /// is meant for this endpoint alone.
    ///
    /// # Errors
    /// When the key cannot be sent, or this machine cannot do TLS.
    pub fn new(endpoint: &Endpoint, key: &SecretString) -> Result<Self, ClientError> {
        Self::with_timeout(endpoint, key, TIMEOUT)
    }

    /// As [`Client::new`], with another limit on the time that a call may take.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_timeout(
        endpoint: &Endpoint,
        key: &SecretString,
        timeout: Duration,
    ) -> Result<Self, ClientError> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("sondage/", env!("CARGO_PKG_VERSION")))
            .default_headers(authorization(key)?)
            .redirect(Policy::none())
            .timeout(timeout)
            .connect_timeout(timeout.min(CONNECT_TIMEOUT));
        if endpoint.is_loopback() {
            // Neither is of use on plain http to this machine, and reading the machine's
            // certificates takes longer than most tests.
            builder = builder.no_proxy().tls_certs_only([]);
        }
        let http = builder.build().map_err(ClientError::Tls)?;
        Ok(Self { http, endpoint: endpoint.clone() })
    }

    /// Where it calls.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Sends attributes and events, once. Needs the permission `users.track`.
    pub async fn track(&self, request: &TrackRequest) -> TrackOutcome {
        self.track_body(request).await
    }

    /// How many people were active, for each of the last `n_days` (1 to 100). Needs the permission
    /// `kpi.mau.data_series`.
    ///
    /// # Errors
    /// When there is no answer, or one that is no success.
    pub async fn mau(&self, n_days: u8) -> Result<Vec<DailyUsers>, CallError> {
        let path = format!("/kpi/mau/data_series?length={n_days}");
        let answer = send(self.http.get(self.endpoint.url(&path))).await;
        let answer = answer.map_err(|(reason, sent)| CallError::Unreachable { reason, sent })?;
        read_series(&answer)
    }

    /// Finds out whether Braze is there and would take something: it answers 400 then. Leaves nothing
    /// behind in Braze, as [`Client::probe`], and waits five seconds at most.
    pub async fn knock(&self) -> TrackOutcome {
        let request = self.http.post(self.endpoint.url("/users/track")).json(&nobody());
        track_outcome(request.timeout(KNOCK_TIMEOUT)).await
    }

    /// Finds out what stands between this machine and Braze, for a person to act on. Leaves nothing
    /// behind in Braze: the one object it sends names nobody, which Braze cannot but reject.
    pub async fn probe(&self) -> Probe {
        let track = self.track_body(&nobody()).await;
        let mau = self.mau(1).await;
        Probe::judge(&self.endpoint, &track, &mau)
    }

    /// Reads a page of something that comes in pages, with the cursor of the next one.
    pub(crate) async fn read_page<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<(T, Option<String>), CallError> {
        let answer = send(self.http.get(self.endpoint.url(path))).await;
        let answer = answer.map_err(|(reason, sent)| CallError::Unreachable { reason, sent })?;
        let page = read_json(&answer)?;
        Ok((page, answer.next))
    }

    async fn track_body(&self, body: &impl Serialize) -> TrackOutcome {
        track_outcome(self.http.post(self.endpoint.url("/users/track")).json(body)).await
    }
}

async fn track_outcome(request: RequestBuilder) -> TrackOutcome {
    match send(request).await {
        Ok(answer) => TrackOutcome::read(answer.status, &answer.body, answer.retry_after),
        Err((reason, sent)) => TrackOutcome::Unreachable { reason, sent },
    }
}

/// An object that names nobody, which Braze cannot but reject.
fn nobody() -> Value {
    serde_json::json!({ "attributes": [{}] })
}

fn authorization(key: &SecretString) -> Result<HeaderMap, ClientError> {
    let bearer = format!("Bearer {}", key.expose_secret());
    let mut value = HeaderValue::from_str(&bearer).map_err(|_| ClientError::Key)?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(AUTHORIZATION, value)]))
}

struct Answer {
    status: u16,
    body: Vec<u8>,
    retry_after: Option<RetryAfter>,
    /// The cursor of the next page, where there is one.
    next: Option<String>,
}

/// Makes a call; the error is a reason and whether the request may have arrived.
async fn send(request: RequestBuilder) -> Result<Answer, (String, bool)> {
    let mut response = request.send().await.map_err(|error| no_answer(&error))?;
    let status = response.status();
    let retry_after = retry_after(status, response.headers());
    let links = response.headers().get_all(LINK).iter().filter_map(|link| link.to_str().ok());
    let next = links.into_iter().find_map(next_cursor);
    let body = match read_body(&mut response).await {
        Ok(body) => body,
        // Without its body a success may hide rejections; a refusal is one without its words too.
        Err(error) if status.is_success() => return Err(no_answer(&error)),
        Err(_) => Vec::new(),
    };
    Ok(Answer { status: status.as_u16(), body, retry_after, next })
}

async fn read_body(response: &mut Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while body.len() < MAX_ANSWER_BYTES
        && let Some(chunk) = response.chunk().await?
    {
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The end of the rate window concerns a 429 only: a server in trouble may be back long before.
fn retry_after(status: StatusCode, headers: &HeaderMap) -> Option<RetryAfter> {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let is_limited = status == StatusCode::TOO_MANY_REQUESTS;
    RetryAfter::parse(&RetryHeaders {
        retry_after: header("retry-after"),
        ratelimit_retry_after: header("x-ratelimit-retry-after"),
        ratelimit_reset: header("x-ratelimit-reset").filter(|_| is_limited),
    })
}

fn no_answer(error: &reqwest::Error) -> (String, bool) {
    let sent = !(error.is_connect() || error.is_builder());
    let what = match (sent, error.is_timeout()) {
        (false, true) => "cannot connect in time",
        (false, false) => "cannot connect",
        (true, true) => "sent, but there was no answer in time",
        (true, false) => "sent, but the connection broke before the answer",
    };
    (format!("{what} ({})", root_cause(error)), sent)
}

/// The innermost error is the one that says something: the outer ones only say which library failed.
fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn read_series(answer: &Answer) -> Result<Vec<DailyUsers>, CallError> {
    #[derive(Deserialize)]
    struct Series {
        data: Vec<DailyUsers>,
    }
    read_json::<Series>(answer).map(|series| series.data)
}

/// What a success says.
fn read_json<T: DeserializeOwned>(answer: &Answer) -> Result<T, CallError> {
    let refused = || {
        let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        CallError::Refused { status: answer.status, message: message(&json, &answer.body) }
    };
    if !(200..300).contains(&answer.status) {
        return Err(refused());
    }
    serde_json::from_slice(&answer.body).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::{Client, ClientError, retry_after};
    use secrecy::SecretString;

    use crate::{Endpoint, RetryAfter};
    use reqwest::{StatusCode, header::HeaderMap};
    use std::time::Duration;

    fn client(key: &str) -> Result<Client, ClientError> {
        Client::new(&Endpoint::parse("rest.fra-02.braze.eu").unwrap(), &SecretString::from(key))
    }

    #[test]
    fn a_client_does_not_show_its_key() {
        let shown = format!("{:?}", client("hush-hush").unwrap());
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn a_key_that_cannot_be_a_header_is_refused() {
        assert!(matches!(client("line\nline"), Err(ClientError::Key)));
    }

    #[test]
    fn the_end_of_the_rate_window_concerns_nothing_but_a_rate_limit() {
        let reset = HeaderMap::from_iter([("x-ratelimit-reset".parse().unwrap(), 9.into())]);
        let in_9_s = Some(RetryAfter::In(Duration::from_secs(9)));
        assert_eq!(retry_after(StatusCode::TOO_MANY_REQUESTS, &reset), in_9_s);
        assert_eq!(retry_after(StatusCode::SERVICE_UNAVAILABLE, &reset), None);
    }
}
