//! Forms of Typeform.

mod choice;
mod field;
mod logic;
mod parts;
mod screen;

use sondage_author::source::Operand;

use crate::build::{Build, is_tag, tag};
use crate::json::{Node, Value};
use crate::reader::Object;
use crate::report::{RECORD, Report, quote};
use crate::text::{Markup, Recall};

/// Texts have `*bold*`, `_italic_` and links.
const TEXT: Markup = Markup::Starred;

/// The survey in a file.
///
/// # Errors
/// That there is none.
pub(crate) fn read<'a>(
    root: &'a Node,
    report: &'a Report,
    name: &str,
) -> Result<Build<'a>, String> {
    if root.get("fields").is_none() {
        return Err("no \"fields\": this is no form of Typeform".to_owned());
    }
    let mut build = Build::new(report, Recall::DoubleBraces);
    let mut form = Object::of_survey(root, String::new(), report)?;
    let mut settings = form.object("settings");
    read_locale(&mut form, settings.as_mut(), &mut build);
    build.call_as(&mut form, "title", name);
    read_hidden(&mut form, &mut build);
    read_variables(&mut form, &mut build);
    field::expect(root, &mut build);
    screen::read_welcome(&mut form, &mut build);
    for mut object in form.objects("fields") {
        field::read(&mut object, &mut build);
    }
    screen::read_ends(&mut form, settings.as_mut(), &mut build);
    logic::read(&mut form, &mut build);
    if let Some(settings) = &mut settings {
        read_flow(settings, &mut build);
        screen::read_time(settings, &mut build);
        settings.elsewhere(SETTINGS);
    }
    screen::read_theme(&mut form, &mut build);
    form.elsewhere(ELSEWHERE);
    Ok(build)
}

/// What is set where the survey is shown or its answers go.
const OUTSIDE: &str = "set where the survey is shown or where its answers go; left out";

const ELSEWHERE: &[(&str, &str)] = &[
    (RECORD, "type workspace self _links created_at last_updated_at published_at links"),
    ("there is no form that talks; left out", "cui_settings"),
    ("there are no outcomes; endings with conditions may do; left out", "outcome"),
];

const SETTINGS: &[(&str, &str)] = &[
    (
        OUTSIDE,
        "is_public meta notification notifications google_analytics facebook_pixel \
         google_tag_manager integrations use_lead_qualification hcaptcha_enabled",
    ),
    (RECORD, "is_trial capabilities pro_subdomain_enabled"),
    ("each respondent has one response; left out", "duplicate_prevention"),
    ("there is no branding; left out", "show_typeform_branding"),
    ("questions have no numbers; the bar shows how far one is; left out", "show_question_number"),
    ("how many have answered is not shown; left out", "show_number_of_submissions"),
    ("no cookies are set; left out", "show_cookie_consent"),
    ("uploads are never public; left out", "are_uploads_public"),
    ("one card is shown at a time; left out", "free_form_navigation"),
];

fn read_locale<'a>(
    form: &mut Object<'a>,
    settings: Option<&mut Object<'a>>,
    build: &mut Build<'a>,
) {
    let key = if form.has("language") { form.text("language") } else { None };
    let of_settings = settings.and_then(|settings| settings.text("language"));
    let language = of_settings.or(key).map(tag);
    build.locale = match language {
        Some(locale) if is_tag(&locale) => locale,
        Some(locale) => {
            form.note("settings", format!("{} is no language; taken for en", quote(&locale)));
            "en".to_owned()
        }
        None => {
            build.report.once("the language of its texts is not said; taken for en");
            "en".to_owned()
        }
    };
}

fn read_hidden<'a>(form: &mut Object<'a>, build: &mut Build<'a>) {
    for (node, path) in form.list("hidden") {
        let Some(name) = node.text().filter(|name| !name.trim().is_empty()) else {
            build.report.note(node.at, &path, "a hidden field without a name; left out");
            continue;
        };
        build.hide(&format!("hidden:{name}"), name, (node.at, &path));
    }
}

fn read_variables<'a>(form: &mut Object<'a>, build: &mut Build<'a>) {
    let path = form.below("variables");
    let Some(mut variables) = form.object("variables") else { return };
    for (name, node) in variables.entries() {
        let start = match &node.value {
            Value::Number(number) => build.start(name, *number),
            Value::Text(text) if !text.trim().is_empty() => Operand::from(text.as_str()),
            Value::Null => Operand::from(0),
            _ => {
                let what = format!("expected a number or a text, found {}; left out", node.what());
                build.report.note(node.at, &format!("{path}.{name}"), what);
                build.scope.leave_out(&format!("var:{name}"));
                continue;
            }
        };
        build.vary(&format!("var:{name}"), name, start);
    }
}

fn read_flow(settings: &mut Object<'_>, build: &mut Build<'_>) {
    let flow = &mut build.source.flow;
    flow.progress = settings.flag("show_progress_bar").unwrap_or(true);
    if settings.text("progress_bar").is_some_and(|kind| kind == "percentage") {
        settings.note("progress_bar", "shown as a bar, without per cent");
    }
    flow.back = settings.flag("hide_navigation") != Some(true);
    flow.keys = settings.flag("show_key_hint_on_choices") != Some(false);
    // Answers are always sent as they are given.
    if settings.flag("autosave_progress") == Some(false) {
        settings.note("autosave_progress", "answers are always sent as they are given");
    }
}
