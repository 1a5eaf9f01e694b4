//! Requirements: jumps, calculations, and answers that become required.

use sondage_author::source::{Change, Condition, Kind, Operand, Subject};

use super::condition;
use crate::build::Build;
use crate::condition::any;
use crate::goal::Jump;
use crate::json::Node;
use crate::reader::Object;
use crate::report::quote;
use crate::scope::Shape;

/// Answers that become required; which questions they are is known when all are read.
#[derive(Default)]
pub(super) struct Requirements(Vec<Required>);

struct Required {
    /// Without one, always.
    condition: Option<Condition>,
    name: String,
    from: usize,
    at: u32,
    path: String,
}

/// Reads the logic of a block whose questions begin at `first`.
pub(super) fn read<'a>(
    block: &mut Object<'a>,
    build: &mut Build<'a>,
    first: usize,
    rules: &mut Requirements,
) {
    let last = build.source.questions.len().checked_sub(1).filter(|last| *last >= first);
    let name = block.text("id").unwrap_or_default();
    for mut rule in block.objects("logic") {
        rule.skip(&["id"]);
        match last {
            Some(last) if rule.has("destination") => read_old(&mut rule, build, last, name),
            Some(last) => read_rule(&mut rule, build, last, rules),
            None => {
                lose_jumps(&rule, build, None);
                rule.leave_out("what it follows is not asked");
            }
        }
    }
    let Some(to) = block.text("logicFallback").filter(|to| !to.is_empty()) else { return };
    let Some(from) = last else {
        block.note("logicFallback", "what it follows is not asked; left out");
        build.goals.lose(None, to);
        return;
    };
    let at = block.peek("logicFallback").map_or(0, |node| node.at);
    let path = block.below("logicFallback");
    build.goals.jump(Jump { from, condition: None, to: to.to_owned(), at, path });
}

/// Tells of the jumps of a rule that is left out.
fn lose_jumps(rule: &Object<'_>, build: &mut Build<'_>, from: Option<usize>) {
    for action in rule.peek("actions").map(Node::items).unwrap_or_default() {
        let text = |key| action.get(key).and_then(Node::text).unwrap_or_default();
        if is_jump(text("objective")) {
            build.goals.lose(from, text("target"));
        }
    }
}

fn read_rule<'a>(
    rule: &mut Object<'a>,
    build: &mut Build<'a>,
    from: usize,
    rules: &mut Requirements,
) {
    let condition = match condition::under(rule, "conditions", &build.scope) {
        Ok(condition) => condition,
        Err(reason) => {
            lose_jumps(rule, build, Some(from));
            rule.note("conditions", format!("cannot be expressed here ({reason})"));
            rule.leave_out("a rule whose condition cannot be expressed");
            return;
        }
    };
    for mut action in rule.objects("actions") {
        action.skip(&["id"]);
        read_action(&mut action, build, from, condition.clone(), rules);
    }
}

/// Requirements of the first versions: one condition on the question itself, and where to go.
fn read_old<'a>(rule: &mut Object<'a>, build: &mut Build<'a>, from: usize, name: &str) {
    let to = rule.text("destination").unwrap_or_default().to_owned();
    let op = rule.text("condition").unwrap_or_default();
    let value = rule.node("value");
    let known = build.scope.find(name).cloned();
    match known.and_then(|known| condition::of_old(&known, op, value)) {
        Ok(condition) => {
            let at = rule.peek("destination").map_or(0, |node| node.at);
            let path = rule.below("destination");
            build.goals.jump(Jump { from, condition: Some(condition), to, at, path });
        }
        Err(reason) => {
            build.goals.lose(Some(from), &to);
            rule.leave_out(&format!("{} cannot be expressed here ({reason})", quote(op)));
        }
    }
}

/// Whether an action leads somewhere else.
fn is_jump(objective: &str) -> bool {
    matches!(objective, "jumpToBlock" | "jumpToQuestion")
}

fn read_action<'a>(
    action: &mut Object<'a>,
    build: &mut Build<'a>,
    from: usize,
    condition: Option<Condition>,
    rules: &mut Requirements,
) {
    let at = action.peek("target").map_or(0, |node| node.at);
    let path = action.below("target");
    match action.text("objective").unwrap_or_default() {
        objective if is_jump(objective) => {
            let to = action.text("target").unwrap_or_default().to_owned();
            build.goals.jump(Jump { from, condition, to, at, path });
        }
        "requireAnswer" => {
            let name = action.text("target").unwrap_or_default().to_owned();
            rules.0.push(Required { condition, name, from, at, path });
        }
        "calculate" => calculate(action, build, from, condition),
        other => action.leave_out(&format!("{} is an unknown action", quote(other))),
    }
}

fn calculate<'a>(
    action: &mut Object<'a>,
    build: &mut Build<'a>,
    from: usize,
    condition: Option<Condition>,
) {
    let name = action.text("variableId").unwrap_or_default();
    let known = build.scope.find(name).map(|known| (known.subject.clone(), known.shape.clone()));
    let Ok((Subject::Variable(variable), shape)) = known else {
        action.leave_out(&format!("there is no variable {}", quote(name)));
        return;
    };
    let is_number = matches!(shape, Shape::Number);
    let change: fn(Operand) -> Change = match action.text("operator").unwrap_or_default() {
        "assign" => Change::To,
        "concat" if !is_number => Change::Append,
        "add" if is_number => Change::Add,
        "subtract" if is_number => Change::Subtract,
        "multiply" if is_number => Change::Multiply,
        "divide" if is_number => Change::Divide,
        other => {
            action.leave_out(&format!("{} is no operation on {}", quote(other), quote(&variable)));
            return;
        }
    };
    let operand = match action.object("value") {
        Some(mut value) => condition::value_of(&mut value, is_number, &build.scope),
        None => Err("there is no value".to_owned()),
    };
    match operand {
        Ok(operand) => build.change(from, variable, change(operand), condition),
        Err(reason) => action.leave_out(&reason),
    }
}

/// Makes questions required where their rules say so.
pub(super) fn settle(rules: &mut Requirements, build: &mut Build<'_>) {
    for Required { condition, name, from, at, path } in rules.0.drain(..) {
        let known = build.scope.find(&name).map(|known| known.subject.clone());
        let place = known.ok().and_then(|subject| build.place_of(&subject));
        let question =
            place.filter(|place| *place > from).and_then(|at| build.source.questions.get_mut(at));
        match question {
            None => {
                let what =
                    format!("{} is not asked after it; it does not become required", quote(&name));
                build.report.note(at, &path, what);
            }
            Some(question) if matches!(question.kind, Kind::Statement(_)) => {
                build.report.note(at, &path, format!("{} takes no answer; left out", quote(&name)));
            }
            Some(question) => match condition {
                None => question.required = true,
                Some(condition) => {
                    let all = question.require_if.take().into_iter().chain([condition]);
                    question.require_if = any(all.collect());
                }
            },
        }
    }
}
