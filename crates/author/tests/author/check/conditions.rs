//! Conditions that never hold, and those that always do.

use super::{choice, found, question};

/// What is found where a question of this kind is followed by one with this condition on it.
fn with(kind: &str, more: &str, test: &str) -> String {
    let a = if ["single_choice", "multiple_choice", "ranking"].contains(&kind) {
        choice("a", kind, more)
    } else {
        question("a", kind, more)
    };
    found(&[&a, &question("b", "nps", &format!("show_if = {{ question = \"a\", {test} }}"))])
}

const NEVER: &str = "never holds, so \"b\" is never asked: correct it, or take the question out";
const ALWAYS: &str = "warning: questions[1].show_if: always holds here: leave it out";

#[track_caller]
fn never(kind: &str, more: &str, test: &str) {
    let found = with(kind, more, test);
    assert!(found.ends_with(NEVER), "{kind} {more} {test}: {found}");
}

#[track_caller]
fn always(kind: &str, more: &str, test: &str) {
    let found = with(kind, more, test);
    assert!(found.ends_with(ALWAYS), "{kind} {more} {test}: {found}");
}

#[track_caller]
fn sometimes(kind: &str, more: &str, test: &str) {
    assert_eq!(with(kind, more, test), "", "{kind} {more} {test}");
}

const REQUIRED: &str = "required = true";

