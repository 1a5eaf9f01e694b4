//! Compiles a definition for one locale.

use super::cards::Around as Cards;
use super::chrome;
use super::question::Asked;
use super::scope::Scope;
use super::{Definition, Parts, translation};
use crate::locales::{built_in, language, wording};
use crate::problem::Found;
use crate::question::{Around, Field};
use crate::slot::Slots;
use crate::source::{Events, Flow};
use sondage_survey::condition::Operand;
use sondage_survey::survey::{Question, Survey};
use sondage_survey::template::Template;
use sondage_survey::text::{Message, Wording};
use sondage_survey::view::Close;

/// A definition in one locale, with all that its markup is made of.
#[derive(Debug)]
pub(crate) struct Compiler<'a> {
    own_locale: &'a str,
    locale: &'a str,
    locales: Vec<&'a str>,
    parts: Parts,
    wording: Wording,
    slots: Slots,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(definition: &'a Definition, wanted: &str) -> Self {
        let locale = definition.closest_locale(wanted);
        let source = definition.source();
        let parts = match source.translations.0.get(locale) {
            // What is wrong with it has been said of the survey's own locale.
            Some(texts) => {
                let translated = translation::translated(source, texts);
                Parts::resolve(&translated, &mut Found::default())
            }
            None => definition.parts.clone(),
        };
        Self {
            own_locale: definition.locale(),
            locale,
            locales: definition.locales().collect(),
            parts,
            wording: wording(locale),
            slots: Slots::default(),
        }
    }

    /// The survey's own locale.
    pub(crate) fn own_locale(&self) -> &str {
        self.own_locale
    }

    /// The locale of the texts.
    pub(crate) fn locale(&self) -> &str {
        self.locale
    }

    /// All locales, the survey's own first.
    pub(crate) fn locales(&self) -> &[&'a str] {
        &self.locales
    }

    /// The language of the built-in wording, where it is not that of the texts.
    pub(crate) fn wording_language(&self) -> Option<&'static str> {
        let tag = built_in(self.locale);
        let is_same = language(tag) == language(self.locale)
            || (tag == "nb" && ["no", "nn"].contains(&language(self.locale)));
        (!is_same).then_some(tag)
    }

    /// The gaps of the markup.
    pub(crate) fn slots(&self) -> &Slots {
        &self.slots
    }

    /// A built-in text.
    pub(crate) fn say(&self, message: Message) -> &str {
        self.wording.get(message)
    }

    /// What surrounds the questions.
    pub(crate) fn cards(&self) -> &Cards {
        &self.parts.around
    }

    /// How one moves.
    pub(crate) fn flow(&self) -> &Flow {
        &self.parts.around.flow
    }

    /// What a name stands for.
    pub(crate) fn operand(&self, name: &str) -> Option<Operand> {
        let scope: Scope<'_> = self.parts.logic.scope(&self.parts.questions);
        scope.operand(name)
    }

    /// What the kinds of question may look at.
    pub(crate) fn around(&self) -> Around<'_> {
        Around { questions: &self.parts.questions, wording: &self.wording, locale: self.locale }
    }

    fn question(&self, place: usize, asked: &Asked) -> Question {
        let ask = asked.kind.ask_in(self);
        let field = Field { compiler: self, asked, ask: &ask };
        let body = chrome::question(&field, &asked.kind.controls(&field));
        let title = self.slots.template(&self.rich(&asked.prompt));
        Question {
            id: asked.id.clone(),
            prompt: asked.prompt.text.clone(),
            required: asked.required,
            require_if: asked.require_if.clone(),
            show_if: asked.show_if.clone(),
            set: self.parts.logic.set.get(place).cloned().unwrap_or_default(),
            jumps: self.parts.logic.jumps.get(place).cloned().unwrap_or_default(),
            title,
            body: self.slots.template(&body),
            ask,
        }
    }

    fn scripts(&self) -> Vec<String> {
        let mut scripts: Vec<String> = Vec::new();
        for script in self.parts.questions.iter().filter_map(|asked| asked.kind.script()) {
            if !scripts.iter().any(|known| known == script) {
                scripts.push(script.to_owned());
            }
        }
        scripts
    }
}

