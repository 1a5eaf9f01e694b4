//! Files that respondents send, as the store keeps account of them.

use std::time::Duration;

use serde_json::json;
use sondage_intake::{FileOwner, SubmitError};
use sondage_store::FileLimits;

use crate::house::{Engine, House, ONE, START, SURVEY, TWO, submission};

const LIMITS: FileLimits = FileLimits { per_question: 2, per_response: 3 };

fn survey() -> String {
    let question = "[[questions]]\nid = \"cv\"\ntype = \"file\"\nprompt = \"Your CV?\"\n\n[[hidden]]\nid = \"campaign\"";
    SURVEY.replace("[[hidden]]\nid = \"campaign\"", question)
}

fn owner(response: &str) -> FileOwner {
    FileOwner { survey: "onboarding".into(), question: "cv".into(), response: response.into() }
}

pub(crate) async fn an_answer_names_whole_files_of_its_own_response_only(engine: Engine) {
    let house = House::with_on(engine, &survey()).await;
    assert!(house.store.begin_file("f1", &owner(ONE), "cv.pdf", LIMITS).await.unwrap());
    assert!(house.store.begin_file("f2", &owner(ONE), "cv.pdf", LIMITS).await.unwrap());
    assert!(!house.store.begin_file("f3", &owner(ONE), "cv.pdf", LIMITS).await.unwrap());
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
        house.store.begin_file(id, &owner(ONE), "cv.pdf", LIMITS).await.unwrap();
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
