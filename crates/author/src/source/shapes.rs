//! The keys of a survey as data: what an editor offers and bounds, and what the JSON Schema says.

use serde_json::{Map, Value as Json, json};
use sondage_survey::answer::Decimal;

use super::keys::{Declared, Doc, Form, Key, Keys, Said, ValueShape, Whole, Word, Written};
use super::{Change, Text};

/// A key of a table.
#[derive(Clone, Debug)]
pub struct KeyShape {
    /// The key.
    pub name: &'static str,
    /// A line for people.
    pub doc: &'static str,
    /// What it takes.
    pub shape: Shape,
    /// It must be there.
    pub is_required: bool,
    /// What it is when it is left out, where that can be said.
    pub default: Option<Json>,
}

/// What a key takes.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A text of a form.
    Text(Form),
    /// A text that may be empty.
    Alt,
    /// True or false.
    Flag,
    /// A whole number.
    Whole(Whole),
    /// A number from one to another.
    Number(Decimal, Decimal),
    /// One of these words.
    Word(Vec<&'static str>),
    /// A list of texts; of these alone, where there are any.
    Texts(Form, &'static [&'static str]),
    /// A table.
    Table(TableShape),
    /// A list of tables, at most so many; where a key tells their kinds apart, one shape a kind.
    Tables(Vec<TableShape>, usize),
    /// The name of the table's kind.
    Kind(&'static str),
    /// A value that is no table with fixed keys, with its JSON Schema.
    Value(ValueShape, Json),
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct TableShape {
    /// Its keys, in the order in which they are written.
    pub keys: Vec<KeyShape>,
    /// Keys of which at least one must be there.
    pub needs_any: &'static [&'static str],
    /// Keys of which exactly one must be there: what is done to a variable.
    pub needs_one: &'static [&'static str],
    /// Its name among the definitions of the JSON Schema, where it has one there.
    pub shared: Option<&'static str>,
    /// Of how many kinds a table in its place can be; 0 where it has only one.
    n_kinds: usize,
}

impl TableShape {
    /// The shape of a kind of table.
    #[must_use]
    pub fn of_table<T: Declared + Default>() -> Self {
        Self::of_kind::<T>(0)
    }

    fn of_kind<T: Declared + Default>(kind: usize) -> Self {
        let table = Self { shared: T::SHARED, ..Self::default() };
        let mut shapes = Shapes { kind, table };
        T::default().declare(&mut shapes);
        shapes.table
    }

    /// The shapes of each kind of table.
    fn of_kinds<T: Declared + Default>() -> Vec<Self> {
        let first = Self::of_table::<T>();
        let others = (1..first.n_kinds).map(Self::of_kind::<T>).collect();
        [vec![first], others].concat()
    }
}

/// Collects the keys of a table.
struct Shapes {
    /// Which of its kinds is looked at.
    kind: usize,
    table: TableShape,
}

impl Shapes {
    fn add(&mut self, name: Key, doc: Doc, shape: Shape) -> Option<&mut KeyShape> {
        // Some kinds say twice what a key is, for different cases; the first counts.
        if self.table.keys.iter().any(|key| key.name == name) {
            return None;
        }
        self.table.keys.push(KeyShape { name, doc, shape, is_required: false, default: None });
        self.table.keys.last_mut()
    }

    fn must(&mut self, name: Key, doc: Doc, shape: Shape) {
        if let Some(key) = self.add(name, doc, shape) {
            key.is_required = true;
        }
    }

    fn or(&mut self, name: Key, doc: Doc, shape: Shape, default: Option<Json>) {
        if let Some(key) = self.add(name, doc, shape) {
            key.default = default;
        }
    }
}

fn word_names<W: Word>() -> Shape {
    Shape::Word(W::ALL.iter().map(|(name, _)| *name).collect())
}

/// A number in JSON.
fn number(number: Decimal) -> Json {
    serde_json::from_str(&number.to_text()).unwrap_or(Json::Null)
}

impl Keys for Shapes {
    fn wants_all(&self) -> bool {
        true
    }

    fn text(&mut self, name: Key, form: Form, _: &mut String, doc: Doc) {
        self.must(name, doc, Shape::Text(form));
    }

