//! Tells Braze when somebody was asked last, so that segments can leave them in peace.
//!
//! It is one attribute, of which only the latest value counts: nothing is lost by telling it twice
//! or late, and there is no record of each try.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use serde_json::Map;
use sondage_braze::{AttributesObject, Client, TrackOutcome, TrackRequest};
use sondage_store::{Asked, Store, StoreError};
use tokio::time::sleep;

use super::batch::identifier;
use super::line::Line;
use super::pace::Pace;

/// The attribute, a time.
pub const LAST_ASKED: &str = "survey_last_asked";

/// People in one request: what Braze takes.
const BATCH: u32 = 75;
/// How often it is looked for, and how long is waited at most while Braze takes nothing.
const ROUNDS: Duration = Duration::from_secs(10);
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// Tells Braze. Without a client it tells nobody.
#[derive(Debug)]
pub struct Teller {
    store: Store,
    line: Line,
    pace: Pace,
}

impl Teller {
    /// For the people of this store, at a worker's pace.
    #[must_use]
    pub fn new(store: Store, line: impl Into<Line>, pace: Pace) -> Self {
        Self { store, line: line.into(), pace }
    }

    /// Tells every few seconds until the shutdown, or less often while Braze takes nothing.
    pub async fn run(&self, shutdown: impl Future<Output = ()> + Send) {
        let mut shutdown = pin!(shutdown);
        let mut wait = ROUNDS;
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                () = sleep(wait) => {}
            }
            let told = tokio::select! {
                () = &mut shutdown => return,
                told = self.run_once() => told,
            };
            wait = match told {
                Ok(true) => ROUNDS,
                Ok(false) => (wait * 2).min(LONGEST_WAIT),
                Err(error) => {
                    tracing::warn!(%error, "cannot read or write who was asked");
                    ROUNDS
                }
            };
        }
    }

    /// Tells of all who are not told of yet; false where Braze takes nothing now.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn run_once(&self) -> Result<bool, StoreError> {
        let Some(client) = self.line.client() else { return Ok(true) };
        loop {
            let asked = self.store.asked_untold(BATCH).await?;
            if asked.is_empty() {
                return Ok(true);
            }
            if !self.tell(&client, asked).await? {
                return Ok(false);
            }
        }
    }

    async fn tell(&self, client: &Client, asked: Vec<Asked>) -> Result<bool, StoreError> {
        let mut waiting = vec![asked];
        while let Some(asked) = waiting.pop() {
            if self.pace.wait().await?.is_some() {
                return Ok(false);
            }
            match client.track(&request(&asked)).await {
                TrackOutcome::Accepted { rejected, .. } => {
                    if !rejected.is_empty() {
                        let n_rejected = rejected.len();
                        tracing::warn!(n_rejected, "braze has left out when somebody was asked");
                    }
                    self.store.note_told(asked).await?;
                }
                // One of them is nobody's id, perhaps: each is told by itself.
                TrackOutcome::Refused { status: 400, message, .. } => {
                    if asked.len() == 1 {
                        tracing::warn!(message, "braze does not take when somebody was asked");
                        self.store.note_told(asked).await?;
                    } else {
                        waiting.extend(asked.into_iter().map(|one| vec![one]));
                    }
                }
                TrackOutcome::Refused { .. } | TrackOutcome::Unreachable { .. } => {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// It never makes a profile: whoever was asked has one, or is none of Braze's.
fn request(asked: &[Asked]) -> TrackRequest {
    let object = |asked: &Asked| AttributesObject {
        identifier: identifier(&asked.identifier),
        update_existing_only: true,
        attributes: Map::from_iter([(LAST_ASKED.to_owned(), asked.at.to_rfc3339().into())]),
    };
    TrackRequest { attributes: asked.iter().map(object).collect(), ..TrackRequest::default() }
}
