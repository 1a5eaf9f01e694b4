//! What decides the path: changes of variables, jumps, hidden fields, quotas, random order, limits.

use super::word::words;
use super::{Condition, Declared, Form, Keys, Operand};
use crate::problem::Code;

/// The most hidden fields: they travel with each submission.
pub const HIDDEN: usize = 30;
/// The longest name in a catalogue of Braze.
const CATALOG_NAME_LENGTH: usize = 250;
/// How long a date is: `2026-12-31`.
const DATE_LENGTH: usize = 10;

/// A change of a variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assignment {
    /// The variable's id.
    pub variable: String,
    /// What is done, and with what.
    pub change: Change,
    /// It is done only where this holds; by default, where the question has an answer.
    pub condition: Option<Condition>,
}

/// What is done to a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It becomes this.
    To(Operand),
    /// This is added.
    Add(Operand),
    /// This is taken off.
    Subtract(Operand),
    /// It is multiplied by this.
    Multiply(Operand),
    /// It is divided by this.
    Divide(Operand),
    /// This is put behind a text.
    Append(Operand),
}

/// A way on from a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jump {
    /// Where this holds.
    pub condition: Condition,
    /// To a later question, `end`, or `end:` and an ending's id.
    pub to: String,
}

/// A field that is given from outside: by the link, the page, or the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Its id.
    pub id: String,
    /// What it holds; a text where it does not say.
    pub kind: Option<HiddenKind>,
    /// In a message: the profile's custom attribute that it is taken from.
    pub attribute: Option<String>,
    /// In a message: the field of Braze's own profile that it is taken from.
    pub profile: Option<ProfileField>,
    /// In a message: the property of the event that triggers it.
    pub event: Option<String>,
    /// In a message of a Canvas: the field of its context.
    pub context: Option<String>,
    /// In a message: the catalogue in Braze that it is taken from.
    pub catalog: Option<String>,
    /// The id of the catalogue's item; `{id}` where another hidden field holds it.
    pub item: Option<String>,
    /// The item's field.
    pub field: Option<String>,
}

words! {
    /// What a hidden field holds.
    HiddenKind {
        /// A text.
        Text = "text",
        /// A number.
        Number = "number",
    }

    /// A field of Braze's own profile that Liquid gives in a message.
    ProfileField {
        /// The first name.
        FirstName = "first_name",
        /// The last name.
        LastName = "last_name",
        /// The e-mail address.
        EmailAddress = "email_address",
        /// The phone number.
        PhoneNumber = "phone_number",
        /// The language.
        Language = "language",
        /// The country.
        Country = "country",
        /// The city.
        City = "city",
        /// The gender.
        Gender = "gender",
        /// The date of birth.
        DateOfBirth = "date_of_birth",
        /// The time zone.
        TimeZone = "time_zone",
    }
}

/// Those of whom there are enough at some time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quota {
    /// Its id, by which it is counted.
    pub id: String,
    /// How many completed responses are enough.
    pub limit: u32,
    /// Whom it counts.
    pub condition: Condition,
    /// The ending once it is full; that of `[end]` where it does not say.
    pub end: Option<String>,
}

/// Neighbours that are asked in random order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shuffle {
    /// The ids of the questions, which stand one after the other.
    pub questions: Vec<String>,
    /// Only so many of them, by chance.
    pub pick: Option<u32>,
}

/// What limits a survey as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// When it opens: a time in UTC, as RFC 3339 has it, or a date for the beginning of that day.
    pub opens: Option<String>,
    /// When it closes, in the same forms; a date for the end of that day.
    pub closes: Option<String>,
    /// How many completed responses it takes.
    pub responses: Option<u32>,
    /// After how many days without a change a response is erased.
    pub retention_days: Option<u32>,
}

impl Default for Change {
    fn default() -> Self {
        Self::To(Operand::default())
    }
}

