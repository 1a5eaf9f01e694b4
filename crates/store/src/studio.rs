//! Who works in the studio, and what is set and done there.
//!
//! Whatever changes is a list of [`StudioChange`]s, made together or not at all: what was done, and
//! that it was done.

use std::fmt;

use sondage_intake::Millis;

use crate::drafts::DraftChange;
use crate::trials::TrialChange;
use crate::{Store, StoreError};

/// Somebody who works in the studio.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// A UUID.
    pub id: String,
    /// What they sign in with, in lower case: an e-mail address.
    pub login: String,
    /// What their password is checked against: Argon2, as a PHC string.
    pub password: String,
    /// What they may do, in a word.
    pub role: String,
    /// The language of their pages; none where their browser decides.
    pub language: Option<String>,
    /// When they came.
    pub created_at: Millis,
    /// When they set their password.
    pub changed_at: Millis,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, login, role, .. } = self;
        f.debug_struct("Account").field("id", id).field("login", login).field("role", role).finish()
    }
}

/// A browser in which somebody has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginSession {
    /// SHA-256, in hex, of what the cookie holds.
    pub hash: String,
    /// Whose it is.
    pub account: String,
    /// The browser, in its own words.
    pub agent: Option<String>,
    /// When they signed in.
    pub created_at: Millis,
    /// When it was used last, within a minute or so.
    pub seen_at: Millis,
    /// When it ends, if it is not used before.
    pub ends_at: Millis,
}

/// A link by which the first owner comes in, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WelcomeLink {
    /// SHA-256, in hex, of the token in it.
    pub hash: String,
    /// When it was made.
    pub created_at: Millis,
    /// Until when it is good.
    pub ends_at: Millis,
    /// When it was used.
    pub used_at: Option<Millis>,
}

/// Something that is set for a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What is set.
    pub name: String,
    /// JSON; secrets in it are encrypted.
    pub value: String,
    /// Since when.
    pub changed_at: Millis,
}

/// What a program proves itself with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// A UUID; those made later come later.
    pub id: String,
    /// SHA-256, in hex, of the token.
    pub hash: String,
    /// The workspace that it is for.
    pub workspace: String,
    /// Whose it is: it may do what they may.
    pub account: String,
    /// What its owner calls it.
    pub name: String,
    /// Its last characters, to tell it from others.
    pub ending: String,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends, if ever.
    pub ends_at: Option<Millis>,
    /// When it was used last, within a minute or so.
    pub used_at: Option<Millis>,
    /// When it was taken back.
    pub revoked_at: Option<Millis>,
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// A UUID of version 7: in the order of time.
    pub id: String,
    /// The workspace in which it was done.
    pub workspace: String,
    /// When.
    pub at: Millis,
    /// Who, where it was an account.
    pub account: Option<String>,
    /// What they were called then.
    pub who: String,
    /// What, in a word like `login.done`.
    pub action: String,
    /// What it was done to.
    pub subject: Option<String>,
    /// A JSON object. No secret is in it.
    pub detail: String,
}

/// Something that changes. Those that say so are conditions: where one does not hold, nothing that goes
/// with it is done.
#[derive(Clone, Debug, PartialEq)]
pub enum StudioChange {
    /// A link is made; those that are over by then go.
    AddWelcomeLink(WelcomeLink),
    /// A link is used: a condition, that it is good, and that there is no account yet.
    UseWelcomeLink {
        /// The link's.
        hash: String,
        /// When.
        now: Millis,
    },
    /// Somebody comes: a condition, that nobody has their login.
    AddAccount(Account),
    /// A password is set.
    SetPassword {
        /// Whose.
        account: String,
        /// As in [`Account::password`].
        password: String,
        /// When.
        now: Millis,
    },
    /// The language of somebody's pages is set.
    SetLanguage {
        /// Whose.
        account: String,
        /// As in [`Account::language`].
        language: Option<String>,
    },
    /// Somebody has signed in.
    AddSession(LoginSession),
    /// A session was used.
    UseSession {
        /// The session's.
        hash: String,
        /// When.
        seen_at: Millis,
        /// When it ends now.
        ends_at: Millis,
    },
    /// Somebody has signed out.
    EndSession {
        /// The session's.
        hash: String,
    },
    /// Somebody ends a session of theirs: a condition, that it is this account's.
    EndOwnSession {
        /// The session's.
        hash: String,
        /// Whose.
        account: String,
    },
    /// Somebody is signed out everywhere.
    EndSessionsOf {
        /// Whose.
        account: String,
        /// But here.
        but: Option<String>,
    },
    /// Sessions that ended before a moment are forgotten.
    ForgetSessions {
        /// The moment.
        before: Millis,
    },
    /// Something is set, or is set no longer: a condition, that nobody has changed it meanwhile.
    PutSetting {
        /// Where.
        workspace: String,
        /// What.
        name: String,
        /// What was read there, as in [`Setting::value`].
        before: Option<String>,
        /// What it becomes.
        value: Option<String>,
        /// When.
        now: Millis,
    },
    /// A token is made.
    AddApiToken(ApiToken),
    /// A token was used.
    UseApiToken {
        /// Its id.
        id: String,
        /// When.
        now: Millis,
    },
    /// A token is taken back: a condition, that it is this account's and was good.
    RevokeApiToken {
        /// Its id.
        id: String,
        /// Whose.
        account: String,
        /// When.
        now: Millis,
    },
    /// All tokens of somebody that are good are taken back.
    RevokeApiTokensOf {
        /// Whose.
        account: String,
        /// When.
        now: Millis,
    },
    /// A draft changes, or what is done with a survey by hand.
    Draft(Box<DraftChange>),
    /// A link by which a survey is tried, or what was answered there.
    Trial(Box<TrialChange>),
    /// It is noted that something was done.
    Audit(AuditEntry),
    /// What was done up to this entry is forgotten.
    ForgetAudit {
        /// The entry's id.
        up_to: String,
    },
}

