//! Who works in the studio, read by SQL that both engines understand: this file is a module of each.

use async_trait::async_trait;
use sondage_intake::Millis;
use sqlx::FromRow;

use super::driver::Reader;
use crate::engine::StudioReader;
use crate::error::StoreError;
use crate::studio::{Account, ApiToken, AuditEntry, LoginSession, Setting, WelcomeLink};

#[derive(FromRow)]
struct AccountRow {
    account_id: String,
    login: String,
    password: String,
    role: String,
    language: Option<String>,
    account_created_at: i64,
    changed_at: i64,
}

#[derive(FromRow)]
struct SessionRow {
    hash: String,
    agent: Option<String>,
    created_at: i64,
    seen_at: i64,
    ends_at: i64,
    #[sqlx(flatten)]
    account: AccountRow,
}

#[derive(FromRow)]
struct OwnSessionRow {
    hash: String,
    account: String,
    agent: Option<String>,
    created_at: i64,
    seen_at: i64,
    ends_at: i64,
}

#[derive(FromRow)]
struct TokenRow {
    id: String,
    hash: String,
    workspace: String,
    account: String,
    name: String,
    ending: String,
    created_at: i64,
    ends_at: Option<i64>,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
}

#[derive(FromRow)]
struct OwnedTokenRow {
    #[sqlx(flatten)]
    token: TokenRow,
    #[sqlx(flatten)]
    account: AccountRow,
}

#[derive(FromRow)]
struct AuditRow {
    id: String,
    workspace: String,
    at: i64,
    account: Option<String>,
    who: String,
    action: String,
    subject: Option<String>,
    detail: String,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.account_id,
            login: row.login,
            password: row.password,
            role: row.role,
            language: row.language,
            created_at: Millis(row.account_created_at),
            changed_at: Millis(row.changed_at),
        }
    }
}

impl From<SessionRow> for (LoginSession, Account) {
    fn from(row: SessionRow) -> Self {
        let account = Account::from(row.account);
        let session = LoginSession {
            hash: row.hash,
            account: account.id.clone(),
            agent: row.agent,
            created_at: Millis(row.created_at),
            seen_at: Millis(row.seen_at),
            ends_at: Millis(row.ends_at),
        };
        (session, account)
    }
}

impl From<OwnSessionRow> for LoginSession {
    fn from(row: OwnSessionRow) -> Self {
        Self {
            hash: row.hash,
            account: row.account,
            agent: row.agent,
            created_at: Millis(row.created_at),
            seen_at: Millis(row.seen_at),
            ends_at: Millis(row.ends_at),
        }
    }
}

impl From<TokenRow> for ApiToken {
    fn from(row: TokenRow) -> Self {
        Self {
            id: row.id,
            hash: row.hash,
            workspace: row.workspace,
            account: row.account,
            name: row.name,
            ending: row.ending,
            created_at: Millis(row.created_at),
            ends_at: row.ends_at.map(Millis),
            used_at: row.used_at.map(Millis),
            revoked_at: row.revoked_at.map(Millis),
        }
    }
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id,
            workspace: row.workspace,
            at: Millis(row.at),
            account: row.account,
            who: row.who,
            action: row.action,
            subject: row.subject,
            detail: row.detail,
        }
    }
}

macro_rules! of_account {
    ($before:literal, $after:literal) => {
        concat!(
            "SELECT ",
            $before,
            "a.id AS account_id, a.login, a.password, a.role, a.language,
             a.created_at AS account_created_at, a.changed_at ",
            $after
        )
    };
}

macro_rules! of_token {
    ($after:literal) => {
        concat!(
            "SELECT id, hash, workspace, account, name, ending, created_at, ends_at, used_at, revoked_at
             FROM api_tokens ",
            $after
        )
    };
}

#[async_trait]
impl StudioReader for Reader {
    async fn has_accounts(&self) -> Result<bool, StoreError> {
        let some: Option<String> = sqlx::query_scalar("SELECT id FROM accounts LIMIT 1")
            .fetch_optional(self.pool())
            .await?;
        Ok(some.is_some())
    }

