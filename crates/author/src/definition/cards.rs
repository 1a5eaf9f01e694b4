//! What surrounds the questions, with what it speaks of looked up.

use sondage_survey::condition::Condition;

use super::names::Names;
use super::question::check_recalls;
use crate::problem::{Found, Place};
use crate::question::{Asked, condition, take_id};
use crate::source::{self, EndButton, Flow, Image, LookLogo, Prompt, Source, Text, Welcome};
use crate::theme::{Ink, Layout, Theme};

/// What surrounds the questions.
#[derive(Clone, Debug)]
pub(crate) struct Around {
    pub(crate) prompt: Option<Prompt>,
    pub(crate) welcome: Option<Welcome>,
    pub(crate) flow: Flow,
    /// The one without a name first.
    pub(crate) endings: Vec<EndCard>,
    /// The theme's rules, after those that load its font.
    pub(crate) theme: String,
    /// How many bytes of them load its font.
    pub(crate) n_faces: usize,
    /// Where it stands.
    pub(crate) layout: Option<Layout>,
    /// The theme's logo.
    pub(crate) logo: Option<LookLogo>,
    /// The theme's colours, font and corners, for mails.
    pub(crate) ink: Ink,
}

/// An end of which all is known that it speaks of.
#[derive(Clone, Debug)]
pub(crate) struct EndCard {
    pub(crate) id: String,
    pub(crate) condition: Option<Condition>,
    /// The text, or nothing where the respondent is sent elsewhere.
    pub(crate) text: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) image: Option<Image>,
    pub(crate) button: Option<EndButton>,
    pub(crate) redirect: Option<String>,
}

impl Around {
    pub(super) fn resolve(
        source: &Source,
        asked: &[Asked],
        names: &Names,
        found: &mut Found,
    ) -> Self {
        let nothing = names.scope(&[]);
        let mut check = |text: Option<&Text>, card: &str, key: &str| {
            check_recalls(text, &nothing, &Place::root().key(card).key(key), found);
        };
        if let Some(prompt) = &source.prompt {
            check(Some(&prompt.text), "prompt", "text");
        }
        if let Some(welcome) = &source.welcome {
            check(Some(&welcome.title), "welcome", "title");
            check(welcome.text.as_ref(), "welcome", "text");
        }
        let theme = Theme::resolve(&source.theme, &Place::root().key("theme"), found);
        Self {
            prompt: source.prompt.clone(),
            welcome: source.welcome.clone(),
            flow: source.flow.clone(),
            endings: endings(source, asked, names, found),
            n_faces: theme.font_faces().len(),
            theme: [theme.font_faces(), theme.css()].concat(),
            layout: theme.layout,
            ink: theme.ink(),
            logo: theme.logo,
        }
    }

    /// Whether something comes before the first question.
    pub(super) fn has_card_before(&self) -> bool {
        self.prompt.is_some() || self.welcome.is_some()
    }

    /// The place of the ending of this id; empty for the one without.
    pub(super) fn ending(&self, id: &str) -> Option<usize> {
        self.endings.iter().position(|ending| ending.id == id)
    }
}

/// All endings, the one without a name first; those that could not be read are left out.
fn endings(source: &Source, asked: &[Asked], names: &Names, found: &mut Found) -> Vec<EndCard> {
    let scope = names.scope(asked);
    let mut endings = Vec::new();
    if !found.lacks(&Place::root(), "end") {
        let (end, at) = (source.end.clone(), Place::root().key("end"));
        check_recalls(Some(&end.text), &scope, &at.key("text"), found);
        check_recalls(end.description.as_ref(), &scope, &at.key("description"), found);
        endings.push(EndCard {
            id: String::new(),
            condition: None,
            text: Some(end.text),
            description: end.description,
            image: end.image,
            button: end.button,
            redirect: end.redirect,
        });
    }
    let mut ids = Vec::new();
    let list = Place::root().key("endings");
    for (place, ending) in source.endings.iter().enumerate() {
        let at = list.item(place);
        let is_new = take_id(&ending.id, &mut ids, &at, found);
        let condition = condition::maybe(ending.condition.as_ref(), &scope, &at.key("if"), found);
        let source::Ending { id, text, description, image, button, redirect, .. } = ending.clone();
        if is_new {
            endings.push(EndCard { id, condition, text, description, image, button, redirect });
        }
        check_recalls(ending.text.as_ref(), &scope, &at.key("text"), found);
        check_recalls(ending.description.as_ref(), &scope, &at.key("description"), found);
    }
    endings
}
