//! Files that respondents send along, over real connections and onto a real disk.

use std::time::Duration;

use crate::common::{RESPONSE, Setup, TestApp};
use reqwest::Response;
use serde_json::{Value, json};
use sondage_intake::Millis;
use sondage_store::Clock;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

const SURVEY: &str = r#"
id = "job"
name = "Apply"

[[questions]]
id = "cv"
type = "file"
prompt = "Your CV?"
accept = ["pdf", "jpg"]
max_mb = 1
required = true

[[questions]]
id = "work"
type = "file"
prompt = "Some of your work?"
max_files = 5

[[questions]]
id = "name"
type = "short_text"
prompt = "Your name?"

[end]
text = "Thank you!"
"#;

const OTHER: &str = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a22";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

async fn start() -> TestApp {
    let clock = Clock::manual(Millis::parse_rfc3339("2026-11-23T10:00:00Z").unwrap());
    let setup = Setup { clock, studio_password: Some("hush"), ..Setup::default() };
    let app = TestApp::with(setup).await;
    app.publish(SURVEY).await;
    app
}

fn address(survey: &str, question: &str, response: &str, name: &str) -> String {
    format!("/v1/surveys/{survey}/files?question={question}&response={response}&name={name}")
}

async fn post(app: &TestApp, path: &str, body: impl Into<reqwest::Body>) -> Response {
    app.http.post(app.url(path)).header("origin", "null").body(body).send().await.unwrap()
}

async fn upload(app: &TestApp, question: &str, name: &str, body: &[u8]) -> Response {
    post(app, &address("job", question, RESPONSE, name), body.to_vec()).await
}

