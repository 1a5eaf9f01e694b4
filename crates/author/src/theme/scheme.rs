//! The colours of a sheet, all computed from two or three, so that each pair can be told apart.

use super::color::{Color, End};

/// WCAG 2.2, 1.4.3 at level AA: text.
pub(super) const TEXT: f64 = 4.5;
/// WCAG 2.2, 1.4.11: borders of controls, focus rings, what is selected.
pub(super) const CONTROL: f64 = 3.0;
/// WCAG 2.2, 1.4.6: what text has where it can, and the accent of a derived dark scheme.
const COMFORT: f64 = 7.0;
/// Muted text recedes from the text and stays well above what is demanded.
const MUTED: f64 = 6.5;
/// Borders of controls: a little more than demanded, so that a hairline is still seen.
const LINE: f64 = 3.5;

/// The chroma of a neutral that is tinted: seen beside a grey, and not by itself (OKLCH).
const TINT: f64 = 0.014;
/// The chroma below which a colour is grey and its hue means nothing (OKLCH).
const GREY: f64 = 0.004;
/// The lightness of a derived dark surface (OKLCH).
const NIGHT: f64 = 0.23;
/// How far the soft surface may stand from the surface, widest first (lightness in OKLCH).
const SOFT_STEPS: [f64; 4] = [0.042, ROOM, 0.02, 0.01];
const ROOM: f64 = 0.03;
/// How far a button moves under the pointer (lightness in OKLCH).
const HOVER: f64 = 0.045;

/// The accent and the surface of a theme that names none.
const ACCENT: Color = Color::new(0x43, 0x38, 0xca);
const SURFACE: Color = End::White.color();
/// What errors begin from: a red for light surfaces, and one for dark ones.
const DANGER: Color = Color::new(0xb3, 0x26, 0x1e);
const DANGER_LIT: Color = Color::new(0xff, 0xb4, 0xab);

/// What an author asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) accent: Option<Color>,
    pub(crate) surface: Option<Color>,
    pub(crate) text: Option<Color>,
}

impl Asked {
    /// What is asked for the dark, where this is asked for the light and `own` for the dark.
    ///
    /// A surface that is dark already stays as it is, and its colours with it.
    pub(crate) fn darkened(self, own: Self) -> Self {
        let (accent, surface) = (self.accent.unwrap_or(ACCENT), self.surface.unwrap_or(SURFACE));
        if surface.is_dark() {
            return Self {
                accent: own.accent.or(self.accent),
                surface: own.surface.or(self.surface),
                text: own.text.or(self.text),
            };
        }
        let night = own.surface.unwrap_or_else(|| tinted(NIGHT, tint_of(surface, accent)));
        let lit = || accent.toward(End::White, COMFORT, &[night]).unwrap_or(accent);
        Self { accent: Some(own.accent.unwrap_or_else(lit)), surface: Some(night), text: own.text }
    }
}

/// The colours of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scheme {
    pub(crate) accent: Color,
    pub(crate) accent_hover: Color,
    pub(crate) on_accent: Color,
    pub(crate) link: Color,
    pub(crate) surface: Color,
    pub(crate) soft: Color,
    pub(crate) text: Color,
    pub(crate) muted: Color,
    pub(crate) line: Color,
    pub(crate) danger: Color,
}

impl Scheme {
    /// The surface stays as asked; what stands on it moves until it can be seen.
    pub(crate) fn new(asked: Asked) -> Self {
        let surface = asked.surface.unwrap_or(SURFACE);
        let accent = asked.accent.unwrap_or(ACCENT);
        let tint = tint_of(surface, accent);
        let accent = seen(accent, CONTROL, surface, tint);
        let text = match asked.text {
            Some(text) => seen(text, TEXT, surface, tint),
            None => text_on(surface, tint),
        };
        let soft = soft(surface, tint, accent, text);
        let both = [surface, soft];
        // The text reaches 4.5:1 on both, and so does the end of lightness on its side: there is
        // something to find for every ratio up to that of the text.
        let side = text.side_of(surface);
        let muted = tinted(soft.lch().l, tint)
            .toward(side, text.lowest_contrast(&both).min(MUTED), &both)
            .unwrap_or(text);
        let danger = if surface.is_dark() { DANGER_LIT } else { DANGER };
        let on_accent = on(accent);
        Self {
            accent,
            accent_hover: hover(accent, on_accent),
            on_accent,
            link: accent.nearest(TEXT, &both).unwrap_or(text),
            surface,
            soft,
            text,
            muted,
            line: soft.toward(side, LINE, &both).unwrap_or(text),
            danger: danger.nearest(TEXT, &both).unwrap_or(text),
        }
    }

