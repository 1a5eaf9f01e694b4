//! A survey as authored: parsed once into types that cannot be wrong, all problems together.

mod analysis;
mod attribute;
mod cards;
pub(crate) mod chrome;
pub(crate) mod compile;
pub(crate) mod condition;
mod link;
mod logic;
pub mod node;
mod question;
pub(crate) mod reader;
mod reserved;
pub(crate) mod schema;
pub(crate) mod scope;
mod translation;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::fmt;

use cards::Around;
pub use link::{Access, Link};
pub use logic::Limits;
use logic::Logic;
pub use node::Language;
use node::Node;
pub(crate) use question::Asked;
use reader::{Problems, Table};
pub use schema::schema;
pub use words::Text;

use crate::mail::{self, Mail};
use crate::question::{FileRule, Summary};
use crate::theme::Layout;
use sondage_survey::survey::Survey;
use sondage_survey::template::Template;

/// The most questions of a survey. The widget logs a click per question, and Braze counts at
/// most 100 different clicks per campaign; a few are the widget's own.
const QUESTIONS: usize = 90;

/// A survey as authored.
#[derive(Clone, Debug)]
pub struct Definition {
    id: String,
    name: String,
    locale: String,
    /// What goes to Braze.
    pub braze: Braze,
    link: Link,
    around: Around,
    questions: Vec<Asked>,
    logic: Logic,
    /// Texts by path, by locale.
    translations: BTreeMap<String, BTreeMap<String, String>>,
    warnings: Vec<Problem>,
}

/// The settings of a survey that concern Braze.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Braze {
    /// Whether answers are sent to Braze at all.
    pub send: bool,
    /// Who tells Braze of the event.
    pub events: Events,
}

/// Who tells Braze of the event of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Events {
    /// The relay, over the REST API.
    Relay,
    /// The widget, through the message's bridge, so that it can trigger other messages.
    Sdk,
}

/// Where a hidden field comes from in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// From outside: the link, or the page.
    Given,
    /// The profile's custom attribute of this name.
    Attribute(String),
    /// This field of Braze's own profile.
    Profile(String),
}

/// Something that is wrong with a definition, or hardly meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: `questions[2].options[0].id`; empty for the file itself.
    pub path: String,
    /// The line in the file, counted from 1.
    pub line: u32,
    /// What.
    pub message: String,
    /// The survey works as it is.
    pub is_warning: bool,
}

impl Problem {
    pub(crate) fn new(path: &str, line: u32, message: &str) -> Self {
        Self { path: path.to_owned(), line, message: message.to_owned(), is_warning: false }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        if self.is_warning {
            write!(f, "warning: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl Definition {
    /// The survey in this text.
    ///
    /// # Errors
    /// Every [`Problem`] of the text, warnings among them, in the order of its lines.
    pub fn parse(text: &str, language: Language) -> Result<Self, Vec<Problem>> {
        let root = node::parse(text, language)?;
        let definition = Self::of(&root)?;
        let found = analysis::check(&definition, &root);
        let mut all = [definition.warnings.as_slice(), &found].concat();
        all.sort_by_key(|problem| problem.line);
        if all.iter().all(|problem| problem.is_warning) {
            Ok(Self { warnings: all, ..definition })
        } else {
            Err(all)
        }
    }

    /// The survey in a text of which only the grammar is looked at: one that [`Definition::parse`]
    /// took before it was published, so that what a later version finds takes no survey away; or
    /// one that is still being written.
    ///
    /// # Errors
    /// Every [`Problem`] of the text's grammar.
    pub fn read_published(text: &str, language: Language) -> Result<Self, Vec<Problem>> {
        Self::of(&node::parse(text, language)?)
    }

    fn of(root: &Node) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let definition = Table::new(root, String::new(), &problems).and_then(|mut table| {
            let definition = read(&mut table);
            table.finish();
            definition
        });
        let (problems, warnings) = problems.into_parts();
        match definition {
            Some(definition) if problems.is_empty() => Ok(Self { warnings, ..definition }),
            _ => {
                let mut all = [problems, warnings].concat();
                all.sort_by_key(|problem| problem.line);
                Err(all)
            }
        }
    }

    /// What is not wrong, but hardly meant.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The survey's slug.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The survey's name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The locale of the survey's own texts.
    #[must_use]
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// Every locale that the survey has texts in, its own first.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.locale()).chain(self.translations.keys().map(String::as_str))
    }

    /// The locale in which someone who asks for `wanted` gets the survey: that of
    /// [`Definition::locale_for`], else the survey's own.
    #[must_use]
    pub fn closest_locale(&self, wanted: &str) -> &str {
        self.locale_for(wanted).unwrap_or(&self.locale)
    }

    /// The locale for someone who reads `wanted`: the very same, else one in the same language and
    /// script, else one in the same language. `None` where the survey has none of these.
    #[must_use]
    pub fn locale_for(&self, wanted: &str) -> Option<&str> {
        translation::closest(self, wanted)
    }

    /// The name of the attribute that a question's answer goes to.
    #[must_use]
    pub fn attribute(&self, place: usize) -> &str {
        self.questions.get(place).map_or("", |asked| &asked.attribute)
    }

    /// How the answers to the question at a place are summed up.
    #[must_use]
    pub fn summary(&self, place: usize) -> Option<Summary> {
        self.questions.get(place).map(|asked| asked.kind.summary())
    }

    /// What the files of the question at a place must be, where it takes files.
    #[must_use]
    pub fn file_rule(&self, place: usize) -> Option<FileRule> {
        self.questions.get(place)?.kind.file_rule()
    }

    /// The name of the kind of the question at a place, as `type` has it.
    #[must_use]
    pub fn kind(&self, place: usize) -> &'static str {
        self.questions.get(place).map_or("", |asked| asked.kind.name())
    }

