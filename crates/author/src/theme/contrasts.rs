//! The colours of a look as they are drawn, with their contrast: for people who choose them.

use super::color::Color;
use super::scheme::{Asked, CONTROL, Scheme, TEXT};
use super::{Mode, Theme, cut};
use crate::problem::{Found, Place};
use crate::source::Look;

/// The colours that are drawn in one light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// For a dark device.
    pub is_dark: bool,
    /// What stands on what.
    pub pairs: Vec<Contrast>,
}

/// A colour on another one. Contrasts are hundredths, cut and not rounded: 449 is not enough for 450.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contrast {
    /// What is seen: `text`, `muted`, `link`, `danger`, `on_accent`, `accent` or `line`.
    pub part: &'static str,
    /// What it stands on: `surface` or `accent`.
    pub ground: &'static str,
    /// The colour that is drawn, as `#rrggbb`.
    pub color: String,
    /// The colour below it.
    pub ground_color: String,
    /// Their contrast, by WCAG 2.2.
    pub hundredths: u32,
    /// What level AA asks of it: 450 for text, 300 for all else.
    pub needed: u32,
    /// The colour that was asked for and could not be seen.
    pub moved: Option<Moved>,
}

/// A colour that was asked for and is not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The colour, as `#rrggbb`.
    pub asked: String,
    /// Its contrast.
    pub hundredths: u32,
    /// Where it is written in the survey.
    pub at: Place,
}

/// What the colours of a look come to: in the light, and in the dark where that is another one.
#[must_use]
pub fn contrasts(look: &Look) -> Vec<Palette> {
    let theme = Theme::resolve(look, &Place::root(), &mut Found::default());
    let dark = theme.light.darkened(theme.dark);
    let light = |is_dark| palette(&theme, theme.light, is_dark);
    let night = || palette(&theme, dark, true);
    match theme.mode {
        Mode::Light => vec![light(false)],
        Mode::Dark => vec![night()],
        Mode::Auto if Scheme::new(theme.light) == Scheme::new(dark) => {
            vec![light(Scheme::new(theme.light).surface.is_dark())]
        }
        Mode::Auto => vec![light(false), night()],
    }
}

fn palette(theme: &Theme, asked: Asked, is_dark: bool) -> Palette {
    let scheme = Scheme::new(asked);
    let on = |part, color: Color, (ground, below): (&'static str, Color), needed: f64| Contrast {
        part,
        ground,
        color: color.to_string(),
        ground_color: below.to_string(),
        hundredths: cut(color.contrast(below) * 100.0),
        needed: cut(needed * 100.0),
        moved: None,
    };
    let surface = ("surface", scheme.surface);
    let with = |wanted: Option<Color>, name: &str, pair: Contrast, used: Color| {
        let moved = wanted.filter(|wanted| *wanted != used).and_then(|wanted| {
            let at = written_at(theme, (name, wanted), is_dark)?;
            let hundredths = cut(wanted.contrast(scheme.surface) * 100.0);
            Some(Moved { asked: wanted.to_string(), hundredths, at })
        });
        Contrast { moved, ..pair }
    };
    let text = on("text", scheme.text, surface, TEXT);
    let accent = on("accent", scheme.accent, surface, CONTROL);
    let pairs = vec![
        with(asked.text, "text", text, scheme.text),
        on("muted", scheme.muted, surface, TEXT),
        on("link", scheme.link, surface, TEXT),
        on("danger", scheme.danger, surface, TEXT),
        with(asked.accent, "accent", accent, scheme.accent),
        on("on_accent", scheme.on_accent, ("accent", scheme.accent), TEXT),
        on("line", scheme.line, surface, CONTROL),
    ];
    Palette { is_dark, pairs }
}

/// Where a colour was asked for; nowhere, where it follows from others.
fn written_at(theme: &Theme, (name, wanted): (&str, Color), is_dark: bool) -> Option<Place> {
    let part = |asked: Asked| if name == "text" { asked.text } else { asked.accent };
    let table = Place::root().key("theme");
    if is_dark && part(theme.dark).is_some() {
        return Some(table.key("dark").key(name));
    }
    (part(theme.light) == Some(wanted)).then(|| table.key(name))
}

#[cfg(test)]
mod tests {
    use super::contrasts;
    use crate::source::{DarkColors, Look, LookMode};

    fn yellow() -> Look {
        Look { accent: Some("#ffe600".to_owned()), ..Look::default() }
    }

    #[test]
    fn a_colour_that_cannot_be_seen_is_told_with_the_one_that_is_drawn() {
        let palettes = contrasts(&yellow());
        let [light, dark] = palettes.as_slice() else { panic!("{palettes:?}") };
        assert!(!light.is_dark && dark.is_dark);
        let accent = light.pairs.iter().find(|pair| pair.part == "accent").unwrap();
        let moved = accent.moved.as_ref().unwrap();
        assert_eq!((moved.asked.as_str(), moved.hundredths), ("#ffe600", 126));
        assert_eq!(moved.at.to_string(), "theme.accent");
        assert!(accent.hundredths >= 300 && accent.color != "#ffe600", "{accent:?}");
        assert!(
            dark.pairs.iter().all(|pair| pair.moved.is_none()),
            "what is derived is not asked for"
        );
        for pair in palettes.iter().flat_map(|palette| &palette.pairs) {
            assert!(pair.hundredths >= pair.needed, "{pair:?}");
        }
    }

    #[test]
    fn what_the_dark_asks_for_itself_is_told_there() {
        let dark = DarkColors { text: Some("#444444".to_owned()), ..DarkColors::default() };
        let mut look = Look { dark: Some(dark), ..yellow() };
        let palettes = contrasts(&look);
        let text = palettes[1].pairs.iter().find(|pair| pair.part == "text").unwrap();
        assert_eq!(text.moved.as_ref().unwrap().at.to_string(), "theme.dark.text");
        look.mode = Some(LookMode::Light);
        assert_eq!(contrasts(&look).len(), 1);
    }
}
