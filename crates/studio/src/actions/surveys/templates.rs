//! Surveys to start from.

use serde::Serialize;
use sondage_author::source::Source;
use sondage_intake::Language;

use crate::actor::{Actor, Right};
use crate::refusal::Refusal;

/// A template's name and its text.
pub(super) type TemplateText = (&'static str, &'static str);

macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../templates/", $name, ".toml")))),+]
    };
}

/// All of them, by name.
pub(super) const TEMPLATES: &[TemplateText] = templates![
    "app-rating",
    "beta-feedback",
    "bug-report",
    "ces",
    "checkout-abandoned",
    "churn",
    "concept-test",
    "content",
    "csat",
    "csat-support",
    "customer-profile",
    "delivery",
    "downgrade",
    "employee-pulse",
    "event-feedback",
    "event-registration",
    "feature-feedback",
    "feature-request",
    "hotel-stay",
    "lead-qualification",
    "loyalty-programme",
    "market-research",
    "newsletter-preferences",
    "nps",
    "nps-follow-up",
    "onboarding",
    "post-purchase",
    "pricing",
    "product-market-fit",
    "restaurant",
    "roadmap-ranking",
    "trial-ended",
    "upgrade-reasons",
    "usability",
    "webinar",
    "website-goal",
];

/// A survey to start from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Template {
    /// Its name.
    pub id: String,
    /// What the survey is called.
    pub name: String,
    /// What it is for, in a sentence.
    pub about: String,
    /// How many questions it has.
    pub questions: usize,
    /// The languages that it is in.
    pub languages: Vec<String>,
}

/// All of them.
///
/// # Errors
/// Where they may not see surveys.
pub fn list(actor: &Actor) -> Result<Vec<Template>, Refusal> {
    actor.may(Right::SeeSurveys)?;
    Ok(TEMPLATES.iter().map(described).collect())
}

/// The text of one of them, in TOML.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(own, _)| *own == name).map(|(_, text)| *text)
}

fn described((id, text): &TemplateText) -> Template {
    let (source, _) = Source::read_text(text, Language::Toml);
    // The first two lines of each are its title and what it is for.
    let mut comments = text.lines().map_while(|line| line.strip_prefix("# "));
    let title = comments.next().map(str::to_owned);
    let languages = source.translations.0.keys().cloned();
    Template {
        id: (*id).to_owned(),
        name: title.unwrap_or_else(|| source.name.text.clone()),
        about: comments.next().unwrap_or_default().to_owned(),
        questions: source.questions.len(),
        languages: std::iter::once(source.own_locale().to_owned()).chain(languages).collect(),
    }
}

#[cfg(test)]
mod tests {
    use sondage_intake::{Definition, Language};

    use super::{TEMPLATES, described};

    #[test]
    fn every_template_is_there_with_what_it_is_for() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), TEMPLATES.len());
        for entry in TEMPLATES {
            let template = described(entry);
            assert!(!template.about.is_empty() && template.questions > 0, "{template:?}");
            assert!(Definition::parse(entry.1, Language::Toml).is_ok(), "{}", entry.0);
        }
    }
}
