//! What is pasted of a survey, as the relay beside makes it.

use serde::Serialize;

/// Where a survey is brought to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SnippetChannel {
    /// In a Custom Code in-app message.
    InApp,
    /// The first question in an e-mail.
    Email,
    /// The same, in the plain text of an e-mail.
    EmailText,
    /// As an address with Liquid, for messages of any kind.
    Link,
    /// As an address that says nothing of who opens it.
    PlainLink,
    /// In a push notification.
    Push,
    /// On a site.
    Web,
}

/// Why there is none for a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoSnippet {
    /// The survey asks for a password, which its own page alone does.
    Password,
    /// The survey takes signed answers only, and there is no signing secret.
    NoSecret,
    /// The survey takes signed answers only, and nothing says who answers there.
    NobodyNamed,
    /// This relay was built without the widget.
    NoWidget,
    /// Surveys in in-app messages are switched off.
    InAppOff,
}

/// What is pasted for one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Snippet {
    /// Where.
    pub channel: SnippetChannel,
    /// The text, as it is pasted.
    pub text: Option<String>,
    /// Why there is none.
    pub missing: Option<NoSnippet>,
    /// The address as a QR code, an SVG document: where it is one for everybody.
    pub qr: Option<String>,
}

/// What opens a survey by a link to try it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialPaste {
    /// The page.
    pub address: String,
    /// The same as a QR code, an SVG document.
    pub qr: Option<String>,
    /// The in-app message to be sent to oneself; none, where this relay was built without the widget.
    pub message: Option<String>,
}
