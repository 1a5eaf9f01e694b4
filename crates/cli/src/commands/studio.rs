//! `sondage studio` and `sondage token`, and the studio beside a relay that serves.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use anyhow::{Result, bail};
use async_trait::async_trait;
use axum::http::HeaderMap;
use clap::{Args, Subcommand};
use secrecy::SecretString;
use sondage_braze::Client;
use sondage_intake::identity::Trust;
use sondage_intake::{Definition, Millis};
use sondage_relay::clients::address_of;
use sondage_relay::outbox::Line;
use sondage_relay::preview::rooms::{Light, Rooms, Wanted};
use sondage_relay::snippet::qr;
use sondage_relay::state::AppState;
use sondage_relay::trials::Trials;
use sondage_store::{Clock, Store, StoreError, Trial};
use sondage_studio::actions::account::{self, TokensThen};
use sondage_studio::actions::tokens::{self, TokenWanted};
use sondage_studio::actions::welcome;
use sondage_studio::refusal::Refusal;
use sondage_studio::signing::TakenUp;
use sondage_studio::snippets::{Snippet, TrialPaste};
use sondage_studio::words::Language;
use sondage_studio::{
    Cipher, Relay, Settings, Signing, SigningSecrets, Studio, connection, signing,
};

use super::pasting;
use super::terminal::{note, say};
use crate::settings::{Address, Database, Encryption};

/// `sondage studio`
#[derive(Args, Debug)]
pub(super) struct StudioCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Set the password of somebody who has forgotten it
    ///
    /// The new password is read from stdin. They are signed out everywhere, and their API tokens are
    /// revoked: whoever knew the password may have made some.
    Password(Password),
    /// Print a link by which the first owner comes in, good for a day
    ///
    /// A relay prints one too when it starts and nobody has an account.
    Link(Link),
}

#[derive(Args, Debug)]
struct Link {
    #[command(flatten)]
    address: Address,
    #[command(flatten)]
    database: Database,
}

#[derive(Args, Debug)]
struct Password {
    /// The e-mail address that they sign in with
    login: String,
    /// Leave their API tokens as they are, so that their programs go on
    #[arg(long)]
    keep_tokens: bool,
    #[command(flatten)]
    address: Address,
    #[command(flatten)]
    database: Database,
}

/// `sondage token`
#[derive(Args, Debug)]
pub(super) struct TokenCommand {
    #[command(subcommand)]
    what: TokenWhat,
}

#[derive(Debug, Subcommand)]
enum TokenWhat {
    /// Print a new token, which is shown this once
    Create(CreateToken),
}

#[derive(Args, Debug)]
struct CreateToken {
    /// The e-mail address of whose it is: it may do what they may
    #[arg(long, value_name = "LOGIN")]
    account: String,
    /// What will use it
    #[arg(long)]
    name: String,
    /// For how many days it is good; until it is revoked, without
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=i64::from(tokens::LONGEST_DAYS)))]
    days: Option<u32>,
    #[command(flatten)]
    address: Address,
    #[command(flatten)]
    database: Database,
}

impl TokenCommand {
    pub(super) async fn run(&self) -> Result<()> {
        let TokenWhat::Create(create) = &self.what;
        let store = Store::open_existing(&create.database.url, Clock::system()).await?;
        let studio = commanded(store.clone(), &create.address);
        let wanted = TokenWanted { name: &create.name, days: create.days };
        let made = tokens::create_for(&studio, &create.account, wanted).await;
        store.close().await;
        Ok(say!("{}", made.map_err(|refusal| told(&refusal))?.token)?)
    }
}

