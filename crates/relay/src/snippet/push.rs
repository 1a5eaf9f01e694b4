//! In a push notification: a link.

use super::{Made, Material, personal, steps};

/// The link that a notification opens. The page finds the language by itself, from the device.
#[must_use]
pub fn push(material: Material<'_>) -> Made {
    let prelude = personal::prelude(material, false).replace('\n', "");
    let snippet = prelude + &personal::link(material, Some("push"), None);
    let secret = steps::secret(material);
    let address =
        steps::address(material.relay, "Apps and browsers refuse or warn of http:// addresses");
    let steps = format!(
        "In Braze:
  1. New push notification, in a campaign or a Canvas step.
  2. On-Click Behavior: Open Web URL. Deep Link Into Application is for addresses of your own app.
  3. Paste the snippet into the field for the address, as one line: the Liquid before the address is part of it.
  4. In the Test tab, preview it as a user that exists, and send it to yourself: without a user there is nobody to answer.

The same line works wherever Braze takes an address with Liquid, such as a Content Card or a button of another message.

{secret}{address}"
    );
    Made { snippet, steps }
}
