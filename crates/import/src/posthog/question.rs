//! Questions.

use super::super::build::Build;
use super::super::draft::{Choice, Question, Subject, Text};
use super::super::ids::{Ids, renamed};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scale::set_scale;
use super::super::scope::{Options, Shape};
use super::super::text::{Markup, https};
use super::look::WORDED;
use super::{Tongues, branching};

/// What is asked as it stands, and where no marks are possible.
const PLAIN: (Markup, bool) = (Markup::Literal, false);

/// Reads the questions, and puts their branches into them.
pub(super) fn read_all<'a>(
    survey: &mut Object<'a>,
    build: &mut Build<'a>,
    placeholder: Option<&Text>,
    is_shuffled: bool,
) {
    build.goals.end("end", "");
    let mut asked = Vec::new();
    for (place, mut object) in survey.objects("questions").into_iter().enumerate() {
        build.goals.question(&branching::name(place), build.survey.questions.len());
        let skips = object.flag("skipSubmitButton").unwrap_or_default();
        let Some(kind) = read(&mut object, build, placeholder) else { continue };
        let can_skip = matches!(kind, "nps" | "rating" | "single_choice");
        asked.push((can_skip, skips && can_skip));
        branching::read(&mut object, build);
        if skips && !can_skip {
            object.note("skipSubmitButton", "one tap does not answer this; left out");
        }
    }
    let n_taps = asked.iter().filter(|(can_skip, _)| *can_skip).count();
    let n_skips = asked.iter().filter(|(_, skips)| *skips).count();
    if n_skips > 0 {
        build.survey.flow.push(("auto_advance", true.into()));
    }
    if n_skips > 0 && n_skips < n_taps {
        build
            .report
            .once("a tap goes on by itself in the whole survey, not for some questions only");
    }
    let has_branches = build.goals.has_jumps();
    let ids: Vec<_> = build.survey.questions.iter().map(|question| question.id.clone()).collect();
    if is_shuffled && has_branches {
        build.report.once("questions with branches are not shuffled");
    } else if is_shuffled && ids.len() > 1 {
        build.survey.shuffles.push(ids);
    }
}

fn read<'a>(
    object: &mut Object<'a>,
    build: &mut Build<'a>,
    placeholder: Option<&Text>,
) -> Option<&'static str> {
    let mut tongues = Tongues::read(object, build);
    let mut question = Question::default();
    let kind = object.text("type").unwrap_or_default();
    let Some(prompt) = tongues.text(build, object, "question", (Markup::Literal, true)) else {
        object.leave_out("a question without words");
        return None;
    };
    question.prompt = prompt;
    let is_html = object.text("descriptionContentType") == Some("html");
    let markup = if is_html { Markup::Html } else { Markup::Literal };
    question.description = tongues.text(build, object, "description", (markup, true));
    // What is not said to be optional is required.
    question.required = !object.flag("optional").unwrap_or_default();
    let id = object.text("id").unwrap_or_default();
    let words: String = question.prompt.own.chars().take(40).collect();
    let shape = match kind {
        "open" => Some(read_open(object, &mut question, placeholder)),
        "link" => Some(read_link(object, build, &mut question, &mut tongues)),
        "rating" => read_rating(object, build, &mut question, &mut tongues),
        "single_choice" | "multiple_choice" => {
            let is_multiple = kind == "multiple_choice";
            read_choice(object, build, &mut question, &mut tongues, is_multiple)
        }
        _ => {
            object.leave_out(&format!("{} is an unknown kind of question", quote(kind)));
            None
        }
    }?;
    for (_, tongue) in &mut tongues.0 {
        tongue.elsewhere(&[("buttonText", WORDED)]);
    }
    object.elsewhere(&[("buttonText", WORDED)]);
    object.skip(&["originalQuestionIndex"]);
    question.id = build.ids.make(&[id], &words, "question");
    if !id.is_empty() && question.id != id {
        object.note("id", format!("{} is the question \"{}\" here", quote(id), question.id));
    }
    let kind = question.kind;
    build.ask(object, &format!("#{}", question.id.clone()), question, shape).then_some(kind)
}

fn read_open(
    object: &mut Object<'_>,
    question: &mut Question,
    placeholder: Option<&Text>,
) -> Shape {
    question.kind = "long_text";
    let (mut min, mut max) = (None, None);
    for mut rule in object.objects("validation") {
        match rule.text("type") {
            Some("min_length") => min = rule.count("value"),
            Some("max_length") => max = rule.count("value"),
            _ => {
                rule.leave_out("a rule that has no counterpart");
                continue;
            }
        }
        rule.elsewhere(&[(
            "errorMessage",
            "errors are worded by themselves, in 30 languages; left out",
        )]);
    }
    if min.is_some() && max.is_some() && min > max {
        object.note("validation", "the shortest is longer than the longest; left out");
    } else {
        question.keys.extend(min.filter(|min| *min > 0).map(|min| ("min_length", min.into())));
        question.keys.extend(max.filter(|max| *max > 0).map(|max| ("max_length", max.into())));
    }
    question.keys.extend(placeholder.map(|text| ("placeholder", text.clone().into())));
    Shape::Text
}

