//! Which links `sondage snippet --channel link` prints.

use std::time::Duration;

use clap::Args;
use jiff::{Span, SpanRelativeTo};
use sondage_intake::Identifier;
use sondage_relay::snippet::{Audience, Links};

/// The most links of one list: some megabytes of text.
const MOST: u32 = 100_000;

/// The longest that a link may hold: ten years.
const LONGEST: Duration = Duration::from_hours(10 * 366 * 24);

/// Which links: by default one with Braze's Liquid
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Links (--channel link)")]
pub(super) struct LinkArgs {
    /// How long a link can be opened, like 90m, 12h, 7d or 4w; for ever, without
    ///
    /// With Liquid it counts from the moment that Braze sends the link, else from now.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    expires: Option<Duration>,

    /// Links that are each for one response, of whoever opens them
    #[arg(long, conflicts_with_all = ["braze_id", "external_id", "plain"])]
    single_use: bool,

    /// How many of them
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "single_use", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
    count: u32,

    /// A link for this profile of Braze's; can be given several times
    #[arg(long, value_name = "ID", conflicts_with_all = ["external_id", "plain"])]
    braze_id: Vec<String>,

    /// A link for this person by your own id; can be given several times
    #[arg(long, value_name = "ID", conflicts_with = "plain")]
    external_id: Vec<String>,

    /// The link that says nothing of who opens it
    #[arg(long, conflicts_with = "expires")]
    plain: bool,
}

impl LinkArgs {
    /// The links that are asked for.
    pub(super) fn links(&self) -> Links {
        let by_braze_id = self.braze_id.iter().cloned().map(Identifier::BrazeId);
        let by_external_id = self.external_id.iter().cloned().map(Identifier::ExternalId);
        let respondents: Vec<Identifier> = by_braze_id.chain(by_external_id).collect();
        let audience = if self.plain {
            Audience::Anybody
        } else if self.single_use {
            Audience::Responses(self.count)
        } else if respondents.is_empty() {
            Audience::Recipients
        } else {
            Audience::Respondents(respondents)
        };
        Links { audience, expires: self.expires }
    }
}

/// A time like `7d` or `1h 30m`.
fn duration(text: &str) -> Result<Duration, String> {
    let span: Span =
        text.trim().parse().map_err(|_| "expected a time like 90m, 12h, 7d or 4w".to_owned())?;
    // A day has 24 hours here; a month or a year has no length of its own.
    let time = span.to_duration(SpanRelativeTo::days_are_24_hours());
    let time = time.ok().and_then(|time| Duration::try_from(time).ok());
    time.filter(|time| !time.is_zero() && *time <= LONGEST).ok_or_else(|| {
        "expected a time of more than nothing and less than ten years, like 7d".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::duration;

    #[test]
    fn a_time_has_units_of_a_known_length() {
        for (text, expected) in [
            ("90m", Duration::from_mins(90)),
            (" 90m ", Duration::from_mins(90)),
            ("12h", Duration::from_hours(12)),
            ("7d", Duration::from_hours(168)),
            ("4w", Duration::from_hours(672)),
            ("1h 30m", Duration::from_mins(90)),
            ("7 days", Duration::from_hours(168)),
        ] {
            assert_eq!(duration(text), Ok(expected), "{text}");
        }
        for wrong in ["", "7", "d", "0d", "-1d", "1y", "1mo", "99999999w", "4000d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
