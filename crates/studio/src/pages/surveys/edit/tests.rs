//! Whatever a survey can have, the editor can set: a walk along the declared keys, each of which has to have a
//! control in the page whose change, sent back, changes that key in the text and nothing else.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::http::HeaderMap;
use sondage_author::editing::{Changed, Edit, Operation, differences, tree_at};
use sondage_author::problem::Place;
use sondage_author::source::node::{Language as TextLanguage, Node, Tree};
use sondage_author::source::{Kind, Shape, TableShape};
use sondage_store::{Clock, Store};

use super::view::{EditView, is_within};
use super::{editor, settings};
use crate::browser::Visit;
use crate::form::cards::{Chosen, SETTINGS};
use crate::form::changes::form_operations;
use crate::form::deeds::Deed;
use crate::form::fields::{Control, FormField};
use crate::form::language::{Only, language_fields, own_texts};
use crate::form::names::Names;
use crate::form::pointer::{pointer_name, role_name};
use crate::form::posted::Posted;
use crate::form::shapes::{PlaceShape, SURVEY, shape_at};
use crate::words::Language;
use crate::{Relay, Settings, Signing, Studio};

const TEXT: &str = r#"# Ours.
id = "x" # stays
name = "X" # for people

[variables] # counted
total = 0 # points

# From the link.
[[hidden]]
id = "campaign" # where from

[[questions]]
id = "first" # the first one
type = "single_choice"
prompt = "Which?" # asked in May

# What can be chosen.
[[questions.options]]
id = "a" # the usual one
label = "A"

[[questions.options]]
id = "b"
label = "B"

[[questions]]
id = "last"
type = "long_text"
prompt = "Why?"

[[endings]]
id = "other" # for some
text = "Bye"

[end] # for all others
text = "Thanks!" # once
"#;

#[derive(Debug)]
struct Nowhere;

#[async_trait::async_trait]
impl Relay for Nowhere {
    fn asset(&self, _: &str) -> Option<String> {
        None
    }

    fn address(&self, _: &HeaderMap, _: Option<SocketAddr>) -> Option<IpAddr> {
        None
    }

    fn use_braze(&self, _: Option<sondage_braze::Client>) {}

    fn use_signing(&self, _: Option<crate::SigningSecrets>) {}

    fn signing(&self) -> Signing {
        Signing::default()
    }
}

/// Somebody who looks at a page.
struct Reader {
    visit: Visit,
    _folder: tempfile::TempDir,
}

impl Reader {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("s.db").display());
        let store = Store::open(&url, Clock::system()).await.unwrap();
        let studio = Studio::new(store, Settings::new("http://127.0.0.1", ""), Arc::new(Nowhere));
        let visit = Visit {
            studio,
            actor: None,
            trouble: None,
            language: Language::French,
            theme: None,
            is_partial: false,
            path: String::new(),
            cookie: None,
            address: None,
            agent: None,
        };
        Self { visit, _folder: folder }
    }

    /// The page's markup for what is chosen.
    fn page(&self, survey: &Tree, chosen: &Chosen) -> String {
        let names = Names::of_survey(survey);
        let view = EditView {
            visit: &self.visit,
            id: "x",
            survey,
            names: &names,
            findings: &[],
            chosen,
            from: "draft-1".into(),
            may: true,
            undo: &[],
            conflict: None,
            only: Only::All,
            published: None,
            attributes: &[],
        };
        assert!(editor(&view).into_string().contains("edit-side"));
        settings::form(&view).into_string()
    }
}

fn tree(text: &str) -> Tree {
    Node::parse(text, TextLanguage::Toml).unwrap_or_else(|found| panic!("{found:?}\n{text}")).tree
}

/// The text after a button is pressed.
fn pressed(text: &str, value: &str) -> String {
    let deed = Deed::of_value(value, "").unwrap();
    let (operation, _) =
        deed.operation(&tree(text), None).unwrap_or_else(|why| panic!("{value}: {why:?}"));
    Edit::from(operation)
        .apply(text, TextLanguage::Toml)
        .unwrap_or_else(|why| panic!("{value}: {why:?}"))
        .text
}

fn fields_of(text: &str, card: &str) -> Vec<FormField> {
    let survey = tree(text);
    let names = Names::of_survey(&survey);
    Chosen::of_address(&survey, card).fields(&survey, &names)
}

/// A text in which every list of a card has an item, pressed into it.
fn filled(mut text: String, card: &str) -> String {
    fn empty_list(fields: &[FormField]) -> Option<String> {
        fields.iter().find_map(|field| match &field.control {
            Control::List { items, .. } if items.is_empty() => Some(field.name.clone()),
            Control::List { items, .. } => items.iter().find_map(|item| empty_list(&item.fields)),
            Control::Group { fields, .. } => empty_list(fields),
            _ => None,
        })
    }
    while let Some(list) = empty_list(&fields_of(&text, card)) {
        text = pressed(&text, &format!("add - {list}"));
    }
    text
}

