//! Triggers: what happens when something has been answered.

use sondage_author::source::{Change, Condition, Operand, Subject};

use super::Pages;
use super::condition::condition;
use super::logic::last_place;
use crate::build::Build;
use crate::goal::Jump;
use crate::json::{Node, Value};
use crate::number::decimal;
use crate::partly::Side;
use crate::reader::Object;
use crate::report::quote;
use crate::scope::Shape;

/// Reads the triggers, and puts them into the questions that set them off.
pub(super) fn read<'a>(survey: &mut Object<'a>, build: &mut Build<'a>, pages: &Pages) {
    build.goals.end("the end of the survey", "");
    for mut trigger in survey.objects("triggers") {
        let kind = trigger.text("type").unwrap_or_default();
        let kind = kind.strip_suffix("trigger").unwrap_or(kind);
        if !matches!(kind, "complete" | "skip" | "setvalue" | "copyvalue") {
            trigger.leave_out(&format!("a {} trigger has no counterpart", quote(kind)));
            continue;
        }
        let Some(condition) =
            condition(build, &mut trigger, "expression", (Side::Within, "the trigger is left out"))
        else {
            trigger.leave_out(&format!("a {} trigger that nothing sets off", quote(kind)));
            continue;
        };
        let Some(place) = last_place(&condition, build) else {
            trigger.leave_out("a trigger that no question sets off");
            continue;
        };
        match kind {
            "complete" => {
                jump(
                    &trigger,
                    build,
                    condition,
                    "the end of the survey",
                    end_of_page(place, pages),
                );
            }
            "skip" => {
                let to = trigger.text("gotoName").unwrap_or_default().to_owned();
                jump(&trigger, build, condition, &to, place);
            }
            _ => set(&mut trigger, build, condition, place),
        }
    }
}

/// The survey ends when the page is left, not before.
fn end_of_page(place: usize, pages: &Pages) -> usize {
    pages.iter().find(|(from, to)| (*from..*to).contains(&place)).map_or(place, |(_, to)| to - 1)
}

fn jump(trigger: &Object<'_>, build: &mut Build<'_>, condition: Condition, to: &str, from: usize) {
    let is_skipped =
        build.source.questions.get(from).is_some_and(|question| question.show_if.is_some());
    if is_skipped {
        trigger.note("type", "acts only where the question that it follows is asked");
    }
    let at = trigger.peek("type").map_or(0, |node| node.at);
    let path = trigger.path().to_owned();
    build.goals.jump(Jump { from, condition: Some(condition), to: to.to_owned(), at, path });
}

/// Gives a variable a value. Answers are given by respondents only.
fn set<'a>(trigger: &mut Object<'a>, build: &mut Build<'a>, condition: Condition, place: usize) {
    let name = trigger.text("setToName").unwrap_or_default();
    let variable = match build.scope.find(name).map(|known| known.subject.clone()) {
        Ok(Subject::Variable(id)) => id,
        _ if build.source.questions.iter().any(|question| question.id == name)
            || name.is_empty() =>
        {
            trigger.leave_out(&format!("{} is answered by the respondent only", quote(name)));
            return;
        }
        Ok(_) => {
            trigger.leave_out(&format!("{} cannot be given a value", quote(name)));
            return;
        }
        Err(_) => String::new(),
    };
    trigger.skip(&["isVariable"]);
    let mut from_number = false;
    let operand = if trigger.has("fromName") {
        let from = trigger.text("fromName").unwrap_or_default();
        build.scope.find_part(from).and_then(|known| {
            if build.place_of(&known.subject).is_some_and(|from| from > place) {
                return Err(format!("{} is not asked before it", quote(from)));
            }
            from_number = matches!(known.shape, Shape::Number);
            let has_words = known.recall().is_some();
            has_words
                .then(|| Operand::Of(known.subject.clone()))
                .ok_or_else(|| "it has no words".to_owned())
        })
    } else {
        trigger
            .node("setValue")
            .and_then(literal)
            .ok_or_else(|| "there is no single value".to_owned())
    };
    let operand = match operand {
        Ok(operand) => operand,
        Err(reason) => {
            trigger.leave_out(&format!("{} cannot be set ({reason})", quote(name)));
            return;
        }
    };
    let variable = if variable.is_empty() {
        let is_number = matches!(operand, Operand::Number(_)) || from_number;
        let start = if is_number { Operand::from(0) } else { Operand::from("") };
        trigger.note("setToName", format!("{} is declared as a variable", quote(name)));
        build.vary(name, name, start)
    } else {
        variable
    };
    build.change(place, variable, Change::To(operand), Some(condition));
}

fn literal(node: &Node) -> Option<Operand> {
    match &node.value {
        Value::Number(number) => decimal(*number).map(Operand::Number),
        Value::Text(text) if !text.trim().is_empty() => Some(Operand::Text(text.clone())),
        Value::Flag(flag) => Some(Operand::Text(flag.to_string())),
        _ => None,
    }
}
