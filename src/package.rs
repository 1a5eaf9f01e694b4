//! The package of npm: the definition comes with the page, and is compiled in it.

mod plain;

use js_sys::Reflect;
use serde::Serialize;
use sondage_author::definition::{Definition, Language};
use sondage_survey::answer::Value;
use sondage_survey::session::Session;
use sondage_survey::wire;
use wasm_bindgen::prelude::*;

use crate::js::object;
use crate::options::Options;
use plain::Plain;

/// What is wrong with a definition, as the page gets it.
#[derive(Serialize)]
struct Wrong {
    path: String,
    message: String,
}

/// The survey in a definition, an object or its JSON, compiled for the locale closest to `locale`
/// (empty for its own), as the bytes that [`mount`](crate::mount) takes. Without a relay there is
/// nowhere for files to go.
///
/// # Errors
/// Every problem of the definition, in the order of its lines: an array of `{ path, message }`.
#[expect(unreachable_pub, reason = "wasm-bindgen takes public functions only")]
#[wasm_bindgen]
pub fn compile(
    definition: JsValue,
    locale: &str,
    revision: u32,
    relay: bool,
) -> Result<Vec<u8>, JsValue> {
    let json = match definition.as_string() {
        Some(json) => json,
        None => written(&serde_wasm_bindgen::from_value(definition)?)?,
    };
    let definition = Definition::parse(&json, Language::Json).map_err(|problems| {
        let problems = problems.into_iter().filter(|problem| !problem.is_warning);
        thrown(problems.map(|problem| Wrong { path: problem.path(), message: problem.message() }))
    })?;
    let locale = if locale.is_empty() { definition.locale() } else { locale };
    let survey = definition.survey(locale, revision);
    let is_file = |place: &usize| !relay && definition.file_rule(*place).is_some();
    let mut files = (0..survey.questions.len()).filter(is_file).peekable();
    if files.peek().is_none() {
        return Ok(wire::encode(&survey));
    }
    Err(thrown(files.map(|place| Wrong {
        path: format!("questions[{place}].type"),
        message: NO_RELAY.to_owned(),
    })))
}

/// An object is read as its JSON is: a problem has a line and a path there.
fn written(definition: &Plain) -> Result<String, JsError> {
    Ok(serde_json::to_string(definition)?)
}

const NO_RELAY: &str = "a file needs a relay to go to: give the option relay";

fn thrown(problems: impl Iterator<Item = Wrong>) -> JsValue {
    object(&problems.collect::<Vec<_>>())
}

/// Notes an answer where the page looks it up.
pub(crate) fn note(question: &str, value: Option<&Value>, options: &Options) {
    let _ = Reflect::set(&options.answers(), &question.into(), &object(&value));
}

/// Notes all that a session was given.
pub(crate) fn note_all(session: &Session, options: &Options) {
    for (place, question) in session.survey().questions.iter().enumerate() {
        if let Some(value) = session.given().answer(place) {
            note(&question.id, Some(value), options);
        }
    }
}
