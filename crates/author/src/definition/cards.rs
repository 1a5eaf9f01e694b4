//! Reads what surrounds the questions: prompt, welcome, endings, flow.

use super::condition;
use super::logic::Logic;
use super::question::{Asked, Image, check_recalls};
use super::reader::Table;
use super::words::{Text, Texts, maybe};
use crate::theme::{self, Ink, Layout, Logo};
use sondage_survey::condition::Condition;

/// What surrounds the questions.
#[derive(Clone, Debug)]
pub(crate) struct Around {
    pub(crate) prompt: Option<Prompt>,
    pub(crate) welcome: Option<Welcome>,
    pub(crate) flow: Flow,
    /// The one without a name first.
    pub(crate) endings: Vec<Ending>,
    /// The theme's rules.
    pub(crate) theme: String,
    /// Where it stands.
    pub(crate) layout: Option<Layout>,
    /// The theme's logo.
    pub(crate) logo: Option<Logo>,
    /// The theme's colours, font and corners, for mails.
    pub(crate) ink: Ink,
}

/// The card that asks whether to begin.
#[derive(Clone, Debug)]
pub(crate) struct Prompt {
    pub(crate) text: Text,
    pub(crate) accept: Option<Text>,
    pub(crate) decline: Option<Text>,
}

/// The card that says what is coming.
#[derive(Clone, Debug)]
pub(crate) struct Welcome {
    pub(crate) title: Text,
    pub(crate) text: Option<Text>,
    pub(crate) button: Option<Text>,
    pub(crate) minutes: Option<i32>,
    pub(crate) image: Option<Image>,
}

/// An end.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub(crate) id: String,
    pub(crate) condition: Option<Condition>,
    /// The text, or nothing where the respondent is sent elsewhere.
    pub(crate) text: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) image: Option<Image>,
    pub(crate) button: Option<(Text, String)>,
    pub(crate) redirect: Option<String>,
}

/// How one moves.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the author's")]
pub(crate) struct Flow {
    pub(crate) progress: bool,
    pub(crate) back: bool,
    pub(crate) auto_advance: bool,
    pub(crate) keys: bool,
    pub(crate) review: bool,
    pub(crate) languages: bool,
    pub(crate) time_limit: u32,
}

