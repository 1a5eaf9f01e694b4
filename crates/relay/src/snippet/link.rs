//! Links to a survey's own page: one for everybody, whose Liquid says who opens it; or a list, each
//! for one respondent or for one response.

use secrecy::SecretString;
use std::time::Duration;

use sondage_author::definition::Access;
use sondage_braze::limits::MAX_EXTERNAL_ID_BYTES;
use uuid::Uuid;

use super::{Made, Material, personal, steps};
use crate::config::{PublicUrl, Trying};
use crate::query::with_query;
use sondage_intake::identity::{self, Signs};
use sondage_intake::{Identifier, Millis, Published};

/// Links to a survey's page.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Who may use them.
    pub audience: Audience,
    /// How long a link can be opened; for ever, without. With Liquid it counts from the moment that
    /// Braze sends the link, else from now.
    pub expires: Option<Duration>,
}

/// Whom links are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// One link, whose Liquid says who opens it.
    #[default]
    Recipients,
    /// One link that says nothing of who opens it.
    Anybody,
    /// A link for each of these.
    Respondents(Vec<Identifier>),
    /// So many links that are each for one response, of whoever opens them.
    Responses(u32),
}

/// Why there are no such links.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// They have to be signed.
    #[error(
        "these links have to be signed, and there is no signing secret: set SONDAGE_SIGNING_SECRET"
    )]
    NoSecret,
    /// The survey of this id takes signed links only.
    #[error("\"{0}\" takes signed links only: leave --plain out")]
    SignedOnly(String),
    /// No link can say whose alias opens it.
    #[error("a link names a person by a Braze id or an external id, not by an alias")]
    Alias,
    /// Braze takes no identifier of this length in bytes.
    #[error("an identifier of {0} bytes: Braze takes at most {MAX_EXTERNAL_ID_BYTES}")]
    LongIdentifier(usize),
    /// One of them names nobody.
    #[error("an identifier is empty")]
    NoIdentifier,
    /// The survey of this id puts no Braze id anywhere, so nothing proves who opens one link for all.
    #[error(
        "with send = false a link of \"{0}\" does not say who opens it, so it can neither be signed nor expire: use --external-id or --single-use"
    )]
    NobodyNamed(String),
    /// The survey of this id puts no Braze id anywhere.
    #[error("with send = false no link of \"{0}\" holds a Braze id: use --external-id")]
    NoBrazeIds(String),
    /// They expire after all times that a link can hold.
    #[error("a link cannot hold that long")]
    TooLong,
}

impl Links {
    /// The links, and what to do with them.
    ///
    /// # Errors
    /// Those of [`Links::text`].
    pub fn made(
        &self,
        published: &Published,
        relay: &PublicUrl,
        secret: Option<&SecretString>,
        now: Millis,
    ) -> Result<Made, LinkError> {
        let address = steps::address(relay, "Browsers warn of http:// links");
        let material = Material {
            published,
            relay,
            is_signed: secret.is_some(),
            expires: self.expires,
            trying: Trying::No,
        };
        let steps = self.next_steps(material) + &address;
        Ok(Made { snippet: self.text(published, relay, secret, now)?, steps })
    }

