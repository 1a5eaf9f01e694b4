//! A relay under the eyes of a real Prometheus, with the rules and the dashboard of `ops`.

use std::fs::File;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Url};
use serde_json::Value;
use sondage_emulator::{DEFAULT_KEY, Emulator, EmulatorConfig, Fault, FaultKind};
use uuid::Uuid;

use crate::common::score;
use crate::serving::{Serving, shell};

/// How long anything may take to be seen; each second Prometheus looks.
const SEEN: Duration = Duration::from_secs(90);

/// Prometheus over a folder of its own, or nothing where it is not on this machine. Where
/// `SONDAGE_NEED_PROMETHEUS` is set, it has to be.
struct Prometheus {
    child: Child,
    url: Url,
    http: Client,
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ops(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ops").join(file);
    std::fs::read_to_string(path).unwrap()
}

/// The rules as they are, but for the patience that they have.
fn impatient(rules: &str) -> String {
    let is_patience = |line: &&str| line.trim_start().starts_with("for: ");
    rules.lines().filter(|line| !is_patience(line)).collect::<Vec<_>>().join("\n")
}

impl Prometheus {
    fn start(folder: &Path, relay: &str) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = ops("prometheus/prometheus.yml")
            .replace("scrape_interval: 15s", "scrape_interval: 1s\n  evaluation_interval: 1s")
            .replace("127.0.0.1:8080", relay);
        std::fs::write(folder.join("prometheus.yml"), config).unwrap();
        std::fs::write(folder.join("alerts.yml"), impatient(&ops("prometheus/alerts.yml")))
            .unwrap();
        let started = Command::new("prometheus")
            .current_dir(folder)
            .args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"])
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(File::create(folder.join("prometheus.log")).unwrap())
            .spawn();
        let Ok(child) = started else {
            assert!(
                std::env::var_os("SONDAGE_NEED_PROMETHEUS").is_none(),
                "no Prometheus is on this machine"
            );
            // Past the test harness, which keeps to itself what a passing test prints.
            let _ = std::io::stderr().write_all(
                b"\nSKIPPED: no relay was watched by Prometheus, since it is not on this machine (Debian: apt-get install prometheus)\n\n",
            );
            return None;
        };
        let url = format!("http://127.0.0.1:{port}/api/v1/").parse().unwrap();
        let http = Client::builder().no_proxy().build().unwrap();
        Some(Self { child, url, http })
    }

    /// What its API says; nothing while it is not there yet, and its words where it refuses.
    async fn ask(&self, path: &str, query: &[(&str, &str)]) -> Option<Result<Value, String>> {
        let mut url = self.url.join(path).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        let text = self.http.get(url).send().await.ok()?.text().await.ok()?;
        let reply: Value = serde_json::from_str(&text).ok()?;
        Some(match reply["status"].as_str() {
            Some("success") => Ok(reply["data"].clone()),
            _ => Err(text),
        })
    }

    async fn alerts(&self) -> Vec<String> {
        let Some(Ok(data)) = self.ask("alerts", &[]).await else { return Vec::new() };
        let firing =
            data["alerts"].as_array().unwrap().iter().filter(|one| one["state"] == "firing");
        firing.map(|one| one["labels"]["alertname"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits until an alert goes off, while something is done.
    async fn wait_for(&self, alert: &str, mut meanwhile: impl AsyncFnMut()) {
        let began = Instant::now();
        while !self.alerts().await.iter().any(|name| name == alert) {
            assert!(
                began.elapsed() < SEEN,
                "{alert} did not go off, but {:?}",
                self.alerts().await
            );
            meanwhile().await;
        }
    }
}

/// The queries of the dashboard.
fn queries(part: &Value) -> Vec<String> {
    match part {
        Value::Object(parts) => {
            let own = parts.get("expr").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(parts.values().flat_map(queries)).collect()
        }
        Value::Array(parts) => parts.iter().flat_map(queries).collect(),
        _ => Vec::new(),
    }
}

/// Whether a reply has a number in it.
fn has_data(data: &Value) -> bool {
    let series = data["result"].as_array().unwrap();
    series.iter().any(|one| one["value"][1].as_str().is_some_and(|value| value != "NaN"))
}

/// Somebody answers, and somebody posts what is no answer.
async fn post(serving: &Serving) {
    let body = score(&Uuid::new_v4().to_string(), 9).to_string();
    for (body, status) in [(body.as_str(), 202), ("{", 400)] {
        let path = "/v1/surveys/onboarding/responses";
        let reply = serving.request(reqwest::Method::POST, path).body(body.to_owned());
        assert_eq!(reply.send().await.unwrap().status(), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_prometheus_sees_a_relay_draws_the_dashboard_and_gives_the_alarm() {
    let emulator = Emulator::start(EmulatorConfig::default()).await.unwrap();
    let shell = shell()
        .with("SONDAGE_BRAZE_ENDPOINT", emulator.url())
        .with("SONDAGE_BRAZE_API_KEY", DEFAULT_KEY)
        .with("SONDAGE_PUBLIC_URL", "http://127.0.0.1:8787")
        .with("SONDAGE_RESPONSES_PER_ADDRESS", "0");
    let serving = Serving::start(&shell).await;
    let Some(prometheus) = Prometheus::start(shell.folder.path(), &serving.address) else {
        return;
    };
    let began = Instant::now();
    let up = loop {
        if let Some(Ok(data)) = prometheus.ask("query", &[("query", "up{job=\"sondage\"}")]).await
            && has_data(&data)
        {
            break data["result"][0]["value"][1].clone();
        }
        let log = || std::fs::read_to_string(shell.folder.path().join("prometheus.log"));
        assert!(began.elapsed() < SEEN, "{}", log().unwrap());
    };
    assert_eq!(up, "1");
    let rules = prometheus.ask("rules", &[]).await.unwrap().unwrap();
    let rules = rules["groups"][0]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), ops("prometheus/alerts.yml").matches("- alert: ").count());
    assert!(rules.iter().all(|rule| rule["health"] != "err"), "{rules:?}");

    let dashboard: Value = serde_json::from_str(&ops("grafana/sondage.json")).unwrap();
    let mut left = queries(&dashboard);
    assert!(left.len() > 15, "{left:?}");
    let began = Instant::now();
    while !left.is_empty() {
        assert!(began.elapsed() < SEEN, "these have no data: {left:#?}");
        post(&serving).await;
        let mut without = Vec::new();
        for query in left {
            let data = prometheus.ask("query", &[("query", &query)]).await.unwrap();
            if !has_data(&data.unwrap_or_else(|words| panic!("{query}: {words}"))) {
                without.push(query);
            }
        }
        left = without;
    }
    // Half of the posts are none.
    prometheus.wait_for("SondageRefusesAnswers", async || post(&serving).await).await;
    assert_eq!(prometheus.alerts().await, ["SondageRefusesAnswers"]);

    emulator.add_fault(Fault::once(FaultKind::Status { status: 401 }).times(u32::MAX));
    prometheus.wait_for("SondageBrazeNeedsSomebody", async || post(&serving).await).await;
    serving.stop();
    prometheus.wait_for("SondageIsDown", async || tokio::task::yield_now().await).await;
}
