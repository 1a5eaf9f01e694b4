//! What an export reads: all responses, those that are wanted, and every revision.

use serde_json::json;
use sondage_intake::{Channel, State, Submission};
use sondage_store::ResponseFilter;
use tokio::task::JoinSet;

use crate::house::{Engine, House, ONE, SURVEY, TWO, submission};

pub(crate) async fn an_export_goes_through_all_responses_in_their_order(engine: Engine) {
    let house = House::new_on(engine).await;
    let ids: Vec<String> =
        (0..7).map(|n| format!("0193a3c2-6f3e-7c1a-9d52-00000000000{}", 9 - n)).collect();
    let mut submits = JoinSet::new();
    for id in &ids {
        let (store, published) = (house.store.clone(), house.published.clone());
        let submission = submission(id, &[("score", json!(9))]);
        submits.spawn(async move { store.submit(&published, submission).await.unwrap() });
    }
    submits.join_all().await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = house.store.responses("onboarding", after, 3).await.unwrap();
        seen.extend(page.responses.into_iter().map(|response| response.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ids);
    assert_eq!(house.store.responses("another", None, 3).await.unwrap().responses, []);
}

pub(crate) async fn an_export_goes_through_those_that_are_wanted(engine: Engine) {
    let house = House::new_on(engine).await;
    for (id, state, locale) in [(ONE, State::Completed, "fr-CA"), (TWO, State::InProgress, "en")] {
        let one = submission(id, &[("score", json!(9))]);
        house.submit(Submission { state, locale: locale.into(), ..one }).await.unwrap();
    }
    let begun = house.response(ONE).await.started_at;
    let all = ResponseFilter::default;
    let channel = house.response(ONE).await.channel;
    let others = [Channel::Email, Channel::Push].into_iter().filter(|one| *one != channel);
    let second = std::time::Duration::from_secs(1);
    for (filter, expected) in [
        (all(), vec![ONE, TWO]),
        (ResponseFilter { states: vec![State::Completed], ..all() }, vec![ONE]),
        (ResponseFilter { locales: vec!["FR".into()], ..all() }, vec![ONE]),
        (ResponseFilter { locales: vec!["f".into(), "en".into()], ..all() }, vec![TWO]),
        (ResponseFilter { channels: vec![channel], ..all() }, vec![ONE, TWO]),
        (ResponseFilter { channels: others.collect(), ..all() }, vec![]),
        (ResponseFilter { from: Some(begun.minus(second)), ..all() }, vec![ONE, TWO]),
        (ResponseFilter { before: Some(begun.minus(second)), ..all() }, vec![]),
    ] {
        let page = house.store.matching_responses("onboarding", &filter, None, 10).await.unwrap();
        let ids: Vec<_> = page.responses.into_iter().map(|response| response.id).collect();
        assert_eq!(ids, expected, "{filter:?}");
    }
}

pub(crate) async fn every_revision_is_there_to_be_read(engine: Engine) {
    let house = House::new_on(engine).await;
    let changed = SURVEY.replace("Thank you!", "Bye!");
    let language = sondage_author::definition::Language::Toml;
    let definition = sondage_author::definition::Definition::parse(&changed, language).unwrap();
    house.store.publish(&definition, &changed, language).await.unwrap();
    let all = house.store.revisions("onboarding").await.unwrap();
    let texts: Vec<_> = all.iter().map(|one| (one.revision, one.source.as_str())).collect();
    assert_eq!(texts, [(1, SURVEY), (2, changed.as_str())]);
    assert!(all.iter().all(|one| one.naming == sondage_author::definition::Naming::Plain));
    assert_eq!(house.store.revisions("another").await.unwrap(), []);
}
