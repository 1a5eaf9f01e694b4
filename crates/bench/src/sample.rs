//! The survey that is answered.

use std::sync::Arc;

use sondage_author::definition::{Definition, Language};
use sondage_intake::{Answer, Channel, Identifier, Respondent, State, Submission};
use sondage_relay::catalogue::Catalogue;
use sondage_store::{Clock, Store};

/// Questions of the survey, answered one after the other.
pub(crate) const QUESTIONS: [&str; 4] = ["score", "plan", "why", "contact"];

const SURVEY: &str = r#"
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

/// A store at a path with the survey in it.
pub(crate) async fn open(path: &std::path::Path) -> anyhow::Result<(Store, Catalogue)> {
    let store = Store::open(&format!("sqlite://{}", path.display()), Clock::system()).await?;
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
            identifier: Some(Identifier::BrazeId(respondent.to_owned())),
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
