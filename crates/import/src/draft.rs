//! A survey of ours while it is being put together: as authored, with the translations beside
//! the texts that they translate.

mod condition;
mod fold;
mod recalls;
mod write;

pub(super) use condition::{Condition, Subject};
pub(super) use fold::Folded;
pub(super) use recalls::without;

/// A survey.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) locale: String,
    pub(super) welcome: Option<Card>,
    pub(super) flow: Keys,
    pub(super) limits: Keys,
    pub(super) theme: Keys,
    pub(super) dark: Keys,
    pub(super) hidden: Vec<Hidden>,
    pub(super) variables: Vec<(String, Value)>,
    pub(super) questions: Vec<Question>,
    pub(super) end: Card,
    pub(super) endings: Vec<Ending>,
    pub(super) quotas: Vec<Quota>,
    pub(super) shuffles: Vec<Vec<String>>,
    /// Translations that are not written, by locale and path.
    pub(super) without: Vec<(String, String)>,
}

/// Keys of a table and their values, in their order.
pub(super) type Keys = Vec<(&'static str, Value)>;

/// The value of a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Flag(bool),
    Number(f64),
    /// What is read by nobody: an id, an address, a date.
    Word(String),
    /// What respondents read.
    Text(Text),
    List(Vec<Value>),
    Table(Vec<(&'static str, Value)>),
}

/// What respondents read, in the survey's own language and in others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) own: String,
    pub(super) others: Vec<(String, String)>,
}

/// A card that is no question.
#[derive(Debug, Default)]
pub(super) struct Card {
    pub(super) title: Option<Text>,
    pub(super) text: Option<Text>,
    pub(super) description: Option<Text>,
    pub(super) button: Option<Text>,
    /// Where the button leads.
    pub(super) url: Option<String>,
    /// Where people are sent instead.
    pub(super) redirect: Option<String>,
    pub(super) minutes: Option<u32>,
    pub(super) image: Option<Picture>,
}

/// A picture, over https.
#[derive(Clone, Debug, Default)]
pub(super) struct Picture {
    pub(super) src: String,
    pub(super) alt: Text,
}

/// An ending besides the last card.
#[derive(Debug, Default)]
pub(super) struct Ending {
    pub(super) id: String,
    pub(super) card: Card,
    pub(super) condition: Option<Condition>,
}

/// A field given from outside.
#[derive(Debug)]
pub(super) struct Hidden {
    pub(super) id: String,
    pub(super) is_number: bool,
}

/// Those who are not asked any more once there are enough of them.
#[derive(Debug)]
pub(super) struct Quota {
    pub(super) id: String,
    pub(super) limit: u32,
    pub(super) condition: Condition,
    pub(super) end: Option<String>,
}

/// A question.
#[derive(Debug, Default)]
pub(super) struct Question {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) prompt: Text,
    pub(super) description: Option<Text>,
    pub(super) attribute: Option<String>,
    pub(super) required: bool,
    pub(super) show_if: Option<Condition>,
    pub(super) require_if: Option<Condition>,
    pub(super) image: Option<Picture>,
    /// What only this kind has.
    pub(super) keys: Keys,
    pub(super) options: Vec<Choice>,
    pub(super) rows: Vec<Choice>,
    pub(super) columns: Vec<Choice>,
    pub(super) inputs: Vec<Input>,
    pub(super) set: Vec<Step>,
    pub(super) jump: Vec<(Condition, String)>,
    pub(super) next: Option<String>,
}

/// An option, a row or a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) label: Text,
    pub(super) score: Option<f64>,
    pub(super) comment: bool,
    pub(super) exclusive: bool,
    pub(super) fixed: bool,
    pub(super) image: Option<Picture>,
    pub(super) show_if: Option<Condition>,
}

/// One of several inputs on a card.
#[derive(Debug, Default)]
pub(super) struct Input {
    pub(super) id: String,
    pub(super) label: Text,
    pub(super) kind: &'static str,
    pub(super) required: bool,
    pub(super) keys: Keys,
}

/// A change of a variable.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) variable: String,
    /// `to`, `add`, `subtract`, `multiply`, `divide` or `append`.
    pub(super) operation: &'static str,
    pub(super) operand: Value,
    pub(super) condition: Option<Condition>,
}

impl Survey {
    /// A survey is at least a card: this one has its name.
    pub(super) fn ask_nothing(&mut self) {
        let has = |id: &str| {
            self.hidden.iter().any(|hidden| hidden.id == id)
                || self.variables.iter().any(|(variable, _)| variable == id)
        };
        let id = ["empty", "empty_2", "empty_3"].into_iter().find(|id| !has(id));
        let id = id.unwrap_or("empty_4").to_owned();
        let prompt = Text::plain(self.name.clone());
        self.questions.push(Question { id, kind: "statement", prompt, ..Question::default() });
    }
}

impl Value {
    /// Whether it names one of these questions.
    pub(super) fn speaks_of(&self, ids: &[String]) -> bool {
        match self {
            Self::Word(word) => {
                ids.iter().any(|id| id == word.split('.').next().unwrap_or_default())
            }
            Self::Table(keys) => {
                keys.iter().any(|(key, value)| *key == "question" && value.speaks_of(ids))
            }
            _ => false,
        }
    }
}

impl Text {
    /// A text in the survey's own language only.
    pub(super) fn plain(own: impl Into<String>) -> Self {
        Self { own: own.into(), others: Vec::new() }
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&str> for Value {
    fn from(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}

impl From<String> for Value {
    fn from(word: String) -> Self {
        Self::Word(word)
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Self>> for Value {
    fn from(list: Vec<Self>) -> Self {
        Self::List(list)
    }
}
