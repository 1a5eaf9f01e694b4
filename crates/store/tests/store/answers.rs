//! The store on a real file: what is stored, what is owed, what is refused.

use std::time::Duration;

use crate::house::{
    Engine, House, ONE, START, SURVEY, TWO, With, latest, publish, respondent, submission,
};
use serde_json::json;
use sondage_intake::Stored;
use sondage_intake::{Channel, Identifier, Millis, Respondent, State, Submission, SubmitError};
use tokio::task::JoinSet;

pub(crate) async fn an_answer_is_stored_and_owed_to_braze(engine: Engine) {
    let house = House::new_on(engine).await;
    let began = Some(START.minus(Duration::from_secs(9)));
    let first = Submission { begun_at: began, ..submission(ONE, &[("score", json!(9))]) };
    let stored = house.submit(first).await.unwrap();
    assert_eq!(stored, Stored { response: ONE.into(), stored: 1 });
    let response = house.response(ONE).await;
    assert_eq!(response.live_answers(), [("score".to_owned(), json!(9))]);
    assert_eq!(
        (response.revision, response.state, response.locale.as_str()),
        (1, State::InProgress, "fr")
    );
    assert_eq!((response.respondent, response.begun_at), (respondent("ada"), began));
    let later = Submission { begun_at: Some(START), ..submission(ONE, &[("plan", json!("pro"))]) };
    house.submit(later).await.unwrap();
    assert_eq!(house.response(ONE).await.begun_at, began, "a reload begins nothing anew");
    let delivery = house.deliveries().await.remove(0);
    assert_eq!(delivery.owed.identifier, Identifier::BrazeId("ada".into()));
    assert_eq!(
        (delivery.owed.attribute.as_deref(), delivery.owed.value),
        (Some("nps_score"), json!(9))
    );
    let event = delivery.owed.event.unwrap();
    assert_eq!((event.name.as_str(), event.at), ("survey-question-response", START));
    assert_eq!(event.properties.get("response_id"), Some(&json!(ONE)));
    assert_eq!(event.properties.get("locale"), Some(&json!("fr")));
    assert_eq!(event.properties.get("revision"), Some(&json!(1)));
}

pub(crate) async fn braze_reads_labels_in_the_surveys_own_locale(engine: Engine) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("plan", json!("free"))])).await.unwrap();
    let owed = house.deliveries().await.remove(0).owed;
    assert_eq!(
        (owed.attribute.as_deref(), owed.value),
        (Some("Which plan are you on?"), json!("Free"))
    );
}

pub(crate) async fn the_same_submission_again_changes_nothing_and_has_the_same_reply(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let both =
        || submission(ONE, &[("score", json!(9)), ("plan", json!("pro"))]).state(State::Completed);
    let first = house.submit(both()).await.unwrap();
    let before = house.response(ONE).await;
    house.clock.advance(Duration::from_mins(1));
    assert_eq!(house.submit(both()).await.unwrap(), first);
    assert_eq!(first.stored, 2);
    assert_eq!(house.response(ONE).await, before);
    assert_eq!(house.owed().await, ["score#1", "plan#1"]);
}

pub(crate) async fn the_same_submission_many_times_at_once_is_stored_once(engine: Engine) {
    let house = House::new_on(engine).await;
    let mut submits = JoinSet::new();
    for _ in 0..50 {
        let (store, published) = (house.store.clone(), house.published.clone());
        submits.spawn(async move {
            store.submit(&published, submission(ONE, &[("score", json!(9))])).await
        });
    }
    while let Some(result) = submits.join_next().await {
        assert_eq!(result.unwrap().unwrap().stored, 1);
    }
    assert_eq!(house.owed().await, ["score#1"]);
}

pub(crate) async fn a_changed_answer_is_a_new_revision_and_owed_again(engine: Engine) {
    let house = House::new_on(engine).await;
    for (score, revision) in [(9, 1), (8, 2), (9, 3)] {
        house.submit(submission(ONE, &[("score", json!(score))])).await.unwrap();
        let last = house.deliveries().await.pop().unwrap();
        assert_eq!((last.revision, last.owed.value), (revision, json!(score)));
        assert_eq!(last.owed.event.unwrap().properties.get("revision"), Some(&json!(revision)));
    }
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
}

