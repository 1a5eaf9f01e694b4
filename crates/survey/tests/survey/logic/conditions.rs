//! Every test and every group, with an answer and without.

use serde_json::Value as Json;
use sondage_survey::survey::Survey;

use crate::common::{asked, given_with, survey};

/// A survey of every shape of answer, whose last question is asked where the condition holds.
fn with_condition(condition: &str) -> Survey {
    survey(&format!(
        r#"
        id = "s"
        name = "S"
        end = {{ text = "Bye" }}
        hidden = [ {{ id = "word" }}, {{ id = "seats", type = "number" }} ]
        variables = {{ five = 5, new = "new" }}
        questions = [
          {{ id = "n", type = "number", decimals = 2, prompt = "N?" }},
          {{ id = "m", type = "number", prompt = "M?" }},
          {{ id = "t", type = "short_text", prompt = "T?" }},
          {{ id = "d", type = "date", prompt = "D?" }},
          {{ id = "c", type = "single_choice", prompt = "C?", other = true, none = true,
             options = [ {{ id = "a", label = "A" }}, {{ id = "b", label = "B", comment = true }} ] }},
          {{ id = "s", type = "multiple_choice", prompt = "S?", other = true, dont_know = true,
             options = [ {{ id = "a", label = "A" }}, {{ id = "b", label = "B" }}, {{ id = "c", label = "C" }} ] }},
          {{ id = "r", type = "ranking", prompt = "R?",
             options = [ {{ id = "a", label = "A" }}, {{ id = "b", label = "B" }} ] }},
          {{ id = "f", type = "yes_no", prompt = "F?" }},
          {{ id = "box", type = "consent", prompt = "Box?" }},
          {{ id = "g", type = "matrix", prompt = "G?", rows = [ {{ id = "x", label = "X" }}, {{ id = "y", label = "Y" }} ],
             columns = [ {{ id = "bad", label = "Bad" }}, {{ id = "good", label = "Good" }} ] }},
          {{ id = "ad", type = "address", prompt = "Ad?" }},
          {{ id = "in", type = "inputs", prompt = "In?", inputs = [ {{ id = "size", label = "Size", type = "number" }} ] }},
          {{ id = "sig", type = "signature", prompt = "Sig?" }},
          {{ id = "last", type = "statement", prompt = "Last.", show_if = {condition} }},
        ]
        "#
    ))
}

/// Whether the condition holds, given answers by question and hidden fields by `hidden.id`.
#[track_caller]
fn holds(condition: &str, known: &str) -> bool {
    let survey = with_condition(condition);
    let known: serde_json::Map<String, Json> = serde_json::from_str(&format!("{{{known}}}"))
        .unwrap_or_else(|error| panic!("{known}: {error}"));
    let (hidden, answers): (Vec<_>, Vec<_>) =
        known.iter().partition(|(name, _)| name.starts_with("hidden."));
    let answers: Vec<_> =
        answers.into_iter().map(|(id, json)| (id.as_str(), json.clone())).collect();
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    let hidden: Vec<_> =
        hidden.into_iter().map(|(id, json)| (id.replace("hidden.", ""), text(json))).collect();
    let hidden: Vec<_> = hidden.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let given = given_with(&survey, &answers, &hidden);
    asked(&survey, &given).iter().any(|id| id == "last")
}

/// Each line is a condition; what is known where it holds, and where it does not, after bars.
#[track_caller]
fn table(lines: &str) {
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [condition, yes, no] = cells.as_slice() else { panic!("three cells: {line}") };
        for (cell, expected) in [(yes, true), (no, false)] {
            for known in cell.split(';').map(str::trim).filter(|known| *known != "-") {
                assert_eq!(holds(condition, known), expected, "{condition} with {known:?}");
            }
        }
    }
}

#[test]
fn whether_there_is_an_answer() {
    table(
        r#"
        { question = "n", answered = true }    | "n": 0                | ; "m": 1
        { question = "n", answered = false }   | ; "m": 1              | "n": 0
        { question = "f", answered = true }    | "f": false            |
        { question = "box", answered = true }  | "box": false          |
        { question = "g", answered = true }    | "g": { "x": "bad" }   |
        { question = "g.x", answered = true }  | "g": { "x": "bad" }   | ; "g": { "y": "bad" }
        { question = "sig", answered = true }  | -                     |
        { hidden = "word", answered = true }   | "hidden.word": "x"    | ; "hidden.word": ""
        { hidden = "seats", answered = true }  | "hidden.seats": 3     | ; "hidden.seats": "many"
        { variable = "five", answered = true } |                       | -
        "#,
    );
}

