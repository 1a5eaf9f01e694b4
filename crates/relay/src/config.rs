//! What a running relay goes by.

mod public_url;

use secrecy::SecretString;
use std::path::PathBuf;

use axum::http::HeaderValue;
pub use public_url::{PublicUrl, PublicUrlError};

use sondage_intake::identity::Trust;

/// What a running relay goes by.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where respondents reach it.
    pub public_url: PublicUrl,
    /// How they are believed.
    pub trust: Trust,
    /// The sites whose pages may ask; empty for all.
    pub allowed_origins: Vec<HeaderValue>,
    /// The sites whose pages may show a survey's page in a frame; none, where there are none.
    pub frame_origins: Vec<HeaderValue>,
    /// The folder of the files that respondents send.
    pub files: PathBuf,
    /// What authors prove themselves with; without one there is nothing for authors.
    pub studio_password: Option<SecretString>,
    /// What is answered goes nowhere, as the pages say.
    pub is_preview: bool,
}
