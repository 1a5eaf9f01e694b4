//! Questions.

use sondage_author::source::{Kind, PageLink, Rating, ScaleStyle, Shuffle, Statement};

use super::{Tongues, branching};
use crate::build::{Asked, Build};
use crate::ids::{Ids, renamed};
use crate::item::{Item, Listed, Pick, SPECIAL};
use crate::number::{self, Scale};
use crate::reader::Object;
use crate::report::{BUTTONS, quote};
use crate::scope::{Options, Shape};
use crate::text::{Markup, https};
use crate::words::Words;

/// What is asked as it stands, and where no marks are possible.
const PLAIN: (Markup, bool) = (Markup::Literal, false);

/// Reads the questions, and puts their branches into them.
pub(super) fn read_all<'a>(
    survey: &mut Object<'a>,
    build: &mut Build<'a>,
    placeholder: Option<&Words>,
    is_shuffled: bool,
) {
    build.goals.end("end", "");
    let (mut n_taps, mut n_skips) = (0, 0);
    for (place, mut object) in survey.objects("questions").into_iter().enumerate() {
        build.goals.question(&branching::name(place), build.source.questions.len());
        let skips = object.flag("skipSubmitButton").unwrap_or_default();
        if !read(&mut object, build, placeholder) {
            continue;
        }
        let kind = build.source.questions.last().map(|question| &question.kind);
        let is_tap = matches!(kind, Some(Kind::Nps(_) | Kind::Rating(_) | Kind::SingleChoice(_)));
        n_taps += u32::from(is_tap);
        n_skips += u32::from(is_tap && skips);
        branching::read(&mut object, build);
        if skips && !is_tap {
            object.note("skipSubmitButton", "one tap does not answer this; left out");
        }
    }
    build.source.flow.auto_advance = n_skips > 0;
    if n_skips > 0 && n_skips < n_taps {
        let what = "a tap goes on by itself in the whole survey, not for some questions only";
        build.report.once(what);
    }
    let questions: Vec<_> = build.source.questions.iter().map(|asked| asked.id.clone()).collect();
    if is_shuffled && build.goals.has_jumps() {
        build.report.once("questions with branches are not shuffled");
    } else if is_shuffled && questions.len() > 1 {
        build.source.shuffle.push(Shuffle { questions, pick: None });
    }
}

/// Reads one; `false` where it is left out.
fn read<'a>(object: &mut Object<'a>, build: &mut Build<'a>, placeholder: Option<&Words>) -> bool {
    let mut tongues = Tongues::read(object, build);
    let mut asked = Asked::default();
    let kind = object.text("type").unwrap_or_default();
    let prompt = tongues.text(build, object, "question", (Markup::Literal, true));
    let is_html = object.text("descriptionContentType") == Some("html");
    let markup = if is_html { Markup::Html } else { Markup::Literal };
    let below = tongues.text(build, object, "description", (markup, true));
    let (prompt, below) = build.asked_words((object, "question"), (prompt, below), None);
    let words = prompt.own.clone();
    asked.prompt(prompt);
    asked.describe(below);
    // What is not said to be optional is required.
    asked.question.required = !object.flag("optional").unwrap_or_default();
    let id = object.text("id").unwrap_or_default();
    let shape = match kind {
        "open" => Some(read_open(object, build, &mut asked, placeholder)),
        "link" => Some(read_link(object, build, &mut asked, &mut tongues)),
        "rating" => read_rating(object, build, &mut asked, &mut tongues),
        "single_choice" => read_choice(object, build, &mut asked, &mut tongues, Pick::One),
        "multiple_choice" => read_choice(object, build, &mut asked, &mut tongues, Pick::Several),
        _ => {
            object.leave_out(&format!("{} is an unknown kind of question", quote(kind)));
            None
        }
    };
    let Some(shape) = shape else { return false };
    for (_, tongue) in &mut tongues.0 {
        tongue.elsewhere(&[(BUTTONS, "buttonText")]);
    }
    object.elsewhere(&[(BUTTONS, "buttonText")]);
    object.skip(&["originalQuestionIndex"]);
    let own = build.question_id(object, "id", &[id], &words);
    asked.question.id.clone_from(&own);
    build.ask(object, &format!("#{own}"), asked, shape)
}

