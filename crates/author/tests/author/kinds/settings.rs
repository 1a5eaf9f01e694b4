//! What a question can have beside its kind: words for points, errors of its own, patterns, days
//! relative to the answer's, pictures, lists in its description.

use serde_json::{Value as Json, json};
use sondage_author::definition::{Definition, Language};
use sondage_survey::answer::Refusal;
use sondage_survey::intake::{Incoming, check};
use sondage_survey::session::{Event, Session};
use sondage_survey::survey::Survey;
use sondage_survey::view::{Close, Frame, card as draw};

use crate::common::{answer, form, given, html, question, session, small, submit, survey};

const OPTIONS: &str = "options = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }, { id = \"c\", label = \"C\" } ]";

fn one(own: &str) -> Survey {
    small(&question("q", own))
}

/// The first card.
fn card(own: &str) -> String {
    html(&session(&one(own)))
}

/// Why the relay refuses an answer that was given at a time.
fn refusal(survey: &Survey, value: &Json, at: &str) -> Option<Refusal> {
    let incoming = [Incoming { question: "q".to_owned(), value: value.clone(), at: at.to_owned() }];
    check(survey, given(survey), &incoming, false).err().and_then(|refused| refused.refusal)
}

/// Why a form is refused.
fn form_refusal(survey: &Survey, pairs: &[(&str, &str)]) -> Option<Refusal> {
    answer(survey, &given(survey), "q", &form(pairs)).err().map(|fault| fault.refusal)
}

#[test]
fn points_have_words_and_a_scale_has_a_middle() {
    let card = card(
        "type = \"csat\"\nstyle = \"numbers\"\nlow = \"Bad\"\nmiddle = \"So so\"\npoints = [ { point = 2, label = \"Poor\" }, { point = 5, label = \"Great\" } ]",
    );
    assert!(card.contains("class=\"scale numbers worded\""), "{card}");
    assert!(
        card.contains("<span class=\"point\">2</span><span class=\"word\">Poor</span>"),
        "{card}"
    );
    // Where the points stand below each other, words for the ends would stand nowhere.
    assert!(!card.contains("class=\"ends\""), "{card}");
    for (point, word) in [("1", "Bad"), ("3", "So so"), ("5", "Great")] {
        let beside =
            format!("<span class=\"point\">{point}</span><span class=\"word\">{word}</span>");
        assert!(card.contains(&beside), "{card}");
    }
}

#[test]
fn an_authors_own_error_is_in_the_surveys_language() {
    let survey = one("type = \"email\"\nrequired = true\nerror = \"Your work address\"");
    let card_after = |typed: &str| {
        let mut session = Session::new(survey.clone(), given(&survey));
        submit(&mut session, &[("q.q", typed)]);
        let hidden = Vec::new();
        draw(&session, &Frame { action: String::new(), hidden, close: Close::Link })
    };
    let own = card_after("nobody");
    assert!(own.contains("<span lang=\"en\">Your work address</span>"), "{own}");
    assert!(!card_after("").contains("<span lang"), "a built-in one is in the wording's");
}

#[test]
fn words_of_points_are_translated() {
    let text = "id = \"s\"\nname = \"S\"\nend = { text = \"Bye\" }\n[[questions]]\nid = \"q\"\ntype = \"nps\"\nprompt = \"Q?\"\nmiddle = \"So so\"\nerror = \"No\"\npoints = [ { point = 0, label = \"Never\" } ]\n[translations.fr]\n\"questions.q.points.0\" = \"Jamais\"\n\"questions.q.middle\" = \"Bof\"\n\"questions.q.error\" = \"Non\"\n";
    let french = crate::common::definition(text).survey("fr", 1);
    let card = html(&session(&french));
    assert!(card.contains(">Jamais<") && card.contains(">Bof<"), "{card}");
    assert_eq!(french.questions[0].wrong, "Non");
}

#[test]
fn a_scale_from_nought_to_ten_need_not_be_an_nps() {
    let survey = one("type = \"rating\"\nfirst = 0\ncount = 11");
    assert_eq!(form_refusal(&survey, &[("q.q", "10")]), None);
    assert_eq!(form_refusal(&survey, &[("q.q", "11")]), Some(Refusal::TooLarge));
}

