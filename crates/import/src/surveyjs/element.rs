//! Questions and panels.

use super::super::build::Build;
use super::super::draft::{Condition, Question, Text};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scope::Shape;
use super::super::text::Markup;
use super::condition::condition;
use super::field::Limits;
use super::{TEXT, choices, field, grid, scale};

/// What surrounds a question.
pub(super) struct Frame {
    /// The conditions of the page and the panels around it.
    pub(super) conditions: Vec<Condition>,
    pub(super) limits: Limits,
}

/// What has no counterpart, and why.
const FOREIGN: [(&str, &str); 7] = [
    ("matrixdropdown", "a matrix with cells of several kinds has no counterpart"),
    ("matrixdynamic", "a table to which the respondent adds rows has no counterpart"),
    ("paneldynamic", "a group that repeats has no counterpart"),
    ("expression", "a calculated field has no counterpart; a variable may do, in a text"),
    ("imagemap", "a map to click on has no counterpart"),
    ("flowpanel", "questions inside a text have no counterpart"),
    ("custom", "a component of the page has no counterpart"),
];

/// Reads a question, or a panel with all that is in it.
pub(super) fn read<'a>(object: &mut Object<'a>, build: &mut Build<'a>, frame: &mut Frame) {
    let kind = object.text("type").unwrap_or("text");
    if kind == "panel" {
        read_panel(object, build, frame);
        return;
    }
    let name = object.text("name").unwrap_or_default();
    build.goals.question(name, build.survey.questions.len());
    if object.flag("visible") == Some(false) && !object.has("visibleIf") {
        object.leave_out(&format!("{} is never shown", quote(name)));
        build.scope.leave_out(name);
        return;
    }
    let mut question = Question { prompt: build.name(object, name), ..Question::default() };
    let shape = read_kind(kind, object, build, &mut question, frame.limits);
    let Some(shape) = shape else {
        build.scope.leave_out(name);
        return;
    };
    read_common(object, build, &mut question, frame);
    let words: String = question.prompt.own.chars().take(40).collect();
    question.id = build.ids.make(&[name], &words, "question");
    if question.id != name && !name.is_empty() {
        object.note("name", format!("{} is the question \"{}\" here", quote(name), question.id));
    }
    // Without a title people read the name.
    if question.prompt.own.trim().is_empty() {
        question.prompt = Text::plain(question.id.clone());
    }
    finish(object, build, name, question, shape);
}

fn read_kind<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    question: &mut Question,
    limits: Limits,
) -> Option<Shape> {
    match kind {
        "text" => Some(field::read_text(object, build, question, limits)),
        "comment" => Some(field::read_comment(object, build, question, limits)),
        "multipletext" => field::read_several(object, build, question, limits),
        "radiogroup" | "buttongroup" | "dropdown" | "checkbox" | "tagbox" | "ranking"
        | "imagepicker" => choices::read(kind, object, build, question),
        "rating" => scale::read_rating(object, build, question),
        "boolean" => Some(scale::read_boolean(object, build, question)),
        "slider" => scale::read_slider(object, build, question),
        "matrix" => grid::read(object, build, question),
        "file" => Some(field::read_file(object, question)),
        "signaturepad" => {
            question.kind = "signature";
            object.skip(&["storeDataAsText", "waitForUpload", "dataFormat", "allowClear"]);
            Some(Shape::Opaque)
        }
        "html" => read_html(object, build, question),
        "image" => read_image(object, build, question),
        _ => {
            let why = FOREIGN.iter().find(|(foreign, _)| *foreign == kind).map(|(_, why)| *why);
            let why = why.map_or_else(
                || format!("{} is an unknown kind of question", quote(kind)),
                str::to_owned,
            );
            object.leave_out(&format!("{kind}: {why}"));
            None
        }
    }
}

fn read_html<'a>(
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    question.kind = "statement";
    // Its title is for the designer, and never shown.
    object.skip(&["title"]);
    let Some(html) = build.rich(object, "html", Markup::Html) else {
        object.leave_out("there are no words in it");
        return None;
    };
    question.prompt = html;
    Some(Shape::Nothing)
}

