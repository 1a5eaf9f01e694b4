//! What a submission changes, given what is stored. Pure: no database, no clock.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value as Json};
use sondage_author::definition::Braze;
use sondage_survey::answer::Value;
use sondage_survey::intake::{self, Incoming};
use sondage_survey::path::{Answers, Given, Walk};
use sondage_survey::profile::Origin;
use sondage_survey::survey::Survey;

use crate::files::{self, FileOwner};
use crate::hidden;
use crate::limits::{Closed, Hold};
use crate::millis::Millis;
use crate::owed::{Change, Outcome, Owed, Told, owed, owed_beside, owed_outcome};
use crate::published::Published;
use crate::response::{StoredAnswer, StoredResponse};
use crate::submission::{Answer, Identifier, Respondent, State, Submission};

/// Why a submission is not stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// An answer that no widget could have sent.
    #[error("question \"{}\": {}", .0.question, .0.reason())]
    Refused(intake::Refused),
    /// The response's id belongs to another survey, or to another respondent.
    #[error("this response belongs to another survey or to another respondent: begin a new one")]
    OtherSurvey,
    /// The survey takes no answers of somebody new, or none any more.
    #[error("{0}")]
    Closed(Closed),
    /// The survey asks everybody once, and this respondent has another response.
    #[error("this respondent has answered already, and the survey asks everybody once")]
    Answered {
        /// The other response.
        response: String,
        /// Whether it is completed; else one can go on with it.
        is_completed: bool,
    },
    /// It was given before its respondent was erased.
    #[error("what was answered has been erased since")]
    Erased,
    /// Cannot store for now. Nothing was stored, and the same submission may come again.
    #[error("cannot store answers for now, try again")]
    Unavailable,
}

/// A submission that has arrived.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The revision that the respondent had before them.
    pub published: Arc<Published>,
    /// What arrives.
    pub submission: Submission,
    /// When.
    pub received_at: Millis,
    /// Somebody has stopped the survey.
    pub held: Option<Hold>,
}

/// What is to be written for a submission.
#[derive(Debug, PartialEq)]
pub(crate) struct Merged {
    /// The response afterwards; `None` when the submission says nothing new.
    pub response: Option<StoredResponse>,
    /// The answers that are new or changed: places in the response's list.
    pub changed: Vec<usize>,
    /// Those that were given once more as they are: places too.
    pub confirmed: Vec<usize>,
    /// What is owed to Braze, by question and revision.
    pub owed: Vec<(String, u32, Owed)>,
    /// How many questions the submission answered.
    pub n_answered: u32,
}

/// How old an answer may be by the respondent's clock. A widget keeps what it could not send and
/// tries again at the next visit, so weeks are believable; 1970, from a clock that was never set,
/// is not.
const OLDEST: Duration = Duration::from_hours(30 * 24);

