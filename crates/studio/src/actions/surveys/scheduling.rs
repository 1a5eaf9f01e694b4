//! When a survey opens and closes by itself, set from outside its text.
//!
//! It stands in the text, under `[limits]`, so that a file, the editor and this are one: what is published is
//! published anew with the two times in it and nothing else, and the draft has them, too.
#![expect(clippy::option_option, reason = "what is left out is another thing than what is ended")]

use serde::{Deserialize, Deserializer};
use serde_json::{Value as Json, json};
use sondage_author::editing::{Edit, Operation, json_of, tree_of};
use sondage_author::problem::Place;
use sondage_author::source::node::{Node, Tree};
use sondage_intake::{Definition, Language, Millis};
use sondage_store::{DraftChange, StudioChange};

use super::drafting::{Wish, edit_by, refused};
use super::listing::{self, Status, Survey};
use crate::actions::audit::noted;
use crate::actor::{Actor, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words;

/// When a survey opens and closes. What is left out stays as it is, and `null` ends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Schedule {
    /// When it takes its first answer: a time as RFC 3339 has it, like `2026-12-07T09:00:00+01:00`.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub opens: Option<Option<String>>,
    /// From when on it takes nobody new, in the same way.
    #[serde(deserialize_with = "said")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closes: Option<Option<String>>,
}

/// What stands there, if only `null`.
fn said<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(value).map(Some)
}

/// A time that is set, or ended; none, where it stays.
type Wanted = Option<Option<Millis>>;

/// Sets when a survey opens and closes. Where it is to open later, it does so whether it was paused or
/// closed by hand before.
///
/// # Errors
/// Where they may not, the survey is not published or was put away, or a time cannot be meant.
pub async fn schedule(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    wanted: &Schedule,
) -> Result<Survey, Refusal> {
    actor.may(Right::PublishSurveys)?;
    let now = studio.clock.now();
    let survey = listing::show(studio, actor, id).await?;
    let (Some(revision), false) = (survey.published_revision, survey.status == Status::Archived)
    else {
        return Err(Refusal::new(RefusalKind::Conflict, words::NOT_PUBLISHED));
    };
    let opens = moment("/opens", wanted.opens.as_ref(), now)?;
    let closes = moment("/closes", wanted.closes.as_ref(), now)?;
    let (first, last) = (opens.unwrap_or(survey.opens_at), closes.unwrap_or(survey.closes_at));
    if let (Some(first), Some(last)) = (first, last)
        && last <= first
    {
        return Err(Refusal::invalid().at("/closes", words::SCHEDULE_BACKWARDS));
    }
    let text = studio.store.revision(id, revision).await?.ok_or_else(Refusal::not_found)?;
    let language = text.language;
    let make = move || {
        let text = with_times(&text.source, language, opens, closes)?;
        let read = Definition::read_published(&text, language);
        let definition =
            read.map_err(|_| Refusal::new(RefusalKind::Conflict, words::NOT_RIGHT_YET))?;
        Ok::<_, Refusal>((text, definition))
    };
    let (text, definition) = studio.shelf.off_the_way(make).await??;
    let reopens = opens.flatten().is_some();
    publish(studio, actor, id, (&definition, &text, language), reopens).await?;
    // Else the next publication would forget it.
    if studio.store.draft(id).await?.is_some() {
        keep_in_draft(studio, actor, id, opens, closes).await?;
    }
    listing::show(studio, actor, id).await
}

/// A time that is asked for.
fn moment(pointer: &str, said: Option<&Option<String>>, now: Millis) -> Result<Wanted, Refusal> {
    let Some(said) = said else { return Ok(None) };
    let Some(text) = said.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Some(None));
    };
    let wrong = || Refusal::invalid().at(pointer, words::SCHEDULE_UNREAD);
    let at = Millis::parse_rfc3339(text).ok_or_else(wrong)?;
    if at <= now {
        return Err(Refusal::invalid().at(pointer, words::SCHEDULE_PAST));
    }
    Ok(Some(Some(at)))
}