fn read_image<'a>(
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    question.kind = "statement";
    let alt = build.label(object, "altText", TEXT).unwrap_or_default();
    let is_video =
        object.text("contentMode").is_some_and(|mode| mode == "video" || mode == "youtube");
    let picture = if is_video { None } else { Build::picture(object, "imageLink", alt) };
    if picture.is_none() {
        object.leave_out("there is no picture in it that could be shown");
        return None;
    }
    question.image = picture;
    Some(Shape::Nothing)
}

/// What every question may have.
fn read_common<'a>(
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    question: &mut Question,
    frame: &Frame,
) {
    if let Some(title) = build.rich(object, "title", TEXT) {
        question.prompt = title;
    }
    question.description = build.rich(object, "description", TEXT).or(question.description.take());
    let required = object.flag("isRequired").unwrap_or_default();
    if question.kind != "statement" {
        question.required |= required;
        let instead = if question.required { "always required" } else { "never required" };
        question.require_if = condition(build, object, "requiredIf", instead);
    }
    let own = condition(build, object, "visibleIf", "asked unconditionally");
    let all = frame.conditions.iter().cloned().chain(own);
    question.show_if = Condition::all(all.collect()).and_then(|all| {
        let checked = Build::checked(all);
        checked
            .inspect_err(|reason| {
                object.note("visibleIf", format!("{reason}; asked unconditionally"));
            })
            .ok()
    });
    object.elsewhere(&[
        ("enableIf", "what cannot be used is not shown at all here; it can always be used"),
        ("readOnly", "there are no answers that cannot be changed; it can be answered"),
        ("defaultValue", "no question begins with an answer; it begins empty"),
        ("defaultValueExpression", "no question begins with an answer; it begins empty"),
        ("correctAnswer", "there are no right answers; options may have a \"score\" that a variable adds up; left out"),
        ("requiredErrorText", "errors are worded by themselves, in 30 languages; left out"),
        ("valueName", "each question has an answer of its own; left out"),
        ("setValueExpression", "answers are given by respondents only; left out"),
        ("setValueIf", "answers are given by respondents only; left out"),
        ("resetValueIf", "answers are given by respondents only; left out"),
    ]);
    object.skip(&["useDisplayValuesInDynamicTexts"]);
}

/// Adds the question, and the comment that is asked for beside it.
fn finish<'a>(
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    name: &str,
    question: Question,
    shape: Shape,
) {
    let key = object.any(&["showCommentArea", "hasComment"]);
    let has_comment = key.and_then(|key| object.flag(key)).unwrap_or_default();
    let words = build.label(object, "commentText", TEXT);
    let placeholder = build.label(object, "commentPlaceholder", TEXT);
    let (id, show_if) = (question.id.clone(), question.show_if.clone());
    let fallback = build.label(object, "defaultDisplayValue", TEXT);
    build.ask(object, name, question, shape);
    if let Some(fallback) = fallback {
        build.scope.set_fallback(name, fallback.own);
    }
    let Some(key) = key.filter(|_| has_comment) else { return };
    object.note(key, "the comment is asked for on the next card");
    let comment = Question {
        id: build.ids.make(&[&format!("{id}-Comment")], "", "comment"),
        kind: "long_text",
        prompt: words.unwrap_or_else(|| Text::plain("Comment")),
        show_if,
        keys: placeholder.map(|text| ("placeholder", text.into())).into_iter().collect(),
        ..Question::default()
    };
    build.ask(object, &format!("{name}-Comment"), comment, Shape::Text);
}

fn read_panel<'a>(object: &mut Object<'a>, build: &mut Build<'a>, frame: &mut Frame) {
    if let Some(name) = object.text("name") {
        build.goals.question(name, build.survey.questions.len());
    }
    if object.flag("visible") == Some(false) && !object.has("visibleIf") {
        object.leave_out("a panel that is never shown");
        return;
    }
    let instead = "its questions are asked unconditionally";
    let own = condition(build, object, "visibleIf", instead);
    let n_outer = frame.conditions.len();
    frame.conditions.extend(own);
    for mut element in object.objects("elements") {
        read(&mut element, build, frame);
    }
    frame.conditions.truncate(n_outer);
    object.elsewhere(&[
        ("title", "a panel is no card of its own; its title is left out"),
        ("description", "a panel is no card of its own; its description is left out"),
        ("isRequired", "one of several questions cannot be required; left out"),
    ]);
}
