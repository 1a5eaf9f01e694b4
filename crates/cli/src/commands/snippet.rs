//! `sondage snippet`: on stdout what to paste, on stderr where.

use sondage_relay::config::Trying;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use secrecy::SecretString;

use super::count;
use super::links::LinkArgs;
use super::studio::signing_secrets;
use super::terminal::{note, say};
use crate::settings::{Address, Database, Encryption, Signing};
use sondage_relay::assets::Assets;
use sondage_relay::catalogue::Catalogue;
use sondage_relay::snippet::{self, Made, MailPart, Material, Way};
use sondage_store::{Clock, Store};

/// `sondage snippet SURVEY --channel in-app`
#[derive(Args, Debug)]
pub(super) struct Snippet {
    /// The id of a published survey
    survey: String,

    /// Where the survey is to be shown
    #[arg(long, value_enum)]
    channel: Channel,

    /// The part of an e-mail
    #[arg(long, value_enum, default_value = "html")]
    format: Part,

    /// Write the link as a QR code too, into this file: .svg or .png
    ///
    /// For one link that is ready to be opened, like that of `--channel link --plain`.
    #[arg(long, value_name = "FILE")]
    qr: Option<PathBuf>,

    /// For the channel web: the survey's page in a frame, instead of an element of the page
    ///
    /// The relay's setting `SONDAGE_FRAME_ORIGINS` names the sites that may.
    #[arg(long)]
    frame: bool,

    #[command(flatten)]
    links: LinkArgs,
    #[command(flatten)]
    address: Address,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    signing: Signing,
    #[command(flatten)]
    encryption: Encryption,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Channel {
    /// In a Custom Code in-app message
    InApp,
    /// On a site
    Web,
    /// The first question in an e-mail
    Email,
    /// As a link to a page of its own
    Link,
    /// In a push notification
    Push,
}

/// The part of a mail, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The mail as it is seen
    Html,
    /// The same in plain text
    Text,
}

impl Part {
    fn mail_part(self) -> MailPart {
        match self {
            Self::Html => MailPart::Html,
            Self::Text => MailPart::Text,
        }
    }
}

impl Snippet {
    pub(super) async fn run(&self) -> Result<()> {
        if self.channel != Channel::Email && self.format != Part::Html {
            bail!("--format is for the channel email");
        }
        if self.channel != Channel::Web && self.frame {
            bail!("--frame is for the channel web");
        }
        let store = Store::open_to_read(&self.database.url, Clock::system()).await?;
        let catalogue = Catalogue::load(store.clone()).await?;
        let secret = if let Some(secret) = self.signing.secret()? {
            Some(secret)
        } else {
            let kept = signing_secrets(store.clone(), &self.address, &self.encryption).await?;
            kept.map(|secrets| secrets.secret)
        };
        store.close().await;
        let Some(published) = catalogue.get(&self.survey) else { bail!(self.unknown(&catalogue)) };
        let relay = self.address.public_url();
        let material = Material {
            published: &published,
            relay: &relay,
            is_signed: secret.is_some(),
            expires: self.links.expires(),
            trying: Trying::No,
        };
        let Made { snippet, steps: what_to_do } = self.made(material, secret.as_ref())?;
        if let Some(file) = &self.qr {
            draw(&snippet, file)?;
        }
        say!("{}", snippet.trim_end())?;
        note!("{what_to_do}");
        note!("\nThe snippet has {}.", count(snippet.len(), "byte"));
        Ok(())
    }

    fn made(&self, material: Material<'_>, secret: Option<&SecretString>) -> Result<Made> {
        material.check_way(match self.channel {
            Channel::InApp => Way::Shown,
            Channel::Web if !self.frame => Way::Shown,
            Channel::Web | Channel::Email | Channel::Push => Way::Page,
            Channel::Link => Way::Link,
        })?;
        Ok(match self.channel {
            Channel::InApp => {
                let css = Assets::embedded().message_styles(material.published).context(
                    "this binary carries no widget: build the widget, then build it again",
                )?;
                snippet::in_app_message(material, &css)
            }
            Channel::Web if self.frame => snippet::framed(material),
            Channel::Web => snippet::web(material),
            Channel::Email => snippet::email(material, self.format.mail_part()),
            Channel::Push => snippet::push(material),
            Channel::Link => self.links(material, secret)?,
        })
    }

    fn links(&self, material: Material<'_>, secret: Option<&SecretString>) -> Result<Made> {
        let Material { published, relay, .. } = material;
        let now = Clock::system().now();
        Ok(self.links.links().made(published, relay, secret, now)?)
    }

    fn unknown(&self, catalogue: &Catalogue) -> String {
        let all = catalogue.all_published();
        let ids: Vec<&str> = all.iter().map(|published| published.definition.id()).collect();
        let there_is =
            if ids.is_empty() { "none is".into() } else { format!("there is {}", ids.join(", ")) };
        format!("no survey \"{}\" is published: {there_is}", self.survey)
    }
}

/// Writes the QR code of a link.
fn draw(link: &str, file: &Path) -> Result<()> {
    let name = file.display();
    if snippet::has_liquid(link) {
        bail!(
            "--qr: this link is another one for each respondent, and a code is for all: use --channel link --plain"
        );
    }
    if link.trim().lines().count() != 1 || !link.starts_with("http") {
        bail!("--qr: a code holds one link, and this is none: use --channel link --plain");
    }
    let picture = match file.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => snippet::qr::svg(link.trim())?.into_bytes(),
        Some("png") => snippet::qr::png(link.trim())?,
        _ => bail!("--qr {name}: a code is an .svg or a .png file"),
    };
    std::fs::write(file, picture).with_context(|| format!("{name}: cannot be written"))
}
