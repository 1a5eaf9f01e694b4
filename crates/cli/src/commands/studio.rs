//! `sondage studio`, and the studio beside a relay that serves.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use anyhow::{Result, bail};
use axum::http::HeaderMap;
use clap::{Args, Subcommand};
use sondage_relay::clients::address_of;
use sondage_relay::state::AppState;
use sondage_store::{Clock, Store};
use sondage_studio::actions::welcome;
use sondage_studio::refusal::Refusal;
use sondage_studio::words::Language;
use sondage_studio::{Relay, Settings, Studio};

use super::terminal::say;
use crate::settings::{Address, Database};

/// `sondage studio`
#[derive(Args, Debug)]
pub(super) struct StudioCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
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

impl StudioCommand {
    pub(super) async fn run(&self) -> Result<()> {
        match &self.what {
            What::Link(link) => link.run().await,
        }
    }
}

impl Link {
    async fn run(&self) -> Result<()> {
        let store = Store::open_existing(&self.database.url, Clock::system()).await?;
        let studio = Studio::new(store.clone(), settings(&self.address), Arc::new(Nobody));
        let link = welcome::link(&studio).await;
        store.close().await;
        match link.map_err(|refusal| told(&refusal))? {
            Some(link) => Ok(say!("{link}")?),
            None => bail!("the studio has its owner already: sign in at {}", at(&self.address)),
        }
    }
}

fn at(address: &Address) -> String {
    format!("{}/studio", address.public_url())
}

/// A refusal, for somebody at a terminal.
fn told(refusal: &Refusal) -> anyhow::Error {
    anyhow::anyhow!("{}", refusal.said.text(Language::English))
}

fn settings(address: &Address) -> Settings {
    let url = address.public_url();
    Settings::new(url.as_str(), url.path())
}

/// The studio beside a relay.
pub(super) fn beside(state: &AppState, address: &Address) -> Studio {
    Studio::new(state.store.clone(), settings(address), Arc::new(Beside(state.clone())))
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
struct Beside(AppState);

impl Relay for Beside {
    fn asset(&self, name: &str) -> Option<String> {
        self.0.assets.path(name).map(str::to_owned)
    }

    fn address(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr> {
        address_of(headers, peer, &self.0.config)
    }
}

/// For commands that draw no page.
#[derive(Debug)]
struct Nobody;

impl Relay for Nobody {
    fn asset(&self, _name: &str) -> Option<String> {
        None
    }

    fn address(&self, _headers: &HeaderMap, _peer: Option<SocketAddr>) -> Option<IpAddr> {
        None
    }
}
