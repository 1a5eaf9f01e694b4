//! The HTML of each card.

mod common;

use common::{EVERY_KIND, submit, survey};
use sondage_survey::session::Session;
use sondage_survey::view::{Close, Frame, card, sheet};

fn frame() -> Frame {
    Frame {
        action: "https://relay.example/s/every-kind".into(),
        hidden: vec![("user_braze_id".into(), "5f1c".into())],
        close: Close::Link,
    }
}

/// The card of one question, a tag a line.
#[track_caller]
fn question(id: &str) -> String {
    let mut session = Session::new(survey(EVERY_KIND));
    submit(&mut session, &[("action", "accept")]);
    submit(&mut session, &[("q.score", "4")]);
    assert!(session.go_to(&format!("q.{id}")), "no card of {id}");
    lines(&card(&session, &frame()).into_string())
}

fn lines(html: &str) -> String {
    html.replace("><", ">\n<")
}

macro_rules! snapshots {
    ($($test:ident: $id:literal),+ $(,)?) => {
        $(#[test] fn $test() { insta::assert_snapshot!(question($id)); })+
    };
}

snapshots! {
    the_card_of_nps: "score",
    the_card_of_long_text: "why",
    the_card_of_stars: "stars",
    the_card_of_smileys: "mood",
    the_card_of_a_single_choice: "plan",
    the_card_of_a_multiple_choice: "uses",
    the_card_of_short_text: "name",
    the_card_of_email: "mail",
    the_card_of_consent: "terms",
    the_card_of_a_statement: "last",
}

#[test]
fn the_sheet_of_a_message_with_its_prompt() {
    let session = Session::new(survey(EVERY_KIND));
    insta::assert_snapshot!(lines(&sheet(&session, &frame()).into_string()));
}

#[test]
fn the_end_card() {
    let mut session = Session::new(survey(EVERY_KIND));
    session.go_to("end");
    insta::assert_snapshot!(lines(&card(&session, &frame()).into_string()));
}

#[test]
fn an_error_is_tied_to_its_control() {
    let mut session = Session::new(survey(EVERY_KIND));
    session.go_to("q.mail");
    submit(&mut session, &[("q.mail", "nobody")]);
    let html = card(&session, &frame()).into_string();
    for part in [
        r#"aria-invalid="true""#,
        r#"aria-describedby="sondage-error""#,
        r#"id="sondage-error""#,
        r#"value="nobody""#,
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[test]
fn text_of_other_scripts_has_its_language_and_direction() {
    let text =
        EVERY_KIND.replace("name = \"Every kind\"", "name = \"Every kind\"\nlocale = \"ar\"");
    let html = sheet(&Session::new(survey(&text)), &frame()).into_string();
    assert!(html.contains(r#"lang="ar" dir="rtl""#), "{html}");
}
