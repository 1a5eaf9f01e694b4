//! What a running relay goes by.

mod bounds;
mod public_url;
mod trying;

use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderValue;
pub use bounds::{Bounds, FileBounds};
pub use public_url::{PublicUrl, PublicUrlError};
pub use trying::Trying;

use sondage_intake::identity::Trust;
use utoipa::openapi::OpenApi;

/// What a running relay goes by.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where respondents reach it.
    pub public_url: PublicUrl,
    /// How they are believed when it starts.
    pub trust: Trust,
    /// The sites whose pages may ask; empty for all.
    pub allowed_origins: Vec<HeaderValue>,
    /// The sites whose pages may show a survey's page in a frame; none, where there are none.
    pub frame_origins: Vec<HeaderValue>,
    /// The folder of the files that respondents send.
    pub files: PathBuf,
    /// What authors prove themselves with; without one there is nothing for authors.
    pub studio_password: Option<SecretString>,
    /// What those prove themselves with who read the metrics; without one they ask from near.
    pub metrics_token: Option<SecretString>,
    /// How much of everything strangers may use.
    pub bounds: Bounds,
    /// How long it is remembered what was done in the studio.
    pub audit_age: Duration,
    /// What others serve at the same address, for the document of all of it.
    pub more_api: Option<OpenApi>,
    /// How much what is answered counts, as the pages say.
    pub trying: Trying,
}

impl Config {
    /// How long it is remembered what was done in the studio, unless the operator says: two years.
    pub const AUDIT_AGE: Duration = Duration::from_hours(731 * 24);

    /// What a relay goes by of whom nothing else is asked: it believes everybody.
    #[must_use]
    pub fn new(public_url: PublicUrl) -> Self {
        Self {
            public_url,
            trust: Trust::default(),
            allowed_origins: Vec::new(),
            frame_origins: Vec::new(),
            files: PathBuf::from("sondage-files"),
            studio_password: None,
            metrics_token: None,
            bounds: Bounds::default(),
            audit_age: Self::AUDIT_AGE,
            more_api: None,
            trying: Trying::No,
        }
    }
}
