//! Lists that come in pages, each with a cursor of the next.

use serde::{Deserialize, Serialize};

use crate::actions::audit::PAGE;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Paged<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// What `after` is for the next page; nothing, where this is the last.
    pub next: Option<String>,
}

/// Which page is asked for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next` of the page before; the first page, without.
    pub after: Option<String>,
    /// How many at most, from 1 to 100; 100, without.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

impl PageQuery {
    /// How many are asked for.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(PAGE).clamp(1, PAGE)
    }
}

impl<T> Paged<T> {
    /// A page of so many at most, that goes on after the last one on it.
    #[must_use]
    pub fn new(items: Vec<T>, limit: u32, id: impl Fn(&T) -> &str) -> Self {
        let is_full = u32::try_from(items.len()).is_ok_and(|n| n >= limit);
        let next = items.last().filter(|_| is_full).map(|last| id(last).to_owned());
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::Paged;

    #[test]
    fn a_full_page_says_where_the_next_begins_and_the_last_one_does_not() {
        let page = |items: &[&'static str]| Paged::new(items.to_vec(), 2, |item| *item).next;
        assert_eq!(page(&["a", "b"]), Some("b".to_owned()));
        assert_eq!(page(&["a"]), None);
        assert_eq!(page(&[]), None);
    }
}
