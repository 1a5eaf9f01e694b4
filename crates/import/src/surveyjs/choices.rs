//! Questions with options.

use super::super::build::Build;
use super::super::draft::{Choice, Picture, Question, Subject, Text, Value as Draft};
use super::super::ids::{Ids, renamed};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scope::{Options, Shape};
use super::super::source::{Node, Value};
use super::TEXT;
use super::condition::condition;

/// Reads one; `None` where there is nothing to choose from.
pub(super) fn read<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    let is_multiple = object.flag("multiSelect").unwrap_or_default();
    question.kind = match kind {
        "dropdown" => "dropdown",
        "checkbox" | "tagbox" => "multiple_choice",
        "ranking" => "ranking",
        "imagepicker" => "picture_choice",
        _ => "single_choice",
    };
    if kind == "tagbox" {
        object.note("type", "shown as a list of boxes rather than one that opens");
    }
    let mut options = read_choices(object, build, question);
    read_numbers(object, question, &mut options);
    let has_list = read_list(object, question);
    let is_carried = read_carried(object, build, question, &mut options);
    if question.options.is_empty() && !is_carried && !has_list {
        object.leave_out("there are no options to choose from");
        return None;
    }
    if !has_list {
        read_special(object, build, question, &mut options);
    }
    read_order(object, question);
    if kind == "imagepicker" {
        settle_pictures(object, question, is_multiple);
    }
    let is_several = matches!(question.kind, "multiple_choice") || is_multiple;
    if is_several {
        read_bounds(object, question);
    }
    Some(match question.kind {
        "ranking" => Shape::Order(options),
        _ if is_several => Shape::Several(options),
        _ if has_list => Shape::Words,
        _ => Shape::One(options),
    })
}

/// The options, and the values that they had.
fn read_choices<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Options {
    // These mean something by themselves.
    let mut ids = Ids::with(&["other", "none", "dont_know"]);
    let mut pairs = Options::new();
    for (node, path) in object.list("choices") {
        let Some((value, choice)) = read_item(node, path, build, &mut ids) else { continue };
        pairs.push((value, choice.id.clone()));
        question.options.push(choice);
    }
    if let Some(renamed) = renamed(&pairs) {
        object.note("choices", format!("options have other ids here: {renamed}"));
    }
    pairs
}

/// An option, a row or a column: a value, `value|text`, or an object with both.
pub(super) fn read_item<'a>(
    node: &'a Node,
    path: String,
    build: &Build<'a>,
    ids: &mut Ids,
) -> Option<(String, Choice)> {
    if let Some(word) = node.word() {
        let (value, label) = word.split_once('|').unwrap_or((&word, &word));
        let label = build.words(label, (node.at, &path), TEXT, false);
        let id = ids.make(&[value], label.as_deref().unwrap_or_default(), "option");
        let score = number_of(node);
        let label = Text::plain(label.unwrap_or_else(|| id.clone()));
        return Some((value.to_owned(), Choice { id, label, score, ..Choice::default() }));
    }
    let mut item = Object::new(node, path, build.report)?;
    let key = item.any(&["value", "name"]).unwrap_or("value");
    let score = item.peek(key).and_then(number_of);
    let value = item.word(key).unwrap_or_default();
    let key = item.any(&["text", "title"]).unwrap_or("text");
    let label = build.label(&mut item, key, TEXT);
    let label_own = label.as_ref().map(|label| label.own.as_str()).unwrap_or_default();
    let id = ids.make(&[&value], label_own, "option");
    let label = label.unwrap_or_else(|| build.name(&item, &value));
    let label = if label.own.is_empty() { Text::plain(id.clone()) } else { label };
    let image = Build::picture(&mut item, "imageLink", label.clone());
    let key = item.any(&["showCommentArea", "hasComment"]).unwrap_or("showCommentArea");
    let choice = Choice {
        id,
        label,
        score,
        comment: item.flag(key).unwrap_or_default(),
        exclusive: item.flag("isExclusive").unwrap_or_default(),
        image,
        show_if: condition(build, &mut item, "visibleIf", "the option is always offered"),
        ..Choice::default()
    };
    Some((value, choice))
}

/// What an option counts for, where its value is a number.
fn number_of(node: &Node) -> Option<f64> {
    match node.value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Options made from a range of numbers.
fn read_numbers(object: &mut Object<'_>, question: &mut Question, options: &mut Options) {
    let (min, max) = (object.number("choicesMin"), object.number("choicesMax"));
    let step = object.number("choicesStep").filter(|step| *step > 0.0).unwrap_or(1.0);
    let (Some(max), true) = (max, options.is_empty()) else { return };
    let mut value = min.unwrap_or_default();
    while value <= max && options.len() < 200 {
        let word = value.to_string();
        let id = word.replace('-', "minus_").replace('.', "_");
        options.push((word.clone(), id.clone()));
        question.options.push(Choice {
            id,
            label: Text::plain(word),
            score: Some(value),
            ..Choice::default()
        });
        value += step;
    }
}

/// Options that a web service gives. The list of countries is built in.
fn read_list(object: &mut Object<'_>, question: &mut Question) -> bool {
    let Some(mut by_url) = object.object("choicesByUrl") else { return false };
    let url = by_url.text("url").unwrap_or_default();
    let is_countries = url.to_lowercase().contains("countries") && question.options.is_empty();
    if is_countries {
        by_url.skip(&["valueName", "titleName", "path"]);
        by_url.note("url", "the built-in list of countries stands in, by their codes");
        question.kind = "dropdown";
        question.keys.push(("list", "countries".into()));
        return true;
    }
    by_url.leave_out(&format!("options are not fetched from elsewhere ({})", quote(url)));
    false
}

/// Options carried forward from an earlier question.
fn read_carried<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
    options: &mut Options,
) -> bool {
    let Some(name) = object.text("choicesFromQuestion").filter(|name| !name.trim().is_empty())
    else {
        return false;
    };
    let which = match object.text("choicesFromQuestionMode") {
        Some("selected") => "chosen",
        Some("unselected") => "not_chosen",
        _ => "all",
    };
    let from = build.scope.find(name).map(|known| (&known.subject, &known.shape));
    match from {
        Ok((
            Subject::Question(id),
            Shape::One(source) | Shape::Several(source) | Shape::Order(source),
        )) if matches!(
            question.kind,
            "single_choice" | "multiple_choice" | "dropdown" | "ranking"
        ) =>
        {
            let from = vec![("question", id.as_str().into()), ("which", which.into())];
            question.keys.push(("options_from", Draft::Table(from)));
            options.extend(source.iter().cloned());
            true
        }
        Ok(_) => {
            object.note(
                "choicesFromQuestion",
                format!("no options can be carried over from {}; left out", quote(name)),
            );
            false
        }
        Err(reason) => {
            object.note("choicesFromQuestion", format!("{reason}; left out"));
            false
        }
    }
}

