//! The logo, and the theme where it is kept with the survey.

use sondage_author::source::LookMode;

use crate::build::Build;
use crate::json::Node;
use crate::reader::Object;
use crate::theme;

/// Reads what a theme of ours can have of it.
pub(super) fn read<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let is_address = survey.peek("logo").and_then(Node::text).is_some();
    let logo = if is_address { Build::picture(survey, "logo") } else { None };
    build.source.theme.logo = logo.map(|src| theme::logo(src, &build.source.name.text));
    let Some(mut look) = survey.object("theme") else { return };
    look.skip(&["themeName", "isPanelless"]);
    let own = &mut build.source.theme;
    let is_dark = look.text("colorPalette") == Some("dark");
    own.mode = Some(if is_dark { LookMode::Dark } else { LookMode::Light });
    let Some(mut variables) = look.object("cssVariables") else { return };
    theme::read_color(&mut variables, "--sjs-primary-backcolor", &mut own.accent);
    theme::read_color(&mut variables, "--sjs-general-backcolor", &mut own.surface);
    theme::read_color(&mut variables, "--sjs-general-forecolor", &mut own.text);
    let radius = variables.text("--sjs-corner-radius").and_then(theme::pixels);
    own.radius = radius.map(theme::radius);
    own.font = variables.text("--sjs-font-family").and_then(theme::font);
}
