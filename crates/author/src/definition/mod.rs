//! A survey as authored: parsed once into types that cannot be wrong, all problems together.

mod analysis;
mod attribute;
mod cards;
mod chrome;
mod compile;
pub(crate) mod compiler;
mod logic;
mod names;
mod needs;
mod question;
mod reserved;
mod schemes;
mod timely;
mod translation;

use std::borrow::Cow;

use cards::Around;
use logic::Logic;
use names::Names;
pub use needs::Needs;
pub use timely::timely_warnings;

use crate::locales;
use crate::problem::Found;
pub use crate::problem::Problem;
use crate::question::{Asked, FileRule, Summary};
use crate::source::Source;
use crate::source::node::Node;
pub use crate::source::{Access, Braze, Events, Language, Limits, Link, schema};
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
}

/// What a survey speaks of, looked up.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) names: Names,
    pub(crate) around: Around,
    pub(crate) questions: Vec<Asked>,
    pub(crate) logic: Logic,
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
}

impl Parts {
    /// Looks up everything that a survey speaks of, and notes what is not there.
    pub(crate) fn resolve(source: &Source, found: &mut Found) -> Self {
        let names = Names::resolve(source, found);
        let questions = question::resolve_all(&source.questions, &names, found);
        let around = Around::resolve(source, &questions, &names, found);
        schemes::check(source, found);
        let logic = Logic::resolve(source, &names, &questions, &around, found);
        Self { names, around, questions, logic }
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
        Self::of_grammar(&Node::parse(text, language)?)
    }

    fn checked(root: &Node) -> Result<Self, Vec<Problem>> {
        let definition = Self::of_grammar(root)?;
        let found = analysis::check(&definition, root);
        let mut all = [definition.warnings.as_slice(), &found].concat();
        all.sort_by_key(|problem| problem.line);
        if all.iter().all(|problem| problem.is_warning) {
            Ok(Self { warnings: all, ..definition })
        } else {
            Err(all)
        }
    }

    fn of_grammar(root: &Node) -> Result<Self, Vec<Problem>> {
        let (source, mut found) = Source::read_node(root);
        let parts = Parts::resolve(&source, &mut found);
        translation::check(&source, source.own_locale(), &mut found);
        attribute::check_types(&parts.questions, &mut found);
        let is_wrong = found.has_errors();
        let warnings = root.with_lines(found);
        if is_wrong { Err(warnings) } else { Ok(Self { source, parts, warnings }) }
    }

    /// The survey as written.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What concerns Braze.
    #[must_use]
    pub fn braze(&self) -> Braze {
        self.source.braze
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
        &self.source.name
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

    /// The theme's rules, which override the tokens of the style sheet; empty without a theme.
    #[must_use]
    pub fn theme(&self) -> &str {
        &self.parts.around.theme
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
                Cow::Owned(Parts::resolve(&translated, &mut Found::default()))
            }
            None => Cow::Borrowed(&self.parts),
        }
    }

    /// The author's own words in the place of a built-in text, in the locale closest to this one.
    fn own_words(&self, locale: &str, message: Message) -> Option<&str> {
        let locale = self.closest_locale(locale);
        if locale == self.locale() {
            return self.source.words.get(message);
        }
        let texts = self.source.translations.0.get(locale)?;
        texts.get(&format!("words.{}", message.name())).map(String::as_str)
    }

    /// The wording in the locale closest to this one: what is built in, and the author's own words
    /// in the place of it.
    #[must_use]
    pub fn wording(&self, locale: &str) -> Wording {
        let mut wording = locales::wording(self.closest_locale(locale));
        for message in Message::ALL {
            if let Some(words) = self.own_words(locale, *message) {
                wording.set(*message, words.to_owned());
            }
        }
        wording
    }

    /// The language that the wording in a locale is in: the locale's own, where there is built-in
    /// wording in its language or where the author has words for it, else English.
    #[must_use]
    pub fn wording_locale<'a>(&'a self, locale: &'a str) -> &'a str {
        let own = self.closest_locale(locale);
        let has_words = Message::ALL.iter().any(|message| self.own_words(own, *message).is_some());
        if has_words { own } else { locales::built_in(own) }
    }

    /// The surroundings of a card for a way of closing: what a snippet and a page begin with.
    /// The card goes where [`Gap::Body`](sondage_survey::template::Gap::Body) is.
    #[must_use]
    pub fn sheet(&self, wanted: &str, close: sondage_survey::view::Close) -> Template {
        compile::sheet(self, wanted, close)
    }
}
