//! What goes out to JavaScript: plain objects.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use sondage_survey::record::Record;
use wasm_bindgen::JsValue;

/// Plain objects, and null for what is missing, as JSON has it. Android's bridge makes a Map into
/// an empty object.
const SERIALIZER: Serializer = Serializer::json_compatible();

/// A record as an object.
pub(crate) fn object(record: &Record<'_>) -> JsValue {
    // Nothing in a record can fail to serialise.
    record.serialize(&SERIALIZER).unwrap_or_default()
}
