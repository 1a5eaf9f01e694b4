//! The ways through a survey, as a picture and as a list.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde_json::Value as Json;
use sondage_author::problem::Place;

use super::frame::{Tab, head};
use crate::actions::surveys::listing;
use crate::actions::surveys::paths::{PathCard, PathWay, Paths, paths};
use crate::browser::Visit;
use crate::form::pointer::pointer_name;
use crate::pages::Member;
use crate::pages::layout::{Place as PagePlace, page};
use crate::pages::problem::problem;
use crate::refusal::Refusal;
use crate::words::{self, Said, Word};

/// The height of a card.
const HEIGHT: usize = 44;
/// From a card to the next.
const STEP: usize = 68;
/// The width of a card.
const WIDTH: usize = 240;
/// The room for arrows that pass others by.
const LANES: usize = 6;
/// Between such arrows.
const LANE: usize = 18;

/// `GET /studio/surveys/{id}/paths`
pub(crate) async fn show(Member { visit, actor }: Member, Path(id): Path<String>) -> Response {
    let studio = &visit.studio;
    let found = async {
        let survey = listing::show(studio, &actor, &id).await?;
        Ok::<_, Refusal>((survey, paths(studio, &actor, &id).await?))
    };
    let (survey, paths) = match found.await {
        Ok(found) => found,
        Err(refusal) => return problem(&visit, &refusal),
    };
    let source = visit.at(&format!("/studio/surveys/{id}/source"));
    let form = visit.at(&format!("/studio/surveys/{id}/edit"));
    let drawing = Drawing { visit: &visit, paths: &paths, source, form };
    let body = html! {
        (head(&visit, &survey, Tab::Paths))
        p.hint { (visit.say(words::PATHS_HINT)) }
        div.paths {
            div.scroll tabindex="0" role="group" aria-label=(visit.say(words::PATHS_PICTURE)) { (drawing.picture()) }
            (drawing.list())
        }
    };
    page(&visit, &actor, PagePlace::Surveys, &survey.name, &body).into_response()
}

struct Drawing<'a> {
    visit: &'a Visit,
    paths: &'a Paths,
    source: String,
    form: String,
}

