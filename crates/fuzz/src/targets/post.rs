//! What respondents post: submissions of the widget, and forms of pages without scripts.

use std::time::Duration;

use anyhow::Result;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::relay::{Relay, Reply, SURVEY};
use crate::corpus::Seed;
use crate::target::{Bounds, Features, Target};

const RESPONSE: &str = "0193a3c2-6f3e-4c1a-9d52-0b4f6f0f6a11";
/// The response that what is stored is written to again.
const COPY: &str = "0193a3c2-6f3e-4c1a-9d52-0b4f6f0f6a12";

/// Words of submissions and forms, and what could become markup, a formula or a line of a log.
const WORDS: &[&str] = &[
    "\"response\"",
    "\"answers\"",
    "\"question\"",
    "\"value\"",
    "\"at\"",
    "\"state\"",
    "\"completed\"",
    "\"dismissed\"",
    "\"in_progress\"",
    "\"channel\"",
    "\"link\"",
    "\"locale\"",
    "\"hidden\"",
    "\"revision\"",
    "\"respondent\"",
    "\"braze_id\"",
    "\"external_id\"",
    "\"user_alias\"",
    "\"token\"",
    "\"told\"",
    "\"begun_at\"",
    "\"left_on\"",
    "\"other\"",
    "null",
    "true",
    "-1",
    "1e308",
    "1e-9",
    "9223372036854775808",
    "[]",
    "{}",
    "[",
    "{",
    "\"",
    ",",
    "\\u0000",
    "\\u001b[2J",
    "\\ud800",
    "\u{feff}",
    "\u{202e}",
    "＝1+1",
    "=HYPERLINK(1)",
    "<x9 onload=1>",
    "{{x9}}",
    "{%x9%}",
    "2026-11-23T10:00:00Z",
    "9999-12-31T23:59:59Z",
    "nps",
    "csat",
    "single",
    "multiple",
    "matrix",
    "ranking",
    "contact",
    "address",
    "number",
    "date",
    "time",
    "signature",
    "file",
    "q.",
    "h.",
    "q.nps=",
    "q.single=",
    "q.matrix.",
    "&card=q.",
    "&go=back",
    "&response=",
    "&pass=",
    "&proposed_at=1",
    "&reviewing=yes",
    "&link=yes",
    "&token=",
    "&expires=",
    "&locale=",
    "%00",
    "%",
    "%ff",
    "+",
    "&",
    "=",
    "filename=\"a.exe\"",
    "Content-Disposition: form-data; name=\"q.file.file\"; filename=\"%22\"",
    "\r\n",
    "--b\r\n",
    "--b--",
    "Content-Type: text/html",
];

/// A body of `POST /v1/surveys/{id}/responses`.
#[derive(Debug)]
pub(super) struct Submission(Relay);

/// A body of `POST /s/{id}`, in parts where it begins like one.
#[derive(Debug)]
pub(super) struct Form(Relay);

impl Submission {
    pub(super) fn open() -> Result<Self> {
        Ok(Self(Relay::open()?))
    }

    fn post(&self, body: &[u8]) -> Result<Reply, String> {
        self.0.post(&format!("/v1/surveys/{SURVEY}/responses"), "application/json", body)
    }

    /// What was stored, posted as another response, is stored the same.
    fn check_copy(&self, response: &str) -> Result<(), String> {
        let Some(stored) = self.0.stored(response)? else {
            return Err("it was taken, and nothing is stored".into());
        };
        let answers = stored.live_answers();
        let given: Vec<Value> = answers
            .iter()
            .map(|(question, value)| json!({ "question": question, "value": value }))
            .collect();
        // Those of the copy that this one has not are taken back.
        let before = self.0.stored(COPY)?.map(|copy| copy.live_answers()).unwrap_or_default();
        let is_gone = |question: &String| answers.iter().all(|(named, _)| named != question);
        let gone = before.iter().map(|(question, _)| question).filter(|question| is_gone(question));
        let gone = gone.map(|question| json!({ "question": question, "value": null }));
        let body = json!({
            "response": COPY, "state": "in_progress", "channel": "web", "locale": "en",
            "answers": gone.chain(given).collect::<Vec<_>>(),
        });
        // A file is of one response.
        if answers.iter().any(|(question, _)| ["file", "signature"].contains(&question.as_str())) {
            return Ok(());
        }
        let reply = self.post(body.to_string().as_bytes())?;
        if reply.status != StatusCode::ACCEPTED {
            return Err(format!("what is stored is not taken again: {}", reply.text()));
        }
        let copied = self.0.stored(COPY)?.map(|copy| copy.live_answers()).unwrap_or_default();
        let sorted = |mut all: Vec<(String, Value)>| {
            all.sort_by(|one, other| one.0.cmp(&other.0));
            all
        };
        if sorted(copied.clone()) == sorted(answers.clone()) {
            return Ok(());
        }
        Err(format!("{answers:?} became {copied:?}"))
    }
}

