//! What became of a call of `POST /users/track`.

use serde_json::Value;

use crate::RetryAfter;

/// What became of one [`TrackRequest`](crate::TrackRequest): all that a retry policy needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrackOutcome {
    /// Braze has it, but for the objects listed. Sending those again as they are is of no use.
    Accepted {
        /// The HTTP status: 201 by the documentation, and 200 was seen.
        status: u16,
        /// Objects that Braze left out; most often none.
        rejected: Vec<Rejected>,
    },
    /// Braze answered, and took nothing.
    ///
    /// By "Errors" in Braze's documentation: 400 the body, 401 the key, 403 a permission, 413 the size
    /// and 429 the rate. A status of 2xx stands here when the message beside it was not `success`.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Braze's own words, or nothing. At most 1,000 characters.
        message: String,
        /// The objects that it complained of, when it did so one by one.
        rejected: Vec<Rejected>,
        /// When to come back, when it said.
        retry_after: Option<RetryAfter>,
    },
    /// No answer.
    Unreachable {
        /// What went wrong, for people.
        reason: String,
        /// Whether the request may have arrived. `false`: certainly not, so sending it again cannot
        /// double an event. `true`: unknown.
        sent: bool,
    },
}

/// An object that Braze left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Where it stood in the request. Absent when Braze gave a bare text.
    pub position: Option<Position>,
    /// Braze's reason. There is no stable code in it.
    pub reason: String,
}

/// Where an object stood in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// Which array.
    pub array: Array,
    /// Which object of it, from 0.
    pub index: usize,
}

/// The arrays of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Array {
    /// `attributes`
    Attributes,
    /// `events`
    Events,
    /// `purchases`, which this client never sends.
    Purchases,
}

/// How much of a message is kept: enough to understand it, too little to fill a log with a proxy's page.
const MAX_MESSAGE_CHARS: usize = 1_000;

impl TrackOutcome {
    /// Reads an answer. A body that is no JSON is taken as the message.
    pub(crate) fn read(status: u16, body: &[u8], retry_after: Option<RetryAfter>) -> Self {
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let message = message(&answer, body);
        let rejected = rejections(&answer);
        if (200..300).contains(&status) && message == "success" {
            return Self::Accepted { status, rejected };
        }
        Self::Refused { status, message, rejected, retry_after }
    }
}

/// The message of an answer: Braze mostly says `message`, sometimes `error`, a proxy anything.
pub(crate) fn message(answer: &Value, body: &[u8]) -> String {
    let told = answer.get("message").or_else(|| answer.get("error")).and_then(Value::as_str);
    let text = match told {
        Some(text) => text.to_owned(),
        None => String::from_utf8_lossy(body).trim().to_owned(),
    };
    crate::limits::cut(&text, MAX_MESSAGE_CHARS).to_owned()
}

fn rejections(answer: &Value) -> Vec<Rejected> {
    let errors = answer.get("errors").and_then(Value::as_array);
    errors.into_iter().flatten().map(rejection).collect()
}

/// The documentation shows bare texts; `/users/track` in fact sends objects.
fn rejection(error: &Value) -> Rejected {
    let reason = error.as_str().or_else(|| error.get("type").and_then(Value::as_str));
    Rejected {
        position: position(error),
        reason: reason.map_or_else(|| error.to_string(), str::to_owned),
    }
}

fn position(error: &Value) -> Option<Position> {
    let array = match error.get("input_array")?.as_str()? {
        "attributes" => Array::Attributes,
        "events" => Array::Events,
        "purchases" => Array::Purchases,
        _ => return None,
    };
    let index = error.get("index")?.as_u64()?.try_into().ok()?;
    Some(Position { array, index })
}

#[cfg(test)]
mod tests {
    use super::{Array, Position, Rejected, TrackOutcome};

    fn read(status: u16, body: &str) -> TrackOutcome {
        TrackOutcome::read(status, body.as_bytes(), None)
    }

    fn refused(status: u16, message: &str) -> TrackOutcome {
        TrackOutcome::Refused {
            status,
            message: message.into(),
            rejected: Vec::new(),
            retry_after: None,
        }
    }

    fn rejected(array: Array, index: usize, reason: &str) -> Rejected {
        Rejected { position: Some(Position { array, index }), reason: reason.into() }
    }

    #[test]
    fn success_is_any_2xx_with_the_word_success() {
        for (status, body) in [
            (201, r#"{"message":"success","events_processed":1}"#),
            (200, r#"{"message":"success"}"#),
        ] {
            let accepted = TrackOutcome::Accepted { status, rejected: Vec::new() };
            assert_eq!(read(status, body), accepted);
        }
        assert_eq!(read(201, r#"{"message":"queued"}"#), refused(201, "queued"));
        assert_eq!(read(200, ""), refused(200, ""));
    }

    #[test]
    fn errors_are_read_as_objects_and_as_texts() {
        let body = r#"{"message":"success","errors":[
            {"type":"bad email","input_array":"attributes","index":1},
            {"type":"bad name","input_array":"events","index":0},
            "something else", {"odd":true}]}"#;
        let expected = vec![
            rejected(Array::Attributes, 1, "bad email"),
            rejected(Array::Events, 0, "bad name"),
            Rejected { position: None, reason: "something else".into() },
            Rejected { position: None, reason: r#"{"odd":true}"#.into() },
        ];
        assert_eq!(read(201, body), TrackOutcome::Accepted { status: 201, rejected: expected });
    }

    #[test]
    fn all_invalid_is_refused_with_the_same_list() {
        let body = r#"{"message":"Valid data must be provided","errors":[
            {"type":"no id","input_array":"events","index":3}]}"#;
        let TrackOutcome::Refused { status: 400, rejected: list, .. } = read(400, body) else {
            panic!("not refused");
        };
        assert_eq!(list, [rejected(Array::Events, 3, "no id")]);
    }

    #[test]
    fn a_message_is_found_wherever_it_stands() {
        assert_eq!(read(400, r#"{"error":"bad JSON"}"#), refused(400, "bad JSON"));
        assert_eq!(read(401, r#"{"message":"Invalid API Key"}"#), refused(401, "Invalid API Key"));
        assert_eq!(read(502, "<h1>Bad Gateway</h1>\n"), refused(502, "<h1>Bad Gateway</h1>"));
        assert_eq!(read(502, &"x".repeat(5_000)), refused(502, &"x".repeat(1_000)));
    }
}
