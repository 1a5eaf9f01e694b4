//! What Braze makes of a JSON value.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::time::is_stored_as_time;

/// The type under which Braze stores an attribute. A segment can only compare within one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text that does not look like a time.
    String,
    /// An integer or a fraction.
    Number,
    /// Yes or no.
    Boolean,
    /// A string in one of the formats that Braze takes for a time.
    Time,
    /// Several strings or objects.
    Array,
    /// Keys and values.
    Object,
}

impl Kind {
    /// The type of a value that is stored; `null` never is.
    #[must_use]
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::String(text) if is_stored_as_time(text) => Self::Time,
            Value::String(_) | Value::Null => Self::String,
            Value::Number(_) => Self::Number,
            Value::Bool(_) => Self::Boolean,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Time => "time",
            Self::Array => "array",
            Self::Object => "object",
        })
    }
}
