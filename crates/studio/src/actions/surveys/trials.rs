//! Trying a survey before others do: links that open it for real, and what was answered there, which
//! nothing counts.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sondage_intake::{Definition, Language, Millis, Published};
use sondage_store::{StudioChange, Trial, TrialBraze, TrialChange, TrialResponse};
use sondage_survey::{intake, profile};

use super::previewing;
use crate::actions::audit::noted;
use crate::actions::braze::LONGEST_ID;
use crate::actor::{Actor, Right};
use crate::connection;
use crate::refusal::{Refusal, RefusalKind};
use crate::secret;
use crate::state::Studio;
use crate::words::{self, Said};

/// The longest that a link is good, in hours: a week.
pub const LONGEST_HOURS: u32 = 7 * 24;
/// So many links of a survey are good at once.
const MOST_OPEN: usize = 20;
/// Characters of a link's key: 128 random bits in hex.
const KEY: usize = 32;

/// What of a survey is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrialOf {
    /// The draft, as it is now.
    #[default]
    Draft,
    /// What is published now.
    Published,
}

/// A link that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrialOrder {
    /// What is tried.
    #[serde(default)]
    pub of: TrialOf,
    /// For how many hours the link is good: 1 to 168; a day, without.
    #[serde(default = "a_day")]
    #[schema(minimum = 1, maximum = 168)]
    pub hours: u32,
    /// The external id of the profile that gets what is answered; without, Braze hears nothing of it.
    #[serde(default)]
    pub profile: Option<String>,
}

fn a_day() -> u32 {
    24
}

/// A link by which a survey is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TrialView {
    /// Its key, which is in the address: who has it can answer.
    pub key: String,
    /// The revision that was published when it was made; none for a draft.
    pub revision: Option<u32>,
    /// The external id of the profile that gets what is answered.
    pub profile: Option<String>,
    /// Who made it.
    pub made_by: String,
    /// When, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub made_at: Millis,
    /// Until when it is good, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub ends_at: Millis,
    /// Whether it is good now.
    pub is_open: bool,
    /// Where it leads, while it is good.
    pub address: Option<String>,
    /// The same as a QR code, an SVG document.
    pub qr: Option<String>,
    /// The in-app message to be sent by Braze to oneself, while it is good.
    pub message: Option<String>,
}

/// What somebody has answered in a test.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct TrialResponseView {
    /// The response's id.
    pub id: String,
    /// The key of the link.
    pub trial: String,
    /// Where it was answered: `link`, `in-app`.
    pub channel: String,
    /// In which language.
    pub locale: String,
    /// How far it has come: `in_progress`, `dismissed`, `completed`.
    pub state: &'static str,
    /// When it was begun, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub started_at: Millis,
    /// When it was answered last, in Unix milliseconds.
    #[schema(value_type = i64)]
    pub updated_at: Millis,
    /// What was answered.
    pub answers: Vec<TrialAnswerView>,
    /// What became of it on its way to Braze: `pending`, `delivered`, `failed`; none where it does not go
    /// there.
    pub braze: Option<&'static str>,
    /// Braze's words, where it would not have it.
    pub braze_said: Option<String>,
}

/// One answer of a test.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct TrialAnswerView {
    /// The question's id.
    pub question: String,
    /// What was asked, in the survey's own language.
    pub prompt: String,
    /// What was answered, as it is stored.
    pub value: Json,
    /// The same in words.
    pub text: String,
}

