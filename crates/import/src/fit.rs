//! What our own surveys allow a question: what goes beyond it is put within, and noted.

use super::compare::FAR;
use super::draft::{Choice, Keys, Question, Value};
use super::report::quote;

/// The most characters of one line, and of several.
const LINE: f64 = 255.0;
const LINES: f64 = 10_000.0;
/// The most that an option counts for.
const SCORE: f64 = 1e6;

/// Puts a question within bounds; `note` is told what changes.
pub(super) fn fit(question: &mut Question, note: &dyn Fn(String)) {
    match question.kind {
        "short_text" | "long_text" => fit_length(question, note),
        "number" => fit_number(&mut question.keys, note),
        "slider" => fit_slider(&mut question.keys, note),
        "multiple_choice" | "picture_choice" => fit_count(question, note),
        "inputs" => fit_inputs(question, note),
        "file" => {
            clamp(&mut question.keys, "max_mb", (1.0, 100.0), note);
            clamp(&mut question.keys, "max_files", (1.0, 20.0), note);
        }
        _ => {}
    }
    fit_options(question, note);
    fit_recalls(question, note);
}

/// What is no markup says what stands in it: an empty field, a list that opens, a picture.
fn fit_recalls(question: &mut Question, note: &dyn Fn(String)) {
    let of_inputs = question.inputs.iter_mut().flat_map(|input| &mut input.keys);
    let keys = question.keys.iter_mut().chain(of_inputs);
    let placeholders = keys.filter_map(|(key, value)| match value {
        Value::Text(text) if *key == "placeholder" => Some(text),
        _ => None,
    });
    let is_list = question.kind == "dropdown";
    let labels = question.options.iter_mut().filter(|_| is_list).map(|option| &mut option.label);
    let alt = question.image.iter_mut().map(|image| &mut image.alt);
    for text in placeholders.chain(labels).chain(alt) {
        if text.forget(&|_| true) {
            note(format!("{} recalls nothing where it stands", quote(&text.own)));
        }
    }
}

fn number(keys: &Keys, key: &str) -> Option<f64> {
    keys.iter().find_map(|(name, value)| match value {
        Value::Number(number) if *name == key => Some(*number),
        _ => None,
    })
}

fn remove(keys: &mut Keys, key: &str) {
    keys.retain(|(name, _)| *name != key);
}

fn set(keys: &mut Keys, key: &'static str, number: f64) {
    match keys.iter_mut().find(|(name, _)| *name == key) {
        Some((_, value)) => *value = Value::Number(number),
        None => keys.push((key, Value::Number(number))),
    }
}

/// Puts a number that is there within bounds, and makes it whole.
fn clamp(keys: &mut Keys, key: &'static str, (low, high): (f64, f64), note: &dyn Fn(String)) {
    let Some(given) = number(keys, key) else { return };
    let kept = given.round().clamp(low, high);
    if (kept - given).abs() > 0.0 {
        note(format!(
            "\"{key}\" is {kept} instead of {given}: it is whole, and from {low} to {high}"
        ));
        set(keys, key, kept);
    }
}

fn fit_length(question: &mut Question, note: &dyn Fn(String)) {
    let keys = &mut question.keys;
    let longest = [number(keys, "min_length"), number(keys, "max_length")].into_iter().flatten();
    if question.kind == "short_text" && longest.fold(0.0, f64::max) > LINE {
        note(format!("one line has at most {LINE} characters; asked for as several lines"));
        question.kind = "long_text";
    }
    let most = if question.kind == "short_text" { LINE } else { LINES };
    clamp(keys, "min_length", (1.0, most), note);
    clamp(keys, "max_length", (1.0, most), note);
    // Where nothing is said, a long text has at most 2,000 characters.
    let default = if question.kind == "short_text" { LINE } else { 2_000.0 };
    if let Some(min) = number(keys, "min_length").filter(|min| *min > default)
        && number(keys, "max_length").is_none()
    {
        set(keys, "max_length", min.max(LINES));
    }
}

