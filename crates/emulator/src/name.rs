//! The names of attributes, events and properties.

use crate::limits::MAX_NAME_CHARS;

/// The names of properties that Braze answers with an error ("Event object").
pub(crate) const RESERVED_PROPERTIES: [&str; 2] = ["event_name", "time"];

/// Fields that every profile has ("User attributes object"), and so no custom attributes.
const PROFILE_FIELDS: &[&str] = &[
    "alias_label",
    "alias_name",
    "android_id",
    "country",
    "current_location",
    "date_of_first_session",
    "date_of_last_session",
    "dob",
    "email",
    "email_click_tracking_disabled",
    "email_open_tracking_disabled",
    "email_subscribe",
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
    "username",
];

/// Whether a name is a field that every profile has.
pub(crate) fn is_standard(name: &str) -> bool {
    PROFILE_FIELDS.contains(&name)
}

/// A name as Braze keeps it: without the spaces around it ("Custom attributes", "Event object").
///
/// # Errors
/// Says why Braze would refuse it.
pub(crate) fn clean_name(text: &str) -> Result<&str, String> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err("a name must not be empty".into()),
        1..=MAX_NAME_CHARS if name.starts_with('$') => Err("a name must not begin with '$'".into()),
        1..=MAX_NAME_CHARS => Ok(name),
        n_chars => Err(format!("a name may have {MAX_NAME_CHARS} characters, not {n_chars}")),
    }
}
