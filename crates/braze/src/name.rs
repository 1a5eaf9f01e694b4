//! Names of custom attributes, events and properties.

use std::fmt;

use crate::limits::{MAX_NAME_CHARS, RESERVED_PROPERTIES};

/// Fields that every profile has ("User attributes object", the list of reserved fields), and the
/// keys that steer a request. An attribute of such a name would not be a custom attribute: it would
/// overwrite the person's own data, or change what the request means.
pub const STANDARD_FIELDS: [&str; 34] = [
    "_merge_objects",
    "_update_existing_only",
    "alias_label",
    "alias_name",
    "android_id",
    "braze_id",
    "country",
    "current_location",
    "date_of_first_session",
    "date_of_last_session",
    "dob",
    "email",
    "email_click_tracking_disabled",
    "email_open_tracking_disabled",
    "email_subscribe",
    "external_id",
    "facebook",
    "first_name",
    "gender",
    "home_city",
    "image_url",
    "language",
    "last_name",
    "marked_email_as_spam_at",
    "phone",
    "push_subscribe",
    "push_token_import",
    "push_tokens",
    "subscription_groups",
    "subscription_state",
    "time_zone",
    "twitter",
    "user_alias",
    "username",
];

/// A name Braze takes: 1 to 255 characters, trimmed, not beginning with `$`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but white space.
    #[error("a name must not be empty")]
    Empty,
    /// More than [`MAX_NAME_CHARS`] characters; holds how many.
    #[error("a name may have {MAX_NAME_CHARS} characters, not {0}")]
    TooLong(usize),
    /// Begins with the sign that Braze's operators begin with.
    #[error("a name must not begin with \"$\"")]
    LeadingDollar,
    /// One of [`STANDARD_FIELDS`] or, for a property, one of [`RESERVED_PROPERTIES`].
    #[error("\"{0}\" belongs to Braze: choose another name")]
    Reserved(String),
}

impl Name {
    /// Takes the name of a custom attribute.
    ///
    /// # Errors
    /// When Braze would refuse the name, or would take it for a field of its own.
    pub fn attribute(text: &str) -> Result<Self, NameError> {
        Self::parse(text, &STANDARD_FIELDS)
    }

    /// Takes the name of a custom event.
    ///
    /// # Errors
    /// When Braze would refuse the name.
    pub fn event(text: &str) -> Result<Self, NameError> {
        Self::parse(text, &[])
    }

    /// Takes the name of an event property.
    ///
    /// # Errors
    /// When Braze would refuse the name.
    pub fn property(text: &str) -> Result<Self, NameError> {
        Self::parse(text, &RESERVED_PROPERTIES)
    }

    fn parse(text: &str, reserved: &[&str]) -> Result<Self, NameError> {
        let name = text.trim();
        let n_chars = name.chars().count();
        match name {
            "" => Err(NameError::Empty),
            _ if n_chars > MAX_NAME_CHARS => Err(NameError::TooLong(n_chars)),
            _ if name.starts_with('$') => Err(NameError::LeadingDollar),
            _ if reserved.contains(&name) => Err(NameError::Reserved(name.to_owned())),
            _ => Ok(Self(name.to_owned())),
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, NameError};

    #[test]
    fn a_question_is_a_name_and_is_trimmed() {
        let name = Name::attribute("  Which plan are you on? ").unwrap();
        assert_eq!(name.as_str(), "Which plan are you on?");
    }

    #[test]
    fn a_name_that_braze_would_refuse_is_refused_first() {
        let too_long = "é".repeat(256);
        for (text, error) in [
            ("", NameError::Empty),
            (" \t", NameError::Empty),
            ("$inc", NameError::LeadingDollar),
            (too_long.as_str(), NameError::TooLong(256)),
            ("email", NameError::Reserved("email".into())),
            ("_update_existing_only", NameError::Reserved("_update_existing_only".into())),
        ] {
            assert_eq!(Name::attribute(text), Err(error), "{text}");
        }
        assert!(Name::attribute(&"é".repeat(255)).is_ok());
    }

    #[test]
    fn what_is_reserved_depends_on_what_is_named() {
        assert!(Name::event("email").is_ok());
        assert!(Name::property("email").is_ok());
        assert!(Name::attribute("time").is_ok());
        assert_eq!(Name::property("time"), Err(NameError::Reserved("time".into())));
    }
}
