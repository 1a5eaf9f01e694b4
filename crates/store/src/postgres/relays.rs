//! Which relays are alive, so that what a dead one had claimed goes on soon.
//!
//! Each relay has a number, which is in the name that its connections have at the server and in its
//! claims. A relay of which no connection has been seen for a while is gone: the server notices when a
//! process ends. Where the database is spread over several servers, none of which sees the
//! connections of the others, and where a relay lives but does nothing, its claims are anybody's once
//! another one has seen them unchanged for as long as a claim lasts.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use sondage_intake::Millis;
use sqlx::postgres::PgConnection;

use super::claim;
use crate::claims::{Turn, Watch};

/// How long none of a relay's connections is seen before it counts as gone: all of them are cut when the
/// server is started anew, and a relay that lives is back sooner.
const GONE: Duration = Duration::from_secs(10);

/// This relay among those on one database.
#[derive(Debug)]
pub(super) struct Relays {
    own: i64,
    /// Whether all relays' connections are to be seen where this one's are.
    is_one_server: bool,
    watch: Watch,
    /// Relays with claims and without connections, and since when.
    absent: HashMap<i64, Millis>,
}

/// The name of a relay's connections.
pub(super) fn name(relay: i64) -> String {
    format!("sondage-{relay:016x}")
}

impl Relays {
    pub(super) fn new(own: i64, is_one_server: bool) -> Self {
        Self { own, is_one_server, watch: Watch::default(), absent: HashMap::new() }
    }

    /// This relay's number.
    pub(super) fn own(&self) -> i64 {
        self.own
    }

    /// Frees what relays have claimed that are gone, or that were seen doing nothing for a lease.
    pub(super) async fn free_left_claims(
        &mut self,
        connection: &mut PgConnection,
        turn: Turn,
    ) -> Result<(), sqlx::Error> {
        if !self.watch.is_due(turn.now) {
            return Ok(());
        }
        let claims = claim::claims_of_others(&mut *connection, self.own).await?;
        let relays: HashSet<i64> = claims.iter().filter_map(|(_, relay, _)| *relay).collect();
        let gone = self.gone(&mut *connection, turn.now, relays).await?;
        let left = self.watch.left(turn, claims, &gone);
        if left.is_empty() {
            return Ok(());
        }
        let n_claims = left.len();
        tracing::info!(n_claims, "took back what a relay had claimed that is gone");
        claim::free(connection, &left).await
    }

    /// Those of these relays of which no connection has been seen for a while.
    async fn gone(
        &mut self,
        connection: &mut PgConnection,
        now: Millis,
        relays: HashSet<i64>,
    ) -> Result<HashSet<i64>, sqlx::Error> {
        if relays.is_empty() || !self.is_one_server {
            self.absent.clear();
            return Ok(HashSet::new());
        }
        let names: HashSet<String> = sqlx::query_scalar(
            "SELECT DISTINCT application_name FROM pg_stat_activity
             WHERE datname = current_database() AND application_name LIKE 'sondage-%'",
        )
        .fetch_all(connection)
        .await?
        .into_iter()
        .collect();
        let before = std::mem::take(&mut self.absent);
        // Where the names of connections are hidden, nobody can be missed.
        if names.contains(&name(self.own)) {
            let absent = relays.into_iter().filter(|relay| !names.contains(&name(*relay)));
            self.absent =
                absent.map(|relay| (relay, before.get(&relay).copied().unwrap_or(now))).collect();
        }
        let is_long = |since: &Millis| since.plus(GONE) <= now;
        Ok(self
            .absent
            .iter()
            .filter(|(_, since)| is_long(since))
            .map(|(relay, _)| *relay)
            .collect())
    }
}
