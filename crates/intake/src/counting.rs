//! Which responses count for what.

use sondage_survey::intake;
use sondage_survey::path::Walk;

use crate::limits::Counts;
use crate::published::Published;
use crate::response::Response;
use crate::submission::State;

/// The quotas that a response counts for; `None` while it does not count at all: it is not
/// completed, or was sent away because there were enough like it. What counts once goes on to
/// count, for whichever quotas its answers fit.
#[must_use]
pub fn counted(
    published: &Published,
    counts: &Counts,
    id: &str,
    before: Option<&Response>,
    after: &Response,
) -> Option<Vec<String>> {
    if after.state != State::Completed {
        return None;
    }
    let was = before.filter(|before| before.state == State::Completed);
    let is_same = |was: &&Response| was.answers == after.answers && was.hidden == after.hidden;
    if let Some(was) = was.filter(is_same) {
        return was.counted.clone();
    }
    let fitting = fitting(published, id, after);
    let is_counted = was.is_some_and(|was| was.counted.is_some());
    let full = published.limits.full(counts);
    let ids = published.definition.quota_ids();
    let is_full = |id: &String| ids.iter().zip(&full).any(|(quota, full)| *full && quota == id);
    (is_counted || !fitting.iter().any(is_full)).then_some(fitting)
}

/// The quotas whose condition holds.
#[must_use]
pub fn fitting(published: &Published, id: &str, response: &Response) -> Vec<String> {
    let survey = published.own_survey();
    if survey.quotas.is_empty() {
        return Vec::new();
    }
    let answer = |id: &str| {
        let stored = response.answers.iter().find(|stored| stored.question == id)?;
        Some(&stored.value).filter(|value| !value.is_null())
    };
    let given = intake::restore(survey, id, answer, |field: &str| response.hidden.get(field));
    let walk = Walk::new(survey, &given);
    let quotas = published.definition.quota_ids().iter().zip(&survey.quotas);
    quotas.filter(|(_, quota)| quota.condition.holds(&walk)).map(|(id, _)| id.clone()).collect()
}

/// Moves the counts from what a response counted for to what it counts for now; says whether that
/// changed anything.
pub fn recount(counts: &mut Counts, before: Option<&[String]>, after: Option<&[String]>) -> bool {
    if before == after {
        return false;
    }
    if before.is_none() {
        counts.completed = counts.completed.saturating_add(1);
    }
    for quota in before.unwrap_or_default() {
        let n = counts.quotas.entry(quota.clone()).or_default();
        *n = n.saturating_sub(1);
    }
    for quota in after.unwrap_or_default() {
        let n = counts.quotas.entry(quota.clone()).or_default();
        *n = n.saturating_add(1);
    }
    true
}
