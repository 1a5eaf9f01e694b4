//! Makes a theme of what its author wrote.

use super::color::Color;
use super::scheme::Asked;
use super::{Layout, Theme, author_css};
use crate::problem::{Code, Found, Place};
use crate::source::{Family, Font, Look, LookLayout};

impl Theme {
    /// The theme of a look; what is wrong with it, or moved, is noted.
    pub(crate) fn resolve(look: &Look, at: &Place, found: &mut Found) -> Self {
        let colors = |accent: &Option<String>, surface: &Option<String>, text: &Option<String>| {
            // What is no colour has been said.
            let color = |text: &Option<String>| text.as_deref().and_then(Color::parse);
            Asked { accent: color(accent), surface: color(surface), text: color(text) }
        };
        let dark = look.dark.as_ref();
        let checked = look.css.as_deref().map(author_css::checked).unwrap_or_default();
        for problem in checked.problems {
            found.error(at.key("css"), Code::Css(problem));
        }
        let theme = Self {
            mode: look.mode.unwrap_or_default(),
            light: colors(&look.accent, &look.surface, &look.text),
            dark: dark
                .map(|dark| colors(&dark.accent, &dark.surface, &dark.text))
                .unwrap_or_default(),
            radius: look.radius,
            layout: look.layout.and_then(layout),
            font: families(look),
            web_font: look.web_font.clone(),
            css: checked.css,
            logo: look.logo.clone(),
        };
        for (path, code) in theme.warnings() {
            found.warning(path.split('.').fold(Place::root(), |at, key| at.key(key)), code);
        }
        theme
    }
}

fn layout(layout: LookLayout) -> Option<Layout> {
    match layout {
        LookLayout::Auto => None,
        LookLayout::Card => Some(Layout::Card),
        LookLayout::Sheet => Some(Layout::Sheet),
        LookLayout::Corner => Some(Layout::Corner),
        LookLayout::Full => Some(Layout::Full),
    }
}

/// The value of `font-family`, where the author says anything of it.
fn families(look: &Look) -> Option<String> {
    let Some(web_font) = &look.web_font else { return look.font.as_ref().map(font) };
    let after = look.font.as_ref().unwrap_or(&Font::Family(Family::System));
    Some(format!("\"{}\",{}", web_font.name, font(after)))
}

/// The value of `font-family`: what the families are on each system, or the names of others.
fn font(font: &Font) -> String {
    match font {
        Font::Family(Family::System) => {
            "system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif".into()
        }
        Font::Family(Family::Serif) => "ui-serif,Georgia,Cambria,\"Times New Roman\",serif".into(),
        Font::Family(Family::Rounded) => {
            "ui-rounded,\"SF Pro Rounded\",Nunito,Quicksand,system-ui,sans-serif".into()
        }
        Font::Family(Family::Mono) => {
            "ui-monospace,SFMono-Regular,Menlo,Consolas,\"Liberation Mono\",monospace".into()
        }
        Font::Named(names) => {
            let quoted = names.iter().flat_map(|name| ["\"", name, "\","]);
            quoted.chain(["system-ui,sans-serif"]).collect()
        }
    }
}