    /// What limits the survey as a whole.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.logic.limits
    }

    /// What it says of its links.
    #[must_use]
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// The id of each quota, in the order of the survey's quotas.
    #[must_use]
    pub fn quota_ids(&self) -> &[String] {
        &self.logic.quota_ids
    }

    /// The limit of each quota, in completed responses, in the order of the survey's quotas.
    #[must_use]
    pub fn quota_limits(&self) -> &[u32] {
        &self.logic.quota_limits
    }

    /// The hidden fields by name, with where a message takes each from.
    pub fn hidden(&self) -> impl Iterator<Item = (&str, &Source)> {
        let fields = self.logic.hidden.iter().map(|field| field.id.as_str());
        fields.zip(&self.logic.sources)
    }

    /// The theme's rules, which override the tokens of the style sheet; empty without a theme.
    #[must_use]
    pub fn theme(&self) -> &str {
        &self.around.theme
    }

    /// Where the survey stands on the screen; by default a sheet on a phone and a card elsewhere.
    #[must_use]
    pub fn layout(&self) -> Option<Layout> {
        self.around.layout
    }

    /// The survey compiled for the locale closest to `wanted`. Texts without a translation stay
    /// in the survey's own locale, and are marked so.
    #[must_use]
    pub fn survey(&self, wanted: &str, revision: u32) -> Survey {
        compile::survey(self, wanted, revision)
    }

    /// The first question as mail, in the locale closest to `wanted`; `address` is a link survey's,
    /// with its query so far and everything in it as an attribute's value has it.
    #[must_use]
    pub fn mail(&self, wanted: &str, address: &str) -> Mail {
        mail::mail(self, wanted, address)
    }

    /// The surroundings of a card for a way of closing: what a snippet and a page begin with.
    /// The card goes where [`Gap::Body`](sondage_survey::template::Gap::Body) is.
    #[must_use]
    pub fn sheet(&self, wanted: &str, close: sondage_survey::view::Close) -> Template {
        compile::sheet(self, wanted, close)
    }
}

fn read(table: &mut Table<'_>) -> Option<Definition> {
    let id = table.id("id", &mut Vec::new());
    if id.as_ref().is_some_and(|id| id.contains('_')) {
        table.problem(
            "id",
            "a survey's id has no underscores, so that its address is easy to read out",
        );
    }
    let name = table.required_text("name");
    let locale = table.text("locale").unwrap_or_else(|| "en".into());
    if !translation::is_tag(&locale) {
        table.problem("locale", &format!("\"{locale}\" is no language tag like en or pt-BR"));
    }
    let braze =
        table.table("braze", read_braze).unwrap_or(Braze { send: true, events: Events::Relay });
    let link = table.table("link", Link::read).unwrap_or_default();
    let mut logic = Logic::read_names(table);
    let mut questions = question::read_all(table, &mut logic);
    let mut around = Around::read(table, &questions, &logic);
    logic.read_rest(table, &questions, &around);
    let translations = translation::read(table, &locale, &mut questions, &mut around);
    attribute::check_types(table, &questions);
    let definition = Definition {
        id: id?,
        name: name?,
        locale,
        braze,
        link,
        around,
        questions,
        logic,
        translations,
        warnings: Vec::new(),
    };
    (!definition.questions.is_empty()).then_some(definition)
}

fn read_braze(table: &mut Table<'_>) -> Braze {
    let events = table.one_of("events", &[("relay", Events::Relay), ("sdk", Events::Sdk)]);
    Braze { send: table.flag_or("send", true), events: events.unwrap_or(Events::Relay) }
}
