//! The cards of a survey, and its settings: what is chosen on the left of the editor.

use sondage_author::editing::{named_place, tree_at};
use sondage_author::problem::Place;
use sondage_author::source::TableShape;
use sondage_author::source::node::Tree;

use super::fields::{FieldMaker, FormField, Strange, strange_keys};
use super::language::locales_of;
use super::names::{Names, text_under};
use super::pointer::{pointer_name, pointer_place};
use super::shapes::{PlaceShape, SURVEY, shape_at};

/// The settings of a survey, a form each: its name in addresses, and the keys of the survey in it.
pub(crate) const SETTINGS: [(&str, &[&str]); 9] = [
    ("survey", &["name", "id", "locale", "flow", "showing"]),
    ("braze", &["braze"]),
    ("links", &["link", "schemes"]),
    ("limits", &["limits", "quotas"]),
    ("data", &["hidden", "variables"]),
    ("look", &["theme"]),
    ("order", &["shuffle"]),
    ("words", &["words"]),
    ("languages", &["translations"]),
];

/// What the address of languages begins with; their tags follow, with commas between them.
pub(crate) const LANGUAGES: &str = "language:";
/// So many stand beside each other.
const MOST_LANGUAGES: usize = 3;

/// Those of the wanted languages that the survey has; its first one, where it has none of them.
fn chosen_locales(survey: &Tree, wanted: &str) -> Vec<String> {
    let all = locales_of(survey);
    let mut chosen: Vec<String> = Vec::new();
    for locale in wanted.split(',') {
        if all.iter().any(|one| one == locale) && chosen.iter().all(|one| one != locale) {
            chosen.push(locale.to_owned());
        }
    }
    chosen.truncate(MOST_LANGUAGES);
    if chosen.is_empty() {
        chosen.extend(all.into_iter().next());
    }
    chosen
}

/// What a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CardKind {
    /// Asks whether to begin.
    Prompt,
    /// Says what is coming.
    Welcome,
    Question,
    Ending,
    /// The last card.
    End,
}

/// A card, as the list has it.
#[derive(Clone, Debug)]
pub(crate) struct CardLine {
    /// What names it in addresses.
    pub(crate) id: String,
    pub(crate) place: Place,
    pub(crate) kind: CardKind,
    /// What is asked for, as `type` says.
    pub(crate) question_kind: String,
    pub(crate) text: String,
}

/// What is chosen.
#[derive(Clone, Debug)]
pub(crate) enum Chosen {
    /// Settings of the survey.
    Settings(&'static str, &'static [&'static str]),
    /// Something of the survey: a card, or what is in one.
    Table { place: Place, shape: &'static TableShape, key: &'static str },
    /// The texts, with fields for these languages beside them.
    Languages(Vec<String>),
}

/// The cards of a survey, in their order.
pub(crate) fn card_lines(survey: &Tree) -> Vec<CardLine> {
    let mut lines = Vec::new();
    let mut one = |place: Place, kind: CardKind, text: &str| {
        let Some(tree @ Tree::Table(_)) = tree_at(survey, &place) else { return };
        lines.push(CardLine {
            id: pointer_name(&place),
            kind,
            question_kind: text_under(tree, "type").to_owned(),
            text: text_under(tree, text).to_owned(),
            place,
        });
    };
    let root = Place::root();
    one(root.key("prompt"), CardKind::Prompt, "text");
    one(root.key("welcome"), CardKind::Welcome, "title");
    for (list, kind, text) in
        [("questions", CardKind::Question, "prompt"), ("endings", CardKind::Ending, "text")]
    {
        let n = survey.get(list).map_or(0, |list| list.items().len());
        for at in 0..n {
            one(named_place(survey, &root.key(list).item(at)), kind, text);
        }
    }
    one(root.key("end"), CardKind::End, "text");
    lines
}

impl Chosen {
    /// What an address chooses; the first question, or the settings, where it names nothing that is there.
    pub(crate) fn of_address(survey: &Tree, address: &str) -> Self {
        Self::named(survey, address).unwrap_or_else(|| {
            let lines = card_lines(survey);
            let question = lines.iter().find(|line| line.kind == CardKind::Question);
            let first = question.and_then(|line| Self::named(survey, &line.id));
            first
                .unwrap_or(Self::Settings("survey", SETTINGS.first().map_or(&[], |(_, keys)| keys)))
        })
    }

    fn named(survey: &Tree, address: &str) -> Option<Self> {
        if let Some((name, keys)) = SETTINGS.iter().find(|(name, _)| *name == address) {
            return Some(Self::Settings(name, keys));
        }
        if let Some(wanted) = address.strip_prefix(LANGUAGES) {
            return Some(Self::Languages(chosen_locales(survey, wanted)));
        }
        let place = pointer_place(address)?;
        let place = named_place(survey, &place);
        tree_at(survey, &place).filter(|tree| matches!(tree, Tree::Table(_)))?;
        let key = place.steps().iter().rev().find_map(|step| match step {
            sondage_author::problem::Step::Key(key) => {
                let table = SURVEY.keys.iter().find(|one| one.name == key)?;
                Some(table.name)
            }
            sondage_author::problem::Step::Item(_) => None,
        })?;
        match shape_at(survey, &place)? {
            PlaceShape::Table(shape) if !place.is_root() => Some(Self::Table { place, shape, key }),
            _ => None,
        }
    }

    /// What names it in addresses.
    pub(crate) fn address(&self) -> String {
        match self {
            Self::Settings(name, _) => (*name).to_owned(),
            Self::Table { place, .. } => pointer_name(place),
            Self::Languages(locales) => [LANGUAGES, &locales.join(",")].concat(),
        }
    }

    /// Its fields. Those of languages are made elsewhere.
    pub(crate) fn fields(&self, survey: &Tree, names: &Names) -> Vec<FormField> {
        let maker = FieldMaker::new(survey, names);
        match self {
            Self::Settings(_, keys) => {
                let mut all = maker.fields(&SURVEY, "", &Place::root());
                all.retain(|field| keys.contains(&field.key));
                all.sort_by_key(|field| keys.iter().position(|key| *key == field.key));
                all
            }
            Self::Table { place, shape, key } => maker.fields(shape, key, place),
            Self::Languages(_) => Vec::new(),
        }
    }

    /// The keys that it should not have.
    pub(crate) fn strange(&self, survey: &Tree) -> Vec<Strange> {
        match self {
            Self::Settings("survey", _) => strange_keys(&SURVEY, &Place::root(), Some(survey)),
            Self::Table { place, shape, .. } => strange_keys(shape, place, tree_at(survey, place)),
            _ => Vec::new(),
        }
    }
}
