//! What respondents sent along: who it belongs to, and whether an answer names it.

use sondage_intake::{FileOwner, Millis};

use crate::{Store, StoreError};

/// A file that a respondent sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id, by which answers name it.
    pub id: String,
    /// Where it belongs.
    pub owner: FileOwner,
    /// Its name on the respondent's machine, without a path.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// When it began to arrive.
    pub received_at: Millis,
}

/// How much may be sent, whether an answer names it or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimits {
    /// Files for one question of a response.
    pub per_question: u32,
    /// Files for a response.
    pub per_response: u32,
    /// Files that no answer names.
    pub unnamed: u32,
    /// Bytes for a survey.
    pub per_survey: u64,
    /// Bytes of all files.
    pub total: u64,
}

/// What became of a file that asked for room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// It may arrive.
    Made,
    /// Its response has sent enough.
    ResponseFull,
    /// There is no room for it now.
    Full,
}

/// A file that begins to arrive.
#[derive(Clone, Debug)]
pub(crate) struct NewFile {
    pub(crate) id: String,
    pub(crate) owner: FileOwner,
    pub(crate) name: String,
    /// The most bytes that it may come to.
    pub(crate) room: u64,
    pub(crate) limits: FileLimits,
}

impl Store {
    /// Makes room for a file that begins to arrive, and may come to `room` bytes.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn begin_file(
        &self,
        id: &str,
        owner: &FileOwner,
        (name, room): (&str, u64),
        limits: FileLimits,
    ) -> Result<Room, StoreError> {
        let (id, owner, name) = (id.to_owned(), owner.clone(), name.to_owned());
        let (file, now) = (NewFile { id, owner, name, room, limits }, self.clock.now());
        self.write(move |writer| writer.begin_file(file.clone(), now)).await
    }

    /// The file is whole, and on the disk: answers may name it.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn finish_file(&self, id: &str, bytes: u64) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.write(move |writer| writer.finish_file(id.clone(), bytes)).await
    }

    /// A file that is whole.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn file(&self, id: &str) -> Result<Option<StoredFile>, StoreError> {
        self.readers.ask(|reader| reader.file(id)).await
    }

    /// Takes files that no answer has named since before this moment out of reach, and says which:
    /// at most `limit`, and those that were taken before and not [forgotten](Self::forget_files).
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn free_files(&self, before: Millis, limit: u32) -> Result<Vec<String>, StoreError> {
        self.write(move |writer| writer.free_files(before, limit)).await
    }

    /// Forgets files whose content is gone.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn forget_files(&self, ids: Vec<String>) -> Result<(), StoreError> {
        self.write(move |writer| writer.forget_files(ids.clone())).await
    }
}
