//! Reads questions.

use super::QUESTIONS;
use super::attribute;
use super::condition;
use super::logic::Logic;
use super::reader::{Table, nearest};
use super::scope::Scope;
use super::words::Text;
use crate::question::Kind;
use crate::recall;
use sondage_survey::ask::Ask;
use sondage_survey::condition::Condition;

/// A question as authored.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) prompt: Text,
    pub(crate) description: Option<Text>,
    pub(crate) required: bool,
    pub(crate) require_if: Option<Condition>,
    pub(crate) show_if: Option<Condition>,
    pub(crate) image: Option<Image>,
    pub(crate) video: Option<Video>,
    pub(crate) kind: Kind,
    pub(crate) attribute: String,
    /// What it asks for, in the survey's own locale.
    ask: Ask,
}

/// A picture.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    pub(crate) src: String,
    /// What it shows; `None` where it only decorates.
    pub(crate) alt: Option<Text>,
}

/// A film.
#[derive(Clone, Debug)]
pub(crate) struct Video {
    pub(crate) src: String,
    pub(crate) title: Text,
    pub(crate) captions: Option<String>,
}

impl Asked {
    pub(crate) fn ask(&self) -> &Ask {
        &self.ask
    }
}

impl Image {
    pub(crate) fn read(table: &mut Table<'_>) -> Option<Self> {
        let src = table.address("src");
        table.require("src");
        Some(Self { alt: Self::read_alt(table), src: src? })
    }

    /// The alternative text: it must be there, and is empty for a picture that only decorates.
    pub(crate) fn read_alt(table: &mut Table<'_>) -> Option<Text> {
        table.require("alt");
        if table.is_empty_text("alt") { None } else { table.words("alt") }
    }
}

fn read_video(table: &mut Table<'_>) -> Option<Video> {
    let src = table.address("src");
    let title = table.required_words("title");
    let captions = table.address("captions");
    table.require("src");
    Some(Video { src: src?, title: title?, captions })
}

/// All questions of a survey.
pub(super) fn read_all(table: &mut Table<'_>, logic: &mut Logic) -> Vec<Asked> {
    let mut ids = logic.names();
    let mut questions: Vec<Asked> = Vec::new();
    table.tables("questions", |table| {
        let scope = logic.scope(&questions);
        let asked = read(table, &mut ids, &scope)?;
        questions.push(asked);
        Some(())
    });
    if questions.len() > QUESTIONS {
        table.problem("questions", &format!("a survey has at most {QUESTIONS} questions"));
    }
    table.require("questions");
    questions
}

fn read(table: &mut Table<'_>, ids: &mut Vec<String>, scope: &Scope<'_>) -> Option<Asked> {
    let id = table.id("id", ids);
    // Whoever else is asked in random order with this one is unknown here.
    let scope = &Scope { unknown_from: scope.unknown_from_for(id.as_deref()), ..*scope };
    let prompt = table.required_words("prompt");
    let description = table.words("description");
    check_recalls(table, "prompt", prompt.as_ref(), scope);
    check_recalls(table, "description", description.as_ref(), scope);
    let required = table.flag("required");
    let show_if = table.table("show_if", |table| condition::read(table, scope)).flatten();
    let require_if = table.table("require_if", |table| condition::read(table, scope)).flatten();
    let image = table.table("image", Image::read).flatten();
    let video = table.table("video", read_video).flatten();
    let kind = read_kind(table, scope);
    let attribute = attribute::read(table, prompt.as_ref(), kind.as_ref());
    // Where they lead is known once all questions are.
    table.claim(&["set", "jump", "next"]);
    let kind = kind?;
    let ask = kind.ask(scope.before);
    Some(Asked {
        id: id?,
        prompt: prompt?,
        description,
        required,
        require_if,
        show_if,
        image,
        video,
        kind,
        attribute,
        ask,
    })
}

fn read_kind(table: &mut Table<'_>, scope: &Scope<'_>) -> Option<Kind> {
    let name = table.required_text("type")?;
    let kind = Kind::parse(&name, table, scope);
    if kind.is_none() && !Kind::NAMES.contains(&name.as_str()) {
        let near = nearest(&name, Kind::NAMES).map(|near| format!(", did you mean \"{near}\"?"));
        let names = Kind::NAMES.join(", ");
        table
            .problem("type", &format!("\"{name}\" is none of {names}{}", near.unwrap_or_default()));
        table.claim_all();
    }
    kind
}

/// Notes each recall of something that is not known at this place.
pub(super) fn check_recalls(table: &Table<'_>, key: &str, text: Option<&Text>, scope: &Scope<'_>) {
    for piece in text.into_iter().flat_map(|text| recall::pieces(&text.text)) {
        if let recall::Piece::Recall(id, _) = piece
            && scope.operand(id).is_none()
        {
            let what = "recalls no question asked before this one, no hidden field and no variable";
            table.problem(key, &format!("{{{id}}} {what}"));
        }
    }
}
