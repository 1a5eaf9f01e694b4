//! A preview: a survey as it will be, of which nothing is left.

use axum::http::StatusCode;
use sondage_author::definition::{Definition, Language};
use sondage_relay::preview::Preview;
use tokio::net::TcpListener;

use crate::common::{ONBOARDING, assets};

/// A survey that nobody could answer now.
fn shut() -> Definition {
    let shut = "[limits]\nopens = \"2099-01-01\"\n[link]\naccess = \"signed\"\nonce = true\n\
                password = \"$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHQ$AAAA\"\n";
    Definition::parse(&format!("{ONBOARDING}\n{shut}"), Language::Toml).unwrap()
}

/// The pages that show it where it will stand.
async fn look_around(http: &reqwest::Client, url: &str) {
    let text = async |path: &str| {
        let answer = http.get(format!("{url}/preview/onboarding{path}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().await.unwrap()
    };
    let stage = text("?as=corner&on=desktop&locale=fr").await;
    assert!(
        stage.contains("src=\"onboarding/page?as=corner&amp;locale=fr\" width=\"1280\""),
        "{stage}"
    );
    let message = text("/message?locale=fr").await;
    assert!(message.contains("que vous nous recommandiez"), "{message}");
    assert!(!message.contains("{{") && !message.contains("{%"), "nothing is left for Liquid");
    let element = text("/page?as=corner&locale=fr").await;
    assert!(element.contains("mode=\"corner\"") && element.contains("locale=\"fr\""), "{element}");
}

#[tokio::test]
async fn a_survey_is_answered_as_it_will_be_and_the_page_says_that_nothing_is_stored() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let preview = Preview::open(url.parse().unwrap(), assets()).await.unwrap();
    preview.show(&shut()).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let signal = async {
        let _ = stopped.await;
        Ok(())
    };
    let serving = preview.serve_until(signal, listener);
    let trying = async {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let page = format!("{url}/s/onboarding");
        let says = "Preview: nothing is stored";
        let first = http.get(&page).send().await.unwrap();
        assert_eq!(first.status(), StatusCode::OK);
        let first = first.text().await.unwrap();
        assert!(first.contains("How likely are you") && first.contains(says), "{first}");
        let form = [("card", "q.score"), ("q.score", "9"), ("action", "next")];
        let second = http.post(&page).form(&form).send().await.unwrap().text().await.unwrap();
        assert!(second.contains("Which plan are you on?") && second.contains(says), "{second}");
        look_around(&http, &url).await;
        let gone = http.get(format!("{url}/s/another")).send().await.unwrap();
        assert!(gone.text().await.unwrap().contains(says));
        // As it is changed, under the same address.
        let changed = ONBOARDING.replace("How likely are you", "How unlikely are you");
        preview.show(&Definition::parse(&changed, Language::Toml).unwrap()).await.unwrap();
        let anew = http.get(&page).send().await.unwrap().text().await.unwrap();
        assert!(anew.contains("How unlikely are you"), "{anew}");
        let metrics =
            http.get(format!("{url}/metrics")).send().await.unwrap().text().await.unwrap();
        assert!(metrics.contains("sondage_deliveries_pending 0"), "nothing is owed: {metrics}");
        stop.send(()).unwrap();
    };
    let (served, ()) = tokio::join!(serving, trying);
    served.unwrap();
    preview.close().unwrap();
}
