//! What is published, and what Braze has: what a new revision is compared with.

use anyhow::Result;
use sondage_author::definition::Elsewhere;
use sondage_intake::comparing::{Candidate, Known};
use sondage_store::Store;
use sondage_studio::actions::surveys::attributes::attributes_in_braze;

use super::super::check::Source;
use super::super::terminal::note;
use crate::settings::Braze;

/// Reads it all. Braze is asked where a key is set that may list attributes.
pub(super) async fn load(store: &Store, braze: &Braze) -> Result<Known> {
    let known = Known::of_texts(store.all_revisions().await?);
    Ok(known.with_braze(known_in_braze(braze).await))
}

fn candidate(survey: &Source) -> Candidate<'_> {
    Candidate { definition: &survey.definition, text: &survey.text, language: survey.language }
}

/// Where a survey writes an attribute with another type than others do, but for those that are
/// published beside it; a line each.
pub(super) fn clashes(known: &Known, survey: &Source, beside: &[Source]) -> Vec<String> {
    let beside: Vec<&str> = beside.iter().map(|other| other.definition.id()).collect();
    let clashes = known.clashes(candidate(survey), &beside);
    clashes.iter().map(|clash| format!("{}:{clash}", survey.name())).collect()
}

/// The questions whose answers go to another attribute from here on, since their words are others;
/// a line each.
pub(super) fn renamed(known: &Known, survey: &Source) -> Vec<String> {
    let lines = known.renamed(candidate(survey)).into_iter().map(|renamed| {
        let (name, question, was, is) = (survey.name(), renamed.question, renamed.was, renamed.is);
        format!(
            "{name}: warning: \"{question}\" has written the attribute \"{was}\" until now, and writes \"{is}\" from here on: to keep it, say attribute = {was:?}"
        )
    });
    lines.collect()
}

/// What Braze has; nothing, where it cannot be asked.
async fn known_in_braze(braze: &Braze) -> Option<Elsewhere> {
    let client = braze.client().ok().flatten()?;
    match attributes_in_braze(&client).await {
        Ok(known) => known,
        Err(error) => {
            note!("attributes are not compared with those that Braze has: {error}");
            None
        }
    }
}
