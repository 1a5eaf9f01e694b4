//! The first card and the last ones.

use super::TEXT;
use crate::build::{Build, Card};
use crate::ends::REDIRECT;
use crate::reader::Object;
use crate::words::Words;

/// Reads the first card; whether it is to say how long the survey takes.
pub(super) fn read_welcome<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) -> bool {
    let Some(mut card) = survey.object("welcomeCard") else { return false };
    if !card.flag("enabled").unwrap_or_default() {
        if card.peek("headline").is_some_and(|node| !node.is_nothing()) {
            card.leave_out("the first card is switched off");
        }
        card.claim_all();
        return false;
    }
    let title = build.rich(&mut card, "headline", TEXT);
    let text = build.rich(&mut card, "subheader", TEXT);
    let text = if text.is_none() { build.rich(&mut card, "html", TEXT) } else { text };
    let title = title.or_else(|| Some(Words::plain(&build.source.name.text)));
    let button = build.label(&mut card, "buttonLabel", TEXT);
    let image = Build::picture(&mut card, "fileUrl").map(|src| (src, Words::default()));
    build.welcome = Some(Card { title, text, button, image, ..Card::default() });
    let asks_time = card.flag("timeToFinish").unwrap_or_default();
    if asks_time {
        card.note("timeToFinish", "\"minutes\" is counted at 15 seconds a question");
    }
    card.elsewhere(&[
        ("how many have answered is not shown; left out", "showResponseCount"),
        ("the first card has no video; left out", "videoUrl"),
    ]);
    asks_time
}

/// Reads the endings. The first is where the path leads by itself.
pub(super) fn read<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    // Before jumps had places, they led to the end.
    build.goals.end("end", "");
    for (place, mut object) in survey.objects("endings").into_iter().enumerate() {
        read_ending(&mut object, build, place == 0);
    }
    if let Some(mut card) = survey.object("thankYouCard") {
        if card.flag("enabled").unwrap_or(true) {
            build.end = read_card(&mut card, build);
        } else {
            card.claim_all();
            survey.note("thankYouCard", "there is always a last card");
        }
    }
    if let Some(url) = build.address(survey, "redirectUrl") {
        survey.note("redirectUrl", REDIRECT);
        build.end.redirect = Some(url);
    }
}

fn read_card<'a>(object: &mut Object<'a>, build: &Build<'a>) -> Card {
    let text = build.rich(object, "headline", TEXT);
    let description = build.rich(object, "subheader", TEXT);
    let button = build.label(object, "buttonLabel", TEXT);
    let url = build.address(object, "buttonLink");
    let image = Build::picture(object, "imageUrl").map(|src| (src, Words::default()));
    object.elsewhere(&[("the last card has no video; left out", "videoUrl")]);
    if button.is_some() && url.is_none() {
        object.note("buttonLabel", "a button that leads nowhere; left out");
    }
    let button = url.as_ref().map(|_| button.unwrap_or_else(|| Words::plain("Continue")));
    Card { text, description, button, url, image, ..Card::default() }
}

fn read_ending<'a>(object: &mut Object<'a>, build: &mut Build<'a>, is_first: bool) {
    let name = object.text("id").unwrap_or_default();
    if object.text("type") == Some("redirectToUrl") {
        let label = object.text("label").unwrap_or_default();
        let Some(url) = build.address(object, "url") else {
            object.leave_out("a redirect to nowhere");
            build.goals.end(name, "");
            return;
        };
        object.note("url", REDIRECT);
        if is_first {
            build.end.redirect = Some(url);
            build.goals.end(name, "");
            return;
        }
        let id =
            build.ending_ids.make(&[], if label.is_empty() { name } else { label }, "redirect");
        build.goals.end(name, &id);
        let card = Card { redirect: Some(url), ..Card::default() };
        build.add_ending(&id, card, None);
        return;
    }
    let card = read_card(object, build);
    if is_first {
        build.end = card;
        build.goals.end(name, "");
        return;
    }
    let words = card.text.as_ref().map(|text| text.own.clone()).unwrap_or_default();
    let id = build.ending_ids.make(&[name], &words, "ending");
    build.goals.end(name, &id);
    let text = card.text.or_else(|| Some(Words::plain("Thank you!")));
    let card = Card { text, ..card };
    build.add_ending(&id, card, None);
}
