//! The first card and the last ones, and the theme.

use sondage_author::source::LookRadius;

use super::TEXT;
use super::parts::read_attachment;
use crate::build::{Build, Card};
use crate::ends::{REDIRECT, set_time};
use crate::reader::Object;
use crate::theme;
use crate::words::Words;

/// Reads the first of the welcome screens.
pub(super) fn read_welcome<'a>(form: &mut Object<'a>, build: &mut Build<'a>) {
    let mut screens = form.objects("welcome_screens").into_iter();
    if let Some(mut screen) = screens.next() {
        screen.skip(&["id", "ref"]);
        let mut card = Card { title: build.rich(&mut screen, "title", TEXT), ..Card::default() };
        card.image = read_attachment(&mut screen, build);
        if let Some(mut properties) = screen.object("properties") {
            card.text = build.rich(&mut properties, "description", TEXT);
            card.button = build.label(&mut properties, "button_text", TEXT);
            properties.skip(&["show_button"]);
        }
        let title = card.title.take().or_else(|| Some(Words::plain(&build.source.name.text)));
        build.welcome = Some(Card { title, ..card });
    }
    for mut screen in screens {
        screen.leave_out("there is one first card");
    }
}

/// Says on the first card how long the survey takes.
pub(super) fn read_time(settings: &mut Object<'_>, build: &mut Build<'_>) {
    for key in ["show_time_to_complete", "show_time_to_completion"] {
        if settings.flag(key) != Some(true) {
            continue;
        }
        if build.welcome.is_some() {
            set_time(build);
            settings.note(key, "\"minutes\" is counted at 15 seconds a question");
        } else {
            settings.note(key, "there is no first card to say it; left out");
        }
    }
}

/// Reads the last cards. The first is where the path leads by itself.
pub(super) fn read_ends<'a>(
    form: &mut Object<'a>,
    settings: Option<&mut Object<'a>>,
    build: &mut Build<'a>,
) {
    let screens = form.objects("thankyou_screens");
    // The one that every form has is shown only where there is no other.
    let is_spare = |screen: &Object<'_>| {
        screen.peek("ref").and_then(|node| node.text()) == Some("default_tys")
    };
    let has_own = screens.iter().any(|screen| !is_spare(screen));
    let mut is_first = true;
    for mut screen in screens {
        let is_default = is_first && (!has_own || !is_spare(&screen));
        read_end(&mut screen, build, is_default);
        is_first &= !is_default;
    }
    if let Some(settings) = settings
        && let Some(url) = build.address(settings, "redirect_after_submit_url")
    {
        settings.note("redirect_after_submit_url", REDIRECT);
        build.end.redirect = Some(url);
    }
}

fn read_end<'a>(screen: &mut Object<'a>, build: &mut Build<'a>, is_default: bool) {
    let name = screen.text("ref").unwrap_or_default();
    let id = screen.text("id").unwrap_or_default();
    let mut card = Card { text: build.rich(screen, "title", TEXT), ..Card::default() };
    card.image = read_attachment(screen, build);
    let is_redirect = screen.text("type") == Some("url_redirect");
    let mut url = None;
    if let Some(mut properties) = screen.object("properties") {
        card.description = build.rich(&mut properties, "description", TEXT);
        let button = build.label(&mut properties, "button_text", TEXT);
        let mode = properties.text("button_mode").unwrap_or_default();
        let is_shown = properties.flag("show_button").unwrap_or_default();
        url = build.address(&mut properties, "redirect_url");
        if is_shown && mode == "redirect" && !is_redirect && url.is_some() {
            card.button = Some(button.unwrap_or_else(|| Words::plain("Continue")));
            card.url.clone_from(&url);
        } else if is_shown && !is_redirect {
            properties
                .note("button_mode", "the last card closes the survey; its button is left out");
        }
        properties.elsewhere(&[("there is nothing to share it with; left out", "share_icons")]);
    }
    let words = card.text.as_ref().map(|text| text.own.clone()).unwrap_or_default();
    if is_redirect {
        screen.note("type", REDIRECT);
        card.redirect = url;
    }
    if is_default {
        build.end = card;
        name_end(build, [name, id], "");
        return;
    }
    let ending = build.ending_ids.make(&[name, id], &words, "ending");
    name_end(build, [name, id], &ending);
    if card.redirect.is_none() && card.text.is_none() {
        card.text = Some(Words::plain("Thank you!"));
    }
    build.add_ending(&ending, card, None);
}

fn name_end(build: &mut Build<'_>, names: [&str; 2], ending: &str) {
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        build.goals.end(&format!("thankyou {name}"), ending);
    }
}

/// The colours, corners and font, where the file has them.
pub(super) fn read_theme<'a>(form: &mut Object<'a>, build: &mut Build<'a>) {
    if form.peek("theme").is_some_and(|node| node.text().is_some()) {
        form.elsewhere(&[("the theme is kept elsewhere; set its colours in [theme]", "theme")]);
        return;
    }
    let Some(mut look) = form.object("theme") else { return };
    look.elsewhere(&[("the theme is kept elsewhere; set its colours in [theme]", "href")]);
    look.skip(&["id", "name", "visibility"]);
    let own = &mut build.source.theme;
    if let Some(mut colors) = look.object("colors") {
        theme::read_color(&mut colors, "button", &mut own.accent);
        theme::read_color(&mut colors, "background", &mut own.surface);
        theme::read_color(&mut colors, "question", &mut own.text);
        colors.elsewhere(&[("answers have the colour of the text; left out", "answer")]);
    }
    own.radius = match look.text("rounded_corners") {
        Some("none") => Some(LookRadius::None),
        Some("small") => Some(LookRadius::Small),
        Some("large") => Some(LookRadius::Large),
        _ => None,
    };
    own.font = look.text("font").and_then(theme::font);
}
