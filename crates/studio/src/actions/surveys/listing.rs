//! The list of surveys.

use serde::{Deserialize, Serialize};
use sondage_intake::Millis;
use sondage_intake::limits::Closed;
use sondage_store::{SurveyListing, SurveyTotals};

use crate::actions::audit::PAGE;
use crate::actor::{Actor, Right};
use crate::refusal::Refusal;
use crate::state::Studio;

/// How a survey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was never published.
    Draft,
    /// It takes answers.
    Live,
    /// Somebody has paused it.
    Paused,
    /// It opens later.
    Scheduled,
    /// It takes no answers any more.
    Closed,
    /// It was put away.
    Archived,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Live, Self::Paused, Self::Scheduled, Self::Closed, Self::Archived];

    /// Its word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Scheduled => "scheduled",
            Self::Closed => "closed",
            Self::Archived => "archived",
        }
    }
}

/// A survey, as a list has it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Survey {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How it stands.
    pub status: Status,
    /// Words by which it is found.
    pub labels: Vec<String>,
    /// Which revision is published.
    pub published_revision: Option<u32>,
    /// When that was published, in Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub published_at: Option<Millis>,
    /// When what is published opens, in Unix milliseconds, where it says so; it may have.
    #[schema(value_type = Option<i64>)]
    pub opens_at: Option<Millis>,
    /// When it closes.
    #[schema(value_type = Option<i64>)]
    pub closes_at: Option<Millis>,
    /// The draft is another than what is published.
    pub has_changes: bool,
    /// When the draft was edited last, in Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub edited_at: Option<Millis>,
    /// By whom.
    pub edited_by: Option<String>,
    /// How often it was on a screen.
    pub views: u64,
    /// Responses with an answer.
    pub responses: u64,
    /// Responses that came to their end.
    pub completed: u64,
    /// Responses for each time that it was on a screen; nothing, where it was on none.
    pub response_rate: Option<f64>,
    /// When a response changed last, in Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub last_response_at: Option<Millis>,
}

/// Which surveys are asked for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct SurveyQuery {
    /// Words that are in the name, the id or the labels.
    pub search: Option<String>,
    /// Those that stand so; all but what was put away, without.
    pub status: Option<Status>,
    /// Those with this label.
    pub label: Option<String>,
    /// The `next` of the page before; the first page, without.
    pub after: Option<String>,
    /// How many at most, from 1 to 100; 100, without.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

/// A page of the list, and what there is in all.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct SurveyPage {
    /// The surveys, those that changed last first.
    pub items: Vec<Survey>,
    /// What `after` is for the next page; nothing, where this is the last.
    pub next: Option<String>,
    /// How many there are of those that are asked for.
    pub total: usize,
    /// How many there are at all.
    pub all: usize,
}

impl Survey {
    fn changed_at(&self) -> Millis {
        let moments = [self.edited_at, self.published_at];
        moments.into_iter().flatten().max().unwrap_or(Millis(0))
    }

    /// Whether the times at which it opens and closes make a difference.
    #[must_use]
    pub fn takes_times(&self) -> bool {
        matches!(self.status, Status::Live | Status::Scheduled)
    }

    /// By what a list is in order, and goes on.
    fn cursor(&self) -> String {
        format!("{}.{}", self.changed_at().0, self.id)
    }

    fn fits(&self, query: &SurveyQuery) -> bool {
        let is_status = match query.status {
            Some(status) => self.status == status,
            None => self.status != Status::Archived,
        };
        let is_label = query.label.as_ref().is_none_or(|label| self.labels.contains(label));
        let said = [&self.name, &self.id].into_iter().chain(&self.labels);
        let said = said.map(|text| text.to_lowercase()).collect::<Vec<_>>().join("\n");
        let search = query.search.as_deref().unwrap_or_default().to_lowercase();
        is_status && is_label && search.split_whitespace().all(|word| said.contains(word))
    }
}