/// The keys that a table declares, with those of the tables in it.
fn declared(shape: &TableShape, before: &str, all: &mut BTreeSet<String>) {
    for key in &shape.keys {
        let path = format!("{before}{}", key.name);
        match &key.shape {
            Shape::Table(table) => declared(table, &format!("{path}."), all),
            Shape::Tables(kinds, _) => {
                for kind in kinds {
                    declared(kind, &format!("{path}[]."), all);
                }
            }
            _ => {
                all.insert(path);
            }
        }
    }
}

/// A field, and the keys on the way to it.
fn each_field(fields: Vec<FormField>, before: &str, all: &mut Vec<(String, FormField)>) {
    for field in fields {
        let path = format!("{before}{}", field.key);
        match field.control {
            Control::Group { fields, .. } => each_field(fields, &format!("{path}."), all),
            Control::List { items, .. } => {
                for item in items {
                    each_field(item.fields, &format!("{path}[]."), all);
                }
            }
            Control::Done { ways, .. } => {
                for way in ways {
                    all.push((format!("{before}{way}"), field.clone()));
                }
            }
            _ => all.push((path, field)),
        }
    }
}

/// What a person does to a field, as a browser sends it.
fn change(field: &FormField, path: &str) -> Vec<(String, String)> {
    let one = |value: &str| vec![(field.name.clone(), value.to_owned())];
    let role = |role: &str, value: &str| (role_name(&field.name, role), value.to_owned());
    match &field.control {
        Control::Typed { shown, .. } => one(if shown == "3" { "4" } else { "3" }),
        Control::Flag { is_on, .. } => one(if *is_on { "false" } else { "true" }),
        Control::Choice { shown, picks, .. } => {
            one(&picks.iter().find(|pick| pick.value != *shown).unwrap().value)
        }
        Control::Lines { .. } => one("one\ntwo"),
        Control::Picked { shown, picks } => {
            one(&picks.iter().find(|pick| !shown.contains(&pick.value)).unwrap().value)
        }
        Control::Condition(_) => vec![role("mode", "all"), role("0.subject", "question:first")],
        Control::Done { .. } => {
            let way = path.rsplit('.').next().unwrap();
            let operand = role_name(&pointer_name(&field.place), "operand");
            vec![(field.name.clone(), way.to_owned()), (operand, "5".to_owned())]
        }
        Control::Entries(_) => vec![role("key", "new"), role("value", "7")],
        Control::Languages(_) => vec![role("key", "nl")],
        Control::Odd(_) | Control::Group { .. } | Control::List { .. } => {
            panic!("{path}: {field:?}")
        }
    }
}

/// Sends a change of a field, and looks at what has changed in the text.
fn send(text: &str, card: &str, (path, field): &(String, FormField), page: &str) {
    let posted = change(field, path);
    for (name, _) in &posted {
        assert!(
            page.contains(&format!("name=\"{name}\"")),
            "{path}: the page has no {name}\n{page}"
        );
    }
    let survey = tree(text);
    let names = Names::of_survey(&survey);
    let operations =
        form_operations(&survey, &fields_of(text, card), &Posted::new(posted.clone()), &names);
    let mut new = text.to_owned();
    for operation in operations {
        new = Edit::from(operation)
            .apply(&new, TextLanguage::Toml)
            .unwrap_or_else(|why| panic!("{path}: {why:?}"))
            .text;
    }
    let after = tree(&new);
    let own = match &field.control {
        Control::Done { .. } => field.place.key(path.rsplit('.').next().unwrap()),
        _ => field.place.clone(),
    };
    let is_new = match (tree_at(&survey, &own), tree_at(&after, &own)) {
        (Some(old), Some(new)) => !old.says(new),
        (old, new) => old.is_some() != new.is_some(),
    };
    assert!(is_new, "{path}: {posted:?} changes nothing\n{new}");
    if field.key == "id" {
        // By another id it is another item for a list of differences: nothing else has changed.
        let set = Operation::Set {
            at: own.clone(),
            old: tree_at(&survey, &own).cloned(),
            new: Some(Tree::Text(posted[0].1.clone())),
        };
        assert!(set.apply_tree(&survey).unwrap().0.says(&after), "{path}\n{new}");
        return;
    }
    for one in differences(&survey, &after) {
        let at = one.at.to_string();
        let is_own = is_within(&at, &own.to_string())
            || matches!(&field.control, Control::Done { .. } if is_within(&at, &field.place.to_string()));
        // A table that was not there comes with this key alone, beside what may be empty.
        let is_around = is_within(&own.to_string(), &at)
            && matches!(&one.change, Changed::Added(_) | Changed::Replaced(..));
        assert!(is_own || is_around, "{path}: {at} has changed too\n{new}");
    }
    let comments = |text: &str| text.matches('#').count();
    assert_eq!(comments(text), comments(&new), "{path}: comments are lost\n{new}");
}

