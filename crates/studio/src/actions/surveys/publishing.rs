//! A draft becomes what is published.

use serde::Serialize;
use serde_json::json;
use sondage_author::definition::Elsewhere;
use sondage_intake::comparing::{Candidate, Known};

use super::attributes::attributes_in_braze;
use super::checking::{Checked, Finding, checked};
use super::drafting::{pointer_of, read};
use crate::actions::audit::noted;
use crate::actor::{Actor, Right};
use crate::connection;
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words::{self, Said};

/// A survey that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PublishedView {
    /// The survey's id.
    pub id: String,
    /// Which revision is published now.
    pub revision: u32,
    /// Whether this made it; not where the same text was published already.
    pub is_new: bool,
    /// What is hardly meant.
    pub warnings: Vec<Finding>,
}

/// Publishes a draft, as `sondage publish` does: checked, and compared with what else is published. `from`
/// is the [`DraftView::base`](super::view::DraftView::base) that whoever publishes has seen; with `accept_types` an attribute may have
/// another type elsewhere, whose values Braze will drop.
///
/// # Errors
/// Where they may not, where somebody has edited the draft since, or with all that is wrong with it.
pub async fn publish(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    (from, accept_types): (&str, bool),
) -> Result<PublishedView, Refusal> {
    actor.may(Right::PublishSurveys)?;
    let draft = read(studio, actor, id).await?;
    if draft.base() != from {
        let said = Said::new(words::DRAFT_STALE).with("who", &draft.edited_by);
        return Err(Refusal::new(RefusalKind::Stale, said));
    }
    let language = draft.text_language();
    let Checked { findings, definition } =
        checked(studio, Some(id.to_owned()), language, draft.text.clone()).await?;
    let Some(definition) = definition else { return Err(not_right(&findings)) };
    let texts = studio.store.all_revisions().await?;
    let braze = in_braze(studio).await;
    let (compared, text) = (definition.clone(), draft.text.clone());
    let compare = move || {
        let candidate = Candidate { definition: &compared, text: &text, language };
        let clashes = Known::of_texts(texts).with_braze(braze).clashes(candidate, &[]);
        clashes.iter().map(|clash| (pointer_of(&clash.place), clash.message())).collect::<Vec<_>>()
    };
    let clashes =
        tokio::task::spawn_blocking(compare).await.map_err(|error| Refusal::internal(&error))?;
    if !clashes.is_empty() && !accept_types {
        let refusal = Refusal::new(RefusalKind::Conflict, words::TYPES_CLASH);
        let at = |refusal: Refusal, (path, message): (String, String)| {
            refusal.at(format!("/{path}"), Said::new(words::AS_IT_IS).with("what", message))
        };
        return Err(clashes.into_iter().fold(refusal, at));
    }
    let (by, survey, beside) = (actor.clone(), id.to_owned(), studio.clone());
    let note = move |revision| {
        let detail = json!({ "revision": revision });
        vec![noted(&beside, &by, "survey.published", Some(&survey), &detail)]
    };
    let made = studio.store.publish_noted(&definition, &draft.text, language, note).await?;
    let (revision, is_new) = (made.revision, made.is_new);
    Ok(PublishedView { id: id.to_owned(), revision, is_new, warnings: findings })
}

/// What Braze has, where it is connected, answers, and the key may list it.
async fn in_braze(studio: &Studio) -> Option<Elsewhere> {
    let client = connection::client(studio).await.ok().flatten()?;
    match attributes_in_braze(&client).await {
        Ok(known) => known,
        Err(error) => {
            tracing::warn!(%error, "attributes are not compared with those that Braze has");
            None
        }
    }
}

fn not_right(findings: &[Finding]) -> Refusal {
    let wrong = findings.iter().filter(|finding| !finding.is_warning);
    let refusal = Refusal::new(RefusalKind::Invalid, words::NOT_RIGHT_YET);
    wrong.fold(refusal, |refusal, finding| {
        let said = Said::new(words::AS_IT_IS).with("what", &finding.message);
        refusal.at(format!("/{}", finding.path.replace('.', "/")), said)
    })
}
