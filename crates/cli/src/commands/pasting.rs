//! What is pasted of a survey, for the studio.

use sondage_author::definition::Access;
use sondage_intake::Published;
use sondage_relay::snippet::{self, Links, MailPart, Material, has_liquid, qr};
use sondage_relay::state::AppState;
use sondage_studio::snippets::{NoSnippet, Snippet, SnippetChannel};

const CHANNELS: [SnippetChannel; 7] = [
    SnippetChannel::InApp,
    SnippetChannel::Email,
    SnippetChannel::EmailText,
    SnippetChannel::Push,
    SnippetChannel::Link,
    SnippetChannel::PlainLink,
    SnippetChannel::Web,
];

/// A snippet for each channel, or why there is none.
pub(super) fn snippets(state: &AppState, published: &Published) -> Vec<Snippet> {
    CHANNELS.into_iter().map(|channel| snippet_for(state, published, channel)).collect()
}

fn snippet_for(state: &AppState, published: &Published, channel: SnippetChannel) -> Snippet {
    let (text, missing) = match text_for(state, published, channel) {
        Ok(text) => (Some(text.trim_end().to_owned()), None),
        Err(missing) => (None, Some(missing)),
    };
    let address =
        text.as_deref().filter(|text| channel == SnippetChannel::PlainLink && !has_liquid(text));
    let qr = address.and_then(|address| qr::svg(address).ok());
    Snippet { channel, text, missing, qr }
}

fn text_for(
    state: &AppState,
    published: &Published,
    channel: SnippetChannel,
) -> Result<String, NoSnippet> {
    let relay = &state.config.public_url;
    let secret = state.config.trust.secret.as_ref();
    let material = Material { published, relay, is_signed: secret.is_some(), expires: None };
    why_not(material, channel).map_or(Ok(()), Err)?;
    let link = || {
        let made = Links::default().made(published, relay, secret, state.clock.now());
        made.map(|made| made.snippet).map_err(|_| NoSnippet::NobodyNamed)
    };
    Ok(match channel {
        SnippetChannel::InApp => {
            let css = state.assets.message_styles(published).ok_or(NoSnippet::NoWidget)?;
            snippet::in_app_message(material, &css).snippet
        }
        SnippetChannel::Email => snippet::email(material, MailPart::Html).snippet,
        SnippetChannel::EmailText => snippet::email(material, MailPart::Text).snippet,
        SnippetChannel::Push => snippet::push(material).snippet,
        SnippetChannel::Web => snippet::web(material).snippet,
        SnippetChannel::Link => link()?,
        SnippetChannel::PlainLink => format!("{relay}/s/{}", published.definition.id()),
    })
}

/// What a survey asks for that a channel does not have.
fn why_not(material: Material<'_>, channel: SnippetChannel) -> Option<NoSnippet> {
    let definition = &material.published.definition;
    let is_signed_only = definition.link().access == Access::Signed;
    let has_page = !matches!(channel, SnippetChannel::InApp | SnippetChannel::Web);
    if definition.link().password.is_some() && !has_page {
        return Some(NoSnippet::Password);
    }
    if is_signed_only && !material.is_signed {
        return Some(NoSnippet::NoSecret);
    }
    let names_nobody = channel == SnippetChannel::PlainLink || !definition.braze().send;
    (is_signed_only && names_nobody).then_some(NoSnippet::NobodyNamed)
}