impl StudioChange {
    /// Whether other relays have to know of it at once.
    pub(crate) fn is_for_relays(&self) -> bool {
        matches!(self, Self::Draft(change) if change.may_hold())
    }

    /// Whether all that goes with it depends on it.
    pub(crate) fn is_condition(&self) -> bool {
        match self {
            Self::Draft(change) => return change.is_condition(),
            Self::Trial(change) => return change.is_condition(),
            _ => {}
        }
        matches!(
            self,
            Self::UseWelcomeLink { .. }
                | Self::AddAccount(_)
                | Self::EndOwnSession { .. }
                | Self::RevokeApiToken { .. }
                | Self::PutSetting { .. }
        )
    }
}

impl Store {
    /// Makes changes, in one transaction and in their order; false where a condition did not hold,
    /// and nothing was done.
    ///
    /// # Errors
    /// When the database is not available; then nothing has changed.
    pub async fn change_studio(&self, changes: Vec<StudioChange>) -> Result<bool, StoreError> {
        self.write(move |writer| writer.change_studio(changes.clone())).await
    }

    /// Whether there is any account.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        self.readers.ask(|reader| reader.has_accounts()).await
    }

    /// The account that signs in with this.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn account_of_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        self.readers.ask(|reader| reader.account_of_login(login)).await
    }

    /// A session and whose it is, whether it has ended or not.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn login_session(
        &self,
        hash: &str,
    ) -> Result<Option<(LoginSession, Account)>, StoreError> {
        self.readers.ask(|reader| reader.login_session(hash)).await
    }

    /// Somebody's sessions that have not ended by then, the last begun first: those after one that
    /// began then and has this hash.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn login_sessions(
        &self,
        account: &str,
        now: Millis,
        after: Option<(Millis, &str)>,
        limit: u32,
    ) -> Result<Vec<LoginSession>, StoreError> {
        self.readers.ask(|reader| reader.login_sessions(account, now, after, limit)).await
    }

    /// A link, used or not.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn welcome_link(&self, hash: &str) -> Result<Option<WelcomeLink>, StoreError> {
        self.readers.ask(|reader| reader.welcome_link(hash)).await
    }

    /// What is set under this name.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn setting(
        &self,
        workspace: &str,
        name: &str,
    ) -> Result<Option<Setting>, StoreError> {
        self.readers.ask(|reader| reader.setting(workspace, name)).await
    }

    /// A token and whose it is, whether it is good or not.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn api_token(&self, hash: &str) -> Result<Option<(ApiToken, Account)>, StoreError> {
        self.readers.ask(|reader| reader.api_token(hash)).await
    }

    /// Somebody's tokens that were not taken back, the last made first, those after this id.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn api_tokens(
        &self,
        account: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<ApiToken>, StoreError> {
        self.readers.ask(|reader| reader.api_tokens(account, after, limit)).await
    }

    /// What was done in a workspace, the last first, what was before this id.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn audit(
        &self,
        workspace: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        self.readers.ask(|reader| reader.audit(workspace, after, limit)).await
    }

    /// Forgets what was done before a moment, in whichever workspace, at most so many entries; says how many.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn forget_audit(&self, before: Millis, limit: u32) -> Result<u64, StoreError> {
        // What is old is looked for before the transaction, which then only takes it away.
        let (n_old, last) = self.readers.ask(|reader| reader.old_audit(before, limit)).await?;
        if let Some(up_to) = last {
            self.change_studio(vec![StudioChange::ForgetAudit { up_to }]).await?;
        }
        Ok(n_old)
    }
}
