//! What is pasted, a file a channel: into Braze's messages, mails and notifications, and into pages.

mod email;
mod first;
mod fit;
mod framed;
mod in_app;
mod link;
mod liquid;
mod page;
mod personal;
mod push;
pub mod qr;
mod reader;
pub(crate) mod steps;
mod web;

pub(crate) use email::email_for;
pub use fit::{Unfit, Way};
pub use link::{Audience, LinkError, Links};
pub use liquid::{SECRET_BLOCK, has_liquid};
pub use page::{in_app, notes};
pub(crate) use page::{in_app_for, in_app_for_nobody};

use std::time::Duration;

use crate::config::{PublicUrl, Trying};
use sondage_intake::Published;

/// The field of a message's first card that says when it was made for its reader, in Unix seconds.
pub(crate) const SHOWN_AT: &str = "shown_at";

/// What every snippet is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The survey.
    pub published: &'a Published,
    /// Where respondents reach the relay.
    pub relay: &'a PublicUrl,
    /// Liquid makes the respondent's token, with the secret in a Content Block.
    pub is_signed: bool,
    /// How long that holds from when Braze makes it; for ever, without.
    pub expires: Option<Duration>,
    /// How much what is answered counts.
    pub trying: Trying,
}

impl Material<'_> {
    /// Whether the snippet says who answers. Where answers do not go to Braze, no Braze id goes
    /// anywhere else either.
    pub(super) fn names_respondent(self) -> bool {
        self.published.definition.braze().send
    }

    /// Whether it proves that.
    pub(super) fn signs(self) -> bool {
        self.is_signed && self.names_respondent()
    }
}

/// A snippet, and what to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What is pasted.
    pub snippet: String,
    /// Where, in the words of the menus there; several lines.
    pub steps: String,
}

pub use email::{MailPart, email};
pub use framed::framed;
pub use in_app::in_app_message;
pub use push::push;
pub use reader::Reader;
pub use web::web;