async fn json(response: Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

/// The id of a file that was taken.
async fn file(app: &TestApp, question: &str, name: &str, body: &[u8]) -> String {
    let response = upload(app, question, name, body).await;
    assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
    json(response).await["file"].as_str().unwrap().to_owned()
}

/// The status and the last part of the type of a problem.
async fn problem(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body = json(response).await;
    let kind = body["type"].as_str().unwrap().rsplit(':').next().unwrap();
    (status, kind.to_owned())
}

async fn answer(app: &TestApp, response: &str, answers: Value) -> Response {
    let answer =
        |(question, value): (&String, &Value)| json!({ "question": question, "value": value });
    let answers: Vec<Value> = answers.as_object().unwrap().iter().map(answer).collect();
    let body = json!({
        "response": response, "answers": answers, "state": "in_progress", "channel": "web", "locale": "en",
    });
    app.post_json("/v1/surveys/job/responses", &body.to_string()).await
}

async fn studio(app: &TestApp, id: &str, password: Option<&str>) -> Response {
    let request = app.http.get(app.url(&format!("/studio/files/{id}")));
    let request = match password {
        Some(password) => request.basic_auth("anybody", Some(password)),
        None => request,
    };
    request.send().await.unwrap()
}

/// The names in the folder of the files, in order.
fn on_disk(app: &TestApp) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(app.folder().join("files")) else { return Vec::new() };
    let mut names: Vec<String> =
        folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// How many files the database knows.
async fn n_known(app: &TestApp) -> i64 {
    let options = SqliteConnectOptions::new().filename(app.folder().join("sondage.db"));
    let mut connection = options.connect().await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM files").fetch_one(&mut connection).await.unwrap()
}

async fn until(is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap();
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_file_is_taken_named_by_an_answer_and_handed_to_authors_only() {
    let app = start().await;
    let response = upload(&app, "cv", "%2Ftmp%2F%C3%89lan.PDF", PDF).await;
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    assert_eq!(response.status(), 201);
    let id = json(response).await["file"].as_str().unwrap().to_owned();
    assert!(id.len() == 32 && id.bytes().all(|c| c.is_ascii_hexdigit()), "{id}");
    assert_eq!(answer(&app, RESPONSE, json!({ "cv": [id] })).await.status(), 202);
    let stored = app.store.response(RESPONSE).await.unwrap().unwrap();
    assert_eq!(stored.live_answers(), [("cv".to_owned(), json!([id]))]);

    let response = studio(&app, &id, Some("hush")).await;
    assert_eq!(response.status(), 200);
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        (
            "content-disposition",
            "attachment; filename=\"_lan.PDF\"; filename*=UTF-8''%C3%89lan.PDF",
        ),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cache-control", "no-store"),
        ("content-length", "17"),
    ] {
        assert_eq!(header(&response, name), value, "{name}");
    }
    assert_eq!(&response.bytes().await.unwrap()[..], PDF);
    for wrong in [None, Some(""), Some("hus"), Some("hush!")] {
        let response = studio(&app, &id, wrong).await;
        assert_eq!(
            header(&response, "www-authenticate"),
            "Basic realm=\"Sondage\", charset=\"UTF-8\""
        );
        assert_eq!(problem(response).await, (401, "unauthorized".into()), "{wrong:?}");
    }
    for absent in ["0", "..%2Fsondage.db", &id.to_uppercase()] {
        assert_eq!(studio(&app, absent, Some("hush")).await.status(), 404, "{absent}");
    }
}

#[tokio::test]
async fn without_a_password_there_is_nothing_for_authors() {
    let app = TestApp::start().await;
    app.publish(SURVEY).await;
    let id = file(&app, "cv", "cv.pdf", PDF).await;
    for password in [None, Some("")] {
        assert_eq!(problem(studio(&app, &id, password).await).await, (404, "not-found".into()));
    }
}

#[tokio::test]
async fn a_file_that_the_question_does_not_take_leaves_nothing() {
    let app = start().await;
    let large = vec![b'x'; 1_000_001];
    let long = [PDF, &vec![b'x'; 3_000_000]].concat();
    for (question, name, body, expected) in [
        ("cv", "cv.txt", PDF, (422, "refused-file")),
        ("cv", "cv", PDF, (422, "refused-file")),
        ("cv", "cv.pdf.exe", PDF, (422, "refused-file")),
        ("cv", "cv.pdf", b"<html><script>", (422, "refused-file")),
        ("cv", "cv.jpeg", PDF, (422, "refused-file")),
        ("cv", "cv.pdf", &large, (422, "refused-file")),
        ("cv", "cv.pdf", &long, (413, "too-large")),
        ("cv", "cv.pdf", b"", (422, "refused-file")),
        ("work", "a.txt", b"MZ\x90\0\x03", (422, "refused-file")),
        ("work", "a.zip", PDF, (422, "refused-file")),
        ("name", "a.pdf", PDF, (422, "refused-file")),
        ("nothing", "a.pdf", PDF, (422, "refused-file")),
    ] {
        let expected = (expected.0, expected.1.to_owned());
        assert_eq!(problem(upload(&app, question, name, body).await).await, expected, "{name}");
        assert_eq!(on_disk(&app), Vec::<String>::new(), "{name}");
    }
    let none = address("job", "cv", "one", "cv.pdf");
    assert_eq!(problem(post(&app, &none, PDF).await).await, (400, "malformed".into()));
    let none = address("nothing", "cv", RESPONSE, "cv.pdf");
    assert_eq!(problem(post(&app, &none, PDF).await).await, (404, "unknown-survey".into()));
    // None of these counts for what the response may send.
    file(&app, "cv", "cv.jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF").await;
}

#[tokio::test]
async fn a_file_as_large_as_may_be_arrives_whole() {
    let app = start().await;
    let body = [PDF, &vec![b'x'; 1_000_000 - PDF.len()]].concat();
    let id = file(&app, "cv", "cv.pdf", &body).await;
    let bytes = studio(&app, &id, Some("hush")).await.bytes().await.unwrap();
    assert!(bytes[..] == body[..]);
    assert_eq!(on_disk(&app), [id]);
}

#[tokio::test]
async fn an_upload_that_breaks_off_is_taken_away_and_does_not_count() {
    let app = start().await;
    for _ in 0..5 {
        let mut stream = tokio::net::TcpStream::connect(app.addr()).await.unwrap();
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n%PDF-",
            address("job", "cv", RESPONSE, "cv.pdf")
        );
        tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes()).await.unwrap();
        until(async || !on_disk(&app).is_empty()).await;
        drop(stream);
        until(async || on_disk(&app).is_empty() && n_known(&app).await == 0).await;
    }
    file(&app, "cv", "cv.pdf", PDF).await;
}

