//! What an object that was taken does to a profile.

use serde_json::{Map, Value};

use crate::{
    check::{Attributes, Change, CheckedEvent},
    limits::MAX_ARRAY_ENTRIES,
    moment::Moment,
    name::is_standard,
    profile::{Event, Profile},
    state::State,
};

/// Sets attributes; false when they were for nobody.
pub(super) fn attributes(state: &mut State, object: Attributes, now: Moment) -> bool {
    let Some(profile) = state.reach(&object.target.identifier, object.target.may_create) else {
        return false;
    };
    profile.touch(now);
    for (name, wanted) in object.changes {
        let value = outcome(profile, &name, wanted, object.merges_objects);
        store(profile, &name, value, now);
    }
    true
}

/// Adds an event; false when it was for nobody. It is never recognised as one that is there already.
pub(super) fn event(state: &mut State, object: CheckedEvent, now: Moment) -> bool {
    let Some(profile) = state.reach(&object.target.identifier, object.target.may_create) else {
        return false;
    };
    profile.touch(now);
    profile.events.push(Event {
        name: object.name,
        time: object.time.min(now.at),
        properties: object.properties,
        at: now.at,
        change: now.change,
    });
    true
}

/// The value that an attribute has afterwards; `None` when it is gone.
fn outcome(profile: &Profile, name: &str, wanted: Change, merges: bool) -> Option<Value> {
    let before = profile.attributes.get(name).map(|attribute| &attribute.value);
    let entries = || before.and_then(Value::as_array).cloned().unwrap_or_default();
    match wanted {
        Change::Delete => None,
        Change::Set(Value::Object(object)) if merges => Some(merge(before, object)),
        Change::Set(value) => Some(value),
        Change::Increment(by) => Some(increment(before, by)),
        Change::Add(new) => {
            let mut all = entries();
            all.retain(|entry| !new.contains(entry));
            all.extend(new);
            Some(Value::Array(newest(all)))
        }
        Change::Remove(old) => {
            Some(entries().into_iter().filter(|entry| !old.contains(entry)).collect())
        }
    }
}

/// Braze drops the oldest entries of an array that has grown too long.
fn newest(mut entries: Vec<Value>) -> Vec<Value> {
    let n_too_many = entries.len().saturating_sub(MAX_ARRAY_ENTRIES);
    entries.drain(..n_too_many);
    entries
}

fn increment(before: Option<&Value>, by: i64) -> Value {
    match before.and_then(Value::as_i64) {
        Some(number) => number.saturating_add(by).into(),
        None => before.and_then(Value::as_f64).map_or(by.into(), |number| {
            #[expect(
                clippy::cast_precision_loss,
                reason = "beside a fraction, exactness is gone anyway"
            )]
            let by = by as f64;
            (number + by).into()
        }),
    }
}

fn merge(before: Option<&Value>, object: Map<String, Value>) -> Value {
    let mut merged = before.and_then(Value::as_object).cloned().unwrap_or_default();
    for (key, value) in object {
        let value = match value {
            Value::Object(inner) => merge(merged.get(&key), inner),
            other => other,
        };
        merged.insert(key, value);
    }
    Value::Object(merged)
}

fn store(profile: &mut Profile, name: &str, value: Option<Value>, now: Moment) {
    match (is_standard(name), value) {
        (true, Some(value)) => drop(profile.fields.insert(name.to_owned(), value)),
        (true, None) => drop(profile.fields.remove(name)),
        (false, Some(value)) => profile.set(name, value, now),
        (false, None) => drop(profile.attributes.remove(name)),
    }
}