impl Change {
    /// The keys that say what is done.
    pub const NAMES: &'static [&'static str] =
        &["to", "add", "subtract", "multiply", "divide", "append"];

    /// The change of this name.
    #[must_use]
    pub fn named(name: &str, operand: Operand) -> Option<Self> {
        Some(match name {
            "to" => Self::To(operand),
            "add" => Self::Add(operand),
            "subtract" => Self::Subtract(operand),
            "multiply" => Self::Multiply(operand),
            "divide" => Self::Divide(operand),
            "append" => Self::Append(operand),
            _ => return None,
        })
    }

    /// The key that says what is done, and with what.
    #[must_use]
    pub fn parts(&self) -> (&'static str, &Operand) {
        match self {
            Self::To(operand) => ("to", operand),
            Self::Add(operand) => ("add", operand),
            Self::Subtract(operand) => ("subtract", operand),
            Self::Multiply(operand) => ("multiply", operand),
            Self::Divide(operand) => ("divide", operand),
            Self::Append(operand) => ("append", operand),
        }
    }
}

impl Declared for Assignment {
    const SHARED: Option<&'static str> = Some("change");

    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("variable", Form::Name, &mut self.variable, "The variable that changes.");
        keys.change(&mut self.change);
        keys.value("if", &mut self.condition, "Done only where this holds.");
    }
}

impl Declared for Jump {
    const SHARED: Option<&'static str> = Some("jump");

    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.must_value("if", &mut self.condition, "Where this holds.");
        let doc = "A later question, \"end\", or \"end:id\".";
        keys.text("to", Form::Words, &mut self.to, doc);
    }
}

impl Declared for Hidden {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the field in links, pages and texts.");
        keys.word("type", &mut self.kind, Some(HiddenKind::Text), "What it holds.");
        let doc = "A custom attribute of the profile.";
        keys.maybe_text("attribute", Form::Words, &mut self.attribute, doc);
        let is_quoted = |name: &String| name.contains(['{', '}', '$', '"', '\'', '|']);
        let is_wrong = self.attribute.as_ref().is_some_and(is_quoted);
        keys.refuses("attribute", is_wrong, Code::AttributeForLiquid);
        keys.word("profile", &mut self.profile, None, "A field of Braze's own profile.");
        let doc = "A property of the event that triggers the message.";
        keys.maybe_text("event", Form::Words, &mut self.event, doc);
        let is_wrong = self.event.as_ref().is_some_and(is_quoted);
        keys.refuses("event", is_wrong, Code::AttributeForLiquid);
        let doc = "A field of the context of the message's Canvas.";
        keys.maybe_text("context", Form::Words, &mut self.context, doc);
        let is_wrong = self.context.as_ref().is_some_and(is_quoted);
        keys.refuses("context", is_wrong, Code::AttributeForLiquid);
        self.declare_catalog(keys);
        let sources = [
            ("attribute", self.attribute.is_some()),
            ("profile", self.profile.is_some()),
            ("event", self.event.is_some()),
            ("context", self.context.is_some()),
            ("catalog", self.catalog.is_some()),
        ];
        for (name, _) in sources.into_iter().filter(|(_, is_there)| *is_there).skip(1) {
            keys.refuses(name, true, Code::TwoSources);
        }
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

impl Hidden {
    /// The hidden field that holds the id of the catalogue's item.
    #[must_use]
    pub fn item_field(&self) -> Option<&str> {
        self.item.as_deref()?.strip_prefix('{')?.strip_suffix('}')
    }

