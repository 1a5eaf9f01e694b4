//! Whom an object is for.

/// Exactly one of the identifiers that an object may carry ("User attributes object").
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Identifier {
    /// `braze_id`: Braze's own id.
    BrazeId(String),
    /// `external_id`: the customer's id of a person.
    ExternalId(String),
    /// `user_alias`: a name that is unique under a label.
    UserAlias {
        /// `alias_name`
        name: String,
        /// `alias_label`
        label: String,
    },
}