#[test]
fn an_author_says_what_is_wrong_in_their_own_words() {
    let survey = one(
        "type = \"email\"\nrequired = true\nerror = \"Your work address\"\nrequired_error = \"We need it\"",
    );
    let said = |typed: &str| {
        let mut session = Session::new(survey.clone(), given(&survey));
        submit(&mut session, &[("q.q", typed)]);
        session.error().unwrap_or_default()
    };
    assert_eq!(said(""), "We need it");
    assert_eq!(said("nobody"), "Your work address");
    assert_eq!(said("a@example.com"), "");
}

#[test]
fn an_answer_matches_its_pattern_as_a_whole_in_a_page_and_on_the_relay() {
    let survey = one(
        "type = \"short_text\"\npattern = '[A-Z]{2}\\d{4}'\nerror = \"Two letters, four digits\"",
    );
    let inputs = one(
        "type = \"inputs\"\nerror = \"Check it\"\ninputs = [ { id = \"code\", label = \"Code\", pattern = '[A-Z]{2}\\d{4}' } ]",
    );
    for (typed, is_right) in
        [("AB1234", true), ("ab1234", false), ("AB1234x", false), ("xAB1234", false)]
    {
        let expected = (!is_right).then_some(Refusal::OtherPattern);
        assert_eq!(form_refusal(&survey, &[("q.q", typed)]), expected, "{typed}");
        assert_eq!(refusal(&survey, &json!(typed), ""), expected, "{typed}");
        assert_eq!(form_refusal(&inputs, &[("q.q.code", typed)]), expected, "{typed}");
    }
}

#[test]
fn a_day_is_bounded_by_the_day_of_its_answer() {
    let at = "2026-11-29T12:00:00Z";
    let adult = one("type = \"date\"\nmax = \"today-18y\"");
    let soon = one(
        "type = \"inputs\"\ninputs = [ { id = \"d\", label = \"D\", type = \"date\", min = \"today\", max = \"today+2w\" } ]",
    );
    for (day, expected) in
        [("2008-11-29", None), ("2008-11-30", None), ("2008-12-01", Some(Refusal::TooLate))]
    {
        assert_eq!(refusal(&adult, &json!(day), at), expected, "{day}");
    }
    for (day, expected) in [
        ("2026-11-28", Some(Refusal::TooEarly)),
        ("2026-11-29", None),
        ("2026-12-13", None),
        ("2026-12-15", Some(Refusal::TooLate)),
    ] {
        assert_eq!(refusal(&soon, &json!({ "d": day }), at), expected, "{day}");
    }
    // The page judges by the same, and says which day it is.
    let mut session = Session::new(adult.clone(), given(&adult));
    session.update(Event::Submitted { form: form(&[("q.q", "2020-01-01")]), at: at.into() });
    assert_eq!(session.error().as_deref(), Some("Please choose November 30, 2008 or earlier."));
    // What was taken once is no less an answer the day after.
    let mut given = given(&soon);
    given.answers[0] = sondage_survey::answer::Value::from_json(
        &json!({ "d": "2026-11-29" }),
        &soon.questions[0].ask,
    );
    assert_eq!(given.prune(&soon), Vec::<usize>::new());
}

#[test]
fn fields_beside_each_other_have_bounds() {
    let survey = one(
        "type = \"inputs\"\ninputs = [ { id = \"n\", label = \"N\", type = \"number\", min = 1, max = 9.5, decimals = 1 } ]",
    );
    for (typed, expected) in [
        ("1", None),
        ("9.5", None),
        ("0.9", Some(Refusal::TooSmall)),
        ("9.6", Some(Refusal::TooLarge)),
        ("2.25", Some(Refusal::NotANumber)),
    ] {
        assert_eq!(form_refusal(&survey, &[("q.q.n", typed)]), expected, "{typed}");
    }
}

