//! Scales and numbers.

use serde_json::json;
use sondage_survey::answer::Value;

use crate::kinds::{cases, every_kind};

cases! {
    nps: "score" {
        good [("", "9")] => "9";
        good [("", "0")] => "0";
        good [("", "10"), ("", "3")] => "10";
        bad [] => Required;
        bad [("", "")] => Required;
        bad [("", "11")] => TooLarge;
        bad [("", "-1")] => TooSmall;
        bad [("", "9.5")] => NotANumber;
        bad [("", "nine")] => NotANumber;
    }
    nps_with_words_and_colours: "words" {
        good [("", "10")] => "10";
        good [] => "null";
        bad [("", "1e1")] => NotANumber;
    }
    csat: "satisfied" {
        good [("", "1")] => "1";
        good [("", "5")] => "5";
        bad [("", "0")] => TooSmall;
        bad [("", "6")] => TooLarge;
    }
    csat_in_hearts: "satisfied_hearts" {
        good [("", "3")] => "3";
        bad [("", "4")] => TooLarge;
    }
    ces: "effort" {
        good [("", "7")] => "7";
        bad [("", "8")] => TooLarge;
    }
    ces_of_five: "effort_five" {
        good [("", "5")] => "5";
        bad [("", "6")] => TooLarge;
    }
    rating_in_numbers_from_nought: "numbers" {
        good [("", "0")] => "0";
        good [("", "9")] => "9";
        bad [("", "10")] => TooLarge;
    }
    rating_in_stars: "stars" {
        good [("", "4")] => "4";
        bad [("", "0")] => TooSmall;
    }
    rating_in_smileys: "faces" {
        good [("", "7")] => "7";
        bad [("", "😀")] => NotANumber;
    }
    rating_in_thumbs: "thumbs" {
        good [("", "2")] => "2";
        good [("", "1")] => "1";
        bad [("", "3")] => TooLarge;
    }
    slider: "slide" {
        good [("", "-1.5")] => "-1.5";
        good [("", "2,5")] => "2.5";
        good [("", " 3 ")] => "3";
        bad [("", "0.3")] => NotANumber;
        bad [("", "-2")] => TooSmall;
        bad [("", "3.5")] => TooLarge;
    }
    number: "age" {
        good [("", "42")] => "42";
        good [("", "0042")] => "42";
        bad [("", "17")] => TooSmall;
        bad [("", "121")] => TooLarge;
        bad [("", "42.5")] => NotANumber;
        bad [("", "forty")] => NotANumber;
    }
    number_with_decimals: "price" {
        good [("", "9.99")] => "9.99";
        good [("", "9,9")] => "9.9";
        good [("", "-0.01")] => "-0.01";
        good [("", "9999999999.99")] => "9999999999.99";
        bad [("", "9.999")] => UnclearNumber;
        bad [("", "9.9999")] => NotANumber;
        bad [("", "1000000000001")] => TooLarge;
        bad [("", "12345678901234")] => NotANumber;
    }
}

#[test]
fn a_large_number_reaches_the_relay_as_it_was_typed() {
    for (id, number) in
        [("price", json!(999_999_999_999.99)), ("price", json!(577_000_000_001_i64))]
    {
        let (_, question) = every_kind().question(id).unwrap();
        let value = Value::from_json(&number, &question.ask);
        assert_eq!(value.map(|value| value.to_json()), Some(number.clone()), "{number}");
    }
}
