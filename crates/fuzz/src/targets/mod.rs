//! All that reads what a stranger wrote.

mod definition;
mod heavy;
mod post;
mod relay;
mod token;

use anyhow::Result;
use sondage_author::definition::Language;

use crate::target::Target;

/// One of each.
///
/// # Errors
/// When a relay cannot be started.
pub fn all() -> Result<Vec<Box<dyn Target>>> {
    Ok(vec![
        Box::new(definition::Written::new(Language::Toml)),
        Box::new(definition::Written::new(Language::Json)),
        Box::new(post::Submission::open()?),
        Box::new(post::Form::open()?),
        Box::new(token::Tokens),
    ])
}
