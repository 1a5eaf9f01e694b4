//! A survey as its author writes it, in plain types: what a program builds, and what a file is
//! read into and written from.
//!
//! Nothing is looked up here: questions, hidden fields, variables and endings are spoken of by
//! their ids, and a text is what its author wrote. Whether it all fits together is said where a
//! [`Definition`](crate::definition::Definition) is made of it.
//!
//! Where to start:
//! - [`Source`]: the survey;
//! - [`Question`] and [`Kind`]: what is asked;
//! - [`Condition`], [`Subject`] and [`Test`]: when.
//!
//! ```
//! use sondage_author::source::{End, Kind, LongText, Nps, Question, Source, Subject, Test};
//!
//! let mut why = Question::new("why", "What is the main reason?", LongText::default());
//! why.show_if = Some(Subject::question("score").test(Test::AtMost(6.into())));
//! let score = Question::new("score", "Would you recommend us?", Nps::default());
//! let survey = Source {
//!     id: "onboarding".into(),
//!     name: "Onboarding feedback".into(),
//!     questions: vec![score, why],
//!     end: End { text: "Thank you!".into(), ..End::default() },
//!     ..Source::default()
//! };
//! assert_eq!(survey.questions[0].kind.name(), "nps");
//! ```

mod as_json;
mod as_toml;
mod cards;
mod condition;
mod film;
pub(crate) mod form;
mod keys;
mod kind;
mod logic;
mod look;
pub mod node;
mod own_words;
mod question;
mod read;
mod schema;
mod shapes;
mod text;
mod texts;
mod values;
mod word;
mod write;

use std::collections::BTreeMap;

pub use cards::{
    Access, Braze, End, EndButton, Ending, Events, Flow, Link, ProfileAttributes, Prompt, Showing,
    Welcome,
};
pub use condition::{Condition, Operand, Subject, Test};
pub use film::{FRAMES, Film, FilmFrame};
pub(crate) use form::nearest;
pub use form::refusal;
pub use keys::{
    Declared, Doc, Form, Key, Keys, Said, TEXT_LENGTH, ValueShape, Whole, Word, Written,
};
pub use kind::*;
pub use logic::{
    Assignment, Change, HIDDEN, Hidden, HiddenKind, Jump, Limits, ProfileField, Quota, Shuffle,
};
pub use look::{
    DarkColors, Family, Font, Look, LookLayout, LookLogo, LookMode, LookRadius, WebFont,
};
pub use node::Language;
use node::{Node, Tree};
pub use own_words::OwnWords;
pub(crate) use own_words::{message_at, other_gaps};
pub use question::{Image, QUESTIONS, Question, Switch, Video};
pub use schema::schema;
pub use shapes::{KeyShape, Shape, TableShape};
pub use text::Text;

pub(crate) use read::read_table;

use crate::problem::{Code, Found, Place, Problem};

/// A survey, as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// Names the survey in addresses: letters, digits and dashes.
    pub id: String,
    /// For people, and in Braze's event.
    pub name: Text,
    /// The locale of the texts; `en` where it does not say.
    pub locale: Option<String>,
    /// What concerns Braze.
    pub braze: Braze,
    /// What it says of its links.
    pub link: Link,
    /// The schemes of addresses that open an app, beside `https`, `mailto` and `tel`.
    pub schemes: Option<Vec<String>>,
    /// How it comes up, and goes.
    pub showing: Showing,
    /// The card that asks whether to begin.
    pub prompt: Option<Prompt>,
    /// The card that says what is coming.
    pub welcome: Option<Welcome>,
    /// How one moves.
    pub flow: Flow,
    /// What limits it as a whole.
    pub limits: Limits,
    /// Fields that are given from outside.
    pub hidden: Vec<Hidden>,
    /// Variables, each with what it begins as: a number or a text.
    pub variables: Variables,
    /// The questions.
    pub questions: Vec<Question>,
    /// Neighbours that are asked in random order.
    pub shuffle: Vec<Shuffle>,
    /// Those of whom there are enough at some time.
    pub quotas: Vec<Quota>,
    /// The endings besides the last card.
    pub endings: Vec<Ending>,
    /// The last card.
    pub end: End,
    /// How it looks.
    pub theme: Look,
    /// Words in the place of built-in ones.
    pub words: OwnWords,
    /// Texts in other locales.
    pub translations: Translations,
}

/// Variables by id, in the author's order, each with what it begins as: a number or a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variables(pub Vec<(String, Operand)>);

/// Texts by their path, by locale: `questions.score.prompt`, `questions.plan.options.free`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translations(pub BTreeMap<String, BTreeMap<String, String>>);

impl Source {
    /// The survey in a text, and what is wrong with its grammar, by line. What could not be read is
    /// left out, or empty; a text that is not of its language at all gives an empty survey.
    #[must_use]
    pub fn read_text(text: &str, language: Language) -> (Self, Vec<Problem>) {
        let root = match Node::parse(text, language) {
            Ok(root) => root,
            Err(problems) => return (Self::default(), problems),
        };
        let (source, found) = Self::read_node(&root);
        (source, root.with_lines(found))
    }

