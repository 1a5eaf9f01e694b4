//! The look: colours, corners, font, logo.

use sondage_author::source::{DarkColors, LookMode};

use crate::build::Build;
use crate::json::{Node, Value};
use crate::reader::Object;
use crate::report::{BRAZE, quote};
use crate::text::picture;
use crate::theme;

/// Reads the look of the survey, and of the workspace where the survey says nothing.
pub(super) fn read<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    if let Some(mut styling) = survey.object("styling") {
        if styling.flag("overwriteThemeStyling") == Some(false) {
            styling.leave_out("the workspace's look is in force, not the survey's own");
        } else {
            build.source.flow.progress = styling.flag("hideProgressBar") != Some(true);
            read_styling(&mut styling, build);
        }
    }
    for key in ["workspaceOverwrites", "projectOverwrites", "productOverwrites"] {
        let Some(mut own) = survey.object(key) else { continue };
        if build.source.theme.accent.is_none() {
            theme::read_color(&mut own, "brandColor", &mut build.source.theme.accent);
        }
        own.skip(&["brandColor"]);
        own.elsewhere(&[(BRAZE, "placement clickOutsideClose overlay darkOverlay")]);
    }
}

fn read_styling<'a>(styling: &mut Object<'a>, build: &mut Build<'a>) {
    let (look, mut dark) = (&mut build.source.theme, DarkColors::default());
    // The text in the dark is computed.
    let mut dark_text = None;
    for (name, own, own_dark) in [
        ("brandColor", &mut look.accent, &mut dark.accent),
        ("cardBackgroundColor", &mut look.surface, &mut dark.surface),
        ("questionColor", &mut look.text, &mut dark_text),
    ] {
        if styling.peek(name).is_some_and(|node| matches!(node.value, Value::Object(_))) {
            let Some(mut color) = styling.object(name) else { continue };
            theme::read_color(&mut color, "light", own);
            theme::read_color(&mut color, "dark", own_dark);
        } else {
            theme::read_color(styling, name, own);
        }
    }
    let has_dark = dark != DarkColors::default();
    if styling.flag("isDarkModeEnabled").unwrap_or_default() {
        look.dark = has_dark.then_some(dark);
    } else {
        look.mode = Some(LookMode::Light);
        if has_dark {
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
    look.radius = roundness.map(theme::radius);
    look.font = styling.text("fontFamily").and_then(theme::font);
    read_logo(styling, build);
}

fn read_logo(styling: &mut Object<'_>, build: &mut Build<'_>) {
    if styling.flag("isLogoHidden") == Some(true) {
        return;
    }
    let Some(mut logo) = styling.object("logo") else { return };
    let Some(url) = logo.text("url") else { return };
    match picture(url) {
        Some(src) => build.source.theme.logo = Some(theme::logo(src, &build.source.name.text)),
        None => logo.note("url", format!("{} is no picture over https; left out", quote(url))),
    }
}
