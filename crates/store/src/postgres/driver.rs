//! What the files in `both` know of this engine.

pub(super) use super::reader::PgReader as Reader;
pub(super) use sqlx::postgres::PgConnection as Connection;
