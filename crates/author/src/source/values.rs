//! Values that are no tables with fixed keys: conditions, operands, fonts, variables, translations.

use crate::recall::is_id;
use serde_json::{Value as Json, json};

use super::condition::{Compared, compared};
use super::form::{FONT_LENGTH, is_font, is_tag, refusal};
use super::keys::{ValueShape, Written};
use super::node::{Node, Tree};
use super::read::Reader;
use super::{
    Condition, Family, Font, Form, Operand, ProfileAttributes, Subject, Test, Translations,
    Variables, Word, is_private,
};
use crate::problem::{Code, Found, Place, What};

/// The most fonts of a list, and the most characters of a font's name: more is a mistake.
const FONTS: usize = 8;

const GROUPS: [&str; 3] = ["all", "any", "none"];
/// What is tested, by its key.
const SUBJECTS: [&str; 3] = ["question", "hidden", "variable"];

impl Written for Condition {
    const SHAPE: ValueShape = ValueShape::Condition;

    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self> {
        let mut reader = Reader::enter(node, at.clone(), found)?;
        let condition = match GROUPS.into_iter().find(|key| reader.has(key)) {
            Some(key) => group(&mut reader, key),
            None => one_test(&mut reader),
        };
        reader.finish();
        condition
    }

    fn to_tree(&self) -> Tree {
        if let Some((key, inner)) = self.group() {
            let inner = inner.iter().map(|one| one.to_tree().into()).collect();
            return Tree::Table(vec![(key.to_owned(), Tree::List(inner).into())]);
        }
        let Self::Test(subject, test) = self else { return Tree::Table(Vec::new()) };
        Tree::Table(vec![subject_entry(subject), (test.name().to_owned(), test_tree(test).into())])
    }

    fn schema() -> Json {
        json!({ "$ref": "#/$defs/condition" })
    }
}

fn group(reader: &mut Reader<'_>, key: &'static str) -> Option<Condition> {
    let node = reader.node(key)?;
    let Tree::List(items) = &node.tree else {
        reader.error(key, Code::Expected { expected: What::List, found: node.tree.what() });
        return None;
    };
    if items.is_empty() {
        reader.error(key, Code::EmptyList);
    }
    let (place, found) = reader.parts();
    let list = place.key(key);
    let read = |(at, item)| Condition::from_node(item, &list.item(at), found);
    // One that cannot be read is there all the same, as one that always holds, so that the places
    // of the others stay what they are.
    let inner = items.iter().enumerate().map(read).map(Option::unwrap_or_default).collect();
    Some(match key {
        "all" => Condition::All(inner),
        "any" => Condition::Any(inner),
        _ => Condition::None(inner),
    })
}

fn one_test(reader: &mut Reader<'_>) -> Option<Condition> {
    let given: Vec<_> = Test::NAMES.iter().copied().filter(|name| reader.has(name)).collect();
    let subject = subject(reader);
    let [name] = given.as_slice() else {
        reader.claim(Test::NAMES);
        reader.error("", Code::OneTest(Test::NAMES));
        return None;
    };
    let node = reader.node(name)?;
    let test = test(reader, name, node);
    Some(Condition::Test(subject?, test?))
}

fn test(reader: &mut Reader<'_>, name: &'static str, node: &Node) -> Option<Test> {
    let compared = compared(name)?;
    if let Compared::Flag(make) = compared {
        let Tree::Flag(flag) = node.tree else {
            let code = Code::Expected { expected: What::Flag, found: node.tree.what() };
            reader.error(name, code);
            return None;
        };
        return Some(make(flag));
    }
    let is_list = matches!(node.tree, Tree::List(_));
    let (place, found) = reader.parts();
    let place = place.key(name);
    let items = if is_list { node.tree.items() } else { std::slice::from_ref(node) };
    let operands: Option<Vec<_>> =
        items.iter().map(|item| Operand::from_node(item, &place, found)).collect();
    let mut operands = operands?;
    let code = match (compared, is_list, operands.as_slice()) {
        (Compared::One(make), false, _) => return operands.pop().map(make),
        (Compared::Many(make), true, _) => return Some(make(operands)),
        (Compared::Two(make), true, [low, high]) => return Some(make(low.clone(), high.clone())),
        (Compared::Two(_), true, _) => Code::TakesTwo(name),
        (_, true, _) => Code::TakesNoList(name),
        (_, false, _) => Code::TakesAList(name),
    };
    reader.error(name, code);
    None
}

