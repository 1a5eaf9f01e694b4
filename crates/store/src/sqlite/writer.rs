//! Writing, on the one connection that does.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use sondage_intake::decide::{Changes, Keys, Recount};
use sondage_intake::limits::Counts;
use sondage_intake::{Identifier, Millis, PublishedSource, StoredResponse};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::place::Place;
use super::relays::Relays;
use super::{apply, claim, deliveries, erasure, files, group, showings, studio, surveys};
use crate::claims::{Claimed, Round, Turn};
use crate::deliveries::{DeliveryFilter, Settlement};
use crate::engine::{Loaded, RememberedText, StudioWriter, Writer};
use crate::erasure::Erased;
use crate::error::StoreError;
use crate::files::{NewFile, Room};
use crate::prune::{Prunable, Pruned};
use crate::showings::{Asked, View};
use crate::studio::StudioChange;
use crate::surveys::Revision;

/// The connection that writes.
#[derive(Debug)]
pub(crate) struct SqliteWriter {
    /// Absent after a failure, until it can be opened again.
    connection: Option<SqliteConnection>,
    options: SqliteConnectOptions,
    /// SQLite's number for what others have committed, as this connection saw it last.
    others: Option<i64>,
    relays: Relays,
    round: Round,
    place: Place,
}

impl SqliteWriter {
    /// Without a connection it is opened when something is to be written.
    pub(super) fn new(
        connection: Option<SqliteConnection>,
        options: SqliteConnectOptions,
        place: Place,
    ) -> Self {
        let relays = Relays::new(options.get_filename());
        Self { connection, options, others: None, relays, round: Round::default(), place }
    }

    async fn ready(&mut self) -> Result<(), StoreError> {
        self.place.check()?;
        self.place.check_whole()?;
        if self.connection.is_none() {
            self.connection = Some(self.options.connect().await?);
        }
        Ok(())
    }

    fn open(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.connection.as_mut().ok_or_else(lost)
    }
}

fn lost() -> StoreError {
    StoreError::Unavailable("no transaction has begun".into())
}

#[async_trait]
impl Writer for SqliteWriter {
    async fn begin(&mut self) -> Result<(), StoreError> {
        self.ready().await?;
        // From the beginning nobody else writes, so what is read stays true.
        sqlx::query("BEGIN IMMEDIATE").execute(self.open()?).await?;
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        sqlx::query("COMMIT").execute(self.open()?).await?;
        // Before anybody hears that it is durable.
        self.place.check()
    }

    fn abandon(&mut self) {
        self.connection = None;
        // Another connection counts anew.
        self.others = None;
    }

