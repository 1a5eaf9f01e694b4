//! What a reply to a submission means.
//!
//! Decided here once, for the widget, for link pages and for what an earlier page could not send:
//! an answer is dropped only on the word of the relay itself.

/// What the relay says to a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It is durable.
    Stored,
    /// It will never be taken.
    Refused(Grounds),
    /// Not now: no connection, too many requests, a fault of the relay or of something before it.
    NotNow,
}

/// Why a submission is refused for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grounds {
    /// What it says: others of the same response may be taken.
    Content,
    /// The survey takes no answers now.
    Closed,
    /// The survey asks everybody once, and this respondent has answered.
    Answered,
}

impl Grounds {
    /// The header that names the kind of a refusal.
    pub const HEADER: &'static str = "sondage-problem";
    /// What it says of a respondent who has answered.
    pub const ANSWERED: &'static str = "already-answered";
}

impl Reply {
    /// The meaning of a status, 0 where there was no reply, of the type of its content, as the
    /// header `content-type` has it, and of what [`Grounds::HEADER`] has; empty where there is none.
    ///
    /// Whatever stands between a respondent and the relay (a company's proxy, the network of a
    /// hotel) has replies of its own: pages in HTML, and statuses that are not the relay's to
    /// give. Those say nothing of the answers. Nor does a 404, while the relay is being replaced.
    #[must_use]
    pub fn to_submission(status: u16, content_type: &str, kind: &str) -> Self {
        let bytes = content_type.as_bytes();
        let is_json = |name: &[u8]| bytes.starts_with(name);
        if !is_json(b"application/json") && !is_json(b"application/problem+json") {
            return Self::NotNow;
        }
        match status {
            200..=299 => Self::Stored,
            409 | 410 if kind == Grounds::ANSWERED => Self::Refused(Grounds::Answered),
            409 | 410 => Self::Refused(Grounds::Closed),
            400 | 413 | 415 | 422 => Self::Refused(Grounds::Content),
            _ => Self::NotNow,
        }
    }

    /// Whether to send the same again would change nothing: what is kept of it can go.
    #[must_use]
    pub fn is_final(self) -> bool {
        self != Self::NotNow
    }
}

#[cfg(test)]
mod tests {
    use super::{Grounds, Reply};

    const STORED: &str = "application/json";
    const PROBLEM: &str = "application/problem+json; charset=utf-8";
    const PAGE: &str = "text/html; charset=utf-8";

    #[test]
    fn what_the_relay_has_stored_or_refused_is_settled() {
        assert_eq!(Reply::to_submission(202, STORED, ""), Reply::Stored);
        for status in [400, 413, 415, 422] {
            let refused = Reply::Refused(Grounds::Content);
            assert_eq!(
                Reply::to_submission(status, PROBLEM, "refused-answer"),
                refused,
                "{status}"
            );
        }
        for status in [409, 410] {
            let refused = |kind| Reply::to_submission(status, PROBLEM, kind);
            assert_eq!(refused(""), Reply::Refused(Grounds::Closed), "{status}");
            assert_eq!(refused("already-answered"), Reply::Refused(Grounds::Answered), "{status}");
        }
    }

    #[test]
    fn what_can_be_otherwise_later_is_kept() {
        for status in [0, 401, 403, 404, 408, 425, 429, 500, 502, 503] {
            for content_type in [PROBLEM, PAGE, ""] {
                assert!(!Reply::to_submission(status, content_type, "").is_final(), "{status}");
            }
        }
    }

    #[test]
    fn a_page_of_something_between_is_never_the_relays_word() {
        for status in [200, 202, 204, 400, 403, 409, 410, 422] {
            assert!(!Reply::to_submission(status, PAGE, "already-answered").is_final(), "{status}");
        }
    }
}
