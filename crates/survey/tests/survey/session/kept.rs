//! What a browser keeps, and what is posted: the shapes that others read.

use serde_json::json;
use sondage_survey::delivery::Grounds;
use sondage_survey::kept::{self, Begun, Offer, Parcel};
use sondage_survey::session::{Event, Notice};
use sondage_survey::submission::{Source, response_id};

use super::two;
use crate::common::{form, sends, submit};

fn begun(response: &str, pairs: &[(&str, &str)]) -> Begun {
    Begun { response: response.into(), pairs: form(pairs), ..Begun::default() }
}

#[test]
fn what_yesterdays_pages_kept_is_gone_on_with() {
    let kept = "r1\u{1}q.a\u{1}9\u{1}q.b\u{1}two\nlines\u{1}";
    let read = Begun::parse(kept).unwrap();
    assert_eq!(read, begun("r1", &[("q.a", "9"), ("q.b", "two\nlines")]));
    assert_eq!(read.to_text(), kept);
    let unsent = "https://relay.example/v1/surveys/s/responses\n{\"response\":\"r1\"}";
    let parcel = Parcel::parse(unsent).unwrap();
    assert_eq!(parcel.address, "https://relay.example/v1/surveys/s/responses");
    assert_eq!((parcel.body.as_str(), parcel.to_text()), ("{\"response\":\"r1\"}", unsent.into()));
    assert!(!kept::is_outdated("sondage.unsent.r1", &[], "2026-11-23T10:00:00.000Z"));
}

#[test]
fn a_page_that_was_gone_back_to_does_not_hide_what_was_answered_since() {
    let kept = begun("r1", &[("q.a", "9")]);
    let old = Offer { begun: begun("r1", &[]), is_known: false, proposes: false };
    assert_eq!(Begun::fresher(Some(kept.clone()), old, false), kept);
}

#[test]
fn what_is_typed_is_kept_beside_the_answers_and_is_none() {
    let typed = form(&[("q.b", "half a tho")]);
    let kept = Begun { typed: typed.clone(), ..begun("r1", &[("q.a", "9")]) };
    assert_eq!(Begun::parse(&kept.to_text()), Some(kept.clone()));
    let offer = |response| Offer {
        begun: begun(response, &[("q.a", "8")]),
        is_known: true,
        proposes: false,
    };
    let gone_on = Begun::fresher(Some(kept.clone()), offer("r1"), false);
    assert_eq!(gone_on, Begun { typed, ..begun("r1", &[("q.a", "8")]) });
    assert_eq!(Begun::fresher(Some(kept), offer("r2"), false), begun("r2", &[("q.a", "8")]));
}

#[test]
fn what_is_not_sent_goes_after_its_time_and_behind_twenty_later_ones() {
    let id = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a11";
    let oldest = "2026-11-01T00:00:00.000Z";
    let key = |day: usize| kept::key_of_unsent(id, &format!("2026-11-{day:02}T10:00:00.000Z"));
    let keys: Vec<_> = (1..=kept::MOST_UNSENT + 2).map(key).collect();
    let outdated = keys.iter().filter(|key| kept::is_outdated(key, &keys, oldest));
    assert_eq!(outdated.collect::<Vec<_>>(), [&keys[0], &keys[1]]);
    let late = "2026-11-05T00:00:00.000Z";
    assert!(kept::is_outdated(&keys[3], &keys[3..5], late));
    assert!(!kept::is_outdated(&keys[4], &keys[3..5], late));
}

#[test]
fn two_pages_of_one_response_keep_what_they_have_to_send_apart() {
    let first = kept::key_of_unsent("r1", "2026-11-23T10:00:00.000Z");
    let second = kept::key_of_unsent("r1", "2026-11-23T10:00:00.001Z");
    assert_ne!(first, second);
    assert!(first.starts_with("sondage.unsent.r1."));
}

#[test]
fn what_is_kept_is_the_respondents_own() {
    let key = |fields| kept::key_of_answers("s", &form(fields), true);
    assert_eq!(key(&[]), "sondage.kept.s.");
    assert_eq!(key(&[("h.x", "1"), ("user_braze_id", "5f1c")]), "sondage.kept.s.5f1c");
    assert_eq!(key(&[("external_id", "ada")]), "sondage.kept.s.ada");
    assert_eq!(kept::key_of_answers("s", &form(&[]), false), "sondage.page.kept.s.");
}

#[test]
fn damaged_text_is_nothing_to_go_on_with() {
    for text in ["", "r1", "r1\u{1}q.a\u{1}9"] {
        assert_eq!(Begun::parse(text), None, "{text:?}");
    }
    assert_eq!(Begun::parse("r1\u{1}"), Some(begun("r1", &[])));
    assert_eq!(Parcel::parse("no line"), None);
}

