//! What SQLite's errors mean.

use crate::error::StoreError;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Self::Corrupt(error.to_string())
            }
            // ERROR, TOOBIG, CONSTRAINT, MISMATCH
            error if matches!(code(&error), Some(1 | 18 | 19 | 20)) => {
                Self::Rejected(error.to_string())
            }
            error => Self::Unavailable(error.to_string()),
        }
    }
}

/// SQLite's primary result code: the low byte of the extended one (<https://sqlite.org/rescode.html>).
pub(super) fn code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse().ok().map(|code: u32| code & 0xff)
}