/// Takes a submission into what is stored of its response; `files` says whose the files are that it
/// names. Whether anything of it goes to Braze the survey of today says, whichever revision is
/// answered.
///
/// # Errors
/// When the response is someone else's, or an answer is none that a widget could have sent.
pub(crate) fn merge(
    arrival: &Arrival,
    today: &Braze,
    files: &HashMap<String, FileOwner>,
    known: Option<&StoredResponse>,
) -> Result<Merged, SubmitError> {
    let Arrival { published, submission, received_at, .. } = arrival;
    let received_at = *received_at;
    let survey = published.own_survey();
    if known.is_some_and(|known| {
        known.survey != survey.id || !known.respondent.admits(&submission.respondent)
    }) {
        return Err(SubmitError::OtherSurvey);
    }
    let news = news(known, submission);
    files::check(survey, submission, &news, files).map_err(SubmitError::Refused)?;
    let hidden = hidden::kept(survey, known.map(|known| &known.hidden), &submission.hidden);
    let before = readable(survey, known, &submission.response, &hidden);
    let incoming: Vec<Incoming> = news.iter().map(|answer| incoming(answer, received_at)).collect();
    let completes = submission.state == State::Completed;
    let after = intake::check(survey, before.clone(), &incoming, completes)
        .map_err(SubmitError::Refused)?;

    let mut response = known.cloned().unwrap_or_else(|| begun(published, submission, received_at));
    let answers = (&before.answers, &after.answers);
    let mut confirmed = confirm(&mut response, &news);
    let changed = take_answers(&mut response, survey, answers, &news, received_at);
    confirmed.retain(|at| !changed.contains(at));
    let was_anonymous = response.respondent.identifier.is_none();
    response.hidden = hidden;
    let came = response.state;
    take_header(&mut response, (published, today), submission, received_at);
    let fields = hidden::form_fields(&response.hidden);
    let place = Place { published, today, survey, submission, fields };
    let mut owed = place.owed(&response, &after.answers, &changed, was_anonymous);
    if was_anonymous || response.state != came {
        owed.extend(place.owed_outcome(&response, &after, received_at));
    }
    let was_known = known.filter(|_| !was_anonymous).map(|known| (known, &before));
    owed.extend(place.owed_beside(&response, received_at, was_known, &after));
    let is_new = known.is_none_or(|known| *known != response);
    if is_new {
        response.updated_at = received_at;
        response.version += 1;
    }
    let n_answered = count_questions(&submission.answers);
    Ok(Merged { response: is_new.then_some(response), changed, confirmed, owed, n_answered })
}

/// The answers that count: the last one for each question, and none that is older, by the
/// respondent's own clock, than what is stored. A page that is left sends again what is still under
/// way, and the older of the two requests may arrive last.
///
/// The clock need not be right for that, only the same. Where it jumps back further than any widget
/// keeps an answer, somebody has set it.
fn news<'a>(known: Option<&StoredResponse>, submission: &'a Submission) -> Vec<&'a Answer> {
    let is_stale = |answer: &Answer| {
        let stored = known.and_then(|known| known.answer(&answer.question));
        let stored = stored.and_then(|stored| stored.given_at.or(stored.answered_at));
        let both = stored.zip(answer.at);
        both.is_some_and(|(stored, given)| given < stored && given >= stored.minus(OLDEST))
    };
    let mut news: Vec<&Answer> = Vec::with_capacity(submission.answers.len());
    for answer in &submission.answers {
        news.retain(|earlier| earlier.question != answer.question);
        if !is_stale(answer) {
            news.push(answer);
        }
    }
    news
}

/// The moment that a respondent's clock gives, if it can be: never after the answer arrived, and
/// not before any widget would have kept it.
fn believable(at: Option<Millis>, received_at: Millis) -> Option<Millis> {
    at.map(|at| at.min(received_at)).filter(|at| *at >= received_at.minus(OLDEST))
}

fn incoming(answer: &Answer, received_at: Millis) -> Incoming {
    let at = believable(answer.at, received_at).unwrap_or(received_at);
    Incoming { question: answer.question.clone(), value: answer.value.clone(), at: at.to_rfc3339() }
}

/// What was given before: the stored answers that the survey, as it is published now, can read
/// (the others stay as they are: they answered an earlier revision), and the hidden fields, also
/// those that come with this submission, since its answers were given with them.
fn readable(
    survey: &Survey,
    known: Option<&StoredResponse>,
    response: &str,
    hidden: &Map<String, Json>,
) -> Given {
    intake::restore(survey, response, |id: &str| known?.live_value(id), |id: &str| hidden.get(id))
}

fn begun(published: &Published, submission: &Submission, received_at: Millis) -> StoredResponse {
    StoredResponse {
        id: submission.response.clone(),
        survey: published.definition.id().to_owned(),
        revision: published.revision,
        channel: submission.channel,
        locale: submission.locale.clone(),
        respondent: Respondent::default(),
        state: State::InProgress,
        hidden: Map::new(),
        started_at: received_at,
        begun_at: believable(submission.begun_at, received_at),
        updated_at: received_at,
        completed_at: None,
        is_counted: false,
        version: 0,
        answers: Vec::new(),
    }
}

