//! A mail in tables.
//!
//! What Outlook for Windows asks for: padding on cells alone, widths as attributes, the font on
//! every cell, and comments that only it reads where a width has an upper limit. A row of points
//! is two tables beside each other, which stand below each other where there is no room.

use maud::{Markup, PreEscaped, html};

use super::Letter;
use crate::locales::direction;
use crate::question::proposal::{Line, Point, Points, Proposals};
use crate::source::Text;
use crate::theme::{Ink, Scheme};
use sondage_survey::text::Message;

/// The width of the sheet, in pixels: what mails are drawn for.
const WIDTH: u16 = 600;
/// The room at its sides, in pixels. A phone of 320 then leaves 288 for six points.
const SIDE: u16 = 16;
/// The width of a point without its border, and what is between two. With 42 and 4, each is larger
/// than the 24 pixels of WCAG 2.2, 2.5.8, and more are in a row than a phone is wide.
const POINT: u16 = 40;
const GAP: u16 = 4;
/// The most points of one table.
const ROW: usize = 6;
/// The height of a logo, in pixels.
const LOGO: u16 = 32;

/// Around the sheet, for the engine of Word, which knows no `max-width`.
const GHOST: [&str; 2] = [
    "<!--[if mso]><table role=\"presentation\" align=\"center\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->",
    "<!--[if mso]></td></tr></table><![endif]-->",
];

/// The rules for a dark device.
pub(super) fn dark(ink: &Ink) -> String {
    let Some(dark) = ink.dark else { return String::new() };
    let Scheme { surface, soft, line, text, muted, link, accent, on_accent, .. } = dark;
    format!(
        "@media (prefers-color-scheme:dark){{\
         .sondage-sheet{{background-color:{surface} !important}}\
         .sondage-point{{background-color:{soft} !important;border-color:{line} !important}}\
         .sondage-button{{background-color:{accent} !important}}\
         .sondage-text{{color:{text} !important}}\
         .sondage-muted{{color:{muted} !important}}\
         .sondage-link{{color:{link} !important}}\
         .sondage-button a{{color:{on_accent} !important}}\
         }}"
    )
}

/// How what stands in a description is set.
const BLOCKS: [(&str, &str); 6] = [
    ("p", "margin:0 0 8px"),
    ("h3", "margin:0 0 8px;font-size:16px;line-height:24px"),
    ("h4", "margin:0 0 8px;font-size:16px;line-height:24px"),
    ("ul", "margin:0 0 8px;padding:0 0 0 24px"),
    ("ol", "margin:0 0 8px;padding:0 0 0 24px"),
    ("li", "margin:0"),
];

