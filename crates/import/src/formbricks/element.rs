//! Elements: questions and what else stands on a card.

use super::super::build::Build;
use super::super::draft::{Keys, Question, Text};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scale::set_scale;
use super::super::scope::Shape;
use super::super::source::Node;
use super::super::text::https;
use super::logic::{self, Rules};
use super::{TEXT, WORDED, choice, field};

/// Reads the blocks, or the questions of older surveys, with their logic.
pub(super) fn read_all<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) -> Rules {
    let mut rules = Rules::default();
    let blocks = survey.objects("blocks");
    let questions = survey.objects("questions");
    for object in blocks.iter().chain(&questions) {
        let elements = object.peek("elements").map(Node::items).unwrap_or_default();
        for id in elements.iter().map(|element| element.get("id")).chain([object.peek("id")]) {
            build.scope.expect(id.and_then(Node::text).unwrap_or_default());
        }
    }
    for mut block in blocks {
        let from = build.survey.questions.len();
        let id = block.text("id").unwrap_or_default();
        build.goals.question(id, from);
        block.skip(&["name"]);
        for mut element in block.objects("elements") {
            read(&mut element, build);
        }
        if build.survey.questions.len() - from > 1 {
            build.report.once(
                "the elements of a block are asked one after another, each on a card of its own",
            );
        }
        logic::read(&mut block, build, from, &mut rules);
        block.elsewhere(&[("buttonLabel", WORDED), ("backButtonLabel", WORDED)]);
    }
    for mut question in questions {
        let from = build.survey.questions.len();
        read(&mut question, build);
        logic::read(&mut question, build, from, &mut rules);
    }
    rules
}

fn read<'a>(object: &mut Object<'a>, build: &mut Build<'a>) {
    let id = object.text("id").unwrap_or_default();
    build.goals.question(id, build.survey.questions.len());
    let mut question =
        Question { required: object.flag("required").unwrap_or_default(), ..Question::default() };
    let headline = build.rich(object, "headline", TEXT);
    question.description = read_description(object, build);
    let kind = object.text("type").unwrap_or_default();
    let Some(shape) = read_kind(kind, object, build, &mut question) else {
        build.scope.leave_out(id);
        return;
    };
    let alt = headline.clone().unwrap_or_default();
    question.image = Build::picture(object, "imageUrl", Text::default()).or(question.image.take());
    if question.image.is_some() && !alt.own.is_empty() {
        object.note(
            "imageUrl",
            "a picture without words for those who do not see it; taken for decoration",
        );
    }
    if question.kind == "statement" {
        question.required = false;
    }
    question.id = build.ids.make(&[id], &alt.own.chars().take(40).collect::<String>(), "question");
    if question.id != id && !id.is_empty() {
        object.note("id", format!("{} is the question \"{}\" here", quote(id), question.id));
    }
    question.prompt = headline.unwrap_or_else(|| Text::plain(question.id.clone()));
    object.skip(&["isDraft", "insightsEnabled"]);
    if question.kind != "link" {
        object.elsewhere(&[("buttonLabel", WORDED)]);
    }
    object.elsewhere(&[
        ("videoUrl", "videos are files over https with a title; set \"video\"; left out"),
        ("backButtonLabel", WORDED),
        ("dismissButtonLabel", WORDED),
    ]);
    build.ask(object, id, question, shape);
}

/// The smaller text: under one key now, under another before.
fn read_description<'a>(object: &mut Object<'a>, build: &Build<'a>) -> Option<Text> {
    let below = build.rich(object, "subheader", TEXT);
    if below.is_none() { build.rich(object, "html", TEXT) } else { below }
}

