//! Scales: ratings, yes or no, sliders.

use super::super::build::Build;
use super::super::draft::{Choice, Input, Keys, Question, Text};
use super::super::ids::Ids;
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scale::set_scale;
use super::super::scope::{Options, Shape};
use super::TEXT;
use super::choices::read_item;
use super::field::push_range;

/// A rating: by numbers, stars or smileys, or by values of its own.
pub(super) fn read_rating<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    let values = read_values(object, build);
    if values.is_empty() {
        object.leave_out("there are no values to choose from");
        return None;
    }
    let key = object.any(&["rateType", "rateDisplayMode"]).unwrap_or("rateType");
    let style = match object.text(key).unwrap_or("labels") {
        "stars" => "stars",
        "smileys" => "smileys",
        _ => "numbers",
    };
    let is_colored = object.text("scaleColorMode") == Some("colored");
    object.skip(&["rateColorMode", "autoGenerate"]);
    let ends = read_ends(object, build);
    Some(match scale_of(&values) {
        Some((first, count)) if style != "smileys" || count <= 7 => {
            set_scale(question, style, first, count, is_colored);
            question.keys.extend(ends);
            if question.kind == "nps" && style != "numbers" {
                object.note(key, "eleven steps are shown as numbers");
            }
            Shape::Number
        }
        found => {
            let reason = "no scale from 0 or 1 in whole steps; asked as a choice of its values";
            let is_long = found.is_some();
            object.note(
                "rateValues",
                if is_long {
                    "more smileys than seven; asked as a choice of numbers"
                } else {
                    reason
                },
            );
            if !ends.is_empty() {
                object.note("minRateDescription", "a choice has no words at its ends; left out");
            }
            question.kind = "single_choice";
            let options = values.iter().map(|(value, choice)| (value.clone(), choice.id.clone()));
            let options: Options = options.collect();
            question.options = values.into_iter().map(|(_, choice)| choice).collect();
            Shape::One(options)
        }
    })
}

/// The values to choose from: given, or made from a lowest, a highest and a step.
fn read_values<'a>(object: &mut Object<'a>, build: &Build<'a>) -> Vec<(String, Choice)> {
    let mut ids = Ids::with(&["other", "none", "dont_know"]);
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
        let word = value.to_string();
        let id = ids.make(&[&word.replace('-', "minus_").replace('.', "_")], "", "value");
        let choice = Choice {
            id,
            label: Text::plain(word.clone()),
            score: Some(value),
            ..Choice::default()
        };
        values.push((word, choice));
        value += step;
    }
    values
}

/// The first value and how many there are, where they count on by one and are labelled by
/// themselves.
fn scale_of(values: &[(String, Choice)]) -> Option<(u32, u32)> {
    let first =
        super::super::reader::whole(values.first()?.1.score?).filter(|first| *first <= 1)?;
    let count = u32::try_from(values.len()).ok()?;
    let is_on = (first..).zip(values).all(|(number, (value, choice))| {
        choice.score == Some(f64::from(number)) && choice.label == Text::plain(value.clone())
    });
    let is_nps = first == 0 && count == 11;
    (is_on && ((2..=10).contains(&count) || is_nps)).then_some((first, count))
}

fn read_ends<'a>(object: &mut Object<'a>, build: &Build<'a>) -> Keys {
    let mut keys = Keys::new();
    for (key, names) in [
        ("low", ["minRateDescription", "mininumRateDescription"]),
        ("high", ["maxRateDescription", "maximumRateDescription"]),
    ] {
        let name = object.any(&names).unwrap_or(names[0]);
        keys.extend(build.label(object, name, TEXT).map(|text| (key, text.into())));
    }
    keys
}

/// Yes or no.
pub(super) fn read_boolean<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Shape {
    question.kind = "yes_no";
    for (key, names) in [("yes", "labelTrue"), ("no", "labelFalse")] {
        let label = build.label(object, names, TEXT);
        question.keys.extend(label.map(|text| (key, text.into())));
    }
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
    question: &mut Question,
) -> Option<Shape> {
    let min = object.number("min").unwrap_or_default();
    let max = object.number("max").unwrap_or(100.0);
    let step = object.number("step").filter(|step| *step > 0.0).unwrap_or(1.0);
    if min >= max {
        object.leave_out("the highest value is not above the lowest");
        return None;
    }
    let is_range = object.text("sliderType") == Some("range");
    if !is_range {
        question.kind = "slider";
        push_range(object, &mut question.keys, ("min", "max"), (Some(min), Some(max)));
        question.keys.push(("step", step.into()));
        read_labels(object, build, question);
        return Some(Shape::Number);
    }
    object.note("sliderType", "a range is asked for by two numbers, \"from\" and \"to\"");
    question.kind = "inputs";
    let mut parts = Vec::new();
    for (id, label) in [("from", "From"), ("to", "To")] {
        let keys: Keys = vec![("min", min.into()), ("max", max.into())];
        let label = Text::plain(label);
        question.inputs.push(Input { id: id.into(), label, kind: "number", required: true, keys });
        parts.push((id.to_owned(), id.to_owned(), Shape::Number));
    }
    Some(Shape::Parts(parts))
}

/// The words at the two ends.
fn read_labels<'a>(object: &mut Object<'a>, build: &Build<'a>, question: &mut Question) {
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
    question.keys.extend(low.map(|text| ("low", text.into())));
    question.keys.extend(rest.into_iter().next_back().map(|text| ("high", text.into())));
}
