//! What a person sees in a browser.

use reqwest::Method;
use serde_json::json;
use sondage_emulator::{Emulator, Fault, FaultKind, Seed};

use crate::support::{NOW, answer, call, http, send, start, track};

const ADA: &str = "/profiles/5f1c0ffee0ddba11ca11ab1e";

async fn get(emulator: &Emulator, path: &str) -> String {
    let response = call(emulator, Method::GET, path, "").await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

#[tokio::test]
async fn what_is_not_there_yet_is_announced() {
    let emulator = start().await;
    let home = get(&emulator, "/").await;
    assert!(home.contains("No profile yet.") && home.contains("No call yet."), "{home}");
    assert!(home.contains("A stand-in for development; not Braze"));
    assert!(get(&emulator, ADA).await.contains("No profile has this id yet."));
    emulator.seed(Seed::demo());
    let page = get(&emulator, ADA).await;
    assert!(page.contains("No answer yet. It will appear here the moment it arrives."));
    assert!(get(&emulator, "/profiles/ada").await.contains("<h1>Ada</h1>"));
}

#[tokio::test]
async fn a_profile_shows_its_attributes_and_events() {
    let emulator = start().await;
    emulator.seed(Seed::demo());
    let body = json!({
        "attributes": [{"external_id": "ada", "Which plan?": "Pro", "since": "2026-03-01"}],
        "events": [{"external_id": "ada", "name": "answered", "time": NOW, "properties": {"answer": "Pro"}}],
    });
    track(&emulator, &body).await;
    let page = get(&emulator, ADA).await;
    for part in
        ["Which plan?", ">Pro<", ">string<", ">time<", "<h3>answered</h3>", "class=\"fresh\""]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn the_first_page_tells_what_became_of_each_call() {
    let emulator = start().await;
    emulator.add_fault(Fault::once(FaultKind::CutAfterAccepting));
    let partly = json!({"attributes": [{"braze_id": "p", "a": 1}, {"a": 1}]});
    let event = json!({"braze_id": "x", "name": "e", "time": NOW, "_update_existing_only": true});
    assert!(send(&emulator, &answer()).await.is_err(), "the connection is cut");
    track(&emulator, &partly).await;
    track(&emulator, &json!({ "events": [event] })).await;
    track(&emulator, &json!({})).await;
    let home = get(&emulator, "/").await;
    for part in [
        "1 attribute · 1 event · fault: cut after accepting",
        "1 attribute · 1 rejected",
        "<code>attributes[1]</code>",
        "1 event · 1 for an unknown profile",
        "Valid data must be provided",
        ">201<",
        ">400<",
        ">none<",
    ] {
        assert!(home.contains(part), "{part} in {home}");
    }
}

#[tokio::test]
async fn a_page_is_a_frame_around_the_fragment_that_replaces_it() {
    let emulator = start().await;
    emulator.seed(Seed::demo());
    for (page, fragment) in
        [("/".to_owned(), "/fragment".to_owned()), (ADA.into(), format!("{ADA}/fragment"))]
    {
        let whole = get(&emulator, &page).await;
        let part = get(&emulator, &fragment).await;
        assert!(whole.contains(&part) && part.starts_with('<'), "{page}");
        assert!(whole.contains(&format!("data-fragment=\"{fragment}\"")), "{page}");
    }
}

#[tokio::test]
async fn an_embedded_page_has_no_frame() {
    let emulator = start().await;
    emulator.seed(Seed::demo());
    assert!(get(&emulator, ADA).await.contains("class=\"top\""));
    let embedded = get(&emulator, &format!("{ADA}?embed=1")).await;
    assert!(!embedded.contains("class=\"top\"") && embedded.contains("<h1>Ada</h1>"));
}

#[tokio::test]
async fn hostile_text_is_shown_and_not_run() {
    let emulator = start().await;
    let evil = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    let body = json!({
        "attributes": [{
            "external_id": evil, "first_name": evil, "country": evil,
            evil: evil, "list": [evil], "object": {"k": evil},
        }],
        "events": [{"external_id": evil, "name": evil, "time": NOW, "properties": {evil: evil, "answer": evil}}],
        "purchases": [{ evil: evil }],
    });
    let (status, answer) = track(&emulator, &body).await;
    assert_eq!((status, answer["events_processed"].as_u64()), (201, Some(1)), "{answer}");
    let braze_id = emulator.profile(evil).unwrap().braze_id;
    track(&emulator, &json!({ evil: 1 })).await;

    let unknown = "/profiles/%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg%20src=x%3E";
    for path in ["/", &format!("/profiles/{braze_id}"), unknown] {
        let page = get(&emulator, path).await;
        assert!(page.contains("&lt;script&gt;alert(1)"), "{path} does not show it");
        assert!(!page.contains("<script>alert(1)"), "{path} runs it");
        assert!(!page.contains("<img src=x"), "{path} leaves an attribute");
    }
}

#[tokio::test]
async fn a_page_may_load_nothing_from_elsewhere() {
    let emulator = start().await;
    let response = call(&emulator, Method::GET, "/", "").await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let page = response.text().await.unwrap();
    assert!(!page.contains("https://"), "{page}");
}

#[tokio::test]
async fn the_fault_panel_works_without_scripts() {
    let emulator = start().await;
    let http = http();
    let press = |fault: &str| {
        http.post(format!("{}/faults", emulator.url())).form(&[("fault", fault)]).send()
    };
    let page = get(&emulator, "/").await;
    assert!(page.contains(
        "{&quot;kind&quot;:&quot;status&quot;,&quot;status&quot;:503,&quot;times&quot;:3}"
    ));
    let shown = press(r#"{"kind":"status","status":503,"times":3}"#).await.unwrap();
    assert!(shown.text().await.unwrap().contains("answer 503 × 3"));
    press("clear").await.unwrap();
    assert_eq!(emulator.inspect(|state| state.faults().count()), 0);
    assert_eq!(press("nonsense").await.unwrap().status(), 400);

    emulator.seed(Seed::demo());
    press("reset").await.unwrap();
    assert_eq!(emulator.inspect(|state| state.profiles().count()), 0);
}

#[tokio::test]
async fn a_long_list_is_cut_and_says_so() {
    let emulator = start().await;
    for number in 0..51 {
        emulator.seed(Seed { braze_id: format!("b{number}"), ..Seed::default() });
    }
    let home = get(&emulator, "/").await;
    assert!(home.contains("and 1 profile more"), "{home}");
    assert!(home.contains("/profiles/b50\"") && !home.contains("/profiles/b0\""), "{home}");
}
