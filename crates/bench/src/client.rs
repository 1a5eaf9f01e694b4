//! People who answer over HTTP, on connections that stay open.
//!
//! The client is as small as can be, and on one thread, since it takes its time from the same
//! processors as those that it asks.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::figures::{time_of, to_f64};
use crate::sample;

/// Who is asked, by how many, for how long.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    /// The relays of one database; connections are shared out among them.
    pub(crate) addresses: Vec<SocketAddr>,
    pub(crate) n_connections: usize,
    pub(crate) duration: Duration,
    /// Answers a second of all connections together; nothing, for as many as are taken.
    pub(crate) per_second: Option<f64>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) per_second: f64,
    pub(crate) n_answers: usize,
    /// From an answer to its 202, from the shortest to the longest.
    times: Vec<Duration>,
}

impl Taken {
    pub(crate) fn p50(&self) -> Duration {
        time_of(&self.times, 500)
    }

    pub(crate) fn p99(&self) -> Duration {
        time_of(&self.times, 990)
    }
}

/// Answers each response question by question.
pub(crate) async fn answer(load: Load) -> anyhow::Result<Taken> {
    let alone = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(answer_side_by_side(load))
    };
    tokio::task::spawn_blocking(alone).await?
}

async fn answer_side_by_side(load: Load) -> anyhow::Result<Taken> {
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for (place, address) in
        load.addresses.iter().cycle().copied().take(load.n_connections).enumerate()
    {
        let n_connections = to_f64(load.n_connections);
        let pace = load.per_second.map(|per_second| {
            let step = Duration::from_secs_f64(n_connections / per_second.max(1.0));
            Pace { next: started + step.mul_f64(to_f64(place) / n_connections), step }
        });
        clients.spawn(person(address, started + load.duration, pace));
    }
    let mut times = Vec::new();
    while let Some(one) = clients.join_next().await {
        times.extend(one??);
    }
    let seconds = started.elapsed().as_secs_f64();
    times.sort_unstable();
    let n_answers = times.len();
    Ok(Taken { per_second: to_f64(n_answers) / seconds, n_answers, times })
}

/// When one connection answers next.
struct Pace {
    next: Instant,
    step: Duration,
}

impl Pace {
    /// Waits until it is time; the moment from which the answer's time counts. An answer that has to wait
    /// for the one before it counts from when it should have gone.
    async fn wait(&mut self) -> Instant {
        let due = self.next;
        self.next += self.step;
        if due <= Instant::now() {
            return due;
        }
        tokio::time::sleep_until(due.into()).await;
        // A timer is late by up to a millisecond, which is nobody's fault here.
        Instant::now()
    }
}

async fn person(
    address: SocketAddr,
    end: Instant,
    mut pace: Option<Pace>,
) -> anyhow::Result<Vec<Duration>> {
    let stream = TcpStream::connect(address).await.context("nobody listens")?;
    stream.set_nodelay(true)?;
    let (mut times, mut reply) = (Vec::new(), Vec::with_capacity(4_096));
    loop {
        let response = Uuid::now_v7().to_string();
        for question in 0..sample::QUESTIONS.len() {
            let request = sample::request(&response, question);
            let since = match &mut pace {
                Some(pace) => pace.wait().await,
                None => Instant::now(),
            };
            if since >= end {
                return Ok(times);
            }
            write_all(&stream, request.as_bytes()).await?;
            read_reply(&stream, &mut reply).await?;
            let is_taken = reply.starts_with(b"HTTP/1.1 202 ");
            anyhow::ensure!(is_taken, "refused: {}", String::from_utf8_lossy(&reply));
            times.push(since.elapsed());
        }
    }
}

async fn write_all(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(n_written) => bytes = bytes.get(n_written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => stream.writable().await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A head and a short body that ends with the JSON object's brace.
async fn read_reply(stream: &TcpStream, reply: &mut Vec<u8>) -> anyhow::Result<()> {
    reply.clear();
    while !(reply.ends_with(b"}") && reply.windows(4).any(|four| four == b"\r\n\r\n")) {
        stream.readable().await?;
        match stream.try_read_buf(reply) {
            Ok(0) => anyhow::bail!("the connection was closed"),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
