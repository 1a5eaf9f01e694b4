//! What a survey writes to profiles in Braze, beside what it wrote and what others write there.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use sondage_author::definition::Elsewhere;
use sondage_author::problem::StoredType;
use sondage_braze::{AttributeKind, CallError, Client};
use sondage_intake::{Definition, PublishedSource};

use super::previewing::look_at;
use crate::actor::Actor;
use crate::refusal::Refusal;
use crate::shelf::Written;
use crate::state::Studio;

/// So long others' surveys are read for one page; what is left is read for the next.
const READING: Duration = Duration::from_millis(250);

/// What a question, a hidden field or a variable writes to profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AttributeView {
    /// Its id.
    pub from: String,
    /// The attribute's name.
    pub attribute: String,
    /// The type that Braze gives it: `number`, `string`, `date`, `array`, `boolean` or `object`.
    #[serde(rename = "type")]
    pub stored: &'static str,
    /// What it writes as it is published, where that is another attribute or type.
    pub published: Option<WrittenView>,
    /// The surveys that write the same attribute with another type: Braze keeps the type of the first
    /// value that it gets, and drops the others.
    pub clashes: Vec<ClashView>,
}

/// An attribute, and its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct WrittenView {
    /// The attribute's name.
    pub attribute: String,
    /// Its type.
    #[serde(rename = "type")]
    pub stored: &'static str,
}

/// A survey that writes an attribute with another type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ClashView {
    /// The survey's id.
    pub survey: String,
    /// The type.
    #[serde(rename = "type")]
    pub stored: &'static str,
}

/// What a draft writes to profiles, in its order; as it was last when nothing was wrong with it.
///
/// # Errors
/// Where they may not see it, or there is no such survey.
pub async fn attributes(
    studio: &Studio,
    actor: &Actor,
    id: &str,
) -> Result<Vec<AttributeView>, Refusal> {
    let look = look_at(studio, actor, id).await?;
    match look.definition {
        Some(definition) => beside_others(studio, id, &definition).await,
        None => Ok(Vec::new()),
    }
}

/// The same of what was looked at last; nothing, where nothing of it was right yet.
pub(crate) async fn known_attributes(
    studio: &Studio,
    id: &str,
) -> Result<Vec<AttributeView>, Refusal> {
    match studio.shelf.shown(id) {
        Some((_, definition)) => beside_others(studio, id, &definition).await,
        None => Ok(Vec::new()),
    }
}

async fn beside_others(
    studio: &Studio,
    id: &str,
    definition: &Definition,
) -> Result<Vec<AttributeView>, Refusal> {
    let own = written_by(definition);
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let (before, others) = published(studio, id).await?;
    Ok(own.iter().map(|one| compared(one, &before, &others)).collect())
}

fn compared(
    one: &Written,
    before: &[Written],
    others: &[(String, Arc<Vec<Written>>)],
) -> AttributeView {
    let was = before.iter().find(|was| was.from == one.from);
    let was = was.filter(|was| was.attribute != one.attribute || was.stored != one.stored);
    let clash = |(survey, all): &(String, Arc<Vec<Written>>)| {
        let is_it =
            |other: &&Written| other.attribute == one.attribute && other.stored != one.stored;
        let stored = type_word(all.iter().find(is_it)?.stored);
        Some(ClashView { survey: survey.clone(), stored })
    };
    AttributeView {
        from: one.from.clone(),
        attribute: one.attribute.clone(),
        stored: type_word(one.stored),
        published: was.map(|was| WrittenView {
            attribute: was.attribute.clone(),
            stored: type_word(was.stored),
        }),
        clashes: others.iter().filter_map(clash).collect(),
    }
}

/// What the published revision of a survey writes, and those of all others, each by its survey.
async fn published(
    studio: &Studio,
    id: &str,
) -> Result<(Arc<Vec<Written>>, Vec<(String, Arc<Vec<Written>>)>), Refusal> {
    let begun = Instant::now();
    let (mut own, mut others) = (Arc::default(), Vec::new());
    let mut listings = studio.store.survey_listings().await?;
    // Its own first, whatever there is no time for.
    listings.sort_by_key(|listing| listing.survey != id);
    for listing in listings {
        let Some((revision, _)) = listing.published else { continue };
        let known = studio.shelf.written(&listing.survey, revision);
        let written = match known {
            Some(written) => written,
            None if begun.elapsed() > READING && listing.survey != id => continue,
            None => {
                let text = studio.store.revision(&listing.survey, revision).await?;
                let Some(text) = text else { continue };
                let written =
                    Arc::new(studio.shelf.off_the_way(move || read_written(&text)).await?);
                studio.shelf.note_written(&listing.survey, revision, Arc::clone(&written));
                written
            }
        };
        if listing.survey == id { own = written } else { others.push((listing.survey, written)) }
    }
    Ok((own, others))
}

fn read_written(text: &PublishedSource) -> Vec<Written> {
    let read = Definition::read_as_published(&text.source, text.language, text.naming);
    read.map(|definition| written_by(&definition)).unwrap_or_default()
}

fn written_by(definition: &Definition) -> Vec<Written> {
    let all = definition.profile_writes().into_iter();
    all.map(|write| Written { from: write.from, attribute: write.attribute, stored: write.stored })
        .collect()
}

/// The attributes that a workspace of Braze has; nothing, where the key may not list them, as most may not.
///
/// # Errors
/// When there is no answer, or one that is no success.
pub async fn attributes_in_braze(client: &Client) -> Result<Option<Elsewhere>, CallError> {
    let all = match client.custom_attributes().await {
        Err(CallError::Refused { status: 401 | 403, .. }) => return Ok(None),
        all => all?,
    };
    let stored = |kind| match kind {
        AttributeKind::Text => StoredType::Text,
        AttributeKind::Number => StoredType::Number,
        AttributeKind::Flag => StoredType::Flag,
        AttributeKind::Time => StoredType::Time,
        AttributeKind::List => StoredType::List,
        AttributeKind::Object => StoredType::Object,
    };
    let writes = all.into_iter().filter_map(|one| Some((one.name, stored(one.kind?))));
    Ok(Some(Elsewhere { name: "Braze".to_owned(), writes: writes.collect() }))
}

/// What Braze calls a type.
fn type_word(stored: StoredType) -> &'static str {
    match stored {
        StoredType::Nothing => "nothing",
        StoredType::Number => "number",
        StoredType::Text => "string",
        StoredType::Time => "date",
        StoredType::List => "array",
        StoredType::Flag => "boolean",
        StoredType::Object => "object",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sondage_author::problem::StoredType::{Number, Text};

    use super::{ClashView, WrittenView, compared};
    use crate::shelf::Written;

    #[test]
    fn what_was_and_what_others_write_is_told_where_it_is_another() {
        let written = |from: &str, attribute: &str, stored| Written {
            from: from.to_owned(),
            attribute: attribute.to_owned(),
            stored,
        };
        let others = [
            ("alike".to_owned(), Arc::new(vec![written("a", "score", Number)])),
            ("other".to_owned(), Arc::new(vec![written("b", "score", Text)])),
        ];
        let now = written("score", "score", Number);
        let view = compared(&now, &[written("score", "How was it?", Number)], &others);
        let clash = ClashView { survey: "other".to_owned(), stored: "string" };
        assert_eq!(view.clashes, [clash]);
        let was = WrittenView { attribute: "How was it?".to_owned(), stored: "number" };
        assert_eq!(view.published, Some(was));
        assert_eq!(compared(&now, std::slice::from_ref(&now), &[]).published, None);
    }
}
