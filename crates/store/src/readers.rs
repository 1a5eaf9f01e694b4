//! Reading, and what a damaged page that is met on the way means.

use std::sync::Arc;

use crate::engine::{Bells, Reader};
use crate::error::StoreError;
use crate::shared::Shared;

/// The engine's reader. Whoever asks it and meets damage stops the writing too.
#[derive(Clone, Debug)]
pub(crate) struct Readers {
    reader: Arc<dyn Reader>,
    shared: Arc<Shared>,
}

impl Readers {
    pub(crate) fn new(reader: Arc<dyn Reader>, shared: Arc<Shared>) -> Self {
        Self { reader, shared }
    }

    /// Asks, and notes what the database's own words say of it.
    pub(crate) async fn ask<'a, T, F>(
        &'a self,
        question: impl FnOnce(&'a dyn Reader) -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>> + Send,
    {
        let asked = question(&*self.reader);
        asked.await.inspect_err(|error| {
            if matches!(error, StoreError::Damaged(_)) {
                self.reader.mark_damaged();
            }
            self.shared.note(error);
        })
    }

    pub(crate) fn is_new(&self) -> bool {
        self.reader.is_new()
    }

    pub(crate) fn listen(&self, bells: Bells) {
        self.reader.listen(bells);
    }

    pub(crate) async fn close(&self) {
        self.reader.close().await;
    }
}
