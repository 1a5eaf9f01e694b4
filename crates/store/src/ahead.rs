//! What is decided on by what is remembered, while what came before is being written.
//!
//! What is being written counts as written for it. Where that goes wrong, nothing of this holds: it is
//! decided on anew, by what the database says.

use std::collections::HashSet;

use sondage_intake::StoredResponse;
use sondage_intake::decide::{Changes, Decision, Known};

use crate::decided::{Outcome, Taken, by_id, decide_on, keys_of};
use crate::inbox::{GROUP, Submit, Write};
use crate::memory::{Recalled, WriterMemory};
use crate::shared::Shared;

/// A group that is decided on, and not written yet.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    pub(crate) submits: Vec<Submit>,
    /// Of each of them.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) changes: Changes,
    pub(crate) unchanged: Vec<StoredResponse>,
    /// Ids of responses that are believed not to be stored.
    pub(crate) new: Vec<String>,
    /// Ids of all responses.
    touched: HashSet<String>,
}

impl Ahead {
    pub(crate) fn is_empty(&self) -> bool {
        self.submits.is_empty()
    }

    pub(crate) fn has_room(&self) -> bool {
        self.submits.len() < GROUP
    }

    /// Decides on all that waits, where nothing but submissions does and what is remembered is enough for
    /// it; else leaves it waiting.
    pub(crate) fn take(
        &mut self,
        waiting: &mut Vec<Write>,
        memory: &mut WriterMemory,
        shared: &Shared,
    ) {
        let is_submit = |write: &Write| matches!(write, Write::Submit(_));
        if waiting.is_empty() || !waiting.iter().all(is_submit) {
            return;
        }
        let submits: Vec<Submit> = waiting.drain(..).filter_map(Write::into_submit).collect();
        let keys = keys_of(shared, &submits);
        // What is written together is of responses that are touched once.
        let is_apart = keys.responses.iter().all(|id| !self.touched.contains(id));
        let Some(recalled) = is_apart.then(|| memory.recall(&keys)).flatten() else {
            waiting.extend(submits.into_iter().map(|submit| Write::Submit(Box::new(submit))));
            return;
        };
        let Recalled { surveys, responses, new } = recalled;
        let known = Known { responses: by_id(responses), ..Known::default() };
        let mut taken = decide_on(shared, &submits, surveys, known);
        self.outcomes.extend(taken.outcomes(&submits));
        self.submits.extend(submits);
        self.touched.extend(keys.responses);
        self.new.extend(new);
        let Taken { decision: Decision { changes, unchanged, .. }, .. } = taken;
        memory.learn_counts(&changes.counts);
        self.unchanged.extend(unchanged);
        self.add(changes);
    }

    fn add(&mut self, changes: Changes) {
        let Changes { responses, answers, deliveries, named_files, counts } = changes;
        self.changes.responses.extend(responses);
        self.changes.answers.extend(answers);
        self.changes.deliveries.extend(deliveries);
        self.changes.named_files.extend(named_files);
        for count in counts {
            self.changes.counts.retain(|one| one.survey != count.survey);
            self.changes.counts.push(count);
        }
    }

    /// Nothing of it holds: all that it was decided on waits again, before what waits since.
    pub(crate) fn undo(&mut self, waiting: &mut Vec<Write>) {
        let Self { submits, .. } = std::mem::take(self);
        waiting.splice(0..0, submits.into_iter().map(|submit| Write::Submit(Box::new(submit))));
    }
}