#[test]
fn what_an_answer_is_and_is_not() {
    table(
        r#"
        { question = "n", is = 1.5 }         | "n": 1.5               | "n": 1.51; "n": -1.5;
        { question = "n", is_not = 1.5 }     | "n": 2;                | "n": 1.5
        { question = "t", is = "Yes" }       | "t": "Yes"             | "t": "yes"; "t": "Yes!";
        { question = "t", is_not = "Yes" }   | "t": "yes";            | "t": "Yes"
        { question = "c", is = "a" }         | "c": "a"               | "c": "b"; "c": { "other": "a" };
        { question = "c", is = "b" }         | "c": { "option": "b", "comment": "x" } | "c": "a"
        { question = "c", is = "other" }     | "c": { "other": "x" }  | "c": "a"
        { question = "c", is = "none" }      | "c": "none"            | "c": "a"
        { question = "c", is_not = "a" }     | "c": "b";              | "c": "a"
        { question = "s", is = "a" }         | "s": ["a"]; "s": ["b", "a"] | "s": ["b"];
        { question = "s", is_not = "a" }     | "s": ["b"];            | "s": ["b", "a"]
        { question = "s", is = "dont_know" } | "s": ["dont_know"]     | "s": ["a"]
        { question = "f", is = true }        | "f": true              | "f": false;
        { question = "f", is_not = true }    | "f": false;            | "f": true
        { question = "box", is = false }     | "box": false           | "box": true;
        { question = "g.x", is = "good" }    | "g": { "x": "good" }   | "g": { "x": "bad", "y": "good" };
        { question = "ad.city", is = "Oslo" } | "ad": { "city": "Oslo" } | "ad": { "city": "Rome" };
        { question = "in.size", is = 3 }     | "in": { "size": 3 }    | "in": { "size": 4 };
        { hidden = "word", is = "x" }        | "hidden.word": "x"     | "hidden.word": "X";
        { hidden = "seats", is = 3 }         | "hidden.seats": "3.0"  | "hidden.seats": 4;
        { variable = "five", is = 5 }        |                        | -
        { variable = "new", is = "new" }     |                        | -
        "#,
    );
}

#[test]
fn whether_an_answer_is_in_a_list() {
    table(
        r#"
        { question = "c", one_of = ["a", "other"] }  | "c": "a"; "c": { "other": "x" } | "c": "b";
        { question = "c", none_of = ["a", "other"] } | "c": "b";                       | "c": "a"; "c": { "other": "x" }
        { question = "s", one_of = ["a", "b"] }      | "s": ["c", "b"]                 | "s": ["c"];
        { question = "s", none_of = ["a", "b"] }     | "s": ["c"];                     | "s": ["c", "b"]
        { question = "s", all_of = ["a", "b"] }      | "s": ["b", "a"]; "s": ["a", "b", "c"] | "s": ["a"]; "s": ["c"];
        { question = "n", one_of = [1, 2.5] }        | "n": 2.5                        | "n": 2;
        { question = "t", none_of = ["x"] }          | "t": "y";                       | "t": "x"
        { hidden = "word", one_of = ["x", "y"] }     | "hidden.word": "y"              | "hidden.word": "z";
        "#,
    );
}

#[test]
fn how_large_a_number_is() {
    table(
        r#"
        { question = "n", at_least = 2 }      | "n": 2; "n": 2.01  | "n": 1.99;
        { question = "n", at_most = 2 }       | "n": 2; "n": -7    | "n": 2.01;
        { question = "n", above = 2 }         | "n": 2.01          | "n": 2;
        { question = "n", below = 2 }         | "n": 1.99          | "n": 2;
        { question = "n", between = [1, 2] }  | "n": 1; "n": 2     | "n": 0.99; "n": 2.01;
        { question = "in.size", above = 9 }   | "in": { "size": 10 } | "in": { "size": 9 };
        { hidden = "seats", at_least = 10 }   | "hidden.seats": 10 | "hidden.seats": 9; "hidden.seats": "ten";
        { hidden = "seats", below = 10 }      | "hidden.seats": 9  | "hidden.seats": 10; "hidden.seats": "ten";
        { hidden = "word", at_least = 10 }    | "hidden.word": "10" | "hidden.word": "9"; "hidden.word": "ten";
        { variable = "five", above = 4 }      |                    | -
        { variable = "five", between = [6, 9] } | -                |
        "#,
    );
}

