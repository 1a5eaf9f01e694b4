//! What was decided on submissions, before anybody is told.

use std::collections::HashMap;

use sondage_intake::decide::{Coming, CurrentSurvey, Decision, Keys, Known, decide};
use sondage_intake::{Arrival, Stored, StoredResponse, SubmitError};

use crate::engine::SurveyRow;
use crate::inbox::Submit;
use crate::latest::Unread;
use crate::shared::Shared;

/// What was decided on, and the revisions that were not known.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) decision: Decision,
    outdated: HashMap<String, Unread>,
}

/// What becomes of a submission once what was decided is written.
#[derive(Debug)]
pub(crate) enum Outcome {
    Done(Result<Stored, SubmitError>),
    Outdated(Unread),
}

/// What has to be known of submissions.
pub(crate) fn keys_of(shared: &Shared, submits: &[Submit]) -> Keys {
    let arrivals: Vec<&Arrival> = submits.iter().map(|submit| &submit.arrival).collect();
    Keys::new(&arrivals, |survey| shared.latest.get(survey))
}

pub(crate) fn by_id(responses: Vec<StoredResponse>) -> HashMap<String, StoredResponse> {
    responses.into_iter().map(|one| (one.id.clone(), one)).collect()
}

/// Decides on those whose survey is known here as it is published now.
pub(crate) fn decide_on(
    shared: &Shared,
    submits: &[Submit],
    surveys: Vec<SurveyRow>,
    known: Known,
) -> Taken {
    let mut outdated = HashMap::new();
    let mut current = HashMap::with_capacity(surveys.len());
    for SurveyRow { id, revision, counts, coming, .. } in surveys {
        match shared.latest.both(&id, revision, coming.as_ref().map(|(coming, _)| *coming)) {
            Ok((published, next)) => {
                let recount = coming.map(|(_, recount)| recount);
                let coming = next.zip(recount);
                let coming = coming.map(|(published, recount)| Coming { published, recount });
                current.insert(id, CurrentSurvey { published, counts, coming });
            }
            Err(unknown) => drop(outdated.insert(id, unknown)),
        }
    }
    let is_current = |arrival: &&Arrival| {
        outdated.is_empty() || !outdated.contains_key(arrival.published.definition.id())
    };
    let arrivals = submits.iter().map(|submit| &submit.arrival);
    let arrivals: Vec<&Arrival> = arrivals.filter(is_current).collect();
    Taken { decision: decide(&arrivals, Known { surveys: current, ..known }), outdated }
}

impl Taken {
    /// What becomes of each of these submissions, which were decided on.
    pub(crate) fn outcomes(&mut self, submits: &[Submit]) -> Vec<Outcome> {
        let mut results = std::mem::take(&mut self.decision.results).into_iter();
        let outcome = |submit: &Submit| {
            let unread = self.outdated.get(submit.arrival.published.definition.id());
            match unread {
                Some(unread) => Outcome::Outdated(*unread),
                None => Outcome::Done(results.next().unwrap_or(Err(SubmitError::Unavailable))),
            }
        };
        submits.iter().map(outcome).collect()
    }
}
