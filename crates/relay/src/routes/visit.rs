//! Who visits a link survey, where from and in which locale: what every card's form carries on.

use axum::http::HeaderMap;
use sondage_survey::answer::Form;
use sondage_survey::definition::Definition;
use uuid::Uuid;

use super::body;
use crate::identity::Trust;
use crate::intake::{Channel, Identifier, Respondent};
use crate::negotiation;

/// A visit.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// The response's id.
    pub(super) response: String,
    /// Where the survey was begun.
    pub(super) channel: Channel,
    /// One of the survey's own locales.
    pub(super) locale: String,
    braze_id: Option<String>,
    external_id: Option<String>,
    token: Option<String>,
}

impl Visit {
    /// From the query of a link. The response begins here, so that posting the first card twice is
    /// posting it once.
    pub(super) fn begin(query: Form<'_>, definition: &Definition, headers: &HeaderMap) -> Self {
        Self::read(query, new_response(), definition, headers)
    }

    /// From a card's form. A message's first card has no response yet.
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
            braze_id: identifier("user_braze_id"),
            external_id: identifier("external_id"),
            token: identifier("token"),
        }
    }

    /// The hidden fields of the next card's form.
    pub(super) fn hidden(&self) -> Vec<(String, String)> {
        let response = ("response", Some(self.response.as_str()));
        std::iter::once(response).chain(self.carried()).filter_map(pair).collect()
    }

    /// The link that begins this survey anew for the same respondent.
    pub(super) fn address(&self, page: &str) -> String {
        let query = self.carried().into_iter().filter_map(pair);
        let query: Vec<String> =
            query.map(|(name, value)| format!("{name}={}", percent(&value))).collect();
        format!("{page}?{}", query.join("&"))
    }

    /// Who answers, as far as they are believed.
    pub(super) fn respondent(&self, survey: &str, trust: &Trust) -> Respondent {
        let braze_id = self.braze_id.clone().map(Identifier::BrazeId);
        let identifier = braze_id.or_else(|| self.external_id.clone().map(Identifier::ExternalId));
        trust.respondent(survey, identifier, self.token.as_deref())
    }

    fn carried(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("channel", Some(self.channel.as_str())),
            ("locale", Some(self.locale.as_str())),
            ("user_braze_id", self.braze_id.as_deref()),
            ("external_id", self.external_id.as_deref()),
            ("token", self.token.as_deref()),
        ]
    }
}

fn pair((name, value): (&str, Option<&str>)) -> Option<(String, String)> {
    Some((name.to_owned(), value?.to_owned()))
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
