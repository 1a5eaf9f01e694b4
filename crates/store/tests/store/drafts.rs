//! Drafts, their history, and surveys that were stopped by hand.

use std::time::Duration;

use serde_json::json;
use sondage_intake::limits::Hold;
use sondage_intake::{Channel, Language, Millis, State, SubmitError};
use sondage_store::{Draft, DraftChange, DraftStep, STEPS, Store, StudioChange, SurveyState, View};

use crate::house::{Engine, House, ONE, START, TWO, With as _, submission};

fn at(minutes: u64) -> Millis {
    START.plus(Duration::from_mins(minutes))
}

pub(crate) fn draft(revision: u32, who: &str, minutes: u64) -> Draft {
    Draft {
        survey: "onboarding".into(),
        language: Language::Toml,
        source: format!("name = \"{revision}\""),
        name: format!("Revision {revision}"),
        revision,
        created_at: START,
        edited_at: at(minutes),
        edited_by: who.into(),
    }
}

async fn change(store: &Store, change: DraftChange) -> bool {
    store.change_drafts(vec![StudioChange::Draft(Box::new(change))]).await.unwrap()
}

async fn edit(store: &Store, draft: Draft, step: DraftStep) -> bool {
    let from = draft.revision - 1;
    change(store, DraftChange::Edit { draft, from, step }).await
}

fn held(hold: Option<Hold>) -> DraftChange {
    DraftChange::Hold { survey: "onboarding".into(), hold }
}

fn archived(at: Option<Millis>, hold: Option<Hold>) -> DraftChange {
    DraftChange::Archive { survey: "onboarding".into(), at, hold }
}

/// The steps of the history: revision and whose.
async fn steps(store: &Store) -> Vec<(u32, String)> {
    let all = store.draft_edits("onboarding").await.unwrap();
    all.into_iter().map(|edit| (edit.revision, edit.edited_by)).collect()
}

pub(crate) async fn a_draft_is_edited_by_who_has_read_it_last(engine: Engine) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    assert!(change(&house.store, DraftChange::Begin(draft(1, "ada", 0))).await);
    assert!(!change(&other, DraftChange::Begin(draft(1, "bob", 0))).await, "there is one");
    assert!(edit(&other, draft(2, "bob", 1), DraftStep::Edited).await);
    assert!(!edit(&house.store, draft(2, "ada", 2), DraftStep::Edited).await, "it is stale");
    let read = house.store.draft("onboarding").await.unwrap().unwrap();
    assert_eq!(read, draft(2, "bob", 1));
    let listing = house.store.survey_listing("onboarding").await.unwrap().unwrap();
    let listed = listing.draft.unwrap();
    assert_eq!((listed.name.as_str(), listed.revision, listed.is_changed), ("Revision 2", 2, true));
    assert_eq!(listing.published.map(|(revision, _)| revision), Some(1));
}

pub(crate) async fn edits_that_come_after_each_other_are_one_step_and_any_step_can_be_read(
    engine: Engine,
) {
    let House { store, .. } = &House::new_on(engine).await;
    change(store, DraftChange::Begin(draft(1, "ada", 0))).await;
    let edited = [("ada", 1), ("ada", 4), ("bob", 5), ("ada", 6), ("ada", 20)];
    for (at, (who, minutes)) in (2..).zip(edited) {
        assert!(edit(store, draft(at, who, minutes), DraftStep::Edited).await);
    }
    let who = |who: &str| who.to_owned();
    let expected =
        [(6, who("ada")), (5, who("ada")), (4, who("bob")), (3, who("ada")), (1, who("ada"))];
    assert_eq!(steps(store).await, expected, "begun, then two of ada's as one, then each apart");
    assert!(edit(store, draft(7, "ada", 21), DraftStep::Restored).await);
    assert_eq!(steps(store).await.len(), 6, "what was brought back is a step of its own");
    let text = store.draft_text("onboarding", 3).await.unwrap();
    assert_eq!(text, Some((Language::Toml, "name = \"3\"".into())));
    assert_eq!(store.draft_text("onboarding", 2).await.unwrap(), None, "a part of a step");
    for revision in 8..=STEPS + 20 {
        edit(store, draft(revision, "ada", u64::from(revision) * 60), DraftStep::Edited).await;
    }
    let kept = steps(store).await;
    assert_eq!(kept.len(), usize::try_from(STEPS).unwrap());
    assert_eq!(kept[0].0, STEPS + 20, "the last ones are kept");
}