fn read_kind<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    match kind {
        "openText" => Some(field::read_text(object, build, question)),
        "multipleChoiceSingle" | "multipleChoiceMulti" | "ranking" | "pictureSelection" => {
            choice::read(kind, object, build, question)
        }
        "matrix" => choice::read_matrix(object, build, question),
        "nps" | "rating" | "csat" | "ces" => Some(read_scale(kind, object, build, question)),
        "cta" => Some(read_action(object, build, question)),
        "consent" => {
            question.kind = "consent";
            let label = build.rich(object, "label", TEXT);
            question.keys.extend(label.map(|label| ("label", label.into())));
            Some(Shape::Flag("accepted".into(), "dismissed".into()))
        }
        "date" => Some(field::read_date(object, question)),
        "fileUpload" => Some(field::read_file(object, question)),
        "address" | "contactInfo" => Some(field::read_parts(kind, object, build, question)),
        "cal" => Some(read_booking(object, question)),
        _ => {
            object.leave_out(&format!("{} is an unknown kind of element", quote(kind)));
            None
        }
    }
}

fn read_scale<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Shape {
    let is_colored = object.flag("isColorCodingEnabled").unwrap_or_default();
    let count = object.count("range");
    let mut style = match object.text("scale") {
        Some("star") => "stars",
        Some("smiley") => "smileys",
        _ => "numbers",
    };
    let mut keys = Keys::new();
    let count = match (kind, count) {
        ("nps", _) => 11,
        ("ces", Some(5)) => 5,
        ("ces", _) => 7,
        ("csat", Some(count)) => count.clamp(3, 7),
        (_, Some(count)) => count.clamp(2, 10),
        (_, None) => 5,
    };
    if style == "smileys" && count > 7 {
        object.note("scale", "more smileys than seven; shown as numbers");
        style = "numbers";
    }
    match kind {
        "rating" => set_scale(question, style, 1, count, is_colored),
        "nps" => set_scale(question, "numbers", 0, count, is_colored),
        _ => {
            question.kind = if kind == "csat" { "csat" } else { "ces" };
            keys.extend((kind == "csat").then(|| ("style", style.into())));
            keys.push(("count", count.into()));
            keys.extend(is_colored.then(|| ("colors", true.into())));
            if kind == "ces" && style != "numbers" {
                object.note("scale", "shown as numbers");
            }
        }
    }
    for (key, name) in [("low", "lowerLabel"), ("high", "upperLabel")] {
        let label = build.label(object, name, TEXT);
        keys.extend(label.map(|text| (key, text.into())));
    }
    question.keys.extend(keys);
    Shape::Number
}

/// A call to action: with an address a link, else something to read.
fn read_action<'a>(object: &mut Object<'a>, build: &Build<'a>, question: &mut Question) -> Shape {
    let url = object.text("buttonUrl").unwrap_or_default();
    let is_external = object.flag("buttonExternal").unwrap_or_default();
    let key = if object.has("ctaButtonLabel") { "ctaButtonLabel" } else { "buttonLabel" };
    let label = build.label(object, key, TEXT);
    if let Some(url) = https(url).filter(|_| is_external) {
        question.kind = "link";
        question.keys.push(("url", url.into()));
        let label = label.unwrap_or_else(|| Text::plain("Open"));
        question.keys.push(("button", label.into()));
        return Shape::Flag("clicked".into(), "dismissed".into());
    }
    if is_external {
        let what = "is no address over https; there is only something to read";
        object.note("buttonUrl", format!("{} {what}", quote(url)));
    }
    if label.is_some() && key == "ctaButtonLabel" {
        object.note(key, WORDED);
    }
    question.kind = "statement";
    Shape::Nothing
}

/// A booking is made on the other tool's own page.
fn read_booking(object: &mut Object<'_>, question: &mut Question) -> Shape {
    let host = object.text("calHost").filter(|host| !host.trim().is_empty()).unwrap_or("cal.com");
    let name = object.text("calUserName").unwrap_or_default();
    if let Some(url) = https(&format!("https://{host}/{name}")) {
        object.note("type", "bookings are made on a page of their own, which a link opens");
        question.kind = "link";
        question.keys.push(("url", url.into()));
        question.keys.push(("button", Text::plain("Book").into()));
    } else {
        let what = "is no host; there is only something to read";
        object.note("calHost", format!("{} {what}", quote(host)));
        question.kind = "statement";
    }
    Shape::Nothing
}
