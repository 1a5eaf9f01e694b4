//! What all channels have to say about pasting.

use super::{Material, SECRET_BLOCK};
use crate::config::PublicUrl;

/// What to do about the signing secret, once for all surveys.
pub(super) fn secret(material: Material<'_>) -> String {
    if !material.names_respondent() {
        return "With send = false the survey's answers stay with the relay, and the snippet holds no Braze id.".into();
    }
    if !material.is_signed {
        return "No signing secret is set: whoever answers is believed to be who they say. Set SONDAGE_SIGNING_SECRET.".into();
    }
    format!(
        "The signing secret, once for all surveys:
  Content Blocks, new HTML block with the name {SECRET_BLOCK}, its content the very text of SONDAGE_SIGNING_SECRET.
  Whoever can read that block can answer as anybody, so limit who can."
    )
}

/// What is amiss with the relay's address, as a paragraph after others; empty where nothing is.
pub(crate) fn address(relay: &PublicUrl, insecure: &str) -> String {
    if relay.is_loopback() {
        "\n\nThis works on this machine only: set SONDAGE_PUBLIC_URL to the relay's public address."
            .into()
    } else if relay.is_https() {
        String::new()
    } else {
        format!("\n\n{insecure}: set SONDAGE_PUBLIC_URL to an https:// address.")
    }
}
