//! Scales: ratings, yes or no, sliders.

use sondage_author::source::{Input, InputKind, Inputs, Kind, ScaleStyle, Slider, Text, YesNo};

use super::TEXT;
use super::choices::{number_id, number_item, read_item};
use crate::build::{Asked, Build};
use crate::ids::Ids;
use crate::item::{Item, Listed, Pick, SPECIAL};
use crate::number::{self, Scale, whole};
use crate::reader::Object;
use crate::report::quote;
use crate::scope::{Options, Shape};
use crate::words::Words;

/// A rating: by numbers, stars or smileys, or by values of its own.
pub(super) fn read_rating<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let values = read_values(object, build);
    if values.is_empty() {
        object.leave_out("there are no values to choose from");
        return None;
    }
    let key = object.any(&["rateType", "rateDisplayMode"]).unwrap_or("rateType");
    let style = match object.text(key).unwrap_or("labels") {
        "stars" => ScaleStyle::Stars,
        "smileys" => ScaleStyle::Smileys,
        _ => ScaleStyle::Numbers,
    };
    let colors = object.text("scaleColorMode") == Some("colored");
    object.skip(&["rateColorMode", "autoGenerate"]);
    let low = read_end(object, build, ["minRateDescription", "mininumRateDescription"]);
    let high = read_end(object, build, ["maxRateDescription", "maximumRateDescription"]);
    let found = scale_of(&values);
    if let Some((first, count)) = found
        && (style != ScaleStyle::Smileys || count <= 7)
    {
        let (low, high) = (asked.said.maybe("low", low), asked.said.maybe("high", high));
        asked.question.kind = Scale { style, first, count, low, high, colors }.kind();
        if matches!(asked.question.kind, Kind::Nps(_)) && style != ScaleStyle::Numbers {
            object.note(key, "eleven steps are shown as numbers");
        }
        return Some(Shape::Number);
    }
    let reason = match found {
        Some(_) => "more smileys than seven; asked as a choice of numbers",
        None => "no scale from 0 or 1 in whole steps; asked as a choice of its values",
    };
    object.note("rateValues", reason);
    if low.is_some() || high.is_some() {
        object.note("minRateDescription", "a choice has no words at its ends; left out");
    }
    let options: Options =
        values.iter().map(|(value, item)| (value.clone(), item.id.clone())).collect();
    let items = values.into_iter().map(|(_, item)| item).collect();
    let listed = Listed { items, ..Listed::default() };
    asked.question.kind = listed.kind(Pick::One, &mut asked.said, &|what| object.note("", what));
    Some(Shape::One(options))
}

/// The values to choose from: given, or made from a lowest, a highest and a step.
fn read_values<'a>(object: &mut Object<'a>, build: &Build<'a>) -> Vec<(String, Item)> {
    let mut ids = Ids::with(&SPECIAL);
    let min = object.number("rateMin").unwrap_or(1.0);
    let step = object.number("rateStep").filter(|step| *step > 0.0).unwrap_or(1.0);
    let count = object.number("rateCount");
    let max = object.number("rateMax");
    let items = object.list("rateValues");
    if !items.is_empty() {
        let read =
            items.into_iter().filter_map(|(node, path)| read_item(node, path, build, &mut ids));
        return read.collect();
    }
    let max = max.unwrap_or_else(|| min + step * (count.unwrap_or(5.0) - 1.0));
    let mut values = Vec::new();
    let mut value = min;
    while value <= max && values.len() < 100 {
        let id = ids.make(&[&number_id(value)], "", "value");
        values.push((value.to_string(), number_item(id, value)));
        value += step;
    }
    values
}

/// The first value and how many there are, where they count on by one and are labelled by
/// themselves.
fn scale_of(values: &[(String, Item)]) -> Option<(u32, u32)> {
    let first = whole(values.first()?.1.score?).filter(|first| *first <= 1)?;
    let count = u32::try_from(values.len()).ok()?;
    let is_on = (first..).zip(values).all(|(number, (value, item))| {
        item.score == Some(f64::from(number)) && item.label == Words::plain(value)
    });
    let is_nps = first == 0 && count == 11;
    (is_on && ((2..=10).contains(&count) || is_nps)).then_some((first, count))
}

fn read_end<'a>(object: &mut Object<'a>, build: &Build<'a>, names: [&'a str; 2]) -> Option<Words> {
    let name = object.any(&names).unwrap_or(names[0]);
    build.label(object, name, TEXT)
}

/// Yes or no.
pub(super) fn read_boolean<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Shape {
    let yes = build.label(object, "labelTrue", TEXT);
    let no = build.label(object, "labelFalse", TEXT);
    let (yes, no) = (asked.said.maybe("yes", yes), asked.said.maybe("no", no));
    asked.question.kind = YesNo { yes, no }.into();
    let (yes, no) = (object.word("valueTrue"), object.word("valueFalse"));
    if yes.is_some() || no.is_some() {
        object.note("valueTrue", "answers are true and false here, whatever they were called");
    }
    let key = object.any(&["displayMode", "renderAs"]).unwrap_or("displayMode");
    if let Some(mode) = object.text(key).filter(|mode| *mode != "default") {
        object.note(key, format!("shown as two buttons rather than as {}", quote(mode)));
    }
    Shape::Flag(yes.unwrap_or_else(|| "true".into()), no.unwrap_or_else(|| "false".into()))
}

/// A slider for one number, or two fields for a range.
pub(super) fn read_slider<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    asked: &mut Asked,
) -> Option<Shape> {
    let min = object.number("min").unwrap_or(0.0);
    let max = object.number("max").unwrap_or(100.0);
    let step = object.number("step").filter(|step| *step > 0.0).unwrap_or(1.0);
    if min >= max {
        object.leave_out("the highest value is not above the lowest");
        return None;
    }
    if object.text("sliderType") != Some("range") {
        let slider = number::slider(min, max, step, &|what| object.note("", what));
        let (low, high) = read_labels(object, build);
        let (low, high) = (asked.said.maybe("low", low), asked.said.maybe("high", high));
        asked.question.kind = Slider { low, high, ..slider }.into();
        return Some(Shape::Number);
    }
    object.note("sliderType", "a range is asked for by two numbers, \"from\" and \"to\"");
    let ends = [("from", "From"), ("to", "To")];
    for (id, _) in ends {
        let what = format!("numbers beside others have no bounds; those of \"{id}\" are left out");
        object.note("", what);
    }
    let input = |(id, label): (&str, &str)| Input {
        id: id.to_owned(),
        label: Text::from(label),
        kind: Some(InputKind::Number),
        required: true,
        ..Input::default()
    };
    asked.question.kind = Inputs { inputs: ends.map(input).to_vec() }.into();
    let part = |(id, _): (&str, &str)| (id.to_owned(), id.to_owned(), Shape::Number);
    Some(Shape::Parts(ends.map(part).to_vec()))
}

/// The words at the two ends.
fn read_labels<'a>(object: &mut Object<'a>, build: &Build<'a>) -> (Option<Words>, Option<Words>) {
    let key = object.any(&["customLabels", "labels"]).unwrap_or("customLabels");
    let mut labels = object.objects(key).into_iter().filter_map(|mut item| {
        item.skip(&["value", "showValue"]);
        build.label(&mut item, "text", TEXT)
    });
    let low = labels.next();
    let rest: Vec<_> = labels.collect();
    if rest.len() > 1 {
        object.note(key, "only the words at the two ends are kept");
    }
    (low, rest.into_iter().next_back())
}