impl Reply {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A refusal, which says what is wrong, and where.
    fn check_problem(&self) -> Result<Features, String> {
        let kind = self.header(&header::CONTENT_TYPE);
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let word = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
        let (name, detail, field) = (word("type"), word("detail"), word("field"));
        if kind != "application/problem+json" || name.is_empty() || detail.is_empty() {
            return Err(format!("a refusal that says nothing: {} {kind} {body}", self.status));
        }
        // What is no JSON has a line and a column; what is, a field.
        let has_place = !field.is_empty() || detail.contains("line ");
        let needs_place = ["malformed", "refused-answer"].iter().any(|one| name.ends_with(one));
        if needs_place && !has_place {
            return Err(format!("a refusal that does not say where: {body}"));
        }
        // Without what the input itself made up.
        let known = |part: &&str| WORDS.contains(&format!("\"{part}\"").as_str());
        let place: Vec<&str> = field.split(['.', '[', ']']).filter(known).take(4).collect();
        let words = detail.split(['"', '`']).next().unwrap_or_default();
        let words = words.chars().filter(|c| !c.is_ascii_digit()).take(40).collect();
        Ok(vec![format!("{name} {}", place.join(".")), words])
    }
}

impl Target for Submission {
    fn name(&self) -> &'static str {
        "submission"
    }

    fn words(&self) -> &[&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Seed> {
        let one = |name: &str, more: Value| {
            let mut body = json!({
                "response": RESPONSE, "state": "in_progress", "channel": "in-app", "locale": "en",
                "answers": [],
            });
            if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
                body.extend(more.clone());
            }
            // A line each, so that a value can take another's place.
            Seed::of(name, format!("{body:#}"))
        };
        let answer = |question: &str, value: Value| {
            let at = "2026-11-23T10:00:00Z";
            one(
                question,
                json!({ "answers": [{ "question": question, "value": value, "at": at }] }),
            )
        };
        vec![
            answer("nps", json!(9)),
            answer("number", json!(12.5)),
            answer("single", json!({ "other": "something else" })),
            answer("multiple", json!(["a", { "other": "b" }])),
            answer("short", json!("a line")),
            answer("long", json!("two\nlines")),
            answer("email", json!("ada@example.com")),
            answer("date", json!("2026-11-23")),
            answer("time", json!("10:30")),
            answer("contact", json!({ "first_name": "Ada", "email": "ada@example.com" })),
            answer("consent", json!(true)),
            answer("long", json!("two  spaces, a \u{1b}[2J, a\ttab and an end ")),
            answer("ranking", json!(["b", "a"])),
            answer("address", json!({ "line1": "1  Main Street ", "city": "Paris" })),
            one(
                "late",
                json!({ "begun_at": "9999-12-31T23:59:59Z", "answers": [
                { "question": "nps", "value": 1, "at": "9999-12-31T23:59:59Z" },
                { "question": "csat", "value": 1, "at": "0001-01-01T00:00:00Z", "told": true },
            ] }),
            ),
            one(
                "controls",
                json!({
                    "hidden": { "campaign": "\u{1b}[2J\u{0}" },
                    "respondent": { "external_id": "a\u{1b}[2Jb" },
                }),
            ),
            one("hidden controls", json!({ "hidden": { "campaign": "\u{1b}[2J\u{9b}" } })),
            one(
                "hidden",
                json!({ "hidden": { "campaign": "x" }, "state": "completed", "revision": 1 }),
            ),
            one(
                "alias",
                json!({ "respondent": { "user_alias": { "name": "a", "label": "b" }, "token": "v2.00" } }),
            ),
            one(
                "braze",
                json!({ "respondent": { "braze_id": "5f1c0ffee0ddba11ca11ab1e" }, "left_on": "nps" }),
            ),
        ]
    }

    fn bounds(&self) -> Bounds {
        Bounds {
            time: Duration::from_secs(1),
            time_per_byte: Duration::from_micros(30),
            memory: 32_000_000,
            memory_per_byte: 400,
        }
    }

    fn feed(&self, input: &[u8]) -> Result<Features, String> {
        let reply = self.post(input)?;
        if reply.status != StatusCode::ACCEPTED {
            return reply.check_problem();
        }
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let response = body.get("response").and_then(Value::as_str).unwrap_or_default();
        self.check_copy(response)?;
        let stored = self.0.stored(response)?;
        let answered = stored.iter().flat_map(|stored| &stored.answers);
        Ok(answered.map(|answer| format!("stored {}", answer.question)).collect())
    }
}