    fn maybe_text(&mut self, name: Key, form: Form, _: &mut Option<String>, doc: Doc) {
        self.add(name, doc, Shape::Text(form));
    }

    fn words(&mut self, name: Key, _: Said, _: &mut Text, doc: Doc) {
        self.must(name, doc, Shape::Text(Form::Words));
    }

    fn maybe_words(&mut self, name: Key, _: Said, _: &mut Option<Text>, doc: Doc) {
        self.add(name, doc, Shape::Text(Form::Words));
    }

    fn alt(&mut self, name: Key, _: Said, _: &mut Text, doc: Doc) {
        self.must(name, doc, Shape::Alt);
    }

    fn flag(&mut self, name: Key, _: &mut bool, default: bool, doc: Doc) {
        self.or(name, doc, Shape::Flag, Some(default.into()));
    }

    fn whole(
        &mut self,
        name: Key,
        _: &mut Option<u32>,
        bounds: Whole,
        default: Option<u32>,
        doc: Doc,
    ) {
        self.or(name, doc, Shape::Whole(bounds), default.map(Json::from));
    }

    fn must_whole(&mut self, name: Key, _: &mut u32, bounds: Whole, doc: Doc) {
        self.must(name, doc, Shape::Whole(bounds));
    }

    fn decimal(
        &mut self,
        name: Key,
        _: &mut Option<Decimal>,
        (low, high): (Decimal, Decimal),
        default: Option<Decimal>,
        doc: Doc,
    ) {
        self.or(name, doc, Shape::Number(low, high), default.map(number));
    }

    fn word<W: Word>(&mut self, name: Key, _: &mut Option<W>, default: Option<W>, doc: Doc) {
        self.or(name, doc, word_names::<W>(), default.map(|word| word.name().into()));
    }

    fn own_word<W: Word>(&mut self, name: Key, _: &mut W, default: W, doc: Doc) {
        self.or(name, doc, word_names::<W>(), Some(default.name().into()));
    }

    fn change(&mut self, _: &mut Change) {
        for name in Change::NAMES {
            let operand = super::Operand::schema();
            self.add(
                name,
                "With what the variable is changed.",
                Shape::Value(super::Operand::SHAPE, operand),
            );
        }
        self.table.needs_one = Change::NAMES;
    }

    fn must_texts(&mut self, name: Key, form: Form, _: &mut Vec<String>, doc: Doc) {
        self.must(name, doc, Shape::Texts(form, &[]));
    }

    fn texts(
        &mut self,
        name: Key,
        form: Form,
        known: &'static [&'static str],
        _: &mut Option<Vec<String>>,
        doc: Doc,
    ) {
        self.add(name, doc, Shape::Texts(form, known));
    }

    fn table<T: Declared + Default>(&mut self, name: Key, _: &mut Option<T>, doc: Doc) {
        self.add(name, doc, Shape::Table(TableShape::of_table::<T>()));
    }

    fn own_table<T: Declared + Default + PartialEq>(&mut self, name: Key, _: &mut T, doc: Doc) {
        self.add(name, doc, Shape::Table(TableShape::of_table::<T>()));
    }

    fn must_table<T: Declared + Default>(&mut self, name: Key, _: &mut T, doc: Doc) {
        self.must(name, doc, Shape::Table(TableShape::of_table::<T>()));
    }

    fn tables<T: Declared + Default>(
        &mut self,
        name: Key,
        _: &mut Vec<T>,
        most: usize,
        is_required: bool,
        doc: Doc,
    ) {
        if let Some(key) = self.add(name, doc, Shape::Tables(TableShape::of_kinds::<T>(), most)) {
            key.is_required = is_required;
        }
    }

    fn value<T: Written>(&mut self, name: Key, _: &mut Option<T>, doc: Doc) {
        self.add(name, doc, Shape::Value(T::SHAPE, T::schema()));
    }

    fn must_value<T: Written>(&mut self, name: Key, _: &mut T, doc: Doc) {
        self.must(name, doc, Shape::Value(T::SHAPE, T::schema()));
    }

    fn open_value<T: Written + Default + PartialEq>(&mut self, name: Key, _: &mut T, doc: Doc) {
        self.add(name, doc, Shape::Value(T::SHAPE, T::schema()));
    }

    fn needs_any(&mut self, names: &'static [&'static str]) {
        self.table.needs_any = names;
    }

    fn kind(&mut self, name: Key, known: &[&'static str], value: &mut &'static str) {
        self.table.n_kinds = known.len();
        if let Some(kind) = known.get(self.kind) {
            *value = kind;
            self.must(name, "What is asked for.", Shape::Kind(kind));
        }
    }
}