#[tokio::test]
async fn a_response_sends_each_file_twice_at_most_and_twenty_in_all() {
    let app = start().await;
    file(&app, "cv", "cv.pdf", PDF).await;
    file(&app, "cv", "cv.pdf", PDF).await;
    let response = upload(&app, "cv", "cv.pdf", PDF).await;
    assert_eq!(header(&response, "retry-after"), "86400");
    assert_eq!(problem(response).await, (429, "too-many".into()));
    let work = "id = \"work\"\ntype = \"file\"";
    let more = SURVEY.replace(work, "id = \"more\"\ntype = \"file\"");
    let more = more.split("[[questions]]").nth(2).unwrap();
    let text = SURVEY
        .replace("max_files = 5", "max_files = 20")
        .replace("[end]", &format!("[[questions]]{more}[end]"));
    app.publish(&text).await;
    for _ in 0..18 {
        file(&app, "work", "a.txt", b"text").await;
    }
    for question in ["work", "more"] {
        let response = upload(&app, question, "a.txt", b"text").await;
        assert_eq!(problem(response).await, (429, "too-many".into()), "{question}");
    }
    let other = address("job", "work", OTHER, "a.txt");
    assert_eq!(post(&app, &other, "text").await.status(), 201);
}

#[tokio::test]
async fn an_answer_names_only_files_of_its_own_question_and_response() {
    let app = start().await;
    app.publish(&SURVEY.replace("id = \"job\"", "id = \"jobs\"")).await;
    let own = file(&app, "work", "a.txt", b"text").await;
    let of_question = file(&app, "cv", "cv.pdf", PDF).await;
    let taken = post(&app, &address("job", "work", OTHER, "a.txt"), "text").await;
    let of_response = json(taken).await["file"].clone();
    let taken = post(&app, &address("jobs", "work", RESPONSE, "a.txt"), "text").await;
    let of_survey = json(taken).await["file"].clone();
    for foreign in [json!(of_question), of_response, of_survey, json!("made-up")] {
        let response = answer(&app, RESPONSE, json!({ "work": [own, foreign] })).await;
        assert_eq!(response.status(), 422, "{foreign}");
        assert_eq!(json(response).await["question"], "work");
    }
    let both = json!({ "work": [own], "cv": [of_question] });
    assert_eq!(answer(&app, RESPONSE, both).await.status(), 202);
}

#[tokio::test]
async fn files_that_no_answer_names_are_gone_after_a_day() {
    let app = start().await;
    let kept = file(&app, "cv", "cv.pdf", PDF).await;
    let changed = file(&app, "work", "a.txt", b"text").await;
    let free = file(&app, "work", "b.txt", b"text").await;
    answer(&app, RESPONSE, json!({ "cv": [kept], "work": [changed] })).await;
    app.clock.advance(Duration::from_hours(24));
    assert_eq!(app.janitor.run_once().await.unwrap().n_files, 0);
    answer(&app, RESPONSE, json!({ "work": null })).await;
    app.clock.advance(Duration::from_millis(1));
    assert_eq!(app.janitor.run_once().await.unwrap().n_files, 1);
    assert_eq!(studio(&app, &free, Some("hush")).await.status(), 404);
    let refused = answer(&app, RESPONSE, json!({ "work": [free] })).await;
    assert_eq!(refused.status(), 422);
    // What was taken back can be given again for a day.
    assert_eq!(answer(&app, RESPONSE, json!({ "work": [changed] })).await.status(), 202);
    answer(&app, RESPONSE, json!({ "work": null })).await;
    app.clock.advance(Duration::from_hours(25));
    assert_eq!(app.janitor.run_once().await.unwrap().n_files, 1);
    assert_eq!(on_disk(&app), [kept]);
}

#[tokio::test]
async fn a_janitor_that_was_stopped_halfway_goes_on() {
    let app = start().await;
    let id = file(&app, "cv", "cv.pdf", PDF).await;
    app.clock.advance(Duration::from_hours(25));
    let before = app.clock.now().minus(Duration::from_hours(24));
    assert_eq!(app.store.free_files(before, 10).await.unwrap(), std::slice::from_ref(&id));
    assert_eq!(answer(&app, RESPONSE, json!({ "cv": [id] })).await.status(), 422);
    assert_eq!(app.janitor.run_once().await.unwrap().n_files, 1);
    assert_eq!(on_disk(&app), Vec::<String>::new());
}