fn read_open<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    placeholder: Option<&Words>,
) -> Shape {
    let (mut min, mut max) = (None, None);
    for mut rule in object.objects("validation") {
        match rule.text("type") {
            Some("min_length") => min = rule.number("value"),
            Some("max_length") => max = rule.number("value"),
            _ => {
                rule.leave_out("a rule that has no counterpart");
                continue;
            }
        }
        // A question has one text for all that is wrong with an answer.
        let error = build.bare(&mut rule, "errorMessage", Markup::Literal);
        let said = asked.question.error.as_ref().map(|text| &text.text);
        if said.is_none() {
            asked.question.error = asked.said.maybe("error", error);
        } else if error.is_some_and(|error| Some(&error.own) != said) {
            rule.note("errorMessage", "there is one text for all that is wrong; left out");
        }
    }
    let placeholder = asked.said.maybe("placeholder", placeholder.cloned());
    let note = |what: String| object.note("validation", what);
    asked.question.kind = number::text(true, (min, max), placeholder, &note);
    Shape::Text
}

fn read_link<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    tongues: &mut Tongues<'a>,
) -> Shape {
    for (_, tongue) in &mut tongues.0 {
        tongue.elsewhere(&[("a link leads to one address in all languages; left out", "link")]);
    }
    let link = object.text("link").unwrap_or_default();
    let is_required = std::mem::take(&mut asked.question.required);
    let Some(url) = https(link) else {
        if !link.is_empty() {
            let what = "is no address over https; there is only something to read";
            object.note("link", format!("{} {what}", quote(link)));
        }
        asked.question.kind = Statement.into();
        return Shape::Nothing;
    };
    if is_required {
        object.note("type", "a link can be passed without being opened");
    }
    let button = tongues.text(build, object, "buttonText", PLAIN);
    let button = asked.said.put("button", button.unwrap_or_else(|| Words::plain("Open")));
    asked.question.kind = PageLink { url, button }.into();
    Shape::Flag("true".into(), "false".into())
}

fn read_rating<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    tongues: &mut Tongues<'a>,
) -> Option<Shape> {
    let is_emoji = object.text("display") == Some("emoji");
    object.skip(&["isNpsQuestion"]);
    let count = object.count("scale").unwrap_or(5);
    let is_thumbs = is_emoji && count == 2;
    let style = if is_emoji { ScaleStyle::Smileys } else { ScaleStyle::Numbers };
    let mut scale = match count {
        10 => Scale::new(ScaleStyle::Numbers, 0, 11),
        2..=7 => Scale::new(style, 1, count),
        _ => {
            object.leave_out(&format!("a scale of {count} is not possible"));
            return None;
        }
    };
    let low = tongues.text(build, object, "lowerBoundLabel", PLAIN);
    scale.low = asked.said.maybe("low", low);
    let high = tongues.text(build, object, "upperBoundLabel", PLAIN);
    scale.high = asked.said.maybe("high", high);
    asked.question.kind = if is_thumbs {
        object.note("scale", "up is 2 and down is 1 here; it was the other way round");
        let Scale { low, high, .. } = scale;
        Rating { style: Some(ScaleStyle::Thumbs), low, high, ..Rating::default() }.into()
    } else {
        scale.kind()
    };
    Some(Shape::Number)
}

fn read_choice<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
    tongues: &mut Tongues<'a>,
    pick: Pick,
) -> Option<Shape> {
    let items = object.list("choices");
    let others = tongues.0.iter_mut();
    let others: Vec<_> =
        others.map(|(locale, tongue)| (locale.clone(), tongue.list("choices"))).collect();
    let has_other = object.flag("hasOpenChoice").unwrap_or_default();
    let mut ids = Ids::with(&SPECIAL);
    let (mut options, mut pairs) = (Options::new(), Options::new());
    let mut listed = Listed::default();
    for (place, (node, path)) in items.iter().enumerate() {
        let Some(mut label) = build.text(node, path, Markup::Literal, false) else { continue };
        for (locale, list) in &others {
            let Some((node, path)) = list.get(place) else { continue };
            let words = build.text(node, path, Markup::Literal, false);
            label.others.extend(words.map(|words| (locale.clone(), words.own)));
        }
        if has_other && place + 1 == items.len() {
            build.report.word("other", (node.at, path), label);
            listed.other = true;
            options.push((place.to_string(), "other".to_owned()));
            continue;
        }
        let id = ids.make(&[&label.own], "", "option");
        options.push((place.to_string(), id.clone()));
        pairs.push((label.own.clone(), id.clone()));
        listed.items.push(Item { id, label, ..Item::default() });
    }
    if listed.items.is_empty() {
        object.leave_out("there are no options to choose from");
        return None;
    }
    if let Some(renamed) = renamed(&pairs) {
        let what = "labels were the answers; options have ids here:";
        object.note("choices", format!("{what} {renamed}"));
    }
    listed.shuffle = object.flag("shuffleOptions").unwrap_or_default();
    asked.question.kind = listed.kind(pick, &mut asked.said, &|what| object.note("", what));
    Some(pick.shape(options))
}