/// The operations that put these times into a text.
fn operations(tree: &Tree, opens: Wanted, closes: Wanted) -> Vec<Operation> {
    let json = json_of(tree);
    let times = [("opens", opens), ("closes", closes)];
    let mut all = Vec::new();
    for (key, wanted) in times {
        let Some(wanted) = wanted else { continue };
        let old = json.pointer(&format!("/limits/{key}")).cloned();
        let new = wanted.map(|at| Json::String(in_seconds(at)));
        if old != new {
            let at = Place::root().key("limits").key(key);
            all.push(Operation::Set {
                at,
                old: old.as_ref().map(tree_of),
                new: new.as_ref().map(tree_of),
            });
        }
    }
    all
}

/// A time as a survey has it: in UTC, to the second.
fn in_seconds(at: Millis) -> String {
    Millis(at.0.div_euclid(1000) * 1000).to_rfc3339().replace(".000Z", "Z")
}

fn with_times(
    text: &str,
    language: Language,
    opens: Wanted,
    closes: Wanted,
) -> Result<String, Refusal> {
    let unreadable = |problems| refused(&sondage_author::editing::Refusal::Unreadable(problems));
    let node = Node::parse(text, language).map_err(unreadable)?;
    let all = operations(&node.tree, opens, closes);
    if all.is_empty() {
        return Ok(text.to_owned());
    }
    let edited = Edit::from(Operation::Several(all)).apply(text, language);
    Ok(edited.map_err(|refusal| refused(&refusal))?.text)
}

async fn publish(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    (definition, text, language): (&Definition, &str, Language),
    reopens: bool,
) -> Result<(), Refusal> {
    let (by, survey, beside) = (actor.clone(), id.to_owned(), studio.clone());
    let limits = definition.limits();
    let (opens, closes) = (limits.opens.clone(), limits.closes.clone());
    let note = move |revision: u32| {
        let detail = json!({ "opens": opens, "closes": closes, "revision": revision });
        vec![noted(&beside, &by, "survey.scheduled", Some(&survey), &detail)]
    };
    studio.store.publish_noted(definition, text, language, note).await?;
    if reopens {
        let go_on = DraftChange::Hold { survey: id.to_owned(), hold: None };
        studio.store.change_drafts(vec![StudioChange::Draft(Box::new(go_on))]).await?;
    }
    Ok(())
}

async fn keep_in_draft(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    opens: Wanted,
    closes: Wanted,
) -> Result<(), Refusal> {
    let Some(draft) = studio.store.draft(id).await? else { return Ok(()) };
    // A text that cannot be read now is its author's to mend; the page of publishing shows the difference.
    let Ok(node) = Node::parse(&draft.source, draft.language) else { return Ok(()) };
    let all: Vec<Wish> = operations(&node.tree, opens, closes).into_iter().map(Wish::Own).collect();
    if all.is_empty() {
        return Ok(());
    }
    edit_by(studio, actor, id, all).await.map(drop).map_err(|refusal| match refusal.kind {
        RefusalKind::Conflict | RefusalKind::Stale => {
            Refusal::new(RefusalKind::Conflict, words::SCHEDULE_DRAFT)
        }
        _ => refusal,
    })
}

#[cfg(test)]
mod tests {
    use super::{Millis, with_times};
    use sondage_intake::Language;

    const SURVEY: &str = "id = \"s\"\nname = \"S\" # ours\n\n[end]\ntext = \"Bye\"\n";

    fn at(text: &str) -> Option<Millis> {
        Millis::parse_rfc3339(text)
    }

    #[test]
    fn times_come_into_a_text_in_utc_and_leave_it_as_it_was_when_they_go() {
        let opens = Some(at("2026-12-07T09:00:00+01:00"));
        let set = with_times(SURVEY, Language::Toml, opens, None).unwrap();
        assert!(
            set.contains("opens = \"2026-12-07T08:00:00Z\"") && set.contains("# ours"),
            "{set}"
        );
        assert_eq!(
            with_times(&set, Language::Toml, opens, None).unwrap(),
            set,
            "the same is no change"
        );
        let both =
            with_times(&set, Language::Toml, None, Some(at("2026-12-08T09:00:00Z"))).unwrap();
        assert!(
            both.contains("opens") && both.contains("closes = \"2026-12-08T09:00:00Z\""),
            "{both}"
        );
        let none = with_times(&both, Language::Toml, Some(None), Some(None)).unwrap();
        assert!(!none.contains("opens") && !none.contains("closes"), "{none}");
    }
}
