//! `sondage snippet`: on stdout what to paste, on stderr where.

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

use super::count;
use crate::assets::Assets;
use crate::catalogue::{Catalogue, Published};
use crate::clock::Clock;
use crate::config::{Address, Database, PublicUrl, Signing};
use crate::snippet;
use crate::store::Store;

/// `sondage snippet SURVEY --channel in-app`
#[derive(Args, Debug)]
pub(super) struct Snippet {
    /// The id of a published survey
    survey: String,

    /// Where the survey is to be shown; this version knows in-app and link
    #[arg(long, value_enum)]
    channel: Channel,

    #[command(flatten)]
    links: snippet::Links,
    #[command(flatten)]
    address: Address,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    signing: Signing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Channel {
    /// In a Custom Code in-app message
    InApp,
    /// On a site
    #[value(hide = true)]
    Web,
    /// In an e-mail
    #[value(hide = true)]
    Email,
    /// As a link to a page of its own
    Link,
    /// In a push notification
    #[value(hide = true)]
    Push,
}

impl Snippet {
    pub(super) async fn run(&self) -> Result<()> {
        if !matches!(self.channel, Channel::InApp | Channel::Link) {
            let name = self
                .channel
                .to_possible_value()
                .map_or_else(String::new, |value| value.get_name().to_owned());
            bail!(
                "there are no snippets for the channel {name} in this version, only for in-app and link"
            );
        }
        let store = Store::open_existing(&self.database.url, Clock::system()).await?;
        let catalogue = Catalogue::load(store.clone()).await?;
        let Some(published) = catalogue.get(&self.survey) else { bail!(self.unknown(&catalogue)) };
        if self.channel == Channel::Link {
            self.print_links(&published)?;
            store.close().await;
            return Ok(());
        }
        let assets = Assets::embedded();
        let css = assets
            .message_styles(&published)
            .context("this binary carries no widget: build the widget, then build it again")?;
        let public_url = self.address.public_url();
        let is_signed = self.signing.secret()?.is_some();
        let snippet = snippet::in_app(&published, &public_url, is_signed, &css);
        println!("{snippet}");
        eprintln!("{}", next_steps(&public_url, is_signed));
        for note in snippet::notes(&published) {
            eprintln!("\n{note}");
        }
        eprintln!("\nThe snippet has {}.", count(snippet.len(), "byte"));
        store.close().await;
        Ok(())
    }

    fn print_links(&self, published: &Published) -> Result<()> {
        let (public_url, secret) = (self.address.public_url(), self.signing.secret()?);
        let now = Clock::system().now();
        println!("{}", self.links.text(published, &public_url, secret.as_ref(), now)?);
        eprintln!("{}", self.links.next_steps(published, secret.is_some()));
        if public_url.is_loopback() {
            eprintln!(
                "\nThese links work on this machine only: set SONDAGE_PUBLIC_URL to the relay's public address."
            );
        }
        Ok(())
    }

    fn unknown(&self, catalogue: &Catalogue) -> String {
        let all = catalogue.all();
        let ids: Vec<&str> = all.iter().map(|published| published.definition.id()).collect();
        let there_is =
            if ids.is_empty() { "none is".into() } else { format!("there is {}", ids.join(", ")) };
        format!("no survey \"{}\" is published: {there_is}", self.survey)
    }
}

/// What to do with the snippet, in the words of Braze's dashboard.
fn next_steps(public_url: &PublicUrl, is_signed: bool) -> String {
    let secret = if is_signed {
        format!(
            "The signing secret, once for all surveys:
  Content Blocks, new HTML block with the name {}, its content the very text of SONDAGE_SIGNING_SECRET.
  Whoever can read that block can answer as anybody, so limit who can.",
            snippet::SECRET_BLOCK
        )
    } else {
        "No signing secret is set: whoever answers is believed to be who they say. Set SONDAGE_SIGNING_SECRET.".into()
    };
    let address = if public_url.is_loopback() {
        "\n\nThis snippet works on this machine only: set SONDAGE_PUBLIC_URL to the relay's public address."
    } else if public_url.is_https() {
        ""
    } else {
        "\n\nBrowsers refuse http:// addresses on secure pages: set SONDAGE_PUBLIC_URL to an https:// address."
    };
    format!(
        "In Braze:
  1. New in-app message, in a campaign or a Canvas step; traditional editor; message type Custom Code.
  2. Paste the snippet into the HTML field. No assets are needed.
  3. Message close behavior: Wait for User to Dismiss. Otherwise phones take the survey away after five seconds.
  4. Preview and test on a device, then choose the audience and what triggers the message.

{secret}

On a website (apps need none of this):
  braze.initialize(…, {{ allowUserSuppliedJavascript: true }})
  With a content security policy, also the SDK's contentSecurityNonce, and in the policy:
    script-src 'wasm-unsafe-eval' {public_url}
    connect-src {public_url}{address}"
    )
}