    /// The survey as a text of its own, laid out as people write it.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        let tree = self.to_tree(None);
        match language {
            Language::Toml => as_toml::toml_text(&tree),
            Language::Json => as_json::json_text(&tree, None),
        }
    }

    /// The survey written over a text that it came from. In TOML its comments, its order and its
    /// layout stay, for all that has not changed; in JSON the order of its keys. A text that is not
    /// of its language is not looked at.
    #[must_use]
    pub fn write_over(&self, text: &str, language: Language) -> String {
        let text = node::without_mark(text);
        let Ok(old) = Node::parse(text, language) else { return self.to_text(language) };
        let tree = self.to_tree(Some(&old.tree));
        match language {
            Language::Json => as_json::json_text(&tree, Some(&old.tree)),
            Language::Toml => {
                let over = as_toml::toml_over(text, &old.tree, &tree);
                over.unwrap_or_else(|| as_toml::toml_text(&tree))
            }
        }
    }

    /// The survey as a tree of its own, in which places can be looked up.
    #[must_use]
    pub fn as_tree(&self) -> Tree {
        self.to_tree(None)
    }

    /// The survey in a tree, and what is wrong with its grammar. What could not be read is left
    /// out, or empty.
    #[must_use]
    pub fn read_tree(tree: Tree) -> (Self, Vec<Problem>) {
        let (source, found) = Self::read_node(&tree.into());
        (source, found.into_problems())
    }

    /// The survey as a tree; `old` is that of the file that it is written over, which says what
    /// goes without saying.
    pub(crate) fn to_tree(&self, old: Option<&Tree>) -> Tree {
        write::table_tree(&mut self.clone(), old)
    }

    /// The locale of the texts.
    #[must_use]
    pub fn own_locale(&self) -> &str {
        self.locale.as_deref().unwrap_or("en")
    }

    /// Shows each text that can be translated with the path that a translation names it with.
    pub fn each_text(&mut self, mut see: impl FnMut(&str, &mut Text)) {
        texts::each_text(self, "", &mut see);
    }

    /// The survey in a tree, and what is wrong with its grammar.
    pub(crate) fn read_node(root: &Node) -> (Self, Found) {
        let mut found = Found::default();
        let source = read_table(root, &Place::root(), &mut found);
        (source, found)
    }
}

impl Declared for Source {
    fn declare<K: Keys>(&mut self, keys: &mut K) {
        keys.text("id", Form::Slug, &mut self.id, "Names the survey in addresses.");
        let doc = "For people, and in Braze's event.";
        keys.words("name", Said::Here, &mut self.name, doc);
        keys.maybe_text("locale", Form::Locale, &mut self.locale, "The locale of the texts.");
        keys.own_table("braze", &mut self.braze, "What goes to Braze.");
        keys.own_table("link", &mut self.link, "What it says of its links.");
        let asks_who = self.link.once || self.link.access == Access::Signed;
        keys.suspects("link", asks_who && !self.braze.send, Code::NobodyNamed);
        let doc = "Schemes of addresses that open an app, beside https, mailto and tel.";
        keys.texts("schemes", Form::Scheme, &[], &mut self.schemes, doc);
        let doc = "How it comes up over a page, and goes by itself.";
        keys.own_table("showing", &mut self.showing, doc);
        keys.table("prompt", &mut self.prompt, "Asks whether to begin.");
        keys.table("welcome", &mut self.welcome, "Says what is coming.");
        keys.own_table("flow", &mut self.flow, "How one moves.");
        keys.own_table("limits", &mut self.limits, "What limits the survey as a whole.");
        keys.tables("hidden", &mut self.hidden, HIDDEN, false, "Fields given from outside.");
        keys.refuses("hidden", self.hidden.len() > HIDDEN, Code::TooManyHidden(HIDDEN));
        let doc = "Each with what it begins as: a number or a text.";
        keys.open_value("variables", &mut self.variables, doc);
        keys.tables("questions", &mut self.questions, QUESTIONS, true, "What is asked.");
        keys.refuses(
            "questions",
            self.questions.len() > QUESTIONS,
            Code::TooManyQuestions(QUESTIONS),
        );
        let doc = "Neighbours, in random order.";
        keys.tables("shuffle", &mut self.shuffle, usize::MAX, false, doc);
        let doc = "Those of whom there are enough at some time.";
        keys.tables("quotas", &mut self.quotas, usize::MAX, false, doc);
        let doc = "The endings besides the last card.";
        keys.tables("endings", &mut self.endings, usize::MAX, false, doc);
        keys.must_table("end", &mut self.end, "The last card.");
        let doc = "How the survey looks. Colours that could not be seen are moved.";
        keys.own_table("theme", &mut self.theme, doc);
        let doc = "Own words in the place of built-in ones, which are shown here in English.";
        keys.own_table("words", &mut self.words, doc);
        let doc = "Texts in other locales, by their path.";
        keys.open_value("translations", &mut self.translations, doc);
    }
}

/// A text with another tree written over its own: what has not changed stays as it was written.
/// `None` where the language cannot say the tree.
pub(crate) fn tree_over(text: &str, language: Language, old: &Tree, new: &Tree) -> Option<String> {
    let says_it = |text: &String| Node::parse(text, language).is_ok_and(|node| node.tree.says(new));
    let text = node::without_mark(text);
    match language {
        Language::Json => Some(as_json::json_text(new, Some(old))).filter(says_it),
        Language::Toml => {
            let over = as_toml::toml_over(text, old, new).filter(says_it);
            over.or_else(|| Some(as_toml::toml_text(new)).filter(says_it))
        }
    }
}

/// Whether a text holds characters of the private use planes that templates are made with.
fn is_private(text: &str) -> bool {
    text.contains(['\u{F0000}', '\u{F0001}'])
}
