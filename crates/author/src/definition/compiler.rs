//! A definition in one locale, with all that its markup is made of.

use super::cards::Around as Cards;
use super::{Definition, Parts};
use crate::question::pen::Pen;
use crate::question::{Asked, Field};
use crate::source::{Flow, Showing};
use sondage_survey::ask::Ask;

/// What cards, questions and mails are drawn with.
#[derive(Debug)]
pub(crate) struct Compiler<'a> {
    definition: &'a Definition,
    pen: Pen<'a>,
    locales: Vec<&'a str>,
    parts: &'a Parts,
}

impl<'a> Compiler<'a> {
    /// For the locale closest to `wanted`, of which `parts` are.
    pub(crate) fn new(definition: &'a Definition, parts: &'a Parts, wanted: &str) -> Self {
        let locale = definition.closest_locale(wanted);
        let scope = parts.names.scope(&parts.questions);
        let wording = (definition.wording(locale), definition.wording_locale(locale));
        let schemes = definition.source.schemes.as_deref().unwrap_or_default();
        let pen = Pen::new(definition.locale(), locale, wording, scope, schemes);
        Self { definition, pen, locales: definition.locales().collect(), parts }
    }

    /// Writes its texts.
    pub(crate) fn pen(&self) -> &Pen<'a> {
        &self.pen
    }

    /// All locales, the survey's own first.
    pub(crate) fn locales(&self) -> &[&'a str] {
        &self.locales
    }

    /// What surrounds the questions.
    pub(crate) fn cards(&self) -> &'a Cards {
        &self.parts.around
    }

    /// How one moves.
    pub(crate) fn flow(&self) -> &'a Flow {
        &self.parts.around.flow
    }

    /// How the survey comes up, and goes.
    pub(crate) fn showing(&self) -> Showing {
        self.definition.showing()
    }

    /// Whether a respondent who is known answers once.
    pub(crate) fn asks_once(&self) -> bool {
        self.definition.link().once
    }

    /// The questions.
    pub(crate) fn questions(&self) -> &'a [Asked] {
        &self.parts.questions
    }

    /// What the controls of a question are drawn with.
    pub(crate) fn field<'b>(&'b self, asked: &'b Asked, ask: &'b Ask) -> Field<'b> {
        Field::new(&self.pen, self.flow(), asked, ask)
    }
}
