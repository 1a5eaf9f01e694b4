//! Counting all responses of a survey anew, by the quotas of a new revision, while posts go on.
//!
//! It goes through them in the order of their ids, some at a time. They are read and counted outside
//! of the writing transaction; inside it is looked at whether they are still as they were, and how
//! far the counting has come is written down beside what it has counted. A response that changes
//! meanwhile moves what is counted if it was passed already; the others are yet to come. So the sum
//! is right whenever the end is reached, whoever counts and however often it is begun again. Only then
//! the new revision is the published one: until it is known how full its quotas are, the revision before
//! limits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sondage_intake::counting::Move;
use sondage_intake::decide::Recount;
use sondage_intake::limits::Counts;
use sondage_intake::{Published, StoredResponse};

use crate::engine::{RecountRow, Writer};
use crate::latest::Unread;
use crate::{Store, StoreError};

/// Responses that are counted in one step.
const PAGE: u32 = 500;
/// So many at the end are counted inside the transaction, since new ones come all the time.
const TAIL: u32 = 50;

/// What became of a step.
enum Step {
    /// It was taken, or what was read had changed: there is more to do.
    More,
    /// Nothing is left to count, or a newer revision is counted.
    Done,
}

/// The countings anew that this process sees.
#[derive(Debug, Default)]
pub(crate) struct Recounts(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    /// How far each had come at the last look: one that stands still was left by who began it.
    rows: Vec<RecountRow>,
    /// Those that this process counts.
    mine: HashMap<String, u32>,
}

impl Recounts {
    fn begin(&self, survey: &str, revision: u32) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.mine.insert(survey.to_owned(), revision);
    }

    fn end(&self, survey: &str, revision: u32) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.mine.retain(|id, counted| id != survey || *counted != revision);
    }

    /// Those that nobody goes on with.
    fn left(&self, rows: Vec<RecountRow>) -> Vec<RecountRow> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_left =
            |row: &&RecountRow| seen.rows.contains(row) && !seen.mine.contains_key(&row.survey);
        let left = rows.iter().filter(is_left).cloned().collect();
        seen.rows = rows;
        left
    }
}

impl Store {
    /// Counts a survey anew until it is done.
    pub(crate) async fn count_anew(&self, published: &Arc<Published>) -> Result<(), StoreError> {
        let (survey, revision) = (published.definition.id(), published.revision);
        self.shared.recounts.begin(survey, revision);
        let result = self.count_steps(published).await;
        self.shared.recounts.end(survey, revision);
        result
    }

    async fn count_steps(&self, published: &Arc<Published>) -> Result<(), StoreError> {
        let (survey, revision) = (published.definition.id(), published.revision);
        loop {
            let row = self
                .readers
                .ask(|reader| reader.recounts())
                .await?
                .into_iter()
                .find(|row| row.survey == survey);
            let Some(row) = row.filter(|row| row.revision == revision) else { return Ok(()) };
            let page =
                self.readers.ask(|reader| reader.counted_page(survey, &row.up_to, PAGE)).await?;
            let is_tail = page.len() < TAIL as usize;
            let page = Arc::new(Page::new(row, published, &page));
            let published = Arc::clone(published);
            let step = self.write(move |writer| {
                let (page, published) = (Arc::clone(&page), Arc::clone(&published));
                Box::pin(async move {
                    if is_tail {
                        page.finish(writer, &published).await
                    } else {
                        page.step(writer).await
                    }
                })
            });
            if let Step::Done = step.await? {
                return Ok(());
            }
        }
    }

    /// The countings anew that are under way, by survey: each is a revision that is not the published one
    /// yet.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn recounts(&self) -> Result<Vec<RecountRow>, StoreError> {
        self.readers.ask(|reader| reader.recounts()).await
    }

    /// Goes on with countings that were left by who began them.
    pub(crate) async fn count_what_was_left(&self) -> Result<(), StoreError> {
        for row in self.shared.recounts.left(self.readers.ask(|reader| reader.recounts()).await?) {
            let coming = Unread { revision: row.revision, is_coming: true };
            let published = self.learn_revision(&row.survey, coming).await?;
            let Some(published) = published.filter(|one| one.revision == row.revision) else {
                continue;
            };
            let store = self.clone();
            tokio::spawn(async move {
                if let Err(error) = store.count_anew(&published).await {
                    tracing::warn!(%error, "cannot count a survey's responses anew for now");
                }
            });
        }
        Ok(())
    }
}

/// Some responses, read and counted outside of the transaction.
struct Page {
    /// Where it begins.
    row: RecountRow,
    /// Its last one's id.
    up_to: String,
    n_responses: i64,
    versions: i64,
    moves: Vec<Move>,
}

impl Page {
    fn new(row: RecountRow, published: &Published, responses: &[StoredResponse]) -> Self {
        Self {
            up_to: responses.last().map_or_else(String::new, |last| last.id.clone()),
            row,
            n_responses: i64::try_from(responses.len()).unwrap_or(i64::MAX),
            versions: responses.iter().map(|response| response.version).sum(),
            moves: moves(published, responses),
        }
    }

    /// How far the counting has come, if that is where this page begins.
    async fn begin(&self, writer: &mut dyn Writer) -> Result<Result<Recount, Step>, StoreError> {
        let now = writer.recount(self.row.survey.clone()).await?;
        Ok(match now {
            Some((revision, _)) if revision != self.row.revision => Err(Step::Done),
            None => Err(Step::Done),
            // Another process has taken this step.
            Some((_, recount)) if recount.up_to != self.row.up_to => Err(Step::More),
            Some((_, recount)) => Ok(recount),
        })
    }

    async fn step(&self, writer: &mut dyn Writer) -> Result<Step, StoreError> {
        let mut recount = match self.begin(writer).await? {
            Ok(recount) => recount,
            Err(step) => return Ok(step),
        };
        let survey = &self.row.survey;
        let range = (self.row.up_to.clone(), self.up_to.clone());
        let stored = writer.counted_versions(survey.clone(), range.0, range.1).await?;
        if stored == (self.n_responses, self.versions) {
            count(&mut recount.counts, &self.moves);
            recount.up_to.clone_from(&self.up_to);
            writer.put_recount(survey.clone(), recount).await?;
        }
        Ok(Step::More)
    }

    /// Counts the last ones, and ends.
    async fn finish(
        &self,
        writer: &mut dyn Writer,
        published: &Published,
    ) -> Result<Step, StoreError> {
        let mut recount = match self.begin(writer).await? {
            Ok(recount) => recount,
            Err(step) => return Ok(step),
        };
        let survey = self.row.survey.clone();
        let tail = writer.counted_page(survey.clone(), recount.up_to.clone(), 2 * TAIL).await?;
        if tail.len() == 2 * TAIL as usize {
            return Ok(Step::More);
        }
        count(&mut recount.counts, &moves(published, &tail));
        writer.finish_recount(survey, recount.counts).await?;
        Ok(Step::Done)
    }
}

fn moves(published: &Published, responses: &[StoredResponse]) -> Vec<Move> {
    responses.iter().filter_map(|one| Move::between(published, None, Some(one))).collect()
}

fn count(counts: &mut Counts, moves: &[Move]) {
    for one in moves {
        one.make(counts);
    }
}
