//! Colours, corners and fonts of the other tools, as far as a theme of ours has them.

use super::draft::Value;

/// A colour as we write it; `None` for what is none, or is seen through.
pub(super) fn color(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        return match digits.len() {
            3 | 6 if is_hex => Some(text.clone()),
            4 if is_hex && digits.ends_with('f') => text.get(..4).map(str::to_owned),
            8 if is_hex && digits.ends_with("ff") => text.get(..7).map(str::to_owned),
            _ => None,
        };
    }
    if let Some(rest) = text.strip_prefix("rgb(").or_else(|| text.strip_prefix("rgba(")) {
        return of_channels(rest.strip_suffix(')')?);
    }
    let named = NAMES.iter().find(|(name, _)| *name == text);
    named.map(|(_, hex)| (*hex).to_owned())
}

/// The names that people write.
const NAMES: [(&str, &str); 18] = [
    ("black", "#000000"),
    ("white", "#ffffff"),
    ("gray", "#808080"),
    ("grey", "#808080"),
    ("silver", "#c0c0c0"),
    ("red", "#ff0000"),
    ("maroon", "#800000"),
    ("yellow", "#ffff00"),
    ("olive", "#808000"),
    ("lime", "#00ff00"),
    ("green", "#008000"),
    ("aqua", "#00ffff"),
    ("teal", "#008080"),
    ("blue", "#0000ff"),
    ("navy", "#000080"),
    ("fuchsia", "#ff00ff"),
    ("purple", "#800080"),
    ("orange", "#ffa500"),
];

fn of_channels(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split([',', ' ', '/']).filter(|part| !part.is_empty()).collect();
    let channels: Vec<u8> = parts.iter().take(3).map_while(|part| part.parse().ok()).collect();
    let is_solid = parts.get(3).is_none_or(|alpha| matches!(*alpha, "1" | "1.0" | "100%"));
    match channels.as_slice() {
        [red, green, blue] if is_solid => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        _ => None,
    }
}

/// A length in pixels.
pub(super) fn pixels(text: &str) -> Option<f64> {
    let number = text.trim().trim_end_matches("px").trim().parse().ok();
    number.filter(|number: &f64| number.is_finite())
}

/// How round corners of so many pixels are.
pub(super) fn radius(pixels: f64) -> Value {
    match pixels {
        _ if pixels <= 0.0 => "none",
        _ if pixels <= 6.0 => "small",
        _ if pixels <= 14.0 => "medium",
        _ => "large",
    }
    .into()
}

/// A font, or a list of them; `None` where the device's own is meant or no name is one.
pub(super) fn font(text: &str) -> Option<Value> {
    let mut names = Vec::new();
    for name in text.split(',') {
        let name = name.trim().trim_matches(['"', '\'']);
        let generic = match name.to_lowercase().as_str() {
            "serif" => Some("serif"),
            "monospace" => Some("mono"),
            "inherit" | "system-ui" | "sans-serif" | "-apple-system" | "system" => {
                return finish(names);
            }
            _ => None,
        };
        if let Some(generic) = generic {
            return if names.is_empty() { Some(generic.into()) } else { finish(names) };
        }
        let is_name = name.chars().any(char::is_alphanumeric)
            && name.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
            && name.chars().count() <= 64;
        if is_name && names.len() < 8 {
            names.push(Value::from(name));
        }
    }
    finish(names)
}

fn finish(names: Vec<Value>) -> Option<Value> {
    (!names.is_empty()).then_some(Value::List(names))
}

#[cfg(test)]
mod tests {
    use super::{color, font};
    use crate::draft::Value;

    #[test]
    fn colours_are_written_in_six_digits_or_three() {
        for (text, hex) in [
            ("#FFF", Some("#fff")),
            ("#4338CAff", Some("#4338ca")),
            ("rgb(1, 2, 255)", Some("#0102ff")),
            ("rgba(1 2 255 / 1)", Some("#0102ff")),
            ("White", Some("#ffffff")),
            ("rgba(0,0,0,.5)", None),
            ("#4338ca80", None),
            ("transparent", None),
            ("var(--x)", None),
            ("rgb(1, 2, 256)", None),
        ] {
            assert_eq!(color(text).as_deref(), hex, "{text}");
        }
    }

    #[test]
    fn fonts_are_names_or_families() {
        let names = |names: &[&str]| Some(Value::List(names.iter().map(|n| (*n).into()).collect()));
        assert_eq!(font("'Inter', \"Open Sans\", sans-serif"), names(&["Inter", "Open Sans"]));
        assert_eq!(font("serif"), Some("serif".into()));
        assert_eq!(font("system-ui"), None);
        assert_eq!(font("x;}*{"), None);
    }
}