#[tokio::test]
async fn a_closed_survey_takes_files_of_those_who_have_begun() {
    let app = start().await;
    let limits = "[limits]\ncloses = \"2026-11-23T12:00:00Z\"\n";
    app.publish(&format!("{SURVEY}{limits}")).await;
    answer(&app, RESPONSE, json!({ "name": "Ada" })).await;
    app.clock.advance(Duration::from_hours(3));
    file(&app, "work", "a.txt", b"text").await;
    let stranger = post(&app, &address("job", "work", OTHER, "a.txt"), "text").await;
    assert_eq!(problem(stranger).await, (409, "closed-survey".into()));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_503() {
    let app = start().await;
    std::fs::write(app.folder().join("files"), "in the way").unwrap();
    let response = upload(&app, "cv", "cv.pdf", PDF).await;
    assert_eq!(problem(response).await, (503, "unavailable".into()));
}

/// A multipart form, as a browser without scripts posts it: names with texts, or with files.
fn multipart(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"").bytes());
        if let Some(file) = file {
            body.extend(format!("; filename=\"{file}\"\r\nContent-Type: application/pdf").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    body
}

async fn press(app: &TestApp, parts: &[(&str, Option<&str>, &[u8])]) -> Response {
    let head = [
        ("response", None, RESPONSE.as_bytes()),
        ("channel", None, b"link".as_slice()),
        ("locale", None, b"en".as_slice()),
    ];
    let body = multipart(&[&head, parts].concat());
    let request = app.http.post(app.url("/s/job"));
    let request = request.header("content-type", "multipart/form-data; boundary=XX");
    request.body(body).send().await.unwrap()
}

async fn files_of(app: &TestApp, question: &str) -> Vec<String> {
    let stored = app.store.response(RESPONSE).await.unwrap();
    let answers = stored.map(|stored| stored.live_answers()).unwrap_or_default();
    let value = answers.into_iter().find(|(id, _)| id == question).map(|(_, value)| value);
    serde_json::from_value(value.unwrap_or_else(|| json!([]))).unwrap()
}

#[tokio::test]
async fn a_form_without_scripts_sends_files_along() {
    let app = start().await;
    let next = ("action", None, b"next".as_slice());
    let card = ("card", None, b"q.cv".as_slice());
    let page =
        press(&app, &[card, ("q.cv", None, b""), ("q.cv.file", Some("cv.pdf"), PDF), next]).await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("Some of your work?"));
    let first = files_of(&app, "cv").await;
    assert_eq!(studio(&app, &first[0], Some("hush")).await.bytes().await.unwrap(), PDF);

    // A control in which nothing is chosen leaves what is there.
    let ids = first[0].as_bytes();
    press(&app, &[card, ("q.cv", None, ids), ("q.cv.file", Some(""), b""), next]).await;
    assert_eq!(files_of(&app, "cv").await, first);
    // Another one takes the place of what is there.
    press(&app, &[card, ("q.cv", None, ids), ("q.cv.file", Some("new.pdf"), PDF), next]).await;
    let second = files_of(&app, "cv").await;
    assert!(second.len() == 1 && second != first);

    let card = ("card", None, b"q.work".as_slice());
    let two =
        [("q.work.file", Some("a.txt"), b"a".as_slice()), ("q.work.file", Some("b.txt"), b"b")];
    let page = press(&app, &[card, ("q.work", None, b""), two[0], two[1], next]).await;
    assert!(page.text().await.unwrap().contains("Your name?"));
    assert_eq!(files_of(&app, "work").await.len(), 2);
}

#[tokio::test]
async fn a_form_with_a_file_that_is_not_taken_leaves_nothing_on_the_disk() {
    let app = start().await;
    let next = ("action", None, b"next".as_slice());
    let card = ("card", None, b"q.cv".as_slice());
    let large = vec![b'x'; 1_500_000];
    for (name, content) in [("cv.exe", PDF), ("cv.pdf", b"text"), ("cv.pdf", &large)] {
        press(&app, &[card, ("q.cv", None, b""), ("q.cv.file", Some(name), content), next]).await;
        assert_eq!(files_of(&app, "cv").await, Vec::<String>::new(), "{name}");
        assert_eq!(on_disk(&app), Vec::<String>::new(), "{name}");
    }
    let far_too_large = vec![b'x'; 5_000_000];
    let parts = [card, ("q.cv.file", Some("cv.pdf"), far_too_large.as_slice())];
    assert_eq!(press(&app, &parts).await.status(), 413);
    let long = vec![b'x'; 300_000];
    assert_eq!(press(&app, &[card, ("q.name", None, &long)]).await.status(), 413);
}

#[tokio::test]
async fn a_form_that_is_cut_short_is_a_400() {
    let app = start().await;
    let mut body = multipart(&[("card", None, b"q.cv"), ("q.cv.file", Some("cv.pdf"), PDF)]);
    body.truncate(body.len() - 20);
    let request = app.http.post(app.url("/s/job"));
    let request = request.header("content-type", "multipart/form-data; boundary=XX");
    assert_eq!(request.body(body).send().await.unwrap().status(), 400);
    assert_eq!(on_disk(&app), Vec::<String>::new());
}