impl Letter<'_> {
    /// The question, with its answers as links.
    pub(super) fn draw(&self) -> String {
        let ink = self.ink();
        let locale = self.compiler.pen().locale();
        let [open, close] = GHOST;
        let surface = ink.scheme.surface;
        let (corner, _) = ink.corners;
        let markup = html! {
            (PreEscaped(open))
            table.sondage-sheet lang=(locale) dir=(direction(locale)) role="presentation" align="center"
                width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor=(surface)
                style={ "width:100%;max-width:" (WIDTH) "px;background-color:" (surface) ";border-radius:" (corner) "px" } {
                tr { td style={ "padding:24px " (SIDE) "px" } {
                    (self.logo())
                    (self.title())
                    (self.answers())
                } }
            }
            (PreEscaped(close))
        };
        self.in_its_ink(&self.filled(&markup))
    }

    fn ink(&self) -> &Ink {
        &self.compiler.cards().ink
    }

    fn logo(&self) -> Markup {
        let Some(logo) = &self.compiler.cards().logo else { return html! {} };
        html! {
            table role="presentation" cellpadding="0" cellspacing="0" border="0" { tr {
                td style={ (self.letters(14, 20)) ";padding:0 0 16px" } {
                    img src=(logo.src) alt=(logo.alt.text) height=(LOGO) border="0"
                        style={ "display:block;height:" (LOGO) "px;border:0" };
                }
            } }
        }
    }

    /// What is asked, in words and with its picture.
    fn title(&self) -> Markup {
        let words = self.compiler.pen().rich(&self.asked.prompt);
        let width = WIDTH - 2 * SIDE;
        html! {
            table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%" {
                tr { td style="padding:0 0 16px" {
                    h2.sondage-text style={ "margin:0;font-weight:bold;" (self.letters(20, 28)) } { (words) }
                } }
                @if let Some(text) = &self.asked.description {
                    tr { td.sondage-muted style={ "padding:0 0 16px;" (self.letters(16, 24)) ";color:" (self.ink().scheme.muted) } {
                        (self.description(text))
                    } }
                }
                @if let Some(picture) = &self.asked.image {
                    tr { td style={ "padding:0 0 16px;" (self.letters(14, 20)) } {
                        img src=(picture.src) alt=(picture.alt.text)
                            width=(width) border="0" style={ "display:block;width:100%;max-width:" (width) "px;height:auto;border:0" };
                    } }
                }
            }
        }
    }

    /// The smaller text. Mail programs have margins of their own for what is in it.
    fn description(&self, text: &Text) -> Markup {
        let pen = self.compiler.pen();
        let Some(blocks) = pen.blocks(text) else { return pen.rich(text) };
        // What an author writes is escaped, so that each tag is one of these.
        let styled = BLOCKS.iter().fold(blocks.into_string(), |html, (tag, style)| {
            let (bare, more) = (format!("<{tag}>"), format!("<{tag} "));
            // What has attributes first, or it would be found twice.
            html.replace(&more, &format!("<{tag} style=\"{style}\" "))
                .replace(&bare, &format!("<{tag} style=\"{style}\">"))
        });
        PreEscaped(styled)
    }

    fn answers(&self) -> Markup {
        match &self.proposals {
            Proposals::Points(points) => self.points(points),
            Proposals::Lines(lines) => html! { @for line in lines { (self.line(line)) } },
            Proposals::None => self.button(),
        }
    }

    /// A row of points, which breaks in its middle, and the words for its ends.
    fn points(&self, points: &Points) -> Markup {
        let all = points.all.as_slice();
        let first = if all.len() > ROW { all.len().div_ceil(2) } else { all.len() };
        let (first, second) = all.split_at_checked(first).unwrap_or((all, &[]));
        let align = if direction(self.compiler.pen().locale()) == "rtl" { "right" } else { "left" };
        let ends = || Some((all.first()?.value, all.last()?.value));
        html! {
            table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%" {
                tr { td {
                    @for half in [first, second].into_iter().filter(|half| !half.is_empty()) {
                        table role="presentation" align=(align) cellpadding="0" cellspacing="0" border="0" {
                            tr { @for point in half { (self.point(point)) } }
                            (gap(GAP, 2 * half.len()))
                        }
                    }
                } }
                @if let Some((from, to)) = ends().filter(|_| points.low.is_some() || points.high.is_some()) {
                    tr { td.sondage-muted style={ "padding:4px 0 0;" (self.letters(14, 20)) ";color:" (self.ink().scheme.muted) } {
                        @if let Some(low) = &points.low { (from) " – " (low) }
                        @if points.low.is_some() && points.high.is_some() { " \u{a0}·\u{a0} " }
                        @if let Some(high) = &points.high { (to) " – " (high) }
                    } }
                }
            }
        }
    }

    fn point(&self, point: &Point) -> Markup {
        let Scheme { soft, line, link, .. } = self.ink().scheme;
        let (_, corner) = self.ink().corners;
        let border = format!("border:1px solid {line};border-radius:{corner}px");
        // Where padding means nothing in a link, spaces that do not break make it wider.
        let words = match point.face {
            None => html! { "\u{a0}\u{a0}" (point.value) "\u{a0}\u{a0}" },
            Some(face) => html! {
                span.sondage-link style={ "font-size:24px;line-height:30px;color:" (link) } { (face) } br; (point.value)
            },
        };
        let height = if point.face.is_some() { 26 } else { POINT };
        let padding = if point.face.is_some() { "padding:4px 0 2px;" } else { "" };
        html! {
            td.sondage-point width=(POINT) align="center" valign="middle" bgcolor=(soft)
                style={ (padding) "width:" (POINT) "px;background-color:" (soft) ";" (border) } {
                (self.link(&point.value.to_string(), &format!("{};text-align:center", self.letters(16, height)), &words))
            }
            td width=(GAP) style={ "width:" (GAP) "px;font-size:1px;line-height:1px" } { "\u{a0}" }
        }
    }

    /// An answer on a line of its own.
    fn line(&self, line: &Line) -> Markup {
        let Scheme { soft, line: border, .. } = self.ink().scheme;
        let (_, corner) = self.ink().corners;
        let answer = self.link(
            &line.value,
            &format!("{};padding:12px 16px", self.letters(16, 24)),
            &line.words,
        );
        html! {
            table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%" {
                // Word takes the padding of the cell, all others that of the link.
                tr { td.sondage-point bgcolor=(soft)
                    style={ "mso-padding-alt:12px 16px;background-color:" (soft) ";border:1px solid " (border) ";border-radius:" (corner) "px" } {
                    (answer)
                } }
                (gap(8, 1))
            }
        }
    }

    /// The way to the page, where there is no answer to link to.
    fn button(&self) -> Markup {
        let Scheme { accent, on_accent, .. } = self.ink().scheme;
        let (_, corner) = self.ink().corners;
        let address = self.address_gap();
        html! {
            table role="presentation" cellpadding="0" cellspacing="0" border="0" {
                tr { td.sondage-button align="center" bgcolor=(accent)
                    style={ "mso-padding-alt:12px 28px;background-color:" (accent) ";border-radius:" (corner) "px" } {
                    a.sondage-on href=(address)
                        style={ (self.font()) ";font-size:16px;line-height:24px;font-weight:bold;padding:12px 28px;display:block;text-decoration:none;color:" (on_accent) } {
                        (self.compiler.pen().built_in(Message::Start))
                    }
                } }
            }
        }
    }

    fn link(&self, value: &str, style: &str, words: &Markup) -> Markup {
        html! {
            a.sondage-text href={ (self.address_gap()) "&" (self.proposal(value)) }
                style={ (style) ";display:block;text-decoration:none" } { (words) }
        }
    }

    fn address_gap(&self) -> Markup {
        self.compiler.pen().slots().gap(sondage_survey::template::Gap::Action)
    }

    fn font(&self) -> String {
        format!("font-family:{}", self.ink().font)
    }

    /// The font at a size and a height of its lines, in pixels, in the colour of text.
    fn letters(&self, size: u16, height: u16) -> String {
        let (font, text) = (self.font(), self.ink().scheme.text);
        format!("{font};font-size:{size}px;line-height:{height}px;color:{text}")
    }

    /// Links of the author's in the colour of links, and opened as the mail program opens links.
    /// What an author wrote is escaped, and cannot look like them.
    fn in_its_ink(&self, html: &str) -> String {
        let style =
            format!("<a class=\"sondage-link\" style=\"color:{}\" href=", self.ink().scheme.link);
        html.replace("<a href=", &style).replace(" target=\"_blank\" rel=\"noopener\"", "")
    }
}

/// A row that is nothing but a gap of so many pixels.
fn gap(height: u16, columns: usize) -> Markup {
    html! {
        tr { td colspan=[(columns > 1).then_some(columns)] height=(height) style={ "font-size:1px;line-height:" (height) "px;height:" (height) "px" } { "\u{a0}" } }
    }
}
