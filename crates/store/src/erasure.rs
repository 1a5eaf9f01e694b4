//! Everything of one person, and getting rid of it.

use sondage_intake::erased::{mark_of_person, mark_of_response};
use sondage_intake::{Identifier, Millis};

use crate::{Store, StoreError, StoredFile};

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Responses, with all their answers.
    pub n_responses: u64,
    /// Deliveries, made or not, with their attempts.
    pub n_deliveries: u64,
    /// Files that are out of reach now; what was in them goes with
    /// [`Store::free_files`] and [`Store::forget_files`].
    pub n_files: u64,
}

/// Responses whose time is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expired {
    pub(crate) responses: Vec<String>,
    /// After which number to look on, if anywhere.
    pub(crate) next: Option<i64>,
}

/// The most responses that are erased in one transaction, so that no answer waits long for it.
const PORTION: usize = 200;

impl Store {
    /// The ids of all responses of somebody, whether they proved it or not, the newest first; at most
    /// `limit`.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn responses_of(
        &self,
        identifier: &Identifier,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.readers.ask(|reader| reader.responses_of(identifier, limit)).await
    }

    /// The files that were sent for a response and are whole.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn files_of(&self, response: &str) -> Result<Vec<StoredFile>, StoreError> {
        self.readers.ask(|reader| reader.files_of(response)).await
    }

    /// Erases responses, whatever is still owed for them. What was given for them until now is not
    /// taken any more, as from a browser that could not send it; those that are not stored are marked
    /// for that as well.
    ///
    /// # Errors
    /// When the database is not available; some may be erased by then.
    pub async fn erase_responses(&self, ids: &[String]) -> Result<Erased, StoreError> {
        let mut erased = Erased::default();
        for portion in ids.chunks(PORTION) {
            self.note_erased(portion.iter().map(|id| mark_of_response(id)).collect()).await?;
            let (portion, always) = (portion.to_vec(), Millis(i64::MAX));
            let one = self.write(move |writer| writer.erase(portion.clone(), always)).await?;
            erased.add(one);
        }
        Ok(erased)
    }

    /// Erases what is known of somebody beside responses: when they were asked, and which of their
    /// answers their profile has. What they have answered until now is not taken any more.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn forget_person(&self, identifier: &Identifier) -> Result<(), StoreError> {
        self.note_erased(vec![mark_of_person(identifier)]).await?;
        let identifier = identifier.clone();
        self.write(move |writer| writer.forget_person(identifier.clone())).await
    }

    async fn note_erased(&self, marks: Vec<String>) -> Result<(), StoreError> {
        let at = self.clock.now();
        self.write(move |writer| writer.note_erased(marks.clone(), at)).await
    }

    /// Forgets who was erased before a moment; says how many marks.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn forget_erased(&self, before: Millis) -> Result<u64, StoreError> {
        self.write(move |writer| writer.forget_erased(before)).await
    }

    /// Erases responses of a survey that have not changed since a moment, unless something is still
    /// on its way to Braze for them: looks at `limit` of them after this number, and says where to
    /// look on.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn erase_expired(
        &self,
        survey: &str,
        before: Millis,
        after: i64,
        limit: u32,
    ) -> Result<(Erased, Option<i64>), StoreError> {
        // What is old is looked for before the transaction, which then only takes it away.
        let Expired { responses, next } =
            self.readers.ask(|reader| reader.expired(survey, before, after, limit)).await?;
        let mut erased = Erased::default();
        for portion in responses.chunks(PORTION) {
            let portion = portion.to_vec();
            let one = self.write(move |writer| writer.erase(portion.clone(), before)).await?;
            erased.add(one);
        }
        Ok((erased, next))
    }
}

impl Erased {
    /// With what else was erased.
    pub fn add(&mut self, other: Self) {
        self.n_responses += other.n_responses;
        self.n_deliveries += other.n_deliveries;
        self.n_files += other.n_files;
    }
}
