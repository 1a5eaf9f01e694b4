//! Which links `sondage snippet --channel link` prints.

use std::time::Duration;

use clap::Args;
use sondage_intake::Identifier;
use sondage_relay::snippet::{Audience, Links};

use crate::settings::duration;

/// The most links of one list: some megabytes of text.
const MOST: u32 = 100_000;

/// Which links: by default one with Braze's Liquid
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Links (--channel link)")]
pub(super) struct LinkArgs {
    /// How long a link can be opened, like 90m, 12h, 7d or 4w; for ever, without
    ///
    /// In the other channels, how long a message, a mail or a notification proves who answers.
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
    /// How long what is signed holds.
    pub(super) fn expires(&self) -> Option<Duration> {
        self.expires
    }

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
