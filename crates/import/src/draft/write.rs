//! A survey as TOML, laid out as people write it.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Formatted, InlineTable, Item, Table};

use super::{Card, Choice, Condition, Ending, Input, Keys, Picture, Question, Survey, Text, Value};

/// Values that are written on one line, in the order in which they are read best.
type Line = Vec<(&'static str, Value)>;

impl Survey {
    /// The file.
    pub(crate) fn to_toml(&self) -> String {
        let mut texts = Texts { without: &self.without, locales: Vec::new() };
        let mut document = DocumentMut::new();
        for (key, word) in [("id", &self.id), ("name", &self.name), ("locale", &self.locale)] {
            document.insert(key, Item::Value(word.as_str().into()));
        }
        self.write_head(document.as_table_mut(), &mut texts);
        let questions = self.questions.iter().map(|question| question.table(&mut texts));
        insert_all(document.as_table_mut(), "questions", questions);
        self.write_tail(document.as_table_mut(), &mut texts);
        texts.write(document.as_table_mut());
        document.to_string()
    }

    fn write_head(&self, root: &mut Table, texts: &mut Texts<'_>) {
        insert(root, "flow", table(self.flow.clone()));
        insert(root, "limits", table(self.limits.clone()));
        if let Some(card) = &self.welcome {
            insert(root, "welcome", table(card.keys("welcome", texts)));
        }
        let hidden = self.hidden.iter().map(|hidden| {
            let kind = hidden.is_number.then(|| ("type", "number".into()));
            table([("id", hidden.id.as_str().into())].into_iter().chain(kind).collect())
        });
        insert_all(root, "hidden", hidden);
        let mut variables = Table::new();
        for (id, value) in &self.variables {
            variables.insert(id, Item::Value(value.to_toml()));
        }
        insert(root, "variables", variables);
    }

    fn write_tail(&self, root: &mut Table, texts: &mut Texts<'_>) {
        let ids =
            |ids: &Vec<String>| Value::List(ids.iter().map(|id| id.as_str().into()).collect());
        let shuffles = self.shuffles.iter().map(|some| table(vec![("questions", ids(some))]));
        insert_all(root, "shuffle", shuffles);
        let quotas = self.quotas.iter().map(|quota| {
            let end = quota.end.as_deref().map(|end| ("end", end.into()));
            let mut keys: Line =
                vec![("id", quota.id.as_str().into()), ("limit", quota.limit.into())];
            keys.push(("if", quota.condition.clone().into()));
            keys.extend(end);
            table(keys)
        });
        insert_all(root, "quotas", quotas);
        let endings = self.endings.iter().map(|ending| table(ending.keys(texts)));
        insert_all(root, "endings", endings);
        insert(root, "end", table(self.end.keys("end", texts)));
        let mut theme = table(self.theme.clone());
        insert(&mut theme, "dark", table(self.dark.clone()));
        insert(root, "theme", theme);
    }
}

impl Card {
    fn keys(&self, path: &str, texts: &mut Texts<'_>) -> Line {
        let mut keys = Vec::new();
        let named =
            [("title", &self.title), ("text", &self.text), ("description", &self.description)];
        for (key, text) in named {
            if let Some(text) = text {
                keys.push((key, texts.take(text, &format!("{path}.{key}"))));
            }
        }
        if let Some(button) = &self.button {
            let label = texts.take(button, &format!("{path}.button"));
            keys.push(match &self.url {
                Some(url) => {
                    ("button", Value::Table(vec![("label", label), ("url", url.as_str().into())]))
                }
                None => ("button", label),
            });
        }
        keys.extend(self.minutes.map(|minutes| ("minutes", minutes.into())));
        if let Some(image) = &self.image {
            texts.take(&image.alt, &format!("{path}.image"));
            keys.push(("image", image.value()));
        }
        keys.extend(self.redirect.as_deref().map(|redirect| ("redirect", redirect.into())));
        keys
    }
}

impl Ending {
    fn keys(&self, texts: &mut Texts<'_>) -> Line {
        let mut keys = vec![("id", self.id.as_str().into())];
        keys.extend(self.card.keys(&format!("endings.{}", self.id), texts));
        keys.extend(self.condition.clone().map(|condition| ("if", condition.into())));
        keys
    }
}

impl Question {
    fn table(&self, texts: &mut Texts<'_>) -> Table {
        let path = format!("questions.{}", self.id);
        let mut keys: Line = vec![("id", self.id.as_str().into()), ("type", self.kind.into())];
        keys.push(("prompt", texts.take(&self.prompt, &format!("{path}.prompt"))));
        if let Some(text) = &self.description {
            keys.push(("description", texts.take(text, &format!("{path}.description"))));
        }
        keys.extend(self.attribute.as_deref().map(|attribute| ("attribute", attribute.into())));
        keys.extend(self.required.then(|| ("required", true.into())));
        let condition = |key, of: &Option<Condition>| of.clone().map(|of| (key, of.into()));
        keys.extend(condition("require_if", &self.require_if));
        keys.extend(condition("show_if", &self.show_if));
        if let Some(image) = &self.image {
            texts.take(&image.alt, &format!("{path}.image"));
            keys.push(("image", image.value()));
        }
        keys.extend(texts.take_all(&self.keys, &path));
        for (key, choices) in
            [("options", &self.options), ("rows", &self.rows), ("columns", &self.columns)]
        {
            if !choices.is_empty() {
                let path = format!("{path}.{key}");
                let lines = choices.iter().map(|choice| choice.value(&path, texts)).collect();
                keys.push((key, Value::List(lines)));
            }
        }
        if !self.inputs.is_empty() {
            let path = format!("{path}.inputs");
            let lines = self.inputs.iter().map(|input| input.value(&path, texts)).collect();
            keys.push(("inputs", Value::List(lines)));
        }
        keys.extend(self.logic());
        table(keys)
    }

    fn logic(&self) -> Line {
        let mut keys = Vec::new();
        let steps = self.set.iter().map(|step| {
            let mut line: Line = vec![("variable", step.variable.as_str().into())];
            line.push((step.operation, step.operand.clone()));
            line.extend(step.condition.clone().map(|condition| ("if", condition.into())));
            Value::Table(line)
        });
        let jumps = self.jump.iter().map(|(condition, to)| {
            Value::Table(vec![("if", condition.clone().into()), ("to", to.as_str().into())])
        });
        for (key, lines) in [("set", steps.collect::<Vec<_>>()), ("jump", jumps.collect())] {
            if !lines.is_empty() {
                keys.push((key, Value::List(lines)));
            }
        }
        keys.extend(self.next.as_deref().map(|next| ("next", next.into())));
        keys
    }
}

impl Choice {
    fn value(&self, path: &str, texts: &mut Texts<'_>) -> Value {
        let label = texts.take(&self.label, &format!("{path}.{}", self.id));
        let mut line: Line = vec![("id", self.id.as_str().into()), ("label", label)];
        line.extend(self.score.map(|score| ("score", score.into())));
        if let Some(image) = &self.image {
            line.push(("image", image.src.as_str().into()));
            line.push(("alt", image.alt.own.as_str().into()));
        }
        let flags =
            [("comment", self.comment), ("exclusive", self.exclusive), ("fixed", self.fixed)];
        line.extend(
            flags.into_iter().filter(|(_, is_on)| *is_on).map(|(key, _)| (key, true.into())),
        );
        line.extend(self.show_if.clone().map(|condition| ("show_if", condition.into())));
        Value::Table(line)
    }
}

impl Input {
    fn value(&self, path: &str, texts: &mut Texts<'_>) -> Value {
        let path = format!("{path}.{}", self.id);
        let label = texts.take(&self.label, &format!("{path}.label"));
        let mut line: Line = vec![("id", self.id.as_str().into()), ("label", label)];
        line.push(("type", self.kind.into()));
        line.extend(self.required.then(|| ("required", true.into())));
        line.extend(texts.take_all(&self.keys, &path));
        Value::Table(line)
    }
}

impl Picture {
    fn value(&self) -> Value {
        let alt = self.alt.own.as_str();
        Value::Table(vec![("src", self.src.as_str().into()), ("alt", alt.into())])
    }
}

impl From<Condition> for Value {
    fn from(condition: Condition) -> Self {
        let group = |of: Vec<Condition>| Self::List(of.into_iter().map(Self::from).collect());
        Self::Table(match condition {
            Condition::All(of) => vec![("all", group(of))],
            Condition::Any(of) => vec![("any", group(of))],
            Condition::None(of) => vec![("none", group(of))],
            Condition::Test(subject, test, value) => vec![subject.key(), (test, value)],
        })
    }
}

impl Value {
    fn to_toml(&self) -> toml_edit::Value {
        match self {
            Self::Flag(flag) => (*flag).into(),
            Self::Number(number) => number_to_toml(*number),
            Self::Word(word) => word.as_str().into(),
            Self::Text(text) => text.own.as_str().into(),
            Self::List(items) => items.iter().map(Self::to_toml).collect::<Array>().into(),
            Self::Table(keys) => {
                let entries = keys.iter().map(|(key, value)| (*key, value.to_toml()));
                entries.collect::<InlineTable>().into()
            }
        }
    }

    fn is_table(&self) -> bool {
        matches!(self, Self::Table(_))
    }
}

/// Whole numbers without a point, others with at most six decimals.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
fn number_to_toml(number: f64) -> toml_edit::Value {
    let number = (number * 1e6).round() / 1e6;
    if number.fract() == 0.0 && number.abs() < 9e15 {
        toml_edit::Value::Integer(Formatted::new(number as i64))
    } else {
        number.into()
    }
}

/// A table; lists of tables have an item a line.
fn table(keys: Line) -> Table {
    let mut table = Table::new();
    for (key, value) in keys {
        let mut item = value.to_toml();
        if let (Value::List(items), Some(array)) = (&value, item.as_array_mut())
            && key != "all"
            && items.iter().all(Value::is_table)
        {
            for item in array.iter_mut() {
                item.decor_mut().set_prefix("\n  ");
            }
            array.set_trailing("\n");
            array.set_trailing_comma(true);
        }
        table.insert(key, Item::Value(item));
    }
    table
}

fn insert(into: &mut Table, key: &str, table: Table) {
    if !table.is_empty() {
        into.insert(key, Item::Table(table));
    }
}

fn insert_all(into: &mut Table, key: &str, tables: impl Iterator<Item = Table>) {
    let tables: ArrayOfTables = tables.collect();
    if !tables.is_empty() {
        into.insert(key, Item::ArrayOfTables(tables));
    }
}

/// The translations, collected on the way: by locale, then by path.
struct Texts<'a> {
    without: &'a [(String, String)],
    locales: Vec<(String, Vec<(String, String)>)>,
}

