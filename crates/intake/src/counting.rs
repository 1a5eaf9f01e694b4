//! Which responses count for what.

use sondage_survey::intake;
use sondage_survey::path::Walk;

use crate::limits::Counts;
use crate::published::Published;
use crate::response::StoredResponse;
use crate::submission::State;

/// Whether a response counts now: it is completed, and was not sent away because there were enough
/// like it. What counts once goes on to count, for whichever quotas its answers fit.
pub(crate) fn is_counted(
    published: &Published,
    counts: &Counts,
    before: Option<&StoredResponse>,
    after: &StoredResponse,
) -> bool {
    if after.state != State::Completed {
        return false;
    }
    let was = before.filter(|before| before.state == State::Completed);
    let is_same =
        |was: &&StoredResponse| was.answers == after.answers && was.hidden == after.hidden;
    if let Some(was) = was.filter(is_same) {
        return was.is_counted;
    }
    if was.is_some_and(|was| was.is_counted) {
        return true;
    }
    // Those who had begun before the last one are kept, and are not among those that it takes.
    if published.limits.is_enough(counts) {
        return false;
    }
    let full = published.limits.full(counts);
    let ids = published.definition.quota_ids();
    let is_full = |id: &String| ids.iter().zip(&full).any(|(quota, full)| *full && quota == id);
    full.is_empty() || !fitting_quotas(published, after).iter().any(is_full)
}

/// The quotas whose condition holds, by their ids.
#[must_use]
pub fn fitting_quotas(published: &Published, response: &StoredResponse) -> Vec<String> {
    let survey = published.own_survey();
    if survey.quotas.is_empty() {
        return Vec::new();
    }
    let answer = |question: &str| response.live_value(question);
    let hidden = |field: &str| response.hidden.get(field);
    let given = intake::restore(survey, &response.id, answer, hidden);
    let walk = Walk::new(survey, &given);
    let quotas = published.definition.quota_ids().iter().zip(&survey.quotas);
    quotas.filter(|(_, quota)| quota.condition.holds(&walk)).map(|(id, _)| id.clone()).collect()
}

/// What a response counts for: nothing, or as one of all and for the quotas that it fits.
fn contribution(published: &Published, response: Option<&StoredResponse>) -> Option<Vec<String>> {
    response
        .filter(|response| response.is_counted)
        .map(|response| fitting_quotas(published, response))
}

/// How a change of a response moves the counts of its survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    before: Option<Vec<String>>,
    after: Option<Vec<String>>,
}

impl Move {
    /// From what a response counted for to what it counts for now; `None` where that is the same.
    #[must_use]
    pub fn between(
        published: &Published,
        before: Option<&StoredResponse>,
        after: Option<&StoredResponse>,
    ) -> Option<Self> {
        let before = contribution(published, before);
        let after = contribution(published, after);
        (before != after).then_some(Self { before, after })
    }

    /// Moves the counts.
    pub fn make(&self, counts: &mut Counts) {
        if self.before.is_none() {
            counts.completed = counts.completed.saturating_add(1);
        }
        for quota in self.before.iter().flatten() {
            let n = counts.quotas.entry(quota.clone()).or_default();
            *n = n.saturating_sub(1);
        }
        for quota in self.after.iter().flatten() {
            let n = counts.quotas.entry(quota.clone()).or_default();
            *n = n.saturating_add(1);
        }
    }
}
