//! What comes out of an export.

use serde_json::{Map, Value as Json, json};
use sondage_author::definition::{Definition, Language, Naming};

use super::{Cell, Revisions, Table, export_object};
use crate::millis::Millis;
use crate::published::Published;
use crate::response::{StoredAnswer, StoredResponse};
use crate::submission::{Channel, Respondent, State};

fn revisions(texts: &[&str]) -> Revisions {
    let read = |(n, body): (u32, &&str)| {
        let head = "id = \"s\"\nname = \"S\"\nend = { text = \"Bye\" }\n";
        let text = format!("{head}{body}");
        let definition = Definition::read_as_published(&text, Language::Toml, Naming::Plain);
        Published::new(definition.unwrap(), n, Millis(0))
    };
    Revisions::new((1..).zip(texts).map(read).collect()).unwrap()
}

fn response(revision: u32, answers: &Json) -> StoredResponse {
    let answer = |(at, (question, value)): (i64, (&String, &Json))| StoredAnswer {
        question: question.clone(),
        value: value.clone(),
        revision: 1,
        answered_at: Some(Millis(1_000_000 + at * 2_500)),
        given_at: None,
        received_at: Millis(1_000_000),
    };
    let answers = answers.as_object().unwrap();
    StoredResponse {
        id: "r".into(),
        survey: "s".into(),
        revision,
        channel: Channel::Web,
        locale: "en".into(),
        respondent: Respondent::default(),
        state: State::Completed,
        hidden: Map::new(),
        started_at: Millis(1_000_000),
        begun_at: None,
        updated_at: Millis(1_000_000),
        completed_at: None,
        is_counted: false,
        version: 1,
        answers: (0..).zip(answers).map(answer).collect(),
    }
}

/// The cells of a response that hold something, by their columns, but for the first ones.
fn told(revisions: &Revisions, response: &StoredResponse) -> Vec<(String, String)> {
    let mut table = Table::new(revisions);
    table.look_at(response);
    table.drop_empty();
    let columns = table.columns();
    let cells = table.row(response);
    assert_eq!(columns.len(), cells.len());
    let names = columns.into_iter().map(|column| column.name);
    let all = names.zip(cells.iter().map(Cell::to_csv)).skip(10);
    all.filter(|(name, cell)| !cell.is_empty() && !name.contains("answered_at.")).collect()
}

fn questions(revisions: &Revisions, response: &StoredResponse) -> String {
    let all = told(revisions, response).into_iter().filter(|(name, _)| name.starts_with("q."));
    all.map(|(name, cell)| format!("{name}={cell}")).collect::<Vec<_>>().join(" | ")
}

const CHOICES: &str = r#"
[[questions]]
id = "state"
type = "multiple_choice"
prompt = "Which?"
options = [ { id = "a", label = "A; B", comment = true }, { id = "b", label = "B", comment = true }, { id = "c", label = "C" } ]
other = true
[[questions]]
id = "one"
type = "single_choice"
prompt = "One?"
options = [ { id = "a", label = "A", comment = true }, { id = "b", label = "B" } ]
[[questions]]
id = "order"
type = "ranking"
prompt = "Order?"
options = [ { id = "a", label = "A" }, { id = "b", label = "B" } ]
"#;

#[test]
fn each_option_has_a_column_and_each_comment_too() {
    let answers = json!({
        "state": [{ "option": "a", "comment": "dear" }, { "option": "b", "comment": "slow" }, { "other": "D" }],
        "one": { "option": "a", "comment": "=1" },
        "order": ["b", "a"],
    });
    assert_eq!(
        questions(&revisions(&[CHOICES]), &response(1, &answers)),
        "q.state=A; B; B; D | q.state.a=1 | q.state.a.comment=dear | q.state.b=1 \
         | q.state.b.comment=slow | q.state.c=0 | q.state.other=D | q.one=A | q.one.a.comment='=1 \
         | q.order=B; A | q.order.a=2 | q.order.b=1"
    );
}

#[test]
fn no_two_columns_have_one_name_whatever_a_question_is_called() {
    let names = ["state", "response", "utm_source", "hidden", "seconds", "variable"];
    let survey = names.map(|id| {
        format!("[[questions]]\nid = \"{id}\"\ntype = \"inputs\"\nprompt = \"{id}?\"\ninputs = [ {{ id = \"plan\", label = \"P\" }}, {{ id = \"answered_at\", label = \"A\" }} ]\n")
    });
    let head = "hidden = [ { id = \"plan\" }, { id = \"q\" } ]\nvariables = { points = 0 }\n";
    let revisions = revisions(&[&format!("{head}{}", survey.concat())]);
    let mut columns: Vec<_> =
        Table::new(&revisions).columns().into_iter().map(|column| column.name).collect();
    assert_eq!(columns[0], "response");
    assert!(columns.contains(&"q.state.plan".to_owned()), "{columns:?}");
    let n_columns = columns.len();
    columns.sort();
    columns.dedup();
    assert_eq!(columns.len(), n_columns);
}

const MATRIX: &str = r#"
[[questions]]
id = "m"
type = "matrix"
prompt = "How?"
rows = [ { id = "r1", label = "Speed" }, { id = "r2", label = "Price" } ]
columns = [ { id = "c1", label = "C1" }, { id = "c2", label = "C2" } ]
[[questions]]
id = "who"
type = "contact"
prompt = "Who?"
[[questions]]
id = "day"
type = "date"
prompt = "When?"
"#;

#[test]
fn a_row_and_a_field_have_a_column_each() {
    let answers = json!({
        "m": { "r2": "c1" },
        "who": { "last_name": "Lovelace", "phone": "+33 1 23" },
        "day": "2026-02-28",
    });
    assert_eq!(
        questions(&revisions(&[MATRIX]), &response(1, &answers)),
        "q.m.r2=C1 | q.who.last_name=Lovelace | q.who.phone=+33 1 23 | q.day=2026-02-28"
    );
}

