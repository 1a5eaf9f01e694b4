//! What PostgreSQL's errors mean.

use sqlx::postgres::PgDatabaseError;

use crate::error::StoreError;

/// What an error of PostgreSQL's means; `None` where it is none.
pub(crate) fn explained(error: &sqlx::Error) -> Option<StoreError> {
    let code = code(error)?;
    // https://www.postgresql.org/docs/current/errcodes-appendix.html: the first two characters are
    // the class.
    let said = error.to_string();
    Some(match code.get(..2).unwrap_or_default() {
        // Serialization failures and deadlocks.
        "40" => StoreError::Conflict(said),
        // Data exceptions, broken constraints, limits of a row, what a trigger refuses.
        "22" | "23" | "54" | "P0" => StoreError::Rejected(said),
        _ => StoreError::Unavailable(said),
    })
}

/// The code of an error that the server sent.
pub(super) fn code(error: &sqlx::Error) -> Option<&str> {
    let error = error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?;
    Some(error.code())
}
