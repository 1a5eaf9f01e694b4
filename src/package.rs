//! The package of npm: the definition comes with the page, and is compiled in it.

use sondage_author::definition::{Definition, Language};
use sondage_survey::wire;
use wasm_bindgen::prelude::*;

/// The survey in a definition's JSON, compiled for the locale closest to `locale` (empty for its
/// own), as the bytes that [`mount`](crate::mount) takes. Without a relay there is nowhere for
/// files to go.
///
/// # Errors
/// Every problem of the definition, in the order of its lines: an array in which a path is followed
/// by what is wrong there.
#[expect(unreachable_pub, reason = "wasm-bindgen takes public functions only")]
#[wasm_bindgen]
pub fn compile(json: &str, locale: &str, revision: u32, relay: bool) -> Result<Vec<u8>, JsValue> {
    let definition = Definition::parse(json, Language::Json).map_err(|problems| {
        let problems = problems.into_iter().filter(|problem| !problem.is_warning);
        thrown(problems.flat_map(|problem| [problem.path(), problem.message()]).collect())
    })?;
    let locale = if locale.is_empty() { definition.locale() } else { locale };
    let survey = definition.survey(locale, revision);
    let files: Vec<_> = (0..survey.questions.len())
        .filter(|place| !relay && definition.file_rule(*place).is_some())
        .flat_map(|place| [format!("questions[{place}].type"), NO_RELAY.to_owned()])
        .collect();
    if files.is_empty() { Ok(wire::encode(&survey)) } else { Err(thrown(files)) }
}

const NO_RELAY: &str = "a file needs a relay to go to: give the option relay";

fn thrown(problems: Vec<String>) -> JsValue {
    JsValue::from(problems)
}