pub(crate) async fn changes_in_one_group_are_taken_in_their_order(engine: Engine) {
    let house = House::new_on(engine).await;
    let before = house.store.writer_stats().n_commits;
    let submit = |score: i32| house.submit(submission(ONE, &[("score", json!(score))]));
    let (a, b, c, d) = tokio::join!(submit(1), submit(2), submit(3), submit(4));
    assert!([a, b, c, d].iter().all(Result::is_ok));
    assert_eq!(house.store.writer_stats().n_commits, before + 1);
    assert_eq!(house.answers(ONE).await, json!({ "score": 4 }));
    assert_eq!(house.owed().await, ["score#1", "score#2", "score#3", "score#4"]);
}

pub(crate) async fn of_two_answers_to_one_question_the_last_one_counts(engine: Engine) {
    let house = House::new_on(engine).await;
    let stored =
        house.submit(submission(ONE, &[("score", json!(1)), ("score", json!(9))])).await.unwrap();
    assert_eq!(stored.stored, 1);
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
    assert_eq!(house.owed().await, ["score#1"]);
}

pub(crate) async fn an_answer_that_is_taken_back_goes_from_the_profile_without_an_event(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("plan", json!("pro"))])).await.unwrap();
    house.submit(submission(ONE, &[("plan", json!(null))])).await.unwrap();
    house.submit(submission(ONE, &[("plan", json!(null))])).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({}));
    let last = house.deliveries().await.pop().unwrap();
    assert_eq!((last.revision, last.owed.value, last.owed.event), (2, json!(null), None));
    house.submit(submission(ONE, &[("plan", json!("pro"))])).await.unwrap();
    assert_eq!(house.owed().await, ["plan#1", "plan#2", "plan#3"]);
}

pub(crate) async fn an_answer_that_leaves_the_path_is_taken_back_too(engine: Engine) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("score", json!(3)), ("why", json!("slow"))])).await.unwrap();
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
    let all = house.deliveries().await;
    let why = all.iter().rfind(|row| row.question == "why").unwrap();
    assert_eq!((why.revision, &why.owed.value, &why.owed.event), (2, &json!(null), &None));
    house.submit(submission(ONE, &[("score", json!(3)), ("why", json!("slow"))])).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 3, "why": "slow" }));
}

pub(crate) async fn a_refused_submission_leaves_nothing_and_harms_no_other(engine: Engine) {
    let house = House::new_on(engine).await;
    let bad = submission(ONE, &[("plan", json!("pro")), ("score", json!(11))]);
    let good = submission(TWO, &[("score", json!(9))]);
    let (bad, good) = tokio::join!(house.submit(bad), house.submit(good));
    let Err(SubmitError::Refused(refused)) = bad else { panic!("{bad:?}") };
    assert_eq!(refused.question, "score");
    assert!(good.is_ok());
    assert_eq!(house.store.response(ONE).await.unwrap(), None);
    assert_eq!(house.owed().await, ["score#1"]);
}

pub(crate) async fn a_response_cannot_be_completed_without_a_required_answer(engine: Engine) {
    let house = House::new_on(engine).await;
    let both = [("plan", json!("pro")), ("score", json!(9))];
    let submit = |answers| house.submit(submission(ONE, answers).state(State::Completed));
    assert!(matches!(submit(&both[..1]).await, Err(SubmitError::Refused(_))));
    submit(&both).await.unwrap();
    assert_eq!(house.response(ONE).await.completed_at, Some(START));
}

pub(crate) async fn a_state_never_goes_back(engine: Engine) {
    let house = House::new_on(engine).await;
    let order = [
        State::InProgress,
        State::Dismissed,
        State::InProgress,
        State::Completed,
        State::Dismissed,
    ];
    let mut seen = Vec::new();
    for state in order {
        house.submit(submission(ONE, &[("score", json!(9))]).state(state)).await.unwrap();
        seen.push(house.response(ONE).await.state);
    }
    let (dismissed, completed) = (State::Dismissed, State::Completed);
    assert_eq!(seen, [State::InProgress, dismissed, dismissed, completed, completed]);
}

pub(crate) async fn a_response_belongs_to_one_survey(engine: Engine) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    publish(&house.store, &SURVEY.replace("onboarding", "another")).await;
    let another = latest(&house.store, "another").await;
    let result = house.store.submit(&another, submission(ONE, &[("score", json!(1))])).await;
    assert_eq!(result, Err(SubmitError::OtherSurvey));
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
}

pub(crate) async fn a_response_belongs_to_one_respondent(engine: Engine) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let eve = submission(ONE, &[("score", json!(1))]).respondent(respondent("eve"));
    assert_eq!(house.submit(eve).await, Err(SubmitError::OtherSurvey));
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
}

