//! `sondage serve`.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use tokio::net::TcpListener;

use super::studio;
use crate::settings::{
    Access, Address, Braze, Database, Encryption, Limits, Log, Making, Pace, Signing, Storage,
    Studio, too_short,
};
use crate::telemetry;
use sondage_relay::app;
use sondage_relay::assets::Assets;
use sondage_relay::catalogue::Catalogue;
use sondage_relay::config::Config;
use sondage_relay::outbox::Line;
use sondage_relay::preview::rooms::Rooms;
use sondage_relay::state::AppState;
use sondage_relay::trials::Trials;
use sondage_relay::{files, work};
use sondage_store::Clock;

/// `sondage serve`
#[derive(Args, Debug)]
pub(super) struct Serve {
    #[command(flatten)]
    address: Address,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    making: Making,
    #[command(flatten)]
    braze: Braze,
    #[command(flatten)]
    encryption: Encryption,
    #[command(flatten)]
    pace: Pace,
    #[command(flatten)]
    signing: Signing,
    #[command(flatten)]
    access: Access,
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    studio: Studio,
    #[command(flatten)]
    bounds: Limits,
    #[command(flatten)]
    log: Log,
}

impl Serve {
    pub(super) async fn run(&self) -> Result<()> {
        telemetry::init(&self.log)?;
        let config = self.config()?;
        let client = self.braze.client()?;
        // Without one, what was set up in the studio is used, and said of.
        if let Some(client) = &client {
            tracing::info!(endpoint = %client.endpoint(), "answers go to Braze");
        }
        tell_of_settings(&config);
        let clock = Clock::system();
        let store = self.making.open(&self.database, clock.clone()).await?;
        if store.is_new() {
            let note = "there was no database: made a new, empty one; with --create never that is an error";
            tracing::warn!(database = %self.database.url, note);
        }
        let catalogue = Catalogue::load(store.clone()).await?;
        self.check_files(&config).await?;
        let assets = Assets::embedded();
        if assets.is_empty() {
            tracing::warn!("this binary carries no widget: surveys work as links only");
        }
        let listen = self.address.listen;
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        tracing::info!(address = %listener.local_addr()?, public_url = %config.public_url, "serving");

        let state = AppState::new(store, catalogue, clock, config, assets);
        let line = Line::from(client.clone());
        let operators = studio::Operators {
            braze: client,
            has_secret: state.config.trust.secret.is_some(),
            requires_token: self.access.require_token(),
        };
        let settings = studio::settings(&self.address, &self.encryption, operators)?;
        let trusting = Arc::clone(&state.trusting);
        let rooms = Rooms::new(state.config.public_url.clone(), Assets::embedded(), trusting);
        let trials = Trials::new(
            state.config.public_url.clone(),
            Assets::embedded(),
            state.store.clone(),
            line.clone(),
        );
        let beside = (rooms.clone(), trials.clone());
        let studio = studio::beside(&state, settings, line.clone(), beside);
        studio::take_up_in_app(&studio).await?;
        let taken_up = studio::take_up_signing(&studio).await?;
        studio::tell_of_link(&studio).await?;
        let following = tokio::spawn(sondage_studio::connection::follow(studio.clone(), taken_up));
        let router = app::router_with(
            state.clone(),
            sondage_studio::routes::router(studio).merge(rooms.routes()).merge(trials.routes()),
        );
        work::serve_until(work::stop_signal(), listener, router, state, line, self.pace.settings())
            .await?;
        following.abort();
        Ok(())
    }

    /// A folder that was asked for must be good; the other one may never be needed.
    async fn check_files(&self, config: &Config) -> Result<()> {
        let Err(error) = files::check(&config.files).await else { return Ok(()) };
        let folder = config.files.display();
        let advice = "give this user write access to it, or set SONDAGE_FILES";
        if self.storage.is_set() {
            bail!("the folder {folder} cannot take files: {error}: {advice}");
        }
        tracing::warn!(%folder, %error, "files that respondents send cannot be taken: {advice}");
        Ok(())
    }

    fn config(&self) -> Result<Config> {
        Ok(Config {
            trust: self.signing.trust(&self.access)?,
            allowed_origins: self.access.allowed_origins.clone(),
            frame_origins: self.access.frame_origins.clone(),
            files: self.storage.folder(&self.database),
            studio_password: self.studio.password()?,
            metrics_token: self.bounds.metrics_token()?,
            bounds: self.bounds.bounds(),
            audit_age: self.studio.audit_age,
            more_api: Some(sondage_studio::routes::document()),
            ..Config::new(self.address.public_url())
        })
    }
}

/// Says what of the settings leaves a door open, or will.
fn tell_of_settings(config: &Config) {
    if config.trust.secret.is_some() && !config.trust.refuses_old_tokens {
        tracing::info!(
            "tokens of earlier snippets are good too; once sondage_old_tokens_total stands still, set SONDAGE_REFUSE_OLD_TOKENS"
        );
    }
    if config.trust.secret.is_some() && !config.trust.requires_token {
        tracing::warn!(
            "answers without a token are believed to be from whom they say, and written to that profile: set SONDAGE_REQUIRE_TOKEN=true"
        );
    }
    if config.public_url.is_https() && config.bounds.trusted_proxies == 0 {
        tracing::warn!(
            "something speaks https before this relay: set SONDAGE_TRUSTED_PROXIES=1, without which nothing is limited by address"
        );
    }
    // One that was taken yesterday goes on.
    if let Some(warning) = config.metrics_token.as_ref().and_then(too_short) {
        tracing::warn!("{warning}");
    }
}
