//! The survey that is answered.

use std::sync::Arc;

use serde_json::json;
use sondage_author::definition::{Definition, Language};
use sondage_intake::{Answer, Channel, Identifier, Respondent, State, Submission};
use sondage_relay::catalogue::Catalogue;
use sondage_store::{Clock, Store};

/// Questions of the survey, answered one after the other.
pub(crate) const QUESTIONS: [&str; 4] = ["score", "plan", "why", "contact"];

/// The survey, as its author writes it.
pub(crate) const SURVEY: &str = r#"
id = "bench"
name = "Benchmark"

[[questions]]
id = "score"
type = "nps"
prompt = "How likely are you to recommend us to a friend?"

[[questions]]
id = "plan"
type = "single_choice"
prompt = "Which plan are you on?"
options = [ { id = "free", label = "Free" }, { id = "pro", label = "Pro" } ]

[[questions]]
id = "why"
type = "long_text"
prompt = "What is the main reason for your score?"

[[questions]]
id = "contact"
type = "consent"
prompt = "May we contact you about your answers?"

[end]
text = "Thank you!"
"#;

/// A store at an address with the survey in it.
pub(crate) async fn open(address: &str) -> anyhow::Result<(Store, Catalogue)> {
    let store = Store::open(address, Clock::system()).await?;
    let definition = Definition::parse(SURVEY, Language::Toml);
    let definition = definition.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    store.publish(&definition, SURVEY, Language::Toml).await?;
    let catalogue = Catalogue::load(store.clone()).await?;
    Ok((store, catalogue))
}

/// The survey that [`open`] published.
pub(crate) fn published(catalogue: &Catalogue) -> anyhow::Result<Arc<sondage_intake::Published>> {
    catalogue.get("bench").ok_or_else(|| anyhow::anyhow!("the survey is not published"))
}

/// The post of the answer to one question, as a widget sends it.
pub(crate) fn request(response: &str, question: usize) -> String {
    let Submission { answers, state, channel, locale, .. } =
        submission(response, response, question);
    let answers: Vec<_> = answers
        .into_iter()
        .map(|one| json!({ "question": one.question, "value": one.value }))
        .collect();
    let body = json!({
        "response": response, "respondent": { "external_id": response }, "answers": answers,
        "state": state, "channel": channel, "locale": locale, "revision": 1,
    });
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST /v1/surveys/bench/responses HTTP/1.1\r\nhost: bench\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// The answer to one question, as a widget sends it.
pub(crate) fn submission(response: &str, respondent: &str, question: usize) -> Submission {
    let value = match question {
        0 => 9.into(),
        1 => "pro".into(),
        2 => "Because it does what it says, and the people who answer the phone are kind.".into(),
        _ => true.into(),
    };
    let id = QUESTIONS.get(question).copied().unwrap_or_default().to_owned();
    let is_last = question + 1 == QUESTIONS.len();
    Submission {
        response: response.to_owned(),
        respondent: Respondent {
            // The emulator, as Braze, makes profiles of external ids alone.
            identifier: Some(Identifier::ExternalId(respondent.to_owned())),
            is_verified: true,
        },
        answers: vec![Answer { question: id, value, at: None, is_told: false }],
        state: if is_last { State::Completed } else { State::InProgress },
        begun_at: None,
        left_on: None,
        channel: Channel::InApp,
        locale: "en".to_owned(),
        hidden: serde_json::Map::new(),
    }
}
