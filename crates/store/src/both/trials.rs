//! What changes in trials, in SQL that both engines understand: this file is a module of each.

use super::driver::Connection;
use crate::rows::language_word;
use crate::trials::{RESPONSES_OF_A_TRIAL, Trial, TrialBraze, TrialChange, TrialResponse};

/// Makes one change; how many rows it has changed.
pub(super) async fn change(
    connection: &mut Connection,
    change: &TrialChange,
) -> Result<u64, sqlx::Error> {
    match change {
        TrialChange::Begin(trial) => begin(connection, trial).await,
        TrialChange::End { key, survey, at } => {
            let done = sqlx::query(
                "UPDATE trials SET ends_at = $3 WHERE key = $1 AND survey = $2 AND ends_at > $3",
            );
            let done = done.bind(key).bind(survey).bind(at.0).execute(connection).await?;
            Ok(done.rows_affected())
        }
        TrialChange::Note(response) => note(connection, response).await,
        TrialChange::Forget { survey, response } => {
            let done = sqlx::query(
                "DELETE FROM trial_responses WHERE survey = $1 AND ($2 IS NULL OR id = $2)",
            );
            let done = done.bind(survey).bind(response).execute(connection).await?;
            Ok(done.rows_affected())
        }
        TrialChange::Prune { before } => {
            for sql in [
                "DELETE FROM trial_responses WHERE trial IN (SELECT key FROM trials WHERE ends_at < $1)",
                "DELETE FROM trials WHERE ends_at < $1",
            ] {
                sqlx::query(sql).bind(before.0).execute(&mut *connection).await?;
            }
            Ok(1)
        }
    }
}

/// Takes away all of a survey that is no more.
pub(super) async fn discard(connection: &mut Connection, survey: &str) -> Result<(), sqlx::Error> {
    for sql in
        ["DELETE FROM trial_responses WHERE survey = $1", "DELETE FROM trials WHERE survey = $1"]
    {
        sqlx::query(sql).bind(survey).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn begin(connection: &mut Connection, trial: &Trial) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO trials
             (key, survey, revision, language, source, profile, made_by, made_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&trial.key)
    .bind(&trial.survey)
    .bind(trial.revision.map(i64::from))
    .bind(language_word(trial.language))
    .bind(&trial.source)
    .bind(&trial.profile)
    .bind(&trial.made_by)
    .bind(trial.made_at.0)
    .bind(trial.ends_at.0);
    Ok(done.execute(connection).await?.rows_affected())
}

async fn note(connection: &mut Connection, response: &TrialResponse) -> Result<u64, sqlx::Error> {
    let (braze, said) = response.braze.as_ref().map(TrialBraze::parts).unzip();
    let answers = serde_json::to_string(&response.answers).unwrap_or_else(|_| "[]".to_owned());
    let done = sqlx::query(
        "INSERT INTO trial_responses
             (id, trial, survey, channel, locale, state, answers, started_at, updated_at, braze, braze_said)
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT),
                CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS BIGINT), CAST($9 AS BIGINT),
                CAST($10 AS TEXT), CAST($11 AS TEXT)
         WHERE EXISTS (SELECT 1 FROM trial_responses WHERE id = $1)
             OR (SELECT count(*) FROM trial_responses WHERE trial = $2) < $12
         ON CONFLICT (id) DO UPDATE SET channel = excluded.channel, locale = excluded.locale,
             state = excluded.state, answers = excluded.answers, updated_at = excluded.updated_at,
             braze = excluded.braze, braze_said = excluded.braze_said
             WHERE trial_responses.trial = excluded.trial",
    )
    .bind(&response.id)
    .bind(&response.trial)
    .bind(&response.survey)
    .bind(response.channel.as_str())
    .bind(&response.locale)
    .bind(response.state.name())
    .bind(answers)
    .bind(response.started_at.0)
    .bind(response.updated_at.0)
    .bind(braze)
    .bind(said.flatten())
    .bind(i64::from(RESPONSES_OF_A_TRIAL));
    Ok(done.execute(connection).await?.rows_affected())
}
