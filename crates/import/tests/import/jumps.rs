//! Jumps and conditions that cannot be carried over, or not in full.

use serde_json::{Value, json};
use sondage_author::source::Source;
use sondage_import::{Format, Imported};

use super::outline::outline;
use super::{imported, published};

/// The line of the outline about a question.
fn line(source: &Source, id: &str) -> String {
    let start = [format!("- {id}: "), format!("- {id}*: ")];
    let all = outline(source);
    let line = all.lines().find(|line| start.iter().any(|start| line.starts_with(start)));
    line.unwrap_or_else(|| panic!("no {id} in {all}")).to_owned()
}

#[track_caller]
fn has_note(imported: &Imported, part: &str) {
    let is_it = |note: &sondage_import::Note| note.text.contains(part);
    assert!(imported.notes.iter().any(is_it), "{part}: {:#?}", imported.notes);
}

#[track_caller]
fn from(format: Format, survey: &Value) -> Imported {
    let imported = imported(format, &survey.to_string()).unwrap();
    published(&imported.to_toml());
    imported
}

fn typeform(first: &Value) -> Imported {
    let mut fields = vec![
        json!({ "ref": "paid", "type": "payment", "title": "Pay here" }),
        json!({ "ref": "ok", "type": "yes_no", "title": "Was it all right?" }),
    ];
    fields.extend((1..=17).map(
        |n| json!({ "ref": format!("q{n}"), "type": "short_text", "title": format!("Q {n}?") }),
    ));
    let is = |field: &str, value: Value| json!({ "op": "is", "vars": [{ "type": "field", "value": field }, { "type": "constant", "value": value }] });
    let condition = match first.as_str() {
        Some("payment") => is("paid", json!(true)),
        Some(op) => json!({ "op": op, "vars": [is("ok", json!(true)), is("paid", json!(true))] }),
        None => first.clone(),
    };
    let jump = |to: (&str, &str), condition: Value| json!({ "action": "jump", "details": { "to": { "type": to.0, "value": to.1 } }, "condition": condition });
    let logic = json!([{ "type": "field", "ref": "ok", "actions": [
        jump(("field", "q2"), condition),
        jump(("thankyou", "default_tys"), json!({ "op": "always", "vars": [] })),
    ] }]);
    from(Format::Typeform, &json!({ "title": "Form", "fields": fields, "logic": logic }))
}

#[test]
fn the_half_of_an_or_that_can_be_said_is_kept() {
    let imported = typeform(&json!("or"));
    let ok = line(&imported.source, "ok");
    assert!(ok.contains("jump=[if=ok is true to=\"q2\"]") && ok.contains("next=\"end\""), "{ok}");
    has_note(&imported, "cannot be expressed in full here (\"paid\" was left out)");
}

#[test]
fn a_jump_that_is_lost_takes_the_one_for_all_others_with_it_and_no_question() {
    for first in ["and", "payment"] {
        let imported = typeform(&json!(first));
        assert_eq!(imported.source.questions.len(), 18);
        let ok = line(&imported.source, "ok");
        assert!(!ok.contains("jump=") && !ok.contains("next="), "{ok}");
        has_note(&imported, "a jump before it is left out");
        let gone = "nobody comes";
        assert!(!imported.notes.iter().any(|note| note.text.contains(gone)), "{first}");
    }
}

#[test]
fn a_part_of_typeforms_or_that_is_asked_later_is_what_is_missing() {
    let later = json!({ "op": "answered", "vars": [{ "type": "field", "value": "q5" }] });
    let now = json!({ "op": "is", "vars": [{ "type": "field", "value": "ok" }, { "type": "constant", "value": false }] });
    let imported = typeform(&json!({ "op": "or", "vars": [later, now] }));
    let ok = line(&imported.source, "ok");
    assert!(ok.contains("jump=[if=ok is false to=\"q2\"]"), "{ok}");
    has_note(&imported, "\"q5\" is not asked before it");
}

fn formbricks(groups: &Value, fallback: &Value) -> Imported {
    let element = |id: &str| json!({ "id": id, "type": "openText", "headline": { "default": id }, "required": false, "inputType": "text" });
    let block =
        |id: &str| json!({ "id": format!("b-{id}"), "name": id, "elements": [element(id)] });
    let jump = json!([{ "id": "x", "objective": "jumpToBlock", "target": "b-c" }]);
    let first = json!({ "id": "b-a", "name": "a", "elements": [element("a")], "logicFallback": fallback,
        "logic": [{ "id": "l", "conditions": groups, "actions": jump }] });
    from(
        Format::Formbricks,
        &json!({ "name": "S", "blocks": [first, block("b"), block("c")], "endings": [{ "id": "e", "type": "endScreen", "headline": { "default": "Bye" } }] }),
    )
}

