//! Files that would keep `check` busy: it says what it finds in a moment, whatever it is given.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use sondage_author::definition::{Definition, Language};

/// Far more than it takes, also where tests are built to be looked into and many run at once. Both
/// took half a minute before.
const MOMENT: Duration = Duration::from_secs(15);

fn problems_in_a_moment(survey: &str) -> usize {
    let began = Instant::now();
    let problems = Definition::parse(survey, Language::Toml).err().map_or(0, |all| all.len());
    let took = began.elapsed();
    assert!(took < MOMENT, "{took:?}");
    problems
}

#[test]
fn two_hundred_endings_that_recall_much_are_checked_in_a_moment() {
    let mut survey = "id = \"heavy\"\nname = \"Heavy\"\nend = { text = \"Bye\" }\n".to_owned();
    for n in 0..10 {
        write!(survey, "[[questions]]\nid = \"q{n}\"\ntype = \"nps\"\nprompt = \"Q?\"\n").unwrap();
    }
    for n in 0..200 {
        let text = format!("Bye **now** {{q{}|x}} ", n % 10).repeat(120);
        let condition = format!("{{ question = \"q{}\", is = {} }}", n % 10, n % 11);
        write!(survey, "[[endings]]\nid = \"e{n}\"\ntext = \"{text}\"\nif = {condition}\n")
            .unwrap();
    }
    assert_eq!(problems_in_a_moment(&survey), 0);
}

#[test]
fn a_hundred_unknown_texts_of_a_translation_are_said_in_a_moment() {
    let mut survey = "id = \"heavy\"\nname = \"Heavy\"\nend = { text = \"Bye\" }\n".to_owned();
    for n in 0..80 {
        let option = |o| format!("{{ id = \"o{o}\", label = \"L{o}\" }}");
        let options = (0..50).map(option).collect::<Vec<_>>().join(", ");
        write!(
            survey,
            "[[questions]]\nid = \"q{n}\"\ntype = \"single_choice\"\nprompt = \"Q?\"\noptions = [{options}]\n"
        )
        .unwrap();
    }
    survey += "[translations.fr]\n";
    for n in 0..100 {
        writeln!(survey, "\"questions.nothing{n}.prompt\" = \"x\"").unwrap();
    }
    assert_eq!(problems_in_a_moment(&survey), 100);
}