    /// The links, one a line; or the Liquid to paste.
    ///
    /// # Errors
    /// Where they have to be signed and there is no secret, and where they need no signature and
    /// the survey does.
    pub fn text(
        &self,
        published: &Published,
        relay: &PublicUrl,
        secret: Option<&SecretString>,
        now: Millis,
    ) -> Result<String, LinkError> {
        let survey = published.definition.id();
        let page = format!("{relay}/s/{survey}");
        let is_signed = published.definition.link().access == Access::Signed;
        let for_one_response = matches!(self.audience, Audience::Responses(_));
        if secret.is_none() && (for_one_response || self.expires.is_some() || is_signed) {
            return Err(LinkError::NoSecret);
        }
        let expires = self.expires.map(|time| seconds(now.plus(time))).transpose()?;
        let link = |name: &str, id: &str, signs: Signs<'_>| {
            let token = secret.map(|secret| identity::sign(secret, survey, signs, expires));
            let until = expires.filter(|_| token.is_some()).map(|expires| expires.to_string());
            let token = token.as_deref().map(|token| ("token", token));
            let until = until.as_deref().map(|until| ("expires", until));
            with_query(&page, [(name, id)].into_iter().chain(token).chain(until))
        };
        let links: Vec<String> = match &self.audience {
            Audience::Anybody if is_signed => return Err(LinkError::SignedOnly(survey.to_owned())),
            Audience::Anybody => return Ok(page),
            Audience::Recipients => {
                let material = Material {
                    published,
                    relay,
                    is_signed: secret.is_some(),
                    expires: self.expires,
                    trying: Trying::No,
                };
                if !material.names_respondent() && (is_signed || self.expires.is_some()) {
                    return Err(LinkError::NobodyNamed(survey.to_owned()));
                }
                let prelude = personal::prelude(material, false);
                let link = personal::link(material, None, None);
                // A line end would be part of the address that it is pasted into.
                return Ok(prelude.replace('\n', "") + &link);
            }
            Audience::Respondents(all) => all
                .iter()
                .map(|identifier| {
                    let (name, id) = parameter(identifier).ok_or(LinkError::Alias)?;
                    if name == "user_braze_id" && !published.definition.braze().send {
                        return Err(LinkError::NoBrazeIds(survey.to_owned()));
                    }
                    check_length(id)?;
                    Ok(link(name, id, Signs::Respondent(identifier)))
                })
                .collect::<Result<_, _>>()?,
            Audience::Responses(count) => (0..*count)
                .map(|_| {
                    let response = Uuid::new_v4().hyphenated().to_string();
                    link("response", &response, Signs::Response(&response))
                })
                .collect(),
        };
        Ok(links.join("\n"))
    }

    fn next_steps(&self, material: Material<'_>) -> String {
        let survey = material.published.definition.id();
        match &self.audience {
            Audience::Anybody => {
                return "Everybody who has this link can answer, and nobody is known.".to_owned();
            }
            Audience::Responses(_) => {
                return format!(
                    "Each of these links is for one response to \"{survey}\": whoever opens it first may leave and go on, and once it is completed the link says so.\nThey are nowhere kept: what is printed here is all there is."
                );
            }
            Audience::Respondents(_) => {
                return "Each of these links is for one person: whoever has it answers as them. Send it to nobody else.".to_owned();
            }
            Audience::Recipients => {}
        }
        let secret = steps::secret(material);
        format!(
            "In Braze:
  1. Paste all of it where the link belongs: as the address of a button or of a link, in an e-mail, a push notification, an SMS or a Content Card.
  2. Say where it stands, for your figures: add &channel=email or &channel=push to its end.
  3. A link for each answer: add &q.QUESTION=ANSWER, like &q.score=9. Opening it stores nothing; the answer counts once its reader goes on.
  4. In an e-mail, keep Braze from tracking the link if its analytics change addresses.

{secret}"
        )
    }
}

/// The parameter by which a link says who opens it, where there is one.
fn parameter(identifier: &Identifier) -> Option<(&'static str, &str)> {
    match identifier {
        Identifier::BrazeId(id) => Some(("user_braze_id", id)),
        Identifier::ExternalId(id) => Some(("external_id", id)),
        Identifier::UserAlias { .. } => None,
    }
}

/// What the page would take for nobody.
fn check_length(id: &str) -> Result<(), LinkError> {
    match id.len() {
        _ if id.trim().is_empty() => Err(LinkError::NoIdentifier),
        n_bytes if n_bytes > MAX_EXTERNAL_ID_BYTES => Err(LinkError::LongIdentifier(n_bytes)),
        _ => Ok(()),
    }
}

fn seconds(at: Millis) -> Result<u32, LinkError> {
    u32::try_from(at.0 / 1_000).map_err(|_| LinkError::TooLong)
}
