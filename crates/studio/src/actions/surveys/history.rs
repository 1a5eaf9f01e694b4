//! What a survey was, and how it comes back.

use std::fmt;

use serde::Serialize;
use sondage_author::editing::{Changed, differences, json_of};
use sondage_author::source::node::{Node, Tree};
use sondage_intake::{Language, Millis};
use sondage_store::DraftStep;

use super::drafting::{Edited, put, read};
use super::view::DraftView;
use crate::actor::{Actor, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words;

/// What happened to a survey at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Event {
    /// What: `begun`, `edited`, `restored` or `published`.
    pub what: &'static str,
    /// The revision after it: of what is published for that, else of the draft.
    pub revision: u32,
    /// When, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Millis,
    /// Who; empty where that is not known.
    pub who: String,
}

/// A text that a survey had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// A revision of the draft.
    Draft(u32),
    /// A published revision.
    Published(u32),
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft(revision) => write!(f, "draft-{revision}"),
            Self::Published(revision) => write!(f, "published-{revision}"),
        }
    }
}

impl Version {
    /// The version that an address names, like `draft-3` and `published-1`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let (kind, revision) = text.split_once('-')?;
        Self::of_kind(kind, revision.parse().ok()?)
    }

    /// The version of this kind, `draft` or `published`, and number.
    #[must_use]
    pub fn of_kind(kind: &str, revision: u32) -> Option<Self> {
        match kind {
            "draft" => Some(Self::Draft(revision)),
            "published" => Some(Self::Published(revision)),
            _ => None,
        }
    }
}

/// One place in which two texts differ.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct DifferenceView {
    /// Where, by ids: `questions.score.prompt`.
    pub path: String,
    /// What became of it: `added`, `removed`, `changed` or `moved`.
    pub what: &'static str,
    /// What was there.
    #[schema(value_type = Option<Object>)]
    pub old: Option<serde_json::Value>,
    /// What is there.
    #[schema(value_type = Option<Object>)]
    pub new: Option<serde_json::Value>,
}

/// What happened to a survey, the last first.
///
/// # Errors
/// Where they may not see it, or it is not there.
pub async fn events(studio: &Studio, actor: &Actor, id: &str) -> Result<Vec<Event>, Refusal> {
    actor.may(Right::SeeSurveys)?;
    studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let edits = studio.store.draft_edits(id).await?.into_iter().map(|edit| Event {
        what: edit.step.as_str(),
        revision: edit.revision,
        at: edit.edited_at,
        who: edit.edited_by,
    });
    let published = studio.store.revisions(id).await?.into_iter().map(|text| Event {
        what: "published",
        revision: text.revision,
        at: text.published_at,
        who: String::new(),
    });
    let mut all: Vec<Event> = edits.chain(published).collect();
    all.sort_by_key(|event| std::cmp::Reverse((event.at, event.revision)));
    Ok(all)
}

/// The text of a version.
///
/// # Errors
/// Where they may not see it, or it is not kept.
pub async fn version(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    version: Version,
) -> Result<(Language, String), Refusal> {
    actor.may(Right::SeeSurveys)?;
    let found = match version {
        Version::Draft(revision) => studio.store.draft_text(id, revision).await?,
        Version::Published(revision) => {
            let text = studio.store.revision(id, revision).await?;
            text.map(|text| (text.language, text.source))
        }
    };
    found.ok_or_else(Refusal::not_found)
}

/// Brings a version back as the draft. Nothing is lost: what is there now stays in the history.
///
/// # Errors
/// Where they may not, where it is not kept, or where somebody has edited the draft since.
pub async fn restore(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    (which, from): (Version, &str),
) -> Result<Edited, Refusal> {
    actor.may(Right::EditSurveys)?;
    let text = version(studio, actor, id, which).await?;
    let before = read(studio, actor, id).await?;
    if before.base() != from {
        return Err(Refusal::new(RefusalKind::Stale, words::STALE));
    }
    put(studio, actor, &before, text, DraftStep::Restored).await
}

/// What is different in the draft since a version, or since what is published where none is named; all of it,
/// where nothing is published.
///
/// # Errors
/// Where they may not see it, or one of the texts cannot be read.
pub async fn since(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    than: Option<Version>,
) -> Result<Vec<DifferenceView>, Refusal> {
    let draft = read(studio, actor, id).await?;
    let listing = studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let published = listing.published.map(|(revision, _)| Version::Published(revision));
    let old = match than.or(published) {
        Some(than) => version(studio, actor, id, than).await?,
        None => (Language::Toml, String::new()),
    };
    studio.shelf.off_the_way(move || between(&old, &draft)).await?
}

fn between(old: &(Language, String), draft: &DraftView) -> Result<Vec<DifferenceView>, Refusal> {
    let tree = |language: Language, text: &str| match Node::parse(text, language) {
        Ok(node) => Ok(node.tree),
        Err(problems) => {
            let line = problems.first().map_or(1, |problem| problem.line);
            let said = words::Said::new(words::TEXT_UNREADABLE).with("line", line);
            Err(Refusal::new(RefusalKind::Conflict, said))
        }
    };
    let (old, new) = (tree(old.0, &old.1)?, tree(draft.text_language(), &draft.text)?);
    Ok(views(&old, &new))
}

fn views(old: &Tree, new: &Tree) -> Vec<DifferenceView> {
    let view = |one: sondage_author::editing::Difference| {
        let (what, old, new) = match &one.change {
            Changed::Added(new) => ("added", None, Some(json_of(new))),
            Changed::Removed(old) => ("removed", Some(json_of(old)), None),
            Changed::Replaced(old, new) => ("changed", Some(json_of(old)), Some(json_of(new))),
            Changed::Reordered(ids) => ("moved", None, Some(ids.clone().into())),
        };
        DifferenceView { path: one.at.to_string(), what, old, new }
    };
    differences(old, new).into_iter().map(view).collect()
}
