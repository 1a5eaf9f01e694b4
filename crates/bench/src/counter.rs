//! A server in Braze's place that only takes note of how many events came: beside it the emulator, which
//! checks and keeps everything, takes more of the same processors than the relay.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What came, of all connections.
#[derive(Debug, Default)]
struct Came {
    n_events: AtomicUsize,
    n_calls: AtomicUsize,
}

/// The server. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Counter {
    address: SocketAddr,
    came: Arc<Came>,
    task: JoinHandle<()>,
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Counter {
    pub(crate) async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let (address, came) = (listener.local_addr()?, Arc::new(Came::default()));
        let task = tokio::spawn(serve(listener, Arc::clone(&came)));
        Ok(Self { address, came, task })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn n_events(&self) -> usize {
        self.came.n_events.load(Relaxed)
    }

    pub(crate) fn n_calls(&self) -> usize {
        self.came.n_calls.load(Relaxed)
    }
}

async fn serve(listener: TcpListener, came: Arc<Came>) {
    while let Ok((stream, _)) = listener.accept().await {
        let came = Arc::clone(&came);
        // A connection that breaks is the caller's to make anew.
        tokio::spawn(async move { drop(answer(stream, &came).await) });
    }
}

async fn answer(mut stream: TcpStream, came: &Came) -> std::io::Result<()> {
    const REPLY: &[u8] = b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n\
        content-length: 21\r\n\r\n{\"message\":\"success\"}";
    let mut read = Vec::with_capacity(64 * 1_024);
    loop {
        let (end, length) = loop {
            if let Some(head) = head_of(&read) {
                break head;
            }
            if stream.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        };
        while read.len() < end + length {
            if stream.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        }
        let body = read.get(end..end + length).unwrap_or_default();
        came.n_events.fetch_add(n_events_in(body), Relaxed);
        came.n_calls.fetch_add(1, Relaxed);
        read.drain(..end + length);
        stream.write_all(REPLY).await?;
    }
}

/// Where a request's head ends, and how long its body is, once all of the head is there.
fn head_of(read: &[u8]) -> Option<(usize, usize)> {
    let end = read.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(read.get(..end)?).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    Some((end, length.and_then(|length| length.trim().parse().ok()).unwrap_or(0)))
}

/// Each event says once which response it is of, by a key that no text can hold, as its quotes would be
/// escaped there.
fn n_events_in(body: &[u8]) -> usize {
    const KEY: &[u8] = b"\"response_id\":";
    body.windows(KEY.len()).filter(|some| *some == KEY).count()
}

#[cfg(test)]
mod tests {
    use super::{head_of, n_events_in};

    #[test]
    fn a_request_ends_where_its_length_says() {
        let head = b"POST /users/track HTTP/1.1\r\nContent-Length: 5\r\n\r\n";
        let whole = [&head[..], b"12345next"].concat();
        assert_eq!(head_of(&whole), Some((head.len(), 5)));
        assert_eq!(head_of(&head[..20]), None);
    }

    #[test]
    fn an_event_counts_once_whatever_is_written_in_it() {
        let body =
            br#"{"events":[{"properties":{"response_id":"1","answer":"\"response_id\":"}}]}"#;
        assert_eq!(n_events_in(body), 1);
    }
}