impl Password {
    async fn run(&self) -> Result<()> {
        let mut password = String::new();
        std::io::stdin().read_line(&mut password)?;
        let password = SecretString::from(password.trim_end_matches(['\n', '\r']));
        let store = Store::open_existing(&self.database.url, Clock::system()).await?;
        let studio = commanded(store.clone(), &self.address);
        let tokens = if self.keep_tokens { TokensThen::Stay } else { TokensThen::Revoked };
        let done = account::reset_password(&studio, &self.login, password, tokens).await;
        store.close().await;
        done.map_err(|refusal| told(&refusal))?;
        let login = &self.login;
        match tokens {
            TokensThen::Stay => note!("{login} is signed out everywhere; their API tokens stay"),
            TokensThen::Revoked => {
                note!("{login} is signed out everywhere, and their API tokens are revoked");
            }
        }
        Ok(())
    }
}

impl StudioCommand {
    pub(super) async fn run(&self) -> Result<()> {
        match &self.what {
            What::Link(link) => link.run().await,
            What::Password(password) => password.run().await,
        }
    }
}

impl Link {
    async fn run(&self) -> Result<()> {
        let store = Store::open_existing(&self.database.url, Clock::system()).await?;
        let studio = commanded(store.clone(), &self.address);
        let link = welcome::link(&studio).await;
        store.close().await;
        match link.map_err(|refusal| told(&refusal))? {
            Some(link) => Ok(say!("{link}")?),
            None => bail!("the studio has its owner already: sign in at {}", at(&self.address)),
        }
    }
}

/// The studio, for a command that needs no secret.
fn commanded(store: Store, address: &Address) -> Studio {
    let url = address.public_url();
    Studio::new(store, Settings::new(url.as_str(), url.path()), Arc::new(Nobody))
}

fn at(address: &Address) -> String {
    format!("{}/studio", address.public_url())
}

/// A refusal, for somebody at a terminal.
fn told(refusal: &Refusal) -> anyhow::Error {
    let faults = refusal.faults.iter().map(|fault| fault.said.text(Language::English));
    let all: Vec<String> = if refusal.faults.is_empty() {
        vec![refusal.said.text(Language::English)]
    } else {
        faults.collect()
    };
    anyhow::anyhow!("{}", all.join(" "))
}

/// What the studio goes by.
pub(super) fn settings(
    address: &Address,
    encryption: &Encryption,
    operators: Operators,
) -> Result<Settings> {
    let url = address.public_url();
    let cipher = encryption.key()?.as_ref().map(Cipher::new);
    let Operators { braze, has_secret, requires_token } = operators;
    let settings = Settings::new(url.as_str(), url.path());
    Ok(Settings { cipher, braze, has_secret, requires_token, ..settings })
}

/// What the environment says, which pages then do not change.
#[derive(Debug, Default)]
pub(super) struct Operators {
    /// The connection to Braze.
    pub(super) braze: Option<Client>,
    /// There is a signing secret.
    pub(super) has_secret: bool,
    /// Whether tokens are required.
    pub(super) requires_token: Option<bool>,
}

/// The studio beside a relay that brings answers to Braze by this line.
pub(super) fn beside(
    state: &AppState,
    settings: Settings,
    line: Line,
    (rooms, trials): (Rooms, Trials),
) -> Studio {
    let requires_token = settings.requires_token;
    let relay = Beside { state: state.clone(), line, rooms, trials, requires_token };
    Studio::new(state.store.clone(), settings, Arc::new(relay))
}

/// The client of Braze that was set up in the studio, for commands.
///
/// # Errors
/// Where the database cannot be read, or the key in it.
pub(super) async fn braze_client(
    store: Store,
    address: &Address,
    encryption: &Encryption,
) -> Result<Option<Client>> {
    let settings = settings(address, encryption, Operators::default())?;
    let studio = Studio::new(store, settings, Arc::new(Nobody));
    connection::client(&studio).await.map_err(|refusal| told(&refusal))
}

/// The signing secrets that were set up in the studio, for commands.
///
/// # Errors
/// Where the database cannot be read, or the secrets in it.
pub(super) async fn signing_secrets(
    store: Store,
    address: &Address,
    encryption: &Encryption,
) -> Result<Option<SigningSecrets>> {
    let settings = settings(address, encryption, Operators::default())?;
    let studio = Studio::new(store, settings, Arc::new(Nobody));
    signing::secrets(&studio).await.map_err(|refusal| told(&refusal))
}

