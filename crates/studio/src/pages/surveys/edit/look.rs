//! The colours of a theme as respondents see them, each with its contrast.

use maud::{Markup, html};
use sondage_author::source::Source;
use sondage_author::theme::{Contrast, Palette, contrasts};

use super::view::EditView;
use crate::form::pointer::pointer_name;
use crate::words::{self, Said, Word};

/// A contrast as people read it: `4.49`, of hundredths.
fn ratio(hundredths: u32) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

/// The colours in the light and in the dark.
pub(super) fn colors(view: &EditView<'_>) -> Markup {
    let (source, _) = Source::read_tree(view.survey.clone());
    let palettes = contrasts(&source.theme);
    html! {
        div #contrasts.contrasts role="group" aria-labelledby="contrasts-title" {
            h3 #contrasts-title { (view.say(words::CONTRASTS)) }
            p.hint { (view.say(words::CONTRASTS_WHAT)) }
            div.palettes { @for one in &palettes { (palette(view, one)) } }
        }
    }
}

fn palette(view: &EditView<'_>, palette: &Palette) -> Markup {
    let (id, word) =
        if palette.is_dark { ("dark", words::LOOK_DARK) } else { ("light", words::LOOK_LIGHT) };
    html! {
        div.palette id={ "palette-" (id) } {
            h4 { (view.say(word)) }
            ul.swatches { @for pair in &palette.pairs { (swatch(view, id, pair)) } }
        }
    }
}

/// One colour on another: drawn, and in words.
fn swatch(view: &EditView<'_>, light: &str, pair: &Contrast) -> Markup {
    let is_text = pair.needed >= 450;
    let name = Word::named(&format!("COLOR_{}", pair.part.to_uppercase()));
    let on = if pair.ground == "accent" {
        words::COLOR_ON_ACCENT_GROUND
    } else {
        words::COLOR_ON_SURFACE
    };
    let passes = Said::new(if is_text { words::CONTRAST_TEXT } else { words::CONTRAST_OTHER })
        .with("ratio", ratio(pair.hundredths))
        .with("needed", ratio(pair.needed));
    html! {
        li id={ "swatch-" (light) "-" (pair.part) } data-moved[pair.moved.is_some()] {
            svg width="56" height="36" viewBox="0 0 56 36" aria-hidden="true" focusable="false" {
                rect x="0.5" y="0.5" width="55" height="35" rx="6" fill=(pair.ground_color) stroke="currentColor" stroke-opacity="0.3" {}
                @if is_text { text x="28" y="24" text-anchor="middle" font-size="17" font-weight="600" fill=(pair.color) { "Aa" } }
                @else { rect x="14" y="11" width="28" height="14" rx="7" fill="none" stroke=(pair.color) stroke-width="3" {} }
            }
            div {
                p { strong { (name.map_or(pair.part, |word| view.say(word))) } " " (view.say(on)) }
                p.hint { code { (pair.color) } " " (view.visit.tell(&passes)) }
                @if let Some(moved) = &pair.moved {
                    @let fails = if is_text { words::CONTRAST_FAILS_TEXT } else { words::CONTRAST_FAILS_OTHER };
                    @let said = Said::new(fails).with("color", &moved.asked).with("ratio", ratio(moved.hundredths)).with("needed", ratio(pair.needed)).with("used", &pair.color);
                    p.fault { (view.visit.tell(&said)) }
                    @if view.may {
                        button.small type="submit" name="do" value={ "put " (pair.color) " " (pointer_name(&moved.at)) } data-verb="put" {
                            (view.visit.tell(&Said::new(words::CONTRAST_USE).with("color", &pair.color)))
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ratio;

    #[test]
    fn a_contrast_is_never_rounded_up() {
        assert_eq!([100, 449, 450, 1606, 2100].map(ratio), ["1", "4.49", "4.5", "16.06", "21"]);
    }
}