    async fn account_of_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let row: Option<AccountRow> =
            sqlx::query_as(of_account!("", "FROM accounts AS a WHERE a.login = $1"))
                .bind(login)
                .fetch_optional(self.pool())
                .await?;
        Ok(row.map(Account::from))
    }

    async fn login_session(
        &self,
        hash: &str,
    ) -> Result<Option<(LoginSession, Account)>, StoreError> {
        let row: Option<SessionRow> = sqlx::query_as(of_account!(
            "s.hash, s.agent, s.created_at, s.seen_at, s.ends_at, ",
            "FROM sessions AS s JOIN accounts AS a ON a.id = s.account WHERE s.hash = $1"
        ))
        .bind(hash)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(Into::into))
    }

    async fn login_sessions(
        &self,
        account: &str,
        now: Millis,
        after: Option<(Millis, &str)>,
        limit: u32,
    ) -> Result<Vec<LoginSession>, StoreError> {
        let (after_at, after_hash) = after.unwrap_or((Millis(i64::MAX), ""));
        let rows: Vec<OwnSessionRow> = sqlx::query_as(
            "SELECT hash, account, agent, created_at, seen_at, ends_at FROM sessions
             WHERE account = $1 AND ends_at > $2
                 AND (created_at < $3 OR (created_at = $3 AND hash > $4))
             ORDER BY created_at DESC, hash LIMIT $5",
        )
        .bind(account)
        .bind(now.0)
        .bind(after_at.0)
        .bind(after_hash)
        .bind(i64::from(limit))
        .fetch_all(self.pool())
        .await?;
        Ok(rows.into_iter().map(LoginSession::from).collect())
    }

    async fn welcome_link(&self, hash: &str) -> Result<Option<WelcomeLink>, StoreError> {
        let row: Option<(i64, i64, Option<i64>)> = sqlx::query_as(
            "SELECT created_at, ends_at, used_at FROM welcome_links WHERE hash = $1",
        )
        .bind(hash)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|(created_at, ends_at, used_at)| WelcomeLink {
            hash: hash.to_owned(),
            created_at: Millis(created_at),
            ends_at: Millis(ends_at),
            used_at: used_at.map(Millis),
        }))
    }

    async fn setting(&self, workspace: &str, name: &str) -> Result<Option<Setting>, StoreError> {
        let sql = "SELECT value, changed_at FROM settings WHERE workspace = $1 AND name = $2";
        let row: Option<(String, i64)> =
            sqlx::query_as(sql).bind(workspace).bind(name).fetch_optional(self.pool()).await?;
        let setting = |(value, changed_at)| Setting {
            name: name.to_owned(),
            value,
            changed_at: Millis(changed_at),
        };
        Ok(row.map(setting))
    }

    async fn api_token(&self, hash: &str) -> Result<Option<(ApiToken, Account)>, StoreError> {
        let row: Option<OwnedTokenRow> = sqlx::query_as(of_account!(
            "t.id, t.hash, t.workspace, t.account, t.name, t.ending, t.created_at, t.ends_at, t.used_at,
             t.revoked_at, ",
            "FROM api_tokens AS t JOIN accounts AS a ON a.id = t.account WHERE t.hash = $1"
        ))
        .bind(hash)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|row| (row.token.into(), row.account.into())))
    }

    async fn api_tokens(
        &self,
        account: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<ApiToken>, StoreError> {
        let sql = of_token!(
            "WHERE account = $1 AND revoked_at IS NULL AND ($2 IS NULL OR id < $2)
             ORDER BY id DESC LIMIT $3"
        );
        let rows: Vec<TokenRow> = sqlx::query_as(sql)
            .bind(account)
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(self.pool())
            .await?;
        Ok(rows.into_iter().map(ApiToken::from).collect())
    }

    async fn audit(
        &self,
        workspace: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "SELECT id, workspace, at, account, who, action, subject, detail FROM audit
             WHERE workspace = $1 AND ($2 IS NULL OR id < $2) ORDER BY id DESC LIMIT $3";
        let rows: Vec<AuditRow> = sqlx::query_as(sql)
            .bind(workspace)
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(self.pool())
            .await?;
        Ok(rows.into_iter().map(AuditEntry::from).collect())
    }

    async fn old_audit(
        &self,
        before: Millis,
        limit: u32,
    ) -> Result<(u64, Option<String>), StoreError> {
        // Ids are in the order of time, so no more than the first ones are looked at.
        let sql = "SELECT count(*), max(id) FROM
                 (SELECT id, at FROM audit ORDER BY id LIMIT $2) AS first_ones
             WHERE at < $1";
        let (n_old, last): (i64, Option<String>) = sqlx::query_as(sql)
            .bind(before.0)
            .bind(i64::from(limit))
            .fetch_one(self.pool())
            .await?;
        Ok((u64::try_from(n_old).unwrap_or_default(), last))
    }
}
