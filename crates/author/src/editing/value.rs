//! Values of a survey as JSON values, as they travel.

use serde_json::{Map, Value as Json};
use sondage_survey::answer::Decimal;

use crate::problem::What;
use crate::source::node::{Node, Tree};

/// A JSON value as a value of a survey. `null`, and a number that a survey cannot hold, are
/// foreign there, as they are in a file.
#[must_use]
pub fn tree_of(json: &Json) -> Tree {
    match json {
        Json::String(text) => Tree::Text(text.clone()),
        Json::Bool(flag) => Tree::Flag(*flag),
        Json::Null => Tree::Foreign(What::Null, "null".to_owned()),
        Json::Number(number) => {
            let text = number.to_string();
            let fraction = || Decimal::parse(&text).map(Tree::Fraction);
            let whole = number.as_i64().map(Tree::Integer);
            whole.or_else(fraction).unwrap_or(Tree::Foreign(What::NumberTooFine, text))
        }
        Json::Array(items) => Tree::List(items.iter().map(|item| tree_of(item).into()).collect()),
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| (key.clone(), tree_of(value).into());
            Tree::Table(entries.iter().map(entry).collect())
        }
    }
}

/// A value of a survey as a JSON value; what a survey cannot hold is `null`.
#[must_use]
pub fn json_of(tree: &Tree) -> Json {
    match tree {
        Tree::Text(text) => text.as_str().into(),
        Tree::Integer(number) => (*number).into(),
        Tree::Fraction(number) => serde_json::from_str(&number.to_text()).unwrap_or(Json::Null),
        Tree::Flag(flag) => (*flag).into(),
        Tree::Foreign(..) => Json::Null,
        Tree::List(items) => items.iter().map(|node| json_of(&node.tree)).collect(),
        Tree::Table(entries) => {
            let entry = |(key, node): &(String, Node)| (key.clone(), json_of(&node.tree));
            Json::Object(entries.iter().map(entry).collect::<Map<_, _>>())
        }
    }
}
