//! What Braze would not take, could not keep, or not tell apart.

use super::{choice, found, question};

fn writing(id: &str, kind: &str, more: &str) -> String {
    question(id, kind, &format!("attribute = \"same\"\n{more}"))
}

#[test]
fn two_types_in_one_attribute_are_an_error_on_whichever_paths() {
    let a = choice("a", "single_choice", "required = true");
    let b = writing("b", "nps", "show_if = { question = \"a\", is = \"a\" }");
    let c = writing("c", "short_text", "show_if = { question = \"a\", is = \"b\" }");
    insta::assert_snapshot!(found(&[&a, &b, &c]), @r#"20: questions[2].attribute: "b" and "c" write the attribute "same" with different types, a number and a string: Braze keeps only one of them, so give each its own"#);
}

#[test]
fn two_answers_of_one_path_in_one_attribute_are_told() {
    let a = choice("a", "single_choice", "required = true");
    let b = writing("b", "nps", "show_if = { question = \"a\", one_of = [\"a\", \"b\"] }");
    let c = |is: &str| {
        writing("c", "csat", &format!("show_if = {{ question = \"a\", is = \"{is}\" }}"))
    };
    insta::assert_snapshot!(found(&[&a, &b, &c("b")]), @r#"20: warning: questions[2].attribute: "b" writes the attribute "same" too, and this answer replaces it: give one of them an "attribute" of its own"#);
    assert_eq!(found(&[&a, &b, &c("c")]), "", "nobody is asked both");
    let jump = question("a", "nps", "jump = [ { if = { question = \"a\", is = 3 }, to = \"c\" } ]");
    let (b, c) = (writing("b", "nps", "next = \"end\""), writing("c", "nps", ""));
    assert_eq!(found(&[&jump, &b, &c]), "");
    assert!(found(&[&jump, &writing("b", "nps", ""), &c]).contains("this answer replaces it"));
}

#[test]
fn questions_with_the_same_prompt_share_an_attribute() {
    let again = "[[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"a?\"";
    assert!(found(&[&question("a", "nps", ""), again]).contains("writes the attribute \"a?\" too"));
    let statement = "[[questions]]\nid = \"b\"\ntype = \"statement\"\nprompt = \"a?\"";
    assert_eq!(found(&[&question("a", "nps", ""), statement]), "", "it writes nothing");
}

#[test]
fn names_that_braze_does_not_take_are_errors() {
    let long = "x".repeat(256);
    for name in ["email", "first_name", "$score", "_merge_objects", &long] {
        let found = found(&[&question("a", "nps", &format!("attribute = \"{name}\""))]);
        assert!(found.starts_with("8: questions[0].attribute: "), "{name}: {found}");
    }
    let fits = "x".repeat(255);
    assert_eq!(found(&[&question("a", "nps", &format!("attribute = \"{fits}\""))]), "");
}

#[test]
fn a_label_longer_than_a_string_of_braze_is_told() {
    let label = |n: usize| "x".repeat(n);
    let a = |n| {
        question(
            "a",
            "single_choice",
            &format!("options = [ {{ id = \"x\", label = \"{}\" }} ]", label(n)),
        )
    };
    assert!(found(&[&a(256)]).contains("Braze takes 255 characters"));
    assert_eq!(found(&[&a(255)]), "");
    let picture = |n| {
        let option = format!(
            "{{ id = \"x\", image = \"https://example.com/x.png\", alt = \"{}\" }}",
            label(n)
        );
        question("a", "picture_choice", &format!("options = [ {option} ]"))
    };
    assert!(found(&[&picture(256)]).contains("options[0].alt: Braze takes 255 characters"));
    assert_eq!(found(&[&picture(255)]), "");
    assert_eq!(
        found(&[&question("a", "long_text", "max_length = 2000")]),
        "",
        "its event carries it whole"
    );
}

#[test]
fn an_array_longer_than_braze_keeps_is_told() {
    let option = |n: i32| format!("{{ id = \"o{n}\", label = \"{n}\" }}");
    let options = (0..500).map(option).collect::<Vec<_>>().join(", ");
    let a =
        |more: &str| question("a", "multiple_choice", &format!("options = [{options}]\n{more}"));
    insta::assert_snapshot!(found(&[&a("other = true")]), @r#"4: warning: questions[0]: Braze keeps 500 elements of an array, and this answer can have more: offer fewer, or set "max""#);
    assert_eq!(found(&[&a("")]), "");
    assert_eq!(found(&[&a("other = true\nmax = 500")]), "");
    assert_eq!(found(&[&a("none = true")]), "", "that one is chosen alone");
}

#[test]
fn options_that_read_the_same_are_told() {
    let options = |two: &str| {
        format!(
            "options = [\n  {{ id = \"x\", label = \"Pro\" }},\n  {{ id = \"y\", label = \"{two}\" }},\n]"
        )
    };
    insta::assert_snapshot!(found(&[&question("a", "single_choice", &options("Pro"))]), @r#"10: warning: questions[0].options[1].label: reads as the option "x" does: Braze could not tell them apart"#);
    assert_eq!(found(&[&question("a", "single_choice", &options("pro"))]), "");
    let matrix = |rows: &str, columns: &str| {
        let list = |two: &str| {
            format!("[ {{ id = \"x\", label = \"Pro\" }}, {{ id = \"y\", label = \"{two}\" }} ]")
        };
        found(&[&question(
            "a",
            "matrix",
            &format!("rows = {}\ncolumns = {}", list(rows), list(columns)),
        )])
    };
    assert!(matrix("Free", "Pro").contains("questions[0].columns[1].label"));
    assert_eq!(matrix("Pro", "Free"), "", "an object's keys are the rows' ids");
}
