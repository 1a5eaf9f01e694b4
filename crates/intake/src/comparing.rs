//! A survey that is to be published, compared with what is published already and with what Braze has. Pure.

use std::collections::BTreeMap;

use sondage_author::definition::{Definition, Elsewhere, Language, Problem};

use crate::published::PublishedSource;

/// A survey that is to be published.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The survey.
    pub definition: &'a Definition,
    /// The text that it was read from.
    pub text: &'a str,
    /// The language of that.
    pub language: Language,
}

/// All that is published, and what Braze has.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By survey, the oldest revision first.
    revisions: BTreeMap<String, Vec<(PublishedSource, Definition)>>,
    braze: Option<Elsewhere>,
}

/// A question whose answers go to another attribute from here on, since its words are others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedAttribute {
    /// The question's id.
    pub question: String,
    /// The attribute until now.
    pub was: String,
    /// The attribute from here on.
    pub is: String,
}

impl Known {
    /// What these texts say, each survey's in the order of its revisions; reading them takes a while.
    /// What a newer version has published is for that one to compare.
    #[must_use]
    pub fn of_texts(texts: impl IntoIterator<Item = PublishedSource>) -> Self {
        let mut known = Self::default();
        for text in texts {
            let read = Definition::read_as_published(&text.source, text.language, text.naming);
            let revisions = known.revisions.entry(text.survey.clone()).or_default();
            revisions.extend(read.ok().map(|definition| (text, definition)));
        }
        known
    }

    /// With what Braze has, where it could be asked.
    #[must_use]
    pub fn with_braze(self, braze: Option<Elsewhere>) -> Self {
        Self { braze, ..self }
    }

    /// Whether this very text is what is published.
    #[must_use]
    pub fn is_published(&self, survey: Candidate<'_>) -> bool {
        let last = self.own(survey).last();
        last.is_some_and(|(text, _)| text.source == survey.text && text.language == survey.language)
    }

    fn own(&self, survey: Candidate<'_>) -> &[(PublishedSource, Definition)] {
        self.revisions.get(survey.definition.id()).map_or(&[], Vec::as_slice)
    }

    /// Where a survey writes an attribute with another type than all its revisions, the newest ones
    /// of the others, but for those that are published beside it, or Braze.
    #[must_use]
    pub fn clashes(&self, survey: Candidate<'_>, beside: &[&str]) -> Vec<Problem> {
        if self.is_published(survey) {
            return Vec::new();
        }
        let id = survey.definition.id();
        let mut others = Vec::new();
        for (text, definition) in self.own(survey).iter().rev() {
            let name = format!("its revision {}", text.revision);
            others.push(Elsewhere::of_survey(name, definition));
        }
        let is_other = |other: &&String| *other != id && !beside.contains(&other.as_str());
        for id in self.revisions.keys().filter(is_other) {
            let last = self.revisions.get(id).and_then(|revisions| revisions.last());
            let other =
                last.map(|(_, other)| Elsewhere::of_survey(format!("the survey \"{id}\""), other));
            others.extend(other);
        }
        others.extend(self.braze.clone());
        survey.definition.clashes(survey.text, survey.language, &others)
    }

    /// The questions whose answers go to another attribute from here on, since their words are others.
    #[must_use]
    pub fn renamed(&self, survey: Candidate<'_>) -> Vec<RenamedAttribute> {
        let before = self.own(survey).last().filter(|_| !self.is_published(survey));
        let Some((_, before)) = before else { return Vec::new() };
        let renamed = |(question, was, is)| RenamedAttribute { question, was, is };
        survey.definition.renamed_attributes(before).into_iter().map(renamed).collect()
    }
}