    fn declare_catalog<K: Keys>(&mut self, keys: &mut K) {
        let doc = "A catalogue of Braze, with \"item\" and \"field\".";
        keys.maybe_text("catalog", Form::Words, &mut self.catalog, doc);
        let doc = "The id of the catalogue's item, or {id} of a hidden field that holds it.";
        keys.maybe_text("item", Form::Words, &mut self.item, doc);
        keys.maybe_text("field", Form::Words, &mut self.field, "The item's field.");
        let item = self.item_field().or(self.item.as_deref());
        let is_wrong = |name: Option<&str>| name.is_some_and(|name| !is_catalog_name(name));
        let wrong = [
            ("catalog", is_wrong(self.catalog.as_deref())),
            ("item", is_wrong(item)),
            (
                "field",
                self.field.as_deref().is_some_and(|path| !path.split('.').all(is_catalog_name)),
            ),
        ];
        for (key, is_wrong) in wrong {
            keys.refuses(key, is_wrong, Code::CatalogName);
        }
        let parts = [("catalog", &self.catalog), ("item", &self.item), ("field", &self.field)];
        let is_some_missing = parts.iter().any(|(_, part)| part.is_none());
        if let Some((key, _)) = parts.iter().find(|(_, part)| part.is_some()) {
            keys.refuses(key, is_some_missing, Code::CatalogParts);
        }
    }
}

/// Whether a catalogue, or what is in one, can be called so: see "Create a catalog" in Braze's
/// documentation, which allows no other characters and no longer names.
fn is_catalog_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (1..=CATALOG_NAME_LENGTH).contains(&name.len()) && name.chars().all(is_allowed)
}

impl Declared for Quota {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Id, &mut self.id, "Names the quota.");
        let most = u32::MAX >> 1;
        let doc = "How many completed responses are enough.";
        keys.must_whole("limit", &mut self.limit, (1..=most).into(), doc);
        keys.must_value("if", &mut self.condition, "Whom it counts.");
        keys.maybe_text("end", Form::Name, &mut self.end, "The ending once it is full.");
    }

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

impl Declared for Shuffle {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.must_texts("questions", Form::Name, &mut self.questions, "Who stands together.");
        let is_open = self.questions.is_empty() || keys.wants_all();
        let n = u32::try_from(self.questions.len()).unwrap_or(u32::MAX);
        let most = if is_open { u32::MAX } else { n };
        keys.whole("pick", &mut self.pick, (1..=most).into(), None, "So many of them, by chance.");
    }
}

impl Declared for Limits {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        let doc = "A date, or a time in UTC.";
        keys.maybe_text("opens", Form::Moment, &mut self.opens, doc);
        keys.maybe_text("closes", Form::Moment, &mut self.closes, doc);
        keys.refuses("closes", self.is_never_open(), Code::ClosesBeforeItOpens);
        let most = u32::MAX >> 1;
        let doc = "How many completed responses it takes.";
        keys.whole("responses", &mut self.responses, (1..=most).into(), None, doc);
        let doc = "After how many days without a change a response is erased, with its files.";
        keys.whole("retention_days", &mut self.retention_days, (1..=3_650).into(), None, doc);
    }
}

/// How long a moment is up to its seconds.
const SECOND_LENGTH: usize = 19;

impl Limits {
    /// When it closed, where that is before a moment, given in UTC as
    /// `2026-11-23T10:00:00Z`, with or without parts of a second.
    #[must_use]
    pub fn closed_since(&self, now: &str) -> Option<&str> {
        let closes = self.closes.as_deref()?;
        // A date is open until its end; a moment is the first at which it is closed.
        let is_day = closes.len() == DATE_LENGTH;
        let until = if is_day { DATE_LENGTH } else { SECOND_LENGTH };
        let (end, now) = (closes.get(..until)?, now.get(..until)?);
        let is_over = if is_day { end < now } else { end <= now };
        is_over.then_some(closes)
    }

    fn is_never_open(&self) -> bool {
        let Some((opens, closes)) = self.opens.as_ref().zip(self.closes.as_ref()) else {
            return false;
        };
        // A date is open until its end, so that a survey can open and close on one day.
        let is_day = closes.len() == DATE_LENGTH;
        let opens = if is_day { opens.get(..DATE_LENGTH).unwrap_or(opens) } else { opens };
        closes.as_str() < opens || (!is_day && closes == opens)
    }
}
