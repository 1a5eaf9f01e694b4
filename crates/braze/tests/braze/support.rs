//! An emulator with a fixed clock, and clients of it.

use secrecy::SecretString;
use std::time::Duration;

use serde_json::{Map, json};
use sondage_braze::{AttributesObject, Client, Endpoint, EventObject, Identifier, TrackRequest};
use sondage_emulator::{Emulator, EmulatorConfig};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// The moment at which every test takes place.
pub(crate) const NOW: &str = "2026-11-23T10:00:00Z";

pub(crate) async fn start() -> Emulator {
    start_with_keys(&["full"]).await
}

pub(crate) async fn start_with_keys(keys: &[&str]) -> Emulator {
    let keys = keys.iter().map(|key| key.parse().unwrap()).collect();
    let now = || NOW.parse().unwrap();
    Emulator::start(EmulatorConfig { keys, now, ..EmulatorConfig::default() }).await.unwrap()
}

fn endpoint(emulator: &Emulator) -> Endpoint {
    Endpoint::parse(&emulator.url()).unwrap()
}

pub(crate) fn client(emulator: &Emulator) -> Client {
    client_with_key(emulator, "full")
}

pub(crate) fn client_with_key(emulator: &Emulator, key: &str) -> Client {
    Client::new(&endpoint(emulator), &SecretString::from(key)).unwrap()
}

pub(crate) fn impatient_client(emulator: &Emulator) -> Client {
    let key = SecretString::from(emulator.key());
    Client::with_timeout(&endpoint(emulator), &key, Duration::from_millis(200)).unwrap()
}

/// A client of a server that answers one call with exactly these bytes, and then closes.
pub(crate) async fn client_of_bytes(answer: &'static str) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        // Closing with the request unread would take the answer back.
        stream.read_to_end(&mut Vec::new()).await
    });
    Client::new(&endpoint, &SecretString::from("full")).unwrap()
}

/// An attribute and an event of the profile `p`.
pub(crate) fn answer() -> TrackRequest {
    let identifier = Identifier::BrazeId("p".into());
    TrackRequest {
        attributes: vec![AttributesObject {
            identifier: identifier.clone(),
            update_existing_only: false,
            attributes: Map::from_iter([("score".into(), json!(9))]),
        }],
        events: vec![EventObject {
            identifier,
            update_existing_only: false,
            name: "answered".into(),
            time: "2026-11-23T09:59:58Z".into(),
            properties: Map::from_iter([("answer".into(), json!(9))]),
        }],
    }
}