#[test]
fn formbricks_conditions_are_kept_as_far_as_they_can_be_said() {
    let test = |id: &str, op: &str| json!({ "id": id, "leftOperand": { "type": "element", "value": "a" }, "operator": op });
    let group = |connector: &str, of: &[Value]| json!({ "id": "g", "connector": connector, "conditions": of });
    let (good, bad) = (test("1", "isSubmitted"), test("2", "isBooked"));
    let inner = group("or", &[good.clone(), bad.clone()]);
    let kept = "jump=[if=a answered true to=\"c\"]";
    for (groups, is_kept) in [
        (group("or", &[good.clone(), bad.clone()]), true),
        (group("and", std::slice::from_ref(&inner)), true),
        (group("and", &[good.clone(), bad.clone()]), false),
        (group("or", std::slice::from_ref(&bad)), false),
        (group("or", &[group("and", &[good.clone(), bad.clone()]), good.clone()]), true),
    ] {
        let imported = formbricks(&groups, &json!("e"));
        let a = line(&imported.source, "a");
        assert_eq!(a.contains(kept), is_kept, "{groups}: {a}");
        assert_eq!(a.contains("next=\"end\""), is_kept, "{groups}: {a}");
        has_note(&imported, "cannot be expressed");
    }
}

#[test]
fn what_only_a_jump_back_led_to_is_asked_all_the_same() {
    let element = |id: &str| json!({ "id": id, "type": "openText", "headline": { "default": id }, "required": false, "inputType": "text" });
    let block = |id: &str, to: Option<&str>| json!({ "id": format!("b-{id}"), "name": id, "elements": [element(id)], "logicFallback": to });
    let there =
        [block("a", Some("b-d")), block("b", None), block("c", Some("e")), block("d", Some("b-b"))];
    let ending = json!([{ "id": "e", "type": "endScreen", "headline": { "default": "Bye" } }]);
    let imported =
        from(Format::Formbricks, &json!({ "name": "S", "blocks": there, "endings": ending }));
    let a = line(&imported.source, "a");
    assert!(!a.contains("next="), "{a}");
    let c = line(&imported.source, "c");
    assert!(!c.contains("next="), "the fourth would be asked of nobody: {c}");
    has_note(&imported, "nothing leads to \"b\" as it stands here");
    // What nobody was asked there either is left as it is.
    let never = [block("a", Some("b-c")), block("b", None), block("c", None)];
    let imported =
        from(Format::Formbricks, &json!({ "name": "S", "blocks": never, "endings": ending }));
    assert!(line(&imported.source, "a").contains("next=\"c\""));
}

#[test]
fn surveyjs_asks_rather_more_and_jumps_rather_less() {
    let survey = |of: &str| {
        json!({ "pages": [{ "name": "p", "elements": [
            { "type": "boolean", "name": "a" },
            { "type": "text", "name": "b", "visibleIf": of, "requiredIf": of },
            { "type": "text", "name": "c" },
        ] }], "triggers": [{ "type": "complete", "expression": of }] })
    };
    for (text, show, jump) in [
        ("{a} = true or age({c}) > 3", false, true),
        ("{a} = true and age({c}) > 3", true, false),
        ("!({a} = true or age({c}) > 3)", true, false),
        ("!({a} = true and age({c}) > 3)", false, true),
    ] {
        let imported = from(Format::SurveyJs, &survey(text));
        let b = line(&imported.source, "b");
        assert_eq!(b.contains("show_if="), show, "{text}: {b}");
        assert_eq!(b.contains("require_if="), jump, "{text}: {b}");
        let is_jump = outline(&imported.source).contains("jump=[");
        assert_eq!(is_jump, jump, "{text}: {}", outline(&imported.source));
        has_note(&imported, "kept without that part");
    }
}

#[test]
fn a_branch_of_posthog_that_is_lost_loses_no_question() {
    let open =
        |n: usize| json!({ "id": format!("q{n}"), "type": "open", "question": format!("Q {n}?") });
    let branching = json!({ "type": "response_based", "responseValues": { "0": 2, "7": "end" } });
    let first = json!({ "id": "q", "type": "single_choice", "question": "Which?", "choices": ["a", "b"], "branching": branching });
    let imported =
        from(Format::PostHog, &json!({ "name": "S", "questions": [first, open(1), open(2)] }));
    assert_eq!(imported.source.questions.len(), 3);
    let q = line(&imported.source, "q");
    assert!(q.contains("jump=[if=q is a to=\"q2\"]") && !q.contains("next="), "{q}");
}
