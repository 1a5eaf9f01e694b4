//! What the routes share.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::definitions::Definitions;
use crate::files::Files;
use crate::guards::Guards;
use crate::password::Passwords;
use crate::readiness::Readiness;
use crate::showings::Showings;
use crate::telemetry;
use crate::trusting::TrustNow;
use sondage_intake::identity::Trust;
use sondage_store::Clock;
use sondage_store::Store;

/// The largest body that is read: every answer of a long survey at its longest, and then some.
pub(crate) const BODY_LIMIT: usize = 256 * 1024;

/// What the routes share; a handler takes the part that it uses. The clones share everything, and are
/// as cheap as can be: each request makes some.
#[derive(Clone, Debug)]
pub struct AppState(Arc<AppParts>);

/// The parts of an [`AppState`].
#[derive(Debug)]
pub struct AppParts {
    /// Where answers are kept.
    pub store: Store,
    /// The published surveys.
    pub catalogue: Catalogue,
    /// The time.
    pub clock: Clock,
    /// The settings.
    pub config: Arc<Config>,
    /// How often surveys were on a screen.
    pub showings: Showings,
    /// What respondents send along.
    pub files: Files,
    /// The widget.
    pub assets: Arc<Assets>,
    /// What `/metrics` shows.
    pub metrics: PrometheusHandle,
    pub(crate) definitions: Arc<Definitions>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) guards: Arc<Guards>,
    pub(crate) readiness: Arc<Readiness>,
    /// How respondents are believed now.
    pub trusting: Arc<TrustNow>,
}

impl AppParts {
    /// How respondents are believed now; a request asks once.
    #[must_use]
    pub fn trust(&self) -> Arc<Trust> {
        self.trusting.get()
    }
}

/// What the pages of a link are made from.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    pub(crate) store: Store,
    pub(crate) catalogue: Catalogue,
    pub(crate) clock: Clock,
    pub(crate) config: Arc<Config>,
    pub(crate) assets: Arc<Assets>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) guards: Arc<Guards>,
    pub(crate) trusting: Arc<TrustNow>,
}

impl Pages {
    pub(crate) fn trust(&self) -> Arc<Trust> {
        self.trusting.get()
    }
}

impl FromRef<AppState> for Pages {
    fn from_ref(app: &AppState) -> Self {
        Self {
            store: app.store.clone(),
            catalogue: app.catalogue.clone(),
            clock: app.clock.clone(),
            config: Arc::clone(&app.config),
            assets: Arc::clone(&app.assets),
            passwords: Arc::clone(&app.passwords),
            guards: Arc::clone(&app.guards),
            trusting: Arc::clone(&app.trusting),
        }
    }
}

impl Deref for AppState {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0
    }
}

/// Each part by itself.
macro_rules! parts {
    ($($part:ident: $type:ty),+) => {$(
        impl FromRef<AppState> for $type {
            fn from_ref(app: &AppState) -> Self {
                app.$part.clone()
            }
        }
    )+};
}
parts!(
    store: Store,
    catalogue: Catalogue,
    clock: Clock,
    config: Arc<Config>,
    showings: Showings,
    files: Files,
    assets: Arc<Assets>,
    metrics: PrometheusHandle,
    definitions: Arc<Definitions>,
    passwords: Arc<Passwords>,
    guards: Arc<Guards>,
    readiness: Arc<Readiness>
);

impl AppState {
    /// The state of a relay that takes answers into this store.
    #[must_use]
    pub fn new(
        store: Store,
        catalogue: Catalogue,
        clock: Clock,
        config: Config,
        assets: Assets,
    ) -> Self {
        let guards = Arc::new(Guards::new(&config.bounds, &clock));
        let trusting = Arc::new(TrustNow::new(config.trust.clone()));
        Self(Arc::new(AppParts {
            passwords: Arc::new(Passwords::new(Arc::clone(&trusting))),
            trusting,
            files: Files::new(&config.files, store.clone(), config.bounds.files),
            showings: Showings::new(store.clone(), clock.clone()),
            store,
            catalogue,
            clock,
            config: Arc::new(config),
            assets: Arc::new(assets),
            metrics: telemetry::metrics(),
            definitions: Arc::default(),
            guards,
            readiness: Arc::default(),
        }))
    }
}
