//! Recall: what is known, in words, wherever a text asks for it.

use serde_json::{Value as Json, json};
use sondage_survey::session::{Effect, Session};
use sondage_survey::survey::Survey;

use sondage_survey::condition::Operand;

use crate::common::{given_with, html, question, small, small_text, submit, survey};

const HEAD: &str = "hidden = [{ id = \"plan\" }]\nvariables = { total = 2 }\n";

/// A survey whose last card and end recall with this text.
fn recalling(text: &str) -> Survey {
    let options = "options = [ { id = \"a\", label = \"A & B\", score = 3 }, { id = \"c\", label = \"C\" } ]\nother = true";
    let columns = "columns = [ { id = \"good\", label = \"Good\" } ]";
    small(&format!(
        "{HEAD}{}{}{}{}{}{}{}",
        question("n", "type = \"number\"\ndecimals = 1"),
        question("one", &format!("type = \"single_choice\"\n{options}")),
        question("many", &format!("type = \"multiple_choice\"\n{options}")),
        question(
            "grid",
            &format!("type = \"matrix\"\nrows = [ {{ id = \"x\", label = \"X\" }} ]\n{columns}")
        ),
        question("who", "type = \"contact\""),
        question("sure", "type = \"yes_no\"\nyes = \"Of course\""),
        question("last", "type = \"short_text\"").replace("last?", text),
    ))
}

/// The title of the last card.
#[track_caller]
fn title(text: &str, answers: &[(&str, Json)], hidden: &[(&str, &str)]) -> String {
    let survey = recalling(text);
    let mut session = Session::new(survey.clone(), given_with(&survey, answers, hidden));
    assert!(session.go_to("q.last"));
    let card = html(&session);
    let title = card
        .split("tabindex=\"-1\">")
        .nth(1)
        .and_then(|rest| rest.split(" <span class=\"optional\"").next());
    title.unwrap_or_default().to_owned()
}

#[test]
fn each_kind_of_answer_is_recalled_in_words() {
    for (text, id, answer, words) in [
        ("{n}", "n", json!(2.5), "<bdi>2.5</bdi>"),
        ("{one}", "one", json!("a"), "<bdi>A &amp; B</bdi>"),
        ("{one}", "one", json!({ "other": "<b>" }), "<bdi>&lt;b&gt;</bdi>"),
        ("{many}", "many", json!(["a", "c"]), "<bdi>A &amp; B, C</bdi>"),
        ("{grid.x}", "grid", json!({ "x": "good" }), "<bdi>Good</bdi>"),
        (
            "{who.first_name} {who.last_name|X}",
            "who",
            json!({ "first_name": "Ada" }),
            "<bdi>Ada</bdi> X",
        ),
        ("{sure}", "sure", json!(true), "<bdi>Of course</bdi>"),
        ("{sure}", "sure", json!(false), "<bdi>No</bdi>"),
    ] {
        assert_eq!(title(text, &[(id, answer)], &[]), words, "{text}");
    }
    assert_eq!(title("{plan} {total}", &[], &[("plan", "pro")]), "<bdi>pro</bdi> <bdi>2</bdi>");
}

#[test]
fn a_fallback_stands_where_nothing_is_known() {
    assert_eq!(title("Hi {who.first_name|there & you}!", &[], &[]), "Hi there &amp; you!");
    assert_eq!(title("Hi {who.first_name}!", &[], &[]), "Hi !");
    assert_eq!(title("{plan|a plan} costs {n|nothing}", &[], &[]), "a plan costs nothing");
}

#[test]
fn other_braces_stay_what_they_are() {
    assert_eq!(title("{ n } {} {n", &[], &[]), "{ n } {} {n");
}

