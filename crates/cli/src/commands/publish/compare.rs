//! What is published, and what Braze has: what a new revision is compared with.

use std::collections::HashMap;

use anyhow::Result;
use sondage_author::definition::{Definition, Elsewhere};
use sondage_author::problem::StoredType;
use sondage_braze::{AttributeKind, CallError};
use sondage_intake::PublishedSource;
use sondage_store::Store;

use super::super::check::Source;
use super::super::terminal::note;
use crate::settings::Braze;

/// All that is published, oldest revision first, and what Braze has.
pub(super) struct Known {
    revisions: HashMap<String, Vec<(PublishedSource, Definition)>>,
    braze: Option<Elsewhere>,
}

impl Known {
    /// Reads it all. Braze is asked where a key is set that may list attributes.
    pub(super) async fn load(store: &Store, braze: &Braze) -> Result<Self> {
        let mut revisions = HashMap::new();
        for (id, _) in store.published_revisions().await? {
            let texts = store.revisions(&id).await?.into_iter();
            let read = |text: PublishedSource| {
                // What a newer version has published is for that one to compare.
                let read =
                    Definition::read_as_published(&text.source, text.language, text.naming).ok();
                read.map(|definition| (text, definition))
            };
            revisions.insert(id, texts.filter_map(read).collect());
        }
        Ok(Self { revisions, braze: attributes_in_braze(braze).await })
    }

    /// Whether this very text is what is published.
    fn is_published(&self, survey: &Source) -> bool {
        let last = self.own(survey).last();
        last.is_some_and(|(text, _)| text.source == survey.text && text.language == survey.language)
    }

    fn own(&self, survey: &Source) -> &[(PublishedSource, Definition)] {
        self.revisions.get(survey.definition.id()).map_or(&[], Vec::as_slice)
    }

    /// Where a survey writes an attribute with another type than all its revisions, the newest ones
    /// of the others, but for those that are published beside it, or Braze; a line each.
    pub(super) fn clashes(&self, survey: &Source, beside: &[Source]) -> Vec<String> {
        if self.is_published(survey) {
            return Vec::new();
        }
        let id = survey.definition.id();
        let mut others = Vec::new();
        for (text, definition) in self.own(survey).iter().rev() {
            let name = format!("its revision {}", text.revision);
            others.push(Elsewhere::of_survey(name, definition));
        }
        let is_beside = |id: &str| beside.iter().any(|other| other.definition.id() == id);
        let mut ids: Vec<_> = self.revisions.keys().filter(|one| *one != id).collect();
        ids.sort();
        for id in ids.into_iter().filter(|id| !is_beside(id)) {
            let last = self.revisions.get(id).and_then(|revisions| revisions.last());
            let other =
                last.map(|(_, other)| Elsewhere::of_survey(format!("the survey \"{id}\""), other));
            others.extend(other);
        }
        others.extend(self.braze.clone());
        survey.clashes(&others)
    }

    /// The questions whose answers go to another attribute from here on, since their words are
    /// others; a line each.
    pub(super) fn renamed(&self, survey: &Source) -> Vec<String> {
        let before = self.own(survey).last().filter(|_| !self.is_published(survey));
        let Some((_, before)) = before else { return Vec::new() };
        let line = |(question, was, is): (String, String, String)| {
            format!(
                "{}: warning: \"{question}\" has written the attribute \"{was}\" until now, and writes \"{is}\" from here on: to keep it, say attribute = {was:?}",
                survey.name()
            )
        };
        survey.definition.renamed_attributes(before).into_iter().map(line).collect()
    }
}

/// What Braze has; nothing, where it cannot be asked.
async fn attributes_in_braze(braze: &Braze) -> Option<Elsewhere> {
    let client = braze.client().ok().flatten()?;
    let all = match client.custom_attributes().await {
        Ok(all) => all,
        // Most keys may not, and need not.
        Err(CallError::Refused { status: 401 | 403, .. }) => return None,
        Err(error) => {
            note!("attributes are not compared with those that Braze has: {error}");
            return None;
        }
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
    Some(Elsewhere { name: "Braze".to_owned(), writes: writes.collect() })
}
