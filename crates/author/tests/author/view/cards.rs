//! What surrounds a question, and the cards that ask nothing.

use serde_json::json;
use sondage_survey::session::{Event, Session};
use sondage_survey::survey::Survey;
use sondage_survey::template::Gap;
use sondage_survey::view::{Close, Frame, card, sheet};

use crate::common::{
    definition, frame, given, html, lines, question, session, small, small_text, submit,
};
use crate::view::at;

const AROUND: &str = r#"
prompt = { text = "Got **half a minute**?", decline = "Later" }
flow = { review = true, time_limit = 60 }
[welcome]
title = "Hello"
text = "No *wrong* answers."
minutes = 2
image = { src = "https://example.com/a.png", alt = "A & B" }
[[endings]]
id = "fans"
text = "Tell **all**"
description = "A [word](https://example.com)."
image = { src = "https://example.com/b.png", alt = "" }
button = { label = "Go & tell", url = "https://example.com/?a=1&b=2" }
if = { question = "n", above = 8 }
[[endings]]
id = "away"
redirect = "https://example.com"
if = { question = "n", above = 5 }
"#;

fn around() -> Survey {
    small(&format!(
        "{AROUND}{}{}",
        question("n", "type = \"nps\""),
        question("note", "type = \"statement\"")
    ))
}

#[test]
fn the_prompt_the_welcome_and_a_question() {
    let mut session = session(&around());
    insta::assert_snapshot!("the_prompt", lines(&html(&session)));
    submit(&mut session, &[]);
    insta::assert_snapshot!("the_welcome", lines(&html(&session)));
    submit(&mut session, &[]);
    submit(&mut session, &[("q.n", "11")]);
    insta::assert_snapshot!("a_question_with_an_error", lines(&html(&session)));
    submit(&mut session, &[]);
    insta::assert_snapshot!("a_statement_with_a_way_back", lines(&html(&session)));
}

#[test]
fn the_review_lists_what_was_asked_with_a_way_to_change_it() {
    let mut session = at(&around(), "q.note", &[("n", json!(9))]);
    submit(&mut session, &[]);
    insta::assert_snapshot!("the_review", lines(&html(&session)));
    let mut session = at(&around(), "q.note", &[]);
    submit(&mut session, &[]);
    let open = html(&session);
    assert!(open.contains("<em>No answer</em>"), "{open}");
}

#[test]
fn the_time_that_is_up() {
    let mut session = at(&around(), "q.n", &[]);
    session.update(Event::TimeUp { form: Vec::new() });
    insta::assert_snapshot!("the_time_is_up", lines(&html(&session)));
}

#[test]
fn the_ends() {
    for (score, name) in
        [(3, "the_end"), (9, "an_ending_of_its_own"), (7, "an_ending_that_leads_away")]
    {
        insta::assert_snapshot!(name, lines(&html(&at(&around(), "end", &[("n", json!(score))]))));
    }
    let mut survey = around();
    survey.flow.closed = true;
    insta::assert_snapshot!("a_closed_survey", lines(&html(&session(&survey))));
}

/// A small survey in its surroundings.
fn whole(close: Close) -> String {
    let definition = definition(&small_text(&format!(
        "theme = {{ logo = {{ src = \"https://example.com/logo.png\", alt = \"Acme\" }} }}\n{}",
        question("n", "type = \"yes_no\"\nrequired = true")
    )));
    let survey = definition.survey("en", 1);
    let session = Session::new(survey.clone(), given(&survey));
    sheet(&definition.sheet("en", close), &session, &Frame { close, ..frame() })
}

