//! A draft, as its authors have it before them.

use serde::Serialize;
use sondage_author::source::node::{Node, Tree};
use sondage_intake::{Language, Millis};
use sondage_store::Draft;

/// The longest text of a survey, in bytes.
pub const LONGEST: usize = 1 << 20;

/// A draft, as its authors have it before them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DraftView {
    /// The survey's id.
    pub id: String,
    /// What the survey is called.
    pub name: String,
    /// The language of the text: `toml` or `json`.
    pub language: &'static str,
    /// The text, right or not.
    pub text: String,
    /// Counts the edits; 0, where it is what is published and nobody has edited it here.
    pub revision: u32,
    /// Which published revision it is, where it is that.
    pub published_revision: Option<u32>,
    /// When it was edited last, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub edited_at: Millis,
    /// By whom; empty, where nobody has edited it here.
    pub edited_by: String,
}

impl DraftView {
    /// The state that it is in, for an entity tag.
    #[must_use]
    pub fn state(&self) -> String {
        format!("{}\n{}\n{:?}", self.id, self.revision, self.published_revision)
    }

    /// What an edit is made of: the draft's revision or, where nobody has edited it here, the published one.
    #[must_use]
    pub fn base(&self) -> String {
        match (self.revision, self.published_revision) {
            (0, Some(published)) => format!("published-{published}"),
            (revision, _) => format!("draft-{revision}"),
        }
    }

    /// The language of the text.
    #[must_use]
    pub fn text_language(&self) -> Language {
        if self.language == "json" { Language::Json } else { Language::Toml }
    }

    pub(super) fn of_draft(draft: Draft) -> Self {
        Self {
            id: draft.survey,
            name: draft.name,
            language: word(draft.language),
            text: draft.source,
            revision: draft.revision,
            published_revision: None,
            edited_at: draft.edited_at,
            edited_by: draft.edited_by,
        }
    }
}

/// The word for a language.
pub(super) fn word(language: Language) -> &'static str {
    match language {
        Language::Toml => "toml",
        Language::Json => "json",
    }
}

/// What a text calls its survey, whether the rest can be read or not.
pub(super) fn name_of(text: &str, language: Language) -> Option<String> {
    match Node::parse(text, language).ok()?.tree.get("name") {
        Some(Tree::Text(name)) if !name.trim().is_empty() => {
            Some(name.trim().chars().take(200).collect())
        }
        _ => None,
    }
}
