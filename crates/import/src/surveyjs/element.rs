//! Questions and panels.

use sondage_author::source::{Condition, LongText, Signature, Statement};

use super::condition::condition;
use super::field::Limits;
use super::{BEGINS_EMPTY, TEXT, choices, field, grid, scale};
use crate::build::{Asked, Build};
use crate::condition::{all, checked};
use crate::json::Node;
use crate::partly::Side;
use crate::reader::Object;
use crate::report::quote;
use crate::scope::Shape;
use crate::text::Markup;
use crate::words::Words;

/// What surrounds a question.
#[derive(Default)]
pub(super) struct Frame {
    /// The conditions of the page and the panels around it.
    pub(super) conditions: Vec<Condition>,
    pub(super) limits: Limits,
    pub(super) above: Above,
}

/// The titles above a question.
#[derive(Clone, Default)]
pub(super) struct Above {
    /// Of the innermost panel that has one, or of the page.
    title: Option<Words>,
    /// Whether questions show no titles of their own.
    hides: bool,
    /// Whether that title is asked somewhere.
    is_asked: bool,
}

impl Above {
    /// Reads what a survey, a page or a panel says of the titles in it.
    pub(super) fn within<'a>(&self, object: &mut Object<'a>, build: &Build<'a>) -> Self {
        let title = build.rich(object, "title", TEXT).or_else(|| self.title.clone());
        Self { title, ..self.hiding(object) }
    }

    /// The same, where the title is the survey's own.
    pub(super) fn hiding(&self, object: &mut Object<'_>) -> Self {
        let key = object.any(&["questionTitleLocation"]).unwrap_or("questionTitleLocation");
        let hides = match object.text(key) {
            Some("hidden") => true,
            None | Some("default") => self.hides,
            Some(_) => false,
        };
        Self { title: self.title.clone(), hides, is_asked: false }
    }

    /// Says of a page's or a panel's title whether it is gone.
    pub(super) fn note(&self, object: &Object<'_>, what: &str) {
        if object.has("title") && !self.is_asked && self.title.is_some() {
            object.note("title", format!("{what} is no card of its own; its title is left out"));
        }
    }
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
    build.goals.question(name, build.source.questions.len());
    if object.flag("visible") == Some(false) && !object.has("visibleIf") {
        object.leave_out(&format!("{} is never shown", quote(name)));
        build.scope.leave_out(name);
        return;
    }
    let mut asked = Asked::default();
    let mut prompt = None;
    let shape = read_kind(kind, object, build, &mut asked, frame.limits, &mut prompt);
    let Some(shape) = shape else {
        build.scope.leave_out(name);
        return;
    };
    read_words(object, build, &mut asked, (name, prompt), &mut frame.above);
    read_common(object, build, &mut asked, frame);
    asked.question.id = build.question_id(object, "name", &[name], &asked.question.prompt.text);
    finish(object, build, name, asked, shape);
}

/// Reads what is asked: `shown` is what stands there without being a title.
fn read_words<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    (name, shown): (&str, Option<Words>),
    above: &mut Above,
) {
    let is_wordless = asked.question.image.is_some() && asked.is_statement();
    // Titles of what is only looked at are for the designer, and never shown.
    let title = if asked.is_statement() {
        object.skip(&["title"]);
        None
    } else {
        build.rich(object, "title", TEXT)
    };
    let is_blank = object.peek("title").and_then(Node::text).is_some_and(|title| !title.is_empty());
    let is_hidden = match object.text("titleLocation") {
        Some("hidden") => true,
        None | Some("default") => above.hides,
        Some(_) => false,
    };
    // Without a title people read the name, where they see one at all. A name of several words is
    // written for people.
    let is_read = !is_wordless && !is_hidden && !is_blank || name.trim().contains(' ');
    let named = (is_read && !name.trim().is_empty()).then(|| build.name(object, name));
    let below = build.rich(object, "description", TEXT);
    let own = shown.or(title).or(named);
    above.is_asked |= own.is_none() && below.is_none();
    let (prompt, below) = build.asked_words((object, "title"), (own, below), above.title.as_ref());
    asked.prompt(prompt);
    asked.describe(below);
}

fn read_kind<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    limits: Limits,
    prompt: &mut Option<Words>,
) -> Option<Shape> {
    match kind {
        "text" => Some(field::read_text(object, build, asked, limits)),
        "comment" => Some(field::read_comment(object, build, asked, limits)),
        "multipletext" => field::read_several(object, build, asked, limits),
        "radiogroup" | "buttongroup" | "dropdown" | "checkbox" | "tagbox" | "ranking"
        | "imagepicker" => choices::read(kind, object, build, asked),
        "rating" => scale::read_rating(object, build, asked),
        "boolean" => Some(scale::read_boolean(object, build, asked)),
        "slider" => scale::read_slider(object, build, asked),
        "matrix" => grid::read(object, build, asked),
        "file" => Some(field::read_file(object, asked)),
        "signaturepad" => {
            asked.question.kind = Signature.into();
            object.skip(&["storeDataAsText", "waitForUpload", "dataFormat", "allowClear"]);
            Some(Shape::Opaque)
        }
        "html" => read_html(object, build, asked, prompt),
        "image" => read_image(object, build, asked, prompt),
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
    build: &Build<'a>,
    asked: &mut Asked,
    prompt: &mut Option<Words>,
) -> Option<Shape> {
    asked.question.kind = Statement.into();
    let Some(html) = build.rich(object, "html", Markup::Html) else {
        object.leave_out("there are no words in it");
        return None;
    };
    *prompt = Some(html);
    Some(Shape::Nothing)
}

/// A picture: the words for those who do not see it stand above it, for all.
fn read_image<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    prompt: &mut Option<Words>,
) -> Option<Shape> {
    asked.question.kind = Statement.into();
    *prompt = build.bare(object, "altText", TEXT);
    let is_video =
        object.text("contentMode").is_some_and(|mode| mode == "video" || mode == "youtube");
    if is_video {
        asked.film(object, "imageLink", prompt.as_ref());
        if asked.question.video.is_some() {
            return Some(Shape::Nothing);
        }
    }
    let picture = if is_video { None } else { Build::picture(object, "imageLink") };
    let Some(src) = picture else {
        object.leave_out("there is no picture in it that could be shown");
        return None;
    };
    asked.picture(Some((src, Words::default())));
    Some(Shape::Nothing)
}

