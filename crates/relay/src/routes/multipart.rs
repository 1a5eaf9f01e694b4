//! Forms with files in them, `multipart/form-data` (RFC 7578), read a piece at a time: what is
//! held in memory is a piece of the connection's, or the head of a part, however large the form.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use futures_core::Stream;
use multer::Field;

use crate::files::{Chunks, Cut};

/// The longest head of a part: a name, a file's name and a type, many times over.
const HEAD: usize = 8 * 1024;

/// A form as it arrives. As [`Chunks`], it is what is left of its current part.
#[derive(Debug)]
pub(super) struct Multipart {
    form: multer::Multipart<'static>,
    part: Option<Field<'static>>,
    /// The bytes that have arrived since the form last gave something.
    unanswered: Arc<AtomicUsize>,
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
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(content_type).ok().filter(|boundary| !boundary.is_empty())
}

impl Multipart {
    /// The form in a body; `None` where these headers speak of none.
    pub(super) fn new<S, E>(headers: &HeaderMap, body: S) -> Option<Self>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        let boundary = boundary(headers)?;
        let unanswered = Arc::<AtomicUsize>::default();
        let body = Paced { body, unanswered: Arc::clone(&unanswered), rests: false };
        Some(Self { form: multer::Multipart::new(body, boundary), part: None, unanswered })
    }

    /// The next part, over what is left of this one; `None` at the end of the form.
    pub(super) async fn next_part(&mut self) -> Result<Option<Part>, Cut> {
        while self.next().await?.is_some() {}
        self.unanswered.store(0, Ordering::Relaxed);
        let Some(part) = self.form.next_field().await.map_err(|_| Cut)? else { return Ok(None) };
        let name = part.name().map(unescape).ok_or(Cut)?;
        let file = part.file_name().map(unescape);
        self.part = Some(part);
        Ok(Some(Part { name, file }))
    }
}

impl Chunks for Multipart {
    async fn next(&mut self) -> Result<Option<Bytes>, Cut> {
        let Some(part) = &mut self.part else { return Ok(None) };
        self.unanswered.store(0, Ordering::Relaxed);
        let chunk = part.chunk().await.map_err(|_| Cut)?;
        if chunk.is_none() {
            self.part = None;
        }
        Ok(chunk)
    }
}

/// Browsers write quotes and line ends in names as `%22`, `%0D` and `%0A` (WHATWG,
/// "multipart/form-data encoding algorithm").
fn unescape(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// A body that gives one piece for each time that it is asked for: the reader of forms takes all
/// there is at once, and would hold what a fast connection brings while the disk is slow. It also
/// knows no longest head of a part.
struct Paced<S> {
    body: S,
    unanswered: Arc<AtomicUsize>,
    rests: bool,
}

impl<S, E> Stream for Paced<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Item = Result<Bytes, Box<dyn Error + Send + Sync>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rests) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.unanswered.load(Ordering::Relaxed) > HEAD {
            return Poll::Ready(Some(Err("the head of a part has no end".into())));
        }
        let piece = ready!(Pin::new(&mut self.body).poll_next(context));
        if let Some(Ok(bytes)) = &piece {
            self.unanswered.fetch_add(bytes.len(), Ordering::Relaxed);
            self.rests = true;
        }
        Poll::Ready(piece.map(|piece| piece.map_err(Into::into)))
    }
}

#[cfg(test)]
mod tests;