/// Which messages a survey's session may have to say.
mod said {
    use super::Compiler;
    use sondage_survey::ask::{Ask, Format, Options, TextRule};
    use sondage_survey::text::Message;

    pub(super) fn can_come(message: Message, compiler: &Compiler<'_>) -> bool {
        match message {
            Message::Required
            | Message::Impossible
            | Message::Waiting
            | Message::Saved
            | Message::Closed => true,
            message => compiler.parts.questions.iter().any(|asked| refuses(asked.ask(), message)),
        }
    }

    fn refuses(ask: &Ask, message: Message) -> bool {
        match ask {
            Ask::Nothing | Ask::Flag(_) => false,
            Ask::Number(_) => {
                matches!(message, Message::NotANumber | Message::TooSmall | Message::TooLarge)
            }
            Ask::Text(rule) => refuses_text(rule, message),
            Ask::Choice(options) => refuses_option(options, message),
            Ask::Choices(options, count) => match message {
                Message::TooFew => count.min > 1,
                Message::TooMany => {
                    count.max < u16::MAX || options.items.iter().any(|item| item.exclusive)
                }
                message => refuses_option(options, message),
            },
            Ask::Rank(_) => message == Message::EveryPlace,
            Ask::Files(_) => message == Message::FileTooMany,
            Ask::Signature => message == Message::TooLong,
            Ask::Parts(parts) => match message {
                Message::EveryRow => parts.every,
                Message::FieldMissing => parts.parts.iter().any(|part| part.required),
                message => parts.parts.iter().any(|part| refuses(&part.ask, message)),
            },
        }
    }

    fn refuses_option(options: &Options, message: Message) -> bool {
        match message {
            Message::OtherEmpty => options.other,
            Message::TooLong => options.other || options.items.iter().any(|item| item.comment),
            _ => false,
        }
    }

    fn refuses_text(rule: &TextRule, message: Message) -> bool {
        match message {
            Message::TooLong => true,
            Message::TooShort => rule.min_length > 0,
            Message::TooEarly => !rule.min.is_empty(),
            Message::TooLate => !rule.max.is_empty(),
            Message::NotAnEmail => rule.format == Format::Email,
            Message::NotAPhone => rule.format == Format::Phone,
            Message::NotAUrl => rule.format == Format::Url,
            Message::NotADate => rule.format == Format::Date,
            Message::NotATime => rule.format == Format::Time,
            _ => false,
        }
    }
}

/// The survey in the locale closest to `wanted`.
pub(super) fn survey(definition: &Definition, wanted: &str, revision: u32) -> Survey {
    let compiler = Compiler::new(definition, wanted);
    let questions = compiler.parts.questions.iter().enumerate();
    let flow = compiler.flow();
    Survey {
        id: definition.id().to_owned(),
        name: definition.name().to_owned(),
        revision,
        locale: compiler.locale.to_owned(),
        sdk_events: definition.braze().send && definition.braze().events == Events::Sdk,
        flow: sondage_survey::survey::Flow {
            prompt: compiler.parts.around.prompt.is_some(),
            welcome: compiler.parts.around.welcome.is_some(),
            back: flow.back,
            review: flow.review,
            time_limit: flow.time_limit.unwrap_or(0),
            closed: false,
        },
        questions: questions.map(|(place, asked)| compiler.question(place, asked)).collect(),
        hidden: definition.parts.logic.hidden.clone(),
        variables: definition.parts.logic.variables.iter().map(|one| one.initial.clone()).collect(),
        shuffles: definition.parts.logic.shuffles.clone(),
        quotas: definition.parts.logic.quotas.clone(),
        endings: chrome::endings(&compiler),
        cards: chrome::cards(&compiler),
        scripts: compiler.scripts(),
        theme: compiler.parts.around.theme.clone(),
        wording: compiler.wording.said(|message| said::can_come(message, &compiler)),
    }
}

/// The surroundings of a card.
pub(super) fn sheet(definition: &Definition, wanted: &str, close: Close) -> Template {
    let compiler = Compiler::new(definition, wanted);
    let sheet = chrome::sheet(&compiler, close);
    compiler.slots.template(&sheet)
}
