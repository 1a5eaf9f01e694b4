//! Colours, corners, fonts and logos of the other tools, as far as a theme of ours has them.

use sondage_author::source::{Family, Font, LookLogo, LookRadius, Text};

use crate::reader::Object;
use crate::report::quote;

/// A colour as we write it; `None` for what is none, or is seen through.
fn color(text: &str) -> Option<String> {
    let color = csscolorparser::parse(text.trim()).ok()?;
    let [red, green, blue, alpha] = color.to_rgba8();
    (alpha == u8::MAX).then(|| format!("#{red:02x}{green:02x}{blue:02x}"))
}

/// Takes the colour under a key; what is none is noted.
pub(crate) fn read_color<'a>(from: &mut Object<'a>, key: &'a str, into: &mut Option<String>) {
    let Some(text) = from.text(key).filter(|text| !text.trim().is_empty()) else { return };
    match color(text) {
        Some(color) => *into = Some(color),
        None => from.note(key, format!("{} is no colour of ours; left out", quote(text))),
    }
}

/// A logo with these words in its place.
pub(crate) fn logo(src: String, alt: &str) -> LookLogo {
    LookLogo { src, alt: Text::from(alt) }
}

/// A length in pixels.
pub(crate) fn pixels(text: &str) -> Option<f64> {
    let number = text.trim().trim_end_matches("px").trim().parse().ok();
    number.filter(|number: &f64| number.is_finite())
}

/// How round corners of so many pixels are.
pub(crate) fn radius(pixels: f64) -> LookRadius {
    match pixels {
        _ if pixels <= 0.0 => LookRadius::None,
        _ if pixels <= 6.0 => LookRadius::Small,
        _ if pixels <= 14.0 => LookRadius::Medium,
        _ => LookRadius::Large,
    }
}

/// A font, or a list of them; `None` where the device's own is meant or no name is one.
pub(crate) fn font(text: &str) -> Option<Font> {
    let mut names = Vec::new();
    for name in text.split(',') {
        let name = name.trim().trim_matches(['"', '\'']);
        match name.to_lowercase().as_str() {
            "serif" if names.is_empty() => return Some(Font::Family(Family::Serif)),
            "monospace" if names.is_empty() => return Some(Font::Family(Family::Mono)),
            "serif" | "monospace" | "inherit" | "system-ui" | "sans-serif" | "-apple-system"
            | "system" => break,
            _ => {}
        }
        let is_name = name.chars().any(char::is_alphanumeric)
            && name.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
            && name.chars().count() <= 64;
        if is_name && names.len() < 8 {
            names.push(name.to_owned());
        }
    }
    (!names.is_empty()).then_some(Font::Named(names))
}

#[cfg(test)]
mod tests {
    use sondage_author::source::{Family, Font};

    use super::{color, font};

    #[test]
    fn colours_are_written_in_six_digits() {
        for (text, hex) in [
            ("#FFF", Some("#ffffff")),
            ("#4338CAff", Some("#4338ca")),
            ("rgb(1, 2, 255)", Some("#0102ff")),
            ("rgba(1 2 255 / 1)", Some("#0102ff")),
            ("White", Some("#ffffff")),
            ("rebeccapurple", Some("#663399")),
            ("rgba(0,0,0,.5)", None),
            ("#4338ca80", None),
            ("transparent", None),
            ("var(--x)", None),
            ("", None),
        ] {
            assert_eq!(color(text).as_deref(), hex, "{text}");
        }
    }

    #[test]
    fn fonts_are_names_or_families() {
        let named = |names: &[&str]| Some(Font::Named(names.iter().map(|&n| n.into()).collect()));
        assert_eq!(font("'Inter', \"Open Sans\", sans-serif"), named(&["Inter", "Open Sans"]));
        assert_eq!(font("serif"), Some(Font::Family(Family::Serif)));
        assert_eq!(font("system-ui"), None);
        assert_eq!(font("x;}*{"), None);
    }
}
