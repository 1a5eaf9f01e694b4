//! The rate that Braze allows, and the headers that tell of it.

use jiff::Timestamp;

use super::reply::Reply;

/// Requests in one window: 3,000 in 3 seconds is what "API limits" gives for `/users/track`.
const MAX_REQUESTS: u32 = 3_000;
const WINDOW_SECONDS: i64 = 3;

/// The window that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window {
    ends_at: i64,
    n_requests: u32,
}

impl Window {
    /// Counts a request; false when it is one too many.
    pub(super) fn allows(&mut self, now: Timestamp) -> bool {
        if now.as_second() >= self.ends_at {
            *self = Self { ends_at: now.as_second() + WINDOW_SECONDS, n_requests: 0 };
        }
        self.n_requests = self.n_requests.saturating_add(1);
        self.n_requests <= MAX_REQUESTS
    }

    /// Adds the headers that every counted answer carries.
    pub(super) fn describe(self, reply: Reply) -> Reply {
        reply
            .with_header("x-ratelimit-limit", &MAX_REQUESTS)
            .with_header("x-ratelimit-remaining", &MAX_REQUESTS.saturating_sub(self.n_requests))
            .with_header("x-ratelimit-reset", &self.ends_at)
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use jiff::Timestamp;

    #[test]
    fn a_window_allows_so_many_requests_and_then_a_new_one_opens() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut window = Window::default();
        assert!((0..3_000).all(|_| window.allows(at(1_000))));
        assert!(!window.allows(at(1_002)));
        assert!(window.allows(at(1_003)));
    }
}
