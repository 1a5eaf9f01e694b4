//! The logo, and the theme where it is kept with the survey.

use super::super::build::Build;
use super::super::draft::{Text, Value};
use super::super::reader::Object;
use super::super::report::quote;
use super::super::source::Node;
use super::super::theme;

/// Reads what a theme of ours can have of it.
pub(super) fn read<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    read_logo(survey, build);
    let Some(mut look) = survey.object("theme") else { return };
    look.skip(&["themeName", "isPanelless"]);
    let mode = match look.text("colorPalette") {
        Some("dark") => "dark",
        _ => "light",
    };
    build.survey.theme.push(("mode", mode.into()));
    let Some(mut variables) = look.object("cssVariables") else { return };
    for (key, name) in [
        ("accent", "--sjs-primary-backcolor"),
        ("surface", "--sjs-general-backcolor"),
        ("text", "--sjs-general-forecolor"),
    ] {
        let Some(text) = variables.text(name) else { continue };
        match theme::color(text) {
            Some(color) => build.survey.theme.push((key, color.into())),
            None => variables.note(name, format!("{} is no colour of ours; left out", quote(text))),
        }
    }
    let radius = variables.text("--sjs-corner-radius").and_then(theme::pixels);
    build.survey.theme.extend(radius.map(|pixels| ("radius", theme::radius(pixels))));
    let font = variables.text("--sjs-font-family").and_then(theme::font);
    build.survey.theme.extend(font.map(|font| ("font", font)));
}

fn read_logo<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    if survey.peek("logo").is_some_and(|node: &Node| node.text().is_none()) {
        return;
    }
    let alt = Value::from(build.survey.name.as_str());
    if let Some(picture) = Build::picture(survey, "logo", Text::default()) {
        let logo = Value::Table(vec![("src", picture.src.into()), ("alt", alt)]);
        build.survey.theme.push(("logo", logo));
    }
}