impl Form {
    pub(super) fn open() -> Result<Self> {
        Ok(Self(Relay::open()?))
    }
}

/// What stands for a page in what an input came to: its title, and whether it says that something is
/// wrong.
fn page_features(page: &str) -> Features {
    let heading = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    let card = page.split("name=\"card\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let has_error = page.contains("aria-invalid=\"true\"");
    vec![
        format!("title {}", heading.unwrap_or_default().chars().take(40).collect::<String>()),
        format!("card {} {has_error}", card.unwrap_or_default()),
    ]
}

impl Target for Form {
    fn name(&self) -> &'static str {
        "form"
    }

    fn words(&self) -> &[&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Seed> {
        let form = |name: &str, more: &str| {
            Seed::of(name, format!("response={RESPONSE}&locale=en&channel=link&{more}"))
        };
        let part = |name: &str, value: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts =
            [part("response", RESPONSE), part("card", "q.nps"), part("q.nps", "9")].concat();
        let file = "--b\r\nContent-Disposition: form-data; name=\"q.file.file\"; filename=\"a.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nhello\r\n";
        let mut seeds = vec![
            form("nps", "card=q.nps&q.nps=9"),
            form("single", "card=q.single&q.single=other&q.single.other=x"),
            form("multiple", "card=q.multiple&q.multiple=a&q.multiple=b"),
            form("text", "card=q.short&q.short=%3Cx9+onload%3D1%3E"),
            form(
                "contact",
                "card=q.contact&q.contact.first_name=Ada&q.contact.email=a%40example.com",
            ),
            form("number", "card=q.number&q.number=1%2C5"),
            form("back", "card=q.csat&go=back"),
            form("respondent", "card=q.nps&user_braze_id=5f1c&token=v2.00&expires=1&h.campaign=x"),
            form("proposed", "card=q.nps&proposed_at=1700000000000&q.csat=1&q.nps=3"),
            Seed::of("parts", format!("{parts}--b--\r\n")),
            Seed::of("file", format!("{parts}{file}--b--\r\n")),
        ];
        let cards = self.0.cards();
        seeds.extend(cards.iter().map(|id| form(id, &format!("card=q.{id}&q.{id}=a&q.{id}.a=1"))));
        seeds
    }

    fn bounds(&self) -> Bounds {
        Bounds {
            time: Duration::from_secs(1),
            time_per_byte: Duration::from_micros(60),
            memory: 32_000_000,
            memory_per_byte: 400,
        }
    }

    fn feed(&self, input: &[u8]) -> Result<Features, String> {
        let is_in_parts = input.starts_with(b"--b");
        let urlencoded = "application/x-www-form-urlencoded";
        let kind = if is_in_parts { "multipart/form-data; boundary=b" } else { urlencoded };
        let reply = self.0.post(&format!("/s/{SURVEY}"), kind, input)?;
        let page = reply.text();
        let status = format!("status {}", reply.status);
        if reply.status.is_redirection() {
            return Ok(vec![status]);
        }
        if reply.header(&header::CONTENT_TYPE) != "text/html; charset=utf-8" {
            return Err(format!("{} is no page: {page}", reply.status));
        }
        if page.contains("<x9") {
            return Err("what was posted is markup in the page".into());
        }
        // Each `"` of a text is six bytes of a page, and a text stands in it twice at most.
        let most = 400_000 + 12 * input.len();
        if page.len() > most {
            return Err(format!("a page of {} bytes, and at most {most}", page.len()));
        }
        let stored = self.0.stored(RESPONSE)?.map(|stored| stored.live_answers());
        if !is_in_parts && reply.status.is_success() {
            // The same form again says nothing new.
            self.0.post(&format!("/s/{SURVEY}"), kind, input)?;
            let again = self.0.stored(RESPONSE)?.map(|stored| stored.live_answers());
            if again != stored {
                return Err(format!("posted twice, {stored:?} became {again:?}"));
            }
        }
        let mut features = page_features(&page);
        features.push(status);
        Ok(features)
    }
}
