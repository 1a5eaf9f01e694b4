//! How a relay ends, and begins again: killed, told to stop, on two relays' one file.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::{ONBOARDING, RESPONSE, score};
use crate::shell::Shell;
use serde_json::{Value, json};
use sondage_emulator::{DEFAULT_KEY, Emulator, EmulatorConfig, Fault, FaultKind, Seed};

/// A relay of its own process.
pub(crate) struct Relay {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Relay {
    pub(crate) fn start(shell: &Shell) -> Self {
        let mut child = shell.command(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("serving") {
            line.clear();
            assert!(log.read_line(&mut line).unwrap() > 0, "the relay ended");
        }
        let address = line.split("address=").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        // Somebody has to read on, or the relay would wait for its own log.
        std::thread::spawn(move || log.read_to_string(&mut String::new()));
        Self { child, address }
    }

    async fn answer(&self, value: i32) {
        self.post(score(RESPONSE, value)).await;
    }

    async fn answer_of(&self, who: &str, value: i32) {
        let mut body = score(&uuid::Uuid::now_v7().to_string(), value);
        body["respondent"] = json!({ "external_id": who });
        self.post(body).await;
    }

    pub(crate) async fn post(&self, body: Value) {
        let url = format!("http://{}/v1/surveys/onboarding/responses", self.address);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let reply = client.post(url).body(body.to_string()).send().await.unwrap();
        assert_eq!(reply.status(), 202);
    }

    pub(crate) fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &command]).status().unwrap().success());
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An emulator that nobody has called yet, and where a relay with a survey works for it.
async fn set_up() -> (Emulator, Shell) {
    let emulator = Emulator::start(EmulatorConfig::default()).await.unwrap();
    let braze_id = "5f1c0ffee0ddba11ca11ab1e".to_owned();
    emulator.seed(Seed { braze_id, ..Seed::default() });
    let shell = Shell::new();
    let survey = shell.file("onboarding.toml", ONBOARDING);
    assert_eq!(shell.run(&["publish", survey.to_str().unwrap()]).code, Some(0));
    let shell = shell
        .with("SONDAGE_LISTEN", "127.0.0.1:0")
        .with("SONDAGE_BRAZE_ENDPOINT", emulator.url())
        .with("SONDAGE_BRAZE_API_KEY", DEFAULT_KEY);
    (emulator, shell)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_relay_had_under_way_goes_on_at_once_when_it_starts_again() {
    let (emulator, shell) = set_up().await;
    emulator.add_fault(Fault::once(FaultKind::Hang));
    let mut relay = Relay::start(&shell);
    relay.answer(9).await;
    emulator.wait_until(|state| state.n_calls() == 1).await.unwrap();
    relay.child.kill().unwrap();
    relay.child.wait().unwrap();
    emulator.clear_faults();
    let relay = Relay::start(&shell);
    emulator.wait_until(|state| state.n_calls() == 2).await.unwrap();
    let profile = emulator.profile("5f1c0ffee0ddba11ca11ab1e").unwrap();
    assert_eq!(profile.attributes["nps_score"].value, json!(9));
    assert_eq!(profile.events.len(), 1);
    drop(relay);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_relay_on_the_file_leaves_alone_what_the_first_one_has_under_way() {
    let (emulator, shell) = set_up().await;
    emulator.add_fault(Fault::once(FaultKind::Hang));
    let first = Relay::start(&shell);
    first.answer(9).await;
    emulator.wait_until(|state| state.n_calls() == 1).await.unwrap();
    let second = Relay::start(&shell);
    // Another answer of somebody else shows that the second one, too, has looked.
    second.answer_of("other", 3).await;
    emulator.wait_until(|state| state.n_calls() == 2).await.unwrap();
    let sent = emulator.calls().remove(1).body.unwrap().to_string();
    assert!(!sent.contains("5f1c0ffee0ddba11ca11ab1e"), "{sent}");
    emulator.clear_faults();
    drop((first, second));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_is_told_to_stop_ends_before_a_container_would_kill_it() {
    let (emulator, shell) = set_up().await;
    emulator.add_fault(Fault::once(FaultKind::Hang));
    let mut relay = Relay::start(&shell);
    relay.answer(9).await;
    emulator.wait_until(|state| state.n_calls() == 1).await.unwrap();
    // A request of which half is there.
    let mut half = TcpStream::connect(&relay.address).unwrap();
    let head =
        "POST /v1/surveys/onboarding/responses HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
    half.write_all(head.as_bytes()).unwrap();
    let told = Instant::now();
    relay.signal("TERM");
    assert!(relay.child.wait().unwrap().success());
    assert!(told.elapsed() < Duration::from_secs(8), "{:?}", told.elapsed());
    emulator.clear_faults();
    // What was cut off goes on.
    let _relay = Relay::start(&shell);
    emulator.wait_until(|state| state.n_calls() == 2).await.unwrap();
}
