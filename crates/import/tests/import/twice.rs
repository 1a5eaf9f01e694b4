//! What files say twice, or not where one would look.

use serde_json::{Value, json};
use sondage_import::{Format, Imported};

use super::{imported, published};

#[track_caller]
pub(crate) fn from(format: Format, survey: &Value) -> Imported {
    let imported = imported(format, &survey.to_string()).unwrap();
    published(&imported.to_toml());
    imported
}

fn prompts(imported: &Imported) -> Vec<&str> {
    imported.source.questions.iter().map(|question| question.prompt.text.as_str()).collect()
}

#[test]
fn formbricks_questions_are_not_asked_twice_where_blocks_have_them() {
    let element = json!({ "id": "why", "type": "openText", "headline": { "default": "Why?" }, "required": true, "inputType": "text" });
    let block = |of: Value| json!({ "id": "b", "name": "B", "elements": of });
    let survey = |blocks: Value| json!({ "data": { "id": "s", "name": "S", "blocks": blocks, "questions": [element] } });
    let both = from(Format::Formbricks, &survey(json!([block(json!([element]))])));
    assert_eq!(prompts(&both), ["Why?"]);
    assert_eq!(both.source.questions[0].id, "why");
    // The other way round, an older survey.
    for blocks in [json!([]), json!(null), json!([block(json!([]))])] {
        assert_eq!(prompts(&from(Format::Formbricks, &survey(blocks))), ["Why?"]);
    }
}