    async fn close(&mut self) {
        self.relays.leave();
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database did not close cleanly; nothing confirmed is lost");
        }
    }

    async fn begin_and_load(
        &mut self,
        keys: &Keys,
        remembered: &[(String, i64)],
    ) -> Result<Loaded, StoreError> {
        self.ready().await?;
        let found = group::begin_and_find(self.open()?, keys).await?;
        // While nobody else commits, no version can be another one than is remembered, and looking
        // at each would cost a twentieth.
        let is_alone = self.others.replace(found.others) == Some(found.others);
        let remembered = if is_alone { &[] } else { remembered };
        let loaded = group::load_rest(self.open()?, found, keys, remembered).await?;
        Ok(Loaded { is_alone, ..loaded })
    }

    async fn load_responses(&mut self, ids: &[String]) -> Result<Vec<StoredResponse>, StoreError> {
        Ok(group::load_responses(self.open()?, ids).await?)
    }

    async fn apply(&mut self, changes: &Changes) -> Result<(), StoreError> {
        Ok(apply::apply(self.open()?, changes, false).await?)
    }

    async fn apply_and_commit(&mut self, changes: &Changes) -> Result<(), StoreError> {
        apply::apply(self.open()?, changes, true).await?;
        self.place.check()
    }

    fn may_remember(&self) -> bool {
        self.connection.is_some() && self.others.is_some()
    }

    fn text_as_remembered(
        &self,
        changes: &Changes,
        new: &[String],
    ) -> Result<RememberedText, StoreError> {
        Ok(RememberedText(apply::text_as_remembered(changes, new)?))
    }

    async fn write_as_remembered(&mut self, text: RememberedText) -> Result<bool, StoreError> {
        self.ready().await?;
        let Some(others) = self.others else { return Ok(false) };
        if !apply::write_as_remembered(self.open()?, others, text.0).await? {
            return Ok(false);
        }
        // Before anybody hears that it is durable.
        self.place.check()?;
        Ok(true)
    }

    async fn touch(&mut self) -> Result<(), StoreError> {
        Ok(surveys::touch(self.open()?).await?)
    }

    async fn publish(
        &mut self,
        text: PublishedSource,
        is_counted: bool,
    ) -> Result<Revision, StoreError> {
        Ok(surveys::publish(self.open()?, &text, is_counted).await?)
    }

    async fn recount(&mut self, survey: String) -> Result<Option<(u32, Recount)>, StoreError> {
        Ok(surveys::recount(self.open()?, &survey).await?)
    }

    async fn counted_page(
        &mut self,
        survey: String,
        after: String,
        limit: u32,
    ) -> Result<Vec<StoredResponse>, StoreError> {
        Ok(surveys::counted_page(self.open()?, &survey, &after, limit).await?)
    }

    async fn counted_versions(
        &mut self,
        survey: String,
        after: String,
        up_to: String,
    ) -> Result<(i64, i64), StoreError> {
        Ok(surveys::counted_versions(self.open()?, &survey, &after, &up_to).await?)
    }

    async fn put_recount(&mut self, survey: String, recount: Recount) -> Result<(), StoreError> {
        Ok(surveys::put_recount(self.open()?, &survey, &recount).await?)
    }

    async fn finish_recount(&mut self, survey: String, counts: Counts) -> Result<(), StoreError> {
        Ok(surveys::finish_recount(self.open()?, &survey, &counts).await?)
    }

    async fn claim(
        &mut self,
        turn: Turn,
        in_doubt: Vec<Millis>,
    ) -> Result<Vec<Vec<Claimed>>, StoreError> {
        let relay = self.relays.enter()?;
        let connection = self.connection.as_mut().ok_or_else(lost)?;
        claim::give_back(connection, relay, &in_doubt).await?;
        self.relays.free_left_claims(connection, turn).await?;
        Ok(claim::claim(connection, relay, &mut self.round, turn).await?)
    }

    async fn extend(
        &mut self,
        claims: Vec<(i64, Millis)>,
        until: Millis,
    ) -> Result<Vec<i64>, StoreError> {
        let relay = self.relays.own();
        Ok(deliveries::extend(self.open()?, relay, &claims, until).await?)
    }

    async fn settle(
        &mut self,
        settlements: Arc<[Settlement]>,
        now: Millis,
    ) -> Result<u64, StoreError> {
        let relay = self.relays.own();
        Ok(deliveries::settle(self.open()?, relay, &settlements, now).await?)
    }

    async fn revive(
        &mut self,
        filter: DeliveryFilter,
        now: Millis,
        limit: u32,
    ) -> Result<u64, StoreError> {
        Ok(deliveries::revive(self.open()?, &filter, now, limit).await?)
    }

    async fn prune(&mut self, old: Prunable) -> Result<Pruned, StoreError> {
        Ok(deliveries::prune(self.open()?, &old).await?)
    }

    async fn note_showings(
        &mut self,
        views: Vec<(View, u64)>,
        asked: Vec<Asked>,
    ) -> Result<(), StoreError> {
        Ok(showings::note(self.open()?, &views, &asked).await?)
    }

    async fn note_told(&mut self, asked: Vec<Asked>) -> Result<(), StoreError> {
        Ok(showings::note_told(self.open()?, &asked).await?)
    }

    async fn forget_asked(&mut self, before: Millis, limit: u32) -> Result<u64, StoreError> {
        Ok(showings::forget(self.open()?, before, limit).await?)
    }

    async fn begin_file(&mut self, file: NewFile, now: Millis) -> Result<Room, StoreError> {
        Ok(files::begin(self.open()?, &file, now).await?)
    }

    async fn finish_file(&mut self, id: String, bytes: u64) -> Result<(), StoreError> {
        Ok(files::finish(self.open()?, &id, bytes).await?)
    }

    async fn free_files(&mut self, before: Millis, limit: u32) -> Result<Vec<String>, StoreError> {
        Ok(files::free(self.open()?, before, limit).await?)
    }

    async fn erase(
        &mut self,
        responses: Vec<String>,
        before: Millis,
    ) -> Result<Erased, StoreError> {
        // Whoever remembers one of them has to look again, as after what another process wrote.
        self.others = None;
        Ok(erasure::erase(self.open()?, &responses, before).await?)
    }

    async fn load_erased(
        &mut self,
        marks: Vec<String>,
    ) -> Result<HashMap<String, Millis>, StoreError> {
        Ok(erasure::load_erased(self.open()?, &marks).await?)
    }

    async fn note_erased(&mut self, marks: Vec<String>, at: Millis) -> Result<(), StoreError> {
        Ok(erasure::note_erased(self.open()?, &marks, at).await?)
    }

    async fn forget_erased(&mut self, before: Millis) -> Result<u64, StoreError> {
        Ok(erasure::forget_erased(self.open()?, before).await?)
    }

    async fn forget_person(&mut self, identifier: Identifier) -> Result<(), StoreError> {
        Ok(erasure::forget_person(self.open()?, &identifier).await?)
    }

    async fn forget_files(&mut self, ids: Vec<String>) -> Result<(), StoreError> {
        Ok(files::forget(self.open()?, &ids).await?)
    }
}

#[async_trait]
impl StudioWriter for SqliteWriter {
    async fn change_studio(&mut self, changes: Vec<StudioChange>) -> Result<bool, StoreError> {
        Ok(studio::change(self.open()?, &changes).await?)
    }
}
