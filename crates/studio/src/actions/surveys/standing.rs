//! What is done with a survey by hand: paused, closed, put away, labelled.

use serde_json::json;
use sondage_intake::limits::Hold;
use sondage_store::{DraftChange, StudioChange};

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
    let (now, survey) = (studio.clock.now(), id.to_owned());
    let paused = Some(Hold { since: now, is_pause: true });
    let closed = Some(Hold { since: now, is_pause: false });
    // What a deed does not name stays as it is by then, whoever sets it meanwhile.
    let changes = match deed {
        Deed::Pause => vec![DraftChange::Hold { survey, hold: paused }],
        Deed::Close => vec![DraftChange::Hold { survey, hold: closed }],
        Deed::Reopen => vec![
            DraftChange::Hold { survey: survey.clone(), hold: None },
            DraftChange::Archive { survey, at: None, hold: None },
        ],
        Deed::Archive => {
            let hold = closed.filter(|_| is_published);
            vec![DraftChange::Archive { survey, at: Some(now), hold }]
        }
        Deed::Unarchive => vec![DraftChange::Archive { survey, at: None, hold: None }],
    };
    change(studio, actor, id, changes, deed.as_str()).await
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
    studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let changes = vec![DraftChange::Label { survey: id.to_owned(), labels: own }];
    change(studio, actor, id, changes, "survey.labelled").await
}

async fn change(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    changes: Vec<DraftChange>,
    what: &str,
) -> Result<Survey, Refusal> {
    let made = changes.into_iter().map(|change| StudioChange::Draft(Box::new(change)));
    let mut changes: Vec<StudioChange> = made.collect();
    changes.push(noted(studio, actor, what, Some(id), &json!({})));
    studio.store.change_drafts(changes).await?;
    listing::show(studio, actor, id).await
}
