//! The JSON Schema of `[theme]`.

use serde_json::{Value, json};

use super::read::{ADDRESS_LENGTH, FAMILIES, FONT_LENGTH, FONTS};
use super::{Layout, author_css};

/// The schema of the value of `theme`. It needs nothing from around it.
pub(crate) fn schema() -> Value {
    let color = |what: &str| {
        let pattern = "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$";
        json!({ "type": "string", "pattern": pattern, "description": what })
    };
    let accent = color("Buttons, what is selected, links, the focus ring.");
    let surface = color("What the survey stands on.");
    let text = color("By default computed from the surface.");
    let layouts = Layout::ALL.map(|(name, _)| name);
    json!({
        "type": "object",
        "additionalProperties": false,
        "description": "How the survey looks. Colours that could not be seen are moved.",
        "properties": {
            "mode": { "enum": ["auto", "light", "dark"], "default": "auto", "description": "auto: as the device is." },
            "accent": accent,
            "surface": surface,
            "text": text,
            "dark": {
                "type": "object",
                "additionalProperties": false,
                "description": "The colours in the dark; by default derived.",
                "properties": { "accent": accent, "surface": surface, "text": text },
            },
            "radius": { "enum": ["none", "small", "medium", "large"], "default": "large" },
            "layout": { "enum": layouts, "default": "auto", "description": "Where it stands in a message and over a page; auto: a sheet on a phone, a card elsewhere." },
            "font": font(),
            "logo": logo(),
            "css": { "type": "string", "minLength": 1, "maxLength": author_css::LENGTH, "description": "Rules of your own, after all others." },
        },
    })
}

fn font() -> Value {
    let families = FAMILIES.map(|(name, _)| name);
    let name =
        json!({ "type": "string", "maxLength": FONT_LENGTH, "pattern": r"^[\p{L}\p{N} -]+$" });
    json!({ "oneOf": [
        { "enum": families },
        { "type": "array", "minItems": 1, "maxItems": FONTS, "items": name, "description": "Installed fonts, best first." },
    ] })
}

fn logo() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["src", "alt"],
        "properties": {
            "src": { "type": "string", "maxLength": ADDRESS_LENGTH, "pattern": "^https://." },
            "alt": { "type": "string", "description": "Empty for a picture that only decorates." },
        },
    })
}
