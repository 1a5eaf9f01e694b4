//! From an address to connections.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

use super::fault::code;
use super::reader::SqliteReader;
use super::writer::SqliteWriter;
use crate::error::StoreError;

/// Connections for reading: link pages, exports and the studio. A read in WAL never waits for a write.
const READERS: u32 = 4;

/// How long one process waits for another one's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Pages of the log before it goes into the database: 16 MB, so that it happens less often than by
/// default and still takes little time.
const CHECKPOINT_PAGES: &str = "4000";

/// Opens the file at an address, and brings its tables up to date.
pub(crate) async fn open(
    url: &str,
    may_create: bool,
) -> Result<(SqliteReader, SqliteWriter), StoreError> {
    let path = path(url)?;
    check_place(&path, may_create)?;
    let options = options(&path).create_if_missing(may_create);
    let mut connection = options.connect().await.map_err(|error| explain(&path, error))?;
    migrate(&mut connection, &path).await?;
    // A file that has gone away in the meantime is a failure, and no reason for an empty one.
    let options = options.create_if_missing(false);
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_lazy_with(options.clone().pragma("query_only", "1"));
    Ok((SqliteReader(readers), SqliteWriter::new(connection, options)))
}

/// How a file that is there is connected to.
pub(super) fn existing(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    Ok(options(&path(url)?).create_if_missing(false))
}

fn path(url: &str) -> Result<PathBuf, StoreError> {
    let (scheme, rest) = url.split_once(':').ok_or_else(|| StoreError::Address(url.to_owned()))?;
    match scheme {
        "mysql" | "mariadb" => Err(StoreError::Driver(scheme.to_owned())),
        "sqlite" => {
            let path = rest.trim_start_matches("//").split('?').next().unwrap_or_default();
            if path.is_empty() || path == ":memory:" {
                return Err(StoreError::Address(url.to_owned()));
            }
            Ok(PathBuf::from(path))
        }
        _ => Err(StoreError::Address(url.to_owned())),
    }
}

/// SQLite answers most mistakes with "unable to open database file"; these it is better to tell.
fn check_place(path: &Path, may_create: bool) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(StoreError::NoFolder(path.to_owned()));
    }
    if path.is_dir() {
        return Err(StoreError::NotADatabase(path.to_owned()));
    }
    if !may_create && !path.exists() {
        return Err(StoreError::NoFile(path.to_owned()));
    }
    Ok(())
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit is on the disk when it returns, also after the machine loses power.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
}

async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let result = sqlx::migrate!("./src/sqlite/migrations").run(&mut *connection).await;
    result.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            explain(path, error)
        }
        other => StoreError::OtherVersion { path: path.to_owned(), reason: other.to_string() },
    })?;
    // An up-to-date file needs no write above, so this is where a read-only one shows.
    let write = async {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        super::surveys::touch(&mut transaction).await?;
        transaction.commit().await
    };
    write.await.map_err(|error| explain(path, error))
}

fn explain(path: &Path, error: sqlx::Error) -> StoreError {
    match code(&error) {
        // PERM, READONLY, CANTOPEN: the folder is there, so it is the access that is missing.
        Some(3 | 8 | 14) => StoreError::ReadOnly(path.to_owned()),
        // CORRUPT, NOTADB
        Some(11 | 26) => StoreError::NotADatabase(path.to_owned()),
        _ => error.into(),
    }
}
