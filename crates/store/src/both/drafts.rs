//! What changes in drafts, in SQL that both engines understand: this file is a module of each.

use sondage_intake::Millis;
use sondage_intake::limits::Hold;

use super::driver::Connection;
use super::trials;
use crate::drafts::{Draft, DraftChange, DraftStep, STEP_LENGTH, STEP_PAUSE, STEPS};
use crate::rows::language_word;

/// Makes one change; how many rows it has changed.
pub(super) async fn change(
    connection: &mut Connection,
    change: &DraftChange,
) -> Result<u64, sqlx::Error> {
    match change {
        DraftChange::Begin(draft) => begin(connection, draft).await,
        DraftChange::Edit { draft, from, step } => edit(connection, draft, *from, *step).await,
        DraftChange::Discard { survey } => discard(connection, survey).await,
        DraftChange::Label { survey, labels } => label(connection, survey, labels).await,
        DraftChange::Hold { survey, hold } => stop(connection, survey, *hold).await,
        DraftChange::Archive { survey, at, hold } => archive(connection, survey, *at, *hold).await,
    }
}

async fn begin(connection: &mut Connection, draft: &Draft) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO drafts (survey, language, source, name, revision, created_at, edited_at, edited_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (survey) DO NOTHING",
    )
    .bind(&draft.survey)
    .bind(language_word(draft.language))
    .bind(&draft.source)
    .bind(&draft.name)
    .bind(i64::from(draft.revision))
    .bind(draft.created_at.0)
    .bind(draft.edited_at.0)
    .bind(&draft.edited_by)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() > 0 {
        add_step(connection, draft, DraftStep::Begun).await?;
    }
    Ok(done.rows_affected())
}

async fn edit(
    connection: &mut Connection,
    draft: &Draft,
    from: u32,
    step: DraftStep,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE drafts SET language = $2, source = $3, name = $4, revision = $5, edited_at = $6,
                edited_by = $7
         WHERE survey = $1 AND revision = $8",
    )
    .bind(&draft.survey)
    .bind(language_word(draft.language))
    .bind(&draft.source)
    .bind(&draft.name)
    .bind(i64::from(draft.revision))
    .bind(draft.edited_at.0)
    .bind(&draft.edited_by)
    .bind(i64::from(from))
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() > 0 && !goes_on(connection, draft, from, step).await? {
        add_step(&mut *connection, draft, step).await?;
        forget_steps(connection, &draft.survey).await?;
    }
    Ok(done.rows_affected())
}

/// Makes an edit part of the step before it, where that is the same person's and was just now; whether
/// it is.
async fn goes_on(
    connection: &mut Connection,
    draft: &Draft,
    from: u32,
    step: DraftStep,
) -> Result<bool, sqlx::Error> {
    if step != DraftStep::Edited {
        return Ok(false);
    }
    let ago = |time: std::time::Duration| {
        draft.edited_at.0.saturating_sub(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
    };
    let done = sqlx::query(
        "UPDATE draft_edits SET revision = $3, language = $4, source = $5, edited_at = $6
         WHERE survey = $1 AND revision = $2 AND step = 'edited' AND edited_by = $7
             AND edited_at >= $8 AND begun_at >= $9",
    )
    .bind(&draft.survey)
    .bind(i64::from(from))
    .bind(i64::from(draft.revision))
    .bind(language_word(draft.language))
    .bind(&draft.source)
    .bind(draft.edited_at.0)
    .bind(&draft.edited_by)
    .bind(ago(STEP_PAUSE))
    .bind(ago(STEP_LENGTH));
    Ok(done.execute(connection).await?.rows_affected() > 0)
}

async fn add_step(
    connection: &mut Connection,
    draft: &Draft,
    step: DraftStep,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO draft_edits (survey, revision, step, language, source, begun_at, edited_at, edited_by)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
    )
    .bind(&draft.survey)
    .bind(i64::from(draft.revision))
    .bind(step.as_str())
    .bind(language_word(draft.language))
    .bind(&draft.source)
    .bind(draft.edited_at.0)
    .bind(&draft.edited_by)
    .execute(connection)
    .await
    .map(drop)
}

/// Forgets the steps before those that are kept.
async fn forget_steps(connection: &mut Connection, survey: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM draft_edits WHERE survey = $1 AND revision <=
             (SELECT revision FROM draft_edits WHERE survey = $1 ORDER BY revision DESC LIMIT 1 OFFSET $2)",
    )
    .bind(survey)
    .bind(i64::from(STEPS))
    .execute(connection)
    .await
    .map(drop)
}

async fn discard(connection: &mut Connection, survey: &str) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "DELETE FROM drafts WHERE survey = $1 AND NOT EXISTS (SELECT 1 FROM surveys WHERE id = $1)",
    )
    .bind(survey)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() > 0 {
        for sql in [
            "DELETE FROM draft_edits WHERE survey = $1",
            "DELETE FROM survey_states WHERE survey = $1",
        ] {
            sqlx::query(sql).bind(survey).execute(&mut *connection).await?;
        }
        trials::discard(connection, survey).await?;
    }
    Ok(done.rows_affected())
}

async fn label(
    connection: &mut Connection,
    survey: &str,
    labels: &[String],
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO survey_states (survey, labels) VALUES ($1, $2)
         ON CONFLICT (survey) DO UPDATE SET labels = excluded.labels",
    )
    .bind(survey)
    .bind(serde_json::Value::from(labels).to_string());
    Ok(done.execute(connection).await?.rows_affected())
}

async fn stop(
    connection: &mut Connection,
    survey: &str,
    hold: Option<Hold>,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO survey_states (survey, held, held_since, labels) VALUES ($1, $2, $3, '[]')
         ON CONFLICT (survey) DO UPDATE SET held = excluded.held, held_since = excluded.held_since",
    )
    .bind(survey)
    .bind(hold.map(word))
    .bind(hold.map(|hold| hold.since.0));
    Ok(done.execute(connection).await?.rows_affected())
}

async fn archive(
    connection: &mut Connection,
    survey: &str,
    at: Option<Millis>,
    hold: Option<Hold>,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO survey_states AS s (survey, held, held_since, archived_at, labels)
         VALUES ($1, $2, $3, $4, '[]')
         ON CONFLICT (survey) DO UPDATE SET archived_at = excluded.archived_at,
             held = CASE WHEN s.held IS NULL THEN excluded.held ELSE s.held END,
             held_since = CASE WHEN s.held IS NULL THEN excluded.held_since ELSE s.held_since END",
    )
    .bind(survey)
    .bind(hold.map(word))
    .bind(hold.map(|hold| hold.since.0))
    .bind(at.map(|at| at.0));
    Ok(done.execute(connection).await?.rows_affected())
}

fn word(hold: Hold) -> &'static str {
    if hold.is_pause { "paused" } else { "closed" }
}
