//! The server: where it is, what is said to it, and what its refusals mean.

use std::str::FromStr;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgConnection};

use super::fault::code;
use super::relays;
use crate::error::StoreError;

/// How long a connection may take to come about.
pub(super) const CONNECT: Duration = Duration::from_secs(5);

/// What this version is made for: what the project behind PostgreSQL still keeps up.
const OLDEST: i64 = 14;

static MIGRATIONS: Migrator = sqlx::migrate!("./src/postgres/migrations");

/// What is said to each connection that writes. A commit is on the disk when it returns, whatever the
/// server's own setting is; who waits for a row of another relay's does not wait for ever, and a relay
/// that stands still in the middle of a transaction keeps nobody else from writing for long. All
/// that is written is found by its key, so that is the way to look for it, also while the server
/// does not know yet how large the tables are; and the first of many come in the order of their index,
/// whatever it believes to be left of them.
const WRITING: &str = "
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
    SET lock_timeout = '5s';
    SET statement_timeout = '10s';
    SET idle_in_transaction_session_timeout = '10s';
    SET enable_seqscan = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET enable_bitmapscan = off;
    SET enable_sort = off;
    SET jit = off;
";

/// What a connection that reads asks for: to compile a statement takes the server longer than to run any
/// of these, even those that count a million rows.
pub(super) const READING: &str = "SET jit = off";

/// Where the server is, and how it is spoken of: without user and password.
#[derive(Clone)]
pub(super) struct Server {
    options: PgConnectOptions,
    name: String,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Server").field(&self.name).finish()
    }
}

/// What an address may say after its `?`. The driver leaves out what it does not know, and says so
/// with the value, which may be a password under a mistyped name.
const WORDS: &[&str] = &[
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "application_name",
    "options",
    "statement-cache-capacity",
];