/// A page of the surveys.
///
/// # Errors
/// Where they may not see them, or they cannot be read.
pub async fn list(
    studio: &Studio,
    actor: &Actor,
    query: &SurveyQuery,
) -> Result<SurveyPage, Refusal> {
    actor.may(Right::SeeSurveys)?;
    let listings = studio.store.survey_listings().await?;
    let totals = studio.shelf.totals(&studio.store).await?;
    let mut surveys = Vec::new();
    for listing in listings {
        surveys.push(described(studio, listing, &totals).await?);
    }
    let all = surveys.len();
    surveys.retain(|survey| survey.fits(query));
    surveys.sort_by(|a, b| (b.changed_at(), &a.id).cmp(&(a.changed_at(), &b.id)));
    let total = surveys.len();
    let after = query.after.as_deref().and_then(|after| after.split_once('.'));
    if let Some((at, id)) = after.and_then(|(at, id)| Some((Millis(at.parse().ok()?), id))) {
        let is_after = |survey: &Survey| {
            survey.changed_at() < at || (survey.changed_at() == at && survey.id.as_str() > id)
        };
        surveys.retain(is_after);
    }
    let limit = usize::try_from(query.limit.unwrap_or(PAGE).clamp(1, PAGE)).unwrap_or(usize::MAX);
    let has_more = surveys.len() > limit;
    surveys.truncate(limit);
    let next = surveys.last().filter(|_| has_more).map(Survey::cursor);
    Ok(SurveyPage { items: surveys, next, total, all })
}

/// One survey.
///
/// # Errors
/// Where they may not see it, or it is not there.
pub async fn show(studio: &Studio, actor: &Actor, id: &str) -> Result<Survey, Refusal> {
    actor.may(Right::SeeSurveys)?;
    let listing = studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let totals = studio.shelf.totals(&studio.store).await?;
    described(studio, listing, &totals).await
}

async fn described(
    studio: &Studio,
    listing: SurveyListing,
    totals: &[SurveyTotals],
) -> Result<Survey, Refusal> {
    let SurveyListing { survey: id, published, draft, state } = listing;
    let totals = totals.iter().find(|one| one.survey == id).cloned().unwrap_or_default();
    let about = match published {
        Some((revision, _)) => studio.shelf.about(&studio.store, &id, revision).await?,
        None => None,
    };
    let now = studio.clock.now();
    let by_hand = state.hold.and_then(|hold| hold.closed(now, None));
    let by_itself =
        about.as_ref().and_then(|about| about.limits.closed(&studio.store.counts(&id), now, None));
    let status = match (state.archived_at, published, by_hand.or(by_itself)) {
        (Some(_), ..) => Status::Archived,
        (None, None, _) => Status::Draft,
        (None, Some(_), None) => Status::Live,
        (None, Some(_), Some(Closed::NotYet(_))) => Status::Scheduled,
        (None, Some(_), Some(Closed::Paused(_))) => Status::Paused,
        (None, Some(_), Some(Closed::Over(_) | Closed::Enough)) => Status::Closed,
    };
    let (opens_at, closes_at) = about
        .as_ref()
        .map(|about| (about.limits.opens(), about.limits.closes()))
        .unwrap_or_default();
    let name = draft.as_ref().map(|draft| draft.name.clone());
    let name = name.or_else(|| about.map(|about| about.name.clone()));
    Ok(Survey {
        name: name.unwrap_or_else(|| id.clone()),
        id,
        status,
        labels: state.labels,
        published_revision: published.map(|(revision, _)| revision),
        published_at: published.map(|(_, at)| at),
        opens_at,
        closes_at,
        has_changes: draft.as_ref().is_some_and(|draft| draft.is_changed),
        edited_at: draft.as_ref().map(|draft| draft.edited_at),
        edited_by: draft.map(|draft| draft.edited_by),
        views: totals.n_shown,
        responses: totals.n_begun,
        completed: totals.n_completed,
        response_rate: rate(totals.n_begun, totals.n_shown),
        last_response_at: totals.last_at,
    })
}

/// How many for each; some answer by links that were shown elsewhere, so it is 1 at most.
fn rate(responses: u64, views: u64) -> Option<f64> {
    let number = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    (views > 0).then(|| (number(responses) / number(views)).min(1.0))
}
