//! A survey as authored: parsed once into types that cannot be wrong, all problems together.

mod analysis;
mod attribute;
mod beginning;
mod cards;
mod chrome;
mod clash;
mod compile;
pub(crate) mod compiler;
mod logic;
mod media;
mod names;
mod needs;
mod question;
mod reserved;
mod schemes;
mod shared;
mod stored;
mod timely;
mod told;
mod translation;

use std::borrow::Cow;

pub use attribute::Naming;
use cards::Around;
pub use clash::Elsewhere;
use logic::Logic;
use names::Names;
pub use needs::Needs;
pub use stored::ProfileWrite;
pub use timely::timely_warnings;
pub use told::{Told, ToldFrom};

use crate::locales;
use crate::problem::Found;
pub use crate::problem::Problem;
use crate::question::{Asked, FileRule, Summary};
use crate::source::Source;
use crate::source::node::Node;
pub use crate::source::{Access, Braze, Events, Language, Limits, Link, Showing, schema};
use crate::theme::Layout;
use sondage_survey::survey::Survey;
use sondage_survey::template::Template;
use sondage_survey::text::{Message, Wording};

/// A survey as authored, of which all is known that it speaks of.
#[derive(Clone, Debug)]
pub struct Definition {
    source: Source,
    parts: Parts,
    warnings: Vec<Problem>,
    /// The first of what is asked is at this place; whatever comes before is not there.
    begins_at: Option<usize>,
}

/// What a survey speaks of, looked up.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) names: Names,
    pub(crate) around: Around,
    pub(crate) questions: Vec<Asked>,
    pub(crate) logic: Logic,
    /// What goes to profiles beside answers.
    pub(crate) told: Vec<Told>,
}

/// Where a hidden field comes from in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HiddenFrom {
    /// From outside: the link, or the page.
    Given,
    /// The profile's custom attribute of this name.
    Attribute(String),
    /// This field of Braze's own profile.
    Profile(String),
    /// This property of the event that triggers the message.
    Event(String),
    /// This field of the context of the message's Canvas.
    Context(String),
    /// This field of an item of a catalogue in Braze.
    Catalog {
        /// The catalogue's name.
        catalog: String,
        /// Which item.
        item: CatalogItem,
        /// The item's field.
        field: String,
    },
}

/// Which item of a catalogue is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogItem {
    /// The one of this id.
    Id(String),
    /// The one whose id stands here; the first one, where it is a list.
    From(Box<HiddenFrom>),
}

/// What is said instead of a survey that is not to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Instead {
    /// It takes no answers any more.
    Closed,
    /// It takes none yet.
    NotOpen,
    /// This respondent has answered, and is asked once.
    Answered,
}

impl Parts {
    /// Looks up everything that a survey speaks of, and notes what is not there.
    pub(crate) fn resolve(source: &Source, naming: Naming, found: &mut Found) -> Self {
        let names = Names::resolve(source, found);
        let questions = question::resolve_all(&source.questions, &names, naming, found);
        let around = Around::resolve(source, &questions, &names, found);
        schemes::check(source, found);
        let logic = Logic::resolve(source, &names, &questions, &around, found);
        let told = told::resolve_all(source, &names, found);
        Self { names, around, questions, logic, told }
    }
}

impl Definition {
    /// The survey in this text.
    ///
    /// # Errors
    /// Every [`Problem`] of the text, warnings among them, in the order of its lines.
    pub fn parse(text: &str, language: Language) -> Result<Self, Vec<Problem>> {
        Self::checked(&Node::parse(text, language)?)
    }

    /// The survey that a program has built, checked just as a file is.
    ///
    /// # Errors
    /// Every [`Problem`] of the survey, warnings among them; none has a line.
    pub fn from_source(source: &Source) -> Result<Self, Vec<Problem>> {
        Self::checked(&source.to_tree(None).into())
    }

    /// The survey in a text of which only the grammar is looked at: one that [`Definition::parse`]
    /// took before it was published, so that what a later version finds takes no survey away; or
    /// one that is still being written.
    ///
    /// # Errors
    /// Every [`Problem`] of the text's grammar.
    pub fn read_published(text: &str, language: Language) -> Result<Self, Vec<Problem>> {
        Self::read_as_published(text, language, Naming::default())
    }

    /// The same for a text that called attributes without a name in this way.
    ///
    /// # Errors
    /// Every [`Problem`] of the text's grammar.
    pub fn read_as_published(
        text: &str,
        language: Language,
        naming: Naming,
    ) -> Result<Self, Vec<Problem>> {
        Self::of_grammar(&Node::parse(text, language)?, naming, Found::forgive)
    }