impl Drawing<'_> {
    /// Where a key of a card is set: in its form, or in the text at this line where it has no id.
    fn at(&self, card: &PathCard, key: &str, line: u32) -> String {
        let place = match card.id.split_once(':') {
            _ if card.id.is_empty() => return format!("{}#line-{}", self.source, line.max(1)),
            Some((_, id)) => Place::root().key("endings").key(id),
            None if card.id == "end" => Place::root().key("end"),
            None => Place::root().key("questions").key(&card.id),
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("card", &pointer_name(&place));
        let field = match key {
            "" => String::new(),
            key => format!("#field:{}", pointer_name(&place.key(key))),
        };
        format!("{}?{}{field}", self.form, query.finish())
    }

    /// Paths only go forward, so the cards stand in their order; what passes some by goes round them.
    fn picture(&self) -> Markup {
        let cards = &self.paths.cards;
        let (width, height) = (WIDTH + LANES * LANE + 24, cards.len() * STEP + 8);
        html! {
            svg.picture width=(width) height=(height) viewBox=(format!("0 0 {width} {height}")) aria-hidden="true" focusable="false" {
                defs {
                    marker #arrow viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse" {
                        path d="M0 0 8 4 0 8z" {}
                    }
                }
                @for (at, card) in cards.iter().enumerate() {
                    @for (nth, way) in card.ways.iter().enumerate() { (self.arrow((at, card), nth, way)) }
                }
                @for (at, card) in cards.iter().enumerate() { (self.card(at, card)) }
            }
        }
    }

    fn arrow(&self, (at, card): (usize, &PathCard), nth: usize, way: &PathWay) -> Markup {
        let from = at * STEP + 4;
        let to = way.to * STEP + 4;
        let path = if way.to == at + 1 {
            format!("M{x} {} V{}", from + HEIGHT, to - 1, x = WIDTH / 2)
        } else {
            let x = WIDTH + 12 + LANE * ((at + nth) % LANES + 1);
            let (start, end) = (from + 12 + 8 * (nth % 3), to + HEIGHT / 2);
            format!(
                "M{WIDTH} {start} H{} Q{x} {start} {x} {} V{} Q{x} {end} {} {end} H{}",
                x - 8,
                start + 8,
                end - 8,
                x - 8,
                WIDTH + 2
            )
        };
        let words = way
            .rule
            .as_ref()
            .map_or_else(|| self.visit.say(words::PATHS_ELSE).to_owned(), |rule| self.rule(rule));
        html! {
            @if way.line > 0 {
                a href=(self.at(card, way.key, way.line)) tabindex="-1" { path.way data-rule[way.rule.is_some()] d=(path) marker-end="url(#arrow)" { title { (words) } } }
            } @else {
                path.way d=(path) marker-end="url(#arrow)" {}
            }
        }
    }

    fn card(&self, at: usize, card: &PathCard) -> Markup {
        let y = at * STEP + 4;
        let is_end = card.id == "end" || card.id.starts_with("end:");
        html! {
            a href=(self.at(card, "", card.line)) tabindex="-1" {
                rect.box x="1" y=(y) width=(WIDTH - 2) height=(HEIGHT) rx=(if is_end { HEIGHT / 2 } else { 8 })
                    data-end[is_end] data-rule[card.rule.is_some()] data-found[!card.findings.is_empty()] {}
                text x="14" y=(y + 18) { (shortened(&card.id, 28)) @if card.rule.is_some() { " ?" } @if !card.findings.is_empty() { " !" } }
                text.soft x="14" y=(y + 35) { (shortened(&card.text, 32)) }
            }
        }
    }

    /// The same in words.
    fn list(&self) -> Markup {
        let visit = self.visit;
        html! {
            ol.ways aria-label=(visit.say(words::PATHS_LIST)) {
                @for card in &self.paths.cards {
                    li {
                        a href=(self.at(card, "", card.line)) { strong { (card.id) } } " " (shortened(&card.text, 80))
                        @if let Some(rule) = &card.rule {
                            p { (visit.say(words::PATHS_ONLY_IF)) " " a href=(self.at(card, rule_key(card), card.rule_line)) { (self.rule(rule)) } }
                        }
                        @if !card.ways.is_empty() {
                            ul { @for way in &card.ways { li { (self.way(card, way)) } } }
                        }
                        @for found in &card.findings { p.notice.warn { (found.message) } }
                    }
                }
            }
        }
    }

    fn way(&self, card: &PathCard, way: &PathWay) -> Markup {
        let to = self.paths.cards.get(way.to).map_or("", |card| card.id.as_str());
        let words = match &way.rule {
            Some(rule) => {
                self.visit.tell(&Said::new(words::PATHS_IF).with("rule", self.rule(rule)))
            }
            None => self.visit.say(words::PATHS_ELSE).to_owned(),
        };
        html! {
            @if way.line > 0 { a href=(self.at(card, way.key, way.line)) { (words) } } @else { (words) }
            " → " (to)
        }
    }

    /// A rule in words.
    fn rule(&self, rule: &Json) -> String {
        let Some(keys) = rule.as_object() else { return rule.to_string() };
        let visit = self.visit;
        let all = |list: &Json, between: Word| {
            let parts = list.as_array().map(Vec::as_slice).unwrap_or_default();
            let parts: Vec<String> = parts.iter().map(|part| self.rule(part)).collect();
            format!("({})", parts.join(&format!(" {} ", visit.say(between))))
        };
        let mut said = Vec::new();
        for (key, value) in keys {
            match key.as_str() {
                "question" | "hidden" | "variable" => said.insert(0, value_of(value)),
                "all" => said.push(all(value, words::RULE_AND)),
                "any" => said.push(all(value, words::RULE_OR)),
                "none" => {
                    said.push(format!(
                        "{} {}",
                        visit.say(words::RULE_NONE),
                        all(value, words::RULE_OR)
                    ));
                }
                "answered" => {
                    let is_so = value.as_bool().unwrap_or(true);
                    let word = if is_so { words::RULE_ANSWERED } else { words::RULE_NOT_ANSWERED };
                    said.push(visit.say(word).to_owned());
                }
                test => said.push(format!("{} {}", self.test(test), value_of(value))),
            }
        }
        said.join(" ")
    }

    fn test(&self, key: &str) -> String {
        let word = match key {
            "is" => words::RULE_IS,
            "is_not" => words::RULE_IS_NOT,
            "one_of" => words::RULE_ONE_OF,
            "none_of" => words::RULE_NONE_OF,
            "all_of" => words::RULE_ALL_OF,
            "at_least" => words::RULE_AT_LEAST,
            "at_most" => words::RULE_AT_MOST,
            "above" => words::RULE_ABOVE,
            "below" => words::RULE_BELOW,
            "between" => words::RULE_BETWEEN,
            "before" => words::RULE_BEFORE,
            "after" => words::RULE_AFTER,
            "contains" => words::RULE_CONTAINS,
            "contains_not" => words::RULE_CONTAINS_NOT,
            "starts_with" => words::RULE_STARTS_WITH,
            "ends_with" => words::RULE_ENDS_WITH,
            "alike" => words::RULE_ALIKE,
            "first" => words::RULE_FIRST,
            "chosen_at_least" => words::RULE_CHOSEN_AT_LEAST,
            "chosen_at_most" => words::RULE_CHOSEN_AT_MOST,
            other => return other.to_owned(),
        };
        self.visit.say(word).to_owned()
    }
}

/// The key of a card that has its rule.
fn rule_key(card: &PathCard) -> &'static str {
    if card.id.starts_with("end:") { "if" } else { "show_if" }
}

/// A value of a rule, as people read it.
fn value_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(all) => all.iter().map(value_of).collect::<Vec<_>>().join(", "),
        Json::Object(keys) => keys.values().map(value_of).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// The beginning of a text.
fn shortened(text: &str, most: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= most {
        return line.to_owned();
    }
    line.chars().take(most - 1).collect::<String>() + "…"
}
