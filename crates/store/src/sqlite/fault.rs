//! What SQLite's errors mean.

use crate::error::StoreError;

/// What an error of SQLite's means.
pub(crate) fn explained(error: &sqlx::Error) -> StoreError {
    match code(error) {
        // CORRUPT, NOTADB
        Some(11 | 26) => StoreError::Damaged(error.to_string()),
        // ERROR, TOOBIG, CONSTRAINT, MISMATCH
        Some(1 | 18 | 19 | 20) => StoreError::Rejected(error.to_string()),
        _ => StoreError::Unavailable(error.to_string()),
    }
}

/// SQLite's primary result code: the low byte of the extended one (<https://sqlite.org/rescode.html>).
pub(super) fn code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse().ok().map(|code: u32| code & 0xff)
}
