//! Reads `[theme]`.

use super::color::Color;
use super::scheme::Asked;
use super::{Layout, Logo, Mode, Radius, Theme, author_css};
use crate::definition::node::{Node, Tree};
use crate::definition::reader::Table;

/// The most fonts of a list, and the most characters of a font's name: more is a mistake.
pub(super) const FONTS: usize = 8;
pub(super) const FONT_LENGTH: usize = 64;

/// The longest address of a logo: what every browser and proxy passes on.
pub(super) const ADDRESS_LENGTH: usize = 2_000;

/// The families that need no name, and what they are on each system.
pub(super) const FAMILIES: [(&str, &str); 4] = [
    ("system", "system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif"),
    ("serif", "ui-serif,Georgia,Cambria,\"Times New Roman\",serif"),
    ("rounded", "ui-rounded,\"SF Pro Rounded\",Nunito,Quicksand,system-ui,sans-serif"),
    ("mono", "ui-monospace,SFMono-Regular,Menlo,Consolas,\"Liberation Mono\",monospace"),
];

/// The theme in this table; what is wrong is a problem of the table.
pub(crate) fn read(table: &mut Table<'_>) -> Theme {
    let modes = [("auto", Mode::Auto), ("light", Mode::Light), ("dark", Mode::Dark)];
    let radii = [
        ("none", Radius::None),
        ("small", Radius::Small),
        ("medium", Radius::Medium),
        ("large", Radius::Large),
    ];
    Theme {
        mode: table.one_of("mode", &modes).unwrap_or_default(),
        light: read_colors(table),
        dark: table.table("dark", read_colors).unwrap_or_default(),
        radius: table.one_of("radius", &radii),
        layout: table.one_of("layout", &Layout::ALL).flatten(),
        font: read_font(table),
        css: read_css(table),
        logo: table.table("logo", read_logo).flatten(),
    }
}

fn read_colors(table: &mut Table<'_>) -> Asked {
    Asked {
        accent: read_color(table, "accent"),
        surface: read_color(table, "surface"),
        text: read_color(table, "text"),
    }
}

fn read_color(table: &mut Table<'_>, key: &'static str) -> Option<Color> {
    let text = table.text(key)?;
    let color = Color::parse(&text);
    if color.is_none() {
        let advice = "write #rgb or #rrggbb, such as \"#4338ca\"";
        table.problem(key, &format!("\"{text}\" is no colour: {advice}"));
    }
    color
}

fn read_font(table: &mut Table<'_>) -> Option<String> {
    if let Some(Node { tree: Tree::List(names), .. }) = table.node("font") {
        return read_fonts(table, names);
    }
    table.one_of("font", &FAMILIES).map(str::to_owned)
}

fn read_fonts(table: &Table<'_>, names: &[Node]) -> Option<String> {
    if names.is_empty() || names.len() > FONTS {
        table.problem("font", &format!("a list of fonts has 1 to {FONTS} names"));
        return None;
    }
    let mut fonts = String::new();
    for name in names {
        match &name.tree {
            Tree::Text(name) if is_font(name) => fonts.extend(["\"", name, "\","]),
            Tree::Text(name) => {
                let rule = "it has letters, digits, spaces and dashes";
                table.problem("font", &format!("\"{name}\" is no name of a font: {rule}"));
                return None;
            }
            other => {
                let what = other.what();
                table.problem("font", &format!("expected the name of a font, found {what}"));
                return None;
            }
        }
    }
    Some(fonts + "system-ui,sans-serif")
}

fn is_font(name: &str) -> bool {
    name.chars().count() <= FONT_LENGTH
        && name.chars().any(char::is_alphanumeric)
        && name.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
}

fn read_css(table: &mut Table<'_>) -> Option<String> {
    let node = table.node("css")?;
    let checked = match &node.tree {
        Tree::Text(css) if css.trim().is_empty() => Err("the text is empty".to_owned()),
        Tree::Text(css) => author_css::checked(css),
        other => Err(format!("expected a text, found {}", other.what())),
    };
    checked.map_err(|problem| table.problem("css", &problem)).ok()
}

fn read_logo(table: &mut Table<'_>) -> Option<Logo> {
    let src = table.required_text("src");
    // Empty is a choice here, which no other text allows: the picture only decorates.
    let alt =
        if table.is_empty_text("alt") { Some(String::new()) } else { table.required_text("alt") };
    let src = src.filter(|src| {
        let is_address = is_address(src);
        if !is_address {
            let rule = "https://, and percent-encoded where it is no letter or digit";
            table.problem("src", &format!("not the address of a picture: {rule}"));
        }
        is_address
    });
    Some(Logo { src: src?, alt: alt? })
}

/// Whether this is an address over https of nothing but what addresses are made of (RFC 3986):
/// so without quotes or the braces of Liquid.
fn is_address(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    text.len() <= ADDRESS_LENGTH
        && text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
        && text.chars().all(is_plain)
}
