//! The fields of a form, made of the shapes of a survey: what is there, and what can be put there.

use sondage_author::editing::{json_of, named_place, tree_at};
use sondage_author::problem::Place;
use sondage_author::source::node::{Node, Tree};
use sondage_author::source::{Form, KeyShape, Shape, TableShape, ValueShape};

use sondage_survey::answer::Decimal;

use super::conditions::{ConditionForm, operand_text};
use super::names::{Names, Pick, text_under};
use super::pointer::{pointer_name, role_name};
use super::shapes::{kind_names, kind_shape};

/// A field of a form.
#[derive(Clone, Debug)]
pub(crate) struct FormField {
    /// Its name: its place as a pointer.
    pub(crate) name: String,
    pub(crate) place: Place,
    /// The key in the survey.
    pub(crate) key: &'static str,
    /// The key of the table or list that it is in; empty in the survey itself and in a question.
    pub(crate) table: &'static str,
    /// A line for people, in English.
    pub(crate) doc: &'static str,
    pub(crate) is_required: bool,
    /// What is there.
    pub(crate) old: Option<Tree>,
    pub(crate) control: Control,
}

/// What a field is filled in with.
#[derive(Clone, Debug)]
pub(crate) enum Control {
    /// Something typed.
    Typed { shown: String, typed: Typed, is_long: bool, is_fixed: bool },
    /// A box to tick.
    Flag { is_on: bool, default: bool },
    /// One of a few; the first says that nothing is picked.
    Choice { shown: String, picks: Vec<Pick>, nothing: Nothing, typed: Typed },
    /// A text a line.
    Lines { shown: String },
    /// Some of these, in order.
    Picked { shown: Vec<String>, picks: Vec<Pick> },
    /// A table of its own.
    Group { fields: Vec<FormField>, strange: Vec<Strange> },
    /// Tables, one after the other.
    List { items: Vec<FormItem>, most: usize, has_lines: bool },
    /// When something holds.
    Condition(ConditionForm),
    /// What is done to a variable, and with what.
    Done { shown: String, operand: String, ways: &'static [&'static str] },
    /// Values by the author's own keys.
    Entries(Vec<(String, String)>),
    /// The languages, which have forms of their own.
    Languages(Vec<String>),
    /// Something that is written in a way that no control has.
    Odd(String),
}

/// What no pick means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// There always is one.
    Never,
    /// It is left out.
    Unsaid,
    /// This goes without saying.
    Default(String),
}

/// What is made of what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    Text(Form),
    /// A text that may be empty.
    Alt,
    Number,
    /// A number where it reads as one.
    Bound,
    Operand,
    /// Fonts, a line each.
    Font,
    /// Yes or no.
    Switch,
}

/// An item of a list.
#[derive(Clone, Debug)]
pub(crate) struct FormItem {
    pub(crate) name: String,
    /// What it is called.
    pub(crate) label: String,
    pub(crate) fields: Vec<FormField>,
    pub(crate) strange: Vec<Strange>,
}

/// A key that its table does not have.
#[derive(Clone, Debug)]
pub(crate) struct Strange {
    pub(crate) name: String,
    pub(crate) key: String,
    pub(crate) shown: String,
}

/// What is needed to make fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldMaker<'a> {
    survey: &'a Tree,
    pub(crate) names: &'a Names,
}

impl<'a> FieldMaker<'a> {
    pub(crate) fn new(survey: &'a Tree, names: &'a Names) -> Self {
        Self { survey, names }
    }

    /// The fields of a table at a place, whether it is there or not.
    pub(crate) fn fields(
        &self,
        shape: &TableShape,
        table: &'static str,
        place: &Place,
    ) -> Vec<FormField> {
        let tree = tree_at(self.survey, place);
        let is_way = |key: &&KeyShape| shape.needs_one.contains(&key.name);
        let mut fields: Vec<_> = shape
            .keys
            .iter()
            .filter(|key| !is_way(key))
            .map(|key| self.field(key, table, place, tree))
            .collect();
        if !shape.needs_one.is_empty() {
            fields.push(done_field(shape, table, place, tree));
        }
        fields
    }

    fn field(
        &self,
        key: &KeyShape,
        table: &'static str,
        place: &Place,
        tree: Option<&Tree>,
    ) -> FormField {
        let own = place.key(key.name);
        let old = tree.and_then(|tree| tree.get(key.name)).cloned();
        let control = self.control(key, &own, old.as_ref());
        FormField {
            name: pointer_name(&own),
            place: own,
            key: key.name,
            table,
            doc: key.doc,
            is_required: key.is_required,
            old,
            control,
        }
    }

