//! A PostgreSQL server for a test program: made when the first test asks, gone with the program.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "every test program uses another part of it, some inside of a module"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// A server.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: String,
    n_databases: AtomicU32,
    life: Mutex<Life>,
}

/// What runs the server. Its stdin is closed when this program ends, however it does: then the server
/// is stopped and its folder removed.
#[derive(Debug)]
struct Life {
    child: Child,
    orders: Option<ChildStdin>,
    news: BufReader<ChildStdout>,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();

/// The server of this program, if PostgreSQL is on this machine. Where `SONDAGE_NEED_POSTGRES` is set,
/// it has to be.
pub fn cluster() -> Option<&'static Cluster> {
    CLUSTER
        .get_or_init(|| {
            let cluster = Cluster::own(Path::new("/tmp"));
            assert!(
                cluster.is_some() || std::env::var_os("SONDAGE_NEED_POSTGRES").is_none(),
                "no PostgreSQL is on this machine"
            );
            if cluster.is_none() {
                // Past the test harness, which keeps to itself what a passing test prints.
                let _ = std::io::stderr().write_all(
                    b"\nSKIPPED: all tests on PostgreSQL, since it is not on this machine (Debian: apt-get install postgresql)\n\n",
                );
            }
            cluster
        })
        .as_ref()
}

/// The folder with the server's programs: that of `PATH`, or the newest of Debian's.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    debian
        .sort_by_key(|path| path.iter().nth(4).and_then(|name| name.to_str()?.parse::<u32>().ok()));
    let all = std::env::split_paths(&path).chain(debian.into_iter().rev());
    let needed = ["initdb", "postgres", "pg_isready", "psql"];
    let has_all = |folder: &PathBuf| needed.iter().all(|name| folder.join(name).exists());
    all.into_iter().find(has_all)
}

/// Runs as long as its stdin is open. The server refuses to run as root, so it is another user then.
const LIFE: &str = r#"
set -eu
programs="$1"
folder="$(mktemp -d "$2/sondage-postgres.XXXXXX")"
as=""
if [ "$(id -u)" = 0 ]; then
    user=postgres
    id -u "$user" >/dev/null 2>&1 || user=nobody
    chown "$user" "$folder"
    as="runuser -u $user --"
fi
cd "$folder"
$as "$programs/initdb" -D "$folder/data" -U sondage -A trust -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 \
    || { cat "$folder/log" >&2; rm -rf "$folder"; exit 1; }
# Whoever logs in as "locked" needs a password.
sed -i '1i local all locked scram-sha-256' "$folder/data/pg_hba.conf"
begin() {
    $as "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \
        -c synchronous_commit=off -c max_connections=300 -c shared_buffers=64MB -c deadlock_timeout=100ms \
        >/dev/null 2>>"$folder/server.log" </dev/null &
    server=$!
    until "$programs/pg_isready" -q -h "$folder" -U sondage -d postgres; do
        kill -0 $server 2>/dev/null || { cat "$folder/server.log" >&2; exit 1; }
        sleep 0.05
    done
}
end() {
    pid="$(head -n 1 "$folder/data/postmaster.pid" 2>/dev/null || echo $server)"
    kill -QUIT "$pid" 2>/dev/null || true
    wait $server 2>/dev/null || true
}
begin
echo "$folder"
while read -r order; do
    end
    begin
    echo "$order"
done
end
rm -rf "$folder"
"#;

impl Cluster {
    /// A server of one's own, with its folder in this one, if PostgreSQL is on this machine. It ends
    /// when it is dropped.
    pub fn own(parent: &Path) -> Option<Self> {
        let programs = programs()?;
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(LIFE)
            .arg("sh")
            .args([programs.as_path(), parent])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let orders = child.stdin.take();
        let news = BufReader::new(child.stdout.take().unwrap());
        let mut life = Life { child, orders, news };
        let folder = life.hear();
        assert!(Path::new(&folder).is_dir(), "the server did not start");
        Some(Self { programs, folder, n_databases: AtomicU32::new(0), life: Mutex::new(life) })
    }

    /// Kills the server as a power cut would, if it still runs, and starts it again.
    pub fn kill_and_start(&self) {
        let mut life = self.life.lock().unwrap();
        life.orders.as_mut().unwrap().write_all(b"again\n").unwrap();
        assert_eq!(life.hear(), "again", "the server did not start again");
    }

    /// The address of a new database.
    pub fn database(&self) -> String {
        let name = format!("t{}", self.n_databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.address(&name)
    }

    /// The address of a database by this name, whether there is one or not.
    pub fn address(&self, name: &str) -> String {
        self.address_of("sondage", name)
    }

    /// The same for another user, or a user and a password.
    pub fn address_of(&self, user: &str, name: &str) -> String {
        format!("postgres://{user}@{}/{name}", self.folder.replace('/', "%2F"))
    }

    /// The server's own client, which does what it is told by its stdin.
    pub fn client(&self, database: &str) -> Child {
        Command::new(self.programs.join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "sondage"])
            .args(["-h", &self.folder, "-d", database])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Has statements done by the server's own client.
    pub fn sql(&self, database: &str, statements: &str) -> String {
        let output = Command::new(self.programs.join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "sondage"])
            .args(["-h", &self.folder, "-d", database, "-c", statements])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Life {
    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.news.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let life = self.life.get_mut().unwrap_or_else(PoisonError::into_inner);
        life.orders = None;
        let _ = life.child.wait();
    }
}
