//! Colours: as authored, their contrast, and the nearest one that stands out enough.

use std::fmt;

use palette::color_difference::Wcag21RelativeContrast as _;
use palette::convert::FromColorUnclamped as _;
use palette::{FromColor as _, LinSrgb, OklabHue, Oklch, Srgb};

/// How often a lightness is halved: 14 times is finer than 8 bits a channel.
const HALVINGS: u32 = 14;

/// A colour of sRGB with 8 bits a channel, as a screen draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Color(Srgb<u8>);

/// The two ends of lightness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Black,
    White,
}

impl End {
    pub(crate) const fn color(self) -> Color {
        match self {
            Self::Black => Color::new(0, 0, 0),
            Self::White => Color::new(255, 255, 255),
        }
    }
}

impl Color {
    pub(crate) const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self(Srgb::new(red, green, blue))
    }

    /// The colour written `#rgb` or `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if is_hex { digits.parse().ok().map(Self) } else { None }
    }

    /// The contrast ratio of WCAG 2.2, from 1 to 21.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.0.into_format::<f64>(), other.0.into_format());
        one.relative_contrast(other)
    }

    /// The lowest contrast with any of these colours.
    pub(crate) fn lowest_contrast(self, against: &[Self]) -> f64 {
        against.iter().map(|other| self.contrast(*other)).fold(f64::INFINITY, f64::min)
    }

    /// Whether white can be read on this better than black.
    pub(crate) fn is_dark(self) -> bool {
        self.far_end() == End::White
    }

    /// The end of lightness that contrasts more: at least 4.58:1, whatever the colour, since the
    /// two contrasts multiply to 21.
    pub(crate) fn far_end(self) -> End {
        let (white, black) = (End::White.color(), End::Black.color());
        if self.contrast(white) >= self.contrast(black) { End::White } else { End::Black }
    }

    /// The end of lightness in whose direction this colour stands out from another.
    pub(crate) fn side_of(self, other: Self) -> End {
        let luma = |color: Self| color.0.into_format::<f64>().relative_luminance().luma;
        if luma(self) > luma(other) { End::White } else { End::Black }
    }

    /// The colour of this hue nearest in lightness that has `ratio` with each of `against`; itself
    /// where it has; `None` where neither lighter nor darker does.
    pub(crate) fn nearest(self, ratio: f64, against: &[Self]) -> Option<Self> {
        let from = self.lch().l;
        let distance = |color: &Self| (color.lch().l - from).abs();
        [End::Black, End::White]
            .into_iter()
            .filter_map(|end| self.toward(end, ratio, against))
            .min_by(|one, other| distance(one).total_cmp(&distance(other)))
    }

    /// As [`Color::nearest`], in one direction only.
    pub(crate) fn toward(self, end: End, ratio: f64, against: &[Self]) -> Option<Self> {
        let reaches = |color: Self| color.lowest_contrast(against) >= ratio;
        if reaches(self) {
            return Some(self);
        }
        let Oklch { l, chroma, hue } = self.lch();
        let mut found = end.color();
        if !reaches(found) {
            return None;
        }
        // What is returned has been measured as the 8 bits that are drawn: the search may miss
        // the very nearest where luminance does not follow lightness, and never the ratio.
        let (mut fails, mut passes) = (l, found.lch().l);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(fails, passes);
            let color = Self::from_lch(middle, chroma, hue);
            if reaches(color) {
                (passes, found) = (middle, color);
            } else {
                fails = middle;
            }
        }
        Some(found)
    }

    /// In OKLCH: lightness 0 to 1, chroma 0 to about 0.32, hue.
    pub(crate) fn lch(self) -> Oklch<f64> {
        Oklch::from_color(self.0.into_format::<f64>())
    }

    /// The colour of this lightness and hue, with as much of the chroma as sRGB has.
    pub(crate) fn from_lch(lightness: f64, chroma: f64, hue: OklabHue<f64>) -> Self {
        let lightness = lightness.clamp(0.0, 1.0);
        let at = |chroma| LinSrgb::<f64>::from_color_unclamped(Oklch::new(lightness, chroma, hue));
        let mut kept = chroma;
        if !is_drawn(at(chroma)) {
            let mut lost = chroma;
            kept = 0.0;
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(kept, lost);
                if is_drawn(at(middle)) {
                    kept = middle;
                } else {
                    lost = middle;
                }
            }
        }
        Self(Srgb::<u8>::from_linear(at(kept)))
    }
}

/// Whether a screen of sRGB has this colour, up to what 8 bits cannot tell apart.
fn is_drawn(color: LinSrgb<f64>) -> bool {
    [color.red, color.green, color.blue].iter().all(|part| (-1e-4..=1.0001).contains(part))
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:x}", self.0)
    }
}
