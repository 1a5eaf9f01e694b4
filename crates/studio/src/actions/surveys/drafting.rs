//! Drafts: read, and edited as a text or by operations.

use std::sync::Arc;

use serde_json::json;
use sondage_author::editing::{Edit, Operation, Refusal as EditRefusal};
use sondage_author::source::node::{Node, Tree};
use sondage_intake::Language;
use sondage_store::{Draft, DraftChange, DraftStep, StudioChange};

use super::checking::{Finding, checked};
use super::edits::EditBody;
use super::view::{DraftView, LONGEST, name_of, word};
use crate::actions::audit::noted;
use crate::actor::{Actor, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words::{self, Said};

/// The most operations at a time: a person makes one, an undo some.
pub(super) const MOST_OPERATIONS: usize = 200;
/// How often an edit by operations is tried where others come in between.
const TRIES: usize = 5;

/// A draft after an edit.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The draft.
    pub draft: DraftView,
    /// What takes the edits back, the last first; nothing, where the text was edited as a whole.
    pub undo: Vec<Edit>,
    /// What is wrong with it now.
    pub findings: Vec<Finding>,
}

/// A survey's draft: what is published, where nobody has edited it here.
///
/// # Errors
/// Where they may not see it, or there is no such survey.
pub async fn read(studio: &Studio, actor: &Actor, id: &str) -> Result<DraftView, Refusal> {
    actor.may(Right::SeeSurveys)?;
    if let Some(draft) = studio.store.draft(id).await? {
        return Ok(DraftView::of_draft(draft));
    }
    let listing = studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let (revision, at) = listing.published.ok_or_else(Refusal::not_found)?;
    let source = studio.store.revision(id, revision).await?.ok_or_else(Refusal::not_found)?;
    Ok(DraftView {
        id: id.to_owned(),
        name: name_of(&source.source, source.language).unwrap_or_else(|| id.to_owned()),
        language: word(source.language),
        text: source.source,
        revision: 0,
        published_revision: Some(revision),
        edited_at: at,
        edited_by: String::new(),
    })
}

/// Puts another text in a draft's place. What is wrong with it is said, and keeps nothing back: a draft
/// may be anything. `from` is the [`DraftView::base`] that its author had before them.
///
/// # Errors
/// Where they may not, where somebody has edited it since, or where it is too long.
pub async fn edit_text(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    from: &str,
    (language, text): (Language, String),
) -> Result<Edited, Refusal> {
    actor.may(Right::EditSurveys)?;
    let before = read(studio, actor, id).await?;
    if before.base() != from {
        return Err(stale(&before));
    }
    put(studio, actor, &before, (language, text), DraftStep::Edited).await
}

/// Changes a draft by edits, all of them or none. They say themselves what they expect to find, so it
/// does not matter what else has changed since.
///
/// # Errors
/// Where they may not, where something else stands there by now, or where the text is none.
pub async fn edit(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    edits: Vec<EditBody>,
) -> Result<Edited, Refusal> {
    actor.may(Right::EditSurveys)?;
    if edits.iter().map(|edit| edit.operation.count()).sum::<usize>() > MOST_OPERATIONS {
        let said = Said::new(words::TOO_MANY_EDITS).with("most", MOST_OPERATIONS);
        return Err(Refusal::new(RefusalKind::TooLarge, said));
    }
    edit_by(studio, actor, id, edits.into_iter().map(Wish::Body).collect()).await
}

/// An edit as it came: over the network, or made here of a form.
#[derive(Debug)]
pub(super) enum Wish {
    /// As it travels.
    Body(EditBody),
    /// As the survey's text takes it.
    Own(Operation),
}

/// The same for edits from wherever.
pub(super) async fn edit_by(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    edits: Vec<Wish>,
) -> Result<Edited, Refusal> {
    actor.may(Right::EditSurveys)?;
    let edits = Arc::new(edits);
    for _ in 0..TRIES {
        let before = read(studio, actor, id).await?;
        let language = before.text_language();
        let (text, all) = (before.text.clone(), Arc::clone(&edits));
        let make = move || edited_by_all(&all, text, language);
        let (text, undo) = studio.shelf.off_the_way(make).await??;
        match put(studio, actor, &before, (language, text), DraftStep::Edited).await {
            Ok(edited) => return Ok(Edited { undo, ..edited }),
            // Somebody was quicker: the edits are made to what they have left.
            Err(refusal) if refusal.kind == RefusalKind::Stale => {}
            Err(refusal) => return Err(refusal),
        }
    }
    Err(Refusal::new(RefusalKind::Stale, words::STALE))
}

/// A text after all of these, and what takes them back.
fn edited_by_all(
    edits: &[Wish],
    mut text: String,
    language: Language,
) -> Result<(String, Vec<Edit>), Refusal> {
    let mut undo = Vec::new();
    for wish in edits {
        let edited = edited(wish, &text, language).map_err(|refusal| refused(&refusal))?;
        if edited.text.len() > LONGEST {
            return Err(Refusal::new(RefusalKind::TooLarge, words::SURVEY_TOO_LONG));
        }
        text = edited.text;
        undo.insert(0, edited.undo);
    }
    Ok((text, undo))
}

