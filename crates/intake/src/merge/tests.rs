use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use sondage_author::definition::{Definition, Language};

use super::{Arrival, Merged, SubmitError};
use crate::millis::Millis;
use crate::published::Published;
use crate::response::StoredResponse;
use crate::submission::{Answer, Channel, Identifier, Respondent, State, Submission};

const NOW: Millis = Millis(1_800_000_000_000);

const SURVEY: &str = r#"
id = "feedback"
name = "Feedback"

[[questions]]
id = "score"
type = "nps"
prompt = "Would you recommend us?"
required = true

[[questions]]
id = "why"
type = "long_text"
prompt = "Why?"
show_if = { question = "score", at_most = 6 }

[[questions]]
id = "tags"
type = "multiple_choice"
prompt = "What did you use?"
options = [ { id = "web", label = "Web" }, { id = "app", label = "App" } ]

[end]
text = "Thank you!"
"#;

fn published(revision: u32) -> Arc<Published> {
    Arc::new(Published::new(Definition::parse(SURVEY, Language::Toml).unwrap(), revision, NOW))
}

fn submission(answers: &Json, state: State) -> Submission {
    let answer = |(question, value): (&String, &Json)| Answer {
        question: question.clone(),
        value: value.clone(),
        at: None,
        is_told: false,
    };
    Submission {
        response: "r".into(),
        respondent: Respondent {
            identifier: Some(Identifier::BrazeId("ada".into())),
            is_verified: false,
        },
        answers: answers.as_object().unwrap().iter().map(answer).collect(),
        state,
        begun_at: None,
        left_on: None,
        channel: Channel::Web,
        locale: "en".into(),
        hidden: Map::new(),
    }
}

fn submit(known: Option<&StoredResponse>, answers: &Json) -> Result<Merged, SubmitError> {
    merge(&published(1), known, &submission(answers, State::InProgress), NOW)
}

/// Takes a submission in that names no files.
fn merge(
    published: &Arc<Published>,
    known: Option<&StoredResponse>,
    submission: &Submission,
    received_at: Millis,
) -> Result<Merged, SubmitError> {
    let (published, submission) = (Arc::clone(published), submission.clone());
    let today = published.definition.braze().clone();
    let arrival = Arrival { published, submission, received_at, held: None };
    super::merge(&arrival, &today, &HashMap::new(), known)
}

/// The response after these submissions, one after the other.
fn after(submissions: &[Json]) -> Option<StoredResponse> {
    submissions.iter().fold(None, |known, answers| {
        let merged = submit(known.as_ref(), answers).unwrap();
        merged.response.or(known)
    })
}

/// What is owed, in brief: question, revision, attribute's value, and a bell where there is an event.
fn owed(merged: &Merged) -> Vec<String> {
    let brief = |(question, revision, owed): &(String, u32, crate::owed::Owed)| {
        let bell = if owed.event.is_some() { " !" } else { "" };
        format!("{question}#{revision}={}{bell}", owed.value)
    };
    merged.owed.iter().map(brief).collect()
}