#[test]
fn a_condition_is_judged_at_its_line() {
    let b = question("b", "nps", "show_if = { question = \"a\", above = 10 }");
    insta::assert_snapshot!(found(&[&question("a", "nps", ""), &b]), @r#"13: warning: questions[1].show_if: never holds, so "b" is never asked: correct it, or take the question out"#);
}

#[test]
fn scales_end_where_they_end() {
    never("nps", "", "above = 10");
    never("csat", "", "below = 1");
    never("rating", "count = 4", "is = 5");
    sometimes("rating", "count = 4", "is = 4");
    always("nps", REQUIRED, "at_most = 10");
    sometimes("nps", "", "at_most = 10");
    sometimes("nps", REQUIRED, "between = [7, 8]");
    never("nps", REQUIRED, "between = [8, 7]");
    never("nps", REQUIRED, "answered = false");
}

#[test]
fn numbers_go_by_their_steps() {
    never("number", "", "between = [5.1, 5.9]");
    sometimes("number", "decimals = 1", "between = [5.1, 5.9]");
    let inside = |more: &str| {
        let tests = "{ question = \"a\", above = 5 }, { question = \"a\", below = 6 }";
        let b = question("b", "nps", &format!("show_if = {{ all = [ {tests} ] }}"));
        found(&[&question("a", "number", more), &b])
    };
    assert!(inside("").ends_with(NEVER));
    assert_eq!(inside("decimals = 1"), "");
    never("number", "min = 10", "below = 10");
    sometimes("number", "min = 10", "at_most = 10");
    never("number", "max = 1000000", "above = 1000000");
    sometimes("number", "", "above = 999999999999");
    never("slider", "step = 10", "is = 15");
    sometimes("slider", "step = 10", "is = 20");
    sometimes("slider", "min = 5\nmax = 500\nstep = 10", "is = 15");
}

#[test]
fn of_several_options_only_some_go_together() {
    never("multiple_choice", "max = 1", "all_of = [\"a\", \"b\"]");
    sometimes("multiple_choice", "max = 2", "all_of = [\"a\", \"b\"]");
    never("multiple_choice", "max = 2", "chosen_at_least = 3");
    always("multiple_choice", "required = true\nmin = 2", "chosen_at_least = 2");
    never("multiple_choice", "none = true", "all_of = [\"a\", \"none\"]");
    never("single_choice", "", "all_of = [\"a\", \"b\"]");
    always("single_choice", REQUIRED, "one_of = [\"a\", \"b\", \"c\"]");
    sometimes("single_choice", "required = true\nother = true", "one_of = [\"a\", \"b\", \"c\"]");
    sometimes("single_choice", "other = true", "is = \"other\"");
    sometimes("single_choice", "shuffle = true\npick = 1", "is = \"c\"");
    never("multiple_choice", "shuffle = true\npick = 1", "chosen_at_least = 2");
    sometimes("ranking", "", "first = \"b\"");
    always("ranking", REQUIRED, "is = \"b\"");
}

#[test]
fn of_many_options_only_what_is_spoken_of_is_told_apart() {
    let label = |n: i32| format!("{{ id = \"o{n}\", label = \"{n}\" }}");
    let options = (0..40).map(label).collect::<Vec<_>>().join(", ");
    let many = |more: &str| format!("options = [{options}]\n{more}");
    never(
        "picture_choice",
        "options = [ { id = \"x\", image = \"https://example.com/x.png\", alt = \"X\" } ]",
        "chosen_at_least = 2",
    );
    let a = |more: &str| question("a", "multiple_choice", &many(more));
    let b = |test: &str| question("b", "nps", &format!("show_if = {{ question = \"a\", {test} }}"));
    assert!(found(&[&a("max = 5"), &b("chosen_at_least = 6")]).ends_with(NEVER));
    assert_eq!(found(&[&a("max = 6"), &b("chosen_at_least = 6")]), "");
    assert_eq!(found(&[&a(""), &b("chosen_at_least = 40")]), "");
    assert!(found(&[&a(""), &b("chosen_at_least = 41")]).ends_with(NEVER));
    let both =
        "{ question = \"a\", chosen_at_least = 20 }, { question = \"a\", chosen_at_most = 20 }";
    let twenty = question("b", "nps", &format!("show_if = {{ all = [ {both} ] }}"));
    assert_eq!(found(&[&a(""), &twenty]), "");
    assert!(found(&[&a("max = 2"), &b("all_of = [\"o1\", \"o2\", \"o39\"]")]).ends_with(NEVER));
    assert_eq!(found(&[&a("max = 3"), &b("all_of = [\"o1\", \"o2\", \"o39\"]")]), "");
}

#[test]
fn yes_and_no_are_all_there_is() {
    sometimes("yes_no", "", "is = false");
    always("yes_no", REQUIRED, "one_of = [true, false]");
    never("consent", REQUIRED, "is = false");
    sometimes("consent", "", "is = false");
    never("link", "url = \"https://example.com\"\nbutton = \"Go\"", "is = false");
}

#[test]
fn dates_and_times_have_bounds_and_neighbours() {
    never("date", "min = \"2026-01-01\"", "before = \"2026-01-01\"");
    sometimes("date", "min = \"2026-01-01\"", "before = \"2026-01-02\"");
    sometimes("date", "max = \"2026-12-31\"", "after = \"2026-12-30\"");
    never("date", "max = \"2026-12-31\"", "after = \"2026-12-31\"");
    never("time", "", "after = \"23:59\"");
    sometimes("time", "", "after = \"23:58\"");
    let a = question("a", "date", "");
    let between = |from: &str, to: &str| {
        let tests = format!(
            "{{ question = \"a\", after = \"{from}\" }}, {{ question = \"a\", before = \"{to}\" }}"
        );
        question("b", "nps", &format!("show_if = {{ all = [ {tests} ] }}"))
    };
    assert!(found(&[&a, &between("2028-02-28", "2028-02-29")]).ends_with(NEVER));
    assert_eq!(found(&[&a, &between("2028-02-28", "2028-03-01")]), "");
    assert!(found(&[&a, &between("2026-12-31", "2027-01-01")]).ends_with(NEVER));
}

#[test]
fn a_text_can_be_anything_that_its_question_takes() {
    sometimes("short_text", "", "contains = \"price\"");
    never("short_text", "max_length = 3", "is = \"price\"");
    never("email", "", "is = \"nobody\"");
    sometimes("email", "", "ends_with = \"@example.com\"");
    let two = |one: &str, two: &str| {
        let tests = format!("{{ question = \"a\", {one} }}, {{ question = \"a\", {two} }}");
        found(&[
            &question("a", "long_text", ""),
            &question("b", "nps", &format!("show_if = {{ all = [ {tests} ] }}")),
        ])
    };
    assert!(two("is = \"x\"", "is = \"y\"").ends_with(NEVER));
    assert!(two("starts_with = \"price\"", "contains_not = \"PRICE\"").ends_with(NEVER));
    assert_eq!(two("starts_with = \"price\"", "is_not = \"price\""), "");
    assert_eq!(two("contains = \"price\"", "contains = \"slow\""), "");
}

#[test]
fn parts_are_told_apart_by_themselves() {
    let rows = "rows = [ { id = \"speed\", label = \"Speed\" }, { id = \"price\", label = \"Price\" } ]\ncolumns = [ { id = \"good\", label = \"Good\" }, { id = \"bad\", label = \"Bad\" } ]";
    let a = |more: &str| question("a", "matrix", &format!("{rows}\n{more}"));
    let b = |test: &str| question("b", "nps", &format!("show_if = {{ {test} }}"));
    let open = "all = [ { question = \"a\", answered = true }, { question = \"a.speed\", answered = false } ]";
    assert_eq!(found(&[&a("required = true"), &b(open)]), "");
    assert!(found(&[&a("required = true\nevery_row = true"), &b(open)]).ends_with(NEVER));
    assert_eq!(found(&[&a(""), &b("question = \"a.price\", is = \"bad\"")]), "");
    for test in
        ["question = \"a.speed\", is = \"good\"", "question = \"a.price\", is_not = \"bad\""]
    {
        for more in ["", "required = true", "required = true\nevery_row = true"] {
            assert_eq!(found(&[&a(more), &b(test)]), "", "{test} {more}");
        }
    }
    let address = question("a", "address", "");
    assert_eq!(found(&[&address, &b("question = \"a.country\", is = \"FR\"")]), "");
    let both = |city: &str| {
        format!(
            "all = [ {{ question = \"a.city\", is = \"Lyon\" }}, {{ question = \"a.city\", is = \"{city}\" }} ]"
        )
    };
    assert!(found(&[&address, &b(&both("Metz"))]).ends_with(NEVER));
}

#[test]
fn a_hidden_field_can_be_anything_or_nothing() {
    let hidden = |kind: &str| format!("[[hidden]]\nid = \"h\"\ntype = \"{kind}\"");
    let a = |test: &str| question("b", "nps", &format!("show_if = {{ {test} }}"));
    assert_eq!(found(&[&a("hidden = \"h\", is = \"FR\""), &hidden("text")]), "");
    assert_eq!(found(&[&a("hidden = \"h\", at_least = 5"), &hidden("text")]), "");
    assert_eq!(found(&[&a("hidden = \"h\", answered = true"), &hidden("number")]), "");
    let two = |one: &str, two: &str| {
        format!("all = [ {{ hidden = \"h\", {one} }}, {{ hidden = \"h\", {two} }} ]")
    };
    assert!(found(&[&a(&two("is = \"FR\"", "is = \"DE\"")), &hidden("text")]).ends_with(NEVER));
    assert!(found(&[&a(&two("above = 5", "below = 5")), &hidden("number")]).ends_with(NEVER));
    assert_eq!(found(&[&a(&two("above = 5", "below = 5.1")), &hidden("number")]), "");
    assert_eq!(found(&[&a(&two("after = \"a\"", "before = \"b\"")), &hidden("text")]), "");
}

#[test]
fn variables_come_to_what_the_paths_make_of_them() {
    let scored = "options = [ { id = \"x\", label = \"X\", score = 1 }, { id = \"y\", label = \"Y\", score = 3 } ]";
    let add = |id: &str| {
        let set = format!("set = [ {{ variable = \"n\", add = {{ question = \"{id}\" }} }} ]");
        question(id, "single_choice", &format!("{scored}\n{set}"))
    };
    let (a, c) = (add("a"), add("c"));
    let b = |test: &str| question("b", "nps", &format!("show_if = {{ variable = \"n\", {test} }}"));
    let variables = "[variables]\nn = 0";
    assert!(found(&[&a, &c, &b("above = 6"), variables]).ends_with(NEVER));
    assert_eq!(found(&[&a, &c, &b("is = 6"), variables]), "");
    assert!(found(&[&a, &c, &b("is = 5"), variables]).ends_with(NEVER));
    assert!(found(&[&a, &c, &b("at_least = 0"), variables]).contains("always holds here"));
    assert!(found(&[&b("is = 3"), &a, &c, variables]).contains(NEVER), "nothing is counted yet");
}

#[test]
fn a_change_of_a_variable_is_judged_too() {
    let set = |test: &str, required: bool| {
        let set = format!("{{ variable = \"n\", add = 1, if = {{ question = \"a\", {test} }} }}");
        found(&[
            &question("a", "nps", &format!("required = {required}\nset = [ {set} ]")),
            "[variables]\nn = 0",
        ])
    };
    insta::assert_snapshot!(set("above = 10", true), @r#"9: warning: questions[0].set[0].if: never holds, so the variable is never changed here: correct it, or take the change out"#);
    insta::assert_snapshot!(set("at_most = 10", true), @r#"9: warning: questions[0].set[0].if: always holds: leave it out"#);
    assert_eq!(set("above = 9", true), "");
    let hidden = "[[hidden]]\nid = \"h\"";
    let any = "{ variable = \"n\", add = 1, if = { none = [ { all = [ { hidden = \"h\", is = \"x\" }, { hidden = \"h\", is = \"y\" } ] } ] } }";
    let a =
        |required: bool| question("a", "nps", &format!("required = {required}\nset = [ {any} ]"));
    assert!(
        found(&[&a(true), "[variables]\nn = 0", hidden]).contains("always holds: leave it out")
    );
    assert_eq!(
        found(&[&a(false), "[variables]\nn = 0", hidden]),
        "",
        "without it, it is done with an answer only"
    );
}

#[test]
fn what_a_change_has_changed_itself_is_not_judged() {
    let set = "set = [ { variable = \"n\", add = 1, if = { variable = \"n\", is = 0 } } ]";
    assert_eq!(found(&[&question("a", "nps", set), "[variables]\nn = 0"]), "");
}

#[test]
fn a_requirement_that_never_or_always_holds_is_told() {
    let a = question("a", "nps", "required = true");
    let b =
        |test: &str| question("b", "nps", &format!("require_if = {{ question = \"a\", {test} }}"));
    insta::assert_snapshot!(found(&[&a, &b("above = 10")]), @r#"13: warning: questions[1].require_if: never holds, so an answer is never required: correct it, or leave it out"#);
    insta::assert_snapshot!(found(&[&a, &b("answered = true")]), @r#"13: warning: questions[1].require_if: always holds: write required = true"#);
    assert_eq!(found(&[&a, &b("above = 9")]), "");
}

#[test]
fn whether_an_answer_is_required_counts() {
    let a = question("a", "nps", "required = true");
    let b = |require_if: &str| {
        question("b", "nps", &format!("require_if = {{ question = \"a\", {require_if} }}"))
    };
    let c = "show_if = { all = [ { question = \"b\", answered = false }, { question = \"a\", at_most = 3 } ] }";
    let c = question("c", "nps", c);
    assert!(found(&[&a, &b("at_most = 6"), &c]).contains("questions[2].show_if: never holds"));
    assert_eq!(found(&[&a, &b("at_least = 3"), &c]), "");
}

#[test]
fn where_one_option_is_not_offered_another_is_chosen() {
    let a = question("a", "yes_no", "required = true");
    let x = "{ id = \"x\", label = \"X\", show_if = { question = \"a\", is = true } }";
    let options = format!("options = [ {x}, {{ id = \"y\", label = \"Y\" }} ]");
    let b = question("b", "single_choice", &format!("required = true\n{options}"));
    let tests = "{ question = \"a\", is = false }, { question = \"b\", answered = true }";
    let c = question("c", "nps", &format!("show_if = {{ all = [ {tests} ] }}"));
    assert_eq!(found(&[&a, &b, &c]), "");
}

/// Six hidden fields, and a condition that all of them and one more thing are so: what nobody
/// comes by at random.
fn rarely(test: &str) -> (String, String) {
    let field = |n: i32| format!("[[hidden]]\nid = \"h{n}\"");
    let is_x = |n: i32| format!("{{ hidden = \"h{n}\", is = \"x\" }}");
    let tests = (0..6).map(is_x).collect::<Vec<_>>().join(", ");
    let fields = (0..6).map(field).collect::<Vec<_>>().join("\n");
    (fields, question("rare", "nps", &format!("show_if = {{ all = [ {tests}, {{ {test} }} ] }}")))
}

#[test]
fn what_hardly_ever_happens_is_still_possible() {
    let a = question("a", "yes_no", "required = true");
    let x = "{ id = \"x\", label = \"X\", show_if = { question = \"a\", is = true } }";
    let options = format!("options = [ {x}, {{ id = \"y\", label = \"Y\" }} ]");
    let b = question("b", "single_choice", &options);
    let (fields, rare) = rarely("question = \"b\", is = \"x\"");
    assert_eq!(found(&[&a, &b, &rare, &fields]), "", "x is offered to who says yes");
    let jump = "jump = [ { if = { question = \"a\", is = false }, to = \"rare\" } ]";
    let a = question("a", "yes_no", &format!("required = true\n{jump}"));
    let b = question("b", "csat", "");
    let (fields, rare) = rarely("question = \"b\", is = 5");
    assert_eq!(found(&[&a, &b, &rare, &fields]), "", "who says yes is not led past it");
    let (fields, rare) = rarely("question = \"b\", is = 6");
    assert!(found(&[&a, &b, &rare, &fields]).contains("questions[2].show_if: never holds"));
    let b = question("b", "csat", "require_if = { question = \"a\", is_not = 3 }");
    let (fields, rare) = rarely("question = \"b\", answered = false");
    let a = question("a", "nps", "required = true");
    assert_eq!(found(&[&a, &b, &rare, &fields]), "", "who says 3 may leave it open");
    let set = "set = [ { variable = \"n\", add = 1 } ]";
    let b = question("b", "csat", set);
    let (fields, rare) = rarely("variable = \"n\", is = 1");
    assert_eq!(found(&[&question("a", "nps", ""), &b, &rare, &fields, "[variables]\nn = 0"]), "");
}

#[test]
fn texts_in_other_letters_are_tried() {
    let a = question("a", "short_text", "");
    let b = |test: &str| question("b", "nps", &format!("show_if = {{ {test} }}"));
    let both = |one: &str, other: &str| {
        b(&format!("all = [ {{ question = \"a\", {one} }}, {{ question = \"a\", {other} }} ]"))
    };
    for (one, other, is_possible) in [
        ("alike = \"Paris\"", "is_not = \"Paris\"", true),
        ("alike = \"Paris\"", "is = \"PARIS\"", true),
        ("alike = \"Paris\"", "is = \"Rome\"", false),
        ("alike = \"Paris\"", "alike = \"Rome\"", false),
        ("alike = \"Zürich\"", "is_not = \"Zürich\"", true),
    ] {
        let found = found(&[&a, &both(one, other)]);
        assert_eq!(found.is_empty(), is_possible, "{one} {other}: {found}");
    }
}

#[test]
fn nothing_is_said_of_what_is_too_much_to_try() {
    let items = (0..12).map(|n| {
        let id = format!("q{n}");
        question(
            &id,
            "nps",
            &format!(
                "required = true\nset = [ {{ variable = \"n\", add = {{ question = \"{id}\" }} }} ]"
            ),
        )
    });
    let mut parts: Vec<String> = items.collect();
    parts.push(question("last", "nps", "show_if = { variable = \"n\", above = 120 }"));
    parts.push("[variables]\nn = 0".to_owned());
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    assert_eq!(
        found(&parts),
        "",
        "twelve tens are never more than 120, but that takes 11 to the 12th ways"
    );
}

#[test]
fn answers_compared_with_each_other_are_tried_where_they_are_few() {
    let (a, b) =
        (question("a", "csat", "required = true"), question("b", "nps", "required = true"));
    let c = |test: &str| question("c", "nps", &format!("show_if = {{ question = \"a\", {test} }}"));
    assert!(found(&[&a, &b, &c("at_least = { question = \"b\" }")]).is_empty());
    let low = question("a", "rating", "count = 3\nrequired = true");
    let high = question("b", "slider", "min = 4\nmax = 9\nrequired = true");
    assert!(found(&[&low, &high, &c("above = { question = \"b\" }")]).contains("never holds"));
    let numbers = ["a", "b"].map(|id| question(id, "number", "required = true\nmin = 0"));
    let [a, b] = numbers.each_ref().map(String::as_str);
    assert_eq!(found(&[a, b, &c("above = { question = \"b\" }")]), "");
}
