//! `POST /users/track`: from a body to an answer.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    apply, check,
    moment::Moment,
    reply::{Counts, Rejection, Reply},
    state::State,
};
use crate::limits::MAX_OBJECTS;

const ARRAYS: [&str; 3] = ["attributes", "events", "purchases"];

/// Takes what can be taken of a body.
pub(super) fn take(state: &mut State, body: &Value, now: Timestamp) -> Reply {
    match arrays(body) {
        Ok(arrays) => process(state, &arrays, now),
        Err(reply) => reply,
    }
}

type Arrays<'a> = Vec<(&'static str, &'a Vec<Value>)>;

fn arrays(body: &Value) -> Result<Arrays<'_>, Reply> {
    let Some(body) = body.as_object() else {
        return Err(Reply::new(400, "The body must be a JSON object"));
    };
    if let Some(key) = body.keys().find(|key| !ARRAYS.contains(&key.as_str()) && *key != "partner")
    {
        return Err(Reply::new(400, &format!("'{key}' is not a field of this request")));
    }
    let arrays =
        ARRAYS.into_iter().filter_map(|name| array(body, name)).collect::<Result<_, _>>()?;
    check_size(arrays)
}

fn array<'a>(
    body: &'a Map<String, Value>,
    name: &'static str,
) -> Option<Result<(&'static str, &'a Vec<Value>), Reply>> {
    let array = body.get(name)?.as_array().filter(|array| !array.is_empty());
    let message = format!("'{name}' must be an array that is not empty");
    Some(array.map(|array| (name, array)).ok_or_else(|| Reply::new(400, &message)))
}

fn check_size(arrays: Arrays<'_>) -> Result<Arrays<'_>, Reply> {
    match arrays.iter().map(|(_, array)| array.len()).sum() {
        0 => Err(all_invalid()),
        1..=MAX_OBJECTS => Ok(arrays),
        _ => Err(Reply::new(400, "Max Input Length Exceeded")),
    }
}

fn all_invalid() -> Reply {
    let message =
        "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.";
    Reply::new(400, message)
}

/// Attributes first, then events: the order that Braze promises within one request.
fn process(state: &mut State, arrays: &Arrays<'_>, now: Timestamp) -> Reply {
    let now = state.next_moment(now);
    let mut counts = Counts::default();
    for (name, objects) in arrays {
        for (index, object) in objects.iter().enumerate() {
            match take_object(state, name, object, now) {
                Ok(found) => count(&mut counts, name, found),
                Err(reason) => {
                    counts.rejected.push(Rejection { reason, input_array: name, index });
                }
            }
        }
    }
    answer(arrays, counts)
}

fn take_object(
    state: &mut State,
    array: &str,
    object: &Value,
    now: Moment,
) -> Result<bool, String> {
    match array {
        "attributes" => Ok(apply::attributes(state, check::attributes(object)?, now)),
        "events" => Ok(apply::event(state, check::event(object)?, now)),
        _ => Err("this emulator keeps no purchases".into()),
    }
}

fn count(counts: &mut Counts, array: &str, found: bool) {
    counts.unmatched += usize::from(!found);
    match array {
        "attributes" => counts.attributes += 1,
        _ => counts.events += 1,
    }
}

fn answer(arrays: &Arrays<'_>, counts: Counts) -> Reply {
    let mut reply = match counts.attributes + counts.events {
        0 => all_invalid(),
        _ => Reply::new(201, "success"),
    };
    if reply.status == 201 {
        for (name, _) in arrays {
            let n_taken = match *name {
                "attributes" => counts.attributes,
                "events" => counts.events,
                _ => 0,
            };
            reply = reply.with(&format!("{name}_processed"), n_taken);
        }
    }
    if !counts.rejected.is_empty() {
        reply = reply.with("errors", serde_json::json!(counts.rejected));
    }
    Reply { counts, ..reply }
}