/// Notes of answers that are given once more when that was, so that what was sent in between and
/// arrives later does not take their place; says where they are in the response's list.
fn confirm(response: &mut StoredResponse, news: &[&Answer]) -> Vec<usize> {
    let mut confirmed = Vec::new();
    for (at, stored) in response.answers.iter_mut().enumerate() {
        let sent = news.iter().find(|answer| answer.question == stored.question);
        if let Some(given) =
            sent.and_then(|answer| answer.at).filter(|at| stored.given_at < Some(*at))
        {
            stored.given_at = Some(given);
            confirmed.push(at);
        }
    }
    confirmed
}

/// Writes the changed answers into the response; says where they are in its list.
fn take_answers(
    response: &mut StoredResponse,
    survey: &Survey,
    (before, after): (&Answers, &Answers),
    news: &[&Answer],
    received_at: Millis,
) -> Vec<usize> {
    let mut changed = Vec::new();
    for ((question, before), after) in survey.questions.iter().zip(before).zip(after) {
        let sent = news.iter().find(|answer| answer.question == question.id);
        let stored = response.answers.iter().position(|stored| stored.question == question.id);
        let was_there = stored
            .and_then(|at| response.answers.get(at))
            .is_some_and(|stored| !stored.value.is_null());
        // A stored answer that this revision cannot read goes only when it is taken back.
        let takes_back = after.is_none() && was_there && (before.is_some() || sent.is_some());
        if (after.is_none() || after == before) && !takes_back {
            continue;
        }
        let answer = StoredAnswer {
            question: question.id.clone(),
            value: after.as_ref().map_or(Json::Null, Value::to_json),
            revision: 1,
            answered_at: sent.and_then(|answer| believable(answer.at, received_at)),
            given_at: sent.and_then(|answer| answer.at),
            received_at,
        };
        changed.push(put(&mut response.answers, stored, answer));
    }
    changed
}

fn put(answers: &mut Vec<StoredAnswer>, at: Option<usize>, answer: StoredAnswer) -> usize {
    if let Some((at, old)) = at.and_then(|at| Some((at, answers.get_mut(at)?))) {
        *old = StoredAnswer { revision: old.revision.saturating_add(1), ..answer };
        at
    } else {
        answers.push(answer);
        answers.len() - 1
    }
}

/// What a submission says besides its answers. The state never goes back.
fn take_header(
    response: &mut StoredResponse,
    (published, today): (&Published, &Braze),
    submission: &Submission,
    received_at: Millis,
) {
    response.revision = published.revision;
    response.channel = submission.channel;
    response.locale.clone_from(&submission.locale);
    match &submission.respondent {
        Respondent { identifier: Some(one), .. } if keeps(today, one) => {
            response.respondent = submission.respondent.clone();
        }
        // By a link for this response alone: whoever goes on with it has that link.
        Respondent { identifier: None, is_verified: true } => {
            response.respondent.is_verified = true;
        }
        _ => {}
    }
    response.state = response.state.max(submission.state);
    if response.state == State::Completed {
        response.completed_at.get_or_insert(received_at);
    }
}

/// Whether a response says whose it is. Where answers do not go to Braze, its ids are not kept; an id
/// of the company's own is that of a link that was made for one person.
fn keeps(today: &Braze, identifier: &Identifier) -> bool {
    today.send || matches!(identifier, Identifier::ExternalId(_))
}

/// What the parts of a debt have in common.
struct Place<'a> {
    published: &'a Published,
    today: &'a Braze,
    survey: &'a Survey,
    submission: &'a Submission,
    /// What was given from outside, as a form has it.
    fields: Vec<(String, String)>,
}