    fn checked(root: &Node) -> Result<Self, Vec<Problem>> {
        let definition = Self::of_grammar(root, Naming::Plain, |_| ())?;
        let mut attributes = Found::default();
        stored::check_types(&definition.parts, &mut attributes);
        stored::check_names(&definition, &mut attributes);
        stored::check_dates(&definition.parts, &mut attributes);
        // What follows from another finding is not said until that one is settled.
        let is_wrong = attributes.has_errors();
        let attributes = root.with_lines(attributes);
        let found = if is_wrong { Vec::new() } else { analysis::check(&definition, root) };
        let mut all = [definition.warnings.as_slice(), &attributes, &found].concat();
        all.sort_by_key(|problem| problem.line);
        if all.iter().all(|problem| problem.is_warning) {
            Ok(Self { warnings: all, ..definition })
        } else {
            Err(all)
        }
    }

    fn of_grammar(
        root: &Node,
        naming: Naming,
        judge: impl Fn(&mut Found),
    ) -> Result<Self, Vec<Problem>> {
        let (source, mut found) = Source::read_node(root);
        let parts = Parts::resolve(&source, naming, &mut found);
        translation::check(&source, source.own_locale(), &mut found);
        judge(&mut found);
        let is_wrong = found.has_errors();
        let warnings = root.with_lines(found);
        if is_wrong { Err(warnings) } else { Ok(Self { source, parts, warnings, begins_at: None }) }
    }

    /// The survey as written.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What concerns Braze.
    #[must_use]
    pub fn braze(&self) -> &Braze {
        &self.source.braze
    }

