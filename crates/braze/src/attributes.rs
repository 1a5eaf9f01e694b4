//! The custom attributes that a workspace has, with their types.

use serde::Deserialize;

use crate::client::{CallError, Client};

/// Pages that are read at most: 50 attributes each, and a rate of 1,000 calls an hour that other
/// calls share.
const PAGES: usize = 100;

/// A custom attribute of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomAttribute {
    /// Its name.
    pub name: String,
    /// The type of its values; `None` for one that this client does not know.
    pub kind: Option<AttributeKind>,
}

/// What an attribute's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeKind {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A boolean.
    Flag,
    /// A time.
    Time,
    /// An array.
    List,
    /// An object.
    Object,
}

#[derive(Deserialize)]
struct Page {
    attributes: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    #[serde(default)]
    data_type: Option<String>,
}

impl Client {
    /// The custom attributes of the workspace (`GET /custom_attributes`). Needs the permission
    /// `custom_attributes.get`.
    ///
    /// # Errors
    /// When there is no answer, or one that is no success.
    pub async fn custom_attributes(&self) -> Result<Vec<CustomAttribute>, CallError> {
        let mut all = Vec::new();
        let mut path = "/custom_attributes".to_owned();
        for _ in 0..PAGES {
            let (page, cursor) = self.read_page::<Page>(&path).await?;
            let read = |row: Row| CustomAttribute {
                kind: row.data_type.as_deref().and_then(AttributeKind::of_type),
                name: row.name,
            };
            all.extend(page.attributes.into_iter().map(read));
            let Some(cursor) = cursor else { break };
            path = format!("/custom_attributes?cursor={cursor}");
        }
        Ok(all)
    }
}

impl AttributeKind {
    /// The type in Braze's words: `Number`, or `Number (Automatically Detected)`.
    fn of_type(words: &str) -> Option<Self> {
        let word = words.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
        Some(match word.as_str() {
            "string" => Self::Text,
            "number" | "integer" | "float" => Self::Number,
            "boolean" => Self::Flag,
            "date" | "time" | "datetime" => Self::Time,
            "array" => Self::List,
            "object" | "nested object" => Self::Object,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::AttributeKind;

    #[test]
    fn a_type_is_known_whether_it_was_chosen_or_detected() {
        assert_eq!(AttributeKind::of_type("Number"), Some(AttributeKind::Number));
        let detected = "Date (Automatically Detected)";
        assert_eq!(AttributeKind::of_type(detected), Some(AttributeKind::Time));
        assert_eq!(AttributeKind::of_type("Object Array"), None);
    }
}
