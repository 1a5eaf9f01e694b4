//! The relay, as the widget sees it: one address that takes answers.

use sondage_survey::answer::Pairs;
use sondage_survey::record::{Entry, Json as _, Record};
use sondage_survey::session::Submission;
use sondage_survey::survey::Survey;
use sondage_survey::text::concat;

use crate::Options;

/// What the relay says to a submission.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    /// It is durable.
    Stored,
    /// It will never be taken.
    Refused {
        /// Because the survey takes no answers.
        closed: bool,
    },
    /// Not now: no connection, too many requests, a fault of the relay.
    Failed,
}

/// What every submission of a response has in common.
pub(crate) struct Sender {
    pub(crate) address: String,
    pub(crate) response: String,
    pub(crate) channel: String,
}

impl Sender {
    pub(crate) fn new(relay: &str, survey: &str, response: String, options: &Options) -> Self {
        let address = concat(&[relay, "/v1/surveys/", survey, "/responses"]);
        Self { address, response, channel: options.channel() }
    }

    /// A submission as the relay's JSON.
    pub(crate) fn body(
        &self,
        submission: &Submission,
        survey: &Survey,
        identity: &Pairs,
    ) -> String {
        let mut respondent = Vec::new();
        // One identifier: the Braze id, which everybody has, before the external one.
        copy(identity, "user_braze_id", "braze_id", &mut respondent);
        if respondent.is_empty() {
            copy(identity, "external_id", "external_id", &mut respondent);
        }
        let is_anonymous = respondent.is_empty();
        copy(identity, "token", "token", &mut respondent);
        let mut body = vec![
            ("response", Entry::Text(&self.response)),
            ("answers", Entry::Answers(&submission.answers)),
            ("state", Entry::Text(submission.state.name())),
            ("channel", Entry::Text(&self.channel)),
            ("locale", Entry::Text(&survey.locale)),
            ("revision", Entry::Number(survey.revision)),
        ];
        if !is_anonymous {
            body.push(("respondent", Entry::Record(Record(&respondent))));
        }
        let mut hidden = Vec::new();
        for (name, value) in identity {
            if let Some(name) = name.strip_prefix("h.") {
                hidden.push((name, Entry::Text(value)));
            }
        }
        if !hidden.is_empty() {
            body.push(("hidden", Entry::Record(Record(&hidden))));
        }
        Record(&body).to_text()
    }
}

fn copy<'a>(from: &'a Pairs, field: &str, name: &'a str, to: &mut Vec<(&'a str, Entry<'a>)>) {
    if let Some((_, value)) = from.iter().find(|(key, _)| key == field) {
        to.push((name, Entry::Text(value)));
    }
}

/// What a status means; 0 stands for no response at all.
pub(crate) fn reply(status: u32) -> Reply {
    match status {
        200..=299 => Reply::Stored,
        // A 404 may be some proxy's, while the relay is being replaced: that is no reason to drop
        // an answer.
        409 | 410 => Reply::Refused { closed: true },
        400 | 413 | 415 | 422 => Reply::Refused { closed: false },
        _ => Reply::Failed,
    }
}
