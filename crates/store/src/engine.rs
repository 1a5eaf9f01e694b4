//! What a database engine does for the store: all of it in rows and moments.
//!
//! A group of submissions is stored in one transaction of a [`Writer`]: `begin_and_load` what has to
//! be known of the submissions, decide (that is not an engine's business), and `apply_and_commit` what
//! follows. Whatever else is written shares such a transaction. An engine for which several
//! processes write side by side keeps the rows that it loads until it commits.

mod drafts;
mod studio;
mod trials;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sondage_intake::decide::{Changes, Keys, Recount};
use sondage_intake::limits::Counts;
use sondage_intake::{FileOwner, Holder, Identifier, Millis, PublishedSource, StoredResponse};

use tokio::sync::Notify;

use crate::claims::{Claimed, Turn};
use crate::deliveries::{Attempt, DeliveryCounts, DeliveryFilter, DeliveryRow, Settlement};
use crate::erasure::{Erased, Expired};
use crate::error::StoreError;
use crate::files::{NewFile, Room, StoredFile};
use crate::pace::BrazeTurn;
use crate::prune::{Prunable, Pruned};
use crate::respondents::Begun;
use crate::responses::{ResponseFilter, ResponsePage};
use crate::showings::{Asked, Traffic, View};
use crate::surveys::Revision;
pub(crate) use drafts::DraftReader;
pub(crate) use studio::{StudioReader, StudioWriter};
pub(crate) use trials::TrialReader;

/// What a writer loads for a group of submissions.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Whether each remembered response is stored in the version that is remembered.
    pub(crate) is_memory_true: bool,
    /// Whether nobody else has written since this was asked last.
    pub(crate) is_alone: bool,
    /// The surveys that there are.
    pub(crate) surveys: Vec<SurveyRow>,
    /// The responses that there are.
    pub(crate) responses: Vec<StoredResponse>,
    /// Who holds a response, in the order in which they began.
    pub(crate) holders: Vec<Holder>,
    /// Whose the files are that are whole.
    pub(crate) files: HashMap<String, FileOwner>,
}

/// What an engine writes, as it reads it.
#[derive(Debug, Default)]
pub(crate) struct RememberedText(pub(crate) Vec<String>);

/// A survey, with what is published and counted.
#[derive(Clone, Debug)]
pub(crate) struct SurveyRow {
    pub(crate) id: String,
    pub(crate) revision: u32,
    pub(crate) counts: Counts,
    /// The revision that takes its place, and how far it is counted.
    pub(crate) coming: Option<(u32, Recount)>,
    /// Whether anybody was erased of late, of whatever survey.
    pub(crate) has_erased: bool,
}

/// A counting anew that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecountRow {
    /// The survey's id.
    pub survey: String,
    /// Whose quotas are counted: the published one once that is done.
    pub revision: u32,
    /// All responses up to this id are counted, in the order of bytes.
    pub up_to: String,
}

/// What rings when something was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bells {
    /// Something is owed to Braze.
    pub(crate) deliveries: Arc<Notify>,
    /// Something is published.
    pub(crate) surveys: Arc<Notify>,
}

impl Bells {
    pub(crate) fn ring_all(&self) {
        self.deliveries.notify_one();
        self.surveys.notify_one();
    }
}

