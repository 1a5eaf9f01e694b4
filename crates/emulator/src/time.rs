//! Which strings Braze stores as a time.

use jiff::fmt::strtime::BrokenDownTime;

/// The forms of a date ("Custom attributes", the accepted formats of a time).
const DATES: [&str; 2] = ["%Y-%m-%d", "%m/%d/%Y"];
/// Those of a clock behind it, with what may part them.
const CLOCKS: [&str; 9] = [
    "",
    "T%H:%M",
    "T%H:%M:%S",
    "T%H:%M:%S%.f",
    "T%H:%M:%S:%f",
    " %H:%M",
    " %H:%M:%S",
    " %H:%M:%S%.f",
    " %H:%M:%S:%f",
];
/// Those of a zone behind a clock.
const ZONES: [&str; 4] = ["", "Z", "%z", "%:z"];

/// Whether a string that is sent as an attribute becomes a time.
///
/// "Custom attributes": a string in one of the formats is stored as a time, and any other as a string.
pub(crate) fn is_stored_as_time(text: &str) -> bool {
    // Most strings are not even near.
    if !text.contains(['-', '/']) || text.len() > 40 {
        return false;
    }
    DATES.iter().any(|date| {
        CLOCKS.iter().any(|clock| {
            let zones = if clock.is_empty() { &ZONES[..1] } else { &ZONES[..] };
            zones
                .iter()
                .any(|zone| BrokenDownTime::parse(format!("{date}{clock}{zone}"), text).is_ok())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::is_stored_as_time;

    #[test]
    fn the_documented_formats_become_times_and_other_strings_do_not() {
        for text in [
            "2026-11-23",
            "11/23/2026",
            "2026-11-23T10:00:00",
            "2026-11-23 10:00:00",
            "2026-11-23T10:00:00Z",
            "2026-11-23T10:00:00.123+01:00",
            "2026-11-23T10:00:00:123+0100",
        ] {
            assert!(is_stored_as_time(text), "{text}");
        }
        for text in ["", "9", "2026", "10:00", "1/2", "2026-13-01", "2026-11-23 was fine", "a-b-c"]
        {
            assert!(!is_stored_as_time(text), "{text}");
        }
    }
}
