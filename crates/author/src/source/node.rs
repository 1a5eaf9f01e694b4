//! A file as a tree that knows its lines, whichever language it is written in.

use jsonc_parser::ast::Value as Json;
use sondage_survey::answer::Decimal;
use toml::de::{DeTable, DeValue};

use crate::problem::{Code, Found, Place, Problem, Step, What};

/// A value and the line it begins on, counted from 1; 0 where there is no file.
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
    /// Something that no survey has, as it stands in the file.
    Foreign(What, String),
}

/// The language of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// TOML 1.0.
    Toml,
    /// JSON (RFC 8259).
    Json,
}

impl Tree {
    /// What this is.
    #[must_use]
    pub fn what(&self) -> What {
        match self {
            Self::Text(_) => What::Text,
            Self::Integer(_) | Self::Fraction(_) => What::Number,
            Self::Flag(_) => What::Flag,
            Self::List(_) => What::List,
            Self::Table(_) => What::Table,
            Self::Foreign(what, _) => *what,
        }
    }

    /// A number, without a point where it needs none.
    #[must_use]
    pub fn number(number: Decimal) -> Self {
        let whole = number.to_text().parse().ok();
        whole.map_or(Self::Fraction(number), Self::Integer)
    }

    /// What stands under a key of this table.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Table(entries) => {
                entries.iter().find(|(name, _)| name == key).map(|(_, node)| &node.tree)
            }
            _ => None,
        }
    }

    /// The items of this list; none where it is no list.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The number that this is; one beyond what decimals hold is the last of them, as no answer is
    /// beyond that either.
    #[must_use]
    pub fn to_decimal(&self) -> Option<Decimal> {
        let far = || Decimal::whole(9_000_000).times(Decimal::whole(1_000_000));
        match self {
            Self::Integer(number) => Decimal::parse(&number.to_string())
                .or_else(|| Some(if *number < 0 { Decimal::ZERO.minus(far()) } else { far() })),
            Self::Fraction(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether a survey says the same with this as with another: a number can be written in more
    /// ways than one, and what is around a text does not count.
    #[must_use]
    pub fn says(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one.trim() == other.trim(),
            (Self::Flag(one), Self::Flag(other)) => one == other,
            (Self::List(one), Self::List(other)) => {
                let mut pairs = one.iter().zip(other);
                one.len() == other.len() && pairs.all(|(one, other)| one.tree.says(&other.tree))
            }
            (Self::Table(one), Self::Table(other)) => {
                let mut all = one.iter();
                let has = |(key, node): &(String, Node)| {
                    self_get(other, key).is_some_and(|tree| node.tree.says(tree))
                };
                one.len() == other.len() && all.all(has)
            }
            (Self::Foreign(_, one), Self::Foreign(_, other)) => one == other,
            (one, other) => {
                let (one, other) = (one.to_decimal(), other.to_decimal());
                one.is_some() && one == other
            }
        }
    }
}

/// The keys of a table that have another name and say what they said, each with the new name.
pub(super) fn renamed_keys<'a>(
    before: &'a [(String, Node)],
    after: &'a [(String, Node)],
) -> Vec<(&'a str, &'a str)> {
    if before.len() != after.len() {
        return Vec::new();
    }
    let pairs = before.iter().zip(after);
    let is_renamed = |((old, was), (new, is)): &(&(String, Node), &(String, Node))| {
        old != new
            && self_get(after, old).is_none()
            && self_get(before, new).is_none()
            && was.tree.says(&is.tree)
    };
    pairs.filter(is_renamed).map(|((old, _), (new, _))| (old.as_str(), new.as_str())).collect()
}

fn self_get<'a>(entries: &'a [(String, Node)], key: &str) -> Option<&'a Tree> {
    entries.iter().find(|(name, _)| name == key).map(|(_, node)| &node.tree)
}

impl From<Tree> for Node {
    /// A value that stands in no file.
    fn from(tree: Tree) -> Self {
        Self { line: 0, tree }
    }
}

