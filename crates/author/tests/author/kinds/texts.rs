//! Texts, free and of a form.

use sondage_survey::answer::{Picked, Value};
use sondage_survey::profile::{self, Origin};

use crate::kinds::{cases, every_kind};

cases! {
    short_text: "word" {
        good [("", " fine\r\n\u{7}")] => "\"fine\"";
        good [("", "\u{1f600}\u{1f600}")] => "\"😀😀\"";
        good [("", " \u{0} ")] => "null";
        bad [("", "x")] => TooShort;
        bad [("", "eleven char")] => TooLong;
        bad [("", "😀😀😀😀😀😀")] => TooLong;
    }
    long_text: "why" {
        good [("", "slow\r\nand dear <b>")] => "\"slow\\nand dear <b>\"";
        good [("", "a\rb\u{85}c")] => "\"a\\nbc\"";
        good [("", "")] => "null";
    }
    email: "mail" {
        good [("", " ada@example.com ")] => "\"ada@example.com\"";
        good [("", "o'neil+x@sub.example.co.uk")] => "\"o'neil+x@sub.example.co.uk\"";
        good [("", "Ünï@例え.jp")] => "\"Ünï@例え.jp\"";
        bad [("", "ada at example")] => NotAnEmail;
        bad [("", "ada@example")] => NotAnEmail;
        bad [("", "@example.com")] => NotAnEmail;
        bad [("", "a@b@example.com")] => NotAnEmail;
        bad [("", "a b@example.com")] => NotAnEmail;
        bad [("", "a@.com")] => NotAnEmail;
        bad [("", "a@example..com")] => NotAnEmail;
        bad [("", "a@example.com.")] => NotAnEmail;
    }
    phone: "phone" {
        good [("", "+44 (20) 7946-0958")] => "\"+44 (20) 7946-0958\"";
        good [("", "030/12345")] => "\"030/12345\"";
        bad [("", "1234")] => NotAPhone;
        bad [("", "1234567890123456")] => NotAPhone;
        bad [("", "call me")] => NotAPhone;
        bad [("", "44+207946")] => NotAPhone;
    }
    url: "site" {
        good [("", "https://example.com/a?b=c#d")] => "\"https://example.com/a?b=c#d\"";
        good [("", "example.com:8080")] => "\"example.com:8080\"";
        good [("", "http://münchen.de")] => "\"http://münchen.de\"";
        bad [("", "javascript:alert(1)")] => NotAUrl;
        bad [("", "ftp://example.com")] => NotAUrl;
        bad [("", "example")] => NotAUrl;
        bad [("", "https://example.com/a b")] => NotAUrl;
        bad [("", "https://a..b")] => NotAUrl;
        bad [("", "data:text/html,<b>.x")] => NotAUrl;
        bad [("", "https://user@example.com")] => NotAUrl;
    }
    date: "day" {
        good [("", "2026-02-28")] => "\"2026-02-28\"";
        good [("", "2026-01-01")] => "\"2026-01-01\"";
        good [("", "2026-12-31")] => "\"2026-12-31\"";
        bad [("", "2026-02-29")] => NotADate;
        bad [("", "2025-12-31")] => TooEarly;
        bad [("", "2027-01-01")] => TooLate;
        bad [("", "2026-2-1")] => NotADate;
        bad [("", "28/02/2026")] => NotADate;
        bad [("", "2026-04-31")] => NotADate;
        bad [("", "2026-00-10")] => NotADate;
        bad [("", "2026-10-00")] => NotADate;
        bad [("", "２026-10-0")] => NotADate;
    }
    time: "hour" {
        good [("", "09:00")] => "\"09:00\"";
        good [("", "17:30")] => "\"17:30\"";
        bad [("", "08:59")] => TooEarly;
        bad [("", "17:31")] => TooLate;
        bad [("", "9:00")] => NotATime;
        bad [("", "24:00")] => NotATime;
        bad [("", "12:60")] => NotATime;
        bad [("", "12:00:00")] => TooLong;
    }
}

/// The properties of an event that tell what was answered.
fn answer_in_braze(id: &str, value: &Value) -> Vec<(String, String)> {
    let (_, question) = every_kind().question(id).unwrap();
    let origin = Origin { response: "r1", channel: "web", locale: "en", fields: &[] };
    let event = profile::event(every_kind(), question, value, origin, 1);
    event
        .into_iter()
        .filter(|(name, _)| name.starts_with("answer"))
        .map(|(name, datum)| (name, datum.to_json().to_string()))
        .collect()
}

#[test]
fn a_text_that_is_longer_than_a_braze_string_goes_in_parts() {
    let text = |text: String| answer_in_braze("why", &Value::Text(text));
    let quoted = |text: &str| format!("\"{text}\"");
    assert_eq!(text("x".repeat(255)), [("answer".into(), quoted(&"x".repeat(255)))]);
    let two = [
        ("answer", quoted(&"x".repeat(255))),
        ("answer_2", quoted("x")),
        ("answer_parts", "2".into()),
    ];
    assert_eq!(text("x".repeat(256)), two.map(|(name, text)| (name.to_owned(), text)));
    // 254 units, then one character of two: it is not cut in half.
    let text = text(format!("{}😀!", "x".repeat(254)));
    assert_eq!(text[0].1.len(), 256);
    assert_eq!(text[1].1, quoted("😀!"));
}

#[test]
fn an_attribute_is_cut_to_a_braze_string() {
    let (_, question) = every_kind().question("why").unwrap();
    let attribute =
        |text: String| profile::attribute(question, &Value::Text(text)).to_json().to_string();
    assert_eq!(attribute("é".repeat(300)), format!("\"{}\"", "é".repeat(255)));
    assert_eq!(attribute("😀".repeat(300)), format!("\"{}\"", "😀".repeat(127)));
}

#[test]
fn every_comment_reaches_braze_beside_its_option() {
    let commented = |id: &str, text: &str| Picked::Commented(id.into(), text.into());
    let both = Value::Choices(vec![commented("school", "at night"), commented("work", "x")]);
    let of = |value: &Value| -> Vec<_> {
        let all = answer_in_braze("uses", value).into_iter();
        all.filter(|(name, _)| name.starts_with("answer_comment")).collect()
    };
    let quoted = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), format!("\"{text}\""))).collect()
    };
    assert_eq!(
        of(&both),
        quoted(&[
            ("answer_comment", "at night; x"),
            ("answer_comment_school", "at night"),
            ("answer_comment_work", "x"),
        ])
    );
    let one = Value::Choice(commented("team", "of nine"));
    assert_eq!(of(&one), quoted(&[("answer_comment", "of nine")]));
}
