//! Translations that lack something.

use super::{choice, found, question};

fn french(lines: &[&str]) -> String {
    let all =
        [&["\"questions.b.prompt\" = \"B ?\"", "\"end.text\" = \"Au revoir\""], lines].concat();
    format!("[translations.fr]\n{}", all.join("\n"))
}

const HIDDEN: &str = "[[hidden]]\nid = \"name\"";

#[test]
fn texts_without_a_translation_are_counted_and_the_first_are_named() {
    let (a, b) = (choice("a", "single_choice", ""), question("b", "nps", ""));
    insta::assert_snapshot!(found(&[&a, &b, &french(&[])]), @r#"15: warning: translations.fr: 4 texts have no translation: questions.a.prompt, questions.a.options.a, questions.a.options.b and 1 more"#);
    let labels = ["a", "b", "c"].map(|id| format!("\"questions.a.options.{id}\" = \"{id}\""));
    let labels = labels.each_ref().map(String::as_str);
    insta::assert_snapshot!(found(&[&a, &b, &french(&labels)]), @r#"15: warning: translations.fr: 1 text has no translation: questions.a.prompt"#);
    let all = [&labels[..], &["\"questions.a.prompt\" = \"A ?\""]].concat();
    assert_eq!(found(&[&a, &b, &french(&all)]), "");
}

#[test]
fn a_text_without_letters_needs_no_translation() {
    let a = question(
        "a",
        "single_choice",
        "options = [ { id = \"x\", label = \"10–49\" }, { id = \"y\", label = \"Few\" } ]",
    );
    let lines = ["\"questions.a.prompt\" = \"A ?\"", "\"questions.a.options.y\" = \"Peu\""];
    assert_eq!(found(&[&a, &question("b", "nps", ""), &french(&lines)]), "");
}

#[test]
fn a_translation_recalls_what_the_original_does() {
    let b = "[[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"{a} of 10, {name|you}?\"\nattribute = \"b\"";
    let a = question("a", "nps", "required = true");
    let check = |text: &str| {
        let lines = [
            "\"questions.a.prompt\" = \"A ?\"".to_owned(),
            format!("\"questions.b.prompt\" = \"{text}\""),
        ];
        found(&[
            &a,
            b,
            HIDDEN,
            &format!("[translations.fr]\n\"end.text\" = \"Au revoir\"\n{}", lines.join("\n")),
        ])
    };
    assert_eq!(check("{name|vous}, {a} sur 10 ?"), "");
    insta::assert_snapshot!(check("{name|vous} ?"), @r#"19: warning: translations.fr.questions.b.prompt: {a} is lost in the translation"#);
    insta::assert_snapshot!(check("{name|vous}, {a} sur 10, {nom} ?"), @r#"19: translations.fr.questions.b.prompt: {nom} recalls no question asked before, no hidden field and no variable"#);
    insta::assert_snapshot!(check("{name}, {a} sur 10 ?"), @r#"19: warning: translations.fr.questions.b.prompt: {name} may be unknown here: say what to show instead, as {name|…}"#);
}

#[test]
fn what_the_original_lacks_is_told_there_only() {
    let a = "[[questions]]\nid = \"b\"\ntype = \"nps\"\nprompt = \"Hi {name}\"";
    let translation = "[translations.fr]\n\"end.text\" = \"Au revoir\"\n\"questions.b.prompt\" = \"Salut {name}\"";
    assert_eq!(found(&[a, HIDDEN, translation]).lines().count(), 1);
}
