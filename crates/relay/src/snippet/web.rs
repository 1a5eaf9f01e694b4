//! In a page of one's own.

use maud::html;
use sondage_author::source::FRAMES;

use super::{Made, Material};
use crate::snippet::steps;

/// The script and the element.
#[must_use]
pub fn web(material: Material<'_>) -> Made {
    let Material { published, relay, .. } = material;
    let id = published.definition.id();
    let script = html! { script type="module" src={ (relay) "/w/sondage.js" } {} }.into_string();
    let element = html! { sondage-survey survey=(id) {} }.into_string();
    // The element reads them from its data attributes, whose names browsers write in small letters.
    let is_plain = |id: &&str| *id == id.to_ascii_lowercase();
    let fields: Vec<&str> =
        published.definition.hidden().map(|(id, _)| id).filter(is_plain).collect();
    let hidden = if fields.is_empty() {
        String::new()
    } else {
        let attributes: Vec<String> = fields.iter().map(|id| format!("data-{id}=\"…\"")).collect();
        format!("\n  Its hidden fields: {}.", attributes.join(" "))
    };
    let address =
        steps::address(relay, "Browsers load nothing from http:// addresses into secure pages");
    let pictures = pictures(material);
    let steps = format!(
        "In your page:
  1. The script once, anywhere in the page; it waits for nothing and holds nothing back.
  2. The element where the survey is to stand. It has its own styles, and your page's do not reach into it.

Who answers, where you know it: <sondage-survey survey=\"{id}\" external-id=\"…\" token=\"…\">, or braze-id.
  The token is \"v2.\" and the HMAC-SHA256, in hex, of \"v2:{id}:never:external_id:\" and the id (or braze_id), under SONDAGE_SIGNING_SECRET. Make it on your server: the secret must not reach the page.
  Without an id, answers are stored as anonymous and not sent to Braze.{hidden}
  The language is that of the page (<html lang>), or the element's locale=\"…\".

With a content security policy:
  script-src 'wasm-unsafe-eval' {relay}
  connect-src {relay}{pictures}
  With require-trusted-types-for 'script', also: trusted-types sondage{address}"
    );
    Made { snippet: format!("{script}\n{element}"), steps }
}

/// What else the policy has to allow.
fn pictures(material: Material<'_>) -> String {
    let needs = material.published.definition.needs();
    let own = match (needs.pictures, needs.films) {
        (false, false) => "",
        (true, false) => "\n  img-src and the hosts of the survey's pictures",
        (false, true) => "\n  media-src and the hosts of the survey's films",
        (true, true) => {
            "\n  img-src and media-src, and the hosts of the survey's pictures and films"
        }
    };
    let frames = if needs.frames { format!("\n  frame-src {FRAMES}") } else { String::new() };
    let font = if needs.fonts { "\n  font-src and the host of the survey's font" } else { "" };
    format!("{own}{font}{frames}")
}
