//! An author's own words in the place of built-in ones.

use sondage_author::definition::{Definition, Language};
use sondage_author::locales::{english, wording};
use sondage_author::source::Source;
use sondage_survey::survey::Survey;
use sondage_survey::text::Message;
use sondage_survey::view::{Close, sheet};

use crate::common::{frame, html, session, submit};

const SURVEY: &str = r#"
id = "s"
name = "S"
questions = [
  { id = "q", type = "short_text", prompt = "Q?", required = true },
  { id = "p", type = "multiple_choice", prompt = "P?", other = true, min = 2,
    options = [ { id = "a", label = "A" }, { id = "b", label = "B" } ] },
]
end = { text = "Bye" }

[words]
next = "Onwards"
required = "Do say something."
too_few = "At least {n}, please."
other = "Anything else"
later = "Not just now"

[translations.fr]
"questions.q.prompt" = "Q ?"
"questions.p.prompt" = "P ?"
"questions.p.options.a" = "A"
"questions.p.options.b" = "B"
"end.text" = "Au revoir"
"words.next" = "En avant"
"words.finish" = "Fini"
"#;

fn definition(toml: &str) -> Definition {
    Definition::parse(toml, Language::Toml).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Every problem of a survey, in one text.
fn problems(toml: &str) -> String {
    let found = Definition::parse(toml, Language::Toml);
    let lines = found.err().unwrap_or_default();
    let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The first card and all around it.
fn first(definition: &Definition, survey: &Survey) -> String {
    sheet(&definition.sheet(&survey.locale, Close::Button), &session(survey), &frame())
}

#[test]
fn own_words_stand_where_the_built_in_ones_would() {
    let definition = definition(SURVEY);
    let survey = definition.survey("en", 1);
    assert!(first(&definition, &survey).contains(">Onwards</button>"));
    let mut session = session(&survey);
    submit(&mut session, &[]);
    assert!(html(&session).contains("Do say something."), "{}", html(&session));
    submit(&mut session, &[("q.q", "x")]);
    assert!(html(&session).contains("Anything else"), "{}", html(&session));
    submit(&mut session, &[("q.p", "a")]);
    assert!(html(&session).contains("At least 2, please."), "{}", html(&session));
    // What has no words of its own is built in.
    assert!(html(&session).contains(">Finish</button>"));
    assert!(definition.warnings().is_empty(), "{:?}", definition.warnings());
}

#[test]
fn in_another_locale_they_are_what_is_translated_and_else_what_is_built_in() {
    let definition = definition(SURVEY);
    let survey = definition.survey("fr-CA", 1);
    assert!(first(&definition, &survey).contains(">En avant</button>"));
    let mut session = session(&survey);
    submit(&mut session, &[]);
    let french = wording("fr");
    assert!(html(&session).contains(french.get(Message::Required)), "{}", html(&session));
    // One locale can have words where the survey's own has none.
    assert_eq!(definition.wording("fr").get(Message::Finish), "Fini");
    assert_eq!(definition.wording("en").get(Message::Finish), "Finish");
}

#[test]
fn every_built_in_text_can_be_other_words_and_is_read_as_it_is_written() {
    let mut source = Source::read_text(SURVEY, Language::Toml).0;
    for message in Message::ALL {
        source.words.set(*message, format!("Own: {}", english(*message)));
    }
    let text = source.to_text(Language::Toml);
    assert_eq!(Source::read_text(&text, Language::Toml), (source, Vec::new()));
    let wording = definition(&text).wording("en");
    for message in Message::ALL {
        assert_eq!(wording.get(*message), format!("Own: {}", english(*message)));
    }
}

#[test]
fn own_words_keep_the_gaps_of_the_built_in_ones() {
    let with = |words: &str| problems(&SURVEY.replace("next = \"Onwards\"", words));
    let line = SURVEY.lines().position(|line| line == "[words]").unwrap() + 2;
    for (words, is_right) in [
        ("progress = \"{n} / {m}\"", true),
        ("progress = \"{m}: {n}\"", true),
        ("progress = \"{n} / 7\"", false),
        ("progress = \"{n} {n} {m}\"", false),
        ("back = \"Back {n}\"", false),
        ("field_missing = \"Missing!\"", false),
        ("back = \"A {brace}\"", true),
    ] {
        let found = with(words);
        assert_eq!(found.is_empty(), is_right, "{words}: {found}");
        let name = words.split(' ').next().unwrap();
        let start = format!("{line}: words.{name}: keep what stands in braces as often as in \"");
        assert!(is_right || found.starts_with(&start), "{found}");
    }
    let translated =
        problems(&SURVEY.replace("\"words.finish\" = \"Fini\"", "\"words.progress\" = \"{n}\""));
    assert!(
        translated.contains("translations.fr.words.progress: keep what stands"),
        "{translated}"
    );
    let unknown = problems(&SURVEY.replace("\"words.finish\"", "\"words.finnish\""));
    assert!(unknown.contains("words.finnish") && unknown.contains("words.finish"), "{unknown}");
    let unknown = with("nxt = \"Onwards\"");
    assert!(unknown.contains("words.nxt") && unknown.contains("next"), "{unknown}");
}

#[test]
fn own_words_are_no_markup() {
    let evil = "<img src=x onerror=alert(1)>\\\"&";
    let mut source = Source::read_text(SURVEY, Language::Toml).0;
    for message in Message::ALL {
        source.words.set(*message, format!("{evil}{}", english(*message)));
    }
    let text = source.to_text(Language::Toml).replace("\nid = \"p\"", "\nid = \"p\"\nnone = true");
    let definition = definition(&text);
    let survey = definition.survey("en", 1);
    let mut session = session(&survey);
    let mut shown = first(&definition, &survey);
    for pairs in [vec![], vec![("q.q", "x")], vec![("q.p", "a")], vec![("q.p", "a"), ("q.p", "b")]]
    {
        submit(&mut session, &pairs);
        shown += &html(&session);
    }
    assert!(shown.contains("&lt;img src=x"), "{shown}");
    assert!(!shown.contains("<img src=x"), "{shown}");
}

#[test]
fn where_there_is_no_built_in_wording_own_words_are_in_the_survey_s_language() {
    let toml = SURVEY.replace("name = \"S\"", "name = \"S\"\nlocale = \"tlh\"");
    let in_klingon = definition(&toml);
    assert_eq!(in_klingon.wording_locale("tlh"), "tlh");
    assert!(!first(&in_klingon, &in_klingon.survey("tlh", 1)).contains("lang=\"en\""));
    let (start, rest) = toml.split_once("[words]").unwrap();
    let without = format!("{start}{}", rest.split_once("[translations.fr]").map_or("", |_| ""));
    let bare = definition(&without);
    assert_eq!(bare.wording_locale("tlh"), "en");
    assert!(first(&bare, &bare.survey("tlh", 1)).contains("lang=\"en\""));
}

#[test]
fn a_mail_speaks_its_author_s_words_too() {
    let own = SURVEY.replace("next = \"Onwards\"", "start = \"Here we go\"");
    for (locale, words) in [("en", "Here we go"), ("fr", wording("fr").get(Message::Start))] {
        let mail = definition(&own).mail(locale, "https://s.example/s/s");
        assert!(mail.html.contains(words) && mail.text.contains(words), "{}", mail.html);
    }
}