/// What every question may have.
fn read_common<'a>(object: &mut Object<'a>, build: &Build<'a>, asked: &mut Asked, frame: &Frame) {
    let required = object.flag("isRequired").unwrap_or_default();
    if !asked.is_statement() {
        asked.question.required |= required;
        let is_required = asked.question.required;
        let instead = if is_required { "always required" } else { "never required" };
        asked.question.require_if = condition(build, object, "requiredIf", (Side::Within, instead));
    }
    let own = condition(build, object, "visibleIf", (Side::Around, "asked unconditionally"));
    asked.question.show_if =
        all(frame.conditions.iter().cloned().chain(own).collect()).and_then(|all| {
            let checked = checked(all);
            checked
                .inspect_err(|reason| {
                    object.note("visibleIf", format!("{reason}; asked unconditionally"));
                })
                .ok()
        });
    let error = build.label(object, "requiredErrorText", TEXT);
    let can_be = asked.question.required || asked.question.require_if.is_some();
    asked.question.required_error = asked.said.maybe("required_error", error.filter(|_| can_be));
    object.elsewhere(ELSEWHERE);
    object.skip(&["useDisplayValuesInDynamicTexts"]);
}

const ELSEWHERE: &[(&str, &str)] = &[
    ("what cannot be used is not shown at all here; it can always be used", "enableIf"),
    ("there are no answers that cannot be changed; it can be answered", "readOnly"),
    (BEGINS_EMPTY, "defaultValue defaultValueExpression"),
    (
        "there are no right answers; options may have a \"score\" that a variable adds up; left out",
        "correctAnswer",
    ),
    ("each question has an answer of its own; left out", "valueName"),
    (
        "answers are given by respondents only; left out",
        "setValueExpression setValueIf resetValueIf",
    ),
];

/// Adds the question, and the comment that is asked for beside it.
fn finish<'a>(
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    name: &str,
    asked: Asked,
    shape: Shape,
) {
    let key = object.any(&["showCommentArea", "hasComment"]);
    let has_comment = key.and_then(|key| object.flag(key)).unwrap_or_default();
    let words = build.label(object, "commentText", TEXT);
    let placeholder = build.bare(object, "commentPlaceholder", TEXT);
    let (id, show_if) = (asked.question.id.clone(), asked.question.show_if.clone());
    let fallback = build.label(object, "defaultDisplayValue", TEXT);
    build.ask(object, name, asked, shape);
    if let Some(fallback) = fallback {
        build.scope.set_fallback(name, fallback.own);
    }
    let Some(key) = key.filter(|_| has_comment) else { return };
    object.note(key, "the comment is asked for on the next card");
    let mut comment = Asked::default();
    comment.question.id = build.ids.make(&[&format!("{id}-Comment")], "", "comment");
    comment.question.show_if = show_if;
    comment.prompt(words.unwrap_or_else(|| Words::plain("Comment")));
    let placeholder = comment.said.maybe("placeholder", placeholder);
    comment.question.kind = LongText { placeholder, ..LongText::default() }.into();
    build.ask(object, &format!("{name}-Comment"), comment, Shape::Text);
}

fn read_panel<'a>(object: &mut Object<'a>, build: &mut Build<'a>, frame: &mut Frame) {
    if let Some(name) = object.text("name") {
        build.goals.question(name, build.source.questions.len());
    }
    if object.flag("visible") == Some(false) && !object.has("visibleIf") {
        object.leave_out("a panel that is never shown");
        return;
    }
    let instead = "its questions are asked unconditionally";
    let own = condition(build, object, "visibleIf", (Side::Around, instead));
    let n_outer = frame.conditions.len();
    frame.conditions.extend(own);
    let inner = frame.above.within(object, build);
    let outer = std::mem::replace(&mut frame.above, inner);
    for mut element in object.objects("elements") {
        read(&mut element, build, frame);
    }
    frame.conditions.truncate(n_outer);
    let inner = std::mem::replace(&mut frame.above, outer);
    inner.note(object, "a panel");
    frame.above.is_asked |= inner.is_asked && !object.has("title");
    object.elsewhere(&[
        ("a panel is no card of its own; its description is left out", "description"),
        ("one of several questions cannot be required; left out", "isRequired"),
    ]);
}
