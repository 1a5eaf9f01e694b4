//! What the errors of the engines mean.

use crate::error::StoreError;
use crate::{postgres, sqlite};

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Self::Corrupt(error.to_string())
            }
            error => postgres::explained(&error).unwrap_or_else(|| sqlite::explained(&error)),
        }
    }
}
