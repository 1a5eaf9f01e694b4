//! A PostgreSQL server of this run's own: made in its folder, gone with it. It is as durable as it is by
//! default.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context as _, ensure};

/// The server.
#[derive(Debug)]
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    life: Child,
    /// Closed when this program ends, however it does: then the server stops.
    stdin: Option<ChildStdin>,
}

/// Runs as long as its stdin is open. The server refuses to run as root, so it is another user then.
const LIFE: &str = r#"
set -eu
programs="$1"
folder="$2"
mkdir "$folder"
as=""
if [ "$(id -u)" = 0 ]; then
    user=postgres
    id -u "$user" >/dev/null 2>&1 || user=nobody
    chown "$user" "$folder"
    as="runuser -u $user --"
fi
cd "$folder"
$as "$programs/initdb" -D "$folder/data" -U sondage -A trust -E UTF8 --locale=C >"$folder/log" 2>&1 \
    || { cat "$folder/log" >&2; exit 1; }
$as "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c shared_buffers=512MB \
    -c max_wal_size=4GB >/dev/null 2>>"$folder/server.log" </dev/null &
server=$!
until "$programs/pg_isready" -q -h "$folder" -U sondage -d postgres; do
    kill -0 $server 2>/dev/null || { cat "$folder/server.log" >&2; exit 1; }
    sleep 0.05
done
echo ready
read -r _ || true
pid="$(head -n 1 "$folder/data/postmaster.pid" 2>/dev/null || echo $server)"
kill -QUIT "$pid" 2>/dev/null || true
wait $server 2>/dev/null || true
"#;

impl Cluster {
    /// Starts it, if PostgreSQL is on this machine.
    pub(crate) fn start(within: &Path) -> anyhow::Result<Option<Self>> {
        let Some(programs) = programs() else { return Ok(None) };
        let folder = within.join("postgres");
        let mut life = Command::new("sh")
            .args(["-c", LIFE, "sh"])
            .args([&programs, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = life.stdin.take();
        let stdout = life.stdout.take().context("the shell has no output")?;
        let mut said = String::new();
        BufReader::new(stdout).read_line(&mut said)?;
        ensure!(said.trim() == "ready", "PostgreSQL does not start");
        Ok(Some(Self { programs, folder, life, stdin }))
    }

    /// The address of a new database.
    pub(crate) fn database(&self, name: &str) -> anyhow::Result<String> {
        let output = Command::new(self.programs.join("createdb"))
            .args(["-U", "sondage", "-h"])
            .arg(&self.folder)
            .arg(name)
            .output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let folder = self.folder.display().to_string().replace('/', "%2F");
        Ok(format!("postgres://sondage@{folder}/{name}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // Nothing is left to try when that fails: its folder is removed next.
        let _ = self.life.wait();
    }
}

/// The folder with the server's programs: that of `PATH`, or the newest of Debian's.
fn programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.iter().nth_back(1)?.to_str()?.parse::<u32>().ok();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut debian: Vec<PathBuf> =
        debian.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    debian.sort_by_key(version);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let needed = ["initdb", "postgres", "pg_isready", "createdb"];
    let has_all = |folder: &PathBuf| needed.iter().all(|name| folder.join(name).exists());
    std::env::split_paths(&path).chain(debian.into_iter().rev()).find(has_all)
}