#[test]
fn a_row_of_a_matrix_takes_so_many_columns() {
    let survey = one(
        "type = \"matrix\"\nmultiple = true\nmin = 2\nmax = 2\nrows = [ { id = \"r\", label = \"R\" } ]\ncolumns = [ { id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }, { id = \"c\", label = \"C\" } ]",
    );
    for (columns, expected) in [
        (vec!["a"], Some(Refusal::TooFew)),
        (vec!["a", "b"], None),
        (vec!["a", "b", "c"], Some(Refusal::TooMany)),
    ] {
        let pairs: Vec<_> = columns.iter().map(|column| ("q.q.r", *column)).collect();
        assert_eq!(form_refusal(&survey, &pairs), expected, "{columns:?}");
    }
}

#[test]
fn only_the_best_are_put_in_order() {
    let own = format!("type = \"ranking\"\ntop = 2\n{OPTIONS}");
    let survey = one(&own);
    assert_eq!(form_refusal(&survey, &[("q.q.b", "1"), ("q.q.c", "2")]), None);
    assert_eq!(form_refusal(&survey, &[("q.q.b", "1")]), Some(Refusal::EveryPlace));
    let all = [("q.q.b", "1"), ("q.q.c", "2"), ("q.q.a", "3")];
    assert_eq!(form_refusal(&survey, &all), Some(Refusal::EveryPlace));
    let card = html(&session(&survey));
    assert!(card.contains("Only the first 2 count.") && card.contains("data-top=\"2\""), "{card}");
    assert!(card.contains("value=\"2\"") && !card.contains("value=\"3\""), "{card}");
}

#[test]
fn an_option_has_a_picture_beside_its_words() {
    let picture = "options = [ { id = \"a\", label = \"A\", image = \"https://example.com/a.png\" }, { id = \"b\", label = \"B\" } ]";
    for kind in ["single_choice", "multiple_choice"] {
        let card = card(&format!("type = \"{kind}\"\n{picture}"));
        let beside =
            "<img src=\"https://example.com/a.png\" alt=\"\" loading=\"lazy\"><span>A</span>";
        assert!(card.contains(beside), "{card}");
    }
    let card = card(&format!("type = \"ranking\"\n{picture}"));
    assert!(card.contains("loading=\"lazy\"><span>A</span>"), "{card}");
    let text = crate::common::small_text(&question("q", &format!("type = \"ranking\"\n{picture}")));
    assert!(crate::common::definition(&text).needs().pictures);
}

#[test]
fn a_question_goes_on_by_a_tap_whatever_the_others_do() {
    let card = |flow: &str, own: &str| {
        let text = question("q", &format!("type = \"single_choice\"\n{OPTIONS}\n{own}"));
        html(&session(&survey(&format!("{flow}\n{}", crate::common::small_text(&text)))))
    };
    assert!(card("", "auto_advance = true").contains("data-tap"));
    assert!(!card("", "").contains("data-tap"));
    assert!(!card("flow = { auto_advance = true }", "auto_advance = false").contains("data-tap"));
    assert!(card("flow = { auto_advance = true }", "").contains("data-tap"));
}

#[test]
fn options_to_tick_are_searched_where_the_author_says_so() {
    let own = format!("type = \"multiple_choice\"\nsearch = true\n{OPTIONS}");
    let survey = one(&own);
    assert_eq!(survey.scripts, ["search"]);
    assert!(html(&session(&survey)).contains("<div class=\"search\" data-part=\"search\""));
}

#[test]
fn a_description_has_lists_and_headings() {
    let described = |text: &str| {
        let text = serde_json::Value::from(text).to_string();
        let card = card(&format!("type = \"statement\"\ndescription = {text}"));
        let (_, rest) = card.split_once("</legend>").unwrap();
        rest.split_once("<div class=\"actions\"").unwrap().0.replace("</fieldset>", "")
    };
    let open = "<div class=\"description\" id=\"sondage-description\">";
    assert_eq!(
        described("## You get\n\n- **one**\n- two\n\nAnd:\n\n1. a\n2. b"),
        format!(
            "{open}<h3>You get</h3><ul><li><strong>one</strong></li><li>two</li></ul><p>And:</p><ol><li>a</li><li>b</li></ol></div>"
        )
    );
    assert_eq!(
        described("3. c\n4. d"),
        format!("{open}<ol start=\"3\"><li>c</li><li>d</li></ol></div>")
    );
    // What is no list in any language stays as it is.
    for text in ["1. Januar 2026", "- no list", "- a\n\n> b\n\n- c"] {
        let shown = described(text);
        assert!(shown.starts_with("<p class=\"description\""), "{text}: {shown}");
    }
    let hostile = described("- <img src=x onerror=alert(1)>\n- <b>b</b>");
    assert!(!hostile.contains("<img") && !hostile.contains("<b>"), "{hostile}");
}

