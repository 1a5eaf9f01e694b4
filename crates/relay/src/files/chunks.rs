//! Bytes as they arrive.

use std::future::{Future, poll_fn};
use std::pin::Pin;

use axum::body::{Body, Bytes, HttpBody as _};

/// Something that arrives a piece at a time.
pub(crate) trait Chunks: Send {
    /// The next piece; `None` at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, Cut>> + Send;
}

/// It broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut;

/// The body of a request.
#[derive(Debug)]
pub(crate) struct Arriving(pub(crate) Body);

impl Chunks for Arriving {
    async fn next(&mut self) -> Result<Option<Bytes>, Cut> {
        loop {
            match poll_fn(|context| Pin::new(&mut self.0).poll_frame(context)).await {
                None => return Ok(None),
                Some(Err(_)) => return Err(Cut),
                // Trailers are nobody's business here.
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }
}
