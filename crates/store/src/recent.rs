//! The responses that were written last, so that most submissions need no reading.
//!
//! A response gets an answer every few seconds while it lasts. What this remembers is what is in the
//! database: it is looked at inside a transaction only, learns of a response after the commit only,
//! and forgets everything as soon as anybody else has written to the file.

use std::collections::HashMap;

use sqlx::sqlite::SqliteConnection;

use super::current::Read;
use sondage_intake::response::Response;

/// Responses in a generation. Two are kept, of perhaps 1 kB a response: 4 MB for the last minutes of
/// a busy relay.
const GENERATION: usize = 2_048;

/// Some responses as they are stored.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// SQLite's number for what others have committed, as this connection sees it.
    version: Option<i64>,
    young: HashMap<String, Response>,
    old: HashMap<String, Response>,
    /// Published texts never change, so this is true whatever others write.
    pub(super) published: Read,
}

impl Recent {
    /// Forgets everything if others have written since. To be called inside the transaction, which
    /// keeps it true until the end.
    pub(super) async fn verify(
        &mut self,
        connection: &mut SqliteConnection,
    ) -> Result<(), sqlx::Error> {
        // https://sqlite.org/pragma.html#pragma_data_version: unchanged by this connection's own commits.
        let version = sqlx::query_scalar("PRAGMA data_version").fetch_one(connection).await?;
        if self.version != Some(version) {
            self.forget();
            self.version = Some(version);
        }
        Ok(())
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        *self = Self { published: std::mem::take(&mut self.published), ..Self::default() };
    }

    /// Hands a response over: until it comes back after a commit, it is not known here.
    pub(super) fn take(&mut self, id: &str) -> Option<Response> {
        self.young.remove(id).or_else(|| self.old.remove(id))
    }

    /// Learns what has been committed.
    pub(super) fn learn(&mut self, responses: impl Iterator<Item = (String, Response)>) {
        self.young.extend(responses);
        if self.young.len() > GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
    }
}
