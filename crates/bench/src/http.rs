//! The whole relay: the same answers over HTTP, on connections that stay open.
//!
//! The client is as small as can be, since it takes its time from the relay's own processors.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::json;
use sondage_relay::app::router;
use sondage_relay::assets::Assets;
use sondage_relay::config::Config;
use sondage_relay::serving::{Connections, serve};
use sondage_relay::state::AppState;
use sondage_store::Clock;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::Rate;
use crate::sample::{self, QUESTIONS};
use crate::stored::to_f64;

/// Answers each response question by question, over so many connections.
pub(crate) async fn run(
    path: &Path,
    n_responses: usize,
    n_connections: usize,
) -> anyhow::Result<Rate> {
    let (store, catalogue) = sample::open(path).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr = listener.local_addr()?;
    let mut config = Config::new(format!("http://{addr}").parse()?);
    config.files = path.with_file_name("files");
    // One address stands for many here.
    config.bounds.responses_per_address = 0;
    config.bounds.posts_per_respondent = 0;
    let connections = Connections::of_bounds(&config.bounds);
    let state =
        AppState::new(store.clone(), catalogue, Clock::system(), config, Assets::embedded());
    let serving = tokio::spawn(async move {
        serve(listener, router(state), connections, std::future::pending()).await;
    });
    let before = store.writer_stats();
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..n_connections {
        clients.spawn(answer(addr, Arc::clone(&next), n_responses));
    }
    while let Some(done) = clients.join_next().await {
        done??;
    }
    let seconds = started.elapsed().as_secs_f64();
    let n_commits = store.writer_stats().n_commits.saturating_sub(before.n_commits).max(1);
    serving.abort();
    store.close().await;
    let n_answers = to_f64(n_responses * QUESTIONS.len());
    Ok(Rate {
        per_second: n_answers / seconds,
        group: n_answers / to_f64(usize::try_from(n_commits)?),
    })
}

async fn answer(
    addr: SocketAddr,
    next: Arc<AtomicUsize>,
    n_responses: usize,
) -> anyhow::Result<()> {
    let stream = TcpStream::connect(addr).await?;
    stream.set_nodelay(true)?;
    while next.fetch_add(1, Ordering::Relaxed) < n_responses {
        let response = uuid::Uuid::now_v7().to_string();
        for question in 0..QUESTIONS.len() {
            let request = request(&response, question);
            write_all(&stream, request.as_bytes()).await?;
            let status = read_status(&stream).await?;
            anyhow::ensure!(status.contains(" 202 "), "the relay answered {status}");
        }
    }
    Ok(())
}

fn request(response: &str, question: usize) -> String {
    let submission = sample::submission(response, response, question);
    let answers = submission.answers.iter();
    let answers: Vec<_> =
        answers.map(|one| json!({ "question": one.question, "value": one.value })).collect();
    let body = json!({
        "response": response, "respondent": { "braze_id": response }, "answers": answers,
        "state": submission.state, "channel": submission.channel, "locale": submission.locale,
    });
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST /v1/surveys/bench/responses HTTP/1.1\r\nhost: bench\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

async fn write_all(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(n_written) => bytes = bytes.get(n_written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The first line of an answer whose head and short body end with the JSON object's brace.
async fn read_status(stream: &TcpStream) -> anyhow::Result<String> {
    let mut answer = Vec::with_capacity(1_024);
    while !(answer.ends_with(b"}") && answer.windows(4).any(|four| four == b"\r\n\r\n")) {
        stream.readable().await?;
        match stream.try_read_buf(&mut answer) {
            Ok(0) => anyhow::bail!("the relay closed the connection"),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}