pub(crate) async fn a_response_that_began_signed_goes_on_signed(engine: Engine) {
    let house = House::new_on(engine).await;
    let signed = Respondent { is_verified: true, ..respondent("ada") };
    let with =
        |score: i32, respondent| submission(ONE, &[("score", json!(score))]).respondent(respondent);
    house.submit(with(9, signed.clone())).await.unwrap();
    for forged in [respondent("ada"), Respondent::default()] {
        assert_eq!(house.submit(with(1, forged)).await, Err(SubmitError::OtherSurvey));
    }
    house.submit(with(8, signed)).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 8 }));
}

pub(crate) async fn anonymous_answers_are_owed_once_somebody_claims_them(engine: Engine) {
    let house = House::new_on(engine).await;
    for answers in [vec![("score", json!(3)), ("why", json!("slow"))], vec![("score", json!(4))]] {
        house.submit(submission(ONE, &answers).respondent(Respondent::default())).await.unwrap();
    }
    assert_eq!(house.owed().await, Vec::<String>::new());
    house.submit(submission(ONE, &[("plan", json!("pro"))])).await.unwrap();
    let mut owed = house.owed().await;
    owed.sort();
    assert_eq!(owed, ["plan#1", "score#2", "why#1"]);
    assert_eq!(house.response(ONE).await.respondent, respondent("ada"));
}

pub(crate) async fn a_survey_that_does_not_send_owes_nothing(engine: Engine) {
    let house = House::with_on(
        engine,
        &SURVEY.replace(
            "[[questions]]\nid = \"score\"",
            "[braze]\nsend = false\n\n[[questions]]\nid = \"score\"",
        ),
    )
    .await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
    assert_eq!(house.owed().await, Vec::<String>::new());
}

pub(crate) async fn where_the_widget_tells_of_the_event_the_relay_owes_the_attribute_alone(
    engine: Engine,
) {
    let house = House::with_on(
        engine,
        &SURVEY.replace(
            "[[questions]]\nid = \"score\"",
            "[braze]\nevents = \"sdk\"\n\n[[questions]]\nid = \"score\"",
        ),
    )
    .await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let owed = house.deliveries().await.remove(0).owed;
    assert_eq!((owed.value, owed.event), (json!(9), None));
}

pub(crate) async fn what_the_widget_has_told_braze_of_is_owed_as_the_attribute_alone(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let mut told = submission(ONE, &[("score", json!(9))]);
    told.answers[0].is_told = true;
    house.submit(told).await.unwrap();
    let owed = house.deliveries().await.remove(0).owed;
    assert_eq!((owed.value, owed.event), (json!(9), None));
    // A changed answer is news again.
    house.submit(submission(ONE, &[("score", json!(8))])).await.unwrap();
    let owed = house.deliveries().await.remove(1).owed;
    assert_eq!((owed.value, owed.event.is_some()), (json!(8), true));
}

pub(crate) async fn outside_of_a_message_the_relay_owes_the_event_whoever_tells_of_it_there(
    engine: Engine,
) {
    let house = House::with_on(
        engine,
        &SURVEY.replace(
            "[[questions]]\nid = \"score\"",
            "[braze]\nevents = \"sdk\"\n\n[[questions]]\nid = \"score\"",
        ),
    )
    .await;
    for channel in [Channel::Email, Channel::Push, Channel::Link, Channel::Web] {
        let id = uuid::Uuid::now_v7().to_string();
        let answered = submission(&id, &[("score", json!(9))]);
        house.submit(Submission { channel, ..answered }).await.unwrap();
        let owed = house.deliveries().await.pop().unwrap().owed;
        assert!(owed.event.is_some(), "{channel:?}");
    }
}

pub(crate) async fn the_respondents_clock_is_believed_within_reason(engine: Engine) {
    let house = House::new_on(engine).await;
    let day = Duration::from_hours(24);
    for (at, expected) in [
        (START.minus(Duration::from_mins(5)), START.minus(Duration::from_mins(5))),
        (START.plus(day), START),
        (Millis(0), START),
        (START.minus(day * 29), START.minus(day * 29)),
        (START.minus(day * 31), START),
    ] {
        let id = uuid::Uuid::now_v7().to_string();
        house.submit(submission(&id, &[("score", json!(9))]).at(at)).await.unwrap();
        let event = house.deliveries().await.pop().unwrap().owed.event.unwrap();
        assert_eq!(event.at, expected, "{at}");
    }
}

