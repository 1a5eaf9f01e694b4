//! The ways through a survey, as a picture shows them: from its text, right or not.

use serde::Serialize;
use serde_json::Value as Json;
use sondage_author::editing::json_of;
use sondage_author::problem::{Place, Step};
use sondage_author::source::node::Node;

use super::checking::{Finding, check_draft};
use super::drafting::read;
use crate::actor::{Actor, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words::{self, Said};

/// The ways through a survey.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Paths {
    /// What is asked, in its order, and then the ends.
    pub cards: Vec<PathCard>,
}

/// A question or an end.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct PathCard {
    /// The question's id; `end`, or `end:id`.
    pub id: String,
    /// What it asks or says.
    pub text: String,
    /// The line of the text at which it begins.
    pub line: u32,
    /// The rule by which it is asked; always, without.
    #[schema(value_type = Option<Object>)]
    pub rule: Option<Json>,
    /// The line of that rule.
    pub rule_line: u32,
    /// Where it leads, the first that holds; an end leads nowhere.
    pub ways: Vec<PathWay>,
    /// What was found about it: that nobody comes to it, that a jump is never taken.
    pub findings: Vec<Finding>,
}

/// A way from a question on.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct PathWay {
    /// To which card, by its place among all.
    pub to: usize,
    /// The rule by which it is taken; where no rule before it holds, without.
    #[schema(value_type = Option<Object>)]
    pub rule: Option<Json>,
    /// The line at which it is written; 0 for the way to whatever comes next.
    pub line: u32,
    /// The key of the question under which it is written.
    #[serde(skip)]
    pub key: &'static str,
}

/// The ways through a survey's draft.
///
/// # Errors
/// Where they may not see it, or its text is none.
pub async fn paths(studio: &Studio, actor: &Actor, id: &str) -> Result<Paths, Refusal> {
    actor.may(Right::SeeSurveys)?;
    let draft = read(studio, actor, id).await?;
    let node = Node::parse(&draft.text, draft.text_language()).map_err(|problems| {
        let line = problems.first().map_or(1, |problem| problem.line);
        Refusal::new(RefusalKind::Conflict, Said::new(words::TEXT_UNREADABLE).with("line", line))
    })?;
    let findings = check_draft(studio, actor, &draft).await?;
    Ok(drawn(&node, &findings))
}

fn drawn(node: &Node, findings: &[Finding]) -> Paths {
    let survey = json_of(&node.tree);
    let list = |name: &str| survey.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
    let (questions, endings) = (list("questions"), list("endings"));
    let ids: Vec<String> = questions.iter().map(|one| text(one, "id")).collect();
    let end_ids = endings.iter().map(|one| format!("end:{}", text(one, "id")));
    let all: Vec<String> = ids.iter().cloned().chain(["end".to_owned()]).chain(end_ids).collect();
    let line = |steps: &[Step]| {
        node.line_of(&steps.iter().fold(Place::root(), |place, step| place.step(step)))
    };
    let of = |id: &str| -> Vec<Finding> {
        let is_its = |one: &&Finding| one.question.as_deref() == Some(id);
        findings.iter().filter(is_its).cloned().collect()
    };
    let mut cards = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let place = |rest: &[Step]| {
            let own = [Step::Key("questions".to_owned()), Step::Item(at)];
            line(&own.into_iter().chain(rest.iter().cloned()).collect::<Vec<_>>())
        };
        cards.push(PathCard {
            id: text(question, "id"),
            text: text(question, "prompt"),
            line: place(&[]),
            rule: question.get("show_if").cloned(),
            rule_line: place(&[Step::Key("show_if".to_owned())]),
            ways: ways(question, at, &all, &place),
            findings: of(&text(question, "id")),
        });
    }
    let end = survey.get("end").cloned().unwrap_or_default();
    let end_line = line(&[Step::Key("end".to_owned())]);
    cards.push(ending("end".to_owned(), &end, end_line));
    for (at, one) in endings.iter().enumerate() {
        let own = line(&[Step::Key("endings".to_owned()), Step::Item(at)]);
        cards.push(ending(format!("end:{}", text(one, "id")), one, own));
    }
    Paths { cards }
}

fn ending(id: String, end: &Json, line: u32) -> PathCard {
    let (rule, findings) = (end.get("if").cloned(), Vec::new());
    let said = Some(text(end, "title")).filter(|title| !title.is_empty());
    let text = said.unwrap_or_else(|| text(end, "text"));
    PathCard { id, text, line, rule, rule_line: line, ways: Vec::new(), findings }
}

/// The ways from a question: its jumps, and where it goes by itself.
fn ways(question: &Json, at: usize, all: &[String], line: &dyn Fn(&[Step]) -> u32) -> Vec<PathWay> {
    let place = |to: &str| all.iter().position(|id| id == to);
    let jumps = question.get("jump").and_then(Json::as_array).cloned().unwrap_or_default();
    let mut ways: Vec<PathWay> = jumps
        .iter()
        .enumerate()
        .filter_map(|(nth, jump)| {
            let line = line(&[Step::Key("jump".to_owned()), Step::Item(nth)]);
            Some(PathWay {
                to: place(&text(jump, "to"))?,
                rule: jump.get("if").cloned(),
                line,
                key: "jump",
            })
        })
        .collect();
    let next = text(question, "next");
    let is_always = ways.last().is_some_and(|way| way.rule.is_none());
    if let Some(to) = place(&next) {
        let line = line(&[Step::Key("next".to_owned())]);
        ways.push(PathWay { to, rule: None, line, key: "next" });
    } else if !is_always {
        ways.push(PathWay { to: at + 1, rule: None, line: 0, key: "" });
    }
    ways
}

fn text(of: &Json, key: &str) -> String {
    of.get(key).and_then(Json::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use sondage_author::source::node::Node;
    use sondage_intake::Language;

    use super::drawn;

    #[test]
    fn a_way_is_where_its_rule_is_written() {
        let text = "id = \"a\"\n[[questions]]\nid = \"one\"\njump = [\n  { if = { question = \"one\", at_most = 6 }, to = \"end:bad\" },\n]\n\
                    [[questions]]\nid = \"two\"\nshow_if = { question = \"one\", is = 9 }\nnext = \"end\"\n[end]\ntext = \"Bye\"\n\
                    [[endings]]\nid = \"bad\"\ntitle = \"Sorry\"\n";
        let node = Node::parse(text, Language::Toml).unwrap();
        let paths = drawn(&node, &[]);
        let ids: Vec<_> = paths.cards.iter().map(|card| card.id.as_str()).collect();
        assert_eq!(ids, ["one", "two", "end", "end:bad"]);
        let ways: Vec<_> = paths.cards[0].ways.iter().map(|way| (way.to, way.line)).collect();
        assert_eq!(ways, [(3, 5), (1, 0)]);
        assert_eq!((paths.cards[1].rule_line, paths.cards[1].ways[0].to), (9, 2));
        assert_eq!(paths.cards[3].text, "Sorry");
    }
}
