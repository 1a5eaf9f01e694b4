//! The keys that an emulator knows.

use std::{fmt, str::FromStr};

/// An API key and what it may do.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    key: String,
    /// `None`: everything.
    permissions: Option<Vec<String>>,
}

/// A text that is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected KEY or KEY:PERMISSION,PERMISSION with permissions like users.track")]
pub struct ApiKeyError;

impl ApiKey {
    /// A key that may do everything.
    #[must_use]
    pub fn with_all_permissions(key: &str) -> Self {
        Self { key: key.to_owned(), permissions: None }
    }

    /// The key itself.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn may(&self, permission: &str) -> bool {
        self.permissions.as_ref().is_none_or(|all| all.iter().any(|one| one == permission))
    }
}

impl FromStr for ApiKey {
    type Err = ApiKeyError;

    /// Reads `KEY` or `KEY:users.track,kpi.mau.data_series`.
    fn from_str(text: &str) -> Result<Self, ApiKeyError> {
        let (key, permissions) = match text.split_once(':') {
            Some((key, list)) => (key, Some(list.split(',').map(str::to_owned).collect())),
            None => (text, None),
        };
        let is_dotted = |list: &Vec<String>| list.iter().all(|one| one.contains('.'));
        if key.is_empty() || !permissions.as_ref().is_none_or(is_dotted) {
            return Err(ApiKeyError);
        }
        Ok(Self { key: key.to_owned(), permissions })
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").field("permissions", &self.permissions).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, ApiKeyError};

    #[test]
    fn a_key_may_do_what_stands_behind_it() {
        let limited: ApiKey = "k:users.track".parse().unwrap();
        assert!(limited.may("users.track"));
        assert!(!limited.may("kpi.mau.data_series"));
        assert_eq!(limited.key(), "k");
        assert!("k".parse::<ApiKey>().unwrap().may("kpi.mau.data_series"));
    }

    #[test]
    fn a_text_that_is_no_key_is_refused() {
        for text in ["", ":users.track", "k:", "k:users"] {
            assert_eq!(text.parse::<ApiKey>(), Err(ApiKeyError), "{text}");
        }
    }
}