fn fit_number(keys: &mut Keys, note: &dyn Fn(String)) {
    for key in ["min", "max"] {
        if number(keys, key).is_some_and(|bound| bound.abs() > FAR) {
            note(format!("\"{key}\" is beyond what numbers can be; left out"));
            remove(keys, key);
        }
    }
    let finest = [number(keys, "min"), number(keys, "max")].into_iter().flatten().map(decimals_of);
    let needed = f64::from(finest.max().unwrap_or_default());
    if needed > number(keys, "decimals").unwrap_or_default() {
        set(keys, "decimals", needed);
    }
}

/// How many decimals a number has, at most six.
pub(super) fn decimals_of(number: f64) -> u32 {
    let text = ((number * 1e6).round() / 1e6).to_string();
    let n_decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    u32::try_from(n_decimals.min(6)).unwrap_or_default()
}

fn fit_slider(keys: &mut Keys, note: &dyn Fn(String)) {
    let (min, max) = (number(keys, "min").unwrap_or(0.0), number(keys, "max").unwrap_or(100.0));
    let is_far = min.abs() > FAR || max.abs() > FAR;
    if is_far || max - min < 1e-6 {
        note("a slider has room between two numbers; it goes from 0 to 100 now".to_owned());
        set(keys, "min", 0.0);
        set(keys, "max", 100.0);
        set(keys, "step", 1.0);
        return;
    }
    let step = number(keys, "step").unwrap_or(1.0);
    if step > max - min || step < 1e-6 {
        note(format!("a step of {step} leads nowhere; it is the whole way now"));
        set(keys, "step", max - min);
    }
}

/// What can be chosen: the options, and "other".
fn fit_count(question: &mut Question, note: &dyn Fn(String)) {
    let has = |key| question.keys.iter().any(|(name, _)| *name == key);
    if has("options_from") {
        return;
    }
    let n_options = question.options.len() + usize::from(has("other"));
    let most = f64::from(u32::try_from(n_options.max(1)).unwrap_or(u32::MAX));
    let keys = &mut question.keys;
    clamp(keys, "min", (1.0, most), note);
    // As many as there are is no limit.
    if number(keys, "max").is_some_and(|max| max >= most) {
        remove(keys, "max");
    }
    let min = number(keys, "min").unwrap_or(1.0);
    clamp(keys, "max", (min, most), note);
}

fn fit_inputs(question: &mut Question, note: &dyn Fn(String)) {
    for input in &mut question.inputs {
        if input.kind == "number" {
            if input.keys.iter().any(|(key, _)| *key == "min" || *key == "max") {
                note(format!(
                    "numbers beside others have no bounds; those of \"{}\" are left out",
                    input.id
                ));
            }
            input.keys.clear();
            continue;
        }
        clamp(&mut input.keys, "min_length", (1.0, LINE), note);
        clamp(&mut input.keys, "max_length", (1.0, LINE), note);
    }
}

/// What options of this kind cannot have.
fn fit_options(question: &mut Question, note: &dyn Fn(String)) {
    let is_picture = question.kind == "picture_choice";
    let has_comments = matches!(question.kind, "single_choice" | "multiple_choice");
    for option in &mut question.options {
        if option.comment && !has_comments {
            note(format!("the option \"{}\" has no text field here", option.id));
            option.comment = false;
        }
        if is_picture {
            bare(option, note);
        } else if option.image.take().is_some() {
            note(format!("the picture of \"{}\" is left out", option.id));
        }
        option.score = option.score.filter(|score| score.abs() <= SCORE);
    }
    for item in question.rows.iter_mut().chain(&mut question.columns) {
        bare(item, note);
        item.score = item.score.filter(|score| score.abs() <= SCORE);
    }
    // A row counts for nothing.
    for row in &mut question.rows {
        row.score = None;
    }
}

/// Without a condition, a text field, and a place of its own.
fn bare(choice: &mut Choice, note: &dyn Fn(String)) {
    if choice.show_if.take().is_some() {
        note(format!("\"{}\" is always shown", choice.id));
    }
    if std::mem::take(&mut choice.comment) {
        note(format!("\"{}\" has no text field here", choice.id));
    }
    let is_marked = std::mem::take(&mut choice.exclusive) || std::mem::take(&mut choice.fixed);
    if is_marked {
        note(format!("\"{}\" is one like the others", choice.id));
    }
    if choice.image.is_some() {
        choice.score = None;
    }
}
