//! The line to Braze, which may become another one while a relay works.

use std::sync::Arc;

use sondage_braze::Client;
use tokio::sync::watch;

/// What reaches Braze, if anything does. The clones are one line.
#[derive(Clone, Debug)]
pub struct Line {
    client: watch::Receiver<Option<Client>>,
    /// Nobody else may ever change it, and it is no end of the line that nobody does.
    change: Arc<watch::Sender<Option<Client>>>,
}

impl Line {
    /// From now on this client is used for what is sent, or nothing is sent.
    pub fn connect(&self, client: Option<Client>) {
        self.change.send_replace(client);
    }

    /// The client of this moment.
    #[must_use]
    pub fn client(&self) -> Option<Client> {
        self.client.borrow().clone()
    }

    /// Waits until it is another one than this clone has seen.
    pub(super) async fn changed(&mut self) {
        // The sender lives as long as this does.
        let _ = self.client.changed().await;
    }
}

impl From<Option<Client>> for Line {
    fn from(client: Option<Client>) -> Self {
        let (change, client) = watch::channel(client);
        Self { client, change: Arc::new(change) }
    }
}