    /// The declarations of the tokens. Native controls follow the surface, not the device: on a
    /// dark surface a light list would show light text on white.
    pub(crate) fn declarations(&self) -> String {
        let native = if self.surface.is_dark() { "dark" } else { "light" };
        let tokens = [
            ("accent", self.accent),
            ("accent-hover", self.accent_hover),
            ("on-accent", self.on_accent),
            ("link", self.link),
            ("surface", self.surface),
            ("soft", self.soft),
            ("text", self.text),
            ("muted", self.muted),
            ("line", self.line),
            ("danger", self.danger),
        ];
        let tokens = tokens.map(|(name, color)| format!("--{name}:{color};"));
        format!("color-scheme:{native};{}", tokens.concat())
    }
}

/// What neutrals are tinted with: the surface, or the accent where the surface is grey.
fn tint_of(surface: Color, accent: Color) -> Color {
    if surface.lch().chroma > GREY { surface } else { accent }
}

/// A neutral of this lightness, with a touch of another colour.
fn tinted(lightness: f64, tint: Color) -> Color {
    let tint = tint.lch();
    Color::from_lch(lightness, tint.chroma.min(TINT), tint.hue)
}

/// The colour asked for, where it has the ratio with the surface. One that has to move leaves room
/// for the soft surface, if it can.
fn seen(asked: Color, ratio: f64, surface: Color, tint: Color) -> Color {
    if asked.contrast(surface) >= ratio {
        return asked;
    }
    let room = shade(surface, tint, surface.far_end(), ROOM);
    asked
        .nearest(ratio, &[surface, room])
        .or_else(|| asked.nearest(ratio, &[surface]))
        .unwrap_or(surface.far_end().color())
}

/// A text for this surface, black or white enough where the surface leaves room for it.
fn text_on(surface: Color, tint: Color) -> Color {
    let far = surface.far_end();
    let start = match far {
        End::Black => tinted(0.23, tint),
        End::White => tinted(0.965, tint),
    };
    start.toward(far, COMFORT, &[surface]).unwrap_or(far.color())
}

/// A tint of the surface: a shade nearer to the text, or away from it where the text or the
/// accent has no contrast to give; the surface itself where there is no room at all.
fn soft(surface: Color, tint: Color, accent: Color, text: Color) -> Color {
    let side = text.side_of(surface);
    SOFT_STEPS
        .iter()
        .flat_map(|step| [*step, -step])
        .map(|step| shade(surface, tint, side, step))
        .filter(|soft| *soft != surface)
        .find(|soft| soft.contrast(text) >= TEXT && soft.contrast(accent) >= CONTROL)
        .unwrap_or(surface)
}

/// A shade of the surface, this much nearer to an end of lightness.
fn shade(surface: Color, tint: Color, side: End, step: f64) -> Color {
    let (own, tint) = (surface.lch(), tint.lch());
    let step = if side == End::White { step } else { -step };
    Color::from_lch(own.l + step, own.chroma.max(tint.chroma.min(TINT)), tint.hue)
}

/// Black or white, whichever can be read better on this; a tinted black where that suffices.
fn on(accent: Color) -> Color {
    let far = accent.far_end();
    let ink = tinted(0.2, accent);
    if far == End::Black && ink.contrast(accent) >= COMFORT { ink } else { far.color() }
}

/// The accent under the pointer: away from what is written on it, or nearer where there is no way.
fn hover(accent: Color, on_accent: Color) -> Color {
    let lch = accent.lch();
    let away = if accent.is_dark() { -HOVER } else { HOVER };
    [away, -away]
        .into_iter()
        .map(|step| Color::from_lch(lch.l + step, lch.chroma, lch.hue))
        .find(|hover| *hover != accent && hover.contrast(on_accent) >= TEXT)
        .unwrap_or(accent)
}
