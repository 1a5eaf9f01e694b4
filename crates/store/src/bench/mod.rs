//! The same rows written by the database alone: no reading, no checking, nobody waiting.

mod postgres;
mod sqlite;

use std::time::Duration;

use crate::StoreError;

/// How the rows of a transaction are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BareStyle {
    /// One prepared statement for each row, which is what bare means to most.
    RowByRow,
    /// One statement for each table with all rows: the fastest way there is here.
    Bulk,
}

/// An answer with all that is written for it.
#[derive(Clone, Debug)]
pub struct BareRow {
    /// The response's id, and its respondent's.
    pub response: String,
    /// The question's id.
    pub question: String,
    /// The answer, JSON.
    pub value: String,
    /// What is owed, JSON.
    pub payload: String,
    /// Whose profile, JSON.
    pub profile: String,
    /// The attribute's name.
    pub attribute: String,
}

/// What writing took.
#[derive(Clone, Copy, Debug)]
pub struct BareRun {
    /// From the first transaction to the last commit.
    pub duration: Duration,
    /// How many transactions.
    pub n_commits: usize,
}

/// Writes a response, an answer and a delivery for each row, `group` rows a transaction, into the
/// database at an address, where a store has made the tables. PostgreSQL is written to in bulk,
/// whichever style is asked for: a statement a row is a way to the server and back there.
///
/// # Errors
/// When the database is not available.
pub async fn write_bare(
    address: &str,
    rows: &[BareRow],
    group: usize,
    style: BareStyle,
) -> Result<BareRun, StoreError> {
    let groups = rows.chunks(group.max(1));
    if crate::postgres::is_address(address) {
        return Ok(postgres::write(address, groups).await?);
    }
    sqlite::write(address, groups, style).await
}
