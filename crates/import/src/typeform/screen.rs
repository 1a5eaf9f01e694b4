//! The first card and the last ones, and the theme.

use super::super::build::Build;
use super::super::draft::{Card, Ending, Picture, Text};
use super::super::ends::set_time;
use super::super::reader::Object;
use super::super::report::quote;
use super::super::text::Markup;
use super::super::theme;
use super::TEXT;

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
        let title = card.title.take().or_else(|| Some(Text::plain(build.survey.name.clone())));
        build.survey.welcome = Some(Card { title, ..card });
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
        if build.survey.welcome.is_some() {
            set_time(&mut build.survey);
            settings.note(key, "\"minutes\" is counted at 15 seconds a question");
        } else {
            settings.note(key, "there is no first card to say it; left out");
        }
    }
}

/// A picture above a text. Other attachments are noted.
pub(super) fn read_attachment<'a>(from: &mut Object<'a>, build: &Build<'a>) -> Option<Picture> {
    let mut layout = from.object("layout");
    let own = from.object("attachment");
    let of_layout = layout.as_mut().and_then(|layout| layout.object("attachment"));
    let mut attachment = own.or(of_layout)?;
    let kind = attachment.text("type").unwrap_or("image");
    if kind != "image" {
        attachment.leave_out(&format!("{} is no picture", quote(kind)));
        return None;
    }
    let mut properties = attachment.object("properties");
    let alt = properties.as_mut().and_then(|own| build.label(own, "description", Markup::Literal));
    Build::picture(&mut attachment, "href", alt.unwrap_or_default())
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
        build.survey.end.redirect = Some(url);
    }
}

const REDIRECT: &str =
    "respondents are sent on from the survey's own pages; in a message they see the last card";

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
            card.button = Some(button.unwrap_or_else(|| Text::plain("Continue")));
            card.url.clone_from(&url);
        } else if is_shown && !is_redirect {
            properties
                .note("button_mode", "the last card closes the survey; its button is left out");
        }
        properties.elsewhere(&[("share_icons", "there is nothing to share it with; left out")]);
    }
    let words = card.text.as_ref().map(|text| text.own.clone()).unwrap_or_default();
    if is_redirect {
        screen.note("type", REDIRECT);
        card.redirect = url;
    }
    if is_default {
        build.survey.end = card;
        name_end(build, [name, id], "");
        return;
    }
    let ending = build.ending_ids.make(&[name, id], &words, "ending");
    name_end(build, [name, id], &ending);
    if card.redirect.is_none() && card.text.is_none() {
        card.text = Some(Text::plain("Thank you!"));
    }
    build.survey.endings.push(Ending { id: ending, card, condition: None });
}

fn name_end(build: &mut Build<'_>, names: [&str; 2], ending: &str) {
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        build.goals.end(&format!("thankyou {name}"), ending);
    }
}

/// The colours, corners and font, where the file has them.
pub(super) fn read_theme<'a>(form: &mut Object<'a>, build: &mut Build<'a>) {
    if form.peek("theme").is_some_and(|node| node.text().is_some()) {
        form.elsewhere(&[("theme", "the theme is kept elsewhere; set its colours in [theme]")]);
        return;
    }
    let Some(mut theme) = form.object("theme") else { return };
    theme.elsewhere(&[("href", "the theme is kept elsewhere; set its colours in [theme]")]);
    theme.skip(&["id", "name", "visibility"]);
    if let Some(mut colors) = theme.object("colors") {
        for (key, name) in [("accent", "button"), ("surface", "background"), ("text", "question")] {
            let Some(text) = colors.text(name) else { continue };
            match theme::color(text) {
                Some(color) => build.survey.theme.push((key, color.into())),
                None => {
                    colors.note(name, format!("{} is no colour of ours; left out", quote(text)));
                }
            }
        }
        colors.elsewhere(&[("answer", "answers have the colour of the text; left out")]);
    }
    match theme.text("rounded_corners") {
        Some("none") => build.survey.theme.push(("radius", "none".into())),
        Some("small") => build.survey.theme.push(("radius", "small".into())),
        Some("large") => build.survey.theme.push(("radius", "large".into())),
        _ => {}
    }
    build.survey.theme.extend(theme.text("font").and_then(theme::font).map(|font| ("font", font)));
}