/// Reads, side by side with others and with the writing; sees whatever was committed before.
#[async_trait]
pub(crate) trait Reader:
    StudioReader + DraftReader + TrialReader + std::fmt::Debug + Send + Sync
{
    /// The published text of every survey, by id.
    async fn published(&self) -> Result<Vec<PublishedSource>, StoreError>;
    /// The text of one revision.
    async fn revision(
        &self,
        survey: &str,
        revision: u32,
    ) -> Result<Option<PublishedSource>, StoreError>;
    /// The texts of all revisions of a survey, oldest first.
    async fn revisions(&self, survey: &str) -> Result<Vec<PublishedSource>, StoreError>;
    /// The id and the revision of every survey, by id.
    async fn published_revisions(&self) -> Result<Vec<(String, u32)>, StoreError>;
    /// What counts, by survey.
    async fn counts(&self) -> Result<HashMap<String, Counts>, StoreError>;
    /// The countings anew that are under way.
    async fn recounts(&self) -> Result<Vec<RecountRow>, StoreError>;
    /// Responses of a survey that count, after this id and in the order of the ids' bytes.
    async fn counted_page(
        &self,
        survey: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StoredResponse>, StoreError>;
    /// A response.
    async fn response(&self, id: &str) -> Result<Option<StoredResponse>, StoreError>;
    /// Responses of a survey in the order of their arrival, after a page.
    async fn responses(
        &self,
        survey: &str,
        filter: &ResponseFilter,
        after: Option<i64>,
        limit: u32,
    ) -> Result<ResponsePage, StoreError>;
    /// What somebody has begun and proved to be theirs, the newest first.
    async fn begun(
        &self,
        survey: &str,
        identifier: &Identifier,
        limit: u32,
    ) -> Result<Vec<Begun>, StoreError>;
    /// What became of a survey, by day, revision and channel.
    async fn traffic(&self, survey: &str) -> Result<Vec<Traffic>, StoreError>;
    /// When somebody was asked last.
    async fn last_asked(&self, identifier: &Identifier) -> Result<Option<Millis>, StoreError>;
    /// Those who were asked and whose profile does not say so, the first ones first.
    async fn asked_untold(&self, limit: u32) -> Result<Vec<Asked>, StoreError>;
    /// The ids of all responses of somebody, the newest first.
    async fn responses_of(
        &self,
        identifier: &Identifier,
        limit: u32,
    ) -> Result<Vec<String>, StoreError>;
    /// Among responses of a survey after this number, in the order of their arrival: those that have
    /// not changed since a moment and owe nothing. The end is where all later ones began after that.
    async fn expired(
        &self,
        survey: &str,
        before: Millis,
        after: i64,
        limit: u32,
    ) -> Result<Expired, StoreError>;
    /// The files of a response that are whole.
    async fn files_of(&self, response: &str) -> Result<Vec<StoredFile>, StoreError>;
    /// A file that is whole.
    async fn file(&self, id: &str) -> Result<Option<StoredFile>, StoreError>;
    /// Deliveries in the order in which they were owed.
    async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<DeliveryRow>, StoreError>;
    /// The attempts at a delivery, oldest first.
    async fn attempts(&self, delivery: i64) -> Result<Vec<Attempt>, StoreError>;
    /// The attempt that was made last, at whichever delivery.
    async fn last_attempt(&self) -> Result<Option<Attempt>, StoreError>;
    /// Whether all that is stored can be read, where the engine can tell; takes long.
    async fn check_integrity(&self) -> Result<(), StoreError> {
        Ok(())
    }
    /// As [`Store::take_braze_turn`](crate::Store::take_braze_turn), a turn being so long. It is no part
    /// of a transaction of the writer's, which others would wait for.
    async fn take_braze_turn(&self, interval: Duration) -> Result<BrazeTurn, StoreError> {
        let _ = interval;
        Ok(BrazeTurn::In(Duration::ZERO))
    }
    /// Tells the other processes that Braze wants to be left alone for so long.
    async fn keep_braze_quiet(&self, wait: Duration) -> Result<(), StoreError> {
        let _ = wait;
        Ok(())
    }
    /// Tells all other processes on the database that it is damaged, where that can be told.
    fn mark_damaged(&self) {}
    /// How many deliveries are on their way.
    async fn delivery_counts(&self) -> Result<DeliveryCounts, StoreError>;
    /// Deliveries made before this moment, and attempts; at most so many of each.
    async fn prunable(&self, before: Millis, limit: u32) -> Result<Prunable, StoreError>;
    /// Rings the bells for what other processes write from now on, where the engine can tell.
    fn listen(&self, bells: Bells) {
        drop(bells);
    }
    /// Whether the database was made when it was opened.
    fn is_new(&self) -> bool {
        false
    }
    /// Lets go of the database.
    async fn close(&self);
}

/// Writes, one transaction after the other. After a failure of any of these the transaction is lost,
/// and [`Writer::abandon`] comes next.
#[async_trait]
pub(crate) trait Writer: StudioWriter + std::fmt::Debug + Send {
    /// Begins a transaction in which nobody else changes what is loaded.
    async fn begin(&mut self) -> Result<(), StoreError>;
    /// Makes the transaction durable.
    async fn commit(&mut self) -> Result<(), StoreError>;
    /// Forgets the transaction, and whatever may be wrong with the connection.
    fn abandon(&mut self);
    /// Lets go of the database.
    async fn close(&mut self);

    /// Begins a transaction as [`Writer::begin`] does, and loads what is stored; `remembered` are ids
    /// and versions of responses that need not be read.
    async fn begin_and_load(
        &mut self,
        keys: &Keys,
        remembered: &[(String, i64)],
    ) -> Result<Loaded, StoreError>;
    /// Responses that were remembered otherwise than they are, inside the transaction.
    async fn load_responses(&mut self, ids: &[String]) -> Result<Vec<StoredResponse>, StoreError>;
    /// Writes what follows.
    async fn apply(&mut self, changes: &Changes) -> Result<(), StoreError>;
    /// Writes what follows, and makes the transaction durable.
    async fn apply_and_commit(&mut self, changes: &Changes) -> Result<(), StoreError> {
        self.apply(changes).await?;
        self.commit().await
    }
    /// Whether [`Writer::write_as_remembered`] may find everything as it is remembered.
    fn may_remember(&self) -> bool {
        false
    }
    /// What follows from what this process remembers, as [`Writer::write_as_remembered`] takes it; of these
    /// responses it believes that they are new.
    fn text_as_remembered(
        &self,
        _changes: &Changes,
        _new: &[String],
    ) -> Result<RememberedText, StoreError> {
        Ok(RememberedText::default())
    }
    /// Writes what follows from what this process remembers, and makes it durable, all in one way to the
    /// database. False, with nothing written, where somebody else has written since, or a response is there
    /// that is believed to be new.
    async fn write_as_remembered(&mut self, _text: RememberedText) -> Result<bool, StoreError> {
        Ok(false)
    }
    /// A write that changes nothing, to learn whether writing is possible.
    async fn touch(&mut self) -> Result<(), StoreError>;

    /// Makes a text the newest revision, if it is not that already. With `is_counted` it begins
    /// a counting anew, at whose end that is the published one; else it is so at once. A survey's
    /// first revision is.
    async fn publish(
        &mut self,
        text: PublishedSource,
        is_counted: bool,
    ) -> Result<Revision, StoreError>;
    /// The counting anew of a survey, with what it has counted.
    async fn recount(&mut self, survey: String) -> Result<Option<(u32, Recount)>, StoreError>;
    /// As [`Reader::counted_page`], inside the transaction.
    async fn counted_page(
        &mut self,
        survey: String,
        after: String,
        limit: u32,
    ) -> Result<Vec<StoredResponse>, StoreError>;
    /// How many responses count after one id and up to another, and the sum of their versions.
    async fn counted_versions(
        &mut self,
        survey: String,
        after: String,
        up_to: String,
    ) -> Result<(i64, i64), StoreError>;
    /// How far the counting anew has come.
    async fn put_recount(&mut self, survey: String, recount: Recount) -> Result<(), StoreError>;
    /// The counting anew is done, this is what counts, and its revision is the published one.
    async fn finish_recount(&mut self, survey: String, counts: Counts) -> Result<(), StoreError>;

    /// Takes deliveries that are due for this process, as many as go into one request.
    ///
    /// A profile of which a claim holds, of whichever process, is passed over: it is written to from one
    /// place at a time. Of a profile's deliveries the due ones are taken together, in the order in which
    /// they were owed; one that changes an answer of which an earlier change waits goes after that one.
    /// Profiles go in the order in which they wait, those with something put off that is due again first.
    ///
    /// Claims of this process hold until it settles them; those of a process that is gone, or that does
    /// nothing for as long as a claim lasts, are anybody's; and before all, claims of this process with
    /// an end that is in doubt are given back.
    async fn claim(
        &mut self,
        turn: Turn,
        in_doubt: Vec<Millis>,
    ) -> Result<Vec<Vec<Claimed>>, StoreError>;
    /// Makes claims last longer, each known by its id and its end; gives the ids of those that hold.
    async fn extend(
        &mut self,
        claims: Vec<(i64, Millis)>,
        until: Millis,
    ) -> Result<Vec<i64>, StoreError>;
    /// Writes down what became of claims of this process; says how many still held. Attributes that were
    /// delivered are remembered by profile, with when their answers were given.
    async fn settle(
        &mut self,
        settlements: Arc<[Settlement]>,
        now: Millis,
    ) -> Result<u64, StoreError>;
    /// Makes deliveries due now that were given up or wait, at most `limit`; says how many.
    async fn revive(
        &mut self,
        filter: DeliveryFilter,
        now: Millis,
        limit: u32,
    ) -> Result<u64, StoreError>;
    /// Forgets deliveries that were made, and attempts.
    async fn prune(&mut self, old: Prunable) -> Result<Pruned, StoreError>;

    /// Adds to how often surveys were on a screen, and notes who was asked.
    async fn note_showings(
        &mut self,
        views: Vec<(View, u64)>,
        asked: Vec<Asked>,
    ) -> Result<(), StoreError>;
    /// The profiles of those who were asked say so.
    async fn note_told(&mut self, asked: Vec<Asked>) -> Result<(), StoreError>;
    /// Forgets some who were asked before a moment; says how many.
    async fn forget_asked(&mut self, before: Millis, limit: u32) -> Result<u64, StoreError>;

    /// Makes room for a file, if there is any.
    async fn begin_file(&mut self, file: NewFile, now: Millis) -> Result<Room, StoreError>;
    /// The file is whole.
    async fn finish_file(&mut self, id: String, bytes: u64) -> Result<(), StoreError>;
    /// Takes files out of reach that nobody has named since, at most `limit`; gives their ids.
    async fn free_files(&mut self, before: Millis, limit: u32) -> Result<Vec<String>, StoreError>;
    /// Erases those responses that have not changed since a moment, with their answers and deliveries,
    /// and takes their files out of reach.
    async fn erase(&mut self, responses: Vec<String>, before: Millis)
    -> Result<Erased, StoreError>;
    /// When those of these marks were erased that were.
    async fn load_erased(
        &mut self,
        marks: Vec<String>,
    ) -> Result<HashMap<String, Millis>, StoreError>;
    /// Notes that those of these marks are erased.
    async fn note_erased(&mut self, marks: Vec<String>, at: Millis) -> Result<(), StoreError>;
    /// Forgets marks of before a moment.
    async fn forget_erased(&mut self, before: Millis) -> Result<u64, StoreError>;
    /// Erases what is known of somebody beside responses.
    async fn forget_person(&mut self, identifier: Identifier) -> Result<(), StoreError>;
    /// Forgets files.
    async fn forget_files(&mut self, ids: Vec<String>) -> Result<(), StoreError>;
}
