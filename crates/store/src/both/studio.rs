//! What changes in the studio, in SQL that both engines understand: this file is a module of each.

use super::driver::Connection;
use super::{drafts, trials};
use crate::studio::{Account, AuditEntry, StudioChange};

/// Makes changes in their order, or none of them, where a condition does not hold; whether all did. What
/// else is in the transaction is none of its concern.
pub(super) async fn change(
    connection: &mut Connection,
    changes: &[StudioChange],
) -> Result<bool, sqlx::Error> {
    // A condition that does not hold has changed nothing itself.
    let goes_back = changes.iter().skip(1).any(StudioChange::is_condition);
    if goes_back {
        sqlx::query("SAVEPOINT studio").execute(&mut *connection).await?;
    }
    let is_done = make_all(connection, changes).await?;
    if goes_back && !is_done {
        sqlx::query("ROLLBACK TO SAVEPOINT studio").execute(&mut *connection).await?;
    }
    if goes_back {
        sqlx::query("RELEASE SAVEPOINT studio").execute(&mut *connection).await?;
    }
    Ok(is_done)
}

async fn make_all(
    connection: &mut Connection,
    changes: &[StudioChange],
) -> Result<bool, sqlx::Error> {
    for change in changes {
        let n_rows = make(&mut *connection, change).await?;
        if n_rows == 0 && change.is_condition() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes one change; how many rows it has changed.
async fn make(connection: &mut Connection, change: &StudioChange) -> Result<u64, sqlx::Error> {
    use StudioChange as C;
    let done = match change {
        C::AddWelcomeLink(link) => {
            // A relay that nobody has come to makes one at each start.
            sqlx::query("DELETE FROM welcome_links WHERE ends_at <= $1")
                .bind(link.created_at.0)
                .execute(&mut *connection)
                .await?;
            sqlx::query("INSERT INTO welcome_links (hash, created_at, ends_at) VALUES ($1, $2, $3)")
                .bind(&link.hash)
                .bind(link.created_at.0)
                .bind(link.ends_at.0)
                .execute(connection)
                .await?
        }
        C::UseWelcomeLink { hash, now } => {
            sqlx::query(
                "UPDATE welcome_links SET used_at = $2
                 WHERE hash = $1 AND used_at IS NULL AND ends_at > $2
                     AND NOT EXISTS (SELECT 1 FROM accounts)",
            )
            .bind(hash)
            .bind(now.0)
            .execute(connection)
            .await?
        }
        C::AddAccount(account) => return add_account(connection, account).await,
        C::SetPassword { account, password, now } => {
            sqlx::query("UPDATE accounts SET password = $2, changed_at = $3 WHERE id = $1")
                .bind(account)
                .bind(password)
                .bind(now.0)
                .execute(connection)
                .await?
        }
        C::SetLanguage { account, language } => {
            sqlx::query("UPDATE accounts SET language = $2 WHERE id = $1")
                .bind(account)
                .bind(language)
                .execute(connection)
                .await?
        }
        C::PutSetting { .. } => return put_setting(connection, change).await,
        C::Draft(change) => return drafts::change(connection, change).await,
        C::Trial(change) => return trials::change(connection, change).await,
        C::Audit(entry) => return note(connection, entry).await,
        C::ForgetAudit { up_to } => {
            sqlx::query("DELETE FROM audit WHERE id <= $1").bind(up_to).execute(connection).await?
        }
        C::AddApiToken(_)
        | C::UseApiToken { .. }
        | C::RevokeApiToken { .. }
        | C::RevokeApiTokensOf { .. } => return change_token(connection, change).await,
        _ => return change_session(connection, change).await,
    };
    Ok(done.rows_affected())
}

async fn put_setting(
    connection: &mut Connection,
    change: &StudioChange,
) -> Result<u64, sqlx::Error> {
    let StudioChange::PutSetting { workspace, name, before, value, now } = change else {
        return Ok(0);
    };
    let done = match (before, value) {
        (None, Some(value)) => sqlx::query(
            "INSERT INTO settings (workspace, name, value, changed_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (workspace, name) DO NOTHING",
        )
        .bind(workspace)
        .bind(name)
        .bind(value)
        .bind(now.0),
        (Some(before), Some(value)) => sqlx::query(
            "UPDATE settings SET value = $3, changed_at = $4
                 WHERE workspace = $1 AND name = $2 AND value = $5",
        )
        .bind(workspace)
        .bind(name)
        .bind(value)
        .bind(now.0)
        .bind(before),
        (Some(before), None) => {
            sqlx::query("DELETE FROM settings WHERE workspace = $1 AND name = $2 AND value = $3")
                .bind(workspace)
                .bind(name)
                .bind(before)
        }
        // Nothing there, and nothing wanted: that holds where nothing is there, and counts as one.
        (None, None) => {
            let there = sqlx::query("SELECT 1 FROM settings WHERE workspace = $1 AND name = $2");
            let found = there.bind(workspace).bind(name).fetch_optional(connection).await?;
            return Ok(u64::from(found.is_none()));
        }
    };
    Ok(done.execute(connection).await?.rows_affected())
}

async fn add_account(connection: &mut Connection, account: &Account) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO accounts (id, login, password, role, language, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (login) DO NOTHING",
    )
    .bind(&account.id)
    .bind(&account.login)
    .bind(&account.password)
    .bind(&account.role)
    .bind(&account.language)
    .bind(account.created_at.0)
    .bind(account.changed_at.0);
    Ok(done.execute(connection).await?.rows_affected())
}

async fn change_session(
    connection: &mut Connection,
    change: &StudioChange,
) -> Result<u64, sqlx::Error> {
    use StudioChange as C;
    let done = match change {
        C::AddSession(session) => sqlx::query(
            "INSERT INTO sessions (hash, account, agent, created_at, seen_at, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&session.hash)
        .bind(&session.account)
        .bind(&session.agent)
        .bind(session.created_at.0)
        .bind(session.seen_at.0)
        .bind(session.ends_at.0),
        C::UseSession { hash, seen_at, ends_at } => {
            sqlx::query("UPDATE sessions SET seen_at = $2, ends_at = $3 WHERE hash = $1")
                .bind(hash)
                .bind(seen_at.0)
                .bind(ends_at.0)
        }
        C::EndSession { hash } => sqlx::query("DELETE FROM sessions WHERE hash = $1").bind(hash),
        C::EndOwnSession { hash, account } => {
            sqlx::query("DELETE FROM sessions WHERE hash = $1 AND account = $2")
                .bind(hash)
                .bind(account)
        }
        C::EndSessionsOf { account, but } => {
            sqlx::query("DELETE FROM sessions WHERE account = $1 AND hash <> $2")
                .bind(account)
                .bind(but.as_deref().unwrap_or_default())
        }
        C::ForgetSessions { before } => {
            sqlx::query("DELETE FROM sessions WHERE ends_at < $1").bind(before.0)
        }
        _ => return Ok(0),
    };
    Ok(done.execute(connection).await?.rows_affected())
}

async fn change_token(
    connection: &mut Connection,
    change: &StudioChange,
) -> Result<u64, sqlx::Error> {
    use StudioChange as C;
    let done = match change {
        C::AddApiToken(token) => sqlx::query(
            "INSERT INTO api_tokens
                 (id, hash, workspace, account, name, ending, created_at, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&token.id)
        .bind(&token.hash)
        .bind(&token.workspace)
        .bind(&token.account)
        .bind(&token.name)
        .bind(&token.ending)
        .bind(token.created_at.0)
        .bind(token.ends_at.map(|at| at.0)),
        C::UseApiToken { id, now } => {
            sqlx::query("UPDATE api_tokens SET used_at = $2 WHERE id = $1").bind(id).bind(now.0)
        }
        C::RevokeApiToken { id, account, now } => sqlx::query(
            "UPDATE api_tokens SET revoked_at = $3
             WHERE id = $1 AND account = $2 AND revoked_at IS NULL",
        )
        .bind(id)
        .bind(account)
        .bind(now.0),
        C::RevokeApiTokensOf { account, now } => sqlx::query(
            "UPDATE api_tokens SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL",
        )
        .bind(account)
        .bind(now.0),
        _ => return Ok(0),
    };
    Ok(done.execute(connection).await?.rows_affected())
}

async fn note(connection: &mut Connection, entry: &AuditEntry) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO audit (id, workspace, at, account, who, action, subject, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&entry.id)
    .bind(&entry.workspace)
    .bind(entry.at.0)
    .bind(&entry.account)
    .bind(&entry.who)
    .bind(&entry.action)
    .bind(&entry.subject)
    .bind(&entry.detail);
    Ok(done.execute(connection).await?.rows_affected())
}