#[test]
fn the_sheet_of_a_message_of_a_web_page_and_of_a_page_of_its_own() {
    insta::assert_snapshot!("the_sheet_of_a_message", lines(&whole(Close::Link)));
    let message = whole(Close::Link);
    let new = |close| {
        let is_new = |line: &&str| !lines(&message).lines().any(|known| known == *line);
        lines(&whole(close)).lines().filter(is_new).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("the_sheet_of_a_web_page", new(Close::Button));
    insta::assert_snapshot!("the_sheet_of_its_own_page", new(Close::Nothing));
}

#[test]
fn the_widgets_own_sheet_is_the_same_without_the_card() {
    let definition = definition(&small_text(&question("n", "type = \"nps\"")));
    let survey = definition.survey("en", 1);
    let template = definition.sheet("en", Close::Button);
    let gaps: Vec<_> = template
        .iter()
        .filter(|piece| matches!(piece, sondage_survey::template::Piece::Gap(Gap::Body)))
        .collect();
    assert_eq!(gaps.len(), 1);
    let session = Session::new(survey.clone(), given(&survey));
    let whole = sheet(&template, &session, &frame());
    assert_eq!(whole.replace(&card(&session, &frame()), ""), survey.cards.sheet);
}

#[test]
fn a_page_of_its_own_opens_nothing_and_closes_nothing() {
    let survey = small(&question("n", "type = \"nps\""));
    let card = |card: &str, close| {
        sondage_survey::view::card(&at(&survey, card, &[]), &Frame { close, ..frame() })
    };
    assert!(card("q.n", Close::Button).contains(" target=\"_blank\""));
    assert!(!card("q.n", Close::Nothing).contains("target="));
    assert!(card("end", Close::Link).contains("value=\"close\""));
    assert!(!card("end", Close::Nothing).contains("<button"));
}

#[test]
fn files_are_posted_as_they_must_be() {
    let has = |kind: &str| {
        let survey = small(&format!("{}{}", question("n", "type = \"nps\""), question("f", kind)));
        html(&at(&survey, "q.n", &[])).contains("enctype=\"multipart/form-data\"")
    };
    assert!(has("type = \"file\""));
    assert!(!has("type = \"email\""));
}

#[test]
fn what_surrounds_a_card_is_in_its_form() {
    let hostile = Frame {
        action: "https://relay.example/s/x?a=\"b\"&c".into(),
        hidden: vec![("<id>".into(), "\"'&<>".into())],
        close: Close::Button,
    };
    let html = card(&session(&small(&question("n", "type = \"nps\""))), &hostile);
    assert!(html.contains("action=\"https://relay.example/s/x?a=&quot;b&quot;&amp;c\""), "{html}");
    assert!(html.contains("name=\"&lt;id&gt;\" value=\"&quot;'&amp;&lt;&gt;\""), "{html}");
    assert!(html.contains("<input type=\"hidden\" name=\"card\" value=\"q.n\">"), "{html}");
}

#[test]
fn a_picture_and_a_film_stand_with_their_question() {
    let own = "type = \"nps\"\nimage = { src = \"https://example.com/a.png\", alt = \"\" }\nvideo = { src = \"https://example.com/f.mp4\", title = \"A \\\"film\\\"\", captions = \"https://example.com/f.vtt\" }";
    let card = html(&session(&small(&question("n", own))));
    assert!(
        card.contains("<img src=\"https://example.com/a.png\" alt=\"\" loading=\"lazy\">"),
        "{card}"
    );
    assert!(card.contains("aria-label=\"A &quot;film&quot;\"><track kind=\"captions\" src=\"https://example.com/f.vtt\" srclang=\"en\" default>"), "{card}");
}

#[test]
fn keys_and_taps_are_there_where_the_flow_wants_them() {
    let with = |flow: &str| {
        html(&session(&small(&format!(
            "flow = {{ {flow} }}\n{}",
            question("n", "type = \"yes_no\"")
        ))))
    };
    assert!(
        with("").contains("<kbd aria-hidden=\"true\">A</kbd>") && !with("").contains("data-tap")
    );
    assert!(!with("keys = false").contains("<kbd"));
    assert!(with("auto_advance = true").contains("data-tap"));
}

#[test]
fn every_point_of_a_scale_has_its_keys_where_the_flow_wants_them() {
    for kind in ["nps", "csat", "ces"] {
        let with = |flow: &str| {
            let question = question("n", &format!("type = \"{kind}\""));
            html(&session(&small(&format!("flow = {{ {flow} }}\n{question}"))))
        };
        let n_points = with("").matches("type=\"radio\"").count();
        assert_eq!(with("").matches("data-key=").count(), n_points, "{kind}");
        assert!(
            !with("keys = false").contains("data-key") && !with("keys = false").contains("<kbd")
        );
    }
}

#[test]
fn letters_are_given_in_the_order_that_is_shown_and_end_with_z() {
    let options: Vec<_> =
        (0..40).map(|at| format!("{{ id = \"o{at}\", label = \"O\" }}")).collect();
    let list = |kind: &str, shuffle: bool| {
        let own = format!(
            "type = \"{kind}\"\nshuffle = {shuffle}\nother = true\nnone = true\noptions = [{}]",
            options.join(",")
        );
        html(&session(&small(&question("n", &own))))
    };
    for kind in ["single_choice", "multiple_choice"] {
        for shuffle in [false, true] {
            let card = list(kind, shuffle);
            let letters: String = card
                .split("<kbd aria-hidden=\"true\">")
                .skip(1)
                .map(|rest| rest.chars().next().unwrap())
                .collect();
            assert_eq!(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "{kind}, {shuffle}");
        }
    }
}

#[test]
fn what_is_none_of_all_comes_after_other() {
    for kind in ["single_choice", "multiple_choice", "dropdown"] {
        for shuffle in [false, true] {
            let own = format!(
                "type = \"{kind}\"\nshuffle = {shuffle}\nother = true\nnone = true\ndont_know = true\n\
                 options = [ {{ id = \"a\", label = \"One\" }}, {{ id = \"b\", label = \"Two\" }} ]"
            );
            let card = html(&session(&small(&question("n", &own))));
            let at = |value: &str| card.find(&format!("value=\"{value}\"")).unwrap();
            let order = ["a", "b"].map(at).into_iter().max();
            assert!(order < Some(at("+other")), "{kind}: {card}");
            assert!(at("+other") < at("none") && at("none") < at("dont_know"), "{kind}: {card}");
        }
    }
}

#[test]
fn the_review_says_which_row_and_which_field_was_answered_and_what_was_written_beside() {
    let options = "options = [ { id = \"a\", label = \"A & B\", comment = true }, { id = \"b\", label = \"B\", comment = true } ]";
    let rows = "rows = [ { id = \"r1\", label = \"Speed\" }, { id = \"r2\", label = \"<Price>\" } ]\ncolumns = [ { id = \"c1\", label = \"C1\" }, { id = \"c2\", label = \"C2\" } ]";
    let survey = small(&format!(
        "flow = {{ review = true }}\n{}{}{}{}",
        question("m", &format!("type = \"matrix\"\n{rows}")),
        question("who", "type = \"contact\""),
        question("tags", &format!("type = \"multiple_choice\"\n{options}")),
        question("note", "type = \"statement\"")
    ));
    let given = [
        ("m", json!({ "r2": "c1", "r1": "c2" })),
        ("who", json!({ "last_name": "<b>", "email": "a@example.com" })),
        (
            "tags",
            json!([{ "option": "a", "comment": "dear" }, { "option": "b", "comment": "<i>" }]),
        ),
    ];
    let mut session = at(&survey, "q.note", &given);
    submit(&mut session, &[]);
    let html = html(&session);
    for line in [
        "<span>Speed – C2<br>&lt;Price&gt; – C1</span>",
        "<span>Last name – &lt;b&gt;<br>E-mail – a@example.com</span>",
        "<span>A &amp; B – dear<br>B – &lt;i&gt;</span>",
    ] {
        assert!(html.contains(line), "{line} in {html}");
    }
}

/// A card with a number, a list and files, each with a description; `flow` is the survey's.
fn shared(flow: &str) -> Session {
    let of = |id: &str, own: &str| {
        let own = format!("{own}\ndescription = \"About {id}\"\ncard = \"c\"\nrequired = true");
        question(id, &own)
    };
    let text = [
        format!("flow = {{ {flow} }}\n"),
        of("age", "type = \"number\""),
        of("plan", "type = \"single_choice\"\noptions = [ { id = \"a\", label = \"A\" } ]"),
        of("cv", "type = \"file\""),
    ];
    session(&small(&text.concat()))
}

#[test]
fn several_questions_on_a_card_are_this() {
    let mut session = shared("");
    submit(&mut session, &[("q.plan", "a")]);
    insta::assert_snapshot!(lines(&html(&session)));
}

#[test]
fn on_a_card_of_several_each_id_is_there_once_and_what_it_explains_exists() {
    let mut session = shared("auto_advance = true");
    submit(&mut session, &[]);
    let card = html(&session);
    assert!(!card.contains("data-tap"), "a tap on one is not the end of the card: {card}");
    let of = |attribute: &str| -> Vec<String> {
        let mark = format!(" {attribute}=\"");
        let found = card.split(&mark).skip(1);
        found.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = of("id");
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "{ids:?}");
    let spoken_of = [of("aria-describedby"), of("aria-labelledby")].concat();
    assert!(spoken_of.len() > 3, "{card}");
    for id in spoken_of.iter().flat_map(|ids| ids.split(' ')) {
        assert!(ids.iter().any(|known| known == id), "nothing has the id {id}: {card}");
    }
}
