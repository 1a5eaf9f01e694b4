//! Hearing at once what other relays have written, beside looking for it now and then.
//!
//! A transaction that says something waits for others that do, while it commits. So a relay says that
//! there is something to deliver a few times a second at most; what comes in between is found by
//! those who look.

use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnection, PgListener, PgPool};

use crate::engine::Bells;

const DELIVERIES: &str = "sondage_deliveries";
const SURVEYS: &str = "sondage_surveys";

/// How often it is said that there is something to deliver.
const SELDOM: Duration = Duration::from_millis(250);
/// How long until the server is asked again that could not be.
const AGAIN: Duration = Duration::from_secs(2);

/// What this relay says to the others.
#[derive(Debug)]
pub(super) struct Voice {
    /// Whether others can hear it: not everywhere where a database is spread over several servers.
    is_heard: bool,
    last: Option<Instant>,
}

impl Voice {
    pub(super) fn new(is_heard: bool) -> Self {
        Self { is_heard, last: None }
    }

    /// There is something to deliver, once this is committed.
    pub(super) async fn deliveries(
        &mut self,
        connection: &mut PgConnection,
    ) -> Result<(), sqlx::Error> {
        if self.last.is_some_and(|last| last.elapsed() < SELDOM) {
            return Ok(());
        }
        self.last = Some(Instant::now());
        self.say(connection, DELIVERIES).await
    }

    /// Something is published, once this is committed.
    pub(super) async fn surveys(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.say(connection, SURVEYS).await
    }

    async fn say(
        &self,
        connection: &mut PgConnection,
        channel: &'static str,
    ) -> Result<(), sqlx::Error> {
        if !self.is_heard {
            return Ok(());
        }
        sqlx::query("SELECT pg_notify($1, '')").bind(channel).execute(connection).await.map(drop)
    }
}

/// Rings the bells for what others say, until the pool is closed.
pub(super) async fn listen(pool: PgPool, bells: Bells) {
    while !pool.is_closed() {
        match hear(&pool, &bells).await {
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => tracing::debug!(%error, "cannot hear what other relays say for now"),
            Ok(()) => {}
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn hear(pool: &PgPool, bells: &Bells) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all([DELIVERIES, SURVEYS]).await?;
    // Whatever was said before is seen by looking.
    bells.ring_all();
    loop {
        // Nothing, where the connection was cut and is there again: something may have been said.
        match listener.try_recv().await? {
            Some(said) if said.channel() == DELIVERIES => bells.deliveries.notify_one(),
            Some(_) => bells.surveys.notify_one(),
            None => bells.ring_all(),
        }
    }
}