/// What is tested.
fn subject(reader: &mut Reader<'_>) -> Option<Subject> {
    let given: Vec<_> = SUBJECTS.into_iter().filter(|key| reader.has(key)).collect();
    let [key] = given.as_slice() else {
        reader.claim(&SUBJECTS);
        reader.error("", Code::OneSubject);
        return None;
    };
    let node = reader.node(key)?;
    let name = match &node.tree {
        Tree::Text(text) if text.trim().is_empty() => Err(Code::EmptyText),
        Tree::Text(text) => Ok(text.trim().to_owned()),
        other => Err(Code::Expected { expected: What::Text, found: other.what() }),
    };
    let name = name.map_err(|code| reader.error(key, code)).ok()?;
    Some(match *key {
        "question" => Subject::Question(name),
        "hidden" => Subject::Hidden(name),
        _ => Subject::Variable(name),
    })
}

fn subject_entry(subject: &Subject) -> (String, Node) {
    let (key, name) = subject.key();
    (key.to_owned(), Tree::Text(name.to_owned()).into())
}

fn test_tree(test: &Test) -> Tree {
    if let Test::Answered(flag) = test {
        return Tree::Flag(*flag);
    }
    let mut operands = test.operands().into_iter().map(Operand::to_tree);
    match compared(test.name()) {
        Some(Compared::One(_)) => operands.next().unwrap_or_else(|| Tree::List(Vec::new())),
        _ => Tree::List(operands.map(Into::into).collect()),
    }
}

impl Written for Operand {
    const SHAPE: ValueShape = ValueShape::Operand;

    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self> {
        let operand = match &node.tree {
            Tree::Text(text) => Some(Self::Text(text.trim().to_owned())),
            Tree::Flag(flag) => Some(Self::Flag(*flag)),
            Tree::Table(_) => {
                let mut reader = Reader::enter(node, at.clone(), found)?;
                let subject = subject(&mut reader);
                reader.finish();
                return subject.map(Self::Of);
            }
            other => other.to_decimal().map(Self::Number),
        };
        if operand.is_none() {
            let there = node.tree.what();
            let code = Code::Expected { expected: What::NumberOrText, found: there };
            found.error(at.clone(), code);
        }
        operand
    }

    fn to_tree(&self) -> Tree {
        match self {
            Self::Text(text) => Tree::Text(text.clone()),
            Self::Number(number) => Tree::number(*number),
            Self::Flag(flag) => Tree::Flag(*flag),
            Self::Of(subject) => Tree::Table(vec![subject_entry(subject)]),
        }
    }

    fn schema() -> Json {
        json!({ "$ref": "#/$defs/operand" })
    }
}

impl Written for Font {
    const SHAPE: ValueShape = ValueShape::Font;

    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self> {
        let names = match &node.tree {
            Tree::Text(text) => {
                let family = Family::ALL.iter().find(|(name, _)| name == text);
                if family.is_none() {
                    let known = Family::ALL.iter().map(|(name, _)| *name).collect();
                    found
                        .error(at.clone(), Code::NoneOf { given: text.clone(), known, near: None });
                }
                return family.map(|(_, family)| Self::Family(*family));
            }
            Tree::List(names) => names,
            other => {
                let code = Code::Expected { expected: What::Text, found: other.what() };
                found.error(at.clone(), code);
                return None;
            }
        };
        if names.is_empty() || names.len() > FONTS {
            found.error(at.clone(), Code::FontCount(FONTS));
            return None;
        }
        let name = |node: &Node| match &node.tree {
            Tree::Text(name) if is_font(name) => Ok(name.clone()),
            Tree::Text(name) => Err(Code::NotAFont(name.clone())),
            other => Err(Code::Expected { expected: What::FontName, found: other.what() }),
        };
        let names: Result<_, _> = names.iter().map(name).collect();
        names.map(Self::Named).map_err(|code| found.error(at.clone(), code)).ok()
    }

    fn to_tree(&self) -> Tree {
        match self {
            Self::Family(family) => Tree::Text(family.name().to_owned()),
            Self::Named(names) => {
                Tree::List(names.iter().map(|name| Tree::Text(name.clone()).into()).collect())
            }
        }
    }

    fn schema() -> Json {
        let families: Vec<_> = Family::ALL.iter().map(|(name, _)| *name).collect();
        let name =
            json!({ "type": "string", "maxLength": FONT_LENGTH, "pattern": r"^[\p{L}\p{N} -]+$" });
        json!({ "oneOf": [
            { "enum": families },
            { "type": "array", "minItems": 1, "maxItems": FONTS, "items": name, "description": "Installed fonts, best first." },
        ] })
    }
}

