//! A survey that costs as much as one can: whoever answers others does not wait for it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sondage_author::definition::{Definition, Language};
use sondage_store::Store;

use crate::common::{RESPONSE, TestApp, score};

/// Far more than an answer takes, also where many tests run at once. It was half a minute, and for
/// some surveys half an hour.
const MOMENT: Duration = Duration::from_secs(8);
/// As many answers of the longest kind as go into one request.
const N_TEXTS: usize = 24;

/// Half a megabyte: a thousand times it is asked whether a long text has another one in it.
fn heavy() -> String {
    let mut survey = "id = \"heavy\"\nname = \"Heavy\"\nend = { text = \"Bye\" }\n".to_owned();
    for n in 0..N_TEXTS {
        write!(
            survey,
            "[[questions]]\nid = \"t{n}\"\ntype = \"long_text\"\nprompt = \"T?\"\nmax_length = 10000\n"
        )
        .unwrap();
    }
    let needle = "a".repeat(500);
    for n in 0..10 {
        let test =
            |t| format!("{{ question = \"t{}\", contains = \"{needle}{n}{t}\" }}", t % N_TEXTS);
        let tests = (0..100).map(test).collect::<Vec<_>>().join(", ");
        write!(
            survey,
            "[[questions]]\nid = \"q{n}\"\ntype = \"nps\"\nprompt = \"Q?\"\nshow_if = {{ any = [{tests}] }}\n"
        )
        .unwrap();
    }
    survey
}

fn all_that_goes_into_a_request() -> String {
    let text = "a".repeat(10_000);
    let answer = |n| json!({ "question": format!("t{n}"), "value": text });
    let answers: Value = (0..N_TEXTS).map(answer).collect();
    let response = RESPONSE.replace("6a11", "6a99");
    json!({
        "response": response, "answers": answers, "state": "completed",
        "channel": "web", "locale": "en",
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heavy_survey_keeps_no_answer_to_another_one_waiting() {
    let app = TestApp::start().await;
    let (survey, body) = (heavy(), all_that_goes_into_a_request());
    let definition = Definition::parse(&survey, Language::Toml).unwrap();
    // By another process: the relay has not read it yet when the first answer comes.
    let url = format!("sqlite://{}", app.folder().join("sondage.db").display());
    let other = Store::open(&url, app.clock.clone()).await.unwrap();
    other.publish(&definition, &survey, Language::Toml).await.unwrap();
    let began = Instant::now();
    let heavy = async {
        let reply = app.post_json("/v1/surveys/heavy/responses", &body).await;
        assert_eq!(reply.status(), 202, "{}", reply.text().await.unwrap());
        began.elapsed()
    };
    let light = async {
        let mut longest = Duration::ZERO;
        for n in 0..20 {
            let asked = Instant::now();
            let response = uuid::Uuid::new_v4().to_string();
            assert_eq!(app.answer(&score(&response, n % 11)).await.status(), 202);
            longest = longest.max(asked.elapsed());
        }
        longest
    };
    let (heavy, light) = tokio::join!(heavy, light);
    assert!(heavy < MOMENT && light < MOMENT, "{heavy:?} for the heavy one, {light:?} for another");
}
