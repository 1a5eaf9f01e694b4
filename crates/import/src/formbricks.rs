//! Surveys of Formbricks.

mod choice;
mod condition;
mod element;
mod ends;
mod field;
mod logic;
mod quota;
mod rules;
mod style;

use sondage_author::source::{Limits, Operand};

use crate::build::{Build, is_tag, tag};
use crate::dates::{read_closing, read_moment};
use crate::ends::{read_span, set_time};
use crate::json::{Node, Value};
use crate::reader::Object;
use crate::report::{BRAZE, RECORD, Report, quote, several};
use crate::text::{Markup, Recall};
use crate::words::{Said, Words};

/// Texts have tags in them since there is an editor for them.
const TEXT: Markup = Markup::Either;

/// The survey in a file.
///
/// # Errors
/// That there is none, or more than one.
pub(crate) fn read<'a>(
    root: &'a Node,
    report: &'a Report,
    name: &str,
) -> Result<Build<'a>, String> {
    let (node, path) = unwrapped(root)?;
    let mut build = Build::new(report, Recall::Hashes);
    if !path.is_empty()
        && let Some(mut around) = Object::new(root, String::new(), report)
    {
        around.skip(&["data", "survey"]);
    }
    let mut survey = Object::of_survey(node, path, report)?;
    read_languages(&mut survey, &mut build);
    build.call_as(&mut survey, "name", name);
    read_hidden(&mut survey, &mut build);
    read_variables(&mut survey, &mut build);
    let asks_time = ends::read_welcome(&mut survey, &mut build);
    let mut rules = element::read_all(&mut survey, &mut build);
    if asks_time {
        set_time(&mut build);
    }
    ends::read(&mut survey, &mut build);
    logic::settle(&mut rules, &mut build);
    quota::read_all(&mut survey, &mut build);
    read_limits(&mut survey, &mut build);
    read_link(&mut survey, &mut build);
    style::read(&mut survey, &mut build);
    read_flow(&mut survey, &mut build);
    build.source.showing.close_when_ignored = read_span(&mut survey, "autoClose", (5, 600));
    build.source.showing.quiet_days = read_span(&mut survey, "recontactDays", (1, 365));
    survey.elsewhere(ELSEWHERE);
    Ok(build)
}

/// The survey in what an API gives: itself, or below `data`.
fn unwrapped(root: &Node) -> Result<(&Node, String), String> {
    let is_survey = |node: &Node| node.get("questions").is_some() || node.get("blocks").is_some();
    if is_survey(root) {
        return Ok((root, String::new()));
    }
    let data = root.get("data").or_else(|| root.get("survey"));
    match data {
        Some(node) if is_survey(node) => {
            let key = if root.get("data").is_some() { "data" } else { "survey" };
            Ok((node, key.to_owned()))
        }
        Some(node) => match node.items() {
            [survey] if is_survey(survey) => Ok((survey, "data[0]".to_owned())),
            items if items.len() > 1 => Err(several(items.len())),
            _ => Err(no_survey()),
        },
        None => Err(no_survey()),
    }
}

fn no_survey() -> String {
    "no \"blocks\" and no \"questions\": this is no survey of Formbricks".to_owned()
}

/// What protects a link.
const LINK: &str = "a personal link carries a token instead; left out";
const ELSEWHERE: &[(&str, &str)] = &[
    (
        BRAZE,
        "type triggers inlineTriggers segment displayOption displayLimit \
         displayPercentage delay attributeFilters",
    ),
    ("it is published when you publish it; left out", "archivedAt"),
    (
        LINK,
        "singleUse pin recaptcha isVerifyEmailEnabled verifyEmail \
         isSingleResponsePerEmailEnabled",
    ),
    ("the address has the survey's id; left out", "slug"),
    (
        "a closed survey says so by itself, in the survey's languages; left out",
        "surveyClosedMessage",
    ),
    ("mails are sent by Braze, which has the answers; left out", "followUps"),
    ("no scripts of others are run; left out", "customHeadScripts customHeadScriptsMode"),
    ("addresses are not kept; left out", "isCaptureIpEnabled"),
    (
        RECORD,
        "environmentId workspaceId projectId createdAt updatedAt createdBy creator \
         resultShareKey",
    ),
];