/// All of a card can be set; the keys that it has.
fn walk(reader: &Reader, text: &str, card: &str, before: &str) -> BTreeSet<String> {
    let text = filled(text.to_owned(), card);
    let survey = tree(&text);
    let page = reader.page(&survey, &Chosen::of_address(&survey, card));
    let mut all = Vec::new();
    each_field(fields_of(&text, card), before, &mut all);
    for one in &all {
        // The survey's id stays, since messages speak of it: the page shows it.
        if one.0 != "id" {
            send(&text, card, one, &page);
        }
    }
    all.into_iter().map(|(path, _)| path).collect()
}

#[tokio::test]
async fn whatever_a_question_can_have_its_form_can_set() {
    let reader = Reader::new().await;
    for kind in Kind::NAMES {
        let text = pressed(TEXT, &format!("add {kind} /questions"));
        let id = kind.replace('_', "-");
        let card = format!("/questions/{id}");
        let found = walk(&reader, &text, &card, "");
        let survey = tree(&text);
        let place = Place::root().key("questions").key(&id);
        let Some(PlaceShape::Table(shape)) = shape_at(&survey, &place) else { panic!("{kind}") };
        let mut expected = BTreeSet::new();
        declared(shape, "", &mut expected);
        assert_eq!(found, expected, "{kind}");
    }
}

#[tokio::test]
async fn whatever_a_survey_can_have_a_form_can_set() {
    let reader = Reader::new().await;
    let mut found = BTreeSet::new();
    for (card, _) in SETTINGS {
        found.extend(walk(&reader, TEXT, card, ""));
    }
    let text = pressed(&pressed(TEXT, "make - /prompt"), "make - /welcome");
    for (card, before) in [
        ("/prompt", "prompt."),
        ("/welcome", "welcome."),
        ("/endings/other", "endings[]."),
        ("/end", "end."),
    ] {
        found.extend(walk(&reader, &text, card, before));
    }
    let mut expected = BTreeSet::new();
    declared(&SURVEY, "", &mut expected);
    expected.retain(|path| !path.starts_with("questions[]"));
    assert_eq!(found, expected);
}

#[test]
fn a_language_has_a_field_for_each_text() {
    let text = TEXT.replace("[end]", "[translations.fr]\n\"end.text\" = \"Merci\" # bref\n\n[end]");
    let survey = tree(&text);
    let texts = own_texts(&survey);
    let fields = language_fields(&survey, &texts, "fr");
    assert!(fields.len() >= 6, "{fields:?}");
    let name = "/translations/fr/questions.first.options.a".to_owned();
    let posted = Posted::new(vec![(name, "Ah".into())]);
    let operations = form_operations(&survey, &fields, &posted, &Names::of_survey(&survey));
    let [operation] = operations.as_slice() else { panic!("{operations:?}") };
    let new = Edit::from(operation.clone()).apply(&text, TextLanguage::Toml).unwrap().text;
    assert!(
        new.contains("\"questions.first.options.a\" = \"Ah\"") && new.contains("# bref"),
        "{new}"
    );
}

#[test]
fn a_form_that_nobody_has_changed_changes_nothing() {
    let text = filled(pressed(TEXT, "add matrix /questions"), "/questions/matrix");
    let survey = tree(&text);
    let names = Names::of_survey(&survey);
    let fields = fields_of(&text, "/questions/matrix");
    let mut all = Vec::new();
    each_field(fields_of(&text, "/questions/matrix"), "", &mut all);
    let mut posted = Vec::new();
    for (_, field) in &all {
        match &field.control {
            Control::Typed { shown, .. }
            | Control::Choice { shown, .. }
            | Control::Lines { shown } => {
                posted.push((field.name.clone(), shown.replace('\n', "\r\n")));
            }
            Control::Flag { is_on, .. } => posted.push((field.name.clone(), is_on.to_string())),
            Control::Condition(form) => {
                posted.push((role_name(&field.name, "mode"), form.mode.into()));
                posted.push((role_name(&field.name, "0.subject"), String::new()));
            }
            _ => {}
        }
    }
    assert!(posted.len() > 20);
    let operations = form_operations(&survey, &fields, &Posted::new(posted), &names);
    assert!(operations.is_empty(), "{operations:?}");
}

#[test]
fn a_picture_of_which_nothing_is_left_goes_as_a_whole() {
    let text = TEXT.replace(
        "prompt = \"Why?\"",
        "prompt = \"Why?\"\nimage = { src = \"https://x/y.png\", alt = \"\" }",
    );
    let survey = tree(&text);
    let names = Names::of_survey(&survey);
    let posted = Posted::new(vec![("/questions/last/image/src".into(), String::new())]);
    let fields = fields_of(&text, "/questions/last");
    let operations = form_operations(&survey, &fields, &posted, &names);
    let [operation] = operations.as_slice() else { panic!("{operations:?}") };
    let new = Edit::from(operation.clone()).apply(&text, TextLanguage::Toml).unwrap().text;
    assert!(!new.contains("image"), "{new}");
}
