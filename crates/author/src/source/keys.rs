//! What the parts of a survey declare: each key once, with its type, its bounds, what it is when
//! it is left out, and a line that says what it is for.
//!
//! From the one declaration follow reading ([`read`](super::read)), writing
//! ([`write`](super::write)), the JSON Schema ([`schema`](super::schema)), the bounds for editors
//! and the list of texts that can be translated: each is an implementation of [`Keys`].

use std::ops::RangeInclusive;

use sondage_survey::answer::Decimal;

use super::node::{Node, Tree};
use super::{Change, Text};
use crate::problem::{Code, Found, Place};

/// A table of a survey: it names its keys.
pub trait Declared {
    /// Its name in the JSON Schema, where many tables have one like it.
    const SHARED: Option<&'static str> = None;

    /// Names each key, in the order in which the keys are written.
    fn declare<K: Keys>(&mut self, keys: &mut K);

    /// The id by which others speak of it, and by which a list finds it again.
    fn own_id(&self) -> Option<&str> {
        None
    }
}

/// One of a few words.
pub trait Word: Copy + PartialEq + 'static {
    /// Every word, by its name.
    const ALL: &'static [(&'static str, Self)];

    /// The name of this one.
    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, word)| *word == self).map_or("", |(name, _)| name)
    }
}

/// Which value that is no table with fixed keys: what an editor has to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueShape {
    /// A condition.
    Condition,
    /// The other side of a comparison, or of a calculation.
    Operand,
    /// True or false, or as it is elsewhere.
    Switch,
    /// A number, a day or a time.
    Bound,
    /// A family of fonts, or names of fonts.
    Font,
    /// Numbers and texts by the author's own keys.
    Variables,
    /// Names of attributes by the author's own keys.
    Attributes,
    /// Texts by their path, by locale.
    Translations,
}

/// A value that is no table with fixed keys: a condition, an operand, a list of fonts.
pub trait Written: Sized + 'static {
    /// Which one it is.
    const SHAPE: ValueShape;

    /// The value in a node at a place; what is wrong with it is noted.
    fn from_node(node: &Node, at: &Place, found: &mut Found) -> Option<Self>;
    /// The value as a tree.
    fn to_tree(&self) -> Tree;
    /// The JSON Schema of the value.
    fn schema() -> serde_json::Value;
}

/// What a text must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any words, at most [`TEXT_LENGTH`] characters.
    Words,
    /// An id: a letter or a digit, then letters, digits, dashes and underscores, at most 64.
    Id,
    /// The same, naming something that has it.
    Name,
    /// The id of a survey, which has no underscores.
    Slug,
    /// An address that begins with `https://`.
    Address,
    /// An address that opens something: over `https://`, or of another scheme that is no script and no
    /// document.
    Target,
    /// Such a scheme.
    Scheme,
    /// The address of a logo: over https, of nothing but what addresses are made of.
    Logo,
    /// The name of a font.
    Font,
    /// The address of a font's file, over https.
    FontFile,
    /// A language tag, as `en` or `pt-BR`.
    Locale,
    /// A colour, as `#rgb` or `#rrggbb`.
    Color,
    /// Style rules.
    Css,
    /// A date, as `2026-12-31`.
    Date,
    /// A date, or one relative to the day of the answer: `today`, `today-18y`, `today+2w`.
    Day,
    /// A regular expression without looking around.
    Pattern,
    /// A time of day, as `14:30`.
    Time,
    /// A date, or a time in UTC as `2026-12-31T18:00:00Z`.
    Moment,
    /// The name of an attribute in Braze.
    Attribute,
    /// The hash of a password, as `sondage password` prints it.
    Hash,
    /// The extension of a file.
    Extension,
}

/// The longest text of an author, in characters: what people read on one card, and then some.
pub const TEXT_LENGTH: usize = 5_000;

/// By which path a translation names a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// By its key below its table: `questions.score.low`.
    Here,
    /// By its table, of which it is all that is said: `questions.plan.options.free`.
    ForTable,
    /// By nothing: it is not translated.
    Never,
}

/// The name of a key.
pub type Key = &'static str;
/// What a key is for, in a line for people.
pub type Doc = &'static str;

/// Sees the keys of a table, one after the other. `name` is the key, `doc` a line for people.
pub trait Keys {
    /// Whether every key must be named, even one that the value leaves no room for.
    fn wants_all(&self) -> bool {
        false
    }

    /// A text that must be there and is for no respondent: an id, a name, an address.
    fn text(&mut self, name: Key, form: Form, value: &mut String, doc: Doc);

    /// The same, where it may be left out.
    fn maybe_text(&mut self, name: Key, form: Form, value: &mut Option<String>, doc: Doc);

