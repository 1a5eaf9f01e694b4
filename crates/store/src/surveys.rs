//! Published surveys.

use std::sync::Arc;

use sondage_author::definition::{Definition, Language};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{Store, StoreError, counting};
use sondage_intake::{Millis, Published, PublishedSource};

/// Which revision a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Counts the published texts of a survey, from 1.
    pub revision: u32,
    /// Whether this publication made it; `false` when the text was the published one already.
    pub is_new: bool,
}

impl Store {
    /// Makes a text the published revision of its survey. The text that is published already stays
    /// the revision it is; an older one becomes a new revision.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn publish(
        &self,
        definition: &Definition,
        source: &str,
        language: Language,
    ) -> Result<Revision, StoreError> {
        let text = PublishedSource {
            survey: definition.id().to_owned(),
            revision: 0,
            language,
            source: source.to_owned(),
            published_at: self.clock.now(),
        };
        let published = Arc::new(Published::new(definition.clone(), 0, text.published_at));
        let shared = Arc::clone(&self.shared);
        self.write(move |connection| {
            let (text, published, shared) =
                (text.clone(), Arc::clone(&published), Arc::clone(&shared));
            Box::pin(async move {
                let revision = publish(connection, &text).await?;
                if revision.is_new {
                    shared.note_rewriting();
                    counting::count_anew(connection, &published).await?;
                }
                Ok(revision)
            })
        })
        .await
    }

    /// The published text of every survey, by id.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn published(&self) -> Result<Vec<PublishedSource>, StoreError> {
        let rows = sqlx::query(
            "SELECT survey, revision, language, source, published_at
             FROM surveys JOIN revisions USING (revision)
             WHERE revisions.survey = surveys.id ORDER BY survey",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| read(row).map_err(Into::into)).collect()
    }

    /// The text of one revision of a survey.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn revision(
        &self,
        survey: &str,
        revision: u32,
    ) -> Result<Option<PublishedSource>, StoreError> {
        let mut reader = self.readers.acquire().await?;
        Ok(source(&mut reader, survey, revision).await?)
    }

    /// The id and the revision of every published survey: cheap enough to ask every second.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn published_revisions(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let rows: Vec<(String, u32)> =
            sqlx::query_as("SELECT id, revision FROM surveys ORDER BY id")
                .fetch_all(&self.readers)
                .await?;
        Ok(rows)
    }
}

/// The text of one revision.
pub(super) async fn source(
    connection: &mut SqliteConnection,
    survey: &str,
    revision: u32,
) -> Result<Option<PublishedSource>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT survey, revision, language, source, published_at
         FROM revisions WHERE survey = ?1 AND revision = ?2",
    )
    .bind(survey)
    .bind(revision)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// A write that changes nothing, to learn whether writing is possible.
pub(super) async fn touch(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM surveys WHERE false").execute(connection).await.map(drop)
}

async fn publish(
    connection: &mut SqliteConnection,
    text: &PublishedSource,
) -> Result<Revision, sqlx::Error> {
    let language = language_word(text.language);
    let last: Option<(u32, String, String)> = sqlx::query_as(
        "SELECT revision, language, source FROM revisions WHERE survey = ?1 ORDER BY revision DESC LIMIT 1",
    )
    .bind(&text.survey)
    .fetch_optional(&mut *connection)
    .await?;
    let revision = match last {
        Some((revision, old_language, source))
            if source == text.source && old_language == language =>
        {
            return Ok(Revision { revision, is_new: false });
        }
        Some((revision, ..)) => revision.saturating_add(1),
        None => 1,
    };
    sqlx::query("INSERT INTO surveys (id, revision) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET revision = ?2")
        .bind(&text.survey)
        .bind(revision)
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO revisions (survey, revision, language, source, published_at) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(&text.survey)
        .bind(revision)
        .bind(language)
        .bind(&text.source)
        .bind(text.published_at.0)
        .execute(&mut *connection)
        .await?;
    Ok(Revision { revision, is_new: true })
}

fn language_word(language: Language) -> &'static str {
    match language {
        Language::Toml => "toml",
        Language::Json => "json",
    }
}

fn read(row: &SqliteRow) -> Result<PublishedSource, sqlx::Error> {
    let language: String = row.try_get("language")?;
    Ok(PublishedSource {
        survey: row.try_get("survey")?,
        revision: row.try_get("revision")?,
        language: if language == "json" { Language::Json } else { Language::Toml },
        source: row.try_get("source")?,
        published_at: Millis(row.try_get("published_at")?),
    })
}
