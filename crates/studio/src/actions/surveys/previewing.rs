//! A draft as respondents will see it.

use std::sync::Arc;

use sondage_intake::Definition;

use super::checking::{Finding, checked};
use super::drafting::read;
use super::view::DraftView;
use crate::actor::{Actor, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words;

/// So many earlier texts are looked through for one in which nothing is wrong.
const EARLIER: usize = 12;

/// A draft, and what can be shown of it.
#[derive(Clone, Debug)]
pub struct Look {
    /// The state of the draft, as in [`DraftView::base`].
    pub base: String,
    /// What is shown; nothing, where there never was a text in which nothing is wrong.
    pub definition: Option<Arc<Definition>>,
    /// What is shown is how the draft is now.
    pub is_current: bool,
    /// What is wrong with the draft, where it is not.
    pub faults: Vec<Finding>,
}

/// What can be shown of a draft: how it is now or, where something is wrong with that, how it was last when
/// nothing was.
///
/// # Errors
/// Where they may not see it, or there is no such survey.
pub async fn look_at(studio: &Studio, actor: &Actor, id: &str) -> Result<Look, Refusal> {
    actor.may(Right::SeeSurveys)?;
    let draft = read(studio, actor, id).await?;
    let base = draft.base();
    let before = studio.shelf.shown(id);
    if let Some((shown, definition)) = &before
        && *shown == base
    {
        let definition = Some(Arc::clone(definition));
        return Ok(Look { base, definition, is_current: true, faults: Vec::new() });
    }
    let (language, text) = (draft.text_language(), draft.text.clone());
    let now = checked(studio, Some(id.to_owned()), language, text).await?;
    if let Some(definition) = now.definition.map(Arc::new) {
        studio.shelf.note_shown(id, (base.clone(), Arc::clone(&definition)));
        let definition = Some(definition);
        return Ok(Look { base, definition, is_current: true, faults: Vec::new() });
    }
    let definition = match before {
        Some((_, definition)) => Some(definition),
        None => earlier(studio, &draft).await?.map(Arc::new),
    };
    let faults = now.findings.into_iter().filter(|finding| !finding.is_warning).collect();
    Ok(Look { base, definition, is_current: false, faults })
}

/// The last text of a survey in which nothing was wrong.
async fn earlier(studio: &Studio, draft: &DraftView) -> Result<Option<Definition>, Refusal> {
    let id = draft.id.as_str();
    let mut edits = studio.store.draft_edits(id).await?;
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.revision));
    for edit in edits.iter().filter(|edit| edit.revision < draft.revision).take(EARLIER) {
        let Some((language, text)) = studio.store.draft_text(id, edit.revision).await? else {
            continue;
        };
        let found = checked(studio, Some(id.to_owned()), language, text).await?;
        if found.definition.is_some() {
            return Ok(found.definition);
        }
    }
    let listing = studio.store.survey_listing(id).await?;
    let Some((revision, _)) = listing.and_then(|listing| listing.published) else {
        return Ok(None);
    };
    let Some(text) = studio.store.revision(id, revision).await? else { return Ok(None) };
    let read = move || Definition::read_as_published(&text.source, text.language, text.naming).ok();
    studio.shelf.off_the_way(read).await
}

/// As what a draft is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A message of Braze.
    #[default]
    Message,
    /// A page of its own.
    Link,
    /// A part of somebody's page.
    Page,
    /// The first question in an e-mail.
    Mail,
    /// The same in plain text.
    MailText,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Message, Self::Link, Self::Page, Self::Mail, Self::MailText];

    /// Its word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Link => "link",
            Self::Page => "page",
            Self::Mail => "mail",
            Self::MailText => "mail-text",
        }
    }

    /// The shape of a word; a message for all others.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|shape| shape.as_str() == word).unwrap_or_default()
    }
}

/// How a draft is to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Showing {
    /// As what.
    pub shape: Shape,
    /// In which language; empty for the survey's own.
    pub locale: String,
    /// From which card on: a question's id, or `end`; empty for the beginning.
    pub card: String,
    /// In which light: `light`, `dark`, or as the browser likes.
    pub light: &'static str,
    /// Who answers, by the names of a link: `user_braze_id`, and `h.{id}` for hidden fields.
    pub person: Vec<(String, String)>,
}

/// The path under which it is shown, below the studio's own: who has it sees the draft, without any right,
/// while the relay runs.
///
/// # Errors
/// Where there is nothing to show, or this program cannot show it.
pub async fn address(studio: &Studio, look: &Look, showing: &Showing) -> Result<String, Refusal> {
    let nothing = || Refusal::new(RefusalKind::Conflict, words::PREVIEW_NOTHING);
    let definition = look.definition.as_ref().ok_or_else(nothing)?;
    let room = studio.relay.preview(definition, &showing.card, showing.light).await;
    let room = room.ok_or_else(|| Refusal::new(RefusalKind::Unavailable, words::UNAVAILABLE))?;
    let page = match showing.shape {
        Shape::Message => "/message?".to_owned(),
        Shape::Link => format!("/s/{}?channel=link&", definition.id()),
        Shape::Page => "/page?".to_owned(),
        Shape::Mail => "/mail?".to_owned(),
        Shape::MailText => "/mail?part=text&".to_owned(),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("locale", definition.closest_locale(&showing.locale));
    let known = definition.hidden().map(|(id, _)| format!("h.{id}"));
    let known: Vec<String> = known.chain(["user_braze_id".to_owned()]).collect();
    for (name, value) in &showing.person {
        if known.contains(name) && !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    Ok(format!("{room}{page}{}", query.finish()))
}
