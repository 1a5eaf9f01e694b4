//! How respondents are believed now.

use std::sync::Arc;

use sondage_intake::identity::Trust;
use tokio::sync::watch;

/// How respondents are believed. Who runs the studio may change it under a relay that serves.
#[derive(Debug)]
pub struct TrustNow(watch::Sender<Arc<Trust>>);

impl TrustNow {
    /// It begins with this.
    #[must_use]
    pub fn new(trust: Trust) -> Self {
        Self(watch::Sender::new(Arc::new(trust)))
    }

    /// As it is now: a request goes by one from its beginning to its end.
    #[must_use]
    pub fn get(&self) -> Arc<Trust> {
        Arc::clone(&self.0.borrow())
    }

    /// From the next request on it is this.
    pub fn replace_with(&self, trust: Trust) {
        self.0.send_replace(Arc::new(trust));
    }
}
