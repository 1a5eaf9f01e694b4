//! From an address to readers and a writer.

use sqlx::Executor as _;
use sqlx::postgres::PgPoolOptions;

use super::listen::Voice;
use super::reader::PgReader;
use super::relays::Relays;
use super::server::{CONNECT, READING, Server};
use super::writer::PgWriter;
use crate::claims::relay_number;
use crate::error::StoreError;

/// Connections for reading: link pages, exports and the studio; and one that listens.
const READERS: u32 = 7;

/// Whether an address is meant for PostgreSQL.
pub(crate) fn is_address(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

/// Opens the database at an address, and brings its tables up to date.
pub(crate) async fn open(url: &str, may_create: bool) -> Result<(PgReader, PgWriter), StoreError> {
    let relay = relay_number();
    let server = Server::at(url, relay)?;
    let mut connection = server.connect().await?;
    server.prepare(&mut connection, may_create).await?;
    server.say_how_to_write(&mut connection).await?;
    let is_one_server = server.is_one(&mut connection).await?;
    let relays = Relays::new(relay, is_one_server);
    let voice = Voice::new(is_one_server);
    let pool = PgPoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(CONNECT)
        .after_connect(|connection, _| {
            Box::pin(async { connection.execute(READING).await.map(drop) })
        })
        .connect_lazy_with(server.options().clone());
    let reader = PgReader { pool, relay, is_one_server };
    Ok((reader, PgWriter::new(connection, server, relays, voice)))
}