    /// What is not wrong, but hardly meant.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The survey's slug.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.source.id
    }

    /// The survey's name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.source.name.text
    }

    /// The same in the locale closest to `wanted`.
    #[must_use]
    pub fn name_in(&self, wanted: &str) -> &str {
        self.translation("name", wanted).unwrap_or(self.name())
    }

    /// What a shared link is called, in the locale closest to `wanted`.
    #[must_use]
    pub fn link_title(&self, wanted: &str) -> &str {
        let own = self.link().title.as_ref().map(|title| title.text.as_str());
        let translated = || self.translation("link.title", wanted);
        own.map_or_else(|| self.name_in(wanted), |own| translated().unwrap_or(own))
    }

    /// What a shared link says, in the locale closest to `wanted`.
    #[must_use]
    pub fn link_description(&self, wanted: &str) -> Option<&str> {
        let own = self.link().description.as_ref()?.text.as_str();
        Some(self.translation("link.description", wanted).unwrap_or(own))
    }

    /// The text of a path in the locale closest to `wanted`, where it is translated.
    fn translation(&self, path: &str, wanted: &str) -> Option<&str> {
        let texts = self.source.translations.0.get(self.closest_locale(wanted))?;
        texts.get(path).map(String::as_str)
    }

    /// The locale of the survey's own texts.
    #[must_use]
    pub fn locale(&self) -> &str {
        self.source.own_locale()
    }

    /// Every locale that the survey has texts in, its own first.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.locale()).chain(self.source.translations.0.keys().map(String::as_str))
    }

    /// The locale in which someone who asks for `wanted` gets the survey: that of
    /// [`Definition::locale_for`], else the survey's own.
    #[must_use]
    pub fn closest_locale(&self, wanted: &str) -> &str {
        self.locale_for(wanted).unwrap_or(self.locale())
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
        self.parts.questions.get(place).map_or("", |asked| &asked.attribute)
    }

    /// What goes to profiles beside the answers.
    #[must_use]
    pub fn told(&self) -> &[Told] {
        &self.parts.told
    }

    /// The names of the controls of all questions on the card of this id, as forms name it.
    #[must_use]
    pub fn controls_on(&self, card: &str) -> Vec<String> {
        let field = |asked: &Asked| format!("q.{}", asked.id);
        let questions = &self.parts.questions;
        let Some(named) = questions.iter().find(|asked| field(asked) == card) else {
            return vec![card.to_owned()];
        };
        questions.iter().filter(|asked| asked.lead == named.lead).map(field).collect()
    }

    /// How the answers to the question at a place are summed up.
    #[must_use]
    pub fn summary(&self, place: usize) -> Option<Summary> {
        self.parts.questions.get(place).map(|asked| asked.kind.summary())
    }

    /// What the files of the question at a place must be, where it takes files.
    #[must_use]
    pub fn file_rule(&self, place: usize) -> Option<FileRule> {
        self.parts.questions.get(place)?.kind.file_rule()
    }

    /// The name of the kind of the question at a place, as `type` has it.
    #[must_use]
    pub fn kind(&self, place: usize) -> &'static str {
        let asked = self.parts.questions.get(place);
        let question = asked.and_then(|asked| self.source.questions.get(asked.place));
        question.map_or("", |question| question.kind.name())
    }

    /// What limits the survey as a whole.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.source.limits
    }

    /// What it says of its links.
    #[must_use]
    pub fn link(&self) -> &Link {
        &self.source.link
    }

    /// The id of each quota, in the order of the survey's quotas.
    #[must_use]
    pub fn quota_ids(&self) -> &[String] {
        &self.parts.logic.quota_ids
    }

    /// The limit of each quota, in completed responses, in the order of the survey's quotas.
    #[must_use]
    pub fn quota_limits(&self) -> &[u32] {
        &self.parts.logic.quota_limits
    }

    /// The hidden fields by name, with where a message takes each from.
    pub fn hidden(&self) -> impl Iterator<Item = (&str, &HiddenFrom)> {
        let fields = self.parts.names.hidden.iter().map(|field| field.id.as_str());
        fields.zip(&self.parts.names.sources)
    }

    /// The variables by name, in the order of the survey's variables.
    pub fn variable_ids(&self) -> impl Iterator<Item = &str> {
        self.parts.names.variables.iter().map(|variable| variable.id.as_str())
    }

    /// The theme's rules, which override the tokens of the style sheet; empty without a theme.
    #[must_use]
    pub fn theme(&self) -> &str {
        &self.parts.around.theme
    }

    /// The same for a message, which loads no font.
    #[must_use]
    pub fn message_theme(&self) -> &str {
        let around = &self.parts.around;
        around.theme.get(around.n_faces..).unwrap_or_default()
    }

    /// Where the survey stands on the screen; by default a sheet on a phone and a card elsewhere.
    #[must_use]
    pub fn layout(&self) -> Option<Layout> {
        self.parts.around.layout
    }

    /// The survey compiled for the locale closest to `wanted`. Texts without a translation stay
    /// in the survey's own locale, and are marked so.
    #[must_use]
    pub fn survey(&self, wanted: &str, revision: u32) -> Survey {
        compile::survey(self, wanted, revision)
    }

    /// What the survey speaks of, with its texts in the locale closest to `wanted`.
    pub(crate) fn parts_for(&self, wanted: &str) -> Cow<'_, Parts> {
        match self.source.translations.0.get(self.closest_locale(wanted)) {
            // What is wrong with it has been said of the survey's own locale.
            Some(texts) => {
                let translated = translation::translated(&self.source, texts);
                Cow::Owned(Parts::resolve(&translated, Naming::Plain, &mut Found::default()))
            }
            None => Cow::Borrowed(&self.parts),
        }
    }

    /// The author's own words in the place of built-in texts, in one of the survey's locales.
    fn own_words<'a>(&'a self, locale: &'a str) -> impl Iterator<Item = (Message, &'a str)> + 'a {
        let is_own = locale == self.locale();
        let texts = self.source.translations.0.get(locale).filter(|_| !is_own);
        Message::ALL.iter().filter_map(move |message| {
            let words = match texts {
                Some(texts) => texts.get(&format!("words.{}", message.name()))?,
                None => self.source.words.get(*message).filter(|_| is_own)?,
            };
            Some((*message, words))
        })
    }

    /// The wording in the locale closest to this one: what is built in, and the author's own words
    /// in the place of it.
    #[must_use]
    pub fn wording(&self, locale: &str) -> Wording {
        let locale = self.closest_locale(locale);
        let mut wording = locales::wording(locale);
        for (message, words) in self.own_words(locale) {
            wording.set(message, words.to_owned());
        }
        wording
    }

    /// The language that the wording in a locale is in: the locale's own, where there is built-in
    /// wording in its language or where the author has words for it, else English.
    #[must_use]
    pub fn wording_locale<'a>(&'a self, locale: &'a str) -> &'a str {
        let locale = self.closest_locale(locale);
        let has_words = self.own_words(locale).next().is_some();
        if has_words { locale } else { locales::built_in(locale) }
    }

    /// The surroundings of a card for a way of closing: what a snippet and a page begin with.
    /// The card goes where [`Gap::Body`](sondage_survey::template::Gap::Body) is.
    #[must_use]
    pub fn sheet(&self, wanted: &str, close: sondage_survey::view::Close) -> Template {
        compile::sheet(self, wanted, close)
    }

    /// The card that is there instead of the survey, in the locale closest to `wanted`.
    #[must_use]
    pub fn card_instead(&self, wanted: &str, instead: Instead) -> Template {
        compile::card_instead(self, wanted, instead)
    }

    /// How it comes up, and goes.
    #[must_use]
    pub fn showing(&self) -> Showing {
        self.source.showing
    }
}
