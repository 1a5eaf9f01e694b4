//! Fields.

use super::super::build::Build;
use super::super::draft::{Keys, Question, Subject, Text, Value};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::scale::set_scale;
use super::super::scope::Shape;
use super::super::source::Node;
use super::screen::read_attachment;
use super::{TEXT, choice};

/// Tells the scope of every field.
pub(super) fn expect(form: &Node, build: &mut Build<'_>) {
    for field in form.get("fields").map(Node::items).unwrap_or_default() {
        for key in ["ref", "id"] {
            if let Some(name) = field.get(key).and_then(Node::text) {
                build.scope.expect(name);
            }
        }
        if let Some(properties) = field.get("properties") {
            expect(properties, build);
        }
    }
}

/// What a field is called: its reference, and its id.
pub(super) struct Names<'a> {
    pub(super) name: &'a str,
    pub(super) id: &'a str,
}

impl<'a> Names<'a> {
    pub(super) fn read(object: &mut Object<'a>) -> Self {
        let (name, id) = (object.text("ref"), object.text("id"));
        Self { name: name.or(id).unwrap_or_default(), id: id.unwrap_or_default() }
    }

    /// Both, where they are different.
    fn all(&self) -> impl Iterator<Item = &'a str> {
        let other = (self.id != self.name).then_some(self.id);
        [self.name].into_iter().chain(other).filter(|name| !name.is_empty())
    }
}

/// Reads a field, or a group with all that is in it.
pub(super) fn read<'a>(object: &mut Object<'a>, build: &mut Build<'a>) {
    let names = Names::read(object);
    for name in names.all() {
        build.goals.question(&format!("field {name}"), build.survey.questions.len());
    }
    let kind = object.text("type").unwrap_or_default();
    let mut question = Question::default();
    let title = build.rich(object, "title", TEXT);
    question.image = read_attachment(object, build);
    let mut properties = object.object("properties");
    if let Some(properties) = &mut properties {
        question.description = build.rich(properties, "description", TEXT);
    }
    let mut rules = object.object("validations");
    question.required = rules.as_mut().and_then(|rules| rules.flag("required")).unwrap_or_default();
    let mut parts = Parts { object, properties: properties.as_mut(), rules: rules.as_mut() };
    let inner = parts.list("fields", kind == "group" || kind == "inline_group");
    let shape = read_kind(kind, &mut parts, build, &mut question);
    let words = title.as_ref().map(|title| title.own.chars().take(40).collect::<String>());
    if let Some(shape) = shape {
        question.id = build.ids.make(
            &[names.name, names.id],
            words.as_deref().unwrap_or_default(),
            "question",
        );
        if question.id != names.name && !names.name.is_empty() {
            object.note(
                "ref",
                format!("{} is the question \"{}\" here", quote(names.name), question.id),
            );
        }
        question.prompt = title.unwrap_or_else(|| Text::plain(question.id.clone()));
        let subject = Subject::Question(question.id.clone());
        for name in names.all().skip(1) {
            build.scope.add(name, subject.clone(), shape.clone());
        }
        build.ask(object, names.name, question, shape);
        choice::add_rows(names.name, build);
    } else {
        names.all().for_each(|name| build.scope.leave_out(name));
    }
    for mut field in inner {
        read(&mut field, build);
    }
}

/// The places where a field keeps what is its own.
pub(super) struct Parts<'o, 'a> {
    pub(super) object: &'o mut Object<'a>,
    pub(super) properties: Option<&'o mut Object<'a>>,
    pub(super) rules: Option<&'o mut Object<'a>>,
}

