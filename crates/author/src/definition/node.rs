//! A file as a tree that knows its lines, whichever language it is written in.

use jsonc_parser::ast::Value as Json;
use toml::de::{DeTable, DeValue};

use super::Problem;
use sondage_survey::answer::Decimal;

/// A value and the line it begins on, counted from 1.
#[derive(Clone, Debug)]
pub struct Node {
    /// The line.
    pub line: u32,
    /// The value.
    pub tree: Tree,
}

/// The values that TOML and JSON share.
#[derive(Clone, Debug)]
pub enum Tree {
    /// A string.
    Text(String),
    /// An integer that fits 64 bits.
    Integer(i64),
    /// A number with at most six decimals.
    Fraction(Decimal),
    /// A boolean.
    Flag(bool),
    /// A list.
    List(Vec<Node>),
    /// Keys in the order of the file.
    Table(Vec<(String, Node)>),
    /// Something that no survey has: a number that is too fine, null. Says what it is.
    Foreign(&'static str),
}

impl Tree {
    /// What a reader calls this.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) | Self::Fraction(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Foreign(what) => what,
        }
    }
}

/// The language of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// TOML 1.0.
    Toml,
    /// JSON (RFC 8259).
    Json,
}

/// The tree of a file, or every place where it is not of its language.
pub(super) fn parse(text: &str, language: Language) -> Result<Node, Vec<Problem>> {
    match language {
        Language::Toml => parse_toml(text),
        Language::Json => parse_json(text),
    }
}

fn parse_toml(text: &str) -> Result<Node, Vec<Problem>> {
    let lines = Lines::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(Node { line: 1, tree: toml_table(table.get_ref(), &lines) });
    }
    let problem = |error: &toml::de::Error| {
        let line = error.span().map_or(1, |span| lines.of(span.start));
        Problem::new("", line, &format!("not TOML: {}", error.message().trim().replace('\n', ", ")))
    };
    Err(errors.iter().map(problem).collect())
}

fn toml_table(table: &DeTable<'_>, lines: &Lines) -> Tree {
    let mut entries: Vec<_> = table.iter().collect();
    // The parser sorts keys; people read problems, and surveys list translations, top down.
    entries.sort_by_key(|(key, _)| key.span().start);
    let entry = |key: &str, value: &DeValue<'_>, at: usize| {
        (key.to_owned(), Node { line: lines.of(at), tree: toml_value(value, lines) })
    };
    Tree::Table(
        entries
            .into_iter()
            .map(|(key, value)| entry(key.get_ref(), value.get_ref(), key.span().start))
            .collect(),
    )
}

fn toml_value(value: &DeValue<'_>, lines: &Lines) -> Tree {
    match value {
        DeValue::String(text) => Tree::Text(text.to_string()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or(Tree::Foreign("a number beyond 64 bits"), Tree::Integer),
        DeValue::Boolean(flag) => Tree::Flag(*flag),
        DeValue::Array(items) => {
            let node = |line, value| Node { line: lines.of(line), tree: toml_value(value, lines) };
            Tree::List(items.iter().map(|item| node(item.span().start, item.get_ref())).collect())
        }
        DeValue::Table(table) => toml_table(table, lines),
        DeValue::Float(float) => fraction(float.as_str()),
        DeValue::Datetime(moment) => Tree::Text(moment.to_string()),
    }
}

fn fraction(text: &str) -> Tree {
    // With an exponent only where nothing is lost: 1e-6, as programs write it.
    let by_exponent = || {
        let number = text.parse().ok().filter(|_| text.contains(['e', 'E']))?;
        let decimal = Decimal::from_float(number)?;
        (decimal.to_text().parse() == Ok(number)).then_some(decimal)
    };
    Decimal::parse(text)
        .or_else(by_exponent)
        .map_or(Tree::Foreign("a number with too many digits"), Tree::Fraction)
}

fn parse_json(text: &str) -> Result<Node, Vec<Problem>> {
    let lines = Lines::new(text);
    let strict = jsonc_parser::ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    match jsonc_parser::parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &strict) {
        Ok(parsed) => match parsed.value {
            Some(value) => Ok(json_node(&value, &lines)),
            None => Err(vec![Problem::new("", 1, "not JSON: the file is empty")]),
        },
        Err(error) => {
            let line = lines.of(error.range().start);
            Err(vec![Problem::new("", line, &format!("not JSON: {}", error.kind()))])
        }
    }
}

fn json_node(value: &Json<'_>, lines: &Lines) -> Node {
    use jsonc_parser::common::Ranged as _;
    let tree = match value {
        Json::StringLit(text) => Tree::Text(text.value.to_string()),
        Json::NumberLit(number) => {
            number.value.parse().map_or_else(|_| fraction(number.value), Tree::Integer)
        }
        Json::BooleanLit(flag) => Tree::Flag(flag.value),
        Json::NullKeyword(_) => Tree::Foreign("null"),
        Json::Array(array) => {
            Tree::List(array.elements.iter().map(|item| json_node(item, lines)).collect())
        }
        Json::Object(object) => {
            let entry = |property: &jsonc_parser::ast::ObjectProp<'_>| {
                let line = lines.of(property.range.start);
                let node = json_node(&property.value, lines);
                (property.name.as_str().to_owned(), Node { line, ..node })
            };
            Tree::Table(object.properties.iter().map(entry).collect())
        }
    };
    Node { line: lines.of(value.range().start), tree }
}

/// Where the lines of a text begin, in bytes.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let after_breaks =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(after_breaks).collect())
    }

    /// The line of a byte, counted from 1.
    fn of(&self, byte: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= byte)).unwrap_or(u32::MAX)
    }
}
