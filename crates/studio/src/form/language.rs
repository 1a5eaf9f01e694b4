//! The texts of a survey in another language, a field each.

use sondage_author::editing::tree_at;
use sondage_author::problem::Place;
use sondage_author::source::node::Tree;
use sondage_author::source::{Form, Source};

use super::fields::{Control, FormField, Typed, plain_text};
use super::pointer::pointer_name;

/// A text, and its field.
#[derive(Clone, Debug)]
pub(crate) struct TextField {
    /// The path that names it.
    pub(crate) path: String,
    /// What it says in the survey's own language.
    pub(crate) said: String,
    pub(crate) field: FormField,
}

/// The texts of a survey, each with its field in a language.
pub(crate) fn language_fields(survey: &Tree, locale: &str) -> Vec<TextField> {
    let (mut source, _) = Source::read_tree(survey.clone());
    let table = Place::root().key("translations").key(locale);
    let mut all = Vec::new();
    source.each_text(|path, text| {
        let place = table.key(path);
        let old = tree_at(survey, &place).cloned();
        let shown = old.as_ref().and_then(plain_text).unwrap_or_default();
        let is_long = text.text.chars().count() > 60 || shown.contains('\n');
        let control =
            Control::Typed { shown, typed: Typed::Text(Form::Words), is_long, is_fixed: false };
        let field = FormField {
            name: pointer_name(&place),
            place,
            key: "translation",
            table: "translations",
            doc: "",
            is_required: false,
            old,
            control,
        };
        all.push(TextField { path: path.to_owned(), said: text.text.clone(), field });
    });
    all.retain(|one| !one.said.trim().is_empty());
    all
}