    /// A text for respondents that must be there.
    fn words(&mut self, name: Key, said: Said, value: &mut Text, doc: Doc);

    /// The same, where it may be left out.
    fn maybe_words(&mut self, name: Key, said: Said, value: &mut Option<Text>, doc: Doc);

    /// What is said in a picture's place: it must be there, and is empty where the picture only
    /// decorates.
    fn alt(&mut self, name: Key, said: Said, value: &mut Text, doc: Doc);

    /// A switch.
    fn flag(&mut self, name: Key, value: &mut bool, default: bool, doc: Doc);

    /// A whole number that may be left out; `default` is what it is then, where that is a number.
    fn whole(
        &mut self,
        name: Key,
        value: &mut Option<u32>,
        bounds: Whole,
        default: Option<u32>,
        doc: Doc,
    );

    /// A whole number that must be there.
    fn must_whole(&mut self, name: Key, value: &mut u32, bounds: Whole, doc: Doc);

    /// A number with or without decimals.
    fn decimal(
        &mut self,
        name: Key,
        value: &mut Option<Decimal>,
        bounds: (Decimal, Decimal),
        default: Option<Decimal>,
        doc: Doc,
    );

    /// One of a few words; `default` is the one that goes without saying, where there is one.
    fn word<W: Word>(&mut self, name: Key, value: &mut Option<W>, default: Option<W>, doc: Doc);

    /// The same, where one of them holds anyway and is left out then.
    fn own_word<W: Word>(&mut self, name: Key, value: &mut W, default: W, doc: Doc);

    /// What is done to a variable: one of several keys, with an operand.
    fn change(&mut self, value: &mut Change);

    /// A list of texts that must be there.
    fn must_texts(&mut self, name: Key, form: Form, value: &mut Vec<String>, doc: Doc);

    /// A list of texts that may be left out; `known` are the only ones that there are, each at
    /// most once, where it is not empty.
    fn texts(
        &mut self,
        name: Key,
        form: Form,
        known: &'static [&'static str],
        value: &mut Option<Vec<String>>,
        doc: Doc,
    );

    /// A table that may be left out.
    fn table<T: Declared + Default>(&mut self, name: Key, value: &mut Option<T>, doc: Doc);

    /// A table that is left out where all in it goes without saying.
    fn own_table<T: Declared + Default + PartialEq>(&mut self, name: Key, value: &mut T, doc: Doc);

    /// A table that must be there.
    fn must_table<T: Declared + Default>(&mut self, name: Key, value: &mut T, doc: Doc);

    /// A list of tables, at most `most`; with none it is left out, unless it must be there.
    fn tables<T: Declared + Default>(
        &mut self,
        name: Key,
        value: &mut Vec<T>,
        most: usize,
        is_required: bool,
        doc: Doc,
    );

    /// A value that is no such table, and may be left out.
    fn value<T: Written>(&mut self, name: Key, value: &mut Option<T>, doc: Doc);

    /// The same, where it must be there.
    fn must_value<T: Written>(&mut self, name: Key, value: &mut T, doc: Doc);

    /// The same for one that is left out where it is empty.
    fn open_value<T: Written + Default + PartialEq>(&mut self, name: Key, value: &mut T, doc: Doc);

    /// At least one of these keys must be there.
    fn needs_any(&mut self, _: &'static [&'static str]) {}

    /// Which of its kinds a table is, by the name under `name`: others keys follow from it.
    fn kind(&mut self, name: Key, known: &[&'static str], value: &mut &'static str);

    /// What is wrong with the value of a key beside its own bounds, mostly for what others say.
    fn refuses(&mut self, _: Key, _: bool, _: Code) {}

    /// What is hardly meant.
    fn suspects(&mut self, _: Key, _: bool, _: Code) {}

    /// These keys belong to a similar table: where an item of the list under `list` has one of
    /// them, switched on, `code` says so.
    fn strange(&mut self, _: Key, _: &'static [&'static str], _: Code) {}

    /// These keys are looked at by [`Keys::strange`] of the table around.
    fn pass(&mut self, _: &'static [&'static str]) {}
}

/// The whole numbers that a key can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// From the lowest to the highest.
    pub range: RangeInclusive<u32>,
    /// One between them that it cannot have, and why.
    pub except: Option<(u32, Code)>,
}

impl Whole {
    /// Without one of them.
    #[must_use]
    pub fn except(self, number: u32, code: Code) -> Self {
        Self { except: Some((number, code)), ..self }
    }
}

impl From<RangeInclusive<u32>> for Whole {
    fn from(range: RangeInclusive<u32>) -> Self {
        Self { range, except: None }
    }
}
