//! Links by which surveys are tried, and what is answered there.

use std::time::Duration;

use serde_json::{Value, json};
use sondage_intake::{Channel, Language, State};
use sondage_store::{
    RESPONSES_OF_A_TRIAL, Trial, TrialAnswer, TrialBraze, TrialChange, TrialResponse,
};

use crate::house::{Engine, House, START};

/// A link that is good for so many minutes.
pub(crate) fn trial(key: &str, minutes: u64) -> Trial {
    Trial {
        key: key.into(),
        survey: "onboarding".into(),
        revision: None,
        language: Language::Toml,
        source: "id = \"onboarding\"".into(),
        profile: None,
        made_by: "ada".into(),
        made_at: START,
        ends_at: START.plus(Duration::from_mins(minutes)),
    }
}

pub(crate) fn tried(id: &str, trial: &str, value: &Value) -> TrialResponse {
    let answer = TrialAnswer { question: "score".into(), value: value.clone(), at: START };
    TrialResponse {
        id: id.into(),
        trial: trial.into(),
        survey: "onboarding".into(),
        channel: Channel::Link,
        locale: "en".into(),
        state: State::InProgress,
        answers: vec![answer],
        started_at: START,
        updated_at: START,
        braze: None,
    }
}

pub(crate) async fn what_is_tried_is_read_by_all_and_counted_by_nobody(engine: Engine) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    let store = &house.store;
    assert!(store.change_trials(TrialChange::Begin(trial("k", 60))).await.unwrap());
    assert!(store.change_trials(TrialChange::Note(tried("r", "k", &json!(3)))).await.unwrap());
    let later = TrialResponse {
        state: State::Completed,
        updated_at: START.plus(Duration::from_secs(9)),
        braze: Some(TrialBraze::Failed("no".into())),
        ..tried("r", "k", &json!(9))
    };
    assert!(other.change_trials(TrialChange::Note(later.clone())).await.unwrap());
    assert_eq!(store.trial("k").await.unwrap(), Some(trial("k", 60)));
    assert_eq!(store.trials("onboarding").await.unwrap(), [trial("k", 60)]);
    let all = store.trial_responses("onboarding").await.unwrap();
    assert_eq!(all, store.responses_of_trial("k").await.unwrap());
    assert_eq!(all, [later]);
    let counted = store.responses("onboarding", None, 9).await.unwrap().responses;
    assert_eq!((counted.len(), store.survey_totals().await.unwrap().len()), (0, 0));
}

pub(crate) async fn a_trial_ends_once_and_goes_with_all_that_was_answered_there(engine: Engine) {
    let House { store, .. } = &House::new_on(engine).await;
    for one in [trial("short", 1), trial("long", 60)] {
        store.change_trials(TrialChange::Begin(one)).await.unwrap();
    }
    for one in [tried("a", "short", &json!(1)), tried("b", "long", &json!(2))] {
        store.change_trials(TrialChange::Note(one)).await.unwrap();
    }
    let end = |survey: &str| TrialChange::End {
        key: "long".into(),
        survey: survey.into(),
        at: START.plus(Duration::from_mins(5)),
    };
    assert!(!store.change_trials(end("another")).await.unwrap(), "it is of another survey");
    assert!(store.change_trials(end("onboarding")).await.unwrap());
    assert!(!store.change_trials(end("onboarding")).await.unwrap(), "it has ended");
    let before = START.plus(Duration::from_mins(2));
    store.change_trials(TrialChange::Prune { before }).await.unwrap();
    let left = store.trial_responses("onboarding").await.unwrap();
    assert_eq!(left.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(store.trial("short").await.unwrap(), None);
    let forget =
        |survey: &str| TrialChange::Forget { survey: survey.into(), response: Some("b".into()) };
    assert!(!store.change_trials(forget("another")).await.unwrap());
    assert!(store.change_trials(forget("onboarding")).await.unwrap());
    assert!(!store.change_trials(forget("onboarding")).await.unwrap(), "it is gone");
}

pub(crate) async fn a_trial_has_room_for_so_many_and_nobody_writes_into_anothers(engine: Engine) {
    let House { store, .. } = &House::new_on(engine).await;
    for key in ["k", "other"] {
        store.change_trials(TrialChange::Begin(trial(key, 60))).await.unwrap();
    }
    for at in 0..RESPONSES_OF_A_TRIAL {
        let one = tried(&format!("r{at}"), "k", &json!(1));
        assert!(store.change_trials(TrialChange::Note(one)).await.unwrap());
    }
    let one_more = TrialChange::Note(tried("more", "k", &json!(1)));
    assert!(!store.change_trials(one_more).await.unwrap(), "it is full");
    let known = TrialChange::Note(tried("r0", "k", &json!(2)));
    assert!(store.change_trials(known).await.unwrap(), "who has begun goes on");
    let stolen = TrialChange::Note(tried("r1", "other", &json!(7)));
    assert!(!store.change_trials(stolen).await.unwrap(), "it is another trial's");
}