fn read_link<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
    tongues: &mut Tongues<'a>,
) -> Shape {
    for (_, tongue) in &mut tongues.0 {
        tongue.elsewhere(&[("link", "a link leads to one address in all languages; left out")]);
    }
    let link = object.text("link").unwrap_or_default();
    let Some(url) = https(link) else {
        if !link.is_empty() {
            object.note(
                "link",
                format!(
                    "{} is no address over https; there is only something to read",
                    quote(link)
                ),
            );
        }
        question.kind = "statement";
        question.required = false;
        return Shape::Nothing;
    };
    if std::mem::take(&mut question.required) {
        object.note("type", "a link can be passed without being opened");
    }
    question.kind = "link";
    question.keys.push(("url", url.into()));
    let button = tongues.text(build, object, "buttonText", PLAIN);
    let button = button.unwrap_or_else(|| Text::plain("Open"));
    question.keys.push(("button", button.into()));
    Shape::Flag("true".into(), "false".into())
}

fn read_rating<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
    tongues: &mut Tongues<'a>,
) -> Option<Shape> {
    let is_emoji = object.text("display") == Some("emoji");
    object.skip(&["isNpsQuestion"]);
    let count = object.count("scale").unwrap_or(5);
    match count {
        2 if is_emoji => {
            question.kind = "rating";
            question.keys.push(("style", "thumbs".into()));
            object.note("scale", "up is 2 and down is 1 here; it was the other way round");
        }
        10 => set_scale(question, "numbers", 0, 11, false),
        2..=7 => {
            let style = if is_emoji { "smileys" } else { "numbers" };
            set_scale(question, style, 1, count, false);
        }
        _ => {
            object.leave_out(&format!("a scale of {count} is not possible"));
            return None;
        }
    }
    for (key, name) in [("low", "lowerBoundLabel"), ("high", "upperBoundLabel")] {
        let label = tongues.text(build, object, name, PLAIN);
        question.keys.extend(label.map(|text| (key, text.into())));
    }
    Some(Shape::Number)
}

fn read_choice<'a>(
    object: &mut Object<'a>,
    build: &Build<'a>,
    question: &mut Question,
    tongues: &mut Tongues<'a>,
    is_multiple: bool,
) -> Option<Shape> {
    question.kind = if is_multiple { "multiple_choice" } else { "single_choice" };
    let items = object.list("choices");
    let mut others: Vec<_> = tongues
        .0
        .iter_mut()
        .map(|(locale, tongue)| (locale.clone(), tongue.list("choices")))
        .collect();
    let has_other = object.flag("hasOpenChoice").unwrap_or_default();
    let mut ids = Ids::with(&["other", "none", "dont_know"]);
    let mut options = Options::new();
    for (place, (node, path)) in items.iter().enumerate() {
        let Some(mut label) = build.text(node, path, Markup::Literal, false) else { continue };
        for (locale, list) in &mut others {
            let Some((node, path)) = list.get(place) else { continue };
            let words = build.text(node, path, Markup::Literal, false);
            label.others.extend(words.map(|words| (locale.clone(), words.own)));
        }
        if has_other && place + 1 == items.len() {
            build.report.note(
                node.at,
                path,
                format!(
                    "the option is worded by itself, in 30 languages, not as {}",
                    quote(&label.own)
                ),
            );
            question.keys.push(("other", true.into()));
            options.push((place.to_string(), "other".to_owned()));
            continue;
        }
        let id = ids.make(&[&label.own], "", "option");
        options.push((place.to_string(), id.clone()));
        question.options.push(Choice { id, label, ..Choice::default() });
    }
    if question.options.is_empty() {
        object.leave_out("there are no options to choose from");
        return None;
    }
    let pairs = question.options.iter().map(|option| (option.label.own.clone(), option.id.clone()));
    if let Some(renamed) = renamed(&pairs.collect::<Options>()) {
        object
            .note("choices", format!("labels were the answers; options have ids here: {renamed}"));
    }
    if object.flag("shuffleOptions") == Some(true) {
        question.keys.push(("shuffle", true.into()));
    }
    Some(if is_multiple { Shape::Several(options) } else { Shape::One(options) })
}

/// What the question that was read last is known by.
pub(super) fn last<'b>(build: &'b Build<'_>) -> Option<(usize, &'b Question, Subject)> {
    let question = build.survey.questions.last()?;
    Some((build.survey.questions.len() - 1, question, Subject::Question(question.id.clone())))
}
