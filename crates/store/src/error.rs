//! What can go wrong with a store.

use std::path::PathBuf;

/// Why the store cannot be opened, read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Not an address of a database.
    #[error("\"{0}\" is no database address: expected sqlite://FILE or postgres://HOST/DATABASE")]
    Address(String),
    /// An address of a kind of database that there is no driver for.
    #[error("there is no driver for {0}: expected sqlite://FILE or postgres://HOST/DATABASE")]
    Driver(String),
    /// A database on a server that cannot be used.
    #[error("the {server} cannot be used: {reason}")]
    Server {
        /// Where it is, without user and password.
        server: String,
        /// Why not, and what to do.
        reason: String,
    },
    /// The database's folder is not there.
    #[error("the folder of the database {} does not exist: create it, or give another address", .0.display())]
    NoFolder(PathBuf),
    /// There is no database yet, where one is only to be read.
    #[error("there is no database {}: start the relay or publish a survey first", .0.display())]
    NoFile(PathBuf),
    /// There is a file where one is to be made.
    #[error("{} is there already: give another name, or move it away", .0.display())]
    InTheWay(PathBuf),
    /// A database that is to be filled has something in it.
    #[error("the database to be filled has {0} in it already: give an empty one")]
    NotEmpty(&'static str),
    /// The database, or its folder, cannot be written.
    #[error("the database {} cannot be written: give this user write access to it and to its folder", .0.display())]
    ReadOnly(PathBuf),
    /// The file is something else, or its beginning is damaged.
    #[error("{} is not a SQLite database, or its beginning is damaged: give another address, or recover it as docs/reliability.md says, and keep the file until that is done", .0.display())]
    NotADatabase(PathBuf),
    /// Pages of the file are damaged.
    #[error("the database {} is damaged: stop every relay on it, keep the file, and recover it with sqlite3 FILE .recover or from a backup, as docs/reliability.md says", .0.display())]
    DamagedFile(PathBuf),
    /// Pages that were just read are damaged.
    #[error(
        "the database is damaged, and takes nothing more: stop the relay and recover it as docs/reliability.md says ({0})"
    )]
    Damaged(String),
    /// The file was deleted, or another one put in its place.
    #[error("the database {} was deleted or replaced while it was in use: put it back, or start the relay again; nothing is taken until then", .0.display())]
    Gone(PathBuf),
    /// The tables are those of an earlier version, and cannot be changed where they are only read.
    #[error("the database {} was made by an earlier version of sondage and cannot be brought up to date here: copy it to where it can be written", .0.display())]
    Outdated(PathBuf),
    /// The tables are those of another version.
    #[error("the database {path} was made by another version of sondage: {reason}", path = .path.display())]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// What differs.
        reason: String,
    },
    /// The database does not answer, for now or for good.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Somebody else was at the same thing at the same time: doing it again works.
    #[error("the database is written by others at the same place: {0}")]
    Conflict(String),
    /// The database understood a write, and declined it.
    #[error("the database does not take this: {0}")]
    Rejected(String),
    /// What is stored cannot be understood.
    #[error("the database holds something this version does not understand: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// Whether the database understood a write and declined it, rather than not being able to write.
    pub(crate) fn is_about_content(&self) -> bool {
        matches!(self, Self::Rejected(_))
    }

    /// Whether the same would work if it were done again from its beginning.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }
}
