//! From an address to connections.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

use super::copy::{Snapshot, has_log};
use super::fault::code;
use super::place::Place;
use super::reader::SqliteReader;
use super::writer::SqliteWriter;
use crate::error::StoreError;
use crate::opening::Opening;

/// Connections for reading: link pages, exports and the studio. A read in WAL never waits for a write.
const READERS: u32 = 4;

/// How long one process waits for another one's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Pages of the log before it goes into the database: 16 MB, so that it happens less often than by
/// default and still takes little time.
const CHECKPOINT_PAGES: &str = "4000";

/// What is kept of a log that had to grow, in bytes: four times what it has by itself.
const LOG_BYTES: &str = "67108864";

/// Opens the file at an address, and brings its tables up to date unless it is only read.
pub(crate) async fn open(
    url: &str,
    opening: Opening,
) -> Result<(SqliteReader, SqliteWriter), StoreError> {
    let path = path(url)?;
    check_place(&path, opening)?;
    if opening == Opening::Read {
        return open_to_read(&path).await;
    }
    let is_new = !path.exists();
    if opening == Opening::Make {
        create_private(&path);
    }
    let options = options(&path).create_if_missing(opening == Opening::Make);
    let mut connection = options.connect().await.map_err(|error| explain(&path, error))?;
    let place = Place::new(&path, is_new);
    recheck(&mut connection, &path, &place).await?;
    migrate(&mut connection, &path).await?;
    // A file that has gone away in the meantime is a failure, and no reason for an empty one.
    let options = options.create_if_missing(false);
    let readers = SqliteReader::new(pool(&options), place.clone());
    // What a statement that fails halfway would put back is kept in memory: by itself SQLite makes a
    // file for it. Set only now, since to bring tables up to date can mean to sort all there is.
    sqlx::query(KEEP_IN_MEMORY).execute(&mut connection).await?;
    let options = options.pragma("temp_store", "MEMORY");
    Ok((readers, SqliteWriter::new(Some(connection), options, place)))
}

const KEEP_IN_MEMORY: &str = "PRAGMA temp_store = MEMORY";

/// How a file that is there is connected to.
pub(crate) fn existing_file(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    Ok(options(&path(url)?).create_if_missing(false))
}

fn pool(options: &SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_lazy_with(options.clone().pragma("query_only", "1"))
}

/// Opens a file that nobody writes to from here. Where SQLite cannot even make the files that readers
/// share, because the file system or the folder cannot be written, the file cannot change under it
/// either; and what a log beside it holds is read from a copy.
async fn open_to_read(path: &Path) -> Result<(SqliteReader, SqliteWriter), StoreError> {
    let (mut options, mut copy) = (reading(path), None);
    match look(&options, path).await {
        Err(StoreError::ReadOnly(_)) => {
            if has_log(path) {
                let made = Snapshot::of(path);
                let made = made.map_err(|error| StoreError::Unavailable(error.to_string()))?;
                options = reading(&made.path()).read_only(false);
                copy = Some(made);
            } else {
                options = options.immutable(true);
            }
            look(&options, path).await?;
        }
        looked => looked?,
    }
    let place = Place::new(path, false);
    let readers = SqliteReader::new(pool(&options), place.clone()).of_copy(copy);
    Ok((readers, SqliteWriter::new(None, options, place)))
}

fn reading(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY_TIMEOUT)
}

/// Whether it can be read, and the tables are those of this version.
async fn look(options: &SqliteConnectOptions, path: &Path) -> Result<(), StoreError> {
    let known = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";
    let mut connection = options.connect().await.map_err(|error| explain(path, error))?;
    let done = sqlx::query_scalar(known).fetch_all(&mut connection).await;
    let done: Vec<i64> = done.map_err(|error| explain(path, error))?;
    connection.close().await?;
    let wanted: Vec<i64> = MIGRATIONS.iter().map(|one| one.version).collect();
    if let Some(other) = done.iter().find(|version| !wanted.contains(version)) {
        let reason = format!("migration {other} is not known here");
        return Err(StoreError::OtherVersion { path: path.to_owned(), reason });
    }
    if done.len() < wanted.len() {
        return Err(StoreError::Outdated(path.to_owned()));
    }
    Ok(())
}

static MIGRATIONS: Migrator = sqlx::migrate!("./src/sqlite/migrations");

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

/// Makes the file, where there is none, as one that nobody else of this machine reads: SQLite gives
/// what stands beside it the same rights. Where that fails, SQLite says why.
fn create_private(path: &Path) {
    let mut file = std::fs::OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    let _ = file.open(path);
}

/// SQLite answers most mistakes with "unable to open database file"; these it is better to tell.
fn check_place(path: &Path, opening: Opening) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(StoreError::NoFolder(path.to_owned()));
    }
    if path.is_dir() {
        return Err(StoreError::NotADatabase(path.to_owned()));
    }
    if opening != Opening::Make && !path.exists() {
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
        .pragma("journal_size_limit", LOG_BYTES)
}

async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let result = MIGRATIONS.run(&mut *connection).await;
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

/// Of a file that was marked as damaged all is read: it may have been recovered in its place.
async fn recheck(
    connection: &mut SqliteConnection,
    path: &Path,
    place: &Place,
) -> Result<(), StoreError> {
    if place.is_marked() {
        let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(connection)
            .await
            .map_err(|error| explain(path, error))?;
        if found != "ok" {
            return Err(StoreError::DamagedFile(path.to_owned()));
        }
    }
    place.clear_mark();
    Ok(())
}

fn explain(path: &Path, error: sqlx::Error) -> StoreError {
    match code(&error) {
        // PERM, READONLY, CANTOPEN: the folder is there, so it is the access that is missing.
        Some(3 | 8 | 14) => StoreError::ReadOnly(path.to_owned()),
        // CORRUPT
        Some(11) => StoreError::DamagedFile(path.to_owned()),
        // NOTADB
        Some(26) => StoreError::NotADatabase(path.to_owned()),
        _ => error.into(),
    }
}
