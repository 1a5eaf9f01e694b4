//! What Braze takes, as numbers, and helpers that keep to them.
//!
//! The sources are Braze's own pages: "Track users" (`POST /users/track`), "User attributes object",
//! "Event object", "API limits" and "Custom attributes" in its documentation. Where the pages
//! differ, the smaller figure stands here.

/// Objects in one request, in the arrays `attributes`, `events` and `purchases` together
/// ("Track users", request limits). Contracts of before may allow 75 in each array.
pub const MAX_OBJECTS: usize = 75;

/// Bytes of one request body. "Track users" says 4 MB; taken as decimal, the smaller reading.
pub const MAX_BODY_BYTES: usize = 4_000_000;

/// Bytes of one attributes or event object as JSON: 100 KB ("Custom attributes", object size).
pub const MAX_OBJECT_BYTES: usize = 102_400;

/// Characters of an attribute name, an event name or a property name ("Event object").
pub const MAX_NAME_CHARS: usize = 255;

/// Characters of a string, as an attribute or as an event property ("Custom attributes", "Event object").
pub const MAX_STRING_CHARS: usize = 255;

/// Bytes of all the properties of one event as JSON, over REST: 100 KB ("Event object").
pub const MAX_PROPERTIES_BYTES: usize = 102_400;

/// Properties of one event ("Event object").
pub const MAX_PROPERTIES: usize = 256;

/// Entries of an array attribute ("Custom attributes", arrays).
pub const MAX_ARRAY_ENTRIES: usize = 500;

/// Bytes of an `external_id` ("Track users", the error `EXTERNAL_USER_ID_TOO_LARGE`).
pub const MAX_EXTERNAL_ID_BYTES: usize = 987;

/// Property names that Braze keeps for itself and answers with an error ("Event object").
pub const RESERVED_PROPERTIES: [&str; 2] = ["time", "event_name"];

/// Days that one call of `GET /kpi/mau/data_series` may ask for ("Export monthly active users").
pub const MAX_SERIES_DAYS: u8 = 100;

/// The first `max_chars` characters of `text`, or all of it.
#[must_use]
pub fn cut(text: &str, max_chars: usize) -> &str {
    let end = text.char_indices().nth(max_chars).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// Whether Braze would store this string as a time.
///
/// "Custom attributes" lists the accepted formats (`yyyy-MM-dd`, `MM/dd/yyyy`, both with an optional
/// clock and zone) and says that a string in one of them becomes a time, and any other stays a string.
/// So an answer like `2026-11-23` turns into a time attribute whatever the question was.
#[must_use]
pub fn looks_like_time(text: &str) -> bool {
    let (date, clock) = match text.split_once(['T', ' ']) {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    is_date(date) && clock.is_none_or(is_clock)
}

fn is_date(text: &str) -> bool {
    let numbers = |separator| text.split(separator).collect::<Vec<_>>();
    match (numbers('-').as_slice(), numbers('/').as_slice()) {
        ([year, month, day], _) | (_, [month, day, year]) => {
            year.len() == 4 && is_number(year, 9999) && is_number(month, 12) && is_number(day, 31)
        }
        _ => false,
    }
}

fn is_clock(text: &str) -> bool {
    let mut parts = without_zone(text).splitn(4, [':', '.']);
    parts.next().is_some_and(|hour| is_number(hour, 23))
        && parts.next().is_some_and(|minute| is_number(minute, 59))
        && parts.next().is_none_or(|second| is_number(second, 60))
        && parts.next().is_none_or(is_digits)
}

fn without_zone(text: &str) -> &str {
    if let Some(clock) = text.strip_suffix('Z') {
        return clock;
    }
    match text.rsplit_once(['+', '-']) {
        Some((clock, zone)) if is_digits(&zone.replacen(':', "", 1)) => clock,
        _ => text,
    }
}

fn is_number(text: &str, max: u16) -> bool {
    is_digits(text) && text.parse::<u16>().is_ok_and(|number| number <= max)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{cut, looks_like_time};

    #[test]
    fn text_is_cut_on_a_character_boundary() {
        assert_eq!(cut("short", 255), "short");
        assert_eq!(cut("ééé", 2), "éé");
        assert_eq!(cut("🦀🦀", 1), "🦀");
        assert_eq!(cut("", 3), "");
    }

    #[test]
    fn a_string_in_a_documented_format_looks_like_a_time() {
        for text in [
            "2026-11-23",
            "11/23/2026",
            "2026-11-23T10:00:00",
            "2026-11-23 10:00:00",
            "2026-11-23T10:00:00Z",
            "2026-11-23T10:00:00.123+01:00",
            "2026-11-23T10:00:00:123+0100",
        ] {
            assert!(looks_like_time(text), "{text}");
        }
    }

    #[test]
    fn other_text_does_not_look_like_a_time() {
        for text in [
            "",
            "9",
            "2026",
            "10:00",
            "1/2",
            "23-11-2026",
            "2026-13-01",
            "2026-11-23 was fine",
            "a-b-c",
        ] {
            assert!(!looks_like_time(text), "{text}");
        }
    }
}
