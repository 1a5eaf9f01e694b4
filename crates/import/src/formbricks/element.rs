//! Elements: questions and what else stands on a card.

use sondage_author::source::{Ces, Consent, Csat, Kind, PageLink, ScaleStyle, Statement};

use super::logic::{self, Requirements};
use super::{TEXT, choice, field};
use crate::build::{Asked, Build};
use crate::json::Node;
use crate::number::Scale;
use crate::reader::Object;
use crate::report::{BUTTONS, quote};
use crate::scope::Shape;
use crate::text::https;
use crate::words::Words;

/// Reads the blocks, or the questions of older surveys, with their logic.
pub(super) fn read_all<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) -> Requirements {
    let mut rules = Requirements::default();
    let has_blocks = survey.peek("blocks").map(Node::items).is_some_and(|blocks| {
        blocks.iter().any(|block| block.get("elements").is_some_and(|of| !of.is_nothing()))
    });
    if has_blocks {
        // The API gives them twice: the questions are made from the blocks.
        survey.elsewhere(&[("the same questions as in the blocks; left out", "questions")]);
    }
    let blocks = survey.objects("blocks");
    let questions = if has_blocks { Vec::new() } else { survey.objects("questions") };
    for object in blocks.iter().chain(&questions) {
        let elements = object.peek("elements").map(Node::items).unwrap_or_default();
        for id in elements.iter().map(|element| element.get("id")).chain([object.peek("id")]) {
            build.scope.expect(id.and_then(Node::text).unwrap_or_default());
        }
    }
    for mut block in blocks {
        let from = build.source.questions.len();
        let id = block.text("id").unwrap_or_default();
        build.goals.question(id, from);
        block.skip(&["name"]);
        for mut element in block.objects("elements") {
            read(&mut element, build);
        }
        if build.source.questions.len() - from > 1 {
            build.report.once(
                "the elements of a block are asked one after another, each on a card of its own",
            );
        }
        logic::read(&mut block, build, from, &mut rules);
        block.elsewhere(&[(BUTTONS, "buttonLabel backButtonLabel")]);
    }
    for mut question in questions {
        let from = build.source.questions.len();
        read(&mut question, build);
        logic::read(&mut question, build, from, &mut rules);
    }
    rules
}

fn read<'a>(object: &mut Object<'a>, build: &mut Build<'a>) {
    let id = object.text("id").unwrap_or_default();
    build.goals.question(id, build.source.questions.len());
    let mut asked = Asked::default();
    asked.question.required = object.flag("required").unwrap_or_default();
    let headline = build.rich(object, "headline", TEXT);
    let below = read_description(object, build);
    let kind = object.text("type").unwrap_or_default();
    let Some(shape) = read_kind(kind, object, build, &mut asked) else {
        build.scope.leave_out(id);
        return;
    };
    let words = headline.as_ref().map(|words| words.own.as_str()).unwrap_or_default();
    let picture = Build::picture(object, "imageUrl");
    if picture.is_some() && !words.is_empty() {
        object.note(
            "imageUrl",
            "a picture without words for those who do not see it; taken for decoration",
        );
    }
    asked.picture(picture.map(|src| (src, Words::default())));
    asked.film(object, "videoUrl", headline.as_ref());
    asked.question.required &= !asked.is_statement();
    let own = build.question_id(object, "id", &[id], words);
    let (prompt, below) = build.asked_words((object, "headline"), (headline, below), None);
    asked.prompt(prompt);
    asked.describe(below);
    asked.question.id = own;
    object.skip(&["isDraft", "insightsEnabled"]);
    if !matches!(asked.question.kind, Kind::Link(_)) {
        object.elsewhere(&[(BUTTONS, "buttonLabel")]);
    }
    object.elsewhere(&[(BUTTONS, "backButtonLabel dismissButtonLabel")]);
    build.ask(object, id, asked, shape);
}

/// The smaller text: under one key now, under another before.
fn read_description<'a>(object: &mut Object<'a>, build: &Build<'a>) -> Option<Words> {
    let below = build.rich(object, "subheader", TEXT);
    if below.is_none() { build.rich(object, "html", TEXT) } else { below }
}

