//! Who does something, and what they may.

use sondage_store::Account;

use crate::refusal::Refusal;
use crate::words;

/// What somebody may do, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// Surveys and their results.
    Editor,
    /// To look.
    Viewer,
}

/// One thing that somebody may do or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// See that they are signed in, and what is their own.
    OwnAccount,
    /// See surveys and results.
    SeeSurveys,
    /// Write surveys.
    EditSurveys,
    /// Publish, pause and close them.
    PublishSurveys,
    /// See and change what is set: the connection to Braze, secrets.
    ChangeSettings,
    /// See who did what.
    SeeAudit,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Editor, Self::Viewer];

    /// Its word, as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
        }
    }

    /// The role of a word; somebody with an unknown one may only look.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|role| role.as_str() == word).unwrap_or(Self::Viewer)
    }

    /// Whether it has a right.
    #[must_use]
    pub fn has(self, right: Right) -> bool {
        match right {
            Right::OwnAccount | Right::SeeSurveys => true,
            Right::EditSurveys | Right::PublishSurveys => self != Self::Viewer,
            Right::ChangeSettings | Right::SeeAudit => self == Self::Owner,
        }
    }
}

/// How somebody has shown who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A browser's session, by the hash of its cookie.
    Session(String),
    /// A token, by its id.
    Token(String),
    /// They have the machine: a command.
    Command,
}

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Their account's id; none for a command.
    pub account: Option<String>,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The workspace in which they do it.
    pub workspace: String,
    /// How they have shown who they are.
    pub proof: Proof,
}

/// The one workspace that there is.
pub const WORKSPACE: &str = "main";

impl Actor {
    /// Somebody with an account.
    #[must_use]
    pub fn of_account(account: &Account, proof: Proof) -> Self {
        Self {
            account: Some(account.id.clone()),
            name: account.login.clone(),
            role: Role::of_word(&account.role),
            workspace: WORKSPACE.to_owned(),
            proof,
        }
    }

    /// Whoever has the machine, by a command of this name.
    #[must_use]
    pub fn of_command(name: &str) -> Self {
        Self {
            account: None,
            name: name.to_owned(),
            role: Role::Owner,
            workspace: WORKSPACE.to_owned(),
            proof: Proof::Command,
        }
    }

    /// Whether they may do something: what every action asks first.
    ///
    /// # Errors
    /// A refusal that says who can grant it.
    pub fn may(&self, right: Right) -> Result<(), Refusal> {
        if self.role.has(right) { Ok(()) } else { Err(Refusal::forbidden(words::FORBIDDEN_ROLE)) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Right, Role};

    #[test]
    fn a_role_has_whatever_a_lesser_one_has() {
        let all = [
            Right::OwnAccount,
            Right::SeeSurveys,
            Right::EditSurveys,
            Right::PublishSurveys,
            Right::ChangeSettings,
            Right::SeeAudit,
        ];
        for right in all {
            assert!(Role::Owner.has(right));
            assert!(!Role::Viewer.has(right) || Role::Editor.has(right), "{right:?}");
        }
    }

    #[test]
    fn an_unknown_role_may_only_look() {
        assert_eq!(Role::of_word("emperor"), Role::Viewer);
    }
}
