//! What those who watch over a relay build on: the rules and the dashboard in `ops`.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use crate::common::{RESPONSE, TestApp, score};

/// The names of metrics in a file of `ops`.
fn named(file: &str) -> BTreeSet<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ops").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let words = text.split(|c: char| !c.is_ascii_lowercase() && c != '_' && !c.is_ascii_digit());
    let ours = words.filter(|word| word.starts_with("sondage_"));
    ours.map(|word| word.trim_end_matches("_bucket").to_owned()).collect()
}

/// The metrics, once one of Braze's replies is among them.
async fn metrics(app: &TestApp) -> String {
    let read = async {
        loop {
            let text = app.get("/metrics").await.text().await.unwrap();
            if text.contains("sondage_braze_request_seconds") {
                return text;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.unwrap()
}

#[tokio::test]
async fn every_metric_of_the_rules_and_the_dashboard_is_there() {
    let app = TestApp::start().await;
    assert_eq!(app.answer(&score(RESPONSE, 9)).await.status(), 202);
    assert_eq!(app.answer(&json!({ "response": "no id" })).await.status(), 400);
    let text = metrics(&app).await;
    let mut n_named = 0;
    for file in ["prometheus/alerts.yml", "prometheus/alerts.test.yml", "grafana/sondage.json"] {
        for name in named(file) {
            n_named += 1;
            assert!(text.contains(&format!("# TYPE {name} ")), "{file} names {name}\n{text}");
        }
    }
    assert!(n_named > 20, "only {n_named} names were found");
    let page = include_str!("../../../../docs/monitoring.md");
    let there = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    for name in there {
        assert!(
            page.contains(&format!("`{name}`")),
            "docs/monitoring.md does not say what {name} is"
        );
    }
    let dashboard = include_str!("../../../../ops/grafana/sondage.json");
    assert!(serde_json::from_str::<serde_json::Value>(dashboard).is_ok());
    let refused =
        "sondage_refused_total{reason=\"malformed\",route=\"/v1/surveys/{id}/responses\"}";
    assert!(text.contains(refused), "{text}");
}