impl Place<'_> {
    /// What is owed to Braze: the changed answers; and all there are, when an anonymous response
    /// has become somebody's.
    fn owed(
        &self,
        response: &StoredResponse,
        after: &Answers,
        changed: &[usize],
        was_anonymous: bool,
    ) -> Vec<(String, u32, Owed)> {
        let Some(identifier) = response.respondent.identifier.as_ref() else { return Vec::new() };
        if !self.today.send {
            return Vec::new();
        }
        let is_unsigned = !response.respondent.is_verified;
        let origin = self.origin(response);
        let mut all = Vec::new();
        for (at, answer) in response.answers.iter().enumerate() {
            let Some((place, question)) = self.survey.question(&answer.question) else { continue };
            let value = after.get(place).and_then(Option::as_ref);
            // Of an anonymous response Braze knows nothing that would have to be taken back.
            let is_due = if was_anonymous { value.is_some() } else { changed.contains(&at) };
            if is_due {
                let given_at = answer.answered_at.unwrap_or(answer.received_at);
                let revision = answer.revision;
                let mut sent = self.submission.answers.iter().rev();
                let is_told = sent
                    .find(|sent| sent.question == answer.question)
                    .is_some_and(|sent| sent.is_told);
                let change = Change {
                    identifier,
                    is_unsigned,
                    place,
                    value,
                    revision,
                    at: given_at,
                    is_told,
                    origin,
                };
                all.push((
                    question.id.clone(),
                    revision,
                    owed(self.published, self.survey, question, change),
                ));
            }
        }
        all
    }
}

impl Place<'_> {
    fn origin<'a>(&'a self, response: &'a StoredResponse) -> Origin<'a> {
        Origin {
            response: &self.submission.response,
            channel: response.channel.as_str(),
            locale: &response.locale,
            fields: &self.fields,
        }
    }

    /// What is owed for what has become of the response, where the survey tells of that. Its state
    /// never goes back, so each is owed once.
    fn owed_outcome(
        &self,
        response: &StoredResponse,
        given: &Given,
        at: Millis,
    ) -> Option<(String, u32, Owed)> {
        let identifier = response.respondent.identifier.as_ref();
        let identifier = identifier.filter(|_| self.today.send && self.today.outcomes)?;
        let outcome = Outcome {
            identifier,
            is_unsigned: !response.respondent.is_verified,
            state: response.state,
            left_on: self.submission.left_on.as_deref(),
            given,
            at,
            origin: self.origin(response),
        };
        let (key, owed) = owed_outcome(self.survey, outcome)?;
        Some((key.to_owned(), 1, owed))
    }

    /// What is owed to Braze beside answers; `before` is what was known of somebody who was known.
    fn owed_beside(
        &self,
        response: &StoredResponse,
        received_at: Millis,
        before: Option<(&StoredResponse, &Given)>,
        after: &Given,
    ) -> Vec<(String, u32, Owed)> {
        let definition = &self.published.definition;
        let Some(identifier) = response.respondent.identifier.as_ref() else { return Vec::new() };
        if !self.today.send || definition.told().is_empty() {
            return Vec::new();
        }
        let before = before.map(|(known, given)| self.told(known, given));
        let pair = (before.as_ref(), &self.told(response, after));
        let who = (identifier, !response.respondent.is_verified);
        let all = owed_beside(self.published, who, received_at, pair);
        // The response's own count: such a thing has no revisions, and its deliveries need an order.
        let revision = u32::try_from(response.version + 1).unwrap_or(u32::MAX);
        all.into_iter().map(|(name, owed)| (name, revision, owed)).collect()
    }

    fn told<'a>(&'a self, response: &'a StoredResponse, given: &'a Given) -> Told<'a> {
        Told {
            hidden: &response.hidden,
            walk: Walk::new(self.survey, given),
            is_completed: response.state == State::Completed,
        }
    }
}

fn count_questions(answers: &[Answer]) -> u32 {
    let is_last = |(at, answer): &(usize, &Answer)| {
        !answers.iter().skip(at + 1).any(|later| later.question == answer.question)
    };
    u32::try_from(answers.iter().enumerate().filter(is_last).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
