//! What a page says to the script by which the widget takes its card over.

use serde_json::json;
use sondage_author::definition::Definition;
use sondage_survey::kept::Begun;
use sondage_survey::session::{Phase, Session};
use sondage_survey::wire::is_lean;

use super::proposal::Proposed;
use super::visit::Visit;
use crate::state::Pages;

/// The script, and what it is told.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// Where it is.
    pub(super) address: String,
    pub(super) survey: String,
    pub(super) locale: String,
    pub(super) channel: String,
    pub(super) revision: u32,
    /// Whether the survey needs the full build.
    pub(super) is_full: bool,
    /// Whether the response is that of this link or respondent, and no browser's own.
    pub(super) is_known: bool,
    /// What is answered or proposed, as a JSON array of a form's pairs.
    pub(super) kept: String,
    /// The ids of the questions whose answers are proposed, with spaces between them.
    pub(super) proposed: String,
    /// The card on the page, where it is another one than that where the response was left.
    pub(super) card: Option<String>,
}

/// What lets the widget take over a session's card; nothing where it could not show the same one.
/// The widget goes on where a response was left, unless it is told another card. It knows no word
/// of farewell to those who decline the prompt: that button the script leaves to the page.
pub(super) fn takeover_of(
    pages: &Pages,
    definition: &Definition,
    session: &Session,
    visit: &Visit,
    proposed: &[Proposed],
) -> Option<Script> {
    let survey = session.survey();
    let is_card = !matches!(session.phase(), Phase::TimeUp | Phase::Ended | Phase::Closed);
    let is_plain = definition.link().password.is_some() || session.fault().is_some();
    let mut left = Session::new(session.shared_survey(), session.given().clone());
    left.go_on_where_it_was_left();
    if !is_card || is_plain || survey.flow.closed {
        return None;
    }
    let base = pages.config.public_url.path();
    Some(Script {
        address: format!("{base}/w/{}", pages.assets.path("link.js")?),
        survey: survey.id.clone(),
        locale: survey.locale.clone(),
        channel: visit.channel.as_str().to_owned(),
        revision: survey.revision,
        is_full: !is_lean(survey),
        is_known: visit.is_known(definition.id(), &pages.trust()),
        kept: json!(Begun::of_session(&visit.response, session).pairs).to_string(),
        proposed: ids(session, proposed),
        card: (left.card() != session.card()).then(|| session.card()),
    })
}

/// The ids of the questions whose answers are proposed, with spaces between them.
fn ids(session: &Session, proposed: &[Proposed]) -> String {
    let id = |one: &Proposed| Some(session.survey().questions.get(one.place)?.id.as_str());
    proposed.iter().filter_map(id).collect::<Vec<_>>().join(" ")
}
