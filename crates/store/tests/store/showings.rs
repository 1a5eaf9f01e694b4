//! How often surveys were on a screen, and who was asked, as the store keeps it.

use std::time::Duration;

use crate::house::{Engine, House, ONE, START, TWO, submission};
use serde_json::json;
use sondage_intake::{Channel, Identifier, State, Submission};
use sondage_store::{Asked, Traffic, View};

fn view(channel: Channel, day: &str) -> View {
    View { survey: "onboarding".into(), revision: 1, channel, day: day.into() }
}

fn asked(identifier: Identifier, after_hours: u64) -> Asked {
    Asked { identifier, at: START.plus(Duration::from_hours(after_hours)) }
}

pub(crate) async fn showings_add_up_beside_what_was_begun_and_completed(engine: Engine) {
    let house = House::new_on(engine).await;
    let web = |day| view(Channel::Web, day);
    for n in [2, 3] {
        let views = vec![(web("2026-11-23"), n), (web("2026-11-24"), 1)];
        house.store.note_showings(views, Vec::new()).await.unwrap();
    }
    let begun = Submission { channel: Channel::Web, ..submission(ONE, &[("score", json!(9))]) };
    house.submit(begun.clone()).await.unwrap();
    let done = Submission { response: TWO.into(), state: State::Completed, ..begun.clone() };
    house.submit(done).await.unwrap();
    let closed = Submission {
        response: "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a33".into(),
        answers: Vec::new(),
        state: State::Dismissed,
        ..begun
    };
    house.submit(closed).await.unwrap();
    let row = |day: &str, n_shown, n_begun, n_completed| Traffic {
        revision: 1,
        channel: Channel::Web,
        day: day.into(),
        n_shown,
        n_begun,
        n_completed,
    };
    let traffic = house.other_store().await.traffic("onboarding").await.unwrap();
    assert_eq!(traffic, [row("2026-11-23", 5, 2, 1), row("2026-11-24", 2, 0, 0)]);
}

pub(crate) async fn who_was_asked_last_is_told_once_each_time(engine: Engine) {
    let house = House::new_on(engine).await;
    let alias = |label: &str| Identifier::UserAlias { name: "ada".into(), label: label.into() };
    let (ada, other) = (alias("crm"), alias("shop"));
    let braze = Identifier::BrazeId("ada".into());
    let note = |asked: Vec<Asked>| house.store.note_showings(Vec::new(), asked);
    note(vec![asked(ada.clone(), 2), asked(braze.clone(), 1)]).await.unwrap();
    // What is written late does not make it earlier.
    note(vec![asked(ada.clone(), 0)]).await.unwrap();
    let last = |who: Identifier| {
        let store = &house.store;
        async move { store.last_asked(&who).await.unwrap() }
    };
    assert_eq!(last(ada.clone()).await, Some(asked(ada.clone(), 2).at));
    assert_eq!(last(other).await, None, "another of the same name is another");
    let untold = house.store.asked_untold(10).await.unwrap();
    assert_eq!(untold, [asked(braze.clone(), 1), asked(ada.clone(), 2)]);
    assert_eq!(house.store.asked_untold(1).await.unwrap().len(), 1);
    // Asked again while it was being told, they are told of again.
    note(vec![asked(braze.clone(), 3)]).await.unwrap();
    house.store.note_told(untold).await.unwrap();
    assert_eq!(house.store.asked_untold(10).await.unwrap(), [asked(braze.clone(), 3)]);
    let forgotten = house.store.forget_asked(asked(ada.clone(), 3).at, 10).await.unwrap();
    assert_eq!((forgotten, last(ada).await), (1, None));
    assert!(last(braze).await.is_some());
}
