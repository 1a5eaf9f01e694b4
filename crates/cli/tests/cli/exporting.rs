//! Exports, as spreadsheets and programs read them.

use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};

use crate::common::{RESPONSE, TestApp};
use crate::shell::{Ran, Shell};

const SURVEY: &str = r#"
id = "export"
name = "Export"
hidden = [ { id = "plan" } ]
variables = { points = 0 }

[[questions]]
id = "state"
type = "number"
prompt = "How **many**, {plan|then}?"
decimals = 1
min = -100
max = 100
set = [ { variable = "points", add = { question = "state" } } ]

[[questions]]
id = "tags"
type = "multiple_choice"
prompt = "Which?"
options = [ { id = "a", label = "A; B", comment = true }, { id = "b", label = "B", comment = true } ]
other = true

[[questions]]
id = "phone"
type = "phone"
prompt = "Your phone?"

[[questions]]
id = "day"
type = "date"
prompt = "Since when?"

[[questions]]
id = "why"
type = "long_text"
prompt = "Why?"

[end]
text = "Thanks"
"#;

fn submission(response: &str, more: &Value) -> Value {
    let mut body = json!({
        "response": response, "state": "completed", "channel": "link", "locale": "en",
        "hidden": { "plan": "pro", "utm_source": "mail" },
        "answers": [
            { "question": "state", "value": -7.5, "at": "2026-11-23T10:00:00Z" },
            { "question": "tags", "value": [{ "option": "a", "comment": "dear" }, { "option": "b", "comment": "slow" }, { "other": "ça" }] },
            { "question": "phone", "value": "+33 1 23 45 67 89" },
            { "question": "day", "value": "2026-02-28" },
            { "question": "why", "value": "=HYPERLINK(\"evil\"),\n\"two\" lines; ça" },
        ],
    });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// The id of another response.
fn other(last: char) -> String {
    let mut id = RESPONSE.to_owned();
    id.pop();
    id.push(last);
    id
}

async fn answered() -> (TestApp, Shell) {
    let app = TestApp::start().await;
    app.publish(SURVEY).await;
    for (last, more) in [
        ('1', json!({})),
        ('2', json!({ "channel": "web", "locale": "fr-CA" })),
        ('3', json!({ "state": "in_progress", "answers": [] })),
    ] {
        let reply = app
            .post_json("/v1/surveys/export/responses", &submission(&other(last), &more).to_string())
            .await;
        assert_eq!(reply.status(), 202, "{}", reply.text().await.unwrap());
    }
    let url = format!("sqlite://{}", app.folder().join("sondage.db").display());
    (app, Shell::new().with("SONDAGE_DATABASE_URL", url))
}

/// The names of the columns, and the rows.
fn table(ran: &Ran) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(ran.out.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row =
        |record: Result<csv::StringRecord, _>| record.unwrap().iter().map(str::to_owned).collect();
    (head, reader.records().map(row).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_is_read_back_as_it_was_answered() {
    let (_app, shell) = answered().await;
    let ran = shell.run(&["export", "export"]);
    assert!(ran.out.starts_with("\u{feff}response,"), "Excel knows it for UTF-8");
    let (head, rows) = table(&ran);
    let cell = |row: usize, name: &str| {
        let at = head.iter().position(|column| column == name);
        rows[row][at.unwrap_or_else(|| panic!("no {name} in {head:?}"))].clone()
    };
    for (name, expected) in [
        ("state", "completed"),
        ("q.state", "-7.5"),
        ("q.tags", "A; B; B; ça"),
        ("q.tags.a", "1"),
        ("q.tags.b.comment", "slow"),
        ("q.tags.other", "ça"),
        ("q.phone", "+33 1 23 45 67 89"),
        ("q.day", "2026-02-28"),
        ("q.why", "'=HYPERLINK(\"evil\"),\n\"two\" lines; ça"),
        ("hidden.plan", "pro"),
        ("utm_source", "mail"),
        ("variable.points", "-7.5"),
    ] {
        assert_eq!(cell(0, name), expected, "{name}");
    }
    assert!(cell(0, "answered_at.state").ends_with('Z'));
    assert_eq!((rows.len(), cell(2, "q.state").as_str()), (3, ""));
    let plain = shell.run(&["export", "export", "--no-bom"]);
    assert_eq!(plain.out, ran.out.trim_start_matches('\u{feff}'));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_exported_file_is_its_owners_alone_and_one_that_is_there_stays_as_open_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_app, shell) = answered().await;
    let shared = shell.file("shared.csv", "");
    std::fs::set_permissions(&shared, std::fs::Permissions::from_mode(0o640)).unwrap();
    for (name, mode) in [("new.csv", 0o600), ("shared.csv", 0o640)] {
        let ran = shell.run(&["export", "export", "-o", name]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let made = std::fs::metadata(shell.folder.path().join(name)).unwrap();
        assert!(made.len() > 100, "{name}");
        assert_eq!(made.permissions().mode() & 0o777, mode, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_excel_file_has_numbers_times_and_texts_as_such() {
    let (_app, shell) = answered().await;
    let file = shell.folder.path().join("export.xlsx");
    let ran = shell.run(&["export", "export", "--format", "xlsx", "-o", file.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    let mut book: Xlsx<_> = calamine::open_workbook(&file).unwrap();
    let sheet = book.worksheet_range("Responses").unwrap();
    let head: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
    let cell = |name: &str| {
        let at = head.iter().position(|column| column == name);
        let at = at.unwrap_or_else(|| panic!("no {name} in {head:?}"));
        sheet.get((1, at)).unwrap().clone()
    };
    assert_eq!(cell("q.state"), Data::Float(-7.5));
    assert_eq!(cell("q.tags.a"), Data::Float(1.0));
    assert_eq!(cell("q.phone"), Data::String("+33 1 23 45 67 89".into()));
    let why = "=HYPERLINK(\"evil\"),\n\"two\" lines; ça";
    assert_eq!(cell("q.why"), Data::String(why.into()), "a text, and no formula");
    let formulas = book.worksheet_formula("Responses").unwrap();
    assert!(formulas.used_cells().all(|(.., formula)| formula.is_empty()));
    let Data::DateTime(day) = cell("q.day") else { panic!("{:?}", cell("q.day")) };
    assert_eq!(day.to_string(), "46081", "2026-02-28 in days of Excel");
    assert!(matches!(cell("started_at"), Data::DateTime(_)), "{:?}", cell("started_at"));
    let notes = book.worksheet_range("Columns").unwrap();
    let note = notes.rows().find(|row| row[0] == Data::String("q.state".into())).unwrap();
    assert_eq!(note[1].to_string(), "How many, …?", "what people read is plain");
    let piped = shell.command(&["export", "export", "--format", "xlsx"]).output().unwrap();
    assert_eq!(&piped.stdout[..4], b"PK\x03\x04");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_narrowed_down() {
    let (_app, shell) = answered().await;
    let n = |filter: &[&str]| {
        let args = [&["export", "export", "--format", "ndjson"], filter].concat();
        let ran = shell.run(&args);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.out.lines().count()
    };
    assert_eq!(n(&[]), 3);
    assert_eq!(n(&["--state", "completed"]), 2);
    assert_eq!(n(&["--state", "in_progress,dismissed"]), 1);
    assert_eq!(n(&["--channel", "web"]), 1);
    assert_eq!(n(&["--channel", "web,link", "--locale", "fr"]), 1);
    assert_eq!(n(&["--locale", "FR-ca"]), 1);
    assert_eq!(n(&["--locale", "f"]), 0);
    assert_eq!(n(&["--from", "2020-01-01"]), 3);
    assert_eq!(n(&["--to", "2020-01-01"]), 0);
    assert_eq!(n(&["--from", "2020-01-01T00:00:00Z", "--to", "2999-12-31"]), 3);
    for (flag, wrong) in
        [("--from", "yesterday"), ("--to", "2026-02-30"), ("--state", "done"), ("--channel", "fax")]
    {
        let ran = shell.run(&["export", "export", flag, wrong]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{flag} {wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_was_taken_out_keeps_its_column() {
    let (app, shell) = answered().await;
    let shorter = SURVEY.replace(", { id = \"b\", label = \"B\", comment = true }", "");
    let (before, after) = shorter.split_once("[[questions]]\nid = \"why\"").unwrap();
    let (_, end) = after.split_once("[end]").unwrap();
    app.publish(&format!("{before}[end]{end}")).await;
    let (head, rows) = table(&shell.run(&["export", "export"]));
    let cell = |name: &str| &rows[0][head.iter().position(|column| column == name).unwrap()];
    assert!(cell("q.why").starts_with("'=HYPER"));
    assert_eq!((cell("q.tags").as_str(), cell("q.tags.b").as_str()), ("A; B; B; ça", "1"));
    let line = shell.run(&["export", "export", "--format", "ndjson"]).out;
    let line: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!(line["variables"], json!({ "points": -7.5 }));
    assert_eq!(line["hidden"], json!({ "plan": "pro", "utm_source": "mail" }));
}