#[test]
fn emphasis_and_links_around_a_recall_stay_and_what_is_recalled_is_no_markdown() {
    let text = "**{who.first_name}** [and {n}](https://example.com)";
    let answers =
        [("who", json!({ "first_name": "*Ada* [x](https://evil.example) <i>" })), ("n", json!(1))];
    assert_eq!(
        title(text, &answers, &[]),
        "<strong><bdi>*Ada* [x](https://evil.example) &lt;i&gt;</bdi></strong> <a href=\"https://example.com\" target=\"_blank\" rel=\"noopener\">and <bdi>1</bdi></a>"
    );
}

#[test]
fn labels_descriptions_and_endings_recall_too() {
    let survey = small(&format!(
        "{HEAD}{}{}[[endings]]\nid = \"e\"\ntext = \"End of {{n}}\"\ndescription = \"{{total}} in all\"\nbutton = {{ label = \"Buy {{n}}\", url = \"https://example.com\" }}\nif = {{ question = \"n\", above = 0 }}",
        question("n", "type = \"number\""),
        question(
            "one",
            "type = \"single_choice\"\ndescription = \"You said {n}.\"\noptions = [ { id = \"a\", label = \"More than {n|that}\" } ]"
        ),
    ));
    let mut session = Session::new(survey.clone(), given_with(&survey, &[("n", json!(7))], &[]));
    session.go_to("q.one");
    let card = html(&session);
    assert!(card.contains("You said <bdi>7</bdi>."), "{card}");
    assert!(card.contains("<span>More than <bdi>7</bdi></span>"), "{card}");
    submit(&mut session, &[]);
    let card = html(&session);
    for part in ["End of <bdi>7</bdi>", "<bdi>2</bdi> in all", "Buy <bdi>7</bdi>"] {
        assert!(card.contains(part), "{part} is not in {card}");
    }
}

#[test]
fn a_redirect_carries_what_is_recalled_percent_encoded() {
    let redirect = |answers: &[(&str, Json)]| {
        let end = "[[endings]]\nid = \"shop\"\nif = { hidden = \"plan\", answered = false }\nredirect = \"https://example.com/{plan|a/b}?n={n}&who={who.first_name|nobody}#top\"";
        let survey = small(&format!(
            "{HEAD}{}{}{end}",
            question("n", "type = \"number\""),
            question("who", "type = \"contact\"")
        ));
        let mut session = Session::new(survey.clone(), given_with(&survey, answers, &[]));
        session.go_to("q.who");
        let pairs: Vec<_> = session.pairs();
        let pairs: Vec<_> =
            pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let effects = submit(&mut session, &pairs);
        effects
            .into_iter()
            .find_map(|effect| if let Effect::Redirect(to) = effect { Some(to) } else { None })
    };
    assert_eq!(
        redirect(&[("n", json!(7))]).as_deref(),
        Some("https://example.com/a%2fb?n=7&who=nobody#top")
    );
    let hostile = [("who", json!({ "first_name": "é&x=\"><script>/../#~-_." }))];
    assert_eq!(
        redirect(&hostile).as_deref(),
        Some("https://example.com/a%2fb?n=&who=%c3%a9%26x%3d%22%3e%3cscript%3e%2f..%2f%23~-_.#top")
    );
}

/// A survey in a locale that asks for a number, a day and several fields, and recalls them.
fn in_locale(locale: &str) -> Survey {
    let text = small_text(
        &[
            question("n", "type = \"number\"\ndecimals = 6\nmin = 0.5\nmax = 20000"),
            question("day", "type = \"date\"\nmin = \"2020-01-31\""),
            question("parts", "type = \"inputs\"\ninputs = [ { id = \"n\", label = \"N\", type = \"number\" }, { id = \"d\", label = \"D\", type = \"date\" } ]"),
            question("whole", "type = \"number\"\nset = [ { variable = \"total\", to = 1234.5 } ]"),
            question("last", "type = \"short_text\"").replace("last?", "{n} {day} {parts.n} {parts.d} {total} {seats}"),
        ]
        .concat(),
    );
    let head = format!(
        "locale = \"{locale}\"\nhidden = [{{ id = \"seats\", type = \"number\" }}]\nvariables = {{ total = 0 }}\n"
    );
    survey(&format!("{head}{text}"))
}

