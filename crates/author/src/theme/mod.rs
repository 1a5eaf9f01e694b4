//! A theme: the few things an author chooses, and the style rules that follow from them.

mod author_css;
mod color;
mod contrasts;
mod ink;
mod layout;
mod read;
mod scheme;
#[cfg(test)]
mod tests;

use color::Color;
pub use contrasts::{Contrast, Moved, Palette, contrasts};
pub(crate) use ink::Ink;
pub use layout::Layout;
pub(crate) use scheme::Scheme;
use scheme::{Asked, CONTROL, TEXT};

use crate::problem::Code;
use crate::source::{LookLogo, LookMode as Mode, LookRadius as Radius, WebFont};

/// A theme as authored, and valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    mode: Mode,
    /// The theme's colours, for the light.
    light: Asked,
    /// What `[theme.dark]` says.
    dark: Asked,
    radius: Option<Radius>,
    /// Where it stands; by default a sheet on a phone and a card elsewhere.
    pub layout: Option<Layout>,
    /// The value of `font-family`.
    font: Option<String>,
    /// A font from an address.
    web_font: Option<WebFont>,
    /// The author's own rules, checked.
    css: Option<String>,
    /// A picture above the survey.
    pub logo: Option<LookLogo>,
}

impl Radius {
    /// Of the sheet, and of the controls in it.
    const fn lengths(self) -> (&'static str, &'static str) {
        match self {
            Self::None => ("0", "0"),
            Self::Small => (".5rem", ".25rem"),
            Self::Medium => (".875rem", ".5rem"),
            Self::Large => ("1.25rem", ".75rem"),
        }
    }
}

impl Theme {
    /// The rules that set the style sheet's tokens, to stand after it, and then the author's own.
    /// What is not chosen is not mentioned: a theme without choices has no rules.
    ///
    /// There are no doubled braces in it, which Liquid would read, and nothing that ends a
    /// `<style>` element.
    #[must_use]
    pub fn css(&self) -> String {
        let mut tokens = Vec::new();
        if let Some((sheet, control)) = self.radius.map(Radius::lengths) {
            tokens.push(format!("--radius:{sheet};--control-radius:{control};"));
        }
        tokens.extend(self.font.as_ref().map(|font| format!("--font:{font};")));
        let has_colors = (self.mode, self.light, self.dark) != Default::default();
        let mut dark = None;
        if has_colors {
            let (first, second) = self.schemes();
            tokens.push(first.declarations());
            dark = second;
        }
        let tokens = tokens.concat();
        let rules = [
            (!tokens.is_empty()).then(|| format!(":host,:root{{{tokens}}}\n")),
            dark.map(|scheme| {
                let tokens = scheme.declarations();
                format!("@media (prefers-color-scheme:dark){{:host,:root{{{tokens}}} }}\n")
            }),
            self.css.as_ref().map(|css| format!("{css}\n")),
        ];
        rules.into_iter().flatten().collect()
    }

    /// The rules that load the theme's font, with words in another one until it is there.
    #[must_use]
    pub fn font_faces(&self) -> String {
        let face = |font: &WebFont, src: &str, weights: &str| {
            format!(
                "@font-face{{font-family:\"{}\";src:url(\"{src}\");font-display:swap;font-weight:{weights}}}\n",
                font.name
            )
        };
        let Some(font) = &self.web_font else { return String::new() };
        let plain = face(font, &font.src, if font.bold.is_some() { "100 500" } else { "400" });
        let bold = font.bold.as_ref().map(|src| face(font, src, "600 900"));
        [plain, bold.unwrap_or_default()].concat()
    }

    /// The colours, and those for a dark device where they are others.
    fn schemes(&self) -> (Scheme, Option<Scheme>) {
        let (first, second) = match self.mode {
            Mode::Auto => (self.light, Some(self.light.darkened(self.dark))),
            Mode::Light => (self.light, None),
            Mode::Dark => (self.light.darkened(self.dark), None),
        };
        let first = Scheme::new(first);
        (first, second.map(Scheme::new).filter(|second| *second != first))
    }

    /// What the author asked for and does not get, since it could not be seen: each with its path
    /// in the survey and what is drawn instead.
    #[must_use]
    pub fn warnings(&self) -> Vec<(String, Code)> {
        let mut warnings = Vec::new();
        let dark = self.light.darkened(self.dark);
        if self.mode != Mode::Dark {
            warn(&mut warnings, self.light, |_| Some("theme"));
        }
        if self.mode == Mode::Light && self.dark != Asked::default() {
            warnings.push(("theme.dark".to_owned(), Code::NeverDark));
        }
        if self.mode != Mode::Light {
            // What is derived was not asked for.
            warn(&mut warnings, dark, |part| match part(self.dark) {
                Some(_) => Some("theme.dark"),
                None => (part(self.light) == part(dark)).then_some("theme"),
            });
        }
        warnings
    }
}

/// One of the colours that can be asked for.
type Part = fn(Asked) -> Option<Color>;

/// Notes once what a scheme moves, under the table that wrote the part, if one did.
fn warn(
    warnings: &mut Vec<(String, Code)>,
    asked: Asked,
    table: impl Fn(Part) -> Option<&'static str>,
) {
    let scheme = Scheme::new(asked);
    let parts: [(&str, Part, Color, f64); 2] = [
        ("accent", |asked| asked.accent, scheme.accent, CONTROL),
        ("text", |asked| asked.text, scheme.text, TEXT),
    ];
    for (name, part, used, needed) in parts {
        if let (Some(asked), Some(table)) = (part(asked), table(part))
            && asked != used
        {
            let surface = scheme.surface;
            // Cut, not rounded: 4.499 is not enough and must not read as if it were.
            let code = Code::MovedColor {
                asked: asked.to_string(),
                hundredths: cut(asked.contrast(surface) * 100.0),
                surface: surface.to_string(),
                tenths: cut(needed * 10.0),
                used: used.to_string(),
            };
            let warning = (format!("{table}.{name}"), code);
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
    }
}

/// A contrast without what is behind its point.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "contrasts are from 1 to 21"
)]
fn cut(ratio: f64) -> u32 {
    ratio.floor() as u32
}