fn read_kind<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    match kind {
        "openText" => Some(field::read_text(object, build, asked)),
        "multipleChoiceSingle" | "multipleChoiceMulti" | "ranking" | "pictureSelection" => {
            choice::read(kind, object, build, asked)
        }
        "matrix" => choice::read_matrix(object, build, asked),
        "nps" | "rating" | "csat" | "ces" => Some(read_scale(kind, object, build, asked)),
        "cta" => Some(read_action(object, build, asked)),
        "consent" => {
            let label = build.rich(object, "label", TEXT);
            asked.question.kind = Consent { label: asked.said.maybe("label", label) }.into();
            Some(Shape::Flag("accepted".into(), "dismissed".into()))
        }
        "date" => Some(field::read_date(object, asked)),
        "fileUpload" => Some(field::read_file(object, asked)),
        "address" | "contactInfo" => Some(field::read_parts(kind, object, build, asked)),
        "cal" => Some(read_booking(object, asked)),
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
    asked: &mut Asked,
) -> Shape {
    let colors = object.flag("isColorCodingEnabled").unwrap_or_default();
    let count = object.count("range");
    let mut style = match object.text("scale") {
        Some("star") => ScaleStyle::Stars,
        Some("smiley") => ScaleStyle::Smileys,
        _ => ScaleStyle::Numbers,
    };
    let (first, count) = match (kind, count) {
        ("nps", _) => (0, 11),
        ("ces", Some(5)) => (1, 5),
        ("ces", _) => (1, 7),
        ("csat", Some(count)) => (1, count.clamp(3, 7)),
        (_, Some(count)) => (1, count.clamp(2, 10)),
        (_, None) => (1, 5),
    };
    if style == ScaleStyle::Smileys && count > 7 {
        object.note("scale", "more smileys than seven; shown as numbers");
        style = ScaleStyle::Numbers;
    }
    let low = build.label(object, "lowerLabel", TEXT);
    let high = build.label(object, "upperLabel", TEXT);
    let (low, high) = (asked.said.maybe("low", low), asked.said.maybe("high", high));
    asked.question.kind = match kind {
        "csat" => {
            Csat { style: Some(style), count: Some(count), low, high, colors, ..Csat::default() }
                .into()
        }
        "ces" => {
            if style != ScaleStyle::Numbers {
                object.note("scale", "shown as numbers");
            }
            Ces { count: Some(count), low, high, colors, ..Ces::default() }.into()
        }
        _ => Scale { style, first, count, low, high, colors }.kind(),
    };
    Shape::Number
}

/// A call to action: with an address a link, else something to read.
fn read_action<'a>(object: &mut Object<'a>, build: &Build<'a>, asked: &mut Asked) -> Shape {
    let url = object.text("buttonUrl").unwrap_or_default();
    let is_external = object.flag("buttonExternal").unwrap_or_default();
    let key = if object.has("ctaButtonLabel") { "ctaButtonLabel" } else { "buttonLabel" };
    let label = build.label(object, key, TEXT);
    if let Some(url) = https(url).filter(|_| is_external) {
        let label = label.unwrap_or_else(|| Words::plain("Open"));
        let button = asked.said.put("button", label);
        asked.question.kind = PageLink { url, button }.into();
        return Shape::Flag("clicked".into(), "dismissed".into());
    }
    if is_external {
        let what = "is no address over https; there is only something to read";
        object.note("buttonUrl", format!("{} {what}", quote(url)));
    }
    if label.is_some() && key == "ctaButtonLabel" {
        object.note(key, BUTTONS);
    }
    asked.question.kind = Statement.into();
    Shape::Nothing
}

/// A booking is made on the other tool's own page.
fn read_booking(object: &mut Object<'_>, asked: &mut Asked) -> Shape {
    let host = object.text("calHost").filter(|host| !host.trim().is_empty()).unwrap_or("cal.com");
    let name = object.text("calUserName").unwrap_or_default();
    if let Some(url) = https(&format!("https://{host}/{name}")) {
        object.note("type", "bookings are made on a page of their own, which a link opens");
        asked.question.kind = PageLink { url, button: "Book".into() }.into();
    } else {
        let what = "is no host; there is only something to read";
        object.note("calHost", format!("{} {what}", quote(host)));
        asked.question.kind = Statement.into();
    }
    Shape::Nothing
}
