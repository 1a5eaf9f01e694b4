//! Files that respondents send along: from the connection to the disk, a piece at a time.
//!
//! A file is written beside its place and moved there once it is whole and is what it claims to
//! be, so that whatever has an id can be had. The store knows of it before the first byte is
//! written, so nothing is ever on the disk that nobody would take away again.

mod chunks;
mod content;
mod name;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sondage_author::question::FileRule;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

pub(crate) use chunks::{Arriving, Chunks, Cut};
pub use name::{attachment, clean};

use crate::config::FileBounds;
use content::HEAD;
use sondage_intake::{FileOwner, Millis};
use sondage_store::{FileLimits, Room, Store, StoreError};
use sondage_throttle::Throttle;

/// The most files of a response, whether its answers name them or not.
const PER_RESPONSE: u32 = 20;
/// How many are taken away in one transaction, so that no answer waits long for it.
const PORTION: u32 = 500;
/// How often each file of a question may be sent: once more than it takes, for who sends another.
const TRIES: u32 = 2;

/// The folder of the files.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
    store: Store,
    bounds: FileBounds,
    /// The bytes that those which are arriving may still come to.
    arriving: Arc<AtomicU64>,
    /// What the log has heard of, so that it hears of each cause once a minute.
    told: Arc<Throttle<&'static str>>,
}

/// A file that is about to arrive.
#[derive(Clone, Debug)]
pub(crate) struct Arrival<'a> {
    pub(crate) owner: FileOwner,
    /// As the respondent's machine gives it.
    pub(crate) name: &'a str,
    pub(crate) rule: FileRule,
    /// How many files the question takes.
    pub(crate) max_files: u16,
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileFault {
    /// More bytes than the question takes: this many.
    #[error("a file has at most {0} bytes here")]
    TooLarge(u64),
    /// Another type than the question takes, or than it claims to be.
    #[error("the file is of no type that is taken here, or not of the type that its name says")]
    Type,
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// The respondent has sent enough of them.
    #[error("more files than this response may send")]
    TooMany,
    /// There is no room for more.
    #[error("there is no room for files now, try again later")]
    NoRoom,
    /// It broke off.
    #[error("the file was cut short")]
    Cut,
    /// The disk or the database does not take it now.
    #[error("the file cannot be stored for now, try again")]
    NotStored,
}

/// The folder for files unless another one is asked for: beside the database at this address.
#[must_use]
pub fn folder_beside(database_url: &str) -> PathBuf {
    let path = database_url.strip_prefix("sqlite:").unwrap_or_default();
    let path = path.trim_start_matches("//").split('?').next().unwrap_or_default();
    Path::new(path).with_file_name("sondage-files")
}

impl Files {
    /// The files in a folder, which is made when the first one arrives.
    #[must_use]
    pub fn new(folder: &Path, store: Store, bounds: FileBounds) -> Self {
        let told = Arc::new(Throttle::per_minute(1, store.clock()));
        Self { folder: folder.to_owned(), store, bounds, arriving: Arc::default(), told }
    }

    /// Takes a file in; gives the id by which an answer names it.
    pub(crate) async fn take(
        &self,
        arrival: &Arrival<'_>,
        chunks: &mut impl Chunks,
    ) -> Result<String, FileFault> {
        let name = clean(arrival.name);
        let extension = name::extension(&name);
        if !content::is_accepted(&extension, &arrival.rule.accept) {
            return Err(FileFault::Type);
        }
        let id = Uuid::new_v4().simple().to_string();
        let per_question = TRIES * u32::from(arrival.max_files);
        let FileBounds { total, per_survey, unnamed, .. } = self.bounds;
        let limits =
            FileLimits { per_question, per_response: PER_RESPONSE, unnamed, per_survey, total };
        let most = arrival.rule.max_bytes;
        let _coming = self.room_on_disk(most).await?;
        let room = self.store.begin_file(&id, &arrival.owner, (&name, most), limits).await;
        match room.map_err(not_stored)? {
            Room::Made => {}
            Room::ResponseFull => return Err(FileFault::TooMany),
            Room::Full => return Err(self.no_room("as many as SONDAGE_FILES_… allow")),
        }
        let mut begun = Begun { files: self, id: Some(id.clone()) };
        let kept = self.keep(&id, &extension, arrival.rule.max_bytes, chunks).await;
        if kept.is_err() {
            begun.undo().await;
        }
        begun.id = None;
        kept.map(|()| id)
    }

    /// Room on the disk for so many bytes, beside what is arriving already and what is left free for
    /// answers.
    async fn room_on_disk(&self, most: u64) -> Result<Coming, FileFault> {
        fs::create_dir_all(&self.folder).await.map_err(not_written)?;
        let coming = Coming::new(&self.arriving, most);
        let wanted = coming.all.saturating_add(self.bounds.free);
        match free_bytes(&self.folder) {
            Some(free) if free < wanted => Err(self.no_room("the disk is nearly full")),
            _ => Ok(coming),
        }
    }

    fn no_room(&self, cause: &'static str) -> FileFault {
        metrics::counter!("sondage_files_refused_total", "cause" => cause).increment(1);
        if self.told.check(&cause).is_ok() {
            tracing::error!(cause, "files are not taken: there is no room for them");
        }
        FileFault::NoRoom
    }

