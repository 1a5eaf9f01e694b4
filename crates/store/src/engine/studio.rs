//! What a database does for the studio.

use async_trait::async_trait;

use sondage_intake::Millis;

use crate::error::StoreError;
use crate::studio::{
    Account, ApiToken, AuditEntry, LoginSession, Setting, StudioChange, WelcomeLink,
};

/// Reads who works in the studio, and what is set and done there.
#[async_trait]
pub(crate) trait StudioReader {
    /// Whether there is any account.
    async fn has_accounts(&self) -> Result<bool, StoreError>;
    /// The account that signs in with this.
    async fn account_of_login(&self, login: &str) -> Result<Option<Account>, StoreError>;
    /// A session and whose it is.
    async fn login_session(
        &self,
        hash: &str,
    ) -> Result<Option<(LoginSession, Account)>, StoreError>;
    /// Somebody's sessions that have not ended, the last begun first, those after one.
    async fn login_sessions(
        &self,
        account: &str,
        now: Millis,
        after: Option<(Millis, &str)>,
        limit: u32,
    ) -> Result<Vec<LoginSession>, StoreError>;
    /// A link for the first owner.
    async fn welcome_link(&self, hash: &str) -> Result<Option<WelcomeLink>, StoreError>;
    /// What is set under this name.
    async fn setting(&self, workspace: &str, name: &str) -> Result<Option<Setting>, StoreError>;
    /// A token and whose it is.
    async fn api_token(&self, hash: &str) -> Result<Option<(ApiToken, Account)>, StoreError>;
    /// Somebody's tokens, the last made first, those after an id.
    async fn api_tokens(
        &self,
        account: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<ApiToken>, StoreError>;
    /// What was done, the last first, what was before an id.
    async fn audit(
        &self,
        workspace: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError>;
    /// Of the first `limit` entries of all workspaces: how many are from before a moment, and the last of
    /// those.
    async fn old_audit(
        &self,
        before: Millis,
        limit: u32,
    ) -> Result<(u64, Option<String>), StoreError>;
}

/// Writes it.
#[async_trait]
pub(crate) trait StudioWriter {
    /// Makes changes in their order; false where a condition did not hold, and nothing after it was done.
    async fn change_studio(&mut self, changes: Vec<StudioChange>) -> Result<bool, StoreError>;
}
