//! What the files in `both` know of this engine.

pub(super) use super::reader::SqliteReader as Reader;
pub(super) use sqlx::sqlite::SqliteConnection as Connection;
