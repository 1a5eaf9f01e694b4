//! What Braze would not take, could not keep, or not tell apart.

use sondage_author::definition::{Definition, Language, Naming};

use super::{choice, found, question, survey};

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

#[test]
fn a_day_and_a_text_are_two_types() {
    let (a, b) = (writing("a", "date", ""), writing("b", "short_text", ""));
    insta::assert_snapshot!(found(&[&a, &b]), @r#"14: questions[1].attribute: "a" and "b" write the attribute "same" with different types, a time and a string: Braze keeps only one of them, so give each its own"#);
}

#[test]
fn options_that_look_like_dates_are_told() {
    let options = |label: &str| {
        format!(
            "options = [ {{ id = \"x\", label = \"{label}\" }}, {{ id = \"y\", label = \"Later\" }} ]"
        )
    };
    let a = |kind: &str, label: &str| found(&[&question("a", kind, &options(label))]);
    insta::assert_snapshot!(a("single_choice", "2026-12-01"), @r#"8: warning: questions[0].options: Braze keeps "2026-12-01" as a time, and texts that look like no date as strings: one attribute keeps only one of them, so write it another way, such as "1 December 2026""#);
    assert!(a("dropdown", "12/01/2026").contains("as a time"));
    assert_eq!(a("single_choice", "1 December 2026"), "");
    assert_eq!(a("multiple_choice", "2026-12-01"), "", "in an array a text stays one");
    let told = "variables = { due = \"2026-12-01\" }\nbraze = { attributes = { due = \"Due\" } }";
    assert!(found(&[told, &question("a", "nps", "")]).contains("as a time"));
}

/// The names that two prompts make.
fn names(prompts: [&str; 2], naming: Naming) -> [String; 2] {
    let ask = |(id, prompt): (&str, &str)| {
        format!("[[questions]]\nid = \"{id}\"\ntype = \"nps\"\nprompt = \"{prompt}\"")
    };
    let text = survey(&[&ask(("a", prompts[0])), &ask(("b", prompts[1]))]);
    let definition = Definition::read_as_published(&text, Language::Toml, naming).unwrap();
    [0, 1].map(|place| definition.attribute(place).to_owned())
}

#[test]
fn a_name_is_cut_where_braze_cuts_it_and_equals_are_told() {
    let prompt = |end: &str| format!("{}{end}", "あ".repeat(170));
    let two = [prompt("か"), prompt("き")];
    let [a, b] = names([&two[0], &two[1]], Naming::Plain);
    assert_eq!((a.len(), a == b), (477, true), "whole characters of at most 479 bytes");
    let [a, b] = names([&two[0], &two[1]], Naming::AsTyped);
    assert!(a.len() == 513 && a != b, "what is published keeps its names");
    let ask = |id: &str, prompt: &str, more: &str| {
        format!("[[questions]]\nid = \"{id}\"\ntype = \"nps\"\nprompt = \"{prompt}\"\n{more}")
    };
    let same = found(&[&ask("a", &two[0], ""), &ask("b", &two[1], "")]);
    assert!(same.contains("questions[1].prompt: begins as the prompt of \"a\" does"), "{same}");
    let apart = found(&[&ask("a", &two[0], ""), &ask("b", &two[1], "attribute = \"B\"")]);
    assert_eq!(apart, "");
    let long = format!("attribute = \"{}\"", "あ".repeat(160));
    assert!(found(&[&ask("a", "A?", &long)]).contains("Braze keeps 479 bytes of the name"));
}

#[test]
fn a_name_reads_as_its_prompt_does() {
    let prompts = ["How **good** is [it](https://example.com)?", "You chose {a|none}. Why?"];
    let plain = ["How good is it?", "You chose …. Why?"];
    assert_eq!(names(prompts, Naming::Plain), plain);
    let survey = survey(
        &prompts
            .map(|prompt| {
                let id = if prompt.starts_with('H') { "a" } else { "b" };
                format!("[[questions]]\nid = \"{id}\"\ntype = \"nps\"\nprompt = \"{prompt}\"")
            })
            .each_ref()
            .map(String::as_str),
    );
    let definition = Definition::parse(&survey, Language::Toml).unwrap();
    let compiled = definition.survey("en", 1);
    assert_eq!([0, 1].map(|at| compiled.questions[at].prompt.clone()), plain, "the event says so");
    assert_eq!(names(prompts, Naming::AsTyped), ["How good is it?", prompts[1]]);
}

#[test]
fn what_goes_to_a_profile_beside_answers_is_checked_as_answers_are() {
    let head = |attributes: &str| {
        format!(
            "hidden = [ {{ id = \"plan\" }}, {{ id = \"seats\", type = \"number\" }} ]\nvariables = {{ points = 0, kind = \"\" }}\nbraze = {{ attributes = {{ {attributes} }} }}"
        )
    };
    let a = |attributes: &str| found(&[&head(attributes), &writing("a", "nps", "")]);
    assert_eq!(a("plan = \"P\", points = \"Q\", kind = \"K\", utm_source = \"S\""), "");
    insta::assert_snapshot!(a("nobody = \"N\""), @r#"6: braze.attributes.nobody: there is no hidden field and no variable "nobody", and it is none of utm_…"#);
    insta::assert_snapshot!(a("plan = \"email\""), @r#"6: braze.attributes.plan: "email" is a field of Braze's own and no custom attribute"#);
    insta::assert_snapshot!(a("plan = \"same\""), @r#"6: braze.attributes.plan: "a" and "plan" write the attribute "same" with different types, a number and a string: Braze keeps only one of them, so give each its own"#);
    insta::assert_snapshot!(a("points = \"same\""), @r#"6: warning: braze.attributes.points: "a" writes the attribute "same" too, and this answer replaces it: give one of them an "attribute" of its own"#);
    insta::assert_snapshot!(a("plan = 3"), @"6: braze.attributes.plan: expected a text, found a number");
    insta::assert_snapshot!(a("plan = \"\""), @"6: braze.attributes.plan: the text is empty");
    assert!(a("plan = \"S\", seats = \"S\"").contains("a string and a number"));
}
