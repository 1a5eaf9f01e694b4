//! Surveys of `SurveyJS`.

mod choices;
mod condition;
mod element;
mod ends;
mod expression;
mod field;
mod grid;
mod logic;
mod look;
mod names;
mod scale;
mod trigger;

use sondage_author::source::Shuffle;

use crate::build::{Build, Card, is_tag, tag};
use crate::json::Node;
use crate::partly::Side;
use crate::reader::Object;
use crate::report::{BUTTONS, Report, quote};
use crate::text::{Markup, Recall};
use crate::words::Words;

/// Titles have tags in them where the page shows them so.
const TEXT: Markup = Markup::Either;

/// Why an answer to begin with is left out.
const BEGINS_EMPTY: &str = "no question begins with an answer; it begins empty";

/// The survey in a file.
///
/// # Errors
/// That there is none.
pub(crate) fn read<'a>(
    root: &'a Node,
    report: &'a Report,
    name: &str,
) -> Result<Build<'a>, String> {
    let has_questions =
        ["pages", "elements", "questions"].iter().any(|key| root.get(key).is_some());
    if !has_questions {
        return Err("no \"pages\" and no \"elements\": this is no survey of SurveyJS".to_owned());
    }
    let mut build = Build::new(report, Recall::Braces);
    build.scope.ignore_capitals();
    let mut survey = Object::of_survey(root, String::new(), report)?;
    read_locale(&mut survey, &mut build);
    names::declare(root, &mut build);
    let title = build.label(&mut survey, "title", TEXT).map(|title| title.own);
    build.call("", title, name);
    survey.skip(&["$schema", "showTitle"]);
    for (key, name) in
        [("pageNextText", "next"), ("pagePrevText", "back"), ("completeText", "finish")]
    {
        if let Some(words) = build.label(&mut survey, key, TEXT) {
            build.word(name, words, true);
        }
    }
    read_flow(&mut survey, &mut build);
    look::read(&mut survey, &mut build);
    let calculated = logic::declare(&mut survey, &mut build);
    let pages = read_pages(&mut survey, &mut build);
    read_description(&mut survey, &mut build);
    logic::calculate(&calculated, &mut build);
    trigger::read(&mut survey, &mut build, &pages);
    ends::read(&mut survey, &mut build);
    survey.elsewhere(ELSEWHERE);
    Ok(build)
}

/// What another part of the system does, or nobody.
const ELSEWHERE: &[(&str, &str)] = &[
    ("who has answered already is known by the response; left out", "cookieName"),
    ("answers go to the relay; left out", "surveyId surveyPostId"),
    (BUTTONS, "previewText editText"),
    (
        "only the survey as a whole has a time limit; left out",
        "timeLimitPerPage maxTimeToFinishPage",
    ),
];

fn read_locale<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let locale = survey.text("locale").map(tag).filter(|locale| !locale.is_empty());
    let is_right = locale.as_deref().is_none_or(is_tag);
    if let Some(locale) = locale.as_deref().filter(|_| !is_right) {
        survey.note("locale", format!("{} is no language; taken for en", quote(locale)));
    }
    build.locale = locale.filter(|_| is_right).unwrap_or_else(|| "en".to_owned());
    if build.locale != "en" {
        build.default_locale = Some("en");
    }
}

fn read_flow<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let flow = &mut build.source.flow;
    // Off, where it is not mentioned; once it said where the bar is.
    flow.progress = match survey.peek("showProgressBar").and_then(Node::text) {
        Some(place) => {
            survey.skip(&["showProgressBar"]);
            place != "off" && place != "false"
        }
        None => survey.flag("showProgressBar").unwrap_or_default(),
    };
    flow.back = survey.flag("showPrevButton").unwrap_or(true);
    let key = survey.any(&["autoAdvanceEnabled", "goNextPageAutomatic"]);
    let advance = key.and_then(|key| survey.word(key));
    flow.auto_advance = advance.is_some_and(|word| word != "false");
    let review = survey.word("showPreviewBeforeComplete");
    flow.review = review.is_some_and(|word| word != "false" && word != "noPreview");
    flow.time_limit = read_time_limit(survey);
    if survey.text("previewMode").is_some_and(|mode| mode == "answeredQuestions") {
        survey.note("previewMode", "all questions are reviewed, not only the answered ones");
    }
    if let Some("questionPerPage") = survey.peek("questionsOnPageMode").and_then(Node::text) {
        survey.skip(&["questionsOnPageMode"]);
    }
    // Answers are always sent as they are given.
    let key = survey.any(&["partialSendEnabled", "sendResultOnPageNext"]);
    if key.and_then(|key| survey.peek(key)).and_then(Node::word).as_deref() == Some("true") {
        survey.skip(&["partialSendEnabled", "sendResultOnPageNext"]);
    }
}

