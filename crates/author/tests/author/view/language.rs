//! Languages: what is in which, and which way it runs.

use sondage_survey::survey::Survey;
use sondage_survey::view::{Close, sheet};

use crate::common::{
    EVERY_KIND, definition, frame, html, question, session, small, small_text, submit,
};
use crate::view::{at, card_of};

fn in_locale(locale: &str) -> Survey {
    definition(EVERY_KIND).survey(locale, 1)
}

#[test]
fn a_sheet_has_its_language_and_direction() {
    let definition = definition(EVERY_KIND);
    for (locale, marks) in [
        ("en", "lang=\"en\" dir=\"ltr\""),
        ("fr-BE", "lang=\"fr\" dir=\"ltr\""),
        ("ar", "lang=\"ar\" dir=\"rtl\""),
    ] {
        let session = session(&definition.survey(locale, 1));
        let html = sheet(&definition.sheet(locale, Close::Button), &session, &frame());
        assert!(
            html.starts_with("<div class=\"sheet\"") && html.contains(marks),
            "{locale}: {html}"
        );
        assert!(session.survey().cards.sheet.contains(marks), "{locale}");
    }
}

#[test]
fn what_is_not_translated_is_marked_with_its_own_language() {
    let foreign = |text: &str| format!("<span lang=\"en\" dir=\"ltr\">{text}</span>");
    for (locale, card, own, others) in [
        ("fr", "q.score", vec!["Nous recommanderiez-vous ?"], vec![]),
        ("fr", "q.stars", vec!["<span>Mauvais</span>"], vec!["And the service?", "Great"]),
        ("fr", "q.plan", vec!["<span>Gratuit</span>"], vec!["Which plan?", "Pro &amp; more"]),
        ("fr", "q.service", vec![">Ton</span>"], vec!["How was the service?", "Speed", "Good"]),
        ("fr", "q.more", vec![">Taille<"], vec!["A few details", "Site"]),
        (
            "fr",
            "q.terms",
            vec![],
            vec![
                "I agree to the <a href=\"https://example.com/terms\" target=\"_blank\" rel=\"noopener\">terms</a>.",
            ],
        ),
        ("fr", "welcome", vec![">Aidez-nous<", "alt=\"Une équipe qui salue\""], vec![]),
        ("ar", "q.score", vec!["هل توصي بنا؟"], vec![]),
        (
            "ar",
            "q.words",
            vec![],
            vec!["Never", "Always", "From <em>never</em> to <strong>always</strong>."],
        ),
    ] {
        let html = card_of(&in_locale(locale), card);
        for text in own {
            assert!(html.contains(text) && !html.contains(&foreign(text)), "{text} in {html}");
        }
        for text in others {
            assert!(html.contains(&foreign(text)), "{text} in {html}");
        }
    }
}

#[test]
fn a_survey_in_its_own_language_marks_nothing() {
    for card in ["q.score", "q.plan", "q.service", "q.place", "welcome", "prompt"] {
        let html = card_of(&in_locale("en"), card);
        let form = html.split("<details").next().unwrap_or_default();
        assert!(!form.contains("lang="), "{form}");
    }
}

#[test]
fn built_in_words_come_in_the_surveys_language() {
    let html = card_of(&in_locale("fr"), "q.plan");
    for text in [">Suivant<", "aria-label=\"Question 20 sur 45\""] {
        assert!(html.contains(text), "{text} in {html}");
    }
}

/// A Breton survey: there is no built-in wording in Breton.
fn breton(own: &str) -> String {
    let survey =
        small(&format!("locale = \"br\"\nflow = {{ time_limit = 60 }}\n{}", question("q", own)));
    let mut session = session(&survey);
    // Nothing of the kinds here takes this: the error is on the card as well.
    submit(
        &mut session,
        &[
            ("q.q", "?"),
            ("q.q.a", "?"),
            ("q.q.email", "?"),
            ("q.q.drawn", "?"),
            ("q.q.street", "\u{1}"),
            ("q.q.country", "?"),
        ],
    );
    html(&session)
}

/// The texts of elements that no language between them and the sheet is said of.
fn unmarked(html: &str) -> Vec<String> {
    let mut marked = Vec::new();
    let mut texts = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.split(' ').next().unwrap_or_default();
        if tag.starts_with('/') {
            marked.pop();
        } else if !["input", "img", "path", "circle", "track", "br"].contains(&name) {
            marked.push(tag.contains(" lang=\"en\"") || marked.last() == Some(&true));
        }
        let text = text.trim();
        if !text.is_empty() && marked.last() != Some(&true) {
            texts.push(text.to_owned());
        }
    }
    texts
}