impl Around {
    pub(super) fn read(table: &mut Table<'_>, asked: &[Asked], logic: &Logic) -> Self {
        let prompt = table.table("prompt", |table| read_prompt(table, logic)).flatten();
        let welcome = table.table("welcome", |table| read_welcome(table, logic)).flatten();
        let flow = table.table("flow", read_flow).unwrap_or(Flow {
            progress: true,
            back: true,
            auto_advance: false,
            keys: true,
            review: false,
            languages: true,
            time_limit: 0,
        });
        let scope = logic.scope(asked);
        let ending = |table: &mut Table<'_>, id: String, condition| {
            let ending = Ending::read(table, id, condition);
            check_recalls(table, "text", ending.text.as_ref(), &scope);
            check_recalls(table, "description", ending.description.as_ref(), &scope);
            ending
        };
        let own = table.table("end", |table| {
            table.require("text");
            ending(table, String::new(), None)
        });
        table.require("end");
        let mut ids = Vec::new();
        let named = table.tables("endings", |table| {
            let id = table.id("id", &mut ids);
            let condition = table.table("if", |table| condition::read(table, &scope)).flatten();
            let ending = ending(table, id.clone().unwrap_or_default(), condition);
            if ending.text.is_none() && ending.redirect.is_none() {
                table.problem("", "an ending has a \"text\" or a \"redirect\"");
            }
            id.map(|_| ending)
        });
        let endings = own.into_iter().chain(named).collect();
        let theme = table.table("theme", |table| {
            let theme = theme::read(table);
            for (path, message) in theme.warnings() {
                table.warning_at(&path, table.line_of(""), &message);
            }
            theme
        });
        let theme = theme.unwrap_or_default();
        let ink = theme.ink();
        Self {
            prompt,
            welcome,
            flow,
            endings,
            theme: theme.css(),
            layout: theme.layout,
            logo: theme.logo,
            ink,
        }
    }

    /// Whether something comes before the first question.
    pub(super) fn has_card_before(&self) -> bool {
        self.prompt.is_some() || self.welcome.is_some()
    }

    /// The place of the ending of this id; empty for the one without.
    pub(super) fn ending(&self, id: &str) -> Option<usize> {
        self.endings.iter().position(|ending| ending.id == id)
    }

    /// Every text here that can be translated, by its path.
    pub(super) fn texts(&mut self) -> Texts<'_> {
        let mut texts = Texts::new();
        if let Some(prompt) = &mut self.prompt {
            texts.push(("prompt.text".to_owned(), &mut prompt.text));
            texts.extend(maybe("prompt.accept", &mut prompt.accept));
            texts.extend(maybe("prompt.decline", &mut prompt.decline));
        }
        if let Some(welcome) = &mut self.welcome {
            texts.push(("welcome.title".to_owned(), &mut welcome.title));
            texts.extend(maybe("welcome.text", &mut welcome.text));
            texts.extend(maybe("welcome.button", &mut welcome.button));
            let alt =
                welcome.image.as_mut().and_then(|image| maybe("welcome.image", &mut image.alt));
            texts.extend(alt);
        }
        for ending in &mut self.endings {
            let id = &ending.id;
            let below = |key: &str| match id.as_str() {
                "" => format!("end.{key}"),
                id => format!("endings.{id}.{key}"),
            };
            texts.extend(maybe(&below("text"), &mut ending.text));
            texts.extend(maybe(&below("description"), &mut ending.description));
            texts.extend(ending.button.as_mut().map(|(label, _)| (below("button"), label)));
            let alt =
                ending.image.as_mut().and_then(|image| maybe(&below("image"), &mut image.alt));
            texts.extend(alt);
        }
        texts
    }
}

impl Ending {
    fn read(table: &mut Table<'_>, id: String, condition: Option<Condition>) -> Self {
        let button = table.table("button", |table| {
            let label = table.required_words("label");
            let url = table.address("url");
            table.require("url");
            Some((label?, url?))
        });
        Self {
            id,
            condition,
            text: table.words("text"),
            description: table.words("description"),
            image: table.table("image", Image::read).flatten(),
            button: button.flatten(),
            redirect: table.address("redirect"),
        }
    }
}

fn read_prompt(table: &mut Table<'_>, logic: &Logic) -> Option<Prompt> {
    let (accept, decline) = (table.words("accept"), table.words("decline"));
    let text = table.required_words("text");
    check_recalls(table, "text", text.as_ref(), &logic.scope(&[]));
    Some(Prompt { text: text?, accept, decline })
}

fn read_welcome(table: &mut Table<'_>, logic: &Logic) -> Option<Welcome> {
    let title = table.required_words("title");
    let text = table.words("text");
    let button = table.words("button");
    let minutes = table.number("minutes", 1, 120);
    let image = table.table("image", Image::read).flatten();
    check_recalls(table, "title", title.as_ref(), &logic.scope(&[]));
    check_recalls(table, "text", text.as_ref(), &logic.scope(&[]));
    Some(Welcome { title: title?, text, button, minutes, image })
}

fn read_flow(table: &mut Table<'_>) -> Flow {
    let time_limit = table.number("time_limit", 20, 24 * 60 * 60).unwrap_or(0);
    Flow {
        progress: table.flag_or("progress", true),
        back: table.flag_or("back", true),
        auto_advance: table.flag("auto_advance"),
        keys: table.flag_or("keys", true),
        review: table.flag("review"),
        languages: table.flag_or("languages", true),
        time_limit: u32::try_from(time_limit).unwrap_or_default(),
    }
}
