//! Questions with options.

use sondage_author::source::{Carried, List, OptionsFrom, Subject};

use super::TEXT;
use super::condition::condition;
use crate::build::{Asked, Build};
use crate::ids::{Ids, renamed};
use crate::item::{Item, Listed, Pick, SPECIAL};
use crate::json::Node;
use crate::partly::Side;
use crate::reader::Object;
use crate::report::{ERRORS, quote};
use crate::scope::{Options, Shape};
use crate::words::Words;

/// Reads one; `None` where there is nothing to choose from.
pub(super) fn read<'a>(
    kind: &str,
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let is_multiple = object.flag("multiSelect").unwrap_or_default();
    let mut pick = match kind {
        "dropdown" => Pick::Opening,
        "checkbox" | "tagbox" => Pick::Several,
        "ranking" => Pick::Order,
        "imagepicker" => Pick::Picture,
        _ => Pick::One,
    };
    if kind == "tagbox" {
        object.note("type", "shown as a list of boxes rather than one that opens");
    }
    let (mut listed, mut options) = read_items(object, build, "choices", &SPECIAL);
    read_numbers(object, &mut listed.items, &mut options);
    if read_list(object, listed.items.is_empty()) {
        (listed.list, pick) = (Some(List::Countries), Pick::Opening);
    }
    read_carried(object, build, pick, (&mut listed, &mut options));
    if listed.items.is_empty() && listed.from.is_none() && listed.list.is_none() {
        object.leave_out("there are no options to choose from");
        return None;
    }
    if listed.list.is_none() {
        read_special(object, build, pick, (&mut listed, &mut options));
    }
    read_order(object, &mut listed);
    if kind == "imagepicker" {
        pick = listed.pick_picture(is_multiple, &|what| object.note("choices", what));
    }
    if pick.is_several() {
        read_bounds(object, &mut listed);
    }
    let has_list = listed.list.is_some();
    asked.question.kind = listed.kind(pick, &mut asked.said, &|what| object.note("", what));
    Some(if has_list { Shape::Words } else { pick.shape(options) })
}

/// Options, rows or columns, and the values that they had.
pub(super) fn read_items<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    key: &'a str,
    taken: &[&str],
) -> (Listed, Options) {
    let mut ids = Ids::with(taken);
    let (mut listed, mut pairs) = (Listed::default(), Options::new());
    for (node, path) in object.list(key) {
        let Some((value, item)) = read_item(node, path, build, &mut ids) else { continue };
        pairs.push((value, item.id.clone()));
        listed.items.push(item);
    }
    if let Some(renamed) = renamed(&pairs) {
        let what = if key == "choices" { "options" } else { key };
        object.note(key, format!("{what} have other ids here: {renamed}"));
    }
    (listed, pairs)
}

/// An option, a row or a column: a value, `value|text`, or an object with both.
pub(super) fn read_item<'a>(
    node: &'a Node,
    path: String,
    build: &Build<'a>,
    ids: &mut Ids,
) -> Option<(String, Item)> {
    if let Some(word) = node.word() {
        let (value, label) = word.split_once('|').unwrap_or((&word, &word));
        let label = build.words(label, (node.at, &path), TEXT, false);
        let id = ids.make(&[value], label.as_deref().unwrap_or_default(), "option");
        let label = Words::plain(label.unwrap_or_else(|| id.clone()));
        return Some((
            value.to_owned(),
            Item { id, label, score: node.number(), ..Item::default() },
        ));
    }
    let mut item = Object::new(node, path, build.report)?;
    let key = item.any(&["value", "name"]).unwrap_or("value");
    let score = item.peek(key).and_then(Node::number);
    let value = item.word(key).unwrap_or_default();
    let key = item.any(&["text", "title"]).unwrap_or("text");
    let label = build.label(&mut item, key, TEXT);
    let own = label.as_ref().map(|label| label.own.as_str()).unwrap_or_default();
    let id = ids.make(&[&value], own, "option");
    let label = label.unwrap_or_else(|| build.name(&item, &value)).or_plain(&id);
    let image = Build::picture(&mut item, "imageLink");
    let key = item.any(&["showCommentArea", "hasComment"]).unwrap_or("showCommentArea");
    let read = Item {
        id,
        label,
        score,
        comment: item.flag(key).unwrap_or_default(),
        exclusive: item.flag("isExclusive").unwrap_or_default(),
        image,
        show_if: condition(
            build,
            &mut item,
            "visibleIf",
            (Side::Around, "the option is always offered"),
        ),
        ..Item::default()
    };
    Some((value, read))
}

/// An option that is a number.
pub(super) fn number_item(id: String, number: f64) -> Item {
    let label = Words::plain(number.to_string());
    Item { id, label, score: Some(number), ..Item::default() }
}

/// The id of an option that is a number.
pub(super) fn number_id(number: f64) -> String {
    number.to_string().replace('-', "minus_").replace('.', "_")
}

