//! Everything of one person, and getting rid of it.

use std::time::Duration;

use serde_json::json;
use sondage_intake::{Identifier, Respondent, Submission, SubmitError};
use sondage_store::{Asked, DeliveryFilter, Erased, FileLimits};

use crate::house::{Engine, House, ONE, START, SURVEY, TWO, With as _, submission};

const THREE: &str = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a33";
const LIMITS: FileLimits =
    FileLimits { per_question: 2, per_response: 2, unnamed: 9, per_survey: 999, total: 999 };

fn alias(label: &str) -> Identifier {
    Identifier::UserAlias { name: "Ada \"\u{e9}\"".into(), label: label.into() }
}

fn by(identifier: &Identifier, response: &str) -> Submission {
    let respondent = Respondent { identifier: Some(identifier.clone()), is_verified: true };
    Submission { respondent, ..submission(response, &[("score", json!(9))]) }
}

async fn has(house: &House, response: &str) -> bool {
    house.store.response(response).await.unwrap().is_some()
}

pub(crate) async fn all_of_one_person_is_found_and_erased_and_nothing_of_others(engine: Engine) {
    let house = House::with_on(engine, SURVEY).await;
    for (identifier, response) in [(alias("a"), ONE), (alias("a"), TWO), (alias("b"), THREE)] {
        house.submit(by(&identifier, response)).await.unwrap();
        let owner = sondage_intake::FileOwner {
            survey: "onboarding".into(),
            question: "cv".into(),
            response: response.into(),
        };
        house.store.begin_file(response, &owner, ("cv.pdf", 9), LIMITS).await.unwrap();
        house.store.finish_file(response, 9).await.unwrap();
        let asked = Asked { identifier, at: START };
        house.store.note_showings(Vec::new(), vec![asked]).await.unwrap();
    }
    assert_eq!(house.store.responses_of(&alias("a"), 10).await.unwrap(), [TWO, ONE]);
    assert_eq!(house.store.files_of(ONE).await.unwrap()[0].name, "cv.pdf");
    let all = house.store.responses_of(&alias("a"), 10).await.unwrap();
    let erased = house.store.erase_responses(&all).await.unwrap();
    assert_eq!(erased, Erased { n_responses: 2, n_deliveries: 2, n_files: 2 });
    house.store.forget_person(&alias("a")).await.unwrap();

    assert!(house.store.responses_of(&alias("a"), 10).await.unwrap().is_empty());
    assert!(house.store.files_of(ONE).await.unwrap().is_empty());
    assert_eq!(house.store.last_asked(&alias("a")).await.unwrap(), None);
    let freed = house.store.free_files(START, 10).await.unwrap();
    assert_eq!(freed.len(), 2, "their content is to go at once: {freed:?}");
    assert!(has(&house, THREE).await && house.store.file(THREE).await.unwrap().is_some());
    assert_eq!(house.store.last_asked(&alias("b")).await.unwrap(), Some(START));
    let owed = house.store.deliveries(&DeliveryFilter::default()).await.unwrap();
    assert_eq!(owed.iter().map(|row| row.response.as_str()).collect::<Vec<_>>(), [THREE]);
    // The same response may come once more, as from a page that was open.
    house.submit(by(&alias("a"), ONE)).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 9 }));
}

pub(crate) async fn responses_go_when_their_time_is_over_and_nothing_is_owed_for_them(
    engine: Engine,
) {
    let house = House::with_on(engine, SURVEY).await;
    let anonymous = |response: &str, score: i32| Submission {
        respondent: Respondent::default(),
        ..submission(response, &[("score", json!(score))])
    };
    house.submit(anonymous(ONE, 1)).await.unwrap();
    house.submit(anonymous(TWO, 1)).await.unwrap();
    house.submit(by(&alias("a"), THREE)).await.unwrap();
    house.clock.advance(Duration::from_hours(24));
    house.submit(anonymous(TWO, 2)).await.unwrap();
    let before = START.plus(Duration::from_hours(1));
    let mut after = Some(0);
    let mut n_responses = 0;
    while let Some(number) = after {
        let (erased, next) =
            house.store.erase_expired("onboarding", before, number, 1).await.unwrap();
        n_responses += erased.n_responses;
        after = next;
    }
    assert_eq!(n_responses, 1);
    assert!(!has(&house, ONE).await, "it is old");
    assert!(has(&house, TWO).await, "it has changed since");
    assert!(has(&house, THREE).await, "Braze is still to hear of it");
    // Whoever goes on with it begins anew.
    house.submit(anonymous(ONE, 1)).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "score": 1 }));
}

pub(crate) async fn what_was_given_before_it_was_erased_comes_back_from_no_browser(engine: Engine) {
    let house = House::with_on(engine, SURVEY).await;
    let ada = alias("a");
    let stored = by(&ada, ONE).at(START);
    // One that no relay has ever heard of, and one that says nothing but that it was left.
    let unsent = by(&ada, TWO).at(START);
    let left = Submission { answers: Vec::new(), ..by(&ada, TWO) };
    let nameless = Submission { respondent: Respondent::default(), ..stored.clone() };
    house.submit(stored.clone()).await.unwrap();
    house.clock.advance(Duration::from_hours(1));
    house.store.forget_person(&ada).await.unwrap();
    house.store.erase_responses(&[ONE.to_owned()]).await.unwrap();
    for late in [stored.clone(), unsent, left.clone(), nameless] {
        assert_eq!(house.submit(late.clone()).await, Err(SubmitError::Erased), "{late:?}");
    }
    assert!(!has(&house, ONE).await && !has(&house, TWO).await);
    house.submit(by(&alias("b"), THREE).at(START)).await.unwrap();

    // What they answer from now on is theirs to answer, and what was erased does not come along.
    let now = START.plus(Duration::from_hours(2));
    house.clock.advance(Duration::from_hours(1));
    let mut both = submission(ONE, &[("score", json!(3)), ("plan", json!("pro"))]).at(START);
    both.respondent = stored.respondent.clone();
    both.answers[1].at = Some(now);
    house.submit(both).await.unwrap();
    assert_eq!(house.answers(ONE).await, json!({ "plan": "pro" }));
    assert_eq!(house.submit(stored.clone()).await, Err(SubmitError::Erased));
    assert_eq!(house.answers(ONE).await, json!({ "plan": "pro" }));
    house.submit(Submission { begun_at: Some(now), ..left }).await.unwrap();

    assert_eq!(house.store.forget_erased(START).await.unwrap(), 0);
    assert_eq!(house.store.forget_erased(now).await.unwrap(), 2);
    house.submit(stored).await.unwrap();
}
