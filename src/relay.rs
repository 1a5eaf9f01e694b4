//! The relay, as the widget sees it: one address that takes answers.

use gloo_net::http::Request;
use sondage_survey::record::{Entry, Record};
use sondage_survey::session::Submission;
use sondage_survey::survey::Survey;
use sondage_survey::text::concat;
use wasm_bindgen::{JsCast, JsValue};

use crate::page::Pairs;
use crate::{Options, dom, outward, task};

/// The most bytes that browsers let requests with `keepalive` hold together (Fetch standard,
/// 64 KiB); longer bodies go without.
const KEEPALIVE_BYTES: usize = 60_000;

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
    pub(crate) fn new(relay: &str, survey: &str, options: &Options) -> Self {
        let address = concat(&[relay, "/v1/surveys/", survey, "/responses"]);
        Self { address, response: options.response(), channel: options.channel() }
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
        dom::json(&outward::object(&Record(&body)))
    }
}

fn copy<'a>(from: &'a Pairs, field: &str, name: &'a str, to: &mut Vec<(&'a str, Entry<'a>)>) {
    if let Some((_, value)) = from.iter().find(|(key, _)| key == field) {
        to.push((name, Entry::Text(value)));
    }
}

/// Posts a body; `done` gets the reply. `text/plain` makes it a simple request: no preflight goes
/// before it.
pub(crate) fn post(address: &str, body: &str, done: Box<dyn FnOnce(Reply)>) {
    match request(address, body) {
        Ok(request) => task::spawn(Box::pin(async move {
            let status = request.send().await.map(|response| response.status());
            done(reply(status.unwrap_or_default()));
        })),
        Err(_) => done(Reply::Failed),
    }
}

/// What a status means; 0 stands for no response at all.
fn reply(status: u16) -> Reply {
    match status {
        200..=299 => Reply::Stored,
        // A 404 may be some proxy's, while the relay is being replaced: that is no reason to drop
        // an answer.
        409 | 410 => Reply::Refused { closed: true },
        400 | 413 | 415 | 422 => Reply::Refused { closed: false },
        _ => Reply::Failed,
    }
}

fn request(address: &str, body: &str) -> Result<Request, JsValue> {
    let init = outward::object(&Record(&[
        ("method", Entry::Text("POST")),
        ("body", Entry::Text(body)),
        ("credentials", Entry::Text("omit")),
        // Lets the request outlive the message.
        ("keepalive", Entry::Flag(body.len() < KEEPALIVE_BYTES)),
    ]));
    web_sys::Request::new_with_str_and_init(address, init.unchecked_ref()).map(Request::from)
}
