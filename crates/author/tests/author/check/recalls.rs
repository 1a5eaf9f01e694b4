//! Recalls of what may be unknown, or is nothing.

use super::{choice, found, question};

/// A question that recalls something.
fn recalling(id: &str, text: &str, more: &str) -> String {
    format!(
        "[[questions]]\nid = \"{id}\"\ntype = \"nps\"\nprompt = \"{text}\"\nattribute = \"{id}\"\n{more}"
    )
}

#[test]
fn a_recall_of_what_may_be_left_open_asks_for_a_fallback() {
    let open = question("a", "nps", "");
    insta::assert_snapshot!(found(&[&open, &recalling("b", "You said {a}", "")]), @r#"12: warning: questions[1].prompt: {a} may be unknown here: say what to show instead, as {a|…}"#);
    assert_eq!(found(&[&open, &recalling("b", "You said {a|nothing}", "")]), "");
    let required = question("a", "nps", "required = true");
    assert_eq!(found(&[&required, &recalling("b", "You said {a}", "")]), "");
    assert_eq!(
        found(&[
            &open,
            &recalling("b", "You said {a}", "show_if = { question = \"a\", above = 3 }")
        ]),
        ""
    );
}

#[test]
fn a_recall_of_a_question_on_another_branch_asks_for_a_fallback() {
    let a = choice("a", "single_choice", "required = true");
    let b = question("b", "nps", "required = true\nshow_if = { question = \"a\", is = \"a\" }");
    let c = |test: &str| {
        recalling("c", "You said {b}", &format!("show_if = {{ question = \"a\", {test} }}"))
    };
    assert_eq!(found(&[&a, &b, &c("is = \"a\"")]), "");
    assert!(found(&[&a, &b, &c("one_of = [\"a\", \"b\"]")]).contains("{b} may be unknown here"));
}

#[test]
fn a_recall_of_one_part_needs_that_part() {
    let a = |more: &str| {
        let lists = "rows = [ { id = \"speed\", label = \"Speed\" } , { id = \"price\", label = \"Price\" } ]\ncolumns = [ { id = \"good\", label = \"Good\" } ]";
        question("a", "matrix", &format!("{lists}\nrequired = true\n{more}"))
    };
    let b = recalling("b", "Speed is {a.speed}", "");
    assert!(found(&[&a(""), &b]).contains("{a.speed} may be unknown here"));
    assert_eq!(found(&[&a("every_row = true"), &b]), "");
}

#[test]
fn a_hidden_field_may_be_missing_and_a_variable_never_is() {
    let hidden = "[[hidden]]\nid = \"name\"";
    insta::assert_snapshot!(found(&[&recalling("a", "Hi {name}", ""), hidden]), @r#"7: warning: questions[0].prompt: {name} may be unknown here: say what to show instead, as {name|…}"#);
    assert_eq!(found(&[&recalling("a", "Hi {name|there}", ""), hidden]), "");
    assert_eq!(
        found(&[
            &recalling("a", "Hi {name}", "show_if = { hidden = \"name\", answered = true }"),
            hidden
        ]),
        ""
    );
    assert_eq!(found(&[&recalling("a", "{n} points", ""), "[variables]\nn = 0"]), "");
}

#[test]
fn cards_before_and_behind_the_questions_recall_too() {
    let hidden = "[[hidden]]\nid = \"name\"";
    let a = question("a", "nps", "");
    let welcome = "[welcome]\ntitle = \"Hi {name}\"";
    insta::assert_snapshot!(found(&[&a, hidden, welcome]), @r#"12: warning: welcome.title: {name} may be unknown here: say what to show instead, as {name|…}"#);
    let ending = |test: &str| {
        format!(
            "[[endings]]\nid = \"x\"\ntext = \"{{a}} of 10\"\nif = {{ question = \"a\", {test} }}"
        )
    };
    insta::assert_snapshot!(found(&[&a, &ending("is_not = 3")]), @r#"11: warning: endings[0].text: {a} may be unknown here: say what to show instead, as {a|…}"#);
    assert_eq!(found(&[&a, &ending("above = 3")]), "");
    let jump = question(
        "a",
        "nps",
        "jump = [ { if = { question = \"a\", at_least = 9 }, to = \"end:x\" } ]",
    );
    let by_jump = "[[endings]]\nid = \"x\"\ntext = \"{a} of 10\"";
    assert_eq!(found(&[&jump, by_jump]), "");
}

#[test]
fn a_label_that_recalls_nothing_is_an_error_as_a_prompt_is() {
    let a = question("a", "nps", "required = true");
    let b = |label: &str| {
        question(
            "b",
            "single_choice",
            &format!("options = [\n  {{ id = \"x\", label = \"{label}\" }}\n]"),
        )
    };
    insta::assert_snapshot!(found(&[&a, &b("as {before}")]), @r#"14: questions[1].options[0].label: {before} recalls no question asked before, no hidden field and no variable"#);
    assert_eq!(found(&[&a, &b("as {a}")]), "");
    insta::assert_snapshot!(found(&[&recalling("a", "You said {later}", ""), &question("later", "nps", "")]), @r#"7: questions[0].prompt: {later} recalls no question asked before this one, no hidden field and no variable"#);
}

#[test]
fn a_redirect_that_recalls_nothing_is_an_error() {
    let a = question("a", "nps", "");
    let ending = |address: &str| {
        format!(
            "[[endings]]\nid = \"x\"\nredirect = \"https://example.com/?a={address}\"\nif = {{ question = \"a\", is_not = 3 }}"
        )
    };
    insta::assert_snapshot!(found(&[&a, &ending("{b}")]), @r#"11: endings[0].redirect: {b} recalls no question asked before, no hidden field and no variable"#);
    assert_eq!(found(&[&a, &ending("{a}")]), "", "an address may well have nothing there");
}

#[test]
fn a_placeholder_shows_braces_as_they_are() {
    assert_eq!(found(&[&question("a", "short_text", "placeholder = \"{name}\"")]), "");
}

#[test]
fn where_nothing_can_be_recalled_a_recall_is_pointed_out() {
    let a = question("a", "nps", "required = true");
    let b = question("b", "short_text", "placeholder = \"As {a}\"");
    insta::assert_snapshot!(found(&[&a, &b]), @r#"13: warning: questions[1].placeholder: {a} is shown as it stands here: nothing is recalled in what is no markup"#);
    let c = question(
        "c",
        "dropdown",
        "options = [ { id = \"x\", label = \"Like {a}\" }, { id = \"y\", label = \"Not\" } ]",
    );
    insta::assert_snapshot!(found(&[&a, &c]), @r#"13: warning: questions[1].options[0].label: {a} is shown as it stands here: nothing is recalled in what is no markup"#);
}
