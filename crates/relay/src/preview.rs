//! A relay that keeps nothing: surveys as they will be, with their pages, the widget and every check,
//! and answers that go nowhere. What is answered lies in a folder that ends with the preview, so
//! that Back, a reload and another tab are as they will be, too.

mod room;
pub mod rooms;
mod stage;

use std::future::Future;
use std::io;

use axum::Router;
use sondage_author::definition::{Access, Definition, Language, Limits, Problem};
use sondage_author::source::Source;
use sondage_braze::Client;
use sondage_store::{Clock, Store, StoreError};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::config::{Config, PublicUrl, Trying};
use crate::outbox::Settings;
use crate::state::AppState;
use crate::{app, work};

/// Surveys that are looked at before they are published.
#[derive(Debug)]
pub struct Preview {
    state: AppState,
    folder: TempDir,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// There is no room for what is answered in it.
    #[error("there is no folder for what is answered while it is looked at: {0}")]
    Folder(#[from] io::Error),
    /// The same.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The survey is not the same once its limits are taken off; the first of what is wrong then.
    #[error("the survey cannot be shown without its limits: {0}")]
    Survey(String),
}

impl Preview {
    /// A preview under this address, of no survey yet. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// [`PreviewError`].
    pub async fn open(public_url: PublicUrl, assets: Assets) -> Result<Self, PreviewError> {
        let folder = tempfile::tempdir()?;
        let clock = Clock::system();
        let database = format!("sqlite://{}", folder.path().join("preview.db").display());
        let store = Store::open(&database, clock.clone()).await?;
        let catalogue = Catalogue::load(store.clone()).await?;
        let config = Config {
            files: folder.path().join("files"),
            trying: Trying::Preview,
            ..Config::new(public_url)
        };
        let state = AppState::new(store, catalogue, clock, config, assets);
        Ok(Self { state, folder })
    }

    /// Shows a survey, in the place of the one of the same id. It is open to everybody, whatever it
    /// says of when and to whom it is.
    ///
    /// # Errors
    /// [`PreviewError`].
    pub async fn show(&self, definition: &Definition) -> Result<(), PreviewError> {
        let text = open_to_all(definition.source().clone()).to_text(Language::Toml);
        let first = |problems: Vec<Problem>| problems.first().map(ToString::to_string);
        let open = Definition::read_published(&text, Language::Toml)
            .map_err(|problems| PreviewError::Survey(first(problems).unwrap_or_default()))?;
        self.state.store.publish(&open, &text, Language::Toml).await?;
        Ok(self.state.catalogue.refresh().await?)
    }

    /// Every address of the relay, for these surveys, and `/preview/{id}`: the survey in a message, in
    /// a page and as a link.
    pub fn router(&self) -> Router {
        app::router_with(self.state.clone(), stage::routes())
    }

    /// Answers requests until the signal comes; then all that was answered is gone.
    ///
    /// # Errors
    /// When the signal cannot be waited for.
    pub async fn serve_until(
        &self,
        signal: impl Future<Output = io::Result<()>>,
        listener: TcpListener,
    ) -> io::Result<()> {
        let (router, state) = (self.router(), self.state.clone());
        work::serve_until(signal, listener, router, state, None::<Client>, Settings::default())
            .await
    }

    /// Forgets all that was answered.
    ///
    /// # Errors
    /// When the folder cannot be removed.
    pub fn close(self) -> io::Result<()> {
        self.folder.close()
    }
}

/// The survey without what keeps anybody from it, and without what Braze would hear.
pub(crate) fn open_to_all(mut source: Source) -> Source {
    source.limits = Limits::default();
    source.link.password = None;
    source.link.access = Access::Open;
    source.link.once = false;
    source.braze.send = false;
    source.braze.outcomes = false;
    source
}
