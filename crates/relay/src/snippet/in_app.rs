//! In a Custom Code in-app message.

use super::{Made, Material, page, steps};

/// A message with the survey's first card in it. `css` is the widget's style sheet.
#[must_use]
pub fn in_app_message(material: Material<'_>, css: &str) -> Made {
    let Material { published, relay, .. } = material;
    let snippet = page::in_app_of(material, css);
    let notes: String = page::notes(published).iter().flat_map(|note| ["\n\n", note]).collect();
    let secret = steps::secret(material);
    let address = steps::address(relay, "Browsers refuse http:// addresses on secure pages");
    let steps = format!(
        "In Braze:
  1. New in-app message, in a campaign or a Canvas step; traditional editor; message type Custom Code.
  2. Paste the snippet into the HTML field. No assets are needed.
  3. Message close behavior: Wait for User to Dismiss. Otherwise phones take the survey away after five seconds.
  4. Preview and test on a device, then choose the audience and what triggers the message.

{secret}

On a website (apps need none of this):
  braze.initialize(…, {{ allowUserSuppliedJavascript: true }})
  With a content security policy, also the SDK's contentSecurityNonce, and in the policy:
    script-src 'wasm-unsafe-eval' {relay}
    connect-src {relay}{address}{notes}"
    );
    Made { snippet, steps }
}
