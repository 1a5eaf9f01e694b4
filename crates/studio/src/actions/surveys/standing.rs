//! What is done with a survey by hand: paused, closed, put away, labelled.

use serde_json::json;
use sondage_intake::limits::Hold;
use sondage_store::{DraftChange, StudioChange, SurveyState};

use super::listing::{self, Survey};
use crate::actions::audit::noted;
use crate::actor::{Actor, Right};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words::{self, Said};

/// The most labels of a survey.
const LABELS: usize = 20;
/// The longest label.
const LONGEST_LABEL: usize = 60;

/// What is done with a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It takes no answers for a while.
    Pause,
    /// It takes no answers any more.
    Close,
    /// It takes answers again.
    Reopen,
    /// It takes no answers, and is out of the way.
    Archive,
    /// It is there again, as it was.
    Unarchive,
}

impl Deed {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pause => "survey.paused",
            Self::Close => "survey.closed",
            Self::Reopen => "survey.reopened",
            Self::Archive => "survey.archived",
            Self::Unarchive => "survey.unarchived",
        }
    }
}

/// Does this with a survey. Every relay notices within a second or two; who has begun may finish within
/// a day.
///
/// # Errors
/// Where they may not, or the survey is not published.
pub async fn act(studio: &Studio, actor: &Actor, id: &str, deed: Deed) -> Result<Survey, Refusal> {
    actor.may(Right::PublishSurveys)?;
    let listing = studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let is_published = listing.published.is_some();
    if !is_published && matches!(deed, Deed::Pause | Deed::Close | Deed::Reopen) {
        return Err(Refusal::new(RefusalKind::Conflict, words::NOT_PUBLISHED));
    }
    let (now, state) = (studio.clock.now(), listing.state);
    let hold = |is_pause| Some(Hold { since: now, is_pause });
    let state = match deed {
        Deed::Pause => SurveyState { hold: hold(true), ..state },
        Deed::Close => SurveyState { hold: hold(false), ..state },
        Deed::Reopen => SurveyState { hold: None, archived_at: None, ..state },
        Deed::Archive => SurveyState {
            archived_at: Some(now),
            hold: state.hold.or_else(|| hold(false)).filter(|_| is_published),
            ..state
        },
        Deed::Unarchive => SurveyState { archived_at: None, ..state },
    };
    put(studio, actor, id, state, deed.as_str()).await
}

/// Gives a survey these labels and no others.
///
/// # Errors
/// Where they may not, or a label is empty, too long, or one too many.
pub async fn label(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    labels: &[String],
) -> Result<Survey, Refusal> {
    actor.may(Right::EditSurveys)?;
    let mut own: Vec<String> = Vec::new();
    for (at, label) in labels.iter().map(|label| label.trim()).enumerate() {
        let pointer = format!("/labels/{at}");
        if label.is_empty() {
            return Err(Refusal::invalid().at(pointer.as_str(), words::LABEL_EMPTY));
        }
        if label.chars().count() > LONGEST_LABEL {
            let said = Said::new(words::TOO_LONG).with("length", LONGEST_LABEL);
            return Err(Refusal::invalid().at(pointer.as_str(), said));
        }
        if !own.iter().any(|other| other == label) {
            own.push(label.to_owned());
        }
    }
    if own.len() > LABELS {
        let said = Said::new(words::TOO_MANY_LABELS).with("n", LABELS);
        return Err(Refusal::invalid().at("/labels", said));
    }
    let listing = studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let state = SurveyState { labels: own, ..listing.state };
    put(studio, actor, id, state, "survey.labelled").await
}

async fn put(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    state: SurveyState,
    what: &str,
) -> Result<Survey, Refusal> {
    let state = SurveyState { survey: id.to_owned(), ..state };
    let changes = vec![
        StudioChange::Draft(Box::new(DraftChange::Put(state))),
        noted(studio, actor, what, Some(id), &json!({})),
    ];
    studio.store.change_drafts(changes).await?;
    listing::show(studio, actor, id).await
}
