//! Surveys of `PostHog`.

mod branching;
mod look;
mod question;

use sondage_author::source::Limits;

use crate::build::{Build, is_tag, tag};
use crate::dates::{read_closing, read_moment};
use crate::ends::read_span;
use crate::json::Node;
use crate::reader::Object;
use crate::report::{BRAZE, RECORD, Report, quote, several};
use crate::text::{Markup, Recall};
use crate::words::Words;

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
    let mut build = Build::new(report, Recall::Never);
    if !path.is_empty()
        && let Some(mut list) = Object::new(root, String::new(), report)
    {
        list.skip(&["results", "surveys", "count", "next", "previous"]);
    }
    let mut survey = Object::of_survey(node, path, report)?;
    build.call_as(&mut survey, "name", name);
    report.once("the language of its own texts is not said; taken for en");
    let mut tongues = Tongues::read(&mut survey, &build);
    for (_, tongue) in &mut tongues.0 {
        tongue.skip(&["name"]);
    }
    let mut look = survey.object("appearance");
    let (mut placeholder, mut is_shuffled) = (None, false);
    if let Some(look) = &mut look {
        build.welcome = look::read_intro(look, &build, &mut tongues);
        placeholder = build.bare(look, "placeholder", Markup::Literal);
        is_shuffled = look.flag("shuffleQuestions").unwrap_or_default();
    }
    question::read_all(&mut survey, &mut build, placeholder.as_ref(), is_shuffled);
    if let Some(look) = &mut look {
        look::read_rest(look, &mut build, &mut tongues);
    }
    read_limits(&mut survey, &mut build);
    if let Some(mut conditions) = survey.object("conditions") {
        let quiet = read_span(&mut conditions, "seenSurveyWaitPeriodInDays", (1, 365));
        build.source.showing.quiet_days = quiet;
        conditions.elsewhere(&[(BRAZE, CONDITIONS)]);
    }
    survey.elsewhere(ELSEWHERE);
    Ok(build)
}

/// The survey in what an API gives: itself, or a list with it.
fn unwrapped(root: &Node) -> Result<(&Node, String), String> {
    if root.get("questions").is_some() {
        return Ok((root, String::new()));
    }
    for key in ["results", "surveys"] {
        match root.get(key).map(Node::items) {
            Some([survey]) if survey.get("questions").is_some() => {
                return Ok((survey, format!("{key}[0]")));
            }
            Some(surveys) if surveys.len() > 1 => {
                return Err(several(surveys.len()));
            }
            _ => {}
        }
    }
    Err("no \"questions\": this is no survey of PostHog".to_owned())
}

const ELSEWHERE: &[(&str, &str)] = &[
    ("for the team, not for respondents; left out", "description"),
    (
        BRAZE,
        "type schedule linked_flag linked_flag_id linked_flag_key \
         targeting_flag targeting_flag_key targeting_flag_filters \
         internal_targeting_flag internal_targeting_flag_key feature_flag_keys \
         iteration_count iteration_frequency_days iteration_start_dates \
         current_iteration current_iteration_start_date",
    ),
    ("answers are always sent as they are given", "enable_partial_responses"),
    ("it is published when you publish it; left out", "archived"),
    (RECORD, "created_at created_by updated_at"),
];

/// Whom it asks, and where.
const CONDITIONS: &str = "url urlMatchType selector deviceTypes deviceTypesMatchType \
     linkedFlagVariant actions events cancelEvents";

fn read_limits(survey: &mut Object<'_>, build: &mut Build<'_>) {
    let opens = read_moment(survey, "start_date");
    let closes = read_closing(survey, "end_date");
    let responses = survey.count("responses_limit").filter(|limit| *limit > 0);
    build.source.limits = Limits { opens, closes, responses, ..Limits::default() };
}

/// Translations that stand beside the texts, an object a language.
struct Tongues<'a>(Vec<(String, Object<'a>)>);

impl<'a> Tongues<'a> {
    fn read(object: &mut Object<'a>, build: &Build<'a>) -> Self {
        let path = object.below("translations");
        let Some(mut translations) = object.object("translations") else { return Self(Vec::new()) };
        let mut tongues = Vec::new();
        for (key, node) in translations.entries() {
            let locale = tag(key);
            let Some(mut tongue) = Object::new(node, format!("{path}.{key}"), build.report) else {
                continue;
            };
            if !is_tag(&locale) {
                tongue.leave_out(&format!("{} is no language", quote(key)));
            } else if locale == build.locale {
                tongue.leave_out("the survey's own texts are taken for this language");
            } else {
                tongues.push((locale, tongue));
            }
        }
        Self(tongues)
    }

    /// The text under a key, with what it is in other languages.
    fn text(
        &mut self,
        build: &Build<'a>,
        object: &mut Object<'a>,
        key: &'a str,
        (markup, is_rich): (Markup, bool),
    ) -> Option<Words> {
        let node = object.node(key);
        let own = node.and_then(|node| build.text(node, &object.below(key), markup, is_rich));
        let mut others = Vec::new();
        for (locale, tongue) in &mut self.0 {
            let Some(node) = tongue.node(key) else { continue };
            let words = build.text(node, &tongue.below(key), markup, is_rich);
            others.extend(words.map(|words| (locale.clone(), words.own)));
        }
        own.map(|own| Words { others, ..own })
    }
}
