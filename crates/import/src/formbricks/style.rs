//! The look: colours, corners, font, logo.

use super::super::build::Build;
use super::super::draft::{Keys, Value};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::source::{Node, Value as Source};
use super::super::text::picture;
use super::super::theme;
use super::BRAZE;

/// Reads the look of the survey, and of the workspace where the survey says nothing.
pub(super) fn read<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let mut progress = true;
    if let Some(mut styling) = survey.object("styling") {
        if styling.flag("overwriteThemeStyling") == Some(false) {
            styling.leave_out("the workspace's look is in force, not the survey's own");
        } else {
            progress = styling.flag("hideProgressBar") != Some(true);
            read_styling(&mut styling, build);
        }
    }
    build.survey.flow.push(("progress", progress.into()));
    for key in ["workspaceOverwrites", "projectOverwrites", "productOverwrites"] {
        let Some(mut own) = survey.object(key) else { continue };
        let has_accent = build.survey.theme.iter().any(|(key, _)| *key == "accent");
        if let Some(color) = own.text("brandColor").filter(|_| !has_accent) {
            push_color(&own, "brandColor", color, "accent", &mut build.survey.theme);
        }
        own.elsewhere(&[
            ("placement", BRAZE),
            ("clickOutsideClose", BRAZE),
            ("overlay", BRAZE),
            ("darkOverlay", BRAZE),
        ]);
    }
}

fn read_styling(styling: &mut Object<'_>, build: &mut Build<'_>) {
    for (key, name) in
        [("accent", "brandColor"), ("surface", "cardBackgroundColor"), ("text", "questionColor")]
    {
        if styling.peek(name).is_some_and(|node| matches!(node.value, Source::Object(_))) {
            let Some(mut color) = styling.object(name) else { continue };
            if let Some(light) = color.text("light") {
                push_color(&color, "light", light, key, &mut build.survey.theme);
            }
            if let Some(dark) = color.text("dark") {
                push_color(&color, "dark", dark, key, &mut build.survey.dark);
            }
        } else if let Some(light) = styling.text(name) {
            push_color(styling, name, light, key, &mut build.survey.theme);
        }
    }
    // The text in the dark is computed.
    build.survey.dark.retain(|(key, _)| *key != "text");
    let is_dark_on = styling.flag("isDarkModeEnabled").unwrap_or_default();
    if !is_dark_on {
        build.survey.theme.insert(0, ("mode", "light".into()));
        if !build.survey.dark.is_empty() {
            build.survey.dark.clear();
            styling.note("isDarkModeEnabled", "the dark is switched off; its colours are left out");
        }
    }
    let roundness = match styling.peek("roundness").and_then(Node::text) {
        Some(text) => {
            styling.skip(&["roundness"]);
            theme::pixels(text)
        }
        None => styling.number("roundness"),
    };
    build.survey.theme.extend(roundness.map(|pixels| ("radius", theme::radius(pixels))));
    let font = styling.text("fontFamily").and_then(theme::font);
    build.survey.theme.extend(font.map(|font| ("font", font)));
    read_logo(styling, build);
}

fn read_logo(styling: &mut Object<'_>, build: &mut Build<'_>) {
    if styling.flag("isLogoHidden") == Some(true) {
        return;
    }
    let Some(mut logo) = styling.object("logo") else { return };
    let Some(url) = logo.text("url") else { return };
    match picture(url) {
        Some(src) => {
            let alt = Value::from(build.survey.name.as_str());
            build
                .survey
                .theme
                .push(("logo", Value::Table(vec![("src", src.into()), ("alt", alt)])));
        }
        None => logo.note("url", format!("{} is no picture over https; left out", quote(url))),
    }
}

fn push_color(from: &Object<'_>, key: &str, text: &str, own: &'static str, theme: &mut Keys) {
    match theme::color(text) {
        Some(color) => theme.push((own, color.into())),
        None => from.note(key, format!("{} is no colour of ours; left out", quote(text))),
    }
}
