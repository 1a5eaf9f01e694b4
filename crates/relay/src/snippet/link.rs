//! Links to a survey's own page: one for everybody, whose Liquid says who opens it; or a list, each
//! for one respondent or for one response.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use sondage_author::definition::Access;
use sondage_survey::text::percent;
use uuid::Uuid;

use super::{Made, Material, personal, steps};
use crate::config::PublicUrl;
use sondage_intake::identity::{self, SigningSecret, Signs};
use sondage_intake::{Identifier, Millis, Published};

/// The most links of one list: some megabytes of text.
const MOST: u32 = 100_000;

/// Which links: by default one with Braze's Liquid
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Links (--channel link)")]
pub struct Links {
    /// How long a link can be opened, like 90m, 12h, 7d or 4w; for ever, without
    ///
    /// With Liquid it counts from the moment that Braze sends the link, else from now.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub expires: Option<Duration>,

    /// Links that are each for one response, of whoever opens them
    #[arg(long, conflicts_with_all = ["braze_id", "external_id", "plain"])]
    pub single_use: bool,

    /// How many of them
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "single_use", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
    pub count: u32,

    /// A link for this profile of Braze's; can be given several times
    #[arg(long, value_name = "ID", conflicts_with_all = ["external_id", "plain"])]
    pub braze_id: Vec<String>,

    /// A link for this person by your own id; can be given several times
    #[arg(long, value_name = "ID", conflicts_with = "plain")]
    pub external_id: Vec<String>,

    /// The link that says nothing of who opens it
    #[arg(long, conflicts_with = "expires")]
    pub plain: bool,
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
        secret: Option<&SigningSecret>,
        now: Millis,
    ) -> Result<Made> {
        let address = steps::address(relay, "Browsers warn of http:// links");
        let steps = self.next_steps(published, secret.is_some()) + &address;
        Ok(Made { snippet: self.text(published, relay, secret, now)?, steps })
    }

    /// The links, one a line; or the Liquid to paste.
    ///
    /// # Errors
    /// Where they have to be signed and there is no secret.
    pub fn text(
        &self,
        published: &Published,
        relay: &PublicUrl,
        secret: Option<&SigningSecret>,
        now: Millis,
    ) -> Result<String> {
        let survey = published.definition.id();
        let page = format!("{relay}/s/{survey}");
        let is_signed = published.definition.link().access == Access::Signed;
        if secret.is_none() && (self.single_use || self.expires.is_some() || is_signed) {
            bail!(
                "these links have to be signed, and there is no signing secret: set SONDAGE_SIGNING_SECRET"
            );
        }
        if self.plain {
            if is_signed {
                bail!("\"{survey}\" takes signed links only: leave --plain out");
            }
            return Ok(page);
        }
        let expires = self.expires.map(|time| seconds(now.plus(time))).transpose()?;
        let query = |name: &str, value: &str, signs: Signs<'_>| {
            let mut link = format!("{page}?{name}=");
            percent(value, &mut link);
            if let Some(secret) = secret {
                let token = identity::sign(secret, survey, signs, expires);
                // Writing to a string cannot fail.
                let _ = write!(link, "&token={token}");
                if let Some(expires) = expires {
                    let _ = write!(link, "&expires={expires}");
                }
            }
            link
        };
        let known = |name: &str, identifier: Identifier, id: &str| {
            query(name, id, Signs::Respondent(&identifier))
        };
        let mut links: Vec<String> = Vec::new();
        for id in &self.braze_id {
            links.push(known("user_braze_id", Identifier::BrazeId(id.clone()), id));
        }
        for id in &self.external_id {
            links.push(known("external_id", Identifier::ExternalId(id.clone()), id));
        }
        if self.single_use {
            for _ in 0..self.count {
                let response = Uuid::new_v4().hyphenated().to_string();
                links.push(query("response", &response, Signs::Response(&response)));
            }
        }
        if links.is_empty() {
            let material = Material { published, relay, is_signed: secret.is_some() };
            let prelude = personal::prelude(material, false, self.expires);
            // A line end would be part of the address that it is pasted into.
            return Ok(
                prelude.replace('\n', "") + &personal::link(material, None, None, self.expires)
            );
        }
        Ok(links.join("\n"))
    }

    fn next_steps(&self, published: &Published, is_signed: bool) -> String {
        let survey = published.definition.id();
        if self.plain {
            return "Everybody who has this link can answer, and nobody is known.".to_owned();
        }
        if self.single_use {
            return format!(
                "Each of these links is for one response to \"{survey}\": whoever opens it first may leave and go on, and once it is completed the link says so.\nThey are nowhere kept: what is printed here is all there is."
            );
        }
        if !(self.braze_id.is_empty() && self.external_id.is_empty()) {
            return "Each of these links is for one person: whoever has it answers as them. Send it to nobody else.".to_owned();
        }
        let secret = steps::secret(is_signed);
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

/// A time in words of one unit.
fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match text.strip_prefix(digits) {
        Some("m") => 60,
        Some("h") => 60 * 60,
        Some("d") => 24 * 60 * 60,
        Some("w") => 7 * 24 * 60 * 60,
        _ => return Err("expected a time like 90m, 12h, 7d or 4w".into()),
    };
    let number = digits.parse::<u32>().ok().filter(|number| *number > 0);
    let seconds = number.and_then(|number| u64::from(number).checked_mul(unit));
    let is_fine = |seconds: &u64| *seconds <= 10 * 366 * 24 * 60 * 60;
    seconds.filter(is_fine).map(Duration::from_secs).ok_or_else(|| {
        "expected a time of more than nothing and less than ten years, like 7d".to_owned()
    })
}

fn seconds(at: Millis) -> Result<u32> {
    u32::try_from(at.0 / 1_000).context("a link cannot hold that long")
}

#[cfg(test)]
mod tests {
    use super::duration;
    use std::time::Duration;

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        assert_eq!(duration("7d"), Ok(Duration::from_hours(168)));
        assert_eq!(duration(" 90m "), Ok(Duration::from_mins(90)));
        for wrong in ["", "7", "d", "0d", "-1d", "7 days", "1y", "99999999w"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
