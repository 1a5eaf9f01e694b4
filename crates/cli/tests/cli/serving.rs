//! The program that serves, in a folder of the test's own.

use std::fs::File;
use std::path::PathBuf;
use std::process::Child;

use reqwest::{Client, Method, Response};
use serde_json::Value;

use crate::common::ONBOARDING;
use crate::shell::Shell;

/// `sondage serve`, with what it logs in a file.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) address: String,
    log: PathBuf,
    http: Client,
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Where a test fails; what it has printed is waited for otherwise.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    pub(crate) async fn start(shell: &Shell) -> Self {
        let log = shell.folder.path().join("serve.log");
        let mut command = shell.command(&["serve"]);
        let mut child = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
        let address = loop {
            let text = std::fs::read_to_string(&log).unwrap();
            // The last line may be half written.
            let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
            let lines = whole.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let mut said = lines.filter_map(|line| {
                (line["fields"]["message"] == "serving")
                    .then(|| line["fields"]["address"].as_str().unwrap().to_owned())
            });
            if let Some(address) = said.next() {
                break address;
            }
            assert!(child.try_wait().unwrap().is_none(), "{text}");
            tokio::task::yield_now().await;
        };
        let redirects = reqwest::redirect::Policy::none();
        let http = Client::builder().no_proxy().redirect(redirects).build().unwrap();
        let serving = Self { child, address, log, http };
        assert_eq!(serving.get("/healthz").await.status(), 200);
        serving
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.address))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// A form of a page, posted from it.
    pub(crate) fn form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let mut query = reqwest::Url::parse("http://x").unwrap();
        query.query_pairs_mut().extend_pairs(fields);
        self.request(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(query.query().unwrap_or_default().to_owned())
    }

    /// What is logged by now.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Ends, and gives all that was logged.
    pub(crate) fn stop(mut self) -> String {
        let stop = format!("kill -TERM {}", self.child.id());
        assert!(std::process::Command::new("sh").args(["-c", &stop]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        self.log()
    }
}

/// A shell with a survey that is published.
pub(crate) fn shell() -> Shell {
    let shell = Shell::new()
        .with("SONDAGE_LISTEN", "127.0.0.1:0")
        .with("SONDAGE_LOG_FORMAT", "json")
        .with("SONDAGE_PUBLIC_URL", "https://survey.example.com");
    shell.file("onboarding.toml", ONBOARDING);
    assert_eq!(shell.run(&["publish", "onboarding.toml"]).code, Some(0));
    shell
}
