//! The responses that were written last, so that most submissions need no reading.
//!
//! A response gets an answer every few seconds while it lasts. What this remembers is believed for as
//! long as the database has it in the same version, which is looked at inside the transaction; and where
//! a commit fails, everything is forgotten.

use std::collections::HashMap;

use sondage_intake::StoredResponse;

/// Responses in a generation. Two are kept, of perhaps 1 kB a response: 4 MB for the last minutes of
/// a busy relay.
const GENERATION: usize = 2_048;

/// Some responses as they are stored, by id.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    young: HashMap<String, StoredResponse>,
    old: HashMap<String, StoredResponse>,
}

impl Recent {
    /// Forgets everything.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Hands a response over: until it comes back with a commit, it is not known here.
    pub(crate) fn take(&mut self, id: &str) -> Option<StoredResponse> {
        self.young.remove(id).or_else(|| self.old.remove(id))
    }

    /// Learns what is committed.
    pub(crate) fn learn(&mut self, responses: impl IntoIterator<Item = StoredResponse>) {
        self.young.extend(responses.into_iter().map(|one| (one.id.clone(), one)));
        if self.young.len() > GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
    }
}
