//! Which relays are alive, so that what a dead one had claimed goes on at once.
//!
//! A relay that claims keeps a file beside the database locked for as long as it lives; the lock goes
//! with the process, however that ends. Its number is in the file's name and in its claims. So a relay
//! that starts again takes back what was its own, no clock decides whether it may, and of two relays on
//! one file neither takes what the other one has.
//!
//! A relay that lives but does nothing (it is stopped, or its disk hangs) loses its claims when another
//! one has seen them unchanged for as long as a claim lasts.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnection;

use super::rows::json_text;
use crate::claims::{OthersClaim, Turn, Watch, relay_number};
use crate::error::StoreError;

/// This relay among those on one database, from its first claim on.
#[derive(Debug)]
pub(super) struct Relays {
    database: PathBuf,
    own: Option<Own>,
    watch: Watch,
}

#[derive(Debug)]
struct Own {
    number: i64,
    path: PathBuf,
    /// Locked until it is dropped.
    _lock: File,
}

impl Relays {
    pub(super) fn new(database: &Path) -> Self {
        // One file has one name here, however it was called.
        let database = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
        Self { database, own: None, watch: Watch::default() }
    }

    /// This relay's number; before its first claim none, which is nobody's.
    pub(super) fn own(&self) -> i64 {
        self.own.as_ref().map_or(0, |own| own.number)
    }

    /// This relay's number, which from now on it holds.
    pub(super) fn enter(&mut self) -> Result<i64, StoreError> {
        if let Some(own) = &self.own {
            return Ok(own.number);
        }
        self.sweep();
        let own = Own::new(&self.database).map_err(|error| {
            let note = "cannot make a file beside the database, by which relays know of each other";
            StoreError::Unavailable(format!("{note}: {error}"))
        })?;
        Ok(self.own.insert(own).number)
    }

    /// Takes away the file of this relay, whose claims are anybody's from then on.
    pub(super) fn leave(&mut self) {
        if let Some(own) = self.own.take() {
            let _ = fs::remove_file(&own.path);
        }
    }

    /// Frees what relays have claimed that are gone, or that were seen doing nothing for a lease.
    pub(super) async fn free_left_claims(
        &mut self,
        connection: &mut SqliteConnection,
        turn: Turn,
    ) -> Result<(), sqlx::Error> {
        if !self.watch.is_due(turn.now) {
            return Ok(());
        }
        let claims: Vec<OthersClaim> = sqlx::query_as(
            "SELECT id, claimed_by, claimed_until FROM deliveries
             WHERE claimed_until IS NOT NULL AND claimed_by IS NOT ?1",
        )
        .bind(self.own())
        .fetch_all(&mut *connection)
        .await?;
        let relays: HashSet<i64> = claims.iter().filter_map(|(_, relay, _)| *relay).collect();
        let gone: HashSet<i64> =
            relays.into_iter().filter(|relay| is_gone(&self.database, *relay)).collect();
        let left = self.watch.left(turn, claims, &gone);
        if left.is_empty() {
            return Ok(());
        }
        let n_claims = left.len();
        tracing::info!(n_claims, "took back what a relay had claimed that is gone");
        sqlx::query(
            "UPDATE deliveries SET claimed_until = NULL, claimed_by = NULL
             WHERE id IN (SELECT value FROM json_each(?1))",
        )
        .bind(json_text(&left)?)
        .execute(connection)
        .await
        .map(drop)
    }

    /// Takes away the files of relays that ended without.
    fn sweep(&self) {
        let Some((folder, name)) = self.database.parent().zip(self.database.file_name()) else {
            return;
        };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let Ok(entries) = fs::read_dir(folder) else { return };
        let start = format!("{}{MARK}", name.to_string_lossy());
        for entry in entries.flatten() {
            let name = entry.file_name();
            let relay = name.to_str().and_then(|name| name.strip_prefix(&start));
            if let Some(relay) = relay.and_then(|relay| i64::from_str_radix(relay, 16).ok())
                && is_gone(&self.database, relay)
            {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Own {
    /// Makes the file, locks it, and only then gives it the name by which others look at the lock.
    fn new(database: &Path) -> io::Result<Self> {
        let number = relay_number();
        let path = file_of(database, number);
        let new = path.with_extension("new");
        let lock = File::create(&new)?;
        lock.try_lock().map_err(io::Error::from)?;
        fs::rename(&new, &path)?;
        Ok(Self { number, path, _lock: lock })
    }
}

/// Between the database's name and a relay's number.
const MARK: &str = "-relay-";

fn file_of(database: &Path, relay: i64) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(format!("{MARK}{relay:016x}"));
    PathBuf::from(name)
}

/// Where the lock cannot be looked at, the relay may live.
fn is_gone(database: &Path, relay: i64) -> bool {
    match File::open(file_of(database, relay)) {
        Ok(file) => match file.try_lock() {
            // Dropped, and with it the lock.
            Ok(()) => true,
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        },
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}
