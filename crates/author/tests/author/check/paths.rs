//! What nobody comes by.

use super::{choice, found, question};

#[test]
fn a_question_that_every_jump_goes_round_is_told() {
    let (b, c) = (question("b", "nps", ""), question("c", "nps", ""));
    insta::assert_snapshot!(found(&[&question("a", "nps", "next = \"c\""), &b, &c]), @r#"9: warning: questions[1]: no path comes by "b": let a jump lead to it, or take it out"#);
    let some = question("a", "nps", "jump = [ { if = { question = \"a\", is = 3 }, to = \"c\" } ]");
    assert_eq!(found(&[&some, &b, &c]), "", "whoever does not say 3 is asked");
}

#[test]
fn a_question_that_only_one_jump_leads_to_is_reached() {
    let a = question(
        "a",
        "nps",
        "jump = [ { if = { question = \"a\", is = 3 }, to = \"b\" }, { if = { question = \"a\", is = 4 }, to = \"c\" } ]\nnext = \"d\"",
    );
    let parts = [
        a,
        question("b", "nps", "next = \"d\""),
        question("c", "nps", ""),
        question("d", "nps", ""),
    ];
    assert_eq!(found(&parts.each_ref().map(String::as_str)), "");
}

#[test]
fn what_follows_from_a_question_that_nobody_is_asked_is_not_said_as_well() {
    let first = question("a", "nps", "next = \"c\"");
    let b =
        question("b", "nps", "jump = [ { if = { question = \"b\", is = 3 }, to = \"end:x\" } ]");
    let c = question("c", "nps", "show_if = { question = \"b\", answered = true }");
    let ending = "[[endings]]\nid = \"x\"\ntext = \"X\"";
    insta::assert_snapshot!(found(&[&first, &b, &c, ending]), @r#"9: warning: questions[1]: no path comes by "b": let a jump lead to it, or take it out"#);
}

#[test]
fn a_question_behind_conditions_that_exclude_each_other_is_told() {
    let a = choice("a", "single_choice", "");
    let b = choice("b", "single_choice", "show_if = { question = \"a\", is = \"a\" }");
    let c = |b: &str, a: &str| {
        let tests =
            format!("{{ question = \"b\", is = \"{b}\" }}, {{ question = \"a\", is = \"{a}\" }}");
        question("c", "nps", &format!("show_if = {{ all = [ {tests} ] }}"))
    };
    insta::assert_snapshot!(found(&[&a, &b, &c("b", "b")]), @r#"20: warning: questions[2].show_if: never holds, so "c" is never asked: correct it, or take the question out"#);
    assert_eq!(found(&[&a, &b, &c("b", "a")]), "");
}

#[test]
fn a_question_without_any_option_to_offer_is_always_left_out() {
    let a = choice("a", "multiple_choice", "max = 2");
    let carried = |which: &str, show_if: &str| {
        let from = format!("options_from = {{ question = \"a\", which = \"{which}\" }}");
        question("b", "single_choice", &format!("{from}\n{show_if}"))
    };
    let unanswered = "show_if = { question = \"a\", answered = false }";
    insta::assert_snapshot!(found(&[&a, &carried("chosen", unanswered)]), @r#"10: warning: questions[1]: "b" is always left out, since none of its options is ever offered"#);
    assert_eq!(found(&[&a, &carried("not_chosen", unanswered)]), "");
    assert_eq!(
        found(&[&a, &carried("chosen", "required = true")]),
        "",
        "skipped by those alone who chose nothing"
    );
}

#[test]
fn an_option_that_is_never_offered_is_told() {
    let a = question("a", "nps", "required = true");
    let b = |above: i32| {
        let option = format!(
            "{{ id = \"y\", label = \"Y\", show_if = {{ question = \"a\", above = {above} }} }}"
        );
        question(
            "b",
            "single_choice",
            &format!("options = [\n  {{ id = \"x\", label = \"X\" }},\n  {option}\n]"),
        )
    };
    insta::assert_snapshot!(found(&[&a, &b(10)]), @r#"15: warning: questions[1].options[1].show_if: never holds, so the option "y" is never offered: correct it, or take the option out"#);
    insta::assert_snapshot!(found(&[&a, &b(-1)]), @r#"15: warning: questions[1].options[1].show_if: always holds: leave it out"#);
    assert_eq!(found(&[&a, &b(9)]), "");
}

#[test]
fn a_row_that_is_never_shown_is_told() {
    let a = question("a", "nps", "required = true");
    let b = |above: i32| {
        let row = format!(
            "{{ id = \"y\", label = \"Y\", show_if = {{ question = \"a\", above = {above} }} }}"
        );
        question(
            "b",
            "matrix",
            &format!(
                "rows = [\n  {{ id = \"x\", label = \"X\" }},\n  {row}\n]\ncolumns = [ {{ id = \"z\", label = \"Z\" }} ]"
            ),
        )
    };
    insta::assert_snapshot!(found(&[&a, &b(10)]), @r#"15: warning: questions[1].rows[1].show_if: never holds, so the row "y" is never offered: correct it, or take the row out"#);
    assert_eq!(found(&[&a, &b(9)]), "");
}

#[test]
fn an_option_that_is_never_carried_forward_is_told() {
    let a = choice("a", "single_choice", "required = true");
    let b = |show_if: &str| {
        let from = "options_from = { question = \"a\", which = \"chosen\" }";
        question(
            "b",
            "single_choice",
            &format!("{from}\nother = true\nshow_if = {{ question = \"a\", {show_if} }}"),
        )
    };
    insta::assert_snapshot!(found(&[&a, &b("is_not = \"c\"")]), @r#"14: warning: questions[1].options_from: the option "c" is never carried forward"#);
    assert_eq!(
        found(&[&a, &b("answered = true")]).lines().count(),
        1,
        "the condition is all that is said"
    );
}

#[test]
fn a_jump_behind_one_that_is_taken_first_is_told() {
    let jumps = |one: i32, two: i32| {
        let jump = |least: i32, to: &str| {
            format!("{{ if = {{ question = \"a\", at_least = {least} }}, to = \"{to}\" }}")
        };
        question("a", "nps", &format!("jump = [\n  {},\n  {}\n]", jump(one, "c"), jump(two, "d")))
    };
    let rest = ["b", "c", "d"].map(|id| question(id, "nps", ""));
    let [b, c, d] = rest.each_ref().map(String::as_str);
    insta::assert_snapshot!(found(&[&jumps(5, 8), b, c, d]), @r#"10: warning: questions[0].jump[1]: is never taken, since one of the jumps before it always is: move it up, or take it out"#);
    assert_eq!(found(&[&jumps(8, 5), b, c, d]), "");
}

#[test]
fn a_jump_that_is_always_or_never_taken_is_told() {
    let a = |test: &str| {
        question(
            "a",
            "nps",
            &format!(
                "required = true\njump = [ {{ if = {{ question = \"a\", {test} }}, to = \"c\" }} ]"
            ),
        )
    };
    let (b, c) = (question("b", "nps", ""), question("c", "nps", ""));
    insta::assert_snapshot!(found(&[&a("above = 10"), &b, &c]), @r#"9: warning: questions[0].jump[0].if: never holds, so the jump is never taken: correct it, or take the jump out"#);
    insta::assert_snapshot!(found(&[&a("at_most = 10"), &b, &c]), @r#"
    9: warning: questions[0].jump[0].if: always holds: write the jump as "next"
    10: warning: questions[1]: no path comes by "b": let a jump lead to it, or take it out
    "#);
    assert_eq!(found(&[&a("at_most = 9"), &b, &c]), "");
}

#[test]
fn next_is_needed_only_where_no_jump_is_taken() {
    let jump = "jump = [ { if = { question = \"a\", at_least = 5 }, to = \"c\" }, { if = { question = \"a\", below = 5 }, to = \"d\" } ]";
    let rest = ["b", "c", "d"].map(|id| question(id, "nps", ""));
    let [b, c, d] = rest.each_ref().map(String::as_str);
    let last = question("e", "nps", "");
    let a = |required: bool| {
        question("a", "nps", &format!("required = {required}\n{jump}\nnext = \"b\""))
    };
    assert!(found(&[&a(true), b, c, d, &last]).contains("questions[0].next: is never needed"));
    let a = |required: bool| {
        question("a", "nps", &format!("required = {required}\n{jump}\nnext = \"e\""))
    };
    insta::assert_snapshot!(found(&[&a(true), b, c, d, &last]), @r#"
    10: warning: questions[0].next: is never needed, since one of the jumps is always taken: leave it out
    11: warning: questions[1]: no path comes by "b": let a jump lead to it, or take it out
    "#);
    assert!(
        !found(&[&a(false), b, c, d, &last]).contains("never needed"),
        "without an answer no jump is taken"
    );
}

#[test]
fn a_jump_to_where_the_path_goes_anyway_changes_nothing() {
    let (b, c) = (question("b", "nps", ""), question("c", "nps", ""));
    insta::assert_snapshot!(found(&[&question("a", "nps", "next = \"b\""), &b, &c]), @r#"8: warning: questions[0].next: changes nothing: the path goes there anyway"#);
    let jump = "{ if = { question = \"a\", is = 3 }, to = \"b\" }";
    insta::assert_snapshot!(found(&[&question("a", "nps", &format!("jump = [ {jump} ]")), &b, &c]), @r#"8: warning: questions[0].jump[0]: changes nothing: the path goes there anyway"#);
    let kept =
        format!("jump = [ {jump}, {{ if = {{ question = \"a\", at_most = 6 }}, to = \"c\" }} ]");
    assert_eq!(
        found(&[&question("a", "nps", &kept), &b, &c]),
        "",
        "it keeps 3 from the second jump"
    );
    let same = "jump = [ { if = { question = \"b\", is = 3 }, to = \"end\" } ]\nnext = \"end\"";
    assert_eq!(
        found(&[&question("a", "nps", ""), &question("b", "nps", same)])
            .matches("changes nothing")
            .count(),
        1
    );
}

#[test]
fn a_jump_goes_forward_only_so_that_no_path_goes_round_for_ever() {
    let back = question("b", "nps", "jump = [ { if = { question = \"b\", is = 3 }, to = \"a\" } ]");
    insta::assert_snapshot!(found(&[&question("a", "nps", ""), &back]), @r#"13: questions[1].jump[0].to: a jump goes forward: back there, the respondent would go round for ever"#);
    assert!(found(&[&question("a", "nps", "next = \"a\"")]).contains("a jump goes forward"));
}

#[test]
fn an_ending_without_a_way_to_it_is_told() {
    let ending = "[[endings]]\nid = \"x\"\ntext = \"X\"";
    insta::assert_snapshot!(found(&[&question("a", "nps", ""), ending]), @r#"9: warning: endings[0]: is never shown: give it an "if", or let a jump lead to it"#);
    let jump =
        question("a", "nps", "jump = [ { if = { question = \"a\", is = 3 }, to = \"end:x\" } ]");
    assert_eq!(found(&[&jump, ending]), "");
    let quota = "[[quotas]]\nid = \"q\"\nlimit = 5\nif = { question = \"a\", is = 3 }\nend = \"x\"";
    assert_eq!(found(&[&question("a", "nps", ""), ending, quota]), "");
}

#[test]
fn an_ending_behind_another_that_always_comes_first_is_told() {
    let ending = |id: &str, test: &str| {
        format!("[[endings]]\nid = \"{id}\"\ntext = \"X\"\nif = {{ question = \"a\", {test} }}")
    };
    let a = question("a", "nps", "required = true");
    insta::assert_snapshot!(found(&[&a, &ending("x", "at_least = 5"), &ending("y", "at_least = 9")]), @r#"13: warning: endings[1]: is never shown, since another ending always comes before it: move it up, or take it out"#);
    assert_eq!(found(&[&a, &ending("y", "at_least = 9"), &ending("x", "at_least = 5")]), "");
    insta::assert_snapshot!(found(&[&a, &ending("x", "above = 10"), &ending("y", "at_most = 10")]), @r#"
    12: warning: endings[0].if: never holds: correct it, or leave it out and let a jump lead to the ending
    16: warning: endings[1].if: always holds: [end], and the endings below this one, are shown only where a jump leads there
    "#);
}

#[test]
fn an_ending_with_a_condition_is_for_paths_that_jump_to_none() {
    let ending = "[[endings]]\nid = \"x\"\ntext = \"X\"\nif = { question = \"a\", above = 3 }";
    let a = |jump: &str| question("a", "nps", jump);
    insta::assert_snapshot!(found(&[&a("next = \"end\""), ending]), @r#"9: warning: endings[0]: is never shown, since every path jumps to another ending: let a jump lead to this one, or take it out"#);
    let some = "jump = [ { if = { question = \"a\", is = 10 }, to = \"end\" } ]";
    assert_eq!(found(&[&a(some), ending]), "");
}

#[test]
fn who_is_out_of_time_comes_to_the_end_without_the_rest() {
    let a = question("a", "nps", "required = true");
    let ending =
        "[[endings]]\nid = \"x\"\ntext = \"X\"\nif = { question = \"a\", answered = false }";
    assert!(found(&[&a, ending]).contains("never holds"));
    assert_eq!(found(&[&a, ending, "[flow]\ntime_limit = 60"]), "");
}

#[test]
fn a_quota_that_counts_nobody_or_everybody_is_told() {
    let a = question("a", "nps", "required = true");
    let quota = |test: &str| {
        format!("[[quotas]]\nid = \"q\"\nlimit = 5\nif = {{ question = \"a\", {test} }}")
    };
    insta::assert_snapshot!(found(&[&a, &quota("above = 10")]), @r#"12: warning: quotas[0].if: never holds, so the quota counts nobody: correct it, or take the quota out"#);
    insta::assert_snapshot!(found(&[&a, &quota("answered = true")]), @r#"12: warning: quotas[0].if: always holds, so the quota counts everybody: say how many "responses" the survey takes under [limits]"#);
    assert_eq!(found(&[&a, &quota("above = 9")]), "");
}

#[test]
fn of_questions_drawn_by_lot_only_so_many_are_asked_together() {
    let parts = ["b", "c", "d"].map(|id| question(id, "nps", "required = true"));
    let [b, c, d] = parts.each_ref().map(String::as_str);
    let shuffle = "[[shuffle]]\nquestions = [\"b\", \"c\", \"d\"]\npick = 2";
    let known = |id: &str| format!("{{ question = \"{id}\", answered = true }}");
    let last = |ids: &[&str]| {
        let tests: Vec<_> = ids.iter().map(|id| known(id)).collect();
        question("e", "nps", &format!("show_if = {{ all = [ {} ] }}", tests.join(", ")))
    };
    let a = question("a", "nps", "");
    insta::assert_snapshot!(found(&[&a, b, c, d, &last(&["b", "c", "d"]), shuffle]), @r#"28: warning: questions[4].show_if: never holds, so "e" is never asked: correct it, or take the question out"#);
    assert_eq!(found(&[&a, b, c, d, &last(&["b", "d"]), shuffle]), "");
}

#[test]
fn nothing_is_said_of_what_depends_on_the_order_of_a_shuffle() {
    let set = "set = [ { variable = \"n\", add = 1 } ]";
    let b = question("b", "nps", &format!("required = true\n{set}"));
    let c = question("c", "nps", "show_if = { variable = \"n\", above = 0 }");
    let shuffle = "[[shuffle]]\nquestions = [\"b\", \"c\"]";
    let variables = "[variables]\nn = 0";
    let parts = [&question("a", "nps", ""), b.as_str(), &c, variables];
    assert!(found(&parts).contains("always holds here"));
    assert_eq!(found(&[&parts[..], &[shuffle]].concat()), "");
}