#[test]
fn words_that_are_built_in_in_no_language_of_the_survey_are_marked_as_english() {
    let options = "options = [ { id = \"a\", label = \"Un\" } ]";
    for (kind, own) in [
        ("type = \"nps\"", vec!["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        ("type = \"csat\"", vec!["1", "2", "3", "4", "5"]),
        ("type = \"rating\"\nstyle = \"thumbs\"", vec!["1", "2"]),
        ("type = \"yes_no\"", vec!["A", "B"]),
        ("type = \"consent\"\nrequired = true", vec![]),
        (
            &format!(
                "type = \"single_choice\"\nother = true\nnone = true\ndont_know = true\n{options}"
            ),
            vec!["Un", "A", "B", "C", "D"],
        ),
        (&format!("type = \"dropdown\"\nother = true\nnone = true\n{options}"), vec!["Un"]),
        (&format!("type = \"ranking\"\n{options}"), vec!["Un", "1"]),
        ("type = \"contact\"", vec![]),
        ("type = \"signature\"", vec![]),
        ("type = \"file\"", vec![]),
        ("type = \"link\"\nurl = \"https://example.com\"\nbutton = \"Dewch\"", vec!["Dewch"]),
    ] {
        let html = breton(kind);
        let mut texts = unmarked(&html);
        let is_word = |text: &String| text.chars().any(char::is_alphanumeric);
        texts.retain(|text| is_word(text) && text != "q?" && !own.contains(&text.as_str()));
        assert_eq!(texts, Vec::<String>::new(), "{kind}: {html}");
    }
}

#[test]
fn the_buttons_around_a_survey_are_marked_too() {
    let text = format!(
        "locale = \"br\"\nprompt = {{ text = \"Nawr?\" }}\nwelcome = {{ title = \"Helo\", minutes = 2 }}\n{}",
        question("q", "type = \"nps\"")
    );
    let mut session = session(&small(&text));
    assert_eq!(unmarked(&html(&session)), ["Nawr?"]);
    submit(&mut session, &[]);
    assert_eq!(unmarked(&html(&session)), ["Helo"]);
}

#[test]
fn a_switch_of_languages_names_each_in_itself() {
    let html = card_of(&in_locale("fr"), "q.score");
    for part in [
        "<span class=\"unseen\">Langue: </span>Français</summary>",
        "value=\"locale:en\" formnovalidate lang=\"en\" dir=\"ltr\">English<",
        "value=\"locale:ar\" formnovalidate lang=\"ar\" dir=\"rtl\">العربية<",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("locale:fr"));
}

#[test]
fn without_a_second_language_or_where_it_is_not_wanted_there_is_no_switch() {
    let one = small(&question("n", "type = \"nps\""));
    assert!(!html(&session(&one)).contains("<details"));
    let text = small_text(&format!(
        "flow = {{ languages = false }}\ntranslations = {{ fr = {{ \"end.text\" = \"Salut\" }} }}\n{}",
        question("n", "type = \"nps\"")
    ));
    assert!(!html(&session(&definition(&text).survey("en", 1))).contains("<details"));
}

#[test]
fn countries_are_named_in_the_respondents_language_and_keep_their_codes() {
    for (locale, name) in [("en", "Germany"), ("fr", "Allemagne"), ("ar", "ألمانيا")] {
        for card in ["q.home_country", "q.place"] {
            let html = card_of(&in_locale(locale), card);
            assert!(html.contains(&format!("<option value=\"DE\">{name}</option>")), "{locale}");
        }
    }
}

#[test]
fn what_a_respondent_wrote_is_kept_apart_from_the_direction_around_it() {
    let survey = in_locale("ar");
    let html = html(&at(&survey, "q.why", &[("score", serde_json::json!(3))]));
    assert!(html.contains("You chose <bdi>3</bdi>. Why?"), "{html}");
}

#[test]
fn the_name_the_link_card_and_the_logo_are_translated_and_the_event_is_not() {
    let text = small_text(&format!(
        "link = {{ title = \"Two minutes\", description = \"For you\" }}\ntheme = {{ logo = {{ src = \"https://example.com/l.svg\", alt = \"Acme\" }} }}\n{}\n[translations.fr]\nname = \"Petit\"\n\"link.title\" = \"Deux minutes\"\n\"link.description\" = \"Pour vous\"\n\"theme.logo\" = \"Acmé\"\n",
        question("a", "type = \"nps\"")
    ));
    let definition = definition(&text);
    assert_eq!(definition.link_title("fr-CA"), "Deux minutes");
    assert_eq!(definition.link_description("fr"), Some("Pour vous"));
    assert_eq!(definition.link_title("de"), "Two minutes");
    let survey = definition.survey("fr", 1);
    assert_eq!(survey.name, "Petit");
    let html = sheet(&definition.sheet("fr", Close::Button), &session(&survey), &frame());
    assert!(html.contains("alt=\"Acmé\""), "{html}");
    assert_eq!(definition.survey("en", 1).name, definition.name());
}