/// Makes a link that opens a survey for real, and of which nothing is counted.
///
/// # Errors
/// Where they may not, what is to be tried is not right or not there, or the order cannot be meant.
pub async fn begin(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    order: &TrialOrder,
) -> Result<TrialView, Refusal> {
    actor.may(Right::PublishSurveys)?;
    if !(1..=LONGEST_HOURS).contains(&order.hours) {
        let said = Said::new(words::TRIAL_HOURS_WRONG).with("most", LONGEST_HOURS);
        return Err(Refusal::invalid().at("/hours", said));
    }
    let profile = match order.profile.as_deref().map(str::trim) {
        None => None,
        Some("") => return Err(Refusal::invalid().at("/profile", words::TRIAL_PROFILE_MISSING)),
        Some(long) if long.len() > LONGEST_ID => {
            let said = Said::new(words::TOO_LONG).with("length", LONGEST_ID);
            return Err(Refusal::invalid().at("/profile", said));
        }
        Some(profile) => Some(profile.to_owned()),
    };
    if profile.is_some() && !is_connected(studio).await? {
        return Err(Refusal::new(RefusalKind::Conflict, words::BRAZE_NOT_CONNECTED));
    }
    let now = studio.clock.now();
    let open = studio.store.trials(id).await?.into_iter().filter(|trial| now < trial.ends_at);
    if open.count() >= MOST_OPEN {
        return Err(Refusal::new(RefusalKind::Conflict, words::TRIAL_TOO_MANY));
    }
    let (revision, language, source) = tried(studio, actor, id, order.of).await?;
    let trial = Trial {
        key: secret::random()?.chars().take(KEY).collect(),
        survey: id.to_owned(),
        revision,
        language,
        source,
        profile,
        made_by: actor.name.clone(),
        made_at: now,
        ends_at: now.plus(Duration::from_hours(order.hours.into())),
    };
    let detail = json!({ "hours": order.hours, "revision": revision, "profile": trial.profile });
    let note = noted(studio, actor, "test.made", Some(id), &detail);
    let begun = StudioChange::Trial(Box::new(TrialChange::Begin(trial.clone())));
    studio.store.change_studio(vec![begun, note]).await?;
    Ok(viewed(studio, &trial))
}

async fn is_connected(studio: &Studio) -> Result<bool, Refusal> {
    Ok(studio.settings.braze.is_some() || connection::client(studio).await?.is_some())
}

/// The text that is tried, with its revision.
async fn tried(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    of: TrialOf,
) -> Result<(Option<u32>, Language, String), Refusal> {
    let look = previewing::look_at(studio, actor, id).await?;
    if of == TrialOf::Published {
        let listing = studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
        let not_published = || Refusal::new(RefusalKind::Conflict, words::NOT_PUBLISHED);
        let (revision, _) = listing.published.ok_or_else(not_published)?;
        let text = studio.store.revision(id, revision).await?.ok_or_else(not_published)?;
        return Ok((Some(revision), text.language, text.source));
    }
    let definition = look.definition.filter(|_| look.is_current);
    let Some(definition) = definition else {
        let refusal = Refusal::new(RefusalKind::Invalid, words::TRIAL_NOT_RIGHT);
        return Err(look.faults.iter().fold(refusal, |refusal, fault| {
            let said = Said::new(words::AS_IT_IS).with("what", &fault.message);
            refusal.at(format!("/{}", fault.path.replace('.', "/")), said)
        }));
    };
    Ok((None, Language::Toml, definition.source().clone().to_text(Language::Toml)))
}

/// The links of a survey that were made in the last days, the last made first.
///
/// # Errors
/// Where they may not see them, or there is no such survey.
pub async fn list(studio: &Studio, actor: &Actor, id: &str) -> Result<Vec<TrialView>, Refusal> {
    actor.may(Right::SeeSurveys)?;
    studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let trials = studio.store.trials(id).await?;
    Ok(trials.iter().map(|trial| viewed(studio, trial)).collect())
}

fn viewed(studio: &Studio, trial: &Trial) -> TrialView {
    let is_open = studio.clock.now() < trial.ends_at;
    let pasted = is_open.then(|| studio.relay.trial(trial)).flatten();
    let (address, qr, message) = match pasted {
        Some(pasted) => (Some(pasted.address), pasted.qr, pasted.message),
        None => (None, None, None),
    };
    TrialView {
        key: trial.key.clone(),
        revision: trial.revision,
        profile: trial.profile.clone(),
        made_by: trial.made_by.clone(),
        made_at: trial.made_at,
        ends_at: trial.ends_at,
        is_open,
        address,
        qr,
        message,
    }
}

