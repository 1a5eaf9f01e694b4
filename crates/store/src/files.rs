//! What respondents sent along: who it belongs to, and whether an answer names it.

use std::collections::HashMap;

use sondage_intake::Millis;
use sondage_intake::files::FileOwner;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::row;
use super::{Store, StoreError};

/// A file that a respondent sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id, by which answers name it.
    pub id: String,
    /// Where it belongs.
    pub owner: FileOwner,
    /// Its name on the respondent's machine, without a path.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// When it began to arrive.
    pub received_at: Millis,
}

/// How many files may be sent, whether an answer names them or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimits {
    /// For one question of a response.
    pub per_question: u32,
    /// For a response.
    pub per_response: u32,
}

impl Store {
    /// Makes room for a file that begins to arrive; `false` when there are enough.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn begin_file(
        &self,
        id: &str,
        owner: &FileOwner,
        name: &str,
        limits: FileLimits,
    ) -> Result<bool, StoreError> {
        let (id, owner, name) = (id.to_owned(), owner.clone(), name.to_owned());
        let now = self.clock.now();
        self.write(move |connection| {
            let (id, owner, name) = (id.clone(), owner.clone(), name.clone());
            Box::pin(async move { begin(connection, &id, &owner, &name, limits, now).await })
        })
        .await
    }

    /// The file is whole, and on the disk: answers may name it.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn finish_file(&self, id: &str, bytes: u64) -> Result<(), StoreError> {
        let (id, bytes) = (id.to_owned(), i64::try_from(bytes).unwrap_or(i64::MAX));
        self.write(move |connection| {
            let query = sqlx::query("UPDATE files SET bytes = ?2 WHERE id = ?1");
            let query = query.bind(id.clone()).bind(bytes);
            Box::pin(async move { query.execute(connection).await.map(drop) })
        })
        .await
    }

    /// A file that is whole.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn file(&self, id: &str) -> Result<Option<StoredFile>, StoreError> {
        let row =
            sqlx::query("SELECT * FROM files WHERE id = ?1 AND bytes IS NOT NULL AND NOT is_going")
                .bind(id)
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Takes files that no answer has named since before this moment out of reach, and says which:
    /// at most `limit`, and those that were taken before and not [forgotten](Self::forget_files).
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn free_files(&self, before: Millis, limit: u32) -> Result<Vec<String>, StoreError> {
        self.write(move |connection| {
            let query = sqlx::query_scalar(
                "UPDATE files SET is_going = 1 WHERE id IN (
                     SELECT id FROM files WHERE free_since < ?1 ORDER BY free_since LIMIT ?2)
                 RETURNING id",
            );
            let query = query.bind(before.0).bind(limit);
            Box::pin(async move { query.fetch_all(connection).await })
        })
        .await
    }

    /// Forgets files whose content is gone.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn forget_files(&self, ids: Vec<String>) -> Result<(), StoreError> {
        self.write(move |connection| {
            let ids = row::text(&ids);
            Box::pin(async move {
                sqlx::query("DELETE FROM files WHERE id IN (SELECT value FROM json_each(?1))")
                    .bind(ids?)
                    .execute(connection)
                    .await
                    .map(drop)
            })
        })
        .await
    }
}

async fn begin(
    connection: &mut SqliteConnection,
    id: &str,
    owner: &FileOwner,
    name: &str,
    limits: FileLimits,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let result = sqlx::query(
        "INSERT INTO files (id, survey, question, response, name, received_at, free_since)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?6
         FROM (SELECT count(*) AS n_all, count(*) FILTER (WHERE question = ?3) AS n_own
               FROM files WHERE response = ?4)
         WHERE n_own < ?7 AND n_all < ?8",
    )
    .bind(id)
    .bind(&owner.survey)
    .bind(&owner.question)
    .bind(&owner.response)
    .bind(name)
    .bind(now.0)
    .bind(limits.per_question)
    .bind(limits.per_response)
    .execute(connection)
    .await?;
    Ok(result.rows_affected() > 0)
}

/// Whose the files are that answers name.
pub(super) async fn owners(
    connection: &mut SqliteConnection,
    ids: &[&str],
) -> Result<HashMap<String, FileOwner>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query(
        "SELECT * FROM files
         WHERE id IN (SELECT value FROM json_each(?1)) AND bytes IS NOT NULL AND NOT is_going",
    )
    .bind(row::text(ids)?)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((row.try_get("id")?, owner(row)?))).collect()
}

/// Response, question, the ids that the answer names now, and when it came.
pub(super) type NamedRow<'a> = (&'a str, &'a str, &'a [String], i64);

/// Frees the files of an answer that it does not name any more, and keeps those that it does.
pub(super) const NAME: &str = "
    UPDATE files SET free_since = CASE
        WHEN files.id IN (SELECT value FROM json_each(row.ids)) THEN NULL
        ELSE coalesce(files.free_since, row.at) END
    FROM (SELECT value ->> 0 AS response, value ->> 1 AS question, value -> 2 AS ids, value ->> 3 AS at
          FROM jsonb_each(?1)) AS row
    WHERE files.response = row.response AND files.question = row.question";

fn read(row: &SqliteRow) -> Result<StoredFile, sqlx::Error> {
    Ok(StoredFile {
        id: row.try_get("id")?,
        owner: owner(row)?,
        name: row.try_get("name")?,
        bytes: u64::try_from(row.try_get::<i64, _>("bytes")?).unwrap_or_default(),
        received_at: Millis(row.try_get("received_at")?),
    })
}

fn owner(row: &SqliteRow) -> Result<FileOwner, sqlx::Error> {
    Ok(FileOwner {
        survey: row.try_get("survey")?,
        question: row.try_get("question")?,
        response: row.try_get("response")?,
    })
}