/// "Other", "none" and the like, with the values that they have by themselves.
fn read_special<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
    options: &mut Options,
) {
    let specials = [
        ("showOtherItem", "hasOther", "otherText", "other", "other"),
        ("showNoneItem", "hasNone", "noneText", "none", "none"),
        ("showDontKnowItem", "showDontKnowItem", "dontKnowText", "dontknow", "dont_know"),
    ];
    for (key, old_key, text, value, id) in specials {
        let key = object.any(&[key, old_key]).unwrap_or(key);
        let is_on = object.flag(key).unwrap_or_default();
        let words = build.label(object, text, TEXT);
        if !is_on {
            continue;
        }
        if question.kind == "ranking" || question.kind == "picture_choice" {
            object.note(key, "not possible with this kind of question; left out");
            continue;
        }
        if let Some(words) = words {
            object.note(
                text,
                format!(
                    "the option is worded by itself, in 30 languages, not as {}",
                    quote(&words.own)
                ),
            );
        }
        question.keys.push((id, true.into()));
        options.push((value.to_owned(), id.to_owned()));
    }
    let words = build.label(object, "refuseText", TEXT);
    if object.flag("showRefuseItem") == Some(true) {
        let label = words.unwrap_or_else(|| Text::plain("Refuse to answer"));
        let id = Ids::with(&options.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>()).make(
            &["refused"],
            "",
            "refused",
        );
        options.push(("refused".to_owned(), id.clone()));
        let is_exclusive = question.kind == "multiple_choice";
        question.options.push(Choice {
            id,
            label,
            exclusive: is_exclusive,
            fixed: true,
            ..Choice::default()
        });
    }
    object.elsewhere(&[
        ("showSelectAllItem", "there is no option that ticks all; left out"),
        ("hasSelectAll", "there is no option that ticks all; left out"),
        ("otherErrorText", "errors are worded by themselves, in 30 languages; left out"),
    ]);
}

fn read_order(object: &mut Object<'_>, question: &mut Question) {
    let direction = object.text("choicesOrder").unwrap_or("none");
    match direction {
        "random" => question.keys.push(("shuffle", true.into())),
        "asc" | "desc" => {
            question.options.sort_by_key(|option| (option.fixed, option.label.own.to_lowercase()));
            if direction == "desc" {
                let n_free = question.options.iter().filter(|option| !option.fixed).count();
                if let Some(free) = question.options.get_mut(..n_free) {
                    free.reverse();
                }
            }
            object.note(
                "choicesOrder",
                "put in this order once and for all, by the labels of the survey's own language",
            );
        }
        _ => {}
    }
}

/// Picture choices need a picture for each option.
fn settle_pictures(object: &Object<'_>, question: &mut Question, is_multiple: bool) {
    let n_pictures = question.options.iter().filter(|option| option.image.is_some()).count();
    if n_pictures < question.options.len() {
        object.note("choices", "not every option has a picture; asked as a choice by words");
        question.kind = if is_multiple { "multiple_choice" } else { "single_choice" };
        for option in &mut question.options {
            option.image = None;
        }
    } else if is_multiple {
        question.keys.push(("multiple", true.into()));
    }
    for option in &mut question.options {
        if let Some(Picture { alt, .. }) = &mut option.image {
            alt.clone_from(&option.label);
        }
    }
}

/// How many options can be chosen.
fn read_bounds(object: &mut Object<'_>, question: &mut Question) {
    let mut bound = |key| object.count(key).filter(|bound| *bound > 0);
    let (mut min, mut max) = (bound("minSelectedChoices"), bound("maxSelectedChoices"));
    for mut rule in object.objects("validators") {
        if rule.text("type") == Some("answercount") {
            min = rule.count("minCount").or(min);
            max = rule.count("maxCount").or(max);
            rule.skip(&["text"]);
        } else {
            let kind = rule.text("type").unwrap_or_default();
            rule.leave_out(&format!("the rule {} has no counterpart", quote(kind)));
        }
    }
    if max.is_some() && min > max {
        object.note("minSelectedChoices", "more than can be chosen; left out");
        min = None;
    }
    question.keys.extend(min.map(|min| ("min", min.into())));
    question.keys.extend(max.map(|max| ("max", max.into())));
}
