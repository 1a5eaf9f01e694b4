//! Surveys and shells to test with.

// Lints that are expected in one test binary are not met in the next.
#![allow(
    clippy::allow_attributes,
    clippy::panic,
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part, and a helper fails its test"
)]

use sondage_survey::answer::{Form, Refusal, Value};
use sondage_survey::definition::{Definition, Language};
use sondage_survey::question::Question;
use sondage_survey::session::{Effect, Event, Session, Submission};
use sondage_survey::survey::Survey;

/// A survey with every kind of question, a prompt and a condition.
pub const EVERY_KIND: &str = r#"
id = "every-kind"
name = "Every kind"

[prompt]
text = "Got half a minute?"

[[questions]]
id = "score"
type = "nps"
prompt = "Would you recommend us?"
required = true

[[questions]]
id = "why"
type = "long_text"
prompt = "You chose {score}. Why?"
max_length = 500
show_if = { question = "score", at_most = 6 }

[[questions]]
id = "stars"
type = "rating"
style = "stars"
count = 5
low = "Poor"
high = "Great"
prompt = "And the service?"

[[questions]]
id = "mood"
type = "rating"
style = "smileys"
count = 3
prompt = "How do you feel?"

[[questions]]
id = "plan"
type = "single_choice"
prompt = "Which plan?"
options = [ { id = "free", label = "Free" }, { id = "pro", label = "Pro" } ]
other = true

[[questions]]
id = "uses"
type = "multiple_choice"
prompt = "What for?"
options = [ { id = "work", label = "Work" }, { id = "home", label = "Home" }, { id = "school", label = "School" } ]
other = true
max = 2

[[questions]]
id = "name"
type = "short_text"
prompt = "Your name?"
placeholder = "Ada"

[[questions]]
id = "mail"
type = "email"
prompt = "Your address?"

[[questions]]
id = "terms"
type = "consent"
prompt = "May we write to you?"
required = true

[[questions]]
id = "last"
type = "statement"
prompt = "That was it, {name}."

[end]
text = "Thank you!"
"#;

#[track_caller]
pub fn survey(text: &str) -> Survey {
    definition(text).survey("en", 1)
}

#[track_caller]
pub fn definition(text: &str) -> Definition {
    Definition::parse(text, Language::Toml).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A form's pairs.
pub fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Submits a form, as the button "next" does.
pub fn submit(session: &mut Session, pairs: &[(&str, &str)]) -> Vec<Effect> {
    session.update(Event::Submitted { form: form(pairs), at: "2026-11-23T10:00:00Z".into() })
}

/// The submissions among effects.
pub fn sends(effects: &[Effect]) -> Vec<&Submission> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Send(sent) = effect { Some(sent) } else { None })
        .collect()
}

/// The answer in a form, where the question accepts it.
pub fn answer(question: &Question, pairs: &[(String, String)]) -> Result<Option<Value>, Refusal> {
    let value = question.read(Form(pairs));
    question.check(value.as_ref()).map(|()| value)
}