impl Texts<'_> {
    /// The text as a value; its translations are kept under this path.
    fn take(&mut self, text: &Text, path: &str) -> Value {
        for (locale, words) in &text.others {
            if self.without.iter().any(|(of, at)| of == locale && at == path) {
                continue;
            }
            let place = self.locales.iter().position(|(known, _)| known == locale);
            let place = place.unwrap_or_else(|| {
                self.locales.push((locale.clone(), Vec::new()));
                self.locales.len() - 1
            });
            if let Some((_, texts)) = self.locales.get_mut(place) {
                texts.push((path.to_owned(), words.clone()));
            }
        }
        text.own.as_str().into()
    }

    fn take_all(&mut self, keys: &Keys, path: &str) -> Keys {
        let take = |(key, value): &(&'static str, Value)| match value {
            Value::Text(text) => (*key, self.take(text, &format!("{path}.{key}"))),
            other => (*key, other.clone()),
        };
        keys.iter().map(take).collect()
    }

    fn write(self, root: &mut Table) {
        let mut translations = Table::new();
        translations.set_implicit(true);
        for (locale, texts) in self.locales {
            let entries = texts.into_iter().map(|(path, text)| (path, Item::Value(text.into())));
            translations.insert(&locale, Item::Table(entries.collect()));
        }
        insert(root, "translations", translations);
    }
}
