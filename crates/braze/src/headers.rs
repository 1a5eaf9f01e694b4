//! When to come back, as response headers say it.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};

/// The earliest moment for another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// So long after the response.
    In(Duration),
    /// At this moment, by Braze's clock.
    At(Timestamp),
}

/// The headers that can say when to come back, as they stood in a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RetryHeaders<'a> {
    /// `Retry-After`: seconds, or an HTTP date (RFC 9110, section 10.2.3).
    pub retry_after: Option<&'a str>,
    /// `X-Ratelimit-Retry-After`: whole seconds; what Braze sends under contracts that count monthly
    /// active users ("API limits").
    pub ratelimit_retry_after: Option<&'a str>,
    /// `X-RateLimit-Reset`: the epoch second when the window ends, or the seconds until then.
    pub ratelimit_reset: Option<&'a str>,
}

/// Below this, `X-RateLimit-Reset` is a number of seconds and not a moment: as an epoch second it
/// would be in 2001 or before. Braze's pages describe both forms.
const FIRST_EPOCH_SECOND: i64 = 1_000_000_000;

impl RetryAfter {
    /// Reads the first header that can be read, the most specific one first.
    #[must_use]
    pub fn parse(headers: &RetryHeaders<'_>) -> Option<Self> {
        headers
            .retry_after
            .and_then(|value| seconds(value).or_else(|| date(value)))
            .or_else(|| headers.ratelimit_retry_after.and_then(seconds))
            .or_else(|| headers.ratelimit_reset.and_then(reset))
    }

    /// How long to wait from `now`; nothing when the moment is past.
    #[must_use]
    pub fn wait(self, now: Timestamp) -> Duration {
        match self {
            Self::In(duration) => duration,
            Self::At(moment) => moment.duration_since(now).try_into().unwrap_or_default(),
        }
    }
}

fn seconds(value: &str) -> Option<RetryAfter> {
    value.trim().parse().ok().map(Duration::from_secs).map(RetryAfter::In)
}

fn date(value: &str) -> Option<RetryAfter> {
    rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok().map(RetryAfter::At)
}

fn reset(value: &str) -> Option<RetryAfter> {
    match value.trim().parse::<i64>().ok()? {
        moment if moment >= FIRST_EPOCH_SECOND => {
            Timestamp::from_second(moment).ok().map(RetryAfter::At)
        }
        _ => seconds(value),
    }
}

/// The cursor of the next page in a `Link` header (RFC 8288), as it stands there. Nothing else of
/// the address is believed: the key is meant for one endpoint alone.
pub(crate) fn next_cursor(link: &str) -> Option<String> {
    let next = link.split(',').find(|link| link.contains("rel=\"next\""))?;
    let address = next.split_once('<')?.1.split_once('>')?.0;
    let query = address.split_once('?')?.1;
    let cursor = query.split('&').find_map(|pair| pair.strip_prefix("cursor="))?;
    let is_plain = |c: u8| c.is_ascii_alphanumeric() || b"-._~%=+/".contains(&c);
    (!cursor.is_empty() && cursor.bytes().all(is_plain)).then(|| cursor.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{RetryAfter, RetryHeaders, next_cursor};
    use jiff::Timestamp;
    use std::time::Duration;

    #[track_caller]
    fn check(headers: RetryHeaders<'_>, expected: Option<u64>) {
        let now: Timestamp = "1994-11-06T08:49:07Z".parse().unwrap();
        let wait = RetryAfter::parse(&headers).map(|after| after.wait(now));
        assert_eq!(wait, expected.map(Duration::from_secs), "{headers:?}");
    }

    fn retry_after(value: &str) -> RetryHeaders<'_> {
        RetryHeaders { retry_after: Some(value), ..RetryHeaders::default() }
    }

    fn reset(value: &str) -> RetryHeaders<'_> {
        RetryHeaders { ratelimit_reset: Some(value), ..RetryHeaders::default() }
    }

    #[test]
    fn a_cursor_is_read_out_of_the_next_link_alone() {
        let link = "<https://evil.example/custom_attributes?cursor=cHJldg==>; rel=\"prev\",\
                    <https://evil.example/custom_attributes?limit=5&cursor=bmV4dA==>; rel=\"next\"";
        assert_eq!(next_cursor(link).as_deref(), Some("bmV4dA=="));
        for link in
            ["", "<https://a.example/?cursor=x>; rel=\"prev\"", "<?cursor=a b>; rel=\"next\""]
        {
            assert_eq!(next_cursor(link), None, "{link}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        check(retry_after("2"), Some(2));
        check(retry_after(" 120 "), Some(120));
        check(retry_after("0"), Some(0));
        check(retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(30));
        check(retry_after("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
    }

    #[test]
    fn a_header_that_cannot_be_read_says_nothing() {
        for value in
            ["", "soon", "-1", "1.5", "Sun, 31 Feb 1994 08:49:37 GMT", "99999999999999999999"]
        {
            check(retry_after(value), None);
            check(reset(value), None);
        }
        check(RetryHeaders::default(), None);
    }

    #[test]
    fn braze_has_a_header_of_its_own() {
        check(
            RetryHeaders { ratelimit_retry_after: Some("7"), ..RetryHeaders::default() },
            Some(7),
        );
    }

    #[test]
    fn a_reset_is_seconds_when_small_and_a_moment_when_large() {
        check(reset("12"), Some(12));
        check(reset("999999999"), Some(999_999_999));
        let in_2001 = 1_000_000_000 - 784_111_747;
        check(reset("1000000000"), Some(in_2001));
    }

    #[test]
    fn the_more_specific_header_wins_unless_it_cannot_be_read() {
        let all = RetryHeaders {
            retry_after: Some("1"),
            ratelimit_retry_after: Some("2"),
            ratelimit_reset: Some("3"),
        };
        check(all, Some(1));
        check(RetryHeaders { retry_after: Some("soon"), ..all }, Some(2));
        check(RetryHeaders { retry_after: None, ratelimit_retry_after: None, ..all }, Some(3));
    }
}