pub(crate) async fn only_a_draft_that_was_never_published_can_be_deleted(engine: Engine) {
    let House { store, .. } = &House::new_on(engine).await;
    let discard = |survey: &str| DraftChange::Discard { survey: survey.into() };
    change(store, DraftChange::Begin(draft(1, "ada", 0))).await;
    assert!(!change(store, discard("onboarding")).await, "it is published");
    assert!(store.draft("onboarding").await.unwrap().is_some());
    let new = Draft { survey: "new".into(), ..draft(1, "ada", 0) };
    change(store, DraftChange::Begin(new)).await;
    let labels = vec!["spring".to_owned()];
    change(store, DraftChange::Label { survey: "new".into(), labels: labels.clone() }).await;
    let state = SurveyState { survey: "new".into(), labels, ..SurveyState::default() };
    let listing = store.survey_listing("new").await.unwrap().unwrap();
    assert_eq!((listing.published, listing.state), (None, state));
    assert!(change(store, discard("new")).await);
    assert_eq!(store.survey_listing("new").await.unwrap(), None);
    assert_eq!(store.draft_edits("new").await.unwrap(), []);
}

pub(crate) async fn a_survey_that_was_stopped_takes_no_answers_here_and_elsewhere_until_it_goes_on(
    engine: Engine,
) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let hold = Some(Hold { since: START.plus(Duration::from_millis(1)), is_pause: true });
    change(&other, held(hold)).await;
    assert_eq!(house.store.held("onboarding"), None, "not before it has looked");
    house.store.refresh_holds().await.unwrap();
    assert_eq!(house.store.held("onboarding"), hold);
    house.clock.advance(Duration::from_mins(1));
    let refused = house.submit(submission(TWO, &[("score", json!(9))])).await;
    assert!(matches!(refused, Err(SubmitError::Closed(_))), "{refused:?}");
    let changed = submission(ONE, &[("score", json!(3))]);
    house.submit(changed).await.unwrap();
    house.clock.advance(Duration::from_hours(25));
    let refused = house.submit(submission(ONE, &[("score", json!(4))])).await;
    assert!(matches!(refused, Err(SubmitError::Closed(_))), "for a day: {refused:?}");
    change(&other, held(None)).await;
    house.store.refresh_holds().await.unwrap();
    house.submit(submission(TWO, &[("score", json!(9))])).await.unwrap();
}

pub(crate) async fn what_two_do_with_a_survey_by_hand_is_both_done(engine: Engine) {
    let house = House::new_on(engine).await;
    let other = house.other_store().await;
    let read = house.store.survey_listing("onboarding").await.unwrap().unwrap().state;
    assert_eq!(read, SurveyState { survey: "onboarding".into(), ..SurveyState::default() });
    let hold = Some(Hold { since: START, is_pause: true });
    change(&other, held(hold)).await;
    let labels = vec!["spring".to_owned()];
    let named = DraftChange::Label { survey: "onboarding".into(), labels: labels.clone() };
    change(&house.store, named).await;
    let state = || async {
        let listing = house.store.survey_listing("onboarding").await.unwrap();
        let SurveyState { hold, archived_at, labels, .. } = listing.unwrap().state;
        (hold, archived_at, labels)
    };
    assert_eq!(state().await, (hold, None, labels.clone()));
    let closed = Some(Hold { since: at(1), is_pause: false });
    change(&house.store, archived(Some(at(1)), closed)).await;
    assert_eq!(state().await, (hold, Some(at(1)), labels.clone()), "it is stopped already");
    change(&house.store, archived(None, None)).await;
    assert_eq!(state().await, (hold, None, labels.clone()), "and stays so");
    change(&house.store, archived(Some(at(2)), closed)).await;
    change(&other, held(None)).await;
    assert_eq!(state().await, (None, Some(at(2)), labels.clone()));
    change(&house.store, archived(Some(at(3)), closed)).await;
    assert_eq!(state().await, (closed, Some(at(3)), labels));
}

pub(crate) async fn what_came_of_each_survey_is_told_at_once(engine: Engine) {
    let house = House::new_on(engine).await;
    assert_eq!(house.store.survey_totals().await.unwrap(), []);
    let view = View {
        survey: "onboarding".into(),
        revision: 1,
        channel: Channel::Web,
        day: "2026-11-23".into(),
    };
    house.store.note_showings(vec![(view, 5)], Vec::new()).await.unwrap();
    house.submit(submission(ONE, &[("score", json!(9))])).await.unwrap();
    let totals = house.store.survey_totals().await.unwrap();
    let [one] = totals.as_slice() else { panic!("{totals:?}") };
    assert_eq!(
        (one.survey.as_str(), one.n_shown, one.n_begun, one.n_completed),
        ("onboarding", 5, 1, 0)
    );
    assert_eq!(one.last_at, Some(house.store.clock().now()));
    house.clock.advance(Duration::from_mins(1));
    let completed = submission(TWO, &[("score", json!(9)), ("plan", json!("pro"))]);
    house.submit(completed.state(State::Completed)).await.unwrap();
    house.submit(submission(ONE, &[("score", json!(null))])).await.unwrap();
    let totals = house.store.survey_totals().await.unwrap();
    let [one] = totals.as_slice() else { panic!("{totals:?}") };
    assert_eq!(
        (one.n_shown, one.n_begun, one.n_completed),
        (5, 1, 1),
        "nothing is answered of one"
    );
    assert_eq!(one.last_at, Some(house.store.clock().now()));
}
