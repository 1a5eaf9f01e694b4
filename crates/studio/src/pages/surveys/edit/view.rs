//! What the parts of the editor draw from.

use sondage_author::editing::Edit;
use sondage_author::problem::Place;
use sondage_author::source::node::Tree;

use crate::actions::surveys::attributes::AttributeView;
use crate::actions::surveys::checking::Finding;
use crate::actions::surveys::edits::EditBody;
use crate::browser::Visit;
use crate::form::cards::{CardKind, CardLine, Chosen, LANGUAGES};
use crate::form::fields::{Control, FormField};
use crate::form::language::Only;
use crate::form::names::{Names, text_under};
use crate::refusal::Refusal;
use crate::words::{self, Said, Word};

/// A survey in the editor, as one page shows it.
#[derive(Debug)]
pub(super) struct EditView<'a> {
    pub(super) visit: &'a Visit,
    pub(super) id: &'a str,
    pub(super) survey: &'a Tree,
    pub(super) names: &'a Names,
    pub(super) findings: &'a [Finding],
    pub(super) chosen: &'a Chosen,
    /// What an edit is made of.
    pub(super) from: String,
    /// Whether it may be changed.
    pub(super) may: bool,
    /// What takes the last edit back.
    pub(super) undo: &'a [Edit],
    /// Why the last edit was not made.
    pub(super) conflict: Option<&'a Refusal>,
    /// Which texts are shown where languages are.
    pub(super) only: Only,
    /// What is published, where languages are shown.
    pub(super) published: Option<&'a Tree>,
    /// What it writes to profiles.
    pub(super) attributes: &'a [AttributeView],
}

impl EditView<'_> {
    pub(super) fn say(&self, word: Word) -> &'static str {
        self.visit.say(word)
    }

    pub(super) fn named(&self, word: Word, name: &str) -> String {
        self.visit.tell(&Said::new(word).with("name", name))
    }

    /// The address that chooses something.
    pub(super) fn address(&self, card: &str) -> String {
        if card.starts_with(LANGUAGES) {
            return self.texts_address(card, self.only);
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("card", card);
        self.visit.at(&format!("/studio/surveys/{}/edit?{}", self.id, query.finish()))
    }

    /// The address that shows these texts of languages.
    pub(super) fn texts_address(&self, card: &str, only: Only) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("to", card.strip_prefix(LANGUAGES).unwrap_or_default());
        if only != Only::All {
            query.append_pair("only", only.word());
        }
        self.visit.at(&format!("/studio/surveys/{}/translations?{}", self.id, query.finish()))
    }

    /// The language of the survey's own texts.
    pub(super) fn own_locale(&self) -> &str {
        match text_under(self.survey, "locale") {
            "" => "en",
            locale => locale,
        }
    }

    /// What is wrong at a place, or in it.
    pub(super) fn found_in(&self, place: &Place) -> impl Iterator<Item = &Finding> {
        let place = place.to_string();
        self.findings.iter().filter(move |finding| is_within(&finding.path, &place))
    }

    /// What is wrong with a field, where no field in it says so.
    pub(super) fn found_at(&self, field: &FormField) -> Vec<&Finding> {
        let inner: Vec<&FormField> = match &field.control {
            Control::Group { fields, .. } => fields.iter().collect(),
            Control::List { items, .. } => items.iter().flat_map(|item| &item.fields).collect(),
            _ => Vec::new(),
        };
        let is_said = |finding: &&Finding| {
            inner.iter().any(|field| is_within(&finding.path, &field.place.to_string()))
        };
        self.found_in(&field.place).filter(|finding| !is_said(finding)).collect()
    }

    /// What takes the last edit back, as it travels.
    pub(super) fn undo_text(&self) -> String {
        let all: Vec<EditBody> = self.undo.iter().map(EditBody::from).collect();
        serde_json::to_string(&all).unwrap_or_default()
    }

    /// What a card is called.
    pub(super) fn title(&self, line: &CardLine) -> String {
        if line.text.is_empty() {
            self.say(words::CARD_UNNAMED).to_owned()
        } else {
            line.text.clone()
        }
    }

    /// The name of a kind of card.
    pub(super) fn kind(&self, kind: CardKind, question: &str) -> String {
        let word = match kind {
            CardKind::Prompt => words::CARD_PROMPT,
            CardKind::Welcome => words::CARD_WELCOME,
            CardKind::Ending => words::CARD_ENDING,
            CardKind::End => words::CARD_END,
            CardKind::Question => {
                let key = format!("KIND_{}", question.to_uppercase());
                match Word::named(&key) {
                    Some(word) => word,
                    None if question.is_empty() => words::CARD_QUESTION,
                    None => return question.to_owned(),
                }
            }
        };
        self.say(word).to_owned()
    }
}

/// Whether a path is at a place, or in it.
pub(super) fn is_within(path: &str, place: &str) -> bool {
    let rest = path.strip_prefix(place);
    rest.is_some_and(|rest| place.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
}

/// What a key is called: by its table and itself, by itself, or as in the text.
pub(super) fn key_label(visit: &Visit, table: &str, key: &str) -> String {
    let key = key.to_uppercase();
    let word = Word::named(&format!("KEY_{}_{key}", table.to_uppercase()));
    if let Some(word) = word.or_else(|| Word::named(&format!("KEY_{key}"))) {
        return visit.say(word).to_owned();
    }
    let plain = key.to_lowercase().replace('_', " ");
    let mut letters = plain.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What a word that can be picked is called.
pub(super) fn pick_label(visit: &Visit, value: &str) -> String {
    let upper = value.to_uppercase();
    let word =
        ["PICK", "KIND", "KEY"].iter().find_map(|what| Word::named(&format!("{what}_{upper}")));
    word.map_or_else(|| value.to_owned(), |word| visit.say(word).to_owned())
}
