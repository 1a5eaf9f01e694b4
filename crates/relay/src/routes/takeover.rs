//! What a page says to the script by which the widget takes its card over.

use serde_json::json;
use sondage_author::definition::Definition;
use sondage_survey::answer::Pairs;
use sondage_survey::session::{Phase, Session};
use sondage_survey::wire::is_lean;

use super::proposal::Proposed;
use super::visit::Visit;
use crate::state::AppState;

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
    /// What is proposed, as the JSON array of answers that the relay takes.
    pub(super) proposed: String,
}

/// What lets the widget take over a session's card; nothing where it could not show the same one.
/// The widget goes on where a response was left, while a page may show an earlier card, and it
/// knows no word of farewell to those who decline.
pub(super) fn of(
    app: &AppState,
    definition: &Definition,
    session: &Session,
    visit: &Visit,
    proposed: &[Proposed],
) -> Option<Script> {
    let survey = session.survey();
    let is_card = matches!(session.phase(), Phase::Asking(_) | Phase::Welcome | Phase::Review);
    let is_plain = definition.link().password.is_some() || session.fault().is_some();
    let mut left = Session::new(survey.clone(), session.given().clone());
    left.go_on_where_it_was_left();
    if !is_card || is_plain || survey.flow.closed || left.card() != session.card() {
        return None;
    }
    let base = app.config.public_url.path();
    Some(Script {
        address: format!("{base}/w/{}", app.assets.path("link.js")?),
        survey: survey.id.clone(),
        locale: survey.locale.clone(),
        channel: visit.channel.as_str().to_owned(),
        revision: survey.revision,
        is_full: !is_lean(survey),
        is_known: visit.is_known(definition.id(), &app.config.trust),
        kept: json!(pairs(session)).to_string(),
        proposed: answers(session, proposed),
    })
}

/// The answers of a session as the pairs of their forms.
fn pairs(session: &Session) -> Pairs {
    let mut pairs = Pairs::new();
    for (place, question) in session.survey().questions.iter().enumerate() {
        if let Some(value) = session.given().answer(place) {
            question.ask.write_form(value, &question.field(), &mut pairs);
        }
    }
    pairs
}

fn answers(session: &Session, proposed: &[Proposed]) -> String {
    let answer = |one: &Proposed| {
        let question = session.survey().questions.get(one.place)?;
        Some(json!({ "question": question.id, "value": one.value.to_json() }))
    };
    json!(proposed.iter().filter_map(answer).collect::<Vec<_>>()).to_string()
}