#[test]
fn numbers_and_days_are_recalled_as_the_locale_writes_them() {
    for (locale, expected) in [
        ("en", "3,333.333333 February 29, 2020 1,000.5 March 1, 2021 1,234.5 12,000"),
        ("de", "3.333,333333 29. Februar 2020 1.000,5 1. März 2021 1.234,5 12.000"),
        (
            "fr",
            "3\u{202f}333,333333 29 février 2020 1\u{202f}000,5 1 mars 2021 1\u{202f}234,5 12\u{202f}000",
        ),
    ] {
        let survey = in_locale(locale);
        let answers = [
            ("n", json!(3_333.333_333)),
            ("day", json!("2020-02-29")),
            ("parts", json!({ "n": 1000.5, "d": "2021-03-01" })),
            ("whole", json!(7)),
        ];
        let mut session =
            Session::new(survey.clone(), given_with(&survey, &answers, &[("seats", "12000")]));
        assert!(session.go_to("q.last"));
        let card = html(&session).replace("<bdi>", "").replace("</bdi>", "");
        assert!(card.contains(expected), "{locale}: {card}");
        // What is stored and sent stays as programs write it.
        assert_eq!(session.walk().words(&Operand::Answer(0)), "3333.333333");
    }
}

#[test]
fn a_typed_number_is_read_stored_and_put_back_as_the_locale_writes_it() {
    for (locale, typed, stored, shown) in [
        ("de", "1.234,50", 1234.5, "1234,5"),
        ("en", "1,234.50", 1234.5, "1234.5"),
        ("fr", "1 234,5", 1234.5, "1234,5"),
        ("ar", "١٢", 12.0, "12"),
    ] {
        let survey = in_locale(locale);
        let mut session = Session::new(survey.clone(), given_with(&survey, &[], &[]));
        assert!(session.go_to("q.n"));
        submit(&mut session, &[("q.n", typed)]);
        assert_eq!(session.fault(), None, "{locale}: {typed}");
        let number = session.given().answer(0).unwrap().to_json().as_f64();
        assert_eq!(number, Some(stored), "{locale}: {typed}");
        assert!(session.go_to("q.n"));
        assert!(
            html(&session).contains(&format!("value=\"{shown}\"")),
            "{locale}: {}",
            html(&session)
        );
        assert!(session.go_to("q.parts"));
        submit(&mut session, &[("q.parts.n", typed)]);
        let parts = session.given().answer(2).unwrap().to_json();
        assert_eq!(parts["n"].as_f64(), Some(stored), "{locale}: {typed}");
    }
}

#[test]
fn a_number_that_could_be_two_is_asked_about_and_limits_are_shown_as_the_locale_has_them() {
    let error = |locale: &str, card: &str, name: &str, typed: &str| {
        let survey = in_locale(locale);
        let mut session = Session::new(survey.clone(), given_with(&survey, &[], &[]));
        assert!(session.go_to(card));
        submit(&mut session, &[(name, typed)]);
        assert!(session.given().answers.iter().all(Option::is_none), "{typed}");
        session.error().unwrap_or_default()
    };
    for (locale, typed, both) in [
        ("de", "1,000", "1000 / 1"),
        ("en", "250.000", "250000 / 250"),
        ("fr", "250.000", "250000 / 250"),
    ] {
        let said = error(locale, "q.whole", "q.whole", typed);
        assert!(said.ends_with(both), "{locale}: {said}");
    }
    assert!(error("fr", "q.parts", "q.parts.n", "1.234").ends_with("1234 / 1,234"));
    assert!(error("de", "q.n", "q.n", "0,1").contains("0,5"));
    assert!(error("de", "q.n", "q.n", "30.000").contains("20.000"));
    assert!(error("de", "q.day", "q.day", "2020-01-30").contains("31. Januar 2020"));
}
