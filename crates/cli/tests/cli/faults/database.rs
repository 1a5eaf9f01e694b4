//! The database cannot be written, or is gone, while people answer.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;

use super::{Engine, Trial, n_rounds, on_each_engine, skip};
use crate::cluster::{Cluster, cluster};
use crate::ending::Relay;
use crate::shell::Shell;

/// A disk that can be full.
struct Disk {
    folder: TempDir,
}

impl Disk {
    /// One of so many megabytes, where this user may have it.
    fn new(megabytes: u32) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("sondage-disk").tempdir().unwrap();
        let options = format!("size={megabytes}m,mode=0755");
        let place = folder.path();
        let mounts = |program: &[&str]| {
            let mut command = Command::new(program[0]);
            command.args(&program[1..]).args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(place);
            command.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
        };
        (mounts(&["mount"]) || mounts(&["sudo", "-n", "mount"])).then_some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Takes all of its room.
    fn fill(&self) {
        let mut filler = std::fs::File::create(self.filler()).unwrap();
        let mut n_bytes = 1 << 20;
        while n_bytes > 0 {
            if filler.write_all(&vec![0; n_bytes]).is_err() {
                n_bytes /= 2;
            }
        }
    }

    fn empty(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        for program in [&["umount"][..], &["sudo", "-n", "umount"]] {
            let mut command = Command::new(program[0]);
            let command = command.args(&program[1..]).arg("--lazy").arg(self.path());
            if command.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
                return;
            }
        }
    }
}

async fn is_ready(relay: &Relay) -> bool {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let ready = client.get(format!("http://{}/readyz", relay.address)).send().await.unwrap();
    ready.status() == 200
}

async fn a_full_disk_refuses_answers_and_neither_loses_nor_doubles_any(engine: Engine) {
    let Some(disk) = Disk::new(if engine == Engine::Sqlite { 16 } else { 200 }) else {
        return skip("no disk is filled: this user may not mount one (mount -t tmpfs)");
    };
    let server = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Cluster::own(disk.path()).unwrap()),
    };
    let address = server.as_ref().map_or_else(
        || format!("sqlite://{}", disk.path().join("sondage.db").display()),
        Cluster::database,
    );
    let trial = Trial::of(Shell::new().with("SONDAGE_DATABASE_URL", address)).await;
    let relay = trial.relay();
    for _ in 0..n_rounds(1, 10) {
        let full = async {
            trial.more(30).await;
            disk.fill();
            trial.refused(20).await;
            disk.empty();
            // A server that could not write its log has ended.
            if let Some(server) = &server {
                trial.doubt();
                server.kill_and_start();
            }
            trial.more(30).await;
        };
        trial.under_load(&[&relay], full).await;
    }
    trial.ends_well(&relay).await;
    drop((relay, trial, server));
}

/// Of SQLite. Who deletes a file deletes what is in it; what is asked here is that not one more
/// answer is taken, and that all goes on when the file is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_taken_into_a_file_that_was_deleted_and_all_is_there_when_it_is_back() {
    let trial = Trial::new(Engine::Sqlite).await;
    let relay = trial.relay();
    let folder = trial.shell.folder.path();
    let (path, kept) = (folder.join("sondage.db"), folder.join("kept.db"));
    for _ in 0..n_rounds(1, 10) {
        let deleted = async {
            trial.more(30).await;
            std::fs::hard_link(&path, &kept).unwrap();
            std::fs::remove_file(&path).unwrap();
            // Those whose answers were stored before are told so.
            trial.refused(20).await;
            let n_taken = trial.n_taken();
            trial.refused(50).await;
            assert_eq!(trial.n_taken(), n_taken);
            assert!(!is_ready(&relay).await);
            std::fs::rename(&kept, &path).unwrap();
            trial.more(30).await;
            // It is looked at once a second.
            while !is_ready(&relay).await {
                trial.more(1).await;
            }
        };
        trial.under_load(&[&relay], deleted).await;
    }
    trial.ends_well(&relay).await;
}

async fn while_another_process_holds_the_lock_answers_are_refused_and_none_comes_twice(
    engine: Engine,
) {
    let trial = match engine {
        Engine::Sqlite => Trial::new(engine).await,
        Engine::Postgres => {
            let address = cluster().unwrap().database();
            Trial::of(Shell::new().with("SONDAGE_DATABASE_URL", address)).await
        }
    };
    let relay = trial.relay();
    for _ in 0..n_rounds(1, 5) {
        let held = async {
            trial.more(30).await;
            match engine {
                Engine::Sqlite => held_in_a_file(&trial).await,
                Engine::Postgres => held_on_a_server(&trial).await,
            }
            trial.more(30).await;
        };
        trial.under_load(&[&relay], held).await;
    }
    trial.ends_well(&relay).await;
}

async fn held_in_a_file(trial: &Trial) {
    let file = trial.shell.folder.path().join("sondage.db");
    let mut other = SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(std::time::Duration::from_mins(1))
        .connect()
        .await
        .unwrap();
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    trial.refused(10).await;
    lock.rollback().await.unwrap();
}

async fn held_on_a_server(trial: &Trial) {
    let database = trial.shell.get("SONDAGE_DATABASE_URL").unwrap();
    let name = database.rsplit('/').next().unwrap();
    let mut other = cluster().unwrap().client(name);
    let lock = "BEGIN; LOCK TABLE responses IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n";
    other.stdin.as_mut().unwrap().write_all(lock.as_bytes()).unwrap();
    let mut said = String::new();
    let mut news = BufReader::new(other.stdout.take().unwrap());
    while !said.contains("held") {
        assert!(news.read_line(&mut said).unwrap() > 0, "the lock is not to be had");
    }
    trial.refused(10).await;
    drop(other.stdin.take());
    other.wait().unwrap();
}

/// Of PostgreSQL: as a power cut would end it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_by_a_server_that_is_killed_and_starts_again() {
    if cluster().is_none() {
        return;
    }
    let server = Cluster::own(Path::new("/tmp")).unwrap();
    let shell = Shell::new().with("SONDAGE_DATABASE_URL", server.database());
    let trial = Trial::of(shell).await;
    let relay = trial.relay();
    for _ in 0..n_rounds(1, 20) {
        let killed = async {
            trial.more(60).await;
            trial.doubt();
            server.kill_and_start();
            trial.more(30).await;
        };
        trial.under_load(&[&relay], killed).await;
    }
    trial.ends_well(&relay).await;
}

on_each_engine! {
    a_full_disk_refuses_answers_and_neither_loses_nor_doubles_any,
    while_another_process_holds_the_lock_answers_are_refused_and_none_comes_twice,
}