#[test]
fn what_is_owed_follows_from_what_is_stored_and_what_arrives() {
    let nothing: &[Json] = &[];
    let low = &[json!({ "score": 3, "why": "slow" })];
    let high = &[json!({ "score": 3, "why": "slow" }), json!({ "score": 9 })];
    for (stored, arrives, expected) in [
        (nothing, json!({ "score": 9 }), vec!["score#1=9 !"]),
        (nothing, json!({ "tags": ["web", "app"] }), vec![r#"tags#1=["Web","App"] !"#]),
        (nothing, json!({ "tags": null }), vec![]),
        (low, json!({}), vec![]),
        (low, json!({ "score": 3 }), vec![]),
        (low, json!({ "why": " slow\r\n" }), vec![]),
        (low, json!({ "score": 4 }), vec!["score#2=4 !"]),
        (low, json!({ "why": null }), vec!["why#2=null"]),
        (low, json!({ "score": 9 }), vec!["score#2=9 !", "why#2=null"]),
        (high, json!({ "score": 3 }), vec!["score#3=3 !"]),
        (high, json!({ "score": 3, "why": "slow" }), vec!["score#3=3 !", "why#3=\"slow\" !"]),
    ] {
        let merged = submit(after(stored).as_ref(), &arrives).unwrap();
        assert_eq!(owed(&merged), expected, "{stored:?} then {arrives}");
        assert_eq!(merged.n_answered as usize, arrives.as_object().unwrap().len());
        assert_eq!(merged.changed.len(), expected.len());
        assert_eq!(merged.response.is_some(), stored.is_empty() || !expected.is_empty());
    }
}

#[test]
fn what_no_widget_could_have_sent_is_refused_by_its_question() {
    let low = after(&[json!({ "score": 3 })]);
    let high = after(&[json!({ "score": 9 })]);
    for (known, arrives, question) in [
        (None, json!({ "score": 11 }), "score"),
        (None, json!({ "score": "9" }), "score"),
        (None, json!({ "colour": "red" }), "colour"),
        (None, json!({ "why": "slow" }), "why"),
        (high.as_ref(), json!({ "why": "slow" }), "why"),
        (low.as_ref(), json!({ "tags": ["print"] }), "tags"),
    ] {
        let Err(SubmitError::Refused(refused)) = submit(known, &arrives) else {
            panic!("{arrives}")
        };
        assert_eq!(refused.question, question, "{arrives}");
    }
}

#[test]
fn an_answer_that_this_revision_cannot_read_stays_until_it_is_taken_back() {
    let mut response = after(&[json!({ "score": 3, "tags": ["app"] })]).unwrap();
    for answer in response.answers.iter_mut().filter(|answer| answer.question == "tags") {
        answer.value = json!(["fax"]);
    }
    assert_eq!(owed(&submit(Some(&response), &json!({ "score": 4 })).unwrap()), ["score#2=4 !"]);
    let taken_back = submit(Some(&response), &json!({ "tags": null })).unwrap();
    assert_eq!(owed(&taken_back), ["tags#2=null"]);
    let anew = submit(Some(&response), &json!({ "tags": ["web"] })).unwrap();
    assert_eq!(owed(&anew), ["tags#2=[\"Web\"] !"]);
}

#[test]
fn a_response_is_completed_once() {
    let first =
        merge(&published(1), None, &submission(&json!({ "score": 9 }), State::Completed), NOW);
    let first = first.unwrap().response.unwrap();
    let later = Millis(NOW.0 + 1);
    let again = submission(&json!({ "score": 8 }), State::Completed);
    let again = merge(&published(2), Some(&first), &again, later).unwrap().response.unwrap();
    assert_eq!((again.completed_at, again.updated_at, again.revision), (Some(NOW), later, 2));
}

/// The score after these submissions: each a value, and the second that the respondent's clock
/// showed, counted from now. The relay's stands still.
fn score_after(submissions: &[(i32, i64)]) -> Json {
    let known = submissions.iter().fold(None, |known: Option<StoredResponse>, (score, second)| {
        let mut submission = submission(&json!({ "score": score }), State::InProgress);
        submission.answers[0].at = Some(Millis(NOW.0 + second * 1_000));
        let merged = merge(&published(1), known.as_ref(), &submission, NOW).unwrap();
        merged.response.or(known)
    });
    known.unwrap().answers[0].value.clone()
}

#[test]
fn of_two_answers_the_one_that_was_given_later_wins_whatever_the_clock_shows() {
    let (hour, year) = (3_600, 365 * 24 * 3_600);
    for ahead in [-year, -hour, 0, hour, year] {
        assert_eq!(score_after(&[(9, ahead), (3, ahead - 5)]), 9, "{ahead}");
        assert_eq!(score_after(&[(3, ahead - 5), (9, ahead)]), 9, "{ahead}");
    }
}

#[test]
fn an_answer_that_is_given_once_more_wins_over_what_was_given_in_between() {
    assert_eq!(score_after(&[(9, -30), (9, -10), (3, -20)]), 9);
}

#[test]
fn a_clock_that_is_set_right_does_not_silence_the_respondent() {
    assert_eq!(score_after(&[(3, 365 * 24 * 3_600), (9, 0)]), 9);
}

const TELLING: &str = r#"
id = "quiz"
name = "Quiz"
hidden = [ { id = "plan" }, { id = "seats", type = "number" }, { id = "quiet" } ]
variables = { points = 0 }

[braze.attributes]
plan = "Survey plan"
seats = "Seats"
points = "Quiz points"
utm_source = "Came by"

[[questions]]
id = "score"
type = "nps"
prompt = "Would you recommend us?"
set = [ { variable = "points", add = { question = "score" } } ]

[end]
text = "Thank you!"
"#;

#[test]
fn hidden_fields_are_owed_once_they_are_known_and_variables_at_the_end() {
    let published =
        Arc::new(Published::new(Definition::parse(TELLING, Language::Toml).unwrap(), 1, NOW));
    let mut known: Option<StoredResponse> = None;
    let mut take = |answers: &Json, state, hidden: &Json| {
        let mut arrives = submission(answers, state);
        arrives.hidden = hidden.as_object().unwrap().clone();
        let merged = merge(&published, known.as_ref(), &arrives, NOW).unwrap();
        let brief = owed(&merged).into_iter().filter(|one| !one.starts_with("score")).collect();
        known = merged.response.or(known.take());
        let brief: Vec<String> = brief;
        brief.join(" ")
    };
    let first = json!({ "plan": "pro", "seats": "7.5", "quiet": "x", "utm_source": "mail" });
    assert_eq!(
        take(&json!({}), State::InProgress, &first),
        "hidden:plan#1=\"pro\" hidden:seats#1=7.5 hidden:utm_source#1=\"mail\""
    );
    assert_eq!(take(&json!({ "score": 9 }), State::InProgress, &json!({})), "");
    assert_eq!(
        take(&json!({}), State::InProgress, &json!({ "plan": "free" })),
        "hidden:plan#3=\"free\""
    );
    assert_eq!(take(&json!({}), State::Completed, &json!({})), "variable:points#4=9");
    assert_eq!(take(&json!({}), State::Completed, &json!({})), "", "nothing is new");
    assert_eq!(take(&json!({ "score": 3 }), State::Completed, &json!({})), "variable:points#5=3");
}

#[test]
fn who_becomes_known_late_is_told_of_all_that_there_is() {
    let published =
        Arc::new(Published::new(Definition::parse(TELLING, Language::Toml).unwrap(), 1, NOW));
    let mut anonymous = submission(&json!({ "score": 9 }), State::Completed);
    anonymous.respondent = Respondent::default();
    anonymous.hidden.insert("plan".into(), "pro".into());
    let first = merge(&published, None, &anonymous, NOW).unwrap();
    assert!(first.owed.is_empty());
    let known = submission(&json!({}), State::Completed);
    let merged = merge(&published, first.response.as_ref(), &known, NOW).unwrap();
    assert_eq!(owed(&merged), ["score#1=9 !", "hidden:plan#2=\"pro\"", "variable:points#2=9"]);
    let properties = &merged.owed[0].2.event.as_ref().unwrap().properties;
    assert_eq!(properties["hidden_plan"], "pro", "the event says it too");
}
