//! Writing, on the one connection of this process that does.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sondage_intake::decide::{Changes, Keys, Recount};
use sondage_intake::limits::Counts;
use sondage_intake::{Identifier, Millis, PublishedSource, StoredResponse};
use sqlx::Connection;
use sqlx::postgres::PgConnection;

use super::group::Memory;
use super::listen::Voice;
use super::relays::Relays;
use super::server::Server;
use super::{apply, claim, deliveries, erasure, files, group, showings, studio, surveys};
use crate::claims::{Claimed, Round, Turn};
use crate::deliveries::{DeliveryFilter, Settlement};
use crate::engine::{Loaded, StudioWriter, Writer};
use crate::erasure::Erased;
use crate::error::StoreError;
use crate::files::{NewFile, Room};
use crate::prune::{Prunable, Pruned};
use crate::showings::{Asked, View};
use crate::studio::StudioChange;
use crate::surveys::Revision;

/// How long a statement may take before the connection counts as lost. The server itself ends
/// statements sooner, so this only is for a server that does not answer at all.
const PATIENCE: Duration = Duration::from_secs(15);

/// The connection that writes.
#[derive(Debug)]
pub(crate) struct PgWriter {
    /// Absent after a failure, until it can be opened again.
    connection: Option<PgConnection>,
    server: Server,
    /// The server ended the transaction in words: what is left to do is to say that we know.
    is_sound: bool,
    memory: Memory,
    relays: Relays,
    round: Round,
    voice: Voice,
}

impl PgWriter {
    pub(super) fn new(
        connection: PgConnection,
        server: Server,
        relays: Relays,
        voice: Voice,
    ) -> Self {
        let (connection, memory) = (Some(connection), Memory::default());
        let round = Round::default();
        Self { connection, server, is_sound: true, memory, relays, round, voice }
    }

    async fn say_published(&mut self) -> Result<(), StoreError> {
        let Self { connection, voice, .. } = self;
        let connection = connection.as_mut().ok_or_else(lost)?;
        let said = within(voice.surveys(connection)).await;
        self.note(said)
    }

    /// Looks at how something went: what the connection is worth after it.
    fn note<T>(&mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        self.is_sound = result.is_ok();
        if let Err(StoreError::Unavailable(_)) = &result {
            self.connection = None;
        }
        result
    }

    async fn open(&mut self) -> Result<(), StoreError> {
        if let Some(connection) = &mut self.connection {
            if self.is_sound {
                return Ok(());
            }
            if within(sqlx::query("ROLLBACK").execute(connection)).await.is_ok() {
                self.is_sound = true;
                return Ok(());
            }
        }
        self.connection = None;
        self.connection = Some(within(self.server.connect_to_write()).await?);
        self.is_sound = true;
        Ok(())
    }
}

fn lost() -> StoreError {
    StoreError::Unavailable("no transaction has begun".into())
}

/// Does something with the connection and what is remembered beside it.
macro_rules! on {
    ($writer:ident, |$connection:ident, $memory:ident| $work:expr) => {{
        let PgWriter { connection, memory: $memory, .. } = &mut *$writer;
        let $connection = connection.as_mut().ok_or_else(lost)?;
        let result = within($work).await;
        $writer.note(result)
    }};
    ($writer:ident, |$connection:ident| $work:expr) => {
        on!($writer, |$connection, _memory| $work)
    };
}

/// Waits for the server, but not for ever.
async fn within<T, E: Into<StoreError>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, StoreError> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(result) => result.map_err(Into::into),
        Err(_) => Err(StoreError::Unavailable("the database server does not answer".into())),
    }
}

#[async_trait]
impl Writer for PgWriter {
    async fn begin(&mut self) -> Result<(), StoreError> {
        self.memory.versions.clear();
        let statement = "BEGIN ISOLATION LEVEL READ COMMITTED";
        let had_one = self.connection.is_some();
        self.open().await?;
        let begun = on!(self, |connection| sqlx::query(statement).execute(connection));
        // A server that was started anew closed this connection, and takes another one.
        if had_one && begun.is_err() {
            self.open().await?;
            return on!(self, |connection| sqlx::query(statement).execute(connection)).map(drop);
        }
        begun.map(drop)
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        on!(self, |connection| sqlx::query("COMMIT").execute(connection)).map(drop)
    }

    fn abandon(&mut self) {
        self.is_sound = false;
    }