impl KeyShape {
    /// The JSON Schema of what the key takes.
    #[must_use]
    pub fn schema(&self) -> Json {
        let mut schema = self.shape.schema();
        if let Json::Object(all) = &mut schema {
            all.insert("description".to_owned(), self.doc.into());
            if self.is_required && matches!(self.shape, Shape::Texts(..)) {
                all.insert("minItems".to_owned(), 1.into());
            }
            if let Some(default) = &self.default {
                all.insert("default".to_owned(), default.clone());
            }
        }
        schema
    }
}

impl Shape {
    fn schema(&self) -> Json {
        match self {
            Self::Text(form) => form.schema(),
            Self::Alt => json!({ "type": "string" }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Whole(Whole { range, except: Some((except, _)) }) => {
                json!({ "enum": range.clone().filter(|number| number != except).collect::<Vec<_>>() })
            }
            Self::Whole(Whole { range, except: None }) => {
                json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() })
            }
            Self::Number(low, _) if *low > Decimal::ZERO => {
                json!({ "type": "number", "exclusiveMinimum": 0 })
            }
            Self::Number(..) => json!({ "type": "number" }),
            Self::Word(names) => json!({ "enum": names }),
            Self::Texts(form, []) => json!({ "type": "array", "items": form.schema() }),
            Self::Texts(_, known) => {
                json!({ "type": "array", "uniqueItems": true, "items": { "enum": known } })
            }
            Self::Table(table) => table.mention(),
            Self::Tables(kinds, most) => {
                let kinds: Vec<_> = kinds.iter().map(TableShape::mention).collect();
                let items = match kinds.as_slice() {
                    [one] => one.clone(),
                    several => json!({ "oneOf": several }),
                };
                let mut list = json!({ "type": "array", "minItems": 1, "items": items });
                if let (Json::Object(all), true) = (&mut list, *most < usize::MAX) {
                    all.insert("maxItems".to_owned(), (*most).into());
                }
                list
            }
            Self::Kind(name) => json!({ "const": name }),
            Self::Value(_, schema) => schema.clone(),
        }
    }
}

impl TableShape {
    /// The JSON Schema of the table where it stands: by its name, where it has one.
    fn mention(&self) -> Json {
        match self.shared {
            Some(name) => json!({ "$ref": format!("#/$defs/{name}") }),
            None => self.schema(),
        }
    }

    /// The JSON Schemas that those of this table name, each by its name.
    pub(super) fn definitions(&self, all: &mut Map<String, Json>) {
        for key in &self.keys {
            let tables = match &key.shape {
                Shape::Table(table) => std::slice::from_ref(table),
                Shape::Tables(tables, _) => tables.as_slice(),
                _ => &[],
            };
            for table in tables {
                if let Some(name) = table.shared {
                    all.insert(name.to_owned(), table.schema());
                }
                table.definitions(all);
            }
        }
    }

    /// The JSON Schema of the table.
    #[must_use]
    pub fn schema(&self) -> Json {
        let required: Vec<_> =
            self.keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
        let properties: Map<_, _> =
            self.keys.iter().map(|key| (key.name.to_owned(), key.schema())).collect();
        let mut schema = json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties });
        let of = |names: &[&str]| -> Json {
            names.iter().map(|name| json!({ "required": [name] })).collect()
        };
        if let Json::Object(all) = &mut schema {
            if !self.needs_any.is_empty() {
                all.insert("anyOf".to_owned(), of(self.needs_any));
            }
            if !self.needs_one.is_empty() {
                all.insert("oneOf".to_owned(), of(self.needs_one));
            }
        }
        schema
    }
}