    fn control(&self, key: &KeyShape, own: &Place, old: Option<&Tree>) -> Control {
        let odd = || Control::Odd(old.map(json_of).unwrap_or_default().to_string());
        let typed = |typed: Typed| match old.map_or(Some(String::new()), plain_text) {
            Some(shown) => {
                let is_long = is_long(key, &shown);
                let is_fixed = own.steps().len() == 1 && key.name == "id";
                Control::Typed { shown, typed, is_long, is_fixed }
            }
            None => odd(),
        };
        match &key.shape {
            Shape::Text(form) => match self.named(key, *form, own) {
                Some(picks) => choice(key, old, picks, Typed::Text(*form)).unwrap_or_else(odd),
                None => typed(Typed::Text(*form)),
            },
            Shape::Alt => typed(Typed::Alt),
            Shape::Whole(_) | Shape::Number(..) => typed(Typed::Number),
            Shape::Flag => {
                let default = key.default.as_ref().and_then(serde_json::Value::as_bool);
                let default = default.unwrap_or_default();
                match old {
                    None => Control::Flag { is_on: default, default },
                    Some(Tree::Flag(is_on)) => Control::Flag { is_on: *is_on, default },
                    Some(_) => odd(),
                }
            }
            Shape::Word(words) => {
                let picks = words.iter().copied().map(unlabelled).collect();
                choice(key, old, picks, Typed::Text(Form::Words)).unwrap_or_else(odd)
            }
            Shape::Kind(_) => {
                let picks = kind_names().map(unlabelled).collect();
                choice(key, old, picks, Typed::Text(Form::Words)).unwrap_or_else(odd)
            }
            Shape::Texts(form, known) => self.texts(*form, known, old).unwrap_or_else(odd),
            Shape::Table(table) => match old {
                None | Some(Tree::Table(_)) => Control::Group {
                    fields: self.fields(table, key.name, own),
                    strange: strange_keys(table, own, old),
                },
                Some(_) => odd(),
            },
            Shape::Tables(kinds, most) => match old {
                None | Some(Tree::List(_)) => self.list(key.name, kinds, *most, own),
                Some(_) => odd(),
            },
            Shape::Value(shape, _) => self.value(*shape, key, old).unwrap_or_else(odd),
        }
    }

    fn value(&self, shape: ValueShape, key: &KeyShape, old: Option<&Tree>) -> Option<Control> {
        let typed = |shown: String, typed: Typed| Control::Typed {
            shown,
            typed,
            is_long: typed == Typed::Font,
            is_fixed: false,
        };
        match shape {
            ValueShape::Condition => {
                ConditionForm::of_tree(old, self.names).map(Control::Condition)
            }
            ValueShape::Operand => {
                Some(typed(old.map_or(Some(String::new()), operand_text)?, Typed::Operand))
            }
            ValueShape::Switch => {
                choice(key, old, ["true", "false"].map(unlabelled).to_vec(), Typed::Switch)
            }
            ValueShape::Bound => {
                Some(typed(old.map_or(Some(String::new()), plain_text)?, Typed::Bound))
            }
            ValueShape::Font => Some(typed(lines_of(old)?, Typed::Font)),
            ValueShape::Variables | ValueShape::Attributes => {
                let entries = match old {
                    None => &[][..],
                    Some(Tree::Table(entries)) => entries,
                    Some(_) => return None,
                };
                let entry =
                    |(key, node): &(String, Node)| Some((key.clone(), plain_text(&node.tree)?));
                entries.iter().map(entry).collect::<Option<_>>().map(Control::Entries)
            }
            ValueShape::Translations => match old {
                None => Some(Control::Languages(Vec::new())),
                Some(Tree::Table(entries)) => {
                    Some(Control::Languages(entries.iter().map(|(key, _)| key.clone()).collect()))
                }
                Some(_) => None,
            },
        }
    }

    /// What a text names, where it names something of the survey.
    fn named(&self, key: &KeyShape, form: Form, own: &Place) -> Option<Vec<Pick>> {
        let question = |one: &super::names::NamedQuestion| Pick {
            value: one.id.clone(),
            label: one.prompt.clone(),
        };
        let ending =
            |one: &Pick| Pick { value: format!("end:{}", one.value), label: one.label.clone() };
        match (key.name, form) {
            ("question", Form::Name) => Some(self.names.questions.iter().map(question).collect()),
            ("variable", Form::Name) => Some(self.names.variables.clone()),
            ("end", Form::Name) => Some(self.names.endings.clone()),
            ("to" | "next", Form::Words) => {
                let at = own.steps().get(..2).unwrap_or_default();
                let at: Place = at.iter().cloned().collect();
                let id = tree_at(self.survey, &at).map_or("", |tree| text_under(tree, "id"));
                let later = self.names.behind(id).iter().map(question);
                let ends = self.names.endings.iter().map(ending);
                Some(later.chain([unlabelled("end")]).chain(ends).collect())
            }
            _ => None,
        }
    }