const FIRST: &str = r#"
hidden = [ { id = "plan" } ]
[[questions]]
id = "gone"
type = "nps"
prompt = "Gone?"
[[questions]]
id = "never"
type = "nps"
prompt = "Never?"
[[questions]]
id = "one"
type = "single_choice"
prompt = "One?"
options = [ { id = "a", label = "Ay" }, { id = "b", label = "Bee" } ]
[[questions]]
id = "many"
type = "multiple_choice"
prompt = "Many?"
options = [ { id = "a", label = "Ay" }, { id = "b", label = "Bee" }, { id = "d", label = "Dee" } ]
"#;
const SECOND: &str = r#"
[[questions]]
id = "one"
type = "single_choice"
prompt = "One?"
options = [ { id = "b", label = "Be" } ]
[[questions]]
id = "many"
type = "multiple_choice"
prompt = "Many?"
options = [ { id = "b", label = "Be" }, { id = "c", label = "See" } ]
"#;

#[test]
fn what_a_later_revision_took_out_keeps_its_column_and_its_words() {
    let revisions = revisions(&[FIRST, SECOND]);
    let answers = json!({ "gone": 9, "one": "a", "many": ["a", "b"] });
    // The last submission may have been checked against the later revision.
    for revision in [1, 2] {
        let old = response(revision, &answers);
        assert_eq!(
            questions(&revisions, &old),
            "q.one=Ay | q.many=Ay; Bee | q.many.b=1 | q.many.a=1 | q.gone=9",
            "{revision}"
        );
    }
    let new = response(2, &json!({ "one": "b", "many": ["b"] }));
    assert_eq!(questions(&revisions, &new), "q.one=Be | q.many=Be | q.many.b=1 | q.many.c=0");
    let columns: Vec<_> = {
        let mut table = Table::new(&revisions);
        table.look_at(&response(1, &answers));
        table.drop_empty();
        table.columns().into_iter().map(|column| column.name).collect()
    };
    assert!(!columns.iter().any(|name| name.contains("never")), "nobody answered it: {columns:?}");
    assert!(!columns.iter().any(|name| name == "q.many.d" || name == "hidden.plan"), "{columns:?}");
}

const COUNTED: &str = r#"
hidden = [ { id = "plan" }, { id = "seats", type = "number" } ]
variables = { points = 1, kind = "none" }
[[questions]]
id = "a"
type = "nps"
prompt = "A?"
set = [ { variable = "points", add = { question = "a" } }, { variable = "kind", to = "fan", if = { question = "a", at_least = 9 } } ]
[[questions]]
id = "b"
type = "nps"
prompt = "B **now**, {a|none}?"
"#;

#[test]
fn hidden_fields_campaigns_and_variables_come_out_with_the_times() {
    let revisions = revisions(&[COUNTED]);
    let mut given = response(1, &json!({ "a": 9, "b": 3 }));
    let hidden = json!({ "plan": "-1+1", "seats": -7.5, "utm_source": "mail" });
    given.hidden = hidden.as_object().unwrap().clone();
    let all: Vec<String> =
        told(&revisions, &given).into_iter().map(|(name, cell)| format!("{name}={cell}")).collect();
    assert_eq!(
        all.join(" | "),
        "q.a=9 | q.b=3 | hidden.plan='-1+1 | hidden.seats=-7.5 | utm_source=mail \
         | variable.points=10 | variable.kind=fan | seconds.b=2.5"
    );
    let object = export_object(&given, &revisions);
    assert_eq!(object["hidden"], hidden);
    assert_eq!(object["variables"], json!({ "points": 10, "kind": "fan" }));
    assert_eq!(object["seconds"], json!({ "b": 2.5 }));
    assert_eq!(object["answered_at"]["b"], "1970-01-01T00:16:42.5Z");
    let note = Table::new(&revisions).columns().into_iter().find(|column| column.name == "q.b");
    assert_eq!(note.unwrap().note, "B now, …?");
}

#[test]
fn the_first_question_took_as_long_as_it_was_on_the_screen() {
    let revisions = revisions(&[COUNTED]);
    let mut given = response(1, &json!({ "a": 9, "b": 3 }));
    let began = |given: &StoredResponse| export_object(given, &revisions)["seconds"].clone();
    let first = given.answers[0].answered_at.unwrap();
    given.begun_at = Some(Millis(first.0 - 1_500));
    assert_eq!(began(&given), json!({ "a": 1.5, "b": 2.5 }));
    assert_eq!(export_object(&given, &revisions)["begun_at"], "1970-01-01T00:16:38.5Z");
    // What a link proposes was answered before anything was on a screen.
    given.begun_at = Some(Millis(first.0 + 1));
    assert_eq!(began(&given), json!({ "b": 2.5 }));
    given.answers[0].answered_at = None;
    assert_eq!(began(&given), json!({}), "two clocks");
}

#[test]
fn time_is_not_told_where_no_clock_says_it() {
    let revisions = revisions(&[COUNTED]);
    let mut given = response(1, &json!({ "a": 9, "b": 3 }));
    for answer in &mut given.answers {
        answer.answered_at = None;
    }
    assert_eq!(export_object(&given, &revisions)["seconds"], json!({}), "both in one submission");
    given.answers[1].received_at = Millis(1_004_000);
    assert_eq!(export_object(&given, &revisions)["seconds"], json!({ "b": 4 }), "two pages");
    given.answers[1].answered_at = Some(Millis(1_005_000));
    assert_eq!(export_object(&given, &revisions)["seconds"], json!({}), "two clocks");
}
