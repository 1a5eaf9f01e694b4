//! Secrets, from wherever they are.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use secrecy::{ExposeSecret as _, SecretString};

/// Takes every text, so that no error message repeats it.
#[expect(clippy::unnecessary_wraps, reason = "the shape that clap asks for")]
pub(super) fn secret(text: &str) -> Result<SecretString, std::convert::Infallible> {
    Ok(trimmed(text))
}

/// Without the white space around it: a key that is read from a file ends in a newline.
fn trimmed(text: &str) -> SecretString {
    text.trim().into()
}

/// A variable that is set to nothing counts as not set: that is how deployments leave one out.
pub(super) fn read_secret(
    value: Option<&SecretString>,
    file: Option<&Path>,
    what: &str,
) -> Result<Option<SecretString>> {
    if let Some(secret) = value.filter(|secret| !secret.expose_secret().is_empty()) {
        return Ok(Some(secret.clone()));
    }
    let Some(file) = file.filter(|file| !file.as_os_str().is_empty()) else { return Ok(None) };
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the {what} from {}", file.display()))?;
    // Some editors put a mark at the beginning of a file.
    let secret = trimmed(text.trim_start_matches('\u{feff}'));
    if secret.expose_secret().is_empty() {
        bail!("the file of the {what}, {}, is empty", file.display());
    }
    Ok(Some(secret))
}
