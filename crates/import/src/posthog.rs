//! Surveys of `PostHog`.

mod branching;
mod look;
mod question;

use super::build::{Build, is_tag, tag};
use super::dates::moment;
use super::draft::{Keys, Text};
use super::reader::Object;
use super::report::{Report, quote};
use super::source::Node;
use super::text::{Markup, Recall};

/// The survey in a file.
///
/// # Errors
/// That there is none, or more than one.
pub(super) fn read<'a>(
    root: &'a Node,
    report: &'a Report,
    name: &str,
) -> Result<Build<'a>, String> {
    let (node, path) = unwrapped(root)?;
    let mut build = Build::new(report, Recall::Never);
    build.survey.locale = String::from("en");
    if !path.is_empty()
        && let Some(mut list) = Object::new(root, String::new(), report)
    {
        list.skip(&["results", "surveys", "count", "next", "previous"]);
    }
    let Some(mut survey) = Object::new(node, path, report) else {
        return Err(format!("expected an object, found {}", node.what()));
    };
    let id = survey.text("id").unwrap_or_default();
    let title = survey.text("name").filter(|title| !title.trim().is_empty()).map(str::to_owned);
    build.call(id, title, name);
    report.once("the language of its own texts is not said; taken for en");
    let mut tongues = Tongues::read(&mut survey, &build);
    for (_, tongue) in &mut tongues.0 {
        tongue.skip(&["name"]);
    }
    look::read(&mut survey, &mut build, &mut tongues);
    read_limits(&mut survey, &mut build);
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
                let n = surveys.len();
                return Err(format!(
                    "{n} surveys in one file: put the one to import into a file of its own"
                ));
            }
            _ => {}
        }
    }
    Err("no \"questions\": this is no survey of PostHog".to_owned())
}

/// Who sees a survey, where and how often is for Braze to decide.
const BRAZE: &str = "who sees it, where, when and how often is set in Braze; left out";
/// What is only the other tool's.
const RECORD: &str = "a record of the other tool; left out";

const ELSEWHERE: &[(&str, &str)] = &[
    ("description", "for the team, not for respondents; left out"),
    ("type", BRAZE),
    ("conditions", BRAZE),
    ("schedule", BRAZE),
    ("linked_flag", BRAZE),
    ("linked_flag_id", BRAZE),
    ("linked_flag_key", BRAZE),
    ("targeting_flag", BRAZE),
    ("targeting_flag_key", BRAZE),
    ("targeting_flag_filters", BRAZE),
    ("internal_targeting_flag", BRAZE),
    ("internal_targeting_flag_key", BRAZE),
    ("feature_flag_keys", BRAZE),
    ("iteration_count", BRAZE),
    ("iteration_frequency_days", BRAZE),
    ("iteration_start_dates", BRAZE),
    ("current_iteration", BRAZE),
    ("current_iteration_start_date", BRAZE),
    ("enable_partial_responses", "answers are always sent as they are given"),
    ("archived", "it is published when you publish it; left out"),
    ("created_at", RECORD),
    ("created_by", RECORD),
    ("updated_at", RECORD),
];

fn read_limits(survey: &mut Object<'_>, build: &mut Build<'_>) {
    let mut limits = Keys::new();
    for (key, name) in [("opens", "start_date"), ("closes", "end_date")] {
        let Some(text) = survey.text(name).filter(|text| !text.trim().is_empty()) else { continue };
        match moment(text) {
            Some(moment) => limits.push((key, moment.into())),
            None => survey.note(name, format!("{} is no date; left out", quote(text))),
        }
    }
    if let Some(limit) = survey.count("responses_limit").filter(|limit| *limit > 0) {
        limits.push(("responses", limit.into()));
    }
    build.survey.limits = limits;
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
            } else if locale == build.survey.locale {
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
    ) -> Option<Text> {
        let node = object.node(key);
        let own = node.and_then(|node| build.text(node, &object.below(key), markup, is_rich));
        let mut others = Vec::new();
        for (locale, tongue) in &mut self.0 {
            let Some(node) = tongue.node(key) else { continue };
            let words = build.text(node, &tongue.below(key), markup, is_rich);
            others.extend(words.map(|words| (locale.clone(), words.own)));
        }
        own.map(|own| Text { others, ..own })
    }
}
