//! Compiles a definition for one locale.

use super::chrome;
use super::compiler::Compiler;
use super::logic::Logic;
use super::{Definition, Instead, Parts};
use crate::markdown::plain;
use crate::notation::notation;
use crate::question::Asked;
use crate::question::pen::Pen;
use crate::source::{Events, Text};
use sondage_survey::ask::{Ask, Format, Part};
use sondage_survey::notation::Notation;
use sondage_survey::survey::{Question, Survey};
use sondage_survey::template::Template;
use sondage_survey::view::Close;

fn question(
    compiler: &Compiler<'_>,
    logic: &Logic,
    place: usize,
    asked: &Asked,
    attribute: &str,
) -> Question {
    let pen = compiler.pen();
    let ask = asked.kind.ask_in(pen);
    let field = compiler.field(asked, &ask);
    let controls = asked.kind.controls(&field);
    let body = chrome::question(pen, &field, &controls);
    let said = |text: Option<&Text>| text.map(|text| text.text.clone()).unwrap_or_default();
    Question {
        id: asked.id.clone(),
        prompt: plain(&asked.prompt.text),
        required: asked.required,
        wrong: said(asked.error.as_ref()),
        missing: said(asked.required_error.as_ref()),
        require_if: asked.require_if.clone(),
        show_if: asked.show_if.clone(),
        set: logic.set.get(place).cloned().unwrap_or_default(),
        jumps: logic.jumps.get(place).cloned().unwrap_or_default(),
        title: pen.slots().template(&pen.rich(&asked.prompt)),
        body: pen.slots().template(&body),
        card: u16::try_from(asked.lead).unwrap_or(u16::MAX),
        attribute: handed_attribute(pen, &ask, attribute),
        ask,
    }
}

/// The attribute that the widget itself may write, by the bridge. Segments read labels in the
/// survey's own locale, and the SDK of the web drops names with a quotation mark (`braze-web-sdk`,
/// `validation-utils`).
fn handed_attribute(pen: &Pen<'_>, ask: &Ask, attribute: &str) -> String {
    let has_labels = ask.options().is_some() || matches!(ask, Ask::Parts(_));
    let is_read = !has_labels || pen.locale() == pen.own_locale();
    let is_taken = !attribute.contains(|c: char| c == '"' || c.is_control());
    if is_read && is_taken { attribute.to_owned() } else { String::new() }
}

fn scripts(questions: &[Asked]) -> Vec<String> {
    let mut scripts: Vec<String> = Vec::new();
    for script in questions.iter().filter_map(|asked| asked.kind.script()) {
        if !scripts.iter().any(|known| known == script) {
            scripts.push(script.to_owned());
        }
    }
    scripts
}

/// How the locale writes numbers and days, where respondents type or read any.
fn notation_of(compiler: &Compiler<'_>, own: &Parts) -> Option<Notation> {
    let is_day = |ask: &Ask| matches!(ask, Ask::Text(rule) if rule.format == Format::Date);
    let is_typed = |part: &Part| matches!(part.ask, Ask::Number(_));
    let parts = |asked: &Asked| match asked.ask() {
        Ask::Parts(parts) => parts.parts.clone(),
        _ => Vec::new(),
    };
    let has = |is_so: &dyn Fn(&Asked) -> bool| compiler.questions().iter().any(is_so);
    let has_days =
        has(&|asked| is_day(asked.ask()) || parts(asked).iter().any(|part| is_day(&part.ask)));
    let has_numbers =
        has(&|asked| asked.kind.takes_typed_number() || parts(asked).iter().any(is_typed))
            || !own.names.variables.is_empty()
            || own.names.hidden.iter().any(|field| field.is_number);
    let notation = notation(compiler.pen().locale()).filter(|_| has_days || has_numbers)?;
    let (date, months) =
        if has_days { (notation.date, notation.months) } else { Default::default() };
    Some(Notation { date, months, ..notation })
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
            | Message::WaitingOpen
            | Message::Saved
            | Message::Closed => true,
            Message::PageAnsweredTitle => compiler.asks_once(),
            message => compiler.questions().iter().any(|asked| refuses(asked.ask(), message)),
        }
    }

    fn refuses(ask: &Ask, message: Message) -> bool {
        match ask {
            Ask::Nothing | Ask::Flag(_) => false,
            Ask::Number(_) => {
                matches!(
                    message,
                    Message::NotANumber
                        | Message::UnclearNumber
                        | Message::TooSmall
                        | Message::TooLarge
                )
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
            Ask::Rank(..) => message == Message::EveryPlace,
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
    let parts = definition.parts_for(wanted);
    let compiler = Compiler::new(definition, &parts, wanted);
    let own = &definition.parts;
    let questions = compiler.questions().iter().enumerate();
    let (cards, flow) = (compiler.cards(), compiler.flow());
    definition.begun(Survey {
        id: definition.id().to_owned(),
        name: definition.name_in(wanted).to_owned(),
        revision,
        locale: compiler.pen().locale().to_owned(),
        sdk_events: definition.braze().send && definition.braze().events == Events::Sdk,
        hands_over: definition.braze().send,
        flow: sondage_survey::survey::Flow {
            prompt: cards.prompt.is_some(),
            welcome: cards.welcome.is_some(),
            back: flow.back,
            review: flow.review,
            time_limit: flow.time_limit.unwrap_or(0),
            closed: false,
        },
        questions: questions
            .map(|(place, asked)| {
                let attribute =
                    if definition.braze().send { definition.attribute(place) } else { "" };
                question(&compiler, &parts.logic, place, asked, attribute)
            })
            .collect(),
        hidden: own.names.hidden.clone(),
        variables: own.names.variables.iter().map(|one| one.initial.clone()).collect(),
        shuffles: own.logic.shuffles.clone(),
        quotas: own.logic.quotas.clone(),
        endings: chrome::endings(&compiler),
        cards: chrome::cards(&compiler),
        scripts: scripts(compiler.questions()),
        theme: cards.theme.clone(),
        wording: compiler.pen().wording().said(|message| said::can_come(message, &compiler)),
        notation: notation_of(&compiler, own),
    })
}

/// The surroundings of a card.
pub(super) fn sheet(definition: &Definition, wanted: &str, close: Close) -> Template {
    let parts = definition.parts_for(wanted);
    let compiler = Compiler::new(definition, &parts, wanted);
    let sheet = chrome::sheet(&compiler, close);
    compiler.pen().slots().template(&sheet)
}

/// The card that is there instead of the survey.
pub(super) fn card_instead(definition: &Definition, wanted: &str, instead: Instead) -> Template {
    let parts = definition.parts_for(wanted);
    let compiler = Compiler::new(definition, &parts, wanted);
    compiler.pen().slots().template(&chrome::closed(&compiler, instead))
}