    async fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = within(connection.close()).await
        {
            tracing::warn!(%error, "the database did not close cleanly; nothing confirmed is lost");
        }
    }

    async fn begin_and_load(
        &mut self,
        keys: &Keys,
        remembered: &[(String, i64)],
    ) -> Result<Loaded, StoreError> {
        self.begin().await?;
        on!(self, |connection, memory| group::load(connection, keys, remembered, memory))
    }

    async fn load_responses(&mut self, ids: &[String]) -> Result<Vec<StoredResponse>, StoreError> {
        on!(self, |connection, memory| group::load_responses(connection, ids, memory))
    }

    async fn apply(&mut self, changes: &Changes) -> Result<(), StoreError> {
        on!(self, |connection, memory| apply::apply(connection, changes, memory))?;
        if changes.deliveries.is_empty() {
            return Ok(());
        }
        let Self { connection, voice, .. } = self;
        let connection = connection.as_mut().ok_or_else(lost)?;
        let said = within(voice.deliveries(connection)).await;
        self.note(said)
    }

    async fn touch(&mut self) -> Result<(), StoreError> {
        on!(self, |connection| surveys::touch(connection))
    }

    async fn publish(
        &mut self,
        text: PublishedSource,
        is_counted: bool,
    ) -> Result<Revision, StoreError> {
        let revision = on!(self, |connection| surveys::publish(connection, &text, is_counted))?;
        self.say_published().await?;
        Ok(revision)
    }

    async fn recount(&mut self, survey: String) -> Result<Option<(u32, Recount)>, StoreError> {
        on!(self, |connection| surveys::recount(connection, &survey))
    }

    async fn counted_page(
        &mut self,
        survey: String,
        after: String,
        limit: u32,
    ) -> Result<Vec<StoredResponse>, StoreError> {
        on!(self, |connection| surveys::counted_page(connection, &survey, &after, limit))
    }

    async fn counted_versions(
        &mut self,
        survey: String,
        after: String,
        up_to: String,
    ) -> Result<(i64, i64), StoreError> {
        on!(self, |connection| surveys::counted_versions(connection, &survey, &after, &up_to))
    }

    async fn put_recount(&mut self, survey: String, recount: Recount) -> Result<(), StoreError> {
        on!(self, |connection| surveys::put_recount(connection, &survey, &recount))
    }

    async fn finish_recount(&mut self, survey: String, counts: Counts) -> Result<(), StoreError> {
        on!(self, |connection| surveys::finish_recount(connection, &survey, &counts))?;
        self.say_published().await
    }

    async fn claim(
        &mut self,
        turn: Turn,
        in_doubt: Vec<Millis>,
    ) -> Result<Vec<Vec<Claimed>>, StoreError> {
        let Self { connection, relays, round, .. } = self;
        let connection = connection.as_mut().ok_or_else(lost)?;
        let result = within(async {
            claim::give_back(connection, relays.own(), &in_doubt).await?;
            relays.free_left_claims(connection, turn).await?;
            claim::claim(connection, relays.own(), round, turn).await
        });
        let result = result.await;
        self.note(result)
    }

    async fn extend(
        &mut self,
        claims: Vec<(i64, Millis)>,
        until: Millis,
    ) -> Result<Vec<i64>, StoreError> {
        let relay = self.relays.own();
        on!(self, |connection| deliveries::extend(connection, relay, &claims, until))
    }

    async fn settle(
        &mut self,
        settlements: Arc<[Settlement]>,
        now: Millis,
    ) -> Result<u64, StoreError> {
        let relay = self.relays.own();
        on!(self, |connection| deliveries::settle(connection, relay, &settlements, now))
    }

    async fn revive(
        &mut self,
        filter: DeliveryFilter,
        now: Millis,
        limit: u32,
    ) -> Result<u64, StoreError> {
        on!(self, |connection| deliveries::revive(connection, &filter, now, limit))
    }

    async fn prune(&mut self, old: Prunable) -> Result<Pruned, StoreError> {
        on!(self, |connection| deliveries::prune(connection, &old))
    }

    async fn note_showings(
        &mut self,
        views: Vec<(View, u64)>,
        asked: Vec<Asked>,
    ) -> Result<(), StoreError> {
        on!(self, |connection| showings::note(connection, &views, &asked))
    }

    async fn note_told(&mut self, asked: Vec<Asked>) -> Result<(), StoreError> {
        on!(self, |connection| showings::note_told(connection, &asked))
    }

    async fn forget_asked(&mut self, before: Millis, limit: u32) -> Result<u64, StoreError> {
        on!(self, |connection| showings::forget(connection, before, limit))
    }

    async fn begin_file(&mut self, file: NewFile, now: Millis) -> Result<Room, StoreError> {
        on!(self, |connection| files::begin(connection, &file, now))
    }

    async fn finish_file(&mut self, id: String, bytes: u64) -> Result<(), StoreError> {
        on!(self, |connection| files::finish(connection, &id, bytes))
    }

    async fn free_files(&mut self, before: Millis, limit: u32) -> Result<Vec<String>, StoreError> {
        on!(self, |connection| files::free(connection, before, limit))
    }

    async fn erase(
        &mut self,
        responses: Vec<String>,
        before: Millis,
    ) -> Result<Erased, StoreError> {
        on!(self, |connection| erasure::erase(connection, &responses, before))
    }

    async fn load_erased(
        &mut self,
        marks: Vec<String>,
    ) -> Result<HashMap<String, Millis>, StoreError> {
        on!(self, |connection| erasure::load_erased(connection, &marks))
    }

    async fn note_erased(&mut self, marks: Vec<String>, at: Millis) -> Result<(), StoreError> {
        on!(self, |connection| erasure::note_erased(connection, &marks, at))
    }

    async fn forget_erased(&mut self, before: Millis) -> Result<u64, StoreError> {
        on!(self, |connection| erasure::forget_erased(connection, before))
    }

    async fn forget_person(&mut self, identifier: Identifier) -> Result<(), StoreError> {
        on!(self, |connection| erasure::forget_person(connection, &identifier))
    }

    async fn forget_files(&mut self, ids: Vec<String>) -> Result<(), StoreError> {
        on!(self, |connection| files::forget(connection, &ids))
    }
}

#[async_trait]
impl StudioWriter for PgWriter {
    async fn change_studio(&mut self, changes: Vec<StudioChange>) -> Result<bool, StoreError> {
        let is_done = on!(self, |connection| studio::change(connection, &changes))?;
        if changes.iter().any(StudioChange::is_for_relays) {
            self.say_published().await?;
        }
        Ok(is_done)
    }
}