#[test]
fn a_film_of_a_platform_comes_with_a_tap() {
    let card = card(
        "type = \"statement\"\nvideo = { src = \"https://youtu.be/dQw4w9WgXcQ\", title = \"A <tour>\" }",
    );
    assert!(card.contains("<details class=\"film\"><summary>"), "{card}");
    assert!(card.contains("<iframe src=\"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0\" title=\"A &lt;tour&gt;\" loading=\"lazy\""), "{card}");
    assert!(!card.contains("<video"), "{card}");
}

#[test]
fn what_no_frame_can_play_is_refused_and_what_was_published_before_is_shown() {
    let told = |video: &str| {
        let own = format!("type = \"statement\"\nvideo = {{ {video}, title = \"A\" }}");
        let text = crate::common::small_text(&question("q", &own));
        assert!(Definition::read_published(&text, Language::Toml).is_ok());
        match Definition::parse(&text, Language::Toml) {
            Ok(definition) => definition.warnings().to_vec(),
            Err(problems) => problems,
        }
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
    };
    let page = told("src = \"https://www.youtube.com/@acme\"");
    assert!(page.starts_with("8: questions[0].video.src: a page of YouTube"), "{page}");
    let captions =
        told("src = \"https://vimeo.com/76979871\", captions = \"https://example.com/a.vtt\"");
    assert!(captions.starts_with("8: questions[0].video.captions: Vimeo plays"), "{captions}");
    let strange = told("src = \"https://example.com/watch\"");
    assert!(
        strange.contains("warning: questions[0].video.src: does not end as a film"),
        "{strange}"
    );
}

#[test]
fn a_pattern_without_words_for_it_is_worth_a_warning() {
    let text = crate::common::small_text(&question("q", "type = \"short_text\"\npattern = 'a'"));
    let definition = Definition::parse(&text, Language::Toml).unwrap();
    let told: Vec<_> = definition.warnings().iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|told| told.contains("questions[0].error: say in")), "{told:?}");
}

#[test]
fn a_web_font_is_for_pages_and_not_for_messages() {
    let theme = "theme = { font = \"serif\", web_font = { name = \"Acme Sans\", src = \"https://example.com/a.woff2\", bold = \"https://example.com/b.woff2\" } }\n";
    let text = format!("{theme}{}", crate::common::small_text(&question("q", "type = \"nps\"")));
    let definition = Definition::parse(&text, Language::Toml).unwrap();
    let face = "@font-face{font-family:\"Acme Sans\";src:url(\"https://example.com/a.woff2\");font-display:swap;font-weight:100 500}";
    assert!(definition.theme().starts_with(face), "{}", definition.theme());
    assert!(definition.theme().contains("font-weight:600 900"));
    assert_eq!(definition.survey("en", 1).theme, definition.theme());
    let family = "--font:\"Acme Sans\",ui-serif";
    assert!(definition.message_theme().contains(family), "{}", definition.message_theme());
    assert!(!definition.message_theme().contains("@font-face"));
    assert!(definition.needs().fonts);
    for bad in [
        "name = \"a;b\", src = \"https://example.com/a.woff2\"",
        "name = \"A\", src = \"http://example.com/a.woff2\"",
        "name = \"A\", src = \"https://example.com/a.ttf\"",
        "name = \"A\", src = \"https://example.com/a.woff2\\\")}*{x:url(\"",
    ] {
        let text = format!(
            "theme = {{ web_font = {{ {bad} }} }}\n{}",
            crate::common::small_text(&question("q", "type = \"nps\""))
        );
        assert!(Definition::parse(&text, Language::Toml).is_err(), "{bad}");
    }
}