    fn texts(&self, form: Form, known: &[&'static str], old: Option<&Tree>) -> Option<Control> {
        let shown = lines_of(old)?;
        let picks: Vec<Pick> = match form {
            Form::Name => {
                let question = |one: &super::names::NamedQuestion| Pick {
                    value: one.id.clone(),
                    label: one.prompt.clone(),
                };
                self.names.questions.iter().map(question).collect()
            }
            _ if known.is_empty() => return Some(Control::Lines { shown }),
            _ => known.iter().copied().map(unlabelled).collect(),
        };
        Some(Control::Picked { shown: shown.lines().map(str::to_owned).collect(), picks })
    }

    fn list(&self, key: &'static str, kinds: &[TableShape], most: usize, own: &Place) -> Control {
        let nodes = tree_at(self.survey, own).map_or(&[][..], Tree::items);
        let mut items = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            let Some(shape) = kind_shape(kinds, Some(&node.tree)) else { continue };
            let place = named_place(self.survey, &own.item(at));
            items.push(FormItem {
                name: pointer_name(&place),
                label: label_of(&node.tree, at),
                fields: self.fields(shape, key, &place),
                strange: strange_keys(shape, &place, Some(&node.tree)),
            });
        }
        let has = |name: &str| {
            kinds.first().is_some_and(|shape| shape.keys.iter().any(|key| key.name == name))
        };
        Control::List { items, most, has_lines: has("id") && has("label") }
    }
}

/// What an item is called: its words, its id, or its number.
fn label_of(tree: &Tree, at: usize) -> String {
    let said = ["label", "alt", "id", "variable"].iter().map(|key| text_under(tree, key));
    let said = said.into_iter().find(|text| !text.is_empty());
    said.map_or_else(|| format!("{}", at + 1), str::to_owned)
}

fn unlabelled(value: &'static str) -> Pick {
    Pick { value: value.to_owned(), label: String::new() }
}

/// A text, a number or a switch as people type it.
pub(crate) fn plain_text(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Text(text) => Some(text.clone()),
        Tree::Flag(flag) => Some(flag.to_string()),
        other => other.to_decimal().map(Decimal::to_text),
    }
}

/// Texts, a line each; a text by itself is one.
fn lines_of(old: Option<&Tree>) -> Option<String> {
    let lines: Option<Vec<String>> = match old {
        None => Some(Vec::new()),
        Some(Tree::List(items)) => items.iter().map(|node| plain_text(&node.tree)).collect(),
        Some(tree) => plain_text(tree).map(|one| vec![one]),
    };
    lines.map(|lines| lines.join("\n"))
}

/// Whether a text needs room for several lines.
fn is_long(key: &KeyShape, shown: &str) -> bool {
    const LONG: [&str; 3] = ["prompt", "description", "css"];
    let is_words = matches!(key.shape, Shape::Text(Form::Words | Form::Css));
    is_words && (LONG.contains(&key.name) || key.name == "text" || shown.contains('\n'))
}

fn choice(
    key: &KeyShape,
    old: Option<&Tree>,
    mut picks: Vec<Pick>,
    typed: Typed,
) -> Option<Control> {
    let shown = old.map_or(Some(String::new()), plain_text)?;
    let shown = shown.trim().to_owned();
    if !shown.is_empty() && picks.iter().all(|pick| pick.value != shown) {
        // It is not there, and stays picked until another one is.
        picks.push(Pick { value: shown.clone(), label: shown.clone() });
    }
    let nothing = match &key.default {
        Some(default) => Nothing::Default(default.as_str().unwrap_or_default().to_owned()),
        None if key.is_required && !shown.is_empty() => Nothing::Never,
        None => Nothing::Unsaid,
    };
    Some(Control::Choice { shown, picks, nothing, typed })
}

/// What is done to a variable: one of several keys.
fn done_field(
    shape: &TableShape,
    table: &'static str,
    place: &Place,
    tree: Option<&Tree>,
) -> FormField {
    let ways = shape.needs_one;
    let is_there = |way: &&&str| tree.and_then(|tree| tree.get(way)).is_some();
    let there: Vec<&&str> = ways.iter().filter(is_there).collect();
    let operand =
        |way: &str| tree.and_then(|tree| tree.get(way)).map_or(Some(String::new()), operand_text);
    let control = match there.as_slice() {
        [] => Control::Done { shown: String::new(), operand: String::new(), ways },
        [way] => match operand(way) {
            Some(operand) => Control::Done { shown: (**way).to_owned(), operand, ways },
            None => Control::Odd((**way).to_owned()),
        },
        several => Control::Odd(several.iter().map(|way| **way).collect::<Vec<_>>().join(", ")),
    };
    FormField {
        name: role_name(&pointer_name(place), "done"),
        place: place.clone(),
        key: "change",
        table,
        doc: "What is done to the variable, and with what.",
        is_required: true,
        old: tree.cloned(),
        control,
    }
}

/// The keys of a table that it should not have.
pub(crate) fn strange_keys(shape: &TableShape, place: &Place, tree: Option<&Tree>) -> Vec<Strange> {
    let Some(Tree::Table(entries)) = tree else { return Vec::new() };
    let is_strange = |name: &str| shape.keys.iter().all(|key| key.name != name);
    let strange = entries.iter().filter(|(name, _)| is_strange(name));
    strange
        .map(|(key, node)| Strange {
            name: pointer_name(&place.key(key)),
            key: key.clone(),
            shown: json_of(&node.tree).to_string(),
        })
        .collect()
}
