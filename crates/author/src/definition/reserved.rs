//! The fields of a Braze profile that are not custom attributes.

/// Braze's user attributes object, "Braze user profile fields", and the identifiers beside them.
const RESERVED: &[&str] = &[
    "alias_label",
    "alias_name",
    "android_id",
    "app_id",
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

/// Whether Braze reads this name as a field of its own. A name with a leading underscore is an
/// instruction to Braze (`_update_existing_only`, `_merge_objects`).
pub(super) fn is_reserved(name: &str) -> bool {
    name.starts_with('_') || RESERVED.contains(&name)
}
