//! Dates and times of the other tools.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::reader::Object;
use crate::report::quote;

/// A day, or a moment in seconds, as we write it: `2026-12-01` or `2026-12-01T09:00:00Z`.
fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() == 10 {
        return is_date(text).then(|| text.to_owned());
    }
    // Some leave out that it is UTC.
    let moment = text.parse::<Timestamp>().or_else(|_| format!("{text}Z").parse::<Timestamp>());
    let seconds = Timestamp::from_second(moment.ok()?.as_second()).ok()?;
    Some(seconds.to_string())
}

/// Takes the day or the moment under a key; what is none is noted.
pub(crate) fn read_moment<'a>(from: &mut Object<'a>, key: &'a str) -> Option<String> {
    let text = from.text(key).filter(|text| !text.trim().is_empty())?;
    let moment = moment(text);
    if moment.is_none() {
        from.note(key, format!("{} is no date; left out", quote(text)));
    }
    moment
}

/// The same of the day or the moment at which a survey ends, of which there is always a note.
pub(crate) fn read_closing<'a>(from: &mut Object<'a>, key: &'a str) -> Option<String> {
    let closes = read_moment(from, key)?;
    let what = format!("the survey takes no answers after {closes}, here too; see \"limits\"");
    from.note(key, what);
    Some(closes)
}

/// The day that a text begins with.
pub(crate) fn date_in(text: &str) -> Option<&str> {
    text.get(..10).filter(|start| is_date(start))
}

/// The day so many days after a day, or before it.
pub(crate) fn days_from(date: &str, days: i32) -> Option<String> {
    let date = date.parse::<Date>().ok()?.checked_add(jiff::Span::new().days(days)).ok()?;
    Some(date.to_string())
}

/// The time that a text begins with.
pub(crate) fn time_in(text: &str) -> Option<&str> {
    text.get(..5).filter(|start| is_time(start))
}

/// Whether a text is a day as `2026-11-23`.
fn is_date(text: &str) -> bool {
    text.parse::<Date>().is_ok_and(|date| date.to_string() == text)
}

/// Whether a text is a time as `14:30`.
fn is_time(text: &str) -> bool {
    const FORM: &str = "%H:%M";
    Time::strptime(FORM, text).is_ok_and(|time| time.strftime(FORM).to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_time, moment};

    #[test]
    fn moments_are_in_seconds_and_utc() {
        for (text, written) in [
            ("2026-12-01", Some("2026-12-01")),
            ("2026-12-01T09:00:00.123456Z", Some("2026-12-01T09:00:00Z")),
            ("2026-12-01T09:00:00+01:00", Some("2026-12-01T08:00:00Z")),
            ("2026-12-01T09:00:00", Some("2026-12-01T09:00:00Z")),
            ("2026-02-30", None),
            ("tomorrow", None),
            ("", None),
        ] {
            assert_eq!(moment(text).as_deref(), written, "{text}");
        }
        assert!(is_date("2024-02-29") && !is_date("2023-02-29") && !is_date("20240229ab"));
        assert!(is_time("23:59") && !is_time("24:00") && !is_time("+1:00") && !is_time("9:00"));
    }
}
