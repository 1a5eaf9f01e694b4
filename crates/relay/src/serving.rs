//! Connections: how many there may be, how long each may take, and what stops.
//!
//! A connection costs a file of the process and some memory before anything is asked. So whoever
//! sends nothing, or sends it drop by drop, is let go, and nobody holds more than a share of all.

mod places;

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tower_service::Service as _;

use crate::config::Bounds;
use places::{Place, Places, room_for_connections};

/// The most bytes of a request's head; a body is read ahead by twice as many.
const HEAD: usize = 32 * 1024;
/// How long to wait when the system gives out no connection, as when no file is left.
const NO_FILES: Duration = Duration::from_millis(200);

/// How many connections there may be at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// All together.
    pub most: usize,
    /// Of one address, unless it is one of this machine; nothing, where a proxy's stand for all.
    pub per_address: Option<usize>,
    /// How long each may take.
    pub patience: Patience,
}

/// How long a connection may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Until the head of its first request is there.
    pub first_head: Duration,
    /// From an answer until the head of the next request is there.
    pub rest: Duration,
    /// Until the client reads on of what it asked for.
    pub unread: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first_head: Duration::from_secs(15),
            // Longer than load balancers keep theirs, so that none finds its connection closed as
            // it uses it.
            rest: Duration::from_secs(75),
            unread: Duration::from_secs(30),
        }
    }
}

impl Connections {
    /// As many as there may be, and as the system lets this process have. One address has a quarter
    /// of them.
    #[must_use]
    pub fn of_bounds(bounds: &Bounds) -> Self {
        let most = room_for_connections(bounds.connections);
        if most < bounds.connections {
            tracing::warn!(
                most,
                "fewer connections than asked for: the process may not open more files (ulimit -n)"
            );
        }
        let per_address = (bounds.trusted_proxies == 0).then_some(most.div_ceil(4));
        Self { most, per_address, patience: Patience::default() }
    }
}

/// Answers what comes in until `stop`, and then until what is under way is answered.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    stop: impl Future<Output = ()>,
) {
    let places = Places::new(connections);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        if let Some((stream, peer, place)) = accepted {
            let patience = connections.patience;
            let serving = connection(stream, peer, router.clone(), patience, graceful.watcher());
            tokio::spawn(async move {
                serving.await;
                drop(place);
            });
        }
    }
    // Nobody new is taken in: who comes now hears at once that nobody listens.
    drop(listener);
    graceful.shutdown().await;
}

/// The next connection that there is a place for; those that wait for one wait in the system.
async fn accept(listener: &TcpListener, places: &Places) -> Option<(TcpStream, SocketAddr, Place)> {
    let any = places.any().await;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let place = places.of(peer.ip(), any)?;
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "cannot take a connection");
            tokio::time::sleep(NO_FILES).await;
            None
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    patience: Patience,
    watcher: Watcher,
) {
    // An answer is one small piece: nothing is gained by waiting for more.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience.unread));
    let has_asked = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&has_asked);
    let service = service_fn(move |mut request: Request<Incoming>| {
        asked.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(peer));
        let mut router = router.clone();
        async move {
            let response: Result<Response<Body>, Infallible> = router.call(request).await;
            response
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.rest);
    http.max_header_size(HEAD).max_buf_size(2 * HEAD);
    let serving = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut serving = pin!(watcher.watch(serving));
    let first = tokio::time::timeout(patience.first_head, &mut serving).await;
    if first.is_err() && has_asked.load(Ordering::Relaxed) {
        // What a client does wrong with its connection is its own business.
        let _ = serving.await;
    }
}