impl Node {
    /// The line of a place, or of the last thing on the way there that is there.
    #[must_use]
    pub fn line_of(&self, place: &Place) -> u32 {
        let mut at = self;
        for step in place.steps() {
            let next = match (step, &at.tree) {
                (Step::Key(key), Tree::Table(entries)) => {
                    entries.iter().find(|(name, _)| name == key).map(|(_, node)| node)
                }
                (Step::Item(place), Tree::List(items)) => items.get(*place),
                _ => None,
            };
            let Some(next) = next else { break };
            at = next;
        }
        at.line
    }

    /// What was found in this file, with the lines, in the order of these.
    #[must_use]
    pub fn with_lines(&self, found: Found) -> Vec<Problem> {
        let mut all = found.into_problems();
        for problem in &mut all {
            problem.line = self.line_of(&problem.place);
        }
        all.sort_by_key(|problem| problem.line);
        all
    }

    /// The tree of a file.
    ///
    /// # Errors
    /// Every place where it is not of its language.
    pub fn parse(text: &str, language: Language) -> Result<Self, Vec<Problem>> {
        let text = without_mark(text);
        match language {
            Language::Toml => parse_toml(text),
            Language::Json => parse_json(text),
        }
    }
}

/// A text without the byte order mark that some editors put at the beginning of a file.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn no_language(line: u32, code: Code) -> Problem {
    Problem { place: Place::root(), line, code, is_warning: false }
}

fn parse_toml(text: &str) -> Result<Node, Vec<Problem>> {
    let lines = Lines::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(Node { line: 1, tree: toml_table(table.get_ref(), &lines) });
    }
    let problem = |error: &toml::de::Error| {
        let line = error.span().map_or(1, |span| lines.line_at(span.start));
        no_language(line, Code::NotToml(error.message().trim().replace('\n', ", ")))
    };
    Err(errors.iter().map(problem).collect())
}

fn toml_table(table: &DeTable<'_>, lines: &Lines) -> Tree {
    let mut entries: Vec<_> = table.iter().collect();
    // The parser sorts keys; people read problems, and surveys list translations, top down.
    entries.sort_by_key(|(key, _)| key.span().start);
    let entry = |key: &str, value: &DeValue<'_>, at: usize| {
        (key.to_owned(), Node { line: lines.line_at(at), tree: toml_value(value, lines) })
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
            .map_or_else(|_| Tree::Foreign(What::NumberBeyond, integer.to_string()), Tree::Integer),
        DeValue::Boolean(flag) => Tree::Flag(*flag),
        DeValue::Array(items) => {
            let node = |at, value| Node { line: lines.line_at(at), tree: toml_value(value, lines) };
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
        let number: f64 = text.parse().ok().filter(|_| text.contains(['e', 'E']))?;
        let decimal = Decimal::parse(&format!("{number:.6}"))?;
        (decimal.to_text().parse() == Ok(number)).then_some(decimal)
    };
    Decimal::parse(text)
        .or_else(by_exponent)
        .map_or_else(|| Tree::Foreign(What::NumberTooFine, text.to_owned()), Tree::Fraction)
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
            None => Err(vec![no_language(1, Code::JsonIsEmpty)]),
        },
        Err(error) => {
            let line = lines.line_at(error.range().start);
            Err(vec![no_language(line, Code::NotJson(error.kind().to_string()))])
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
        Json::NullKeyword(_) => Tree::Foreign(What::Null, "null".to_owned()),
        Json::Array(array) => {
            Tree::List(array.elements.iter().map(|item| json_node(item, lines)).collect())
        }
        Json::Object(object) => {
            let entry = |property: &jsonc_parser::ast::ObjectProp<'_>| {
                let line = lines.line_at(property.range.start);
                let node = json_node(&property.value, lines);
                (property.name.as_str().to_owned(), Node { line, ..node })
            };
            Tree::Table(object.properties.iter().map(entry).collect())
        }
    };
    Node { line: lines.line_at(value.range().start), tree }
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
    fn line_at(&self, byte: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= byte)).unwrap_or(u32::MAX)
    }
}
