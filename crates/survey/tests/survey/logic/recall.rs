//! Recall: what is known, in words, wherever a text asks for it.

use serde_json::{Value as Json, json};
use sondage_survey::session::{Effect, Session};
use sondage_survey::survey::Survey;

use crate::common::{given_with, html, question, small, submit};

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
