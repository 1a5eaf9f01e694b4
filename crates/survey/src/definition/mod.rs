//! A survey as authored: parsed once into types that cannot be wrong, all problems together.

mod condition;
pub mod node;
pub(crate) mod reader;
mod reserved;
mod schema;
mod translation;

use std::collections::BTreeMap;
use std::fmt;

pub use node::Language;
use reader::{Problems, Table};
pub use schema::schema;

use crate::profile;
use crate::question::{Kind, Question};
use crate::survey::{Prompt, Survey};
use crate::text::{Wording, is_right_to_left, recall};

/// The most questions of a survey. The widget logs a click per question, and Braze counts at
/// most 100 different clicks per campaign; a few are the widget's own.
const QUESTIONS: usize = 90;

/// A survey as authored.
#[derive(Clone, Debug)]
pub struct Definition {
    survey: Survey,
    /// What goes to Braze.
    pub braze: Braze,
    /// The attribute's name for each question.
    attributes: Vec<String>,
    /// Texts by path, by locale.
    translations: BTreeMap<String, BTreeMap<String, String>>,
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

/// Something that is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: `questions[2].options[0].id`; empty for the file itself.
    pub path: String,
    /// The line in the file, counted from 1.
    pub line: u32,
    /// What.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(path: &str, line: u32, message: &str) -> Self {
        Self { path: path.to_owned(), line, message: message.to_owned() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "{}: {}", self.line, self.message)
        } else {
            write!(f, "{}: {}: {}", self.line, self.path, self.message)
        }
    }
}

impl Definition {
    /// The survey in this text.
    ///
    /// # Errors
    /// Every [`Problem`] of the text, in the order of its lines.
    pub fn parse(text: &str, language: Language) -> Result<Self, Vec<Problem>> {
        let root = node::parse(text, language)?;
        let problems = Problems::default();
        let definition = Table::new(&root, String::new(), &problems).and_then(|mut table| {
            let definition = read(&mut table);
            table.finish();
            definition
        });
        let problems = problems.into_vec();
        definition.filter(|_| problems.is_empty()).ok_or(problems)
    }

    /// The survey's slug.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.survey.id
    }

    /// The survey's name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.survey.name
    }

    /// The locale of the survey's own texts.
    #[must_use]
    pub fn locale(&self) -> &str {
        &self.survey.locale
    }

    /// Every locale that the survey has texts in, its own first.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.locale()).chain(self.translations.keys().map(String::as_str))
    }

    /// The locale in which someone who asks for `wanted` gets the survey: exact, else of the
    /// same language, else the survey's own.
    #[must_use]
    pub fn closest_locale(&self, wanted: &str) -> &str {
        translation::closest(self, wanted)
    }

    /// The name of the attribute that a question's answer goes to.
    #[must_use]
    pub fn attribute(&self, place: usize) -> &str {
        self.attributes.get(place).map_or("", String::as_str)
    }

    /// The survey compiled for the locale closest to `wanted`. Texts without a translation stay
    /// in the survey's own locale.
    #[must_use]
    pub fn survey(&self, wanted: &str, revision: u32) -> Survey {
        let locale = self.closest_locale(wanted).to_owned();
        let mut survey = self.survey.clone();
        if let Some(texts) = self.translations.get(&locale) {
            translation::apply(&mut survey, texts);
        }
        survey.wording = Wording::of(&locale);
        survey.right_to_left = is_right_to_left(&locale);
        survey.locale = locale;
        survey.revision = revision;
        survey
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
    let prompt = table.table("prompt", read_prompt).flatten();
    let (questions, attributes) = read_questions(table);
    let end = table.table("end", |end| end.required_text("text")).flatten();
    table.require("end");
    let mut survey = Survey {
        id: id?,
        name: name?,
        revision: 0,
        right_to_left: is_right_to_left(&locale),
        wording: Wording::of(&locale),
        locale,
        sdk_events: braze.send && braze.events == Events::Sdk,
        prompt,
        questions,
        end: end?,
    };
    let translations = translation::read(table, &mut survey);
    Some(Definition { survey, braze, attributes, translations })
}