impl Server {
    pub(super) fn at(url: &str, relay: i64) -> Result<Self, StoreError> {
        let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
        let (place, words) = rest.split_once('?').unwrap_or((rest, ""));
        let unknown = words.split('&').map(|word| word.split('=').next().unwrap_or_default());
        let unknown = unknown.filter(|word| !word.is_empty()).find(|word| !WORDS.contains(word));
        if let Some(word) = unknown {
            return Err(StoreError::Server {
                server: format!("{scheme} address"),
                reason: format!(
                    "it has no setting \"{word}\": expected one of {}",
                    WORDS.join(", ")
                ),
            });
        }
        // The driver's own words may repeat the address.
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Server {
            server: format!("{scheme} address"),
            reason:
                "it cannot be read: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, with \
                     %XX for special characters in the password"
                    .into(),
        })?;
        let place =
            place.rsplit_once('@').map_or(place.trim_start_matches('/'), |(_, place)| place);
        let options = options.application_name(&relays::name(relay)).disable_statement_logging();
        Ok(Self { options, name: place.to_owned() })
    }

    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    pub(super) async fn connect(&self) -> Result<PgConnection, StoreError> {
        match tokio::time::timeout(CONNECT, self.options.connect()).await {
            Ok(connection) => connection.map_err(|error| self.explain(error)),
            Err(_) => Err(self.fault("it does not answer: check host, port and firewall")),
        }
    }

    /// Another connection that writes, to a database that was good before.
    pub(super) async fn connect_to_write(&self) -> Result<PgConnection, StoreError> {
        let mut connection = self.connect().await?;
        self.say_how_to_write(&mut connection).await?;
        Ok(connection)
    }

    pub(super) async fn say_how_to_write(
        &self,
        connection: &mut PgConnection,
    ) -> Result<(), StoreError> {
        let said = sqlx::raw_sql(WRITING).execute(connection).await;
        said.map(drop).map_err(|error| self.explain(error))
    }

    /// Looks whether the database is good for this, and brings its tables up to date.
    pub(super) async fn prepare(
        &self,
        connection: &mut PgConnection,
        may_create: bool,
    ) -> Result<(), StoreError> {
        self.check(connection, may_create).await?;
        if self.is_read_only(connection).await? {
            return self.check_tables(connection).await;
        }
        self.migrate(connection).await
    }

    /// Whether nothing can be written: on a replica, or where the database or the user is set so.
    async fn is_read_only(&self, connection: &mut PgConnection) -> Result<bool, StoreError> {
        sqlx::query_scalar("SELECT current_setting('transaction_read_only') = 'on'")
            .fetch_one(connection)
            .await
            .map_err(|error| self.explain(error))
    }

    /// Whether tables that cannot be changed are those of this version.
    async fn check_tables(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        let done: Vec<i64> = sqlx::query_scalar(
            "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version",
        )
        .fetch_all(connection)
        .await
        .map_err(|error| self.explain(error))?;
        if MIGRATIONS.iter().map(|one| one.version).eq(done) {
            return Ok(());
        }
        Err(self
            .fault("its tables are those of another version of sondage, and it can only be read"))
    }

    /// Whether one server has all connections to the database: not so where it is spread over several.
    pub(super) async fn is_one(&self, connection: &mut PgConnection) -> Result<bool, StoreError> {
        sqlx::query_scalar(
            "SELECT version() NOT LIKE '%-YB-%'
                 AND NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')",
        )
        .fetch_one(connection)
        .await
        .map_err(|error| self.explain(error))
    }

    fn fault(&self, reason: impl Into<String>) -> StoreError {
        StoreError::Server {
            server: format!("PostgreSQL database {}", self.name),
            reason: reason.into(),
        }
    }

    fn explain(&self, error: sqlx::Error) -> StoreError {
        let user = self.options.get_username();
        let database = self.options.get_database().unwrap_or(user);
        let reason = match code(&error) {
            Some("28P01") => format!("the password of the user \"{user}\" is not right"),
            Some("28000") => format!(
                "the user \"{user}\" may not connect from here: see the server's pg_hba.conf"
            ),
            Some("3D000") => format!(
                "there is no database \"{database}\": make it with createdb, or give another name"
            ),
            Some("42501") => {
                format!("the user \"{user}\" may not do this: let it own the database ({error})")
            }
            Some("53300") => "it has no connection to spare: raise max_connections".to_owned(),
            Some(_) => error.to_string(),
            None => match error {
                sqlx::Error::Io(error) => format!("it cannot be reached: {error}"),
                sqlx::Error::Tls(error) => format!("no safe connection comes about: {error}"),
                error => return error.into(),
            },
        };
        self.fault(reason)
    }

    /// Whether this is a server, and holds tables, that this version can do with.
    async fn check(
        &self,
        connection: &mut PgConnection,
        may_create: bool,
    ) -> Result<(), StoreError> {
        let version: String = sqlx::query_scalar("SELECT current_setting('server_version_num')")
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| self.explain(error))?;
        check_version(&version).map_err(|reason| self.fault(reason))?;
        let is_there: bool = sqlx::query_scalar("SELECT to_regclass('surveys') IS NOT NULL")
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| self.explain(error))?;
        if !may_create && !is_there {
            return Err(
                self.fault("there are no tables yet: start the relay or publish a survey first")
            );
        }
        let fsync: String = sqlx::query_scalar("SELECT current_setting('fsync')")
            .fetch_one(connection)
            .await
            .map_err(|error| self.explain(error))?;
        if fsync == "off" {
            tracing::warn!(server = %self.name, "the server writes without fsync: what it confirms may be lost with its machine");
        }
        Ok(())
    }

    /// Brings the tables up to date. Of relays that start at once one does it: the migrator holds an
    /// advisory lock. Every migration only adds, so relays of the version before go on.
    ///
    /// What stands in a function is looked at when it is called: servers that take no triggers with
    /// transition tables may not know either what such a trigger's function speaks of (`ctid`).
    async fn migrate(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        let unlooked =
            sqlx::query("SET check_function_bodies = off").execute(&mut *connection).await;
        unlooked.map_err(|error| self.explain(error))?;
        let result = MIGRATIONS.run(&mut *connection).await;
        result.map_err(|error| match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                self.explain(error)
            }
            other => {
                self.fault(format!("its tables were made by another version of sondage: {other}"))
            }
        })
    }
}

/// `150008` is 15.8.
fn check_version(number: &str) -> Result<(), String> {
    let major = number.trim().parse::<i64>().unwrap_or_default() / 10_000;
    if major >= OLDEST {
        return Ok(());
    }
    Err(format!("it is version {major}, and {OLDEST} or later is needed"))
}

#[cfg(test)]
mod tests {
    use super::{Server, check_version};

    #[test]
    fn a_server_that_is_too_old_is_refused_with_its_version() {
        assert!(check_version("150008").is_ok());
        let reason = check_version("90624").unwrap_err();
        assert_eq!(reason, "it is version 9, and 14 or later is needed");
    }

    #[test]
    fn no_address_is_repeated_with_its_password() {
        for url in [
            "postgres://ada:geheim@host:port/db",
            "postgres://ada:geheim@host/db?pasword=geheim",
            "postgres://ada:geheim@[::1/db",
            "postgres://ada:geheim@host/db?sslmode=geheim",
        ] {
            let error = Server::at(url, 1).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("geheim"), "{error:?}");
        }
        let server = Server::at("postgres://ada:geheim@db.example.com:5433/answers", 1).unwrap();
        assert_eq!(format!("{server:?}"), "Server(\"db.example.com:5433/answers\")");
    }
}
