//! Several things asked on one card.

use crate::kinds::cases;

cases! {
    matrix_with_every_row: "service" {
        good [(".speed", "good"), (".tone", "bad")] => "{\"speed\":\"good\",\"tone\":\"bad\"}";
        bad [(".speed", "good")] => EveryRow;
        bad [] => Required;
        bad [(".speed", "good"), (".tone", "fine")] => Impossible;
        bad [(".colour", "good")] => Required;
    }
    matrix_of_several: "tools" {
        good [(".desk", "phone"), (".desk", "laptop"), (".road", "phone")]
            => "{\"desk\":[\"phone\",\"laptop\"],\"road\":[\"phone\"]}";
        good [(".road", "phone")] => "{\"road\":[\"phone\"]}";
        good [] => "null";
        bad [(".road", "phone"), (".road", "phone")] => Impossible;
    }
    contact: "name" {
        good [(".first_name", "Ada\tL. "), (".email", "ada@example.com"), (".phone", "")]
            => "{\"email\":\"ada@example.com\",\"first_name\":\"Ada\\tL.\"}";
        good [(".email", "ada@example.com"), (".company", "not asked for")] => "{\"email\":\"ada@example.com\"}";
        bad [(".first_name", "Ada")] => FieldMissing;
        bad [(".email", "ada")] => NotAnEmail;
        bad [(".email", "ada@example.com"), (".phone", "12")] => NotAPhone;
        bad [(".company", "not asked for")] => Required;
    }
    address: "place" {
        good [(".street", "1 Main Street"), (".city", "Oslo"), (".country", "NO")]
            => "{\"city\":\"Oslo\",\"country\":\"NO\",\"street\":\"1 Main Street\"}";
        good [] => "null";
        bad [(".street", "1 Main Street")] => FieldMissing;
        bad [(".city", "Oslo"), (".country", "Norway")] => Impossible;
    }
    inputs: "more" {
        good [(".size", "7,25"), (".site", "example.com"), (".since", "2001-02-03"), (".at", "14:30"), (".word", "Yes")]
            => "{\"at\":\"14:30\",\"since\":\"2001-02-03\",\"site\":\"example.com\",\"size\":7.25,\"word\":\"Yes\"}";
        good [(".size", "-3")] => "{\"size\":-3}";
        bad [(".word", "Yes")] => FieldMissing;
        bad [(".size", "big")] => NotANumber;
        bad [(".size", "1"), (".site", "javascript:alert(1)")] => NotAUrl;
        bad [(".size", "1"), (".since", "1999-12-31")] => TooEarly;
        bad [(".size", "1"), (".since", "2001-02-29")] => NotADate;
        bad [(".size", "1"), (".at", "25:00")] => NotATime;
        bad [(".size", "1"), (".word", "Yesss!")] => TooLong;
        bad [(".size", "1"), (".word", "Y")] => TooShort;
        bad [(".size", "3000000000")] => TooLarge;
    }
    signature: "signed" {
        good [(".drawn", ""), (".typed", "Ada Lovelace")] => "{\"typed\":\"Ada Lovelace\"}";
        good [(".drawn", "M1 2L30 40"), (".typed", "Ada")] => "{\"drawn\":\"M1 2L30 40\"}";
        good [] => "null";
        bad [(".drawn", "M1 2\"/><script>")] => Impossible;
    }
    file: "papers" {
        good [("", "0190f3a1-7c1e")] => "[\"0190f3a1-7c1e\"]";
        good [("", "a b")] => "[\"a\",\"b\"]";
        good [("", "a"), ("", ""), ("", "b")] => "[\"a\",\"b\"]";
        good [("", "")] => "null";
        bad [("", "a"), ("", "b"), ("", "c")] => TooManyFiles;
        bad [("", "../../etc/passwd")] => Impossible;
        bad [("", "a"), ("", "a")] => Impossible;
        bad [("", "0123456789012345678901234567890123456789012345678901234567890123456789")] => Impossible;
    }
    matrix_in_random_order: "third" {
        good [(".a", "x"), (".b", "x"), (".c", "x")] => "{\"a\":\"x\",\"b\":\"x\",\"c\":\"x\"}";
    }
}
