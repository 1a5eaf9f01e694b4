//! Whether a survey can be reached from where its snippet stands.

use sondage_author::definition::Access;

use super::Material;

/// How a survey is reached from where its snippet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is shown there.
    Shown,
    /// Its page is opened, by whom the message is made for.
    Page,
    /// Its page is opened by a link. What a link must say of who opens it, [`LinkError`] says.
    ///
    /// [`LinkError`]: super::LinkError
    Link,
}

/// Why there is no snippet, with the survey's id. The advice is for who works with the command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It asks for a password.
    #[error("\"{0}\" asks for a password, which only its page does: use --channel link")]
    Password(String),
    /// It takes signed answers only.
    #[error(
        "\"{0}\" takes signed answers only, and there is no signing secret: set SONDAGE_SIGNING_SECRET"
    )]
    NoSecret(String),
    /// It takes signed answers only, and puts no Braze id anywhere.
    #[error(
        "\"{0}\" takes signed answers only, and with send = false no message says who answers: use --channel link with --external-id or --single-use"
    )]
    NobodyNamed(String),
}

impl Material<'_> {
    /// Whether the survey can be reached in this way.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn check_way(self, way: Way) -> Result<(), Unfit> {
        let link = self.published.definition.link();
        let survey = || self.published.definition.id().to_owned();
        let is_signed_only = link.access == Access::Signed;
        if link.password.is_some() && way == Way::Shown {
            return Err(Unfit::Password(survey()));
        }
        if is_signed_only && !self.is_signed {
            return Err(Unfit::NoSecret(survey()));
        }
        if is_signed_only && !self.names_respondent() && way != Way::Link {
            return Err(Unfit::NobodyNamed(survey()));
        }
        Ok(())
    }
}