impl Written for Variables {
    const SHAPE: ValueShape = ValueShape::Variables;

    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self> {
        let mut variables: Vec<(String, Operand)> = Vec::new();
        for (id, node) in entries(node, at, found)? {
            let initial = match &node.tree {
                Tree::Text(_) | Tree::Integer(_) | Tree::Fraction(_) => {
                    Operand::from_node(node, &at.key(id), found)
                }
                _ => None,
            };
            match initial {
                _ if !is_id(id) || variables.iter().any(|(other, _)| other == id) => {
                    found.error(at.key(id), Code::VariableId(id.clone()));
                }
                None => found.error(at.key(id), Code::VariableValue),
                Some(initial) => variables.push((id.clone(), initial)),
            }
        }
        Some(Self(variables))
    }

    fn to_tree(&self) -> Tree {
        let entry = |(id, initial): &(String, Operand)| (id.clone(), initial.to_tree().into());
        Tree::Table(self.0.iter().map(entry).collect())
    }

    fn schema() -> Json {
        json!({
            "type": "object",
            "propertyNames": { "$ref": "#/$defs/id" },
            "additionalProperties": { "type": ["number", "string"] },
        })
    }
}

impl Written for ProfileAttributes {
    const SHAPE: ValueShape = ValueShape::Attributes;

    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self> {
        let mut attributes: Vec<(String, String)> = Vec::new();
        for (id, node) in entries(node, at, found)? {
            let name = match &node.tree {
                Tree::Text(text) => {
                    let name = text.trim().to_owned();
                    refusal(&name, Form::Attribute).map_or(Ok(name), Err)
                }
                other => Err(Code::Expected { expected: What::Text, found: other.what() }),
            };
            match name {
                Ok(name) => attributes.push((id.clone(), name)),
                Err(code) => found.error(at.key(id), code),
            }
        }
        Some(Self(attributes))
    }

    fn to_tree(&self) -> Tree {
        let entry = |(id, name): &(String, String)| (id.clone(), Tree::Text(name.clone()).into());
        Tree::Table(self.0.iter().map(entry).collect())
    }

    fn schema() -> Json {
        json!({
            "type": "object",
            "propertyNames": { "$ref": "#/$defs/id" },
            "additionalProperties": Form::Attribute.schema(),
        })
    }
}

impl Written for Translations {
    const SHAPE: ValueShape = ValueShape::Translations;

    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self> {
        let mut translations = Self::default();
        for (locale, node) in entries(node, at, found)? {
            let at = at.key(locale);
            if !is_tag(locale) {
                found.error(at, Code::NoLanguageTag(locale.clone()));
                continue;
            }
            let texts = translations.0.entry(locale.clone()).or_default();
            for (path, node) in entries(node, &at, found).into_iter().flatten() {
                let code = match &node.tree {
                    Tree::Text(text) if is_private(text) => Code::PrivateInTranslation,
                    Tree::Text(text) if text.trim().is_empty() => Code::EmptyText,
                    Tree::Text(text) => {
                        texts.insert(path.clone(), text.trim().to_owned());
                        continue;
                    }
                    other => Code::Expected { expected: What::Text, found: other.what() },
                };
                found.error(at.key(path), code);
            }
        }
        Some(translations)
    }

    fn to_tree(&self) -> Tree {
        let text =
            |(path, text): (&String, &String)| (path.clone(), Tree::Text(text.clone()).into());
        let texts = self.0.iter().map(|(locale, texts)| {
            (locale.clone(), Tree::Table(texts.iter().map(text).collect()).into())
        });
        Tree::Table(texts.collect())
    }

    fn schema() -> Json {
        json!({
            "type": "object",
            "propertyNames": { "$ref": "#/$defs/locale" },
            "additionalProperties": { "type": "object", "additionalProperties": { "$ref": "#/$defs/text" } },
        })
    }
}

/// The entries of a table whose keys are the author's own.
fn entries<'a>(node: &'a Node, at: &Place, found: &mut Found) -> Option<&'a [(String, Node)]> {
    match &node.tree {
        Tree::Table(entries) => Some(entries),
        other => {
            let code = Code::Expected { expected: What::Table, found: other.what() };
            found.error(at.clone(), code);
            None
        }
    }
}