fn edited(
    wish: &Wish,
    text: &str,
    language: Language,
) -> Result<sondage_author::editing::Edited, EditRefusal> {
    match wish {
        Wish::Own(operation) => Edit::from(operation.clone()).apply(text, language),
        Wish::Body(body) => {
            let node = Node::parse(text, language).map_err(EditRefusal::Unreadable)?;
            body.edit(&node.tree)?.apply(text, language)
        }
    }
}

/// Writes a draft's next revision.
pub(super) async fn put(
    studio: &Studio,
    actor: &Actor,
    before: &DraftView,
    (language, text): (Language, String),
    step: DraftStep,
) -> Result<Edited, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::new(RefusalKind::TooLarge, words::SURVEY_TOO_LONG));
    }
    let now = studio.clock.now();
    let begun = Draft {
        survey: before.id.clone(),
        language: before.text_language(),
        source: before.text.clone(),
        name: before.name.clone(),
        revision: before.revision.max(1),
        created_at: before.edited_at,
        edited_at: now,
        edited_by: actor.name.clone(),
    };
    // What is wrong with it is looked for while it is written.
    let found = checked(studio, Some(before.id.clone()), language, text.clone());
    let written = write_revision(studio, before, begun, (language, text), step);
    let (found, draft) = tokio::join!(found, written);
    let (found, draft) = (found?, DraftView::of_draft(draft?));
    if let Some(definition) = found.definition {
        studio.shelf.note_shown(&draft.id, (draft.base(), Arc::new(definition)));
    }
    Ok(Edited { draft, undo: Vec::new(), findings: found.findings })
}

/// Writes the revision behind `begun`, which is the draft as it was.
async fn write_revision(
    studio: &Studio,
    before: &DraftView,
    begun: Draft,
    (language, text): (Language, String),
    step: DraftStep,
) -> Result<Draft, Refusal> {
    let own = text.clone();
    let name = studio.shelf.off_the_way(move || name_of(&own, language)).await?;
    let draft = Draft {
        language,
        name: name.unwrap_or_else(|| before.name.clone()),
        source: text,
        revision: begun.revision.saturating_add(1),
        ..begun.clone()
    };
    let mut changes = Vec::new();
    let from = begun.revision;
    if before.revision == 0 {
        // What was published is the first step, so that it can be come back to.
        changes.push(StudioChange::Draft(Box::new(DraftChange::Begin(begun))));
    }
    let edit = DraftChange::Edit { draft: draft.clone(), from, step };
    changes.push(StudioChange::Draft(Box::new(edit)));
    if !studio.store.change_drafts(changes).await? {
        return Err(stale(before));
    }
    Ok(draft)
}

/// Deletes a draft that was never published, with its history.
///
/// # Errors
/// Where they may not, or it was published.
pub async fn discard(studio: &Studio, actor: &Actor, id: &str) -> Result<(), Refusal> {
    actor.may(Right::EditSurveys)?;
    studio.store.draft(id).await?.ok_or_else(Refusal::not_found)?;
    let changes = vec![
        StudioChange::Draft(Box::new(DraftChange::Discard { survey: id.to_owned() })),
        noted(studio, actor, "survey.deleted", Some(id), &json!({})),
    ];
    if studio.store.change_drafts(changes).await? {
        return Ok(());
    }
    Err(Refusal::new(RefusalKind::Conflict, words::PUBLISHED_STAYS))
}

pub(crate) fn stale(before: &DraftView) -> Refusal {
    let said = Said::new(words::DRAFT_STALE).with("who", &before.edited_by);
    Refusal::new(RefusalKind::Stale, said)
}

/// Why an edit was not made, told at its place.
pub(super) fn refused(refusal: &EditRefusal) -> Refusal {
    let pointer = |place: &sondage_author::problem::Place| format!("/{}", pointer_of(place));
    match refusal {
        EditRefusal::Unreadable(problems) => {
            let line = problems.first().map_or(1, |problem| problem.line);
            let said = Said::new(words::TEXT_UNREADABLE).with("line", line);
            Refusal::new(RefusalKind::Conflict, said)
        }
        EditRefusal::Conflict(conflict) => {
            let shown = |tree: Option<&Tree>| {
                tree.map(|tree| sondage_author::editing::json_of(tree).to_string())
                    .unwrap_or_default()
            };
            let said = Said::new(words::EDIT_CONFLICT)
                .with("expected", shown(conflict.expected.as_ref()))
                .with("found", shown(conflict.found.as_ref()));
            Refusal::new(RefusalKind::Conflict, words::EDIT_CONFLICTS)
                .at(pointer(&conflict.at), said)
        }
        EditRefusal::Gone(place) => Refusal::new(RefusalKind::Conflict, words::EDIT_CONFLICTS)
            .at(pointer(place), words::EDIT_GONE),
        EditRefusal::Taken(place) => Refusal::invalid().at(pointer(place), words::EDIT_TAKEN),
        EditRefusal::Unsayable(place) => {
            Refusal::invalid().at(pointer(place), words::EDIT_UNSAYABLE)
        }
    }
}

/// A place as a JSON pointer (RFC 6901), without the first slash.
pub(super) fn pointer_of(place: &sondage_author::problem::Place) -> String {
    let step = |step: &sondage_author::problem::Step| match step {
        sondage_author::problem::Step::Key(key) => key.replace('~', "~0").replace('/', "~1"),
        sondage_author::problem::Step::Item(number) => number.to_string(),
    };
    place.steps().iter().map(step).collect::<Vec<_>>().join("/")
}
