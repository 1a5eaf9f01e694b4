//! A stand-in for Braze: `POST /users/track` and `GET /kpi/mau/data_series`, as strict as the
//! documentation, with faults on demand and pages that show what has arrived.
//!
//! It is for development and tests, keeps everything in memory, and is not Braze. Where the
//! documentation leaves open what Braze does, the emulator refuses, so that what passes here is safe there.
//!
//! It knows nothing of the client that calls it: its limits and rules are written from Braze's
//! documentation a second time, so that a mistake of the client's is found here and not shared.
//!
//! Where to start:
//! - [`Emulator::start`] runs one inside a test, on a port of its own;
//! - [`Emulator::wait_until`] waits for what should arrive, without sleeping;
//! - [`Fault`] makes the next calls fail;
//! - [`State`] is all that has arrived.

mod api;
mod apply;
mod check;
mod connection;
mod control;
mod fault;
mod identifier;
mod key;
mod limits;
mod moment;
mod name;
mod page;
mod profile;
mod rate;
mod reply;
mod server;
mod shared;
mod state;
mod stream;
mod time;
mod track;
mod value;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};

pub use fault::{Fault, FaultKind, RateLimitStyle};
pub use key::{ApiKey, ApiKeyError};
pub use profile::{Attribute, Event, Profile, Seed};
pub use reply::Rejection;
pub use state::{Call, State};
pub use value::Kind;

use shared::Shared;

/// How an emulator is set up.
#[derive(Debug, Clone)]
pub struct EmulatorConfig {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The keys it knows.
    pub keys: Vec<ApiKey>,
    /// Its clock.
    pub now: fn() -> Timestamp,
}

/// The key that an emulator knows unless told otherwise.
pub const DEFAULT_KEY: &str = "emulator-key";

impl Default for EmulatorConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            keys: vec![ApiKey::with_all_permissions(DEFAULT_KEY)],
            now: system_clock,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the emulator reads the clock")]
fn system_clock() -> Timestamp {
    Timestamp::now()
}

/// A running emulator. Dropping it stops it; [`Emulator::stop`] also waits for that.
#[derive(Debug)]
pub struct Emulator {
    addr: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<io::Result<()>>,
}

/// What was waited for did not come; holds the calls that did.
#[derive(Debug, thiserror::Error)]
#[error("the emulator did not see what was waited for; its calls were {calls:#?}")]
pub struct WaitError {
    calls: Vec<Call>,
}

/// The longest that a test waits for something that should happen at once.
const PATIENCE: Duration = Duration::from_secs(10);

impl Emulator {
    /// Starts an emulator on the current tokio runtime. When this returns, it answers.
    ///
    /// # Errors
    /// When it cannot listen at the address.
    pub async fn start(config: EmulatorConfig) -> io::Result<Self> {
        let listener = TcpListener::bind(config.listen).await?;
        let addr = listener.local_addr()?;
        let shared = Arc::new(Shared::new(config));
        let server = tokio::spawn(server::serve(listener, Arc::clone(&shared)));
        Ok(Self { addr, shared, server })
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its base address, for a browser and for what calls the API.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The first key it knows; empty if it knows none.
    #[must_use]
    pub fn key(&self) -> &str {
        self.shared.keys().first().map_or("", ApiKey::key)
    }

    /// Looks at all that has arrived. Do not call the emulator from inside.
    pub fn inspect<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shared.inspect(look)
    }

    /// The profile with this `braze_id` or `external_id`.
    #[must_use]
    pub fn profile(&self, id: &str) -> Option<Profile> {
        self.inspect(|state| state.profile(id).cloned())
    }

    /// The calls of the API so far, oldest first. It remembers the last 500.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.inspect(|state| state.calls().cloned().collect())
    }

    /// Makes coming calls fail, after the faults that wait already.
    pub fn add_fault(&self, fault: Fault) {
        self.shared.update(|state, _| state.add_fault(fault));
    }

    /// Forgets the faults that wait, and lets hanging calls go.
    pub fn clear_faults(&self) {
        self.shared.clear_faults();
    }

    /// Puts a profile there, as if its app had been opened before.
    pub fn seed(&self, seed: Seed) {
        self.shared.update(|state, now| state.seed(seed, now));
    }

    /// Forgets everything.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Waits until something is so; looks again whenever anything changes.
    ///
    /// # Errors
    /// When it is still not so after ten seconds.
    pub async fn wait_until(&self, mut is_so: impl FnMut(&State) -> bool) -> Result<(), WaitError> {
        let mut changes = self.shared.changes();
        let looking = changes.wait_for(|_| self.shared.inspect(&mut is_so));
        match timeout(PATIENCE, looking).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(WaitError { calls: self.calls() }),
        }
    }

    /// Stops it: no new calls, streams end, calls under way are answered.
    ///
    /// # Errors
    /// When serving had failed.
    pub async fn stop(mut self) -> io::Result<()> {
        self.shared.stop();
        (&mut self.server).await.map_err(io::Error::other)?
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.shared.stop();
    }
}
