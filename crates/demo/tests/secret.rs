//! The demonstration hands out links for anybody: under a secret of its own, never under a real one.

#![allow(clippy::unwrap_used, reason = "a test fails where a helper does")]

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use sondage_author::definition::{Definition, Language};
use sondage_intake::Identifier;
use sondage_intake::identity::token;
use sondage_store::{Clock, Store};

const REAL: &str = "a real secret of 32 bytes and more, of a company";
const ONBOARDING: &str = include_str!("../../../samples/onboarding.toml");

#[tokio::test]
async fn the_demo_signs_nothing_under_a_secret_that_is_set_for_a_relay() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("sondage.db").display());
    let store = Store::open(&database, Clock::system()).await.unwrap();
    let definition = Definition::parse(ONBOARDING, Language::Toml).unwrap();
    store.publish(&definition, ONBOARDING, Language::Toml).await.unwrap();
    store.close().await;
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_sondage-demo"))
        .env("SONDAGE_LISTEN", format!("127.0.0.1:{port}"))
        .env("SONDAGE_DATABASE_URL", &database)
        .env("SONDAGE_SIGNING_SECRET", REAL)
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let url = format!("http://127.0.0.1:{port}/demo/braze/link?survey=onboarding&user=ada");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let began = Instant::now();
    while http.get(&url).send().await.is_err() {
        assert!(demo.try_wait().unwrap().is_none() && began.elapsed() < Duration::from_secs(20));
        tokio::task::yield_now().await;
    }
    let link = http.get(url).send().await.unwrap().text().await.unwrap();
    let ada = Identifier::BrazeId("5f1c0ffee0ddba11ca11ab1e".into());
    let real = token(&SecretString::from(REAL), "onboarding", &ada);
    assert!(link.contains("token=") && !link.contains(&real), "{link}");
    demo.kill().unwrap();
    demo.wait().unwrap();
}