/// Options made from a range of numbers.
fn read_numbers(object: &mut Object<'_>, items: &mut Vec<Item>, options: &mut Options) {
    let (min, max) = (object.number("choicesMin"), object.number("choicesMax"));
    let step = object.number("choicesStep").filter(|step| *step > 0.0).unwrap_or(1.0);
    let (Some(max), true) = (max, options.is_empty()) else { return };
    let mut value = min.unwrap_or(0.0);
    while value <= max && options.len() < 200 {
        let id = number_id(value);
        options.push((value.to_string(), id.clone()));
        items.push(number_item(id, value));
        value += step;
    }
}

/// Whether a web service gives the countries, for which there is a list that is built in. Other
/// options are not fetched.
fn read_list(object: &mut Object<'_>, is_empty: bool) -> bool {
    let Some(mut by_url) = object.object("choicesByUrl") else { return false };
    let url = by_url.text("url").unwrap_or_default();
    if url.to_lowercase().contains("countries") && is_empty {
        by_url.skip(&["valueName", "titleName", "path"]);
        by_url.note("url", "the built-in list of countries stands in, by their codes");
        return true;
    }
    by_url.leave_out(&format!("options are not fetched from elsewhere ({})", quote(url)));
    false
}

/// Options carried forward from an earlier question.
fn read_carried<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    pick: Pick,
    (listed, options): (&mut Listed, &mut Options),
) {
    const KEY: &str = "choicesFromQuestion";
    let Some(name) = object.text(KEY).filter(|name| !name.trim().is_empty()) else { return };
    let which = match object.text("choicesFromQuestionMode") {
        Some("selected") => Carried::Chosen,
        Some("unselected") => Carried::NotChosen,
        _ => Carried::All,
    };
    let can_be = pick.has_specials() || pick == Pick::Order;
    match build.scope.find(name).map(|known| (&known.subject, &known.shape)) {
        Ok((
            Subject::Question(id),
            Shape::One(source) | Shape::Several(source) | Shape::Order(source),
        )) if can_be => {
            listed.from = Some(OptionsFrom { question: id.clone(), which: Some(which) });
            options.extend(source.iter().cloned());
        }
        Ok(_) => {
            let what = format!("no options can be carried over from {}; left out", quote(name));
            object.note(KEY, what);
        }
        Err(reason) => object.note(KEY, format!("{reason}; left out")),
    }
}

/// "Other", "none" and the like, with the values that they have by themselves.
fn read_special<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    pick: Pick,
    (listed, options): (&mut Listed, &mut Options),
) {
    let specials = [
        (&mut listed.other, "showOtherItem", "hasOther", "otherText", "other", "other"),
        (&mut listed.none, "showNoneItem", "hasNone", "noneText", "none", "none"),
        (
            &mut listed.dont_know,
            "showDontKnowItem",
            "showDontKnowItem",
            "dontKnowText",
            "dontknow",
            "dont_know",
        ),
    ];
    for (is_there, key, old_key, text, value, id) in specials {
        let key = object.any(&[key, old_key]).unwrap_or(key);
        let is_on = object.flag(key).unwrap_or_default();
        let words = build.label(object, text, TEXT);
        if !is_on {
            continue;
        }
        if !pick.has_specials() {
            object.note(key, "not possible with this kind of question; left out");
            continue;
        }
        if let Some(words) = words {
            object.name_option(text, id, words);
        }
        *is_there = true;
        options.push((value.to_owned(), id.to_owned()));
    }
    let words = build.label(object, "refuseText", TEXT);
    if object.flag("showRefuseItem") == Some(true) {
        let label = words.unwrap_or_else(|| Words::plain("Refuse to answer"));
        let taken: Vec<_> = options.iter().map(|(_, id)| id.as_str()).collect();
        let id = Ids::with(&taken).make(&["refused"], "", "refused");
        options.push(("refused".to_owned(), id.clone()));
        let exclusive = pick == Pick::Several;
        listed.items.push(Item { id, label, exclusive, fixed: true, ..Item::default() });
    }
    object.elsewhere(&[
        ("there is no option that ticks all; left out", "showSelectAllItem hasSelectAll"),
        (ERRORS, "otherErrorText"),
    ]);
}

fn read_order(object: &mut Object<'_>, listed: &mut Listed) {
    let direction = object.text("choicesOrder").unwrap_or("none");
    listed.shuffle = direction == "random";
    if !matches!(direction, "asc" | "desc") {
        return;
    }
    listed.items.sort_by_key(|item| (item.fixed, item.label.own.to_lowercase()));
    if direction == "desc" {
        let n_free = listed.items.iter().filter(|item| !item.fixed).count();
        if let Some(free) = listed.items.get_mut(..n_free) {
            free.reverse();
        }
    }
    let what = "put in this order once and for all, by the labels of the survey's own language";
    object.note("choicesOrder", what);
}

/// How many options can be chosen.
fn read_bounds(object: &mut Object<'_>, listed: &mut Listed) {
    let (mut min, mut max) =
        (object.count("minSelectedChoices"), object.count("maxSelectedChoices"));
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
    listed.bound(min, max, &|what| object.note("minSelectedChoices", what));
}