fn read_time_limit(survey: &mut Object<'_>) -> Option<u32> {
    let key = survey.any(&["timeLimit", "maxTimeToFinish"])?;
    let limit = survey.count(key).filter(|limit| *limit > 0);
    let shown = survey.any(&["showTimer", "showTimerPanel"]).and_then(|key| survey.word(key));
    let limit = limit?;
    if shown.is_some_and(|shown| shown != "false" && shown != "none") {
        survey.note(key, "when the time is up, the respondent may take more or finish; the survey does not end by itself");
        return Some(limit);
    }
    survey.note(key, "does nothing there without \"showTimer\"; left out");
    None
}

/// The description stands above all pages there. Here it opens the survey.
fn read_description<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let description = build.rich(survey, "description", TEXT);
    let button = build.label(survey, "startSurveyText", TEXT);
    if build.welcome.is_none() && description.is_some() {
        survey.note(
            "description",
            "shown once, on a card before the questions, rather than above all of them",
        );
        let title = Some(Words::plain(&build.source.name.text));
        build.welcome = Some(Card { title, text: description, ..Card::default() });
    } else if description.is_some() {
        survey.note("description", "there is a first card already; left out");
    }
    match &mut build.welcome {
        Some(card) => card.button = button,
        None if button.is_some() => {
            survey.note("startSurveyText", "there is no first card; left out");
        }
        None => {}
    }
}

/// The places of the questions of each page: from, and up to before.
type Pages = Vec<(usize, usize)>;

fn read_pages<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) -> Pages {
    let has_start = survey.any(&["firstPageIsStartPage", "firstPageIsStarted"]);
    let has_start = has_start.and_then(|key| survey.flag(key)).unwrap_or_default();
    let is_random = survey.any(&["questionOrder", "questionsOrder"]);
    let is_random = is_random.and_then(|key| survey.text(key)) == Some("random");
    let limits = field::Limits::read(survey);
    let above = element::Above::default().hiding(survey);
    let mut pages = Pages::new();
    for (place, mut page) in survey.objects("pages").into_iter().enumerate() {
        if place == 0 && has_start && ends::read_start(&mut page, build) {
            continue;
        }
        let from = build.source.questions.len();
        let above = above.within(&mut page, build);
        let frame = element::Frame { limits, above, ..element::Frame::default() };
        read_page(&mut page, build, frame, is_random);
        pages.push((from, build.source.questions.len()));
    }
    // Surveys without pages, and those of the first versions.
    for key in ["elements", "questions"] {
        let from = build.source.questions.len();
        let mut frame =
            element::Frame { limits, above: above.clone(), ..element::Frame::default() };
        for mut object in survey.objects(key) {
            element::read(&mut object, build, &mut frame);
        }
        if from < build.source.questions.len() {
            pages.push((from, build.source.questions.len()));
            shuffle(build, from, is_random);
        }
    }
    if pages.iter().any(|(from, to)| to - from > 1) {
        build
            .report
            .once("the questions of a page are asked one after another, each on a card of its own");
    }
    pages
}

fn read_page<'a>(
    page: &mut Object<'a>,
    build: &mut Build<'a>,
    mut frame: element::Frame,
    is_random: bool,
) {
    let from = build.source.questions.len();
    if let Some(name) = page.text("name") {
        build.goals.question(name, from);
    }
    if page.flag("visible") == Some(false) && !page.has("visibleIf") {
        page.leave_out("a page that is never shown");
        return;
    }
    let instead = "the page is asked unconditionally";
    let condition = condition::condition(build, page, "visibleIf", (Side::Around, instead));
    frame.conditions.extend(condition);
    let is_random =
        match page.any(&["questionOrder", "questionsOrder"]).and_then(|key| page.text(key)) {
            Some("random") => true,
            Some("initial") => false,
            _ => is_random,
        };
    for key in ["elements", "questions"] {
        for mut object in page.objects(key) {
            element::read(&mut object, build, &mut frame);
        }
    }
    frame.above.note(page, "a page");
    shuffle(build, from, is_random);
}

fn shuffle(build: &mut Build<'_>, from: usize, is_random: bool) {
    let ids = build.source.questions.iter().skip(from).map(|asked| asked.id.clone());
    let questions: Vec<_> = ids.collect();
    if is_random && questions.len() > 1 {
        build.source.shuffle.push(Shuffle { questions, pick: None });
    }
}
