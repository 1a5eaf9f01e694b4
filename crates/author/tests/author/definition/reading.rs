//! A file as a whole: what it comes to, and how its problems are told.

use sondage_author::definition::{CatalogItem, Definition, Events, HiddenFrom, Language, Limits};
use sondage_author::locales::wording;
use sondage_author::question::Summary;
use sondage_survey::ask::Ask;
use sondage_survey::text::Message;

use crate::common::{EVERY_KIND, definition, small_text};
use crate::definition::{problems, with_question, with_tables};

const ONBOARDING: &str = include_str!("../../../../../samples/onboarding.toml");

#[test]
fn the_sample_survey_is_read_whole() {
    let definition = definition(ONBOARDING);
    let survey = definition.survey("en", 3);
    assert_eq!((survey.id.as_str(), survey.revision), ("onboarding", 3));
    let kinds: Vec<_> = (0..3).map(|place| definition.kind(place)).collect();
    assert_eq!(kinds, ["nps", "single_choice", "long_text"]);
    assert_eq!(definition.attribute(0), "nps_score");
    assert_eq!(
        definition.attribute(1),
        "Which plan are you on?",
        "the prompt names the attribute by default"
    );
}

#[test]
fn a_published_survey_is_shown_without_the_rules_that_are_refused_today() {
    let css = ".error { color: #b00 }\\n.sheet { background: url(https://example.com/a.png) }";
    let text = small_text(&format!(
        "theme = {{ css = \"{css}\" }}\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\""
    ));
    let problems = Definition::parse(&text, Language::Toml).unwrap_err();
    let told = problems[0].to_string();
    assert!(told.starts_with("4: theme.css: line 2 of the rules: \"url("), "{told}");
    let published = Definition::read_published(&text, Language::Toml).unwrap();
    assert!(published.warnings()[0].to_string().contains("line 2 of the rules"));
    assert!(published.theme().contains(".error { color: #b00 }"));
    assert!(!published.theme().contains("example.com"));
}

#[test]
fn json_and_toml_say_the_same() {
    let json = r#"{
        "id": "s", "name": "S", "end": { "text": "Bye" },
        "questions": [{ "id": "first", "type": "slider", "step": 0.5, "min": -1, "prompt": "First?" }]
    }"#;
    let toml = small_text(
        "[[questions]]\nid = \"first\"\ntype = \"slider\"\nstep = 0.5\nmin = -1\nprompt = \"First?\"",
    );
    let read = |text: &str, language| {
        Definition::parse(text, language).map(|definition| definition.survey("en", 1))
    };
    assert_eq!(read(json, Language::Json), read(&toml, Language::Toml));
}