fn read_braze(table: &mut Table<'_>) -> Braze {
    let events = table.one_of("events", &[("relay", Events::Relay), ("sdk", Events::Sdk)]);
    Braze { send: table.flag_or("send", true), events: events.unwrap_or(Events::Relay) }
}

fn read_prompt(table: &mut Table<'_>) -> Option<Prompt> {
    let (accept, decline) = (table.text("accept"), table.text("decline"));
    table.required_text("text").map(|text| Prompt { text, accept, decline })
}

fn read_questions(table: &mut Table<'_>) -> (Vec<Question>, Vec<String>) {
    let mut ids = Vec::new();
    let mut questions: Vec<Question> = Vec::new();
    let mut attributes: Vec<String> = Vec::new();
    table.tables("questions", |table| {
        let (question, attribute) = read_question(table, &mut ids, &questions)?;
        check_recalls(table, &question, &questions);
        if question.takes_answer() && attributes.contains(&attribute) {
            let advice = "give one of them another \"attribute\"";
            table.problem(
                "attribute",
                &format!("another question writes the attribute \"{attribute}\" too: {advice}"),
            );
        }
        questions.push(question);
        attributes.push(attribute);
        Some(())
    });
    if questions.len() > QUESTIONS {
        table.problem("questions", &format!("a survey has at most {QUESTIONS} questions"));
    }
    table.require("questions");
    (questions, attributes)
}

fn read_question(
    table: &mut Table<'_>,
    ids: &mut Vec<String>,
    before: &[Question],
) -> Option<(Question, String)> {
    let id = table.id("id", ids);
    let prompt = table.required_text("prompt");
    let description = table.text("description");
    let required = table.flag("required");
    let show_if = table.table("show_if", |table| condition::read(table, before)).flatten();
    let kind = read_kind(table);
    let given = table.text("attribute");
    let attribute =
        given.clone().or_else(|| prompt.as_deref().map(attribute_of)).unwrap_or_default();
    if prompt.is_some() && kind.as_ref().is_some_and(|kind| !matches!(kind, Kind::Statement(_))) {
        check_attribute(table, &attribute, given.is_some());
    }
    let question =
        Question { id: id?, prompt: prompt?, description, required, show_if, kind: kind? };
    Some((question, attribute))
}

fn read_kind(table: &mut Table<'_>) -> Option<Kind> {
    let name = table.required_text("type")?;
    let kind = Kind::parse(&name, table);
    if kind.is_none() {
        let near =
            reader::nearest(&name, Kind::NAMES).map(|near| format!(", did you mean \"{near}\"?"));
        let names = Kind::NAMES.join(", ");
        table
            .problem("type", &format!("\"{name}\" is none of {names}{}", near.unwrap_or_default()));
    }
    kind
}

/// The attribute that a prompt names by itself: as much of it as Braze takes, without a leading
/// `$` and on one line.
fn attribute_of(prompt: &str) -> String {
    let line: String = prompt.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    profile::cut(line.trim_start_matches('$').trim()).trim_end().to_owned()
}

fn check_attribute(table: &Table<'_>, attribute: &str, is_given: bool) {
    let advice = if is_given { "" } else { ", give the question an \"attribute\" of its own" };
    if attribute.is_empty() || attribute.starts_with('$') || profile::cut(attribute) != attribute {
        let rule = "1 to 255 characters, not beginning with $";
        table.problem(
            "attribute",
            &format!("Braze takes no attribute \"{attribute}\": {rule}{advice}"),
        );
    } else if reserved::is_reserved(attribute) {
        table.problem(
            "attribute",
            &format!("\"{attribute}\" is a field of Braze's own and no custom attribute{advice}"),
        );
    }
}

fn check_recalls(table: &Table<'_>, question: &Question, before: &[Question]) {
    let texts =
        [("prompt", Some(&question.prompt)), ("description", question.description.as_ref())];
    for (key, text) in texts {
        for piece in text.into_iter().flat_map(|text| recall::pieces(text)) {
            if let recall::Piece::Recall(id) = piece
                && !before.iter().any(|question| question.id == id && question.takes_answer())
            {
                table.problem(key, &format!("{{{id}}} recalls no question asked before this one"));
            }
        }
    }
}