#[test]
fn when_a_date_is_and_what_a_text_holds() {
    table(
        r#"
        { question = "d", before = "2026-12-01" }  | "d": "2026-11-30" | "d": "2026-12-01"; "d": "2027-01-01";
        { question = "d", after = "2026-12-01" }   | "d": "2026-12-02" | "d": "2026-12-01";
        { question = "d", after = 2026-12-01 }     | "d": "2026-12-02" | "d": "2026-12-01";
        { question = "t", contains = "ant" }       | "t": "Elephants"; "t": "ANT"; "t": "ant" | "t": "an"; "t": "a nt";
        { question = "t", contains_not = "ant" }   | "t": "bee";       | "t": "An ANT"
        { question = "t", starts_with = "El" }     | "t": "elephant"   | "t": "an El"; "t": "E";
        { question = "t", ends_with = "É" }        | "t": "CAFÉ"; "t": "café" | "t": "cafe"; "t": "É!";
        { question = "t", contains = "МОСК" }      | "t": "из москвы"   | "t": "из мос квы";
        { question = "t", alike = "Österreich" }   | "t": "ÖSTERREICH"; "t": "österreich" | "t": "Österreich!"; "t": "sterreich"; "t": "Ö";
        { question = "t", alike = "Σοφός" }        | "t": "ΣΟΦΌΣ"        | "t": "Σοφό"
        { question = "d", alike = "2026-12-01" }   | "d": "2026-12-01"  | "d": "2026-12-02"
        { hidden = "word", alike = "Pro" }         | "hidden.word": "PRO" | "hidden.word": "prof";
        { variable = "new", alike = "NEW" }        |                    | -
        { question = "ad.city", contains = "os" }  | "ad": { "city": "Oslo" } | "ad": { "city": "Rome" };
        { hidden = "word", starts_with = "a" }     | "hidden.word": "Ab" | "hidden.word": "ba";
        { variable = "new", ends_with = "W" }      |                   | -
        "#,
    );
}

#[test]
fn how_much_is_chosen_and_what_is_first() {
    table(
        r#"
        { question = "r", first = "b" }             | "r": ["b", "a"]           | "r": ["a", "b"];
        { question = "s", chosen_at_least = 2 }     | "s": ["a", "b"]           | "s": ["a"];
        { question = "s", chosen_at_most = 1 }      | "s": ["a"]; "s": [{ "other": "x" }] | "s": ["a", "b"];
        { question = "c", chosen_at_least = 1 }     | "c": "a"                  |
        "#,
    );
}

#[test]
fn the_other_side_of_a_comparison_can_be_known_too() {
    table(
        r#"
        { question = "n", above = { question = "m" } }     | "n": 3, "m": 2       | "n": 2, "m": 2; "n": 3; "m": 2;
        { question = "n", at_most = { question = "m" } }   | "n": 2, "m": 2       | "n": 3, "m": 2; "n": 3; "m": 2;
        { question = "n", is = { variable = "five" } }     | "n": 5               | "n": 4;
        { question = "n", below = { hidden = "seats" } }   | "n": 3, "hidden.seats": 4 | "n": 4, "hidden.seats": 4; "n": 3;
        { question = "t", is = { hidden = "word" } }       | "t": "x", "hidden.word": "x" | "t": "x"; "hidden.word": "x"; "t": "y", "hidden.word": "x"
        { question = "t", contains = { hidden = "word" } } | "t": "axe", "hidden.word": "X" | "t": "axe";
        { question = "c", is = { question = "s" } }        | "c": "a", "s": ["b", "a"] | "c": "a", "s": ["b"];
        { question = "n", one_of = [{ variable = "five" }, { question = "m" }] } | "n": 5; "n": 2, "m": 2 | "n": 4; "n": 3, "m": 2
        { question = "n", between = [{ hidden = "seats" }, 9] } | "n": 4, "hidden.seats": 4 | "n": 3, "hidden.seats": 4; "n": 4
        "#,
    );
}

#[test]
fn groups_and_groups_in_groups() {
    table(
        r#"
        { all = [ { question = "n", above = 1 }, { question = "m", above = 1 } ] }  | "n": 2, "m": 2 | "n": 2; "m": 2;
        { any = [ { question = "n", above = 1 }, { question = "m", above = 1 } ] }  | "n": 2; "m": 2 | "n": 1, "m": 1;
        { none = [ { question = "n", above = 1 }, { question = "m", above = 1 } ] } | "n": 1, "m": 1; | "n": 2; "m": 2
        { any = [ { all = [ { question = "n", is = 1 }, { question = "m", is = 1 } ] }, { none = [ { question = "t", answered = true }, { question = "n", is = 1 } ] } ] } | "n": 1, "m": 1, "t": "x"; "n": 2 | "n": 1; "t": "x"
        "#,
    );
}