/// What was answered in the tests of a survey, the last first.
///
/// # Errors
/// Where they may not see it, or there is no such survey.
pub async fn responses(
    studio: &Studio,
    actor: &Actor,
    id: &str,
) -> Result<Vec<TrialResponseView>, Refusal> {
    actor.may(Right::SeeSurveys)?;
    studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let trials = studio.store.trials(id).await?;
    let all = studio.store.trial_responses(id).await?;
    let read = move || {
        let read = |trial: &Trial| {
            let definition = Definition::read_published(&trial.source, trial.language).ok()?;
            Some((trial.key.clone(), Published::new(definition, 1, trial.made_at)))
        };
        // Only those by which something was answered.
        let is_asked = |trial: &&Trial| all.iter().any(|one| one.trial == trial.key);
        let asked: HashMap<String, Published> =
            trials.iter().filter(is_asked).filter_map(read).collect();
        all.into_iter().map(|one| described(asked.get(&one.trial), one)).collect()
    };
    studio.shelf.off_the_way(read).await
}

fn described(asked: Option<&Published>, response: TrialResponse) -> TrialResponseView {
    let survey = asked.map(Published::own_survey);
    let value = |id: &str| {
        response.answers.iter().find(|answer| answer.question == id).map(|answer| &answer.value)
    };
    let given = survey.map(|survey| intake::restore(survey, &response.id, value, |_: &str| None));
    let answer = |answer: &sondage_store::TrialAnswer| {
        let known = survey.and_then(|survey| survey.question(&answer.question));
        let read = known.and_then(|(place, question)| {
            Some(profile::attribute(question, given.as_ref()?.answer(place)?).to_json())
        });
        TrialAnswerView {
            question: answer.question.clone(),
            prompt: known.map_or(&answer.question, |(_, question)| &question.prompt).clone(),
            value: answer.value.clone(),
            text: text_of(&read.unwrap_or_else(|| answer.value.clone())),
        }
    };
    let answers = response.answers.iter().map(answer).collect();
    let (braze, braze_said) = match response.braze {
        None => (None, None),
        Some(TrialBraze::Pending) => (Some("pending"), None),
        Some(TrialBraze::Delivered) => (Some("delivered"), None),
        Some(TrialBraze::Failed(said)) => (Some("failed"), Some(said)),
    };
    TrialResponseView {
        id: response.id,
        trial: response.trial,
        channel: response.channel.as_str().to_owned(),
        locale: response.locale,
        state: response.state.name(),
        started_at: response.started_at,
        updated_at: response.updated_at,
        answers,
        braze,
        braze_said,
    }
}

/// A value in words.
fn text_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(all) => all.iter().map(text_of).collect::<Vec<_>>().join(", "),
        Json::Object(parts) => {
            let part = |(name, value): (&String, &Json)| format!("{name}: {}", text_of(value));
            parts.iter().map(part).collect::<Vec<_>>().join(", ")
        }
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

/// Ends a link, at every relay at once: what was answered stays.
///
/// # Errors
/// Where they may not, or there is no such link that is good.
pub async fn end(studio: &Studio, actor: &Actor, id: &str, key: &str) -> Result<(), Refusal> {
    let end =
        TrialChange::End { key: key.to_owned(), survey: id.to_owned(), at: studio.clock.now() };
    change(studio, actor, id, end, "test.ended").await
}

/// Deletes what was answered in a test, or in all of a survey's.
///
/// # Errors
/// Where they may not, or there is no such response.
pub async fn forget(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    response: Option<&str>,
) -> Result<(), Refusal> {
    let (survey, response) = (id.to_owned(), response.map(str::to_owned));
    change(studio, actor, id, TrialChange::Forget { survey, response }, "test.deleted").await
}

async fn change(
    studio: &Studio,
    actor: &Actor,
    id: &str,
    change: TrialChange,
    action: &'static str,
) -> Result<(), Refusal> {
    actor.may(Right::PublishSurveys)?;
    let note = noted(studio, actor, action, Some(id), &json!({}));
    let changes = vec![StudioChange::Trial(Box::new(change)), note];
    if studio.store.change_studio(changes).await? { Ok(()) } else { Err(Refusal::not_found()) }
}
