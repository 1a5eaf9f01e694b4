//! Who visits a link survey, where from, in which locale and with which hidden fields: what every
//! card's form carries on.

use axum::http::HeaderMap;
use serde_json::{Map, Value as Json};
use sondage_survey::answer::Form;
use sondage_survey::definition::Definition;
use uuid::Uuid;

use super::body;
use crate::identity::Trust;
use crate::intake::{Channel, Identifier, Respondent};
use crate::negotiation;

/// The most characters of a hidden field: what one string takes in Braze.
const HIDDEN_LENGTH: usize = 255;

/// The parameters of a link that are its own. A hidden field of the same name is written `h.name`.
const OWN: [&str; 6] = ["response", "channel", "locale", "user_braze_id", "external_id", "token"];

/// A visit.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// The response's id.
    pub(super) response: String,
    /// Where the survey was begun.
    pub(super) channel: Channel,
    /// One of the survey's own locales.
    pub(super) locale: String,
    /// The survey's hidden fields, as far as they came with this request. They take the place of
    /// what is stored, as over the API: whoever could edit a form could as well edit the link.
    pub(super) hidden: Map<String, Json>,
    /// The card was reached from the review, which follows it again.
    pub(super) is_reviewing: bool,
    braze_id: Option<String>,
    external_id: Option<String>,
    token: Option<String>,
}

impl Visit {
    /// From the query of a link, in which hidden fields stand under their own names. The response
    /// begins here, so that posting the first card twice is posting it once.
    pub(super) fn begin(query: Form<'_>, definition: &Definition, headers: &HeaderMap) -> Self {
        let visit = Self::read(query, new_response(), definition, headers);
        let bare = |id: &str| query.first(id).filter(|_| !OWN.contains(&id));
        let mut hidden = hidden(definition, bare);
        hidden.extend(visit.hidden);
        Self { hidden, ..visit }
    }

    /// From a card's form. A message's first card has no response yet where no script runs.
    pub(super) fn go_on(form: Form<'_>, definition: &Definition, headers: &HeaderMap) -> Self {
        let response = form.first("response").and_then(body::response_id);
        Self::read(form, response.unwrap_or_else(new_response), definition, headers)
    }

    fn read(
        form: Form<'_>,
        response: String,
        definition: &Definition,
        headers: &HeaderMap,
    ) -> Self {
        let identifier =
            |name: &str| form.first(name).and_then(body::identifier).map(str::to_owned);
        Self {
            response,
            channel: form
                .first("channel")
                .and_then(|word| word.parse().ok())
                .unwrap_or(Channel::Link),
            locale: negotiation::locale(definition, form.first("locale"), headers).to_owned(),
            hidden: hidden(definition, |id| form.first(&field(id))),
            is_reviewing: form.first("reviewing").is_some(),
            braze_id: identifier("user_braze_id"),
            external_id: identifier("external_id"),
            token: identifier("token"),
        }
    }

    /// The hidden fields of the next card's form.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields = vec![("response".to_owned(), self.response.clone())];
        fields.extend(self.carried());
        fields.extend(self.is_reviewing.then(|| ("reviewing".to_owned(), "yes".to_owned())));
        fields
    }

    /// The link that begins this survey anew for the same respondent.
    pub(super) fn address(&self, page: &str) -> String {
        let query: Vec<String> = self
            .carried()
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        format!("{page}?{}", query.join("&"))
    }

    /// Who answers, as far as they are believed.
    pub(super) fn respondent(&self, survey: &str, trust: &Trust) -> Respondent {
        let braze_id = self.braze_id.clone().map(Identifier::BrazeId);
        let identifier = braze_id.or_else(|| self.external_id.clone().map(Identifier::ExternalId));
        trust.respondent(survey, identifier, self.token.as_deref())
    }

    fn carried(&self) -> Vec<(String, String)> {
        let own = [
            ("channel", Some(self.channel.as_str())),
            ("locale", Some(self.locale.as_str())),
            ("user_braze_id", self.braze_id.as_deref()),
            ("external_id", self.external_id.as_deref()),
            ("token", self.token.as_deref()),
        ];
        let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let hidden =
            self.hidden.iter().filter_map(|(id, value)| Some((field(id), value.as_str()?)));
        own.chain(hidden).map(|(name, value)| (name, value.to_owned())).collect()
    }
}

/// The name of a hidden field in forms.
fn field(id: &str) -> String {
    format!("h.{id}")
}

/// The survey's hidden fields that are given, each as one line of bounded length.
fn hidden<'a>(
    definition: &Definition,
    given: impl Fn(&str) -> Option<&'a str>,
) -> Map<String, Json> {
    let read = |id: &str| {
        let line: String =
            given(id)?.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text: String = line.trim().chars().take(HIDDEN_LENGTH).collect();
        // In a preview Liquid stays as it was written, and gives nothing.
        let is_given = !text.is_empty() && !text.starts_with("{{");
        is_given.then(|| (id.to_owned(), Json::String(text)))
    };
    definition.hidden().filter_map(|(id, _)| read(id)).collect()
}

fn new_response() -> String {
    Uuid::new_v4().hyphenated().to_string()
}

/// Percent-encoding of all but what RFC 3986, 2.3, calls unreserved.
fn percent(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}
