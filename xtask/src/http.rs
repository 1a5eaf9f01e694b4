//! The little HTTP that is needed: is it up, and how many bytes does it send.

use std::{
    io::{self, Read as _},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

/// A body as it went over the wire.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) bytes: u64,
    /// The server's word for how it is packed: `br`, `gzip`, or nothing.
    pub(crate) encoding: String,
    /// The first of the bytes.
    pub(crate) start: Vec<u8>,
}

/// How many of the first bytes are kept.
const START: usize = 16;

/// Asks for `url` in this encoding.
///
/// # Errors
/// When it cannot be reached or does not answer 200.
pub(crate) fn get(url: &str, encoding: &str) -> Result<Body> {
    let mut response = agent()
        .get(url)
        .header("accept-encoding", encoding)
        .call()
        .with_context(|| format!("cannot get {url}"))?;
    ensure!(response.status() == 200, "{url} answers {}", response.status());
    let encoding = response.headers().get("content-encoding").and_then(|value| value.to_str().ok());
    let encoding = encoding.unwrap_or_default().to_owned();
    let mut reader = response.body_mut().as_reader();
    let mut start = Vec::new();
    reader.by_ref().take(START as u64).read_to_end(&mut start)?;
    let rest = io::copy(&mut reader, &mut io::sink())?;
    Ok(Body { bytes: start.len() as u64 + rest, encoding, start })
}

/// The status with which `url` answers now, if anything answers.
pub(crate) fn status(url: &str) -> Option<u16> {
    Some(agent().get(url).call().ok()?.status().as_u16())
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(10)));
    config.build().into()
}