impl<'a> Parts<'_, 'a> {
    pub(super) fn flag(&mut self, key: &'a str) -> bool {
        let flag = self.properties.as_mut().and_then(|properties| properties.flag(key));
        flag.unwrap_or_default()
    }

    pub(super) fn count(&mut self, key: &'a str) -> Option<u32> {
        self.properties.as_mut()?.count(key)
    }

    pub(super) fn text(&mut self, key: &'a str) -> Option<&'a str> {
        self.properties.as_mut()?.text(key)
    }

    pub(super) fn note(&self, key: &str, text: impl Into<String>) {
        match &self.properties {
            Some(properties) => properties.note(key, text),
            None => self.object.note(key, text),
        }
    }

    fn list(&mut self, key: &'a str, is_wanted: bool) -> Vec<Object<'a>> {
        match &mut self.properties {
            Some(properties) if is_wanted => properties.objects(key),
            _ => Vec::new(),
        }
    }

    /// All is left out, and why.
    pub(super) fn leave_out(&mut self, why: &str) {
        self.object.leave_out(why);
        for inner in [&mut self.properties, &mut self.rules].into_iter().flatten() {
            inner.claim_all();
        }
    }

    fn bound(&mut self, key: &'a str) -> Option<f64> {
        self.rules.as_mut()?.number(key)
    }
}

#[expect(clippy::too_many_lines, reason = "one arm a type of field")]
fn read_kind<'a>(
    kind: &str,
    parts: &mut Parts<'_, 'a>,
    build: &mut Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    let yes_or_no = || Shape::Flag("true".into(), "false".into());
    match kind {
        "short_text" | "long_text" => {
            question.kind = if kind == "short_text" { "short_text" } else { "long_text" };
            let bounds = (parts.bound("min_length"), parts.bound("max_length"));
            push_bounds(parts, &mut question.keys, ["min_length", "max_length"], bounds);
            Some(Shape::Text)
        }
        "email" => Some(as_text(question, "email")),
        "website" => Some(as_text(question, "url")),
        "phone_number" => {
            if let Some(code) = parts.text("default_country_code") {
                parts.note(
                    "default_country_code",
                    format!("numbers begin with no country of their own ({code})"),
                );
            }
            Some(as_text(question, "phone"))
        }
        "number" => {
            question.kind = "number";
            let bounds = (parts.bound("min_value"), parts.bound("max_value"));
            push_bounds(parts, &mut question.keys, ["min", "max"], bounds);
            question.keys.push(("decimals", 6_u32.into()));
            Some(Shape::Number)
        }
        "date" => Some(read_date(parts, question)),
        "yes_no" => {
            question.kind = "yes_no";
            Some(yes_or_no())
        }
        "legal" => {
            question.kind = "consent";
            parts.note("", "the box left open is what \"I don't accept\" was");
            Some(yes_or_no())
        }
        "nps" | "opinion_scale" | "rating" => read_scale(kind, parts, build, question),
        "statement" | "group" | "inline_group" => {
            question.kind = "statement";
            for key in ["button_text", "hide_marks", "show_button"] {
                if let Some(properties) = parts.properties.as_mut() {
                    properties.elsewhere(&[(
                        key,
                        "buttons are worded by themselves, in 30 languages; left out",
                    )]);
                }
            }
            question.required = false;
            Some(Shape::Nothing)
        }
        "file_upload" => {
            question.kind = "file";
            Some(Shape::Opaque)
        }
        "multiple_choice" | "dropdown" | "picture_choice" | "ranking" => {
            choice::read(kind, parts, build, question)
        }
        "matrix" => choice::read_matrix(parts, build, question),
        "contact_info" | "address" => Some(choice::read_fields(kind, parts, question)),
        _ => {
            parts.leave_out(&format!("{} has no counterpart", quote(kind)));
            None
        }
    }
}

fn read_date(parts: &mut Parts<'_, '_>, question: &mut Question) -> Shape {
    question.kind = "date";
    for key in ["structure", "separator"] {
        if parts.text(key).is_some() {
            parts.note(key, "dates are written as the respondent's device writes them");
        }
    }
    Shape::Date
}

fn as_text(question: &mut Question, kind: &'static str) -> Shape {
    question.kind = kind;
    Shape::Text
}

fn push_bounds(
    parts: &Parts<'_, '_>,
    keys: &mut Keys,
    names: [&'static str; 2],
    (min, max): (Option<f64>, Option<f64>),
) {
    if let (Some(low), Some(high)) = (min, max)
        && low > high
    {
        parts.note("", format!("{low} is more than {high}; both are left out"));
        return;
    }
    for (name, bound) in names.into_iter().zip([min, max]) {
        keys.extend(bound.map(|bound| (name, Value::Number(bound))));
    }
}

fn read_scale<'a>(
    kind: &str,
    parts: &mut Parts<'_, 'a>,
    build: &Build<'a>,
    question: &mut Question,
) -> Option<Shape> {
    let is_rating = kind == "rating";
    let steps = parts.count("steps").unwrap_or(if is_rating { 5 } else { 11 });
    let is_from_one = parts.flag("start_at_one") || is_rating;
    let style = match parts.text("shape") {
        Some("heart") => "hearts",
        None | Some("star") if is_rating => "stars",
        Some(shape) if is_rating => {
            parts.note("shape", format!("shown as stars rather than as {}", quote(shape)));
            "stars"
        }
        _ => "numbers",
    };
    let first = u32::from(is_from_one && kind != "nps");
    let steps = if kind == "nps" { 11 } else { steps };
    let shape = if (2..=10).contains(&steps) || (first, steps) == (0, 11) {
        set_scale(question, style, first, steps, false);
        Shape::Number
    } else if (first..=11).contains(&steps) {
        parts.note("steps", "a scale has at most ten steps from 1; asked as a choice of numbers");
        choice::numbers(question, first, steps)
    } else {
        parts.leave_out(&format!("a scale of {steps} is not possible"));
        return None;
    };
    let Some(mut labels) = parts.properties.as_mut().and_then(|own| own.object("labels")) else {
        return Some(shape);
    };
    for (key, name) in [("low", "left"), ("high", "right")] {
        let label = build.label(&mut labels, name, TEXT);
        if matches!(shape, Shape::Number) {
            question.keys.extend(label.map(|text| (key, text.into())));
        } else if label.is_some() {
            labels.note(name, "a choice has no words at its ends; left out");
        }
    }
    labels.elsewhere(&[("center", "a scale has words at its two ends only; left out")]);
    Some(shape)
}