#[test]
fn a_page_goes_on_with_what_is_newer() {
    let page = begun("r1", &[("q.a", "1")]);
    let own = begun("r1", &[("q.a", "2")]);
    let other = begun("r2", &[("q.a", "3")]);
    let offer = |is_known, proposes| Offer { begun: page.clone(), is_known, proposes };
    let table = [
        // Of its own response the relay knows more, unless the browser has answers to send.
        (Some(&own), offer(false, false), false, &page),
        (Some(&own), offer(false, false), true, &own),
        (Some(&own), offer(true, false), true, &own),
        // A browser's own response goes on, unless the link says whose it is.
        (Some(&other), offer(false, false), false, &other),
        (Some(&other), offer(true, false), true, &page),
        // What a link proposes is for the response that it names.
        (Some(&own), offer(false, true), true, &page),
        (None, offer(false, false), false, &page),
    ];
    for (kept, offer, has_unsent, expected) in table {
        let case = format!("{kept:?} {offer:?} {has_unsent}");
        assert_eq!(&Begun::fresher(kept.cloned(), offer, has_unsent), expected, "{case}");
    }
}

#[test]
fn a_submission_is_the_relays_json() {
    let mut session = two();
    let unsent = sends(&submit(&mut session, &[("q.a", "9")]))[0].clone();
    let fields = [
        ("external_id", "ada"),
        ("user_braze_id", "5f1c"),
        ("token", "ab12"),
        ("h.campaign", "spring"),
        ("locale", "de"),
    ];
    let source = Source { response: "r1".into(), channel: "web".into() };
    let fields = form(&fields);
    let submission = source.submission(&unsent, &fields, session.survey());
    assert_eq!(
        json!(submission),
        json!({
            "response": "r1",
            "respondent": { "braze_id": "5f1c", "token": "ab12" },
            "answers": [{ "question": "a", "value": 9, "at": "2026-11-23T10:00:00Z" }],
            "state": "in_progress",
            "channel": "web",
            "locale": "en",
            "revision": 1,
            "hidden": { "campaign": "spring" },
        })
    );
}

#[test]
fn nobody_known_is_not_in_a_submission_and_an_answer_taken_back_is_null() {
    let mut session = two();
    session.update(Event::Shown);
    let first = sends(&submit(&mut session, &[("q.a", "9")]))[0].number;
    session.update(Event::Sent { number: first });
    let second = sends(&submit(&mut session, &[("q.b", "fine")]))[0].number;
    session.update(Event::Sent { number: second });
    session.go_to("q.b");
    let unsent = sends(&submit(&mut session, &[("q.b", "")]))[0].clone();
    let source = Source { response: "r1".into(), channel: "web".into() };
    let json = json!(source.submission(&unsent, &form(&[]), session.survey()));
    assert_eq!(json["answers"][0]["value"], json!(null));
    assert!(json.get("respondent").is_none() && json.get("hidden").is_none(), "{json}");
}

#[test]
fn a_link_for_one_response_proves_itself_by_its_token_alone() {
    let mut session = two();
    let unsent = sends(&submit(&mut session, &[("q.a", "9")]))[0].clone();
    let source = Source { response: "r1".into(), channel: "link".into() };
    let json = json!(source.submission(&unsent, &form(&[("token", "x")]), session.survey()));
    assert_eq!(json["respondent"], json!({ "token": "x" }));
}

#[test]
fn an_external_id_stands_for_who_has_no_other() {
    let mut session = two();
    let unsent = sends(&submit(&mut session, &[("q.a", "9")]))[0].clone();
    let source = Source { response: "r1".into(), channel: "web".into() };
    let fields = form(&[("external_id", "ada"), ("token", "x")]);
    let json = json!(source.submission(&unsent, &fields, session.survey()));
    assert_eq!(json["respondent"], json!({ "external_id": "ada", "token": "x" }));
}

#[test]
fn the_page_is_told_as_its_types_say() {
    let told = [
        (
            Notice::Shown { survey: "s".into(), resumed: false },
            json!({ "survey": "s", "resumed": false }),
        ),
        (
            Notice::Answered { question: "a".into(), value: None },
            json!({ "question": "a", "value": null }),
        ),
        (
            Notice::Dismissed { survey: "s".into(), question: None, answered: 2 },
            json!({ "survey": "s", "question": null, "answered": 2 }),
        ),
        (
            Notice::Card { survey: "s".into(), card: "end".into(), question: None },
            json!({ "survey": "s", "card": "end", "question": null }),
        ),
        (
            Notice::Invalid { question: "a".into(), message: "No.".into() },
            json!({ "question": "a", "message": "No." }),
        ),
        (Notice::Refused(Grounds::Content), json!({ "closed": false, "answered": false })),
        (Notice::Refused(Grounds::Closed), json!({ "closed": true, "answered": false })),
        (Notice::Refused(Grounds::Answered), json!({ "closed": true, "answered": true })),
    ];
    for (notice, detail) in told {
        assert_eq!(json!(notice), detail);
    }
}

#[test]
fn a_responses_id_is_a_random_uuid() {
    let bytes = std::array::from_fn(|at| 0xf0 | u8::try_from(at).unwrap());
    assert_eq!(response_id(bytes), "f0f1f2f3-f4f5-46f7-b8f9-fafbfcfdfeff");
}
