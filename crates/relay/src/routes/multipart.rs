//! Forms with files in them, `multipart/form-data` (RFC 7578), read a piece at a time: what is
//! held in memory is a piece of the connection's, or the head of a part, however large the form.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};

use crate::files::{Chunks, Cut};

/// The longest head of a part: a name, a file's name and a type, many times over.
const HEAD: usize = 8 * 1024;

/// A form as it arrives. As [`Chunks`], it is what is left of its current part.
#[derive(Debug)]
pub(super) struct Multipart<C> {
    from: C,
    /// What has arrived and is not taken yet.
    buffer: Vec<u8>,
    /// What ends a part: a line end, two dashes and the form's boundary.
    end: Vec<u8>,
    /// The current part has been read to its end.
    is_between: bool,
}

/// A part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The name of its control.
    pub(super) name: String,
    /// The name of its file, where it is one.
    pub(super) file: Option<String>,
}

/// Whether a request brings such a form.
pub(crate) fn is_multipart(headers: &HeaderMap) -> bool {
    boundary(headers).is_some()
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (essence, parameters) = value.split_once(';')?;
    let is_form = essence.trim().eq_ignore_ascii_case("multipart/form-data");
    parameter(parameters, "boundary").filter(|boundary| is_form && !boundary.is_empty())
}

impl<C: Chunks> Multipart<C> {
    /// The form in a body; `None` where these headers speak of none.
    pub(super) fn new(headers: &HeaderMap, from: C) -> Option<Self> {
        let end = format!("\r\n--{}", boundary(headers)?).into_bytes();
        // The first boundary has no line before it. What else stands there is of no part.
        Some(Self { from, buffer: b"\r\n".to_vec(), end, is_between: false })
    }

    /// The next part, over what is left of this one; `None` at the end of the form.
    pub(super) async fn next_part(&mut self) -> Result<Option<Part>, Cut> {
        while self.next().await?.is_some() {}
        self.fill(2).await?;
        if self.buffer.starts_with(b"--") {
            return Ok(None);
        }
        let head = self.head().await?;
        self.is_between = false;
        let head = String::from_utf8_lossy(&head).into_owned();
        let disposition = head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
        });
        let (_, parameters) = disposition.and_then(|value| value.split_once(';')).ok_or(Cut)?;
        let name = parameter(parameters, "name").ok_or(Cut)?;
        Ok(Some(Part { name, file: parameter(parameters, "filename") }))
    }

    /// The lines up to the empty one.
    async fn head(&mut self) -> Result<Vec<u8>, Cut> {
        loop {
            let end = self.buffer.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                let rest = self.buffer.split_off(end + 4);
                return Ok(std::mem::replace(&mut self.buffer, rest));
            }
            if self.buffer.len() > HEAD {
                return Err(Cut);
            }
            self.fill(self.buffer.len() + 1).await?;
        }
    }

    /// Reads until so many bytes are there.
    async fn fill(&mut self, n_bytes: usize) -> Result<(), Cut> {
        while self.buffer.len() < n_bytes {
            let chunk = self.from.next().await?.ok_or(Cut)?;
            self.buffer.extend_from_slice(&chunk);
        }
        Ok(())
    }

    /// Where the part ends, or how much of the buffer is of the part for certain.
    fn find_end(&self) -> Result<usize, usize> {
        let mut from = 0;
        while let Some(rest) = self.buffer.get(from..) {
            let Some(at) = rest.iter().position(|byte| *byte == b'\r') else { break };
            let at = from + at;
            let tail = self.buffer.get(at..).unwrap_or_default();
            if tail.starts_with(&self.end) {
                return Ok(at);
            }
            if self.end.starts_with(tail) {
                return Err(at);
            }
            from = at + 1;
        }
        Err(self.buffer.len())
    }

    fn take(&mut self, n_bytes: usize) -> Bytes {
        let rest = self.buffer.split_off(n_bytes);
        std::mem::replace(&mut self.buffer, rest).into()
    }
}

impl<C: Chunks> Chunks for Multipart<C> {
    async fn next(&mut self) -> Result<Option<Bytes>, Cut> {
        loop {
            if self.is_between {
                return Ok(None);
            }
            match self.find_end() {
                Ok(0) => {
                    self.take(self.end.len());
                    self.is_between = true;
                }
                Err(0) => self.fill(self.buffer.len() + 1).await?,
                Ok(n_bytes) | Err(n_bytes) => return Ok(Some(self.take(n_bytes))),
            }
        }
    }
}

/// A parameter of a header, quoted or not. Browsers write quotes and line ends in names as
/// `%22`, `%0D` and `%0A` (WHATWG, "multipart/form-data encoding algorithm"), others quotes as `\"`.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    let mut rest = parameters;
    while let Some((key, after)) = rest.split_once('=') {
        let (value, next) = value(after);
        if key.trim().trim_start_matches(';').trim().eq_ignore_ascii_case(name) {
            return Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = next;
    }
    None
}

/// A value, and what follows it.
fn value(text: &str) -> (String, &str) {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, next) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), next);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' if chars.next_if(|(_, next)| *next == '"').is_some() => value.push('"'),
            _ => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests;