/// The survey's own language is the one that texts call `default`.
fn read_languages<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let mut own = None;
    for mut object in survey.objects("languages") {
        let mut language = object.object("language");
        let code = language.as_mut().and_then(|language| {
            language.skip(&["id", "alias", "createdAt", "updatedAt", "projectId", "workspaceId"]);
            language.text("code")
        });
        let locale = code.map(tag).filter(|locale| is_tag(locale));
        let Some(locale) = locale else {
            object.leave_out("there is no code of a language in it");
            continue;
        };
        let is_on = object.flag("enabled").unwrap_or(true);
        if object.flag("default").unwrap_or_default() {
            own = own.or(Some(locale));
        } else if !is_on {
            object.note("enabled", format!("{locale} is switched off; its texts are left out"));
            build.muted.push(locale);
        }
    }
    if own.is_none() {
        build.report.once("the language of its own texts is not said; taken for en");
    }
    build.locale = own.unwrap_or_else(|| "en".to_owned());
}

fn read_hidden<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let Some(mut hidden) = survey.object("hiddenFields") else { return };
    let is_on = hidden.flag("enabled").unwrap_or(true);
    for (node, path) in hidden.list("fieldIds") {
        let Some(name) = node.text().filter(|name| !name.trim().is_empty()) else {
            build.report.note(node.at, &path, "a hidden field without a name; left out");
            continue;
        };
        if !is_on {
            build.report.note(node.at, &path, format!("{} is switched off; left out", quote(name)));
            build.scope.leave_out(name);
            continue;
        }
        build.hide(name, name, (node.at, &path));
    }
}

fn read_variables<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    for mut object in survey.objects("variables") {
        let id = object.text("id").unwrap_or_default();
        let name = object.text("name").unwrap_or(id);
        let is_number = object.text("type").is_none_or(|kind| kind == "number");
        let start = match object.node("value").map(|node| &node.value) {
            Some(Value::Number(number)) if is_number => build.start(name, *number),
            Some(Value::Text(text)) if is_number => {
                build.start(name, text.trim().parse().unwrap_or(0.0))
            }
            Some(Value::Text(text)) => Operand::from(text.as_str()),
            _ if is_number => Operand::from(0),
            _ => Operand::from(""),
        };
        let own = build.vary(id, name, start);
        if own != name {
            object.note("name", format!("{} is the variable \"{own}\" here", quote(name)));
        }
    }
}

fn read_limits(survey: &mut Object<'_>, build: &mut Build<'_>) {
    let key = survey.any(&["publishOn", "runOnDate"]).unwrap_or("publishOn");
    let opens = read_moment(survey, key);
    let key = survey.any(&["closeOn", "closeOnDate"]).unwrap_or("closeOn");
    let closes = read_closing(survey, key);
    let responses = survey.count("autoComplete").filter(|limit| *limit > 0);
    build.source.limits = Limits { opens, closes, responses, ..Limits::default() };
}

/// What a shared link says, and whether the survey had ended.
fn read_link<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let status = survey.text("status").unwrap_or_default();
    if matches!(status, "completed" | "paused") {
        let what = format!("it was {status} there; here it takes answers once you publish it");
        survey.note("status", what);
    } else if !status.is_empty() {
        survey.note("status", "it is published when you publish it; left out");
    }
    let Some(mut card) = survey.object("metadata") else { return };
    let mut said = Said::default();
    let mut one_line = |key, name| {
        let words = build.bare(&mut card, key, TEXT)?;
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let others = words.others.iter().map(|(locale, text)| (locale.clone(), line(text)));
        Some(said.put(name, Words { own: line(&words.own), others: others.collect() }))
    };
    let title = one_line("title", "title");
    let description = one_line("description", "description");
    let image = Build::picture(&mut card, "ogImage");
    said.settle("link", &mut build.source.translations);
    let link = &mut build.source.link;
    (link.title, link.description, link.image) = (title, description, image);
}

fn read_flow(survey: &mut Object<'_>, build: &mut Build<'_>) {
    let flow = &mut build.source.flow;
    flow.back = survey.flag("isBackButtonHidden") != Some(true);
    flow.auto_advance = survey.flag("isAutoProgressingEnabled") == Some(true);
    // Off, where it is not mentioned.
    flow.languages = survey.flag("showLanguageSwitch").unwrap_or_default();
}
