//! A PostgreSQL server for a test program: made when the first test asks, gone with the program.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "every test program uses another part of it, some inside of a module"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The server of this program.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: String,
    n_databases: AtomicU32,
    /// Its stdin is closed when this program ends, however it does: then the server is stopped and its
    /// folder removed.
    _life: Child,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();

/// The server of this program, if PostgreSQL is on this machine. Where `SONDAGE_NEED_POSTGRES` is set,
/// it has to be.
pub fn cluster() -> Option<&'static Cluster> {
    CLUSTER
        .get_or_init(|| {
            let cluster = programs().map(Cluster::start);
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
folder="$(mktemp -d /tmp/sondage-postgres.XXXXXX)"
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
$as "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \
    -c synchronous_commit=off -c max_connections=300 -c shared_buffers=64MB -c deadlock_timeout=100ms \
    >/dev/null 2>>"$folder/server.log" </dev/null &
server=$!
until "$programs/pg_isready" -q -h "$folder" -U sondage -d postgres; do
    kill -0 $server 2>/dev/null || { cat "$folder/server.log" >&2; exit 1; }
    sleep 0.05
done
echo "$folder"
read -r _ || true
pid="$(head -n 1 "$folder/data/postmaster.pid" 2>/dev/null || echo $server)"
kill -QUIT "$pid" 2>/dev/null || true
wait $server 2>/dev/null || true
rm -rf "$folder"
"#;

impl Cluster {
    fn start(programs: PathBuf) -> Self {
        let mut life = Command::new("sh")
            .arg("-c")
            .arg(LIFE)
            .arg("sh")
            .arg(&programs)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut folder = String::new();
        let stdout = life.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut folder).unwrap();
        let folder = folder.trim().to_owned();
        assert!(Path::new(&folder).is_dir(), "the server did not start");
        Self { programs, folder, n_databases: AtomicU32::new(0), _life: life }
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