pub(crate) async fn an_answer_that_arrives_late_does_not_replace_a_newer_one(engine: Engine) {
    let house = House::new_on(engine).await;
    let at = |score: i32, seconds| {
        let at = START.minus(Duration::from_secs(seconds));
        house.submit(submission(ONE, &[("score", json!(score))]).at(at))
    };
    at(3, 10).await.unwrap();
    at(9, 5).await.unwrap();
    assert_eq!(at(3, 10).await.unwrap().stored, 1);
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
    assert_eq!(house.owed().await, ["score#1", "score#2"]);
}

pub(crate) async fn an_answer_given_once_more_is_the_newer_one_for_another_process_too(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let at = |score: i32, seconds| {
        let at = START.minus(Duration::from_secs(seconds));
        submission(ONE, &[("score", json!(score))]).at(at)
    };
    house.submit(at(9, 30)).await.unwrap();
    house.submit(at(9, 10)).await.unwrap();
    let other = house.other_store().await;
    other.submit(&house.published, at(3, 20)).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
    assert_eq!(house.owed().await, ["score#1"]);
}

pub(crate) async fn answers_to_an_earlier_revision_stay_as_they_are(engine: Engine) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("score", json!(9)), ("plan", json!("pro"))])).await.unwrap();
    publish(&house.store, &SURVEY.replace("\"pro\"", "\"team\"")).await;
    let newer = latest(&house.store, "onboarding").await;
    house.store.submit(&newer, submission(ONE, &[("score", json!(8))])).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 8, "plan": "pro" }));
    assert_eq!(house.response(ONE).await.revision, 2);
}

pub(crate) async fn many_submissions_share_a_commit(engine: Engine) {
    let house = House::new_on(engine).await;
    let before = house.store.writer_stats();
    let mut submits = JoinSet::new();
    for _ in 0..500 {
        let (store, published) = (house.store.clone(), house.published.clone());
        let id = uuid::Uuid::now_v7().to_string();
        submits.spawn(async move {
            store.submit(&published, submission(&id, &[("score", json!(9))])).await
        });
    }
    while let Some(result) = submits.join_next().await {
        result.unwrap().unwrap();
    }
    let after = house.store.writer_stats();
    assert_eq!(after.n_submissions - before.n_submissions, 500);
    assert!(after.n_commits - before.n_commits < 100, "{after:?}");
}

pub(crate) async fn what_was_confirmed_is_there_for_another_process_without_closing(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let other = house.other_store().await;
    assert_eq!(
        other.response(ONE).await.unwrap().unwrap().live_answers(),
        [("score".to_owned(), json!(9))]
    );
    assert_eq!(other.delivery_counts().await.unwrap().pending, 1);
}

pub(crate) async fn two_relays_on_one_file_see_what_the_other_one_wrote(engine: Engine) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    let submit = |score: i32| submission(ONE, &[("score", json!(score))]);
    house.submit(submit(3)).await.unwrap();
    other.submit(&house.published, submit(4)).await.unwrap();
    house.submit(submit(3)).await.unwrap();
    assert_eq!(house.owed().await, ["score#1", "score#2", "score#3"]);
    other.submit(&house.published, submit(3)).await.unwrap();
    assert_eq!(house.owed().await, ["score#1", "score#2", "score#3"]);
}

pub(crate) async fn hidden_values_are_kept_and_added_to(engine: Engine) {
    let house = House::new_on(engine).await;
    let with = |name: &str, value: &str| {
        let mut submission = submission(ONE, &[("score", json!(9))]);
        submission.hidden.insert(name.into(), value.into());
        submission
    };
    house.submit(with("campaign", "\u{0}\"é\u{1f980}")).await.unwrap();
    house.submit(with("page", "/home")).await.unwrap();
    let hidden = house.response(ONE).await.hidden;
    assert_eq!(json!(hidden), json!({ "campaign": "\u{0}\"é\u{1f980}", "page": "/home" }));
}

pub(crate) async fn a_text_is_published_once_and_an_older_one_is_a_new_revision(engine: Engine) {
    let house = House::new_on(engine).await;
    let definition = |text| {
        sondage_author::definition::Definition::parse(
            text,
            sondage_author::definition::Language::Toml,
        )
        .unwrap()
    };
    let changed = SURVEY.replace("Thank you!", "Bye!");
    let mut revisions = Vec::new();
    for text in [SURVEY, &changed, &changed, SURVEY] {
        let language = sondage_author::definition::Language::Toml;
        let revision = house.store.publish(&definition(text), text, language).await.unwrap();
        revisions.push((revision.revision, revision.is_new));
    }
    assert_eq!(revisions, [(1, false), (2, true), (2, false), (3, true)]);
}