#[test]
fn five_mistakes_are_reported_together_with_path_and_line() {
    let text = "id = \"my survey\"
name = \"S\"
colour = \"red\"

[[questions]]
id = \"a\"
type = \"npss\"
prompt = \"A?\"

[[questions]]
id = \"a\"
type = \"single_choice\"
prompt = \"B?\"
options = []
show_if = { question = \"z\", at_most = 3 }

[end]
text = \"Bye\"
";
    insta::assert_snapshot!(problems(text));
}

#[test]
fn json_problems_have_lines_too() {
    let text = "{\n  \"id\": \"s\",\n  \"name\": 7,\n  \"questions\": [\n    { \"id\": \"a\", \"type\": \"nps\" }\n  ],\n  \"end\": { \"text\": null }\n}";
    let problems = Definition::parse(text, Language::Json).map(|_| ()).unwrap_err();
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    3: name: expected a text, found a number
    5: questions[0]: "prompt" is missing
    7: end.text: expected a text, found null
    "#);
}

#[test]
fn a_number_can_be_written_in_every_way_of_its_language() {
    let at_least = |number: &str, language| {
        let json = format!(
            r#"{{ "id": "s", "name": "S", "end": {{ "text": "Bye" }}, "questions": [{{ "id": "q", "type": "number", "decimals": 6, "prompt": "Q?", "min": {number} }}] }}"#
        );
        let toml = small_text(&format!(
            "[[questions]]\nid = \"q\"\ntype = \"number\"\ndecimals = 6\nprompt = \"Q?\"\nmin = {number}"
        ));
        let text = if language == Language::Json { json } else { toml };
        let survey =
            Definition::parse(&text, language).map(|definition| definition.survey("en", 1)).ok()?;
        match &survey.questions[0].ask {
            Ask::Number(range) => Some(range.min.to_text()),
            _ => None,
        }
    };
    for (number, read) in [("1e-6", "0.000001"), ("1.5E2", "150"), ("-2.50", "-2.5"), ("-0", "0")] {
        for language in [Language::Json, Language::Toml] {
            assert_eq!(
                at_least(number, language).as_deref(),
                Some(read),
                "{number} in {language:?}"
            );
        }
    }
    for (number, read) in [("1_000", "1000"), ("1_000.5", "1000.5"), ("+3", "3"), ("0x1F", "31")] {
        assert_eq!(at_least(number, Language::Toml).as_deref(), Some(read), "{number}");
    }
    for number in ["1e-7", "0.0000001", "1e400", "nan", "inf"] {
        assert_eq!(at_least(number, Language::Toml), None, "{number}");
    }
}

#[test]
fn what_is_no_toml_or_no_json_is_said_with_its_line() {
    insta::assert_snapshot!(problems("id = \"s\"\nname = S\n"), @"2: not TOML: string values must be quoted, expected literal string");
    let json =
        |text| Definition::parse(text, Language::Json).map(|_| ()).unwrap_err()[0].to_string();
    insta::assert_snapshot!(json("{ \"id\": \"s\",\n }"));
    insta::assert_snapshot!(json("// no comments\n{}"));
    insta::assert_snapshot!(json(" "));
    insta::assert_snapshot!(json("[1]"));
}

#[test]
fn a_survey_needs_an_id_a_name_a_question_and_an_end() {
    insta::assert_snapshot!(problems(""));
    insta::assert_snapshot!(problems(
        "id = \"a_b\"\nname = \" \"\nlocale = \"english\"\nquestions = []\nend = {}"
    ));
}

#[test]
fn more_questions_than_braze_can_count_are_too_many() {
    let many = |n: usize| {
        let question =
            |n| format!("[[questions]]\nid = \"q{n}\"\ntype = \"nps\"\nprompt = \"Q{n}?\"\n");
        small_text(&(0..n).map(question).collect::<String>())
    };
    definition(&many(90));
    assert!(problems(&many(91)).contains("at most 90 questions"));
}

#[test]
fn a_text_has_an_end() {
    let long =
        |n: usize| with_question(&format!("type = \"nps\"\ndescription = \"{}\"", "ü".repeat(n)));
    definition(&long(5_000));
    assert_eq!(
        problems(&long(5_001)),
        "29: questions[4].description: the text is longer than 5000 characters"
    );
}

#[test]
fn who_is_asked_in_random_order_together_cannot_be_spoken_of() {
    let neighbours = "[[shuffle]]\nquestions = [\"g\", \"q\"]";
    let text = with_question(&format!(
        "type = \"nps\"\nshow_if = {{ question = \"g.x\", is = \"y\" }}\ndescription = \"{{g.x}}\"\n{neighbours}"
    ));
    insta::assert_snapshot!(problems(&text));
    let text = with_question(&format!(
        "type = \"nps\"\nshow_if = {{ question = \"n\", is = 1 }}\n{neighbours}"
    ));
    definition(&text);
    let into = with_tables("[[shuffle]]\nquestions = [\"c\", \"g\"]")
        .replace("prompt = \"T?\"", "prompt = \"T?\"\nnext = \"g\"");
    insta::assert_snapshot!(problems(&into));
    let from = with_tables("[[shuffle]]\nquestions = [\"t\", \"c\"]")
        .replace("prompt = \"T?\"", "prompt = \"T?\"\nnext = \"q\"");
    insta::assert_snapshot!(problems(&from));
}

#[test]
fn two_questions_that_write_one_attribute_agree_on_its_type() {
    let with = |own: &str| with_question(&format!("{own}\nattribute = \"N?\""));
    let text = with("type = \"short_text\"");
    let problems = Definition::parse(&text, Language::Toml).unwrap_err();
    let expected =
        "\"n\" and \"q\" write the attribute \"N?\" with different types, a number and a string";
    assert!(problems.iter().any(|one| one.message().contains(expected)), "{problems:?}");
    // What is published is read again.
    definition(&text);
    definition(&with("type = \"ces\""));
    definition(&with("type = \"statement\"").replace("attribute = \"N?\"", ""));
}

#[test]
fn a_prompt_names_its_attribute_as_braze_takes_it() {
    let attribute = |prompt: &str| {
        let text = with_question("type = \"nps\"").replace("Q?", prompt);
        definition(&text).attribute(4).to_owned()
    };
    assert_eq!(attribute(&format!("$ {}", "ü".repeat(300))), "ü".repeat(239));
    assert_eq!(attribute(&format!("$ {}", "x".repeat(300))), "x".repeat(255));
    assert_eq!(
        attribute("**How** [much](https://example.com)\\nis it, {t}?"),
        "How much is it, …?"
    );
}

#[test]
fn a_label_that_braze_cuts_off_is_a_warning() {
    let text = with_question(&format!(
        "type = \"single_choice\"\noptions = [ {{ id = \"a\", label = \"{}\" }} ]",
        "x".repeat(256)
    ));
    let warnings = definition(&text).warnings().to_vec();
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].to_string().starts_with("29: warning: questions[4].options[0].label: "),
        "{}",
        warnings[0]
    );
}

#[test]
fn a_translation_falls_back_exact_then_language_then_default() {
    let definition = definition(ONBOARDING);
    let locale = |wanted| definition.survey(wanted, 1).locale;
    for (wanted, got) in
        [("fr", "fr"), ("FR", "fr"), ("fr-CA", "fr"), ("fr_FR", "fr"), ("ja", "en"), ("", "en")]
    {
        assert_eq!(locale(wanted), got, "{wanted}");
    }
    assert_eq!(definition.survey("fr-CA", 1).questions[1].prompt, "Quelle est votre formule ?");
    let french = wording("fr");
    assert_eq!(definition.survey("fr", 1).say(Message::Closed), french.get(Message::Closed));
}