/// Whom the relay believes is settled before it takes the first answer.
pub(super) async fn take_up_signing(studio: &Studio) -> Result<TakenUp> {
    signing::take_up(studio).await.map_err(|refusal| told(&refusal))
}

/// Whether surveys are shown in messages is settled before the first answer, too.
pub(super) async fn take_up_in_app(studio: &Studio) -> Result<()> {
    sondage_studio::in_app::take_up(studio).await.map_err(|refusal| told(&refusal))
}

/// Says how the first owner comes in, where there is nobody yet.
pub(super) async fn tell_of_link(studio: &Studio) -> Result<()> {
    if let Some(link) = welcome::link(studio).await.map_err(|refusal| told(&refusal))? {
        tracing::warn!(
            link,
            "nobody has an account of the studio yet: whoever opens this link first is its owner"
        );
    }
    Ok(())
}

/// The relay that serves, as the studio needs it.
#[derive(Debug)]
struct Beside {
    state: AppState,
    line: Line,
    rooms: Rooms,
    trials: Trials,
    requires_token: Option<bool>,
}

#[async_trait]
impl Relay for Beside {
    fn asset(&self, name: &str) -> Option<String> {
        self.state.assets.path(name).map(str::to_owned)
    }

    fn address(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr> {
        address_of(headers, peer, &self.state.config)
    }

    fn use_braze(&self, client: Option<Client>) {
        self.line.connect(client);
    }

    fn use_signing(&self, secrets: Option<SigningSecrets>) {
        let of_operator = self.state.config.trust.clone();
        let trust = match secrets {
            Some(SigningSecrets { secret, before, requires_token }) => Trust {
                secret: Some(secret),
                secret_before: before,
                requires_token: self.requires_token.unwrap_or(requires_token),
                ..of_operator
            },
            None => of_operator,
        };
        self.state.trusting.replace_with(trust);
    }

    fn use_in_app(&self, off_since: Option<Millis>) {
        self.state.store.switch_in_app(off_since);
    }

    fn signing(&self) -> Signing {
        let trust = self.state.trust();
        Signing {
            is_set: trust.secret.is_some(),
            has_before: trust.secret_before.is_some(),
            requires_token: trust.requires_token,
        }
    }

    async fn snippets(&self, survey: &str) -> Result<Option<Vec<Snippet>>, StoreError> {
        // What was published a moment ago is what is asked for.
        self.state.catalogue.refresh().await?;
        let published = self.state.catalogue.get(survey);
        Ok(published.map(|published| pasting::snippets(&self.state, &published)))
    }

    async fn same_message_since(&self, survey: &str) -> Result<Option<u32>, StoreError> {
        pasting::same_message_since(&self.state, survey).await
    }

    fn trial(&self, trial: &Trial) -> Option<TrialPaste> {
        let address = self.trials.page(trial);
        let qr = qr::svg(&address).ok();
        Some(TrialPaste { message: self.trials.message(trial), qr, address })
    }

    async fn preview(&self, draft: &Definition, card: &str, light: &str) -> Option<String> {
        let light = match light {
            "light" => Light::Light,
            "dark" => Light::Dark,
            _ => Light::Any,
        };
        let wanted = Wanted { definition: draft.clone(), card: card.to_owned(), light };
        let entered = self.rooms.enter(wanted).await;
        entered.inspect_err(|error| tracing::error!(%error, "there is no preview")).ok()
    }
}

/// For commands that draw no page.
#[derive(Debug)]
struct Nobody;

#[async_trait]
impl Relay for Nobody {
    fn asset(&self, _name: &str) -> Option<String> {
        None
    }

    fn address(&self, _headers: &HeaderMap, _peer: Option<SocketAddr>) -> Option<IpAddr> {
        None
    }

    fn use_braze(&self, _client: Option<Client>) {}

    fn use_signing(&self, _secrets: Option<SigningSecrets>) {}

    fn signing(&self) -> Signing {
        Signing::default()
    }
}
