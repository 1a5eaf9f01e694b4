//! `sondage serve`.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{self, AppState};
use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::config::{Access, Address, Braze, Config, Database, Log, Signing, Storage, Studio};
use crate::files::{self, Files};
use crate::janitor::Janitor;
use crate::outbox::{Settings, Worker};
use crate::telemetry;
use sondage_store::{Clock, Store};

/// `sondage serve`
#[derive(Args, Debug)]
pub(super) struct Serve {
    #[command(flatten)]
    address: Address,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    braze: Braze,
    #[command(flatten)]
    signing: Signing,
    #[command(flatten)]
    access: Access,
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    studio: Studio,
    #[command(flatten)]
    log: Log,
    #[cfg(feature = "demo")]
    #[command(flatten)]
    demo: crate::demo::Settings,
}

/// How long requests under way, and then deliveries under way, may take after the signal to stop.
/// A delivery that is cut off is not lost: it is sent again after the next start.
const STOP_LIMIT: Duration = Duration::from_secs(15);

impl Serve {
    pub(super) async fn run(&self) -> Result<()> {
        telemetry::init(&self.log)?;
        let config = self.config()?;
        let client = self.braze.client()?;
        if let Some(client) = &client {
            tracing::info!(endpoint = %client.endpoint(), "answers go to Braze");
        } else {
            tracing::warn!("Braze is not configured: answers are kept, and sent once it is");
        }
        let clock = Clock::system();
        let store = Store::open(&self.database.url, clock.clone()).await?;
        let catalogue = Catalogue::load(store.clone()).await?;
        let files = Files::new(&config.files, store.clone());
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

        let (stop, stopping) = watch::channel(false);
        let worker = Worker::new(store.clone(), client, clock.clone(), Settings::default());
        let worker = tokio::spawn(async move { worker.run(stopped(stopping)).await });
        let refresh = tokio::spawn(refresh(catalogue.clone(), stop.subscribe()));
        let janitor = Janitor::new(store.clone(), files, clock.clone());
        let janitor = tokio::spawn(clean(janitor, stop.subscribe()));
        let state = AppState::new(store.clone(), catalogue, clock, config, assets);
        let serving = axum::serve(listener, app::router(state))
            .with_graceful_shutdown(stopped(stop.subscribe()));
        let serving = tokio::spawn(serving.into_future());

        signal().await?;
        tracing::info!("stopping: requests and deliveries under way are finished first");
        stop.send_replace(true);
        settle("requests", serving).await;
        settle("deliveries", worker).await;
        settle("the search for new surveys", refresh).await;
        settle("the janitor", janitor).await;
        store.close().await;
        tracing::info!("stopped");
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
            public_url: self.address.public_url(),
            trust: self.signing.trust(&self.access)?,
            allowed_origins: self.access.allowed_origins.clone(),
            files: self.storage.folder(&self.database),
            studio_password: self.studio.password()?,
            #[cfg(feature = "demo")]
            demo: self.demo.demo(self.braze.endpoint()?.as_ref()),
        })
    }
}

async fn clean(janitor: Janitor, stopping: watch::Receiver<bool>) {
    janitor.run(stopped(stopping)).await;
}

async fn refresh(catalogue: Catalogue, stopping: watch::Receiver<bool>) {
    catalogue.run(stopped(stopping)).await;
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the program.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

/// Waits for a task to end, for so long as it may take.
async fn settle<T>(what: &'static str, task: JoinHandle<T>) {
    let abort = task.abort_handle();
    if tokio::time::timeout(STOP_LIMIT, task).await.is_err() {
        tracing::warn!(what, "not finished in time, cut off");
        abort.abort();
    }
}

#[cfg(unix)]
async fn signal() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn signal() -> Result<()> {
    Ok(tokio::signal::ctrl_c().await?)
}
