//! What is pasted of a survey, for the studio.

use sondage_intake::{Millis, Published, PublishedSource};
use sondage_relay::config::Trying;
use sondage_relay::snippet::{
    self, Audience, Links, MailPart, Material, Unfit, Way, has_liquid, qr,
};
use sondage_relay::state::AppState;
use sondage_store::StoreError;
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

/// So many revisions are compared with the one of now.
const MOST: usize = 20;

/// The first revision whose message is what it is now, whatever their numbers.
pub(super) async fn same_message_since(
    state: &AppState,
    survey: &str,
) -> Result<Option<u32>, StoreError> {
    let mut texts = state.store.revisions(survey).await?;
    let Some(now) = texts.pop() else { return Ok(None) };
    let state = state.clone();
    let compare = move || {
        let message = |text: &PublishedSource| {
            let published =
                Published::new((*text.to_published().ok()?.definition).clone(), 1, Millis(0));
            let css = state.assets.message_styles(&published)?;
            Some(snippet::in_app(&published, &state.config.public_url, false, &css))
        };
        let today = message(&now)?;
        let is_same = |text: &&PublishedSource| message(text).as_ref() == Some(&today);
        let same = texts.iter().rev().take(MOST).take_while(is_same).last();
        Some(same.map_or(now.revision, |text| text.revision))
    };
    // Where it panics, there is nothing to say.
    Ok(tokio::task::spawn_blocking(compare).await.ok().flatten())
}

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
    let trust = state.trust();
    let secret = trust.secret.as_ref();
    let material = Material {
        published,
        relay,
        is_signed: secret.is_some(),
        expires: None,
        trying: Trying::No,
    };
    material.check_way(way(channel)).map_err(|unfit| match unfit {
        Unfit::Password(_) => NoSnippet::Password,
        Unfit::NoSecret(_) => NoSnippet::NoSecret,
        Unfit::NobodyNamed(_) => NoSnippet::NobodyNamed,
    })?;
    let link = |audience| {
        let links = Links { audience, expires: None };
        let made = links.made(published, relay, secret, state.clock.now());
        made.map(|made| made.snippet).map_err(|_| NoSnippet::NobodyNamed)
    };
    Ok(match channel {
        SnippetChannel::InApp if state.store.in_app_off().is_some() => {
            return Err(NoSnippet::InAppOff);
        }
        SnippetChannel::InApp => {
            let css = state.assets.message_styles(published).ok_or(NoSnippet::NoWidget)?;
            snippet::in_app_message(material, &css).snippet
        }
        SnippetChannel::Email => snippet::email(material, MailPart::Html).snippet,
        SnippetChannel::EmailText => snippet::email(material, MailPart::Text).snippet,
        SnippetChannel::Push => snippet::push(material).snippet,
        SnippetChannel::Web => snippet::web(material).snippet,
        SnippetChannel::Link => link(Audience::Recipients)?,
        SnippetChannel::PlainLink => link(Audience::Anybody)?,
    })
}

fn way(channel: SnippetChannel) -> Way {
    match channel {
        SnippetChannel::InApp | SnippetChannel::Web => Way::Shown,
        SnippetChannel::Email | SnippetChannel::EmailText | SnippetChannel::Push => Way::Page,
        SnippetChannel::Link | SnippetChannel::PlainLink => Way::Link,
    }
}
