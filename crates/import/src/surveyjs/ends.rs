//! The first card and the last ones.

use super::TEXT;
use super::condition::condition;
use crate::build::{Build, Card};
use crate::ends::{REDIRECT, card_of};
use crate::json::Node;
use crate::partly::Side;
use crate::reader::Object;
use crate::text::Markup;
use crate::words::Words;

/// Reads a start page as the welcome card; `false` where it asks something, and is a page like
/// any other.
pub(super) fn read_start<'a>(page: &mut Object<'a>, build: &mut Build<'a>) -> bool {
    let elements = page.peek("elements").map(Node::items).unwrap_or_default();
    let is_reading = |kind: Option<&str>| matches!(kind, Some("html" | "image"));
    if !elements.iter().all(|item| is_reading(item.get("type").and_then(|kind| kind.text()))) {
        page.note(
            "",
            "the start page asks something; its questions come first, and there is no first card",
        );
        return false;
    }
    page.skip(&["name"]);
    let mut card = Card { title: build.label(page, "title", TEXT), ..Card::default() };
    let mut texts = Vec::new();
    texts.extend(build.rich(page, "description", TEXT));
    for mut element in page.objects("elements") {
        element.skip(&["type", "name"]);
        texts.extend(build.rich(&mut element, "html", Markup::Html));
        let alt = build.bare(&mut element, "altText", TEXT).unwrap_or_default();
        let image = Build::picture(&mut element, "imageLink");
        card.image = card.image.or(image.map(|src| (src, alt)));
    }
    card.text = texts.into_iter().reduce(|one, other| joined(one, &other));
    // A card has a title; the text alone can be one.
    if card.title.is_none() {
        card.title = Some(Words::plain(&build.source.name.text));
    }
    build.welcome = Some(card);
    true
}

/// One text after the other, in each language.
fn joined(mut one: Words, other: &Words) -> Words {
    for (locale, words) in &mut one.others {
        let more = other.others.iter().find(|(also, _)| also == locale);
        let more = more.map_or(&other.own, |(_, more)| more);
        words.extend(["\n", more]);
    }
    one.own.extend(["\n", &other.own]);
    one
}

/// Reads the last cards, and where people are sent from there.
pub(super) fn read<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    if let Some(text) = build.rich(survey, "completedHtml", Markup::Html) {
        build.end = card_of(text);
    }
    if survey.any(&["showCompletePage", "showCompletedPage"]).and_then(|key| survey.flag(key))
        == Some(false)
    {
        survey.note("showCompletePage", "there is always a last card");
    }
    let url = build.address(survey, "navigateToUrl");
    if url.is_some() {
        survey.note("navigateToUrl", REDIRECT);
    }
    // Whatever is said at the end, people are sent on where there is somewhere to send them.
    for mut item in survey.objects("navigateToUrlOnCondition") {
        match build.address(&mut item, "url") {
            Some(url) => add(&mut item, build, Card { redirect: Some(url), ..Card::default() }),
            None => item.leave_out("a redirect to nowhere"),
        }
    }
    for mut item in survey.objects("completedHtmlOnCondition") {
        match build.rich(&mut item, "html", Markup::Html) {
            Some(text) => {
                let redirect = url.clone();
                add(&mut item, build, Card { redirect, ..card_of(text) });
            }
            None => item.leave_out("an ending without words"),
        }
    }
    build.end.redirect = url;
}

fn add<'a>(item: &mut Object<'a>, build: &mut Build<'a>, card: Card) {
    let condition = condition(build, item, "expression", (Side::Within, "the ending is left out"));
    if condition.is_some() {
        let name = if card.text.is_some() { "ending" } else { "redirect" };
        let id = build.ending_ids.make(&[name], "", name);
        build.add_ending(&id, card, condition);
    }
}
