//! In a page of one's own, in a frame.

use maud::{PreEscaped, html};

use super::{Made, Material, steps};

/// Gives the frame the height of what is in it. Only the relay is listened to, and only by the frame
/// that it is in.
const SCRIPT: &str = "addEventListener(\"message\", function (event) {
  if (event.origin !== \"{origin}\" || !event.data || event.data.type !== \"sondage-resize\") return;
  document.querySelectorAll(\"iframe[data-sondage]\").forEach(function (frame) {
    if (frame.contentWindow === event.source) frame.style.height = event.data.height + \"px\";
  });
});";

/// A frame with the survey's page, and the script that makes it as high as that is.
#[must_use]
pub fn framed(material: Material<'_>) -> Made {
    let Material { published, relay, .. } = material;
    let definition = &published.definition;
    let (id, name) = (definition.id(), definition.name());
    let script = SCRIPT.replace("{origin}", relay.origin());
    let snippet = html! {
        iframe src={ (relay) "/s/" (id) } title=(name) style="width:100%;height:600px;border:0" data-sondage {}
        "\n"
        script { "\n" (PreEscaped(script)) "\n" }
    };
    let address =
        steps::address(relay, "Browsers load nothing from http:// addresses into secure pages");
    let steps = format!(
        "In your page:
  1. The frame where the survey is to stand. Without the script, or where no scripts run, it stays as high as its style says.
  2. The script once, anywhere in the page; for several frames too.

On the relay:
  SONDAGE_FRAME_ORIGINS has to name your site, like https://www.example.com. Every other site's pages are refused.

Who answers, where you know it: /s/{id}?external_id=…&token=…, or user_braze_id.
  The token is \"v2.\" and the HMAC-SHA256, in hex, of \"v2:{id}:never:external_id:\" and the id (or braze_id), under SONDAGE_SIGNING_SECRET. Make it on your server: the secret must not reach the page.

With a content security policy:
  frame-src {relay}{address}"
    );
    Made { snippet: snippet.into_string(), steps }
}