#[test]
fn what_surrounds_the_questions_can_be_asked_for() {
    let definition = definition(EVERY_KIND);
    let hidden: Vec<_> = definition.hidden().collect();
    let seats = HiddenFrom::Attribute("seats".into());
    let name = HiddenFrom::Profile("first_name".into());
    assert_eq!(
        hidden,
        [("campaign", &HiddenFrom::Given), ("seats", &seats), ("first_name", &name)]
    );
    assert_eq!(definition.quota_limits(), [100]);
    assert_eq!(definition.limits(), &Limits::default());
    assert_eq!((definition.braze().send, definition.braze().events), (true, Events::Relay));
    let survey = definition.survey("en", 1);
    let place = |id: &str| survey.question(id).map_or(usize::MAX, |(place, _)| place);
    assert_eq!(definition.summary(place("score")), Some(Summary::Nps));
    assert_eq!(definition.summary(place("faces")), Some(Summary::Scale(1, 7)));
    let rule = definition.file_rule(place("papers")).map(|rule| (rule.accept, rule.max_bytes));
    assert_eq!(rule, Some((vec!["pdf".into(), "png".into()], 5_000_000)));
    assert_eq!(definition.file_rule(0), None);
    assert_eq!(survey.scripts, ["slider", "combobox", "ranking", "date", "signature", "upload"]);
}

#[test]
fn the_item_of_a_catalogue_is_named_or_another_hidden_field_says_it() {
    let text = "id = \"s\"\nname = \"S\"\nend = { text = \"Bye\" }\nhidden = [
        { id = \"wish\", event = \"wish\" }, { id = \"linked\" },
        { id = \"title\", catalog = \"games\", item = \"{wish}\", field = \"title\" },
        { id = \"other\", catalog = \"games\", item = \"ITEM\", field = \"made.by\" },
        ]\n[[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\n";
    let read = |item: &str| {
        let read = Definition::read_published(&text.replace("ITEM", item), Language::Toml);
        read.map_err(|problems| problems.iter().map(ToString::to_string).collect::<String>())
    };
    let definition = read("tales-2").unwrap();
    let sources: Vec<_> = definition.hidden().map(|(_, source)| source.clone()).collect();
    let field = |item, field: &str| HiddenFrom::Catalog {
        catalog: "games".into(),
        item,
        field: field.into(),
    };
    let from = CatalogItem::From(Box::new(HiddenFrom::Event("wish".into())));
    assert_eq!(sources[2], field(from, "title"));
    assert_eq!(sources[3], field(CatalogItem::Id("tales-2".into()), "made.by"));
    // A link's field is no Liquid, and Braze does not look into a catalogue for another one.
    for item in ["{linked}", "{title}"] {
        let found = read(item).unwrap_err();
        assert!(found.contains("hidden[3].item"), "{item}: {found}");
    }
}

#[test]
fn a_hidden_field_has_one_source_and_a_name_that_liquid_takes() {
    let hidden = |keys: &str| {
        let text = format!(
            "id = \"s\"\nname = \"S\"\nend = {{ text = \"Bye\" }}\n\
             hidden = [ {{ id = \"h\", {keys} }} ]\n\
             [[questions]]\nid = \"a\"\ntype = \"nps\"\nprompt = \"A?\"\n"
        );
        let read = Definition::read_published(&text, Language::Toml);
        read.map(|definition| definition.hidden().next().unwrap().1.clone())
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<String>())
    };
    assert_eq!(hidden("event = \"a b\""), Ok(HiddenFrom::Event("a b".into())));
    assert_eq!(hidden("context = \"store\""), Ok(HiddenFrom::Context("store".into())));
    for (keys, at) in [
        ("event = \"a\", context = \"b\"", "hidden[0].context"),
        ("attribute = \"a\", event = \"b\"", "hidden[0].event"),
        ("profile = \"city\", event = \"b\"", "hidden[0].event"),
        ("event = \"a}}{{content_blocks.${x}\"", "hidden[0].event"),
        ("context = \"a|upcase\"", "hidden[0].context"),
        ("catalog = \"g\", item = \"1\"", "hidden[0].catalog"),
        ("item = \"1\", field = \"title\"", "hidden[0].item"),
        ("event = \"a\", catalog = \"g\", item = \"1\", field = \"t\"", "hidden[0].catalog"),
        ("catalog = \"g %}\", item = \"1\", field = \"t\"", "hidden[0].catalog"),
        ("catalog = \"g\", item = \"1 :rerender\", field = \"t\"", "hidden[0].item"),
        ("catalog = \"g\", item = \"1\", field = \"a..b\"", "hidden[0].field"),
        ("catalog = \"g\", item = \"{other}\", field = \"t\"", "hidden[0].item"),
        ("catalog = \"g\", item = \"{h}\", field = \"t\"", "hidden[0].item"),
    ] {
        let found = hidden(keys).unwrap_err();
        assert!(found.contains(at), "{keys}: {found}");
    }
}
