//! Files that respondents send, as the store keeps account of them.

use std::time::Duration;

use serde_json::json;
use sondage_intake::{FileOwner, SubmitError};
use sondage_store::{FileLimits, Room};

use crate::house::{Engine, House, ONE, START, SURVEY, TWO, submission};

const LIMITS: FileLimits =
    FileLimits { per_question: 2, per_response: 3, unnamed: 10, per_survey: 1_000, total: 1_000 };

fn survey() -> String {
    let question = "[[questions]]\nid = \"cv\"\ntype = \"file\"\nprompt = \"Your CV?\"\n\n[[hidden]]\nid = \"campaign\"";
    SURVEY.replace("[[hidden]]\nid = \"campaign\"", question)
}

fn owner(response: &str) -> FileOwner {
    FileOwner { survey: "onboarding".into(), question: "cv".into(), response: response.into() }
}

pub(crate) async fn an_answer_names_whole_files_of_its_own_response_only(engine: Engine) {
    let house = House::with_on(engine, &survey()).await;
    for (id, room) in [("f1", Room::Made), ("f2", Room::Made), ("f3", Room::ResponseFull)] {
        let begun = house.store.begin_file(id, &owner(ONE), ("cv.pdf", 100), LIMITS).await;
        assert_eq!(begun.unwrap(), room, "{id}");
    }
    house.store.finish_file("f1", 12).await.unwrap();
    let name =
        |response: &str, file: &str| house.submit(submission(response, &[("cv", json!([file]))]));
    for (response, file) in [(TWO, "f1"), (ONE, "f2"), (ONE, "f9")] {
        assert!(matches!(name(response, file).await, Err(SubmitError::Refused(_))), "{file}");
    }
    name(ONE, "f1").await.unwrap();
    let file = house.store.file("f1").await.unwrap().unwrap();
    assert_eq!((file.owner, file.bytes, file.received_at), (owner(ONE), 12, START));
    assert!(house.store.file("f2").await.unwrap().is_none(), "it is not whole");
}

pub(crate) async fn a_file_that_no_answer_names_goes_and_one_that_is_named_stays(engine: Engine) {
    let house = House::with_on(engine, &survey()).await;
    for id in ["f1", "f2"] {
        house.store.begin_file(id, &owner(ONE), ("cv.pdf", 100), LIMITS).await.unwrap();
        house.store.finish_file(id, 12).await.unwrap();
    }
    house.submit(submission(ONE, &[("cv", json!(["f1"]))])).await.unwrap();
    let later = START.plus(Duration::from_secs(1));
    assert_eq!(house.store.free_files(later, 10).await.unwrap(), ["f2"]);
    assert!(house.store.file("f2").await.unwrap().is_none());
    assert_eq!(house.store.free_files(later, 10).await.unwrap(), ["f2"], "until it is forgotten");
    house.store.forget_files(vec!["f2".into()]).await.unwrap();
    house.submit(submission(ONE, &[("cv", json!(null))])).await.unwrap();
    assert_eq!(house.store.free_files(later, 10).await.unwrap(), ["f1"]);
}

fn id(n: u32) -> String {
    format!("0193a3c2-6f3e-7c1a-9d52-{n:012}")
}

pub(crate) async fn files_have_room_by_survey_and_all_together_while_they_arrive_too(
    engine: Engine,
) {
    let house = House::with_on(engine, &survey()).await;
    let limits = FileLimits { per_survey: 300, total: 300, ..LIMITS };
    let begin = async |n: u32, bytes: u64, limits: FileLimits| {
        let (file, owner) = (format!("f{n}"), owner(&id(n)));
        house.store.begin_file(&file, &owner, ("cv.pdf", bytes), limits).await.unwrap()
    };
    assert_eq!(begin(1, 200, limits).await, Room::Made);
    assert_eq!(begin(2, 200, limits).await, Room::Full, "what may still come counts");
    house.store.finish_file("f1", 50).await.unwrap();
    assert_eq!(begin(3, 200, limits).await, Room::Made, "it was shorter");
    assert_eq!(begin(4, 60, limits).await, Room::Full);
    let of_all = FileLimits { per_survey: 1_000, ..limits };
    assert_eq!(begin(4, 60, of_all).await, Room::Full);
    house.store.forget_files(vec!["f1".into(), "f3".into()]).await.unwrap();
    house.store.forget_files(vec!["f1".into()]).await.unwrap();
    assert_eq!(begin(5, 300, limits).await, Room::Made, "what has gone leaves room");
    assert_eq!(begin(6, 1, limits).await, Room::Full);
}

pub(crate) async fn only_so_many_files_may_wait_for_an_answer_that_names_them(engine: Engine) {
    let house = House::with_on(engine, &survey()).await;
    let limits = FileLimits { unnamed: 2, ..LIMITS };
    let begin = async |file: &str, response: &str| {
        house.store.begin_file(file, &owner(response), ("cv.pdf", 1), limits).await.unwrap()
    };
    assert_eq!(begin("f1", ONE).await, Room::Made);
    house.store.finish_file("f1", 1).await.unwrap();
    assert_eq!(begin("f2", TWO).await, Room::Made);
    assert_eq!(begin("f3", &id(3)).await, Room::Full);
    house.submit(submission(ONE, &[("cv", json!(["f1"]))])).await.unwrap();
    assert_eq!(begin("f3", &id(3)).await, Room::Made);
}