    async fn keep(
        &self,
        id: &str,
        extension: &str,
        max_bytes: u64,
        chunks: &mut impl Chunks,
    ) -> Result<(), FileFault> {
        let part = self.part(id);
        let mut file = create(&self.folder, &part).await.map_err(not_written)?;
        let mut head = Vec::new();
        let mut n_bytes: u64 = 0;
        while let Some(chunk) = chunks.next().await? {
            n_bytes += chunk.len() as u64;
            if n_bytes > max_bytes {
                return Err(FileFault::TooLarge(max_bytes));
            }
            let is_new = head.len() < HEAD;
            head.extend(chunk.iter().take(HEAD - head.len()));
            // What is something else is known after a few bytes, and the rest need not come.
            if is_new && head.len() == HEAD && !content::is_what_it_claims(extension, &head) {
                return Err(FileFault::Type);
            }
            file.write_all(&chunk).await.map_err(not_written)?;
        }
        if n_bytes == 0 {
            return Err(FileFault::Empty);
        }
        if !content::is_what_it_claims(extension, &head) {
            return Err(FileFault::Type);
        }
        self.settle(id, file).await.map_err(not_written)?;
        self.store.finish_file(id, n_bytes).await.map_err(not_stored)
    }

    /// On the disk, under its own name, also after the machine loses power.
    async fn settle(&self, id: &str, mut file: File) -> io::Result<()> {
        file.flush().await?;
        file.sync_all().await?;
        fs::rename(self.part(id), self.path(id)).await?;
        File::open(&self.folder).await?.sync_all().await
    }

    /// The content of a file.
    pub(crate) async fn open(&self, id: &str) -> io::Result<File> {
        File::open(self.path(id)).await
    }

    /// Takes away what no answer has named since before a moment, or was erased; says how many.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn take_away(&self, before: Millis) -> Result<u64, StoreError> {
        let mut n_files = 0;
        loop {
            let ids = self.store.free_files(before, PORTION).await?;
            let gone = self.remove(ids).await;
            n_files += gone.len() as u64;
            if gone.is_empty() {
                return Ok(n_files);
            }
            self.store.forget_files(gone).await?;
        }
    }

    /// Where the content of a file is.
    #[must_use]
    pub fn place(&self, id: &str) -> PathBuf {
        self.path(id)
    }

    /// Takes files from the disk; gives those that are gone.
    pub(crate) async fn remove(&self, ids: Vec<String>) -> Vec<String> {
        let mut gone = Vec::with_capacity(ids.len());
        for id in ids {
            let removed = [self.part(&id), self.path(&id)].map(fs::remove_file);
            let mut is_gone = true;
            for removing in removed {
                match removing.await {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        is_gone = false;
                        tracing::error!(%error, file = id, "cannot take a file from the disk");
                    }
                    _ => {}
                }
            }
            if is_gone {
                gone.push(id);
            }
        }
        gone
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    fn part(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.part"))
    }
}

/// Whether files can be written to a folder, by writing one. The folder is made for that.
///
/// # Errors
/// Why not.
pub async fn check(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!("{}.check", Uuid::new_v4().simple()));
    create(folder, &path).await?;
    fs::remove_file(&path).await
}

async fn create(folder: &Path, path: &Path) -> io::Result<File> {
    fs::create_dir_all(folder).await?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // What respondents send is nobody else's on this machine.
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await
}

/// What a file may still come to, until it is dropped.
struct Coming {
    arriving: Arc<AtomicU64>,
    own: u64,
    /// With that of all others.
    all: u64,
}

impl Coming {
    fn new(arriving: &Arc<AtomicU64>, own: u64) -> Self {
        let all = arriving.fetch_add(own, Ordering::Relaxed).saturating_add(own);
        Self { arriving: Arc::clone(arriving), own, all }
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        self.arriving.fetch_sub(self.own, Ordering::Relaxed);
    }
}

/// What is free on a folder's disk; `None` where the system does not say.
fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    return rustix::fs::statvfs(folder)
        .ok()
        .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    #[cfg(not(unix))]
    None
}

/// A file that has begun to arrive. Dropped halfway, as when the connection breaks and nobody
/// waits for the answer any more, it is taken away again.
struct Begun<'a> {
    files: &'a Files,
    id: Option<String>,
}

impl Begun<'_> {
    async fn undo(&mut self) {
        if let Some(id) = self.id.take() {
            undo(self.files.clone(), id).await;
        }
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if let Some(id) = self.id.take() {
            tokio::spawn(undo(self.files.clone(), id));
        }
    }
}

async fn undo(files: Files, id: String) {
    let gone = files.remove(vec![id]).await;
    if let Err(error) = files.store.forget_files(gone).await {
        tracing::warn!(%error, "a file that did not arrive is forgotten later");
    }
}

impl From<Cut> for FileFault {
    fn from(_: Cut) -> Self {
        Self::Cut
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn not_stored(error: StoreError) -> FileFault {
    tracing::error!(%error, "cannot store a file");
    FileFault::NotStored
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn not_written(error: io::Error) -> FileFault {
    tracing::error!(%error, "cannot write a file: look at the folder that SONDAGE_FILES names");
    FileFault::NotStored
}
