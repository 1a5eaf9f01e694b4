//! What is posted to the relay: the one shape of a submission.

use crate::answer::{Form, Pairs};
use crate::session::{State, SubmittedAnswer, Unsent};
use crate::survey::Survey;

/// A submission, as the relay's JSON has it. It is written where the feature `serde` is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission<'a> {
    /// The response's id: a UUID, made by the client.
    pub response: &'a str,
    /// Who answers: the kind of identifier, and it; absent for nobody known.
    pub respondent: Option<(&'static str, &'a str)>,
    /// The HMAC that proves it; without an identifier, that of a link for this response.
    pub token: Option<&'a str>,
    /// The answers that the relay has not confirmed, in the order in which they were given.
    pub answers: &'a [SubmittedAnswer],
    /// How far the response has come.
    pub state: State,
    /// The question on which it was dismissed, by its id.
    pub left_on: Option<&'a str>,
    /// The channel's name.
    pub channel: &'a str,
    /// The locale that the respondent saw.
    pub locale: &'a str,
    /// The revision that they saw.
    pub revision: u32,
    /// When the first question came on the screen, in RFC 3339.
    pub begun_at: Option<&'a str>,
    /// The survey's hidden fields, by their ids.
    pub hidden: Vec<(&'a str, &'a str)>,
}

/// What every submission of a response has in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The response's id.
    pub response: String,
    /// The channel's name.
    pub channel: String,
}

impl Source {
    /// The submission of what a session has unsent. `fields` are the hidden ones of the form: who
    /// answers, and the survey's own after `h.`. It says nothing of when the first question came.
    #[must_use]
    pub fn submission<'a>(
        &'a self,
        unsent: &'a Unsent,
        fields: &'a Pairs,
        survey: &'a Survey,
    ) -> Submission<'a> {
        let mut hidden = Vec::new();
        for (name, value) in fields {
            if let Some(name) = name.strip_prefix("h.") {
                hidden.push((name, value.as_str()));
            }
        }
        let field = |name: &str| Form(fields).first(name);
        // One identifier: the Braze id, which everybody has, before the company's own. Who came by a
        // link for one response is nobody known.
        let is_for_response = field("link").is_some();
        let named = |name: &str| field(name).filter(|_| !is_for_response);
        let braze_id = named("user_braze_id").map(|id| ("braze_id", id));
        Submission {
            response: &self.response,
            respondent: braze_id.or_else(|| Some(("external_id", named("external_id")?))),
            token: field("token"),
            answers: &unsent.answers,
            state: unsent.state,
            left_on: unsent.left_on.as_deref(),
            channel: &self.channel,
            locale: &survey.locale,
            revision: survey.revision,
            begun_at: None,
            hidden,
        }
    }
}

/// A response's id out of 16 random bytes: a UUID of version 4 (RFC 9562, 5.4).
#[must_use]
pub fn response_id(random: [u8; 16]) -> String {
    let mut id = String::new();
    for (at, byte) in random.into_iter().enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        if [4, 6, 8, 10].contains(&at) {
            id.push('-');
        }
        id.extend(char::from_digit(u32::from(byte >> 4), 16));
        id.extend(char::from_digit(u32::from(byte & 15), 16));
    }
    id
}
