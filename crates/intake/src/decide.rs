//! What a group of submissions changes, given what is stored: between loading and writing.
//!
//! Whoever stores asks [`Keys`] what to load, hands it over as [`Known`], writes the [`Changes`] in
//! the same transaction, and tells everybody their result after the commit.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::counting::{Move, is_counted};
use crate::erased::without_erased;
use crate::files::{self, FileOwner};
use crate::limits::Counts;
use crate::merge::{Arrival, Merged, SubmitError, merge};
use crate::millis::Millis;
use crate::once::{Holder, Holders};
use crate::owed::Owed;
use crate::published::Published;
use crate::response::{StoredAnswer, StoredResponse};
use crate::submission::Identifier;

/// A submission that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The response's id.
    pub response: String,
    /// How many questions this submission answered, all of which are durable now. A repetition of
    /// the same submission gives the same number.
    pub stored: u32,
}

/// What has to be known to decide on some submissions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Surveys by id.
    pub surveys: Vec<String>,
    /// Responses by id.
    pub responses: Vec<String>,
    /// Those who answer a survey that asks everybody once: the survey's id, and who.
    pub holders: Vec<(String, Identifier)>,
    /// Files by id.
    pub files: Vec<String>,
}

impl Keys {
    /// The keys of arrivals. `current` gives what is published now of a survey.
    #[must_use]
    pub fn new<'a>(
        arrivals: &[&'a Arrival],
        current: impl Fn(&str) -> Option<Arc<Published>>,
    ) -> Self {
        let mut keys = Self::default();
        let mut seen: HashMap<&'a str, bool> = HashMap::new();
        let mut responses: HashSet<&'a str> = HashSet::with_capacity(arrivals.len());
        for arrival in arrivals {
            let survey = arrival.published.definition.id();
            let submission = &arrival.submission;
            let asks_once = *seen.entry(survey).or_insert_with(|| {
                keys.surveys.push(survey.to_owned());
                current(survey).is_some_and(|published| published.definition.link().once)
            });
            if responses.insert(submission.response.as_str()) {
                keys.responses.push(submission.response.clone());
            }
            if let Some(identifier) =
                submission.respondent.identifier.as_ref().filter(|_| asks_once)
            {
                keys.holders.push((survey.to_owned(), identifier.clone()));
            }
            for answer in &submission.answers {
                // Most answers are no arrays, and cost no look into the survey.
                if answer.value.is_array()
                    && files::takes_files(arrival.published.own_survey(), &answer.question)
                {
                    keys.files.extend(files::file_ids(&answer.value).map(str::to_owned));
                }
            }
        }
        keys
    }
}

/// What is stored of what [`Keys`] ask for.
#[derive(Debug, Default)]
pub struct Known {
    /// The surveys that there are, by id.
    pub surveys: HashMap<String, CurrentSurvey>,
    /// The responses that there are, by id.
    pub responses: HashMap<String, StoredResponse>,
    /// Who holds a response, in the order in which they began.
    pub holders: Vec<Holder>,
    /// Whose the files are that are whole, by id.
    pub files: HashMap<String, FileOwner>,
    /// When those were erased who send something, by [their marks](crate::erased).
    pub erased: HashMap<String, Millis>,
}

/// A survey as it stands: what a submission is limited by, whichever revision it answers.
#[derive(Clone, Debug)]
pub struct CurrentSurvey {
    /// What is published now.
    pub published: Arc<Published>,
    /// What counts so far.
    pub counts: Counts,
    /// The revision that takes its place once its responses are counted.
    pub coming: Option<Coming>,
}

/// A revision that is published when its responses are counted, while that is under way. Until then
/// the one before it limits, so that no quota begins at zero.
#[derive(Clone, Debug)]
pub struct Coming {
    /// Whose quotas are counted.
    pub published: Arc<Published>,
    /// How far that has come.
    pub recount: Recount,
}

/// A counting anew that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recount {
    /// All responses up to this id are counted, in the order of bytes.
    pub up_to: String,
    /// What they count for.
    pub counts: Counts,
}

/// What is to be told and what is to be written.
#[derive(Debug, Default)]
pub struct Decision {
    /// For each submission, in its order.
    pub results: Vec<Result<Stored, SubmitError>>,
    /// What to write.
    pub changes: Changes,
    /// Responses that were known and stay as they are.
    pub unchanged: Vec<StoredResponse>,
}

/// What is to be written, all of it or nothing.
#[derive(Debug, Default)]
pub struct Changes {
    /// Responses, in the order in which they came.
    pub responses: Vec<ResponseChange>,
    /// Answers, new and changed.
    pub answers: Vec<AnswerChange>,
    /// What is owed to Braze, in the order in which it is to be sent.
    pub deliveries: Vec<NewDelivery>,
    /// Which files the answers name now, of questions that take some.
    pub named_files: Vec<NamedFiles>,
    /// The counts of surveys that changed.
    pub counts: Vec<CountChange>,
}

/// A response that is new or changed.
#[derive(Debug)]
pub struct ResponseChange {
    /// The response as it is now.
    pub response: StoredResponse,
    /// Whether only its state, its times, its version and whether it counts differ from what is
    /// stored: what most submissions change.
    pub is_progress: bool,
}

/// An answer that is new or changed.
#[derive(Debug)]
pub struct AnswerChange {
    /// The response's id.
    pub response: String,
    /// The answer.
    pub answer: StoredAnswer,
}

/// Something that is owed to Braze from now on.
#[derive(Debug)]
pub struct NewDelivery {
    /// The response's id.
    pub response: String,
    /// The question's id.
    pub question: String,
    /// Which change of the answer it is.
    pub revision: u32,
    /// The survey's id.
    pub survey: String,
    /// What is to be written to the profile.
    pub owed: Owed,
    /// Since when.
    pub created_at: Millis,
}

/// The files that an answer names now.
#[derive(Debug)]
pub struct NamedFiles {
    /// The response's id.
    pub response: String,
    /// The question's id.
    pub question: String,
    /// Their ids.
    pub ids: Vec<String>,
    /// When the answer came.
    pub at: Millis,
}

/// The counts of a survey after a change.
#[derive(Clone, Debug)]
pub struct CountChange {
    /// The survey's id.
    pub survey: String,
    /// What counts now.
    pub counts: Counts,
    /// What the counting anew has counted, where it is under way and this changes it.
    pub recounted: Option<Counts>,
}

/// What follows from arrivals, taken in their order.
#[must_use]
pub fn decide(arrivals: &[&Arrival], known: Known) -> Decision {
    let responses = known.responses.into_iter();
    let mut group = Group {
        surveys: known.surveys.into_iter().map(|(id, one)| (id, Counting::from(one))).collect(),
        responses: responses.map(|(id, one)| (id, Touched::from(one))).collect(),
        holders: Holders::new(known.holders),
        files: known.files,
        erased: known.erased,
        n_touched: 0,
        changes: Changes::default(),
        named: HashMap::new(),
    };
    let results = arrivals.iter().map(|arrival| group.take(arrival)).collect();
    group.finish(results)
}

struct Group {
    surveys: HashMap<String, Counting>,
    responses: HashMap<String, Touched>,
    holders: Holders,
    files: HashMap<String, FileOwner>,
    erased: HashMap<String, Millis>,
    n_touched: usize,
    changes: Changes,
    /// By response and question.
    named: HashMap<(String, String), NamedFiles>,
}

/// A response as the submissions so far have made it.
struct Touched {
    response: StoredResponse,
    /// How many were touched before it, and whether only its progress changed.
    touch: Option<(usize, bool)>,
}

impl From<StoredResponse> for Touched {
    fn from(response: StoredResponse) -> Self {
        Self { response, touch: None }
    }
}

struct Counting {
    survey: CurrentSurvey,
    is_moved: bool,
    is_recount_moved: bool,
}

impl From<CurrentSurvey> for Counting {
    fn from(survey: CurrentSurvey) -> Self {
        Self { survey, is_moved: false, is_recount_moved: false }
    }
}

impl Counting {
    /// Says whether a response counts now, and counts it for what its answers fit.
    fn count(&mut self, before: Option<&StoredResponse>, response: &mut StoredResponse) {
        let CurrentSurvey { published, counts, coming } = &mut self.survey;
        response.is_counted = is_counted(published, counts, before, response);
        if published.limits.counts()
            && let Some(moved) = Move::between(published, before, Some(response))
        {
            moved.make(counts);
            self.is_moved = true;
        }
        // Whoever counts anew comes to the others by itself.
        let passed = coming.as_mut().filter(|coming| response.id <= coming.recount.up_to);
        if let Some(Coming { published, recount }) = passed
            && let Some(moved) = Move::between(published, before, Some(response))
        {
            moved.make(&mut recount.counts);
            self.is_recount_moved = true;
        }
    }
}

impl Group {
    fn take(&mut self, arrival: &Arrival) -> Result<Stored, SubmitError> {
        let (id, survey_id) = (&arrival.submission.response, arrival.published.definition.id());
        let known = self.responses.get(id).map(|known| &known.response);
        let arrival = &*without_erased(arrival, known.is_some(), &self.erased)?;
        let (submission, received_at) = (&arrival.submission, arrival.received_at);
        let survey = self.surveys.get_mut(survey_id);
        let begun = known.map(|known| known.started_at);
        if let Some(closed) = arrival.held.and_then(|held| held.closed(received_at, begun)) {
            return Err(SubmitError::Closed(closed));
        }
        if let Some(Counting { survey, .. }) = &survey
            && let Some(closed) = survey.published.limits.closed(&survey.counts, received_at, begun)
        {
            return Err(SubmitError::Closed(closed));
        }
        let asks_once =
            survey.as_ref().is_some_and(|one| one.survey.published.definition.link().once);
        if asks_once && known.is_none_or(|known| known.respondent != submission.respondent) {
            self.holders.check(survey_id, &submission.respondent, id)?;
        }
        let today = survey.as_ref().map_or(&arrival.published, |one| &one.survey.published);
        let Merged { response, changed, confirmed, owed, n_answered } =
            merge(arrival, today.definition.braze(), &self.files, known)?;
        // What a link was for is done: it changes nothing more. The same once more is no change.
        if known.is_some_and(StoredResponse::is_used_up) && !changed.is_empty() {
            return Err(SubmitError::Answered { response: id.clone(), is_completed: true });
        }
        if let Some(mut response) = response {
            if let Some(survey) = survey {
                survey.count(known, &mut response);
            }
            let is_progress = known.is_some_and(|known| is_header_same(known, &response));
            if asks_once {
                self.holders.note(survey_id, &response.respondent, id, response.state);
            }
            self.note_answers(arrival, &response, &changed, &confirmed);
            let delivery = |(question, revision, owed)| NewDelivery {
                response: id.clone(),
                question,
                revision,
                survey: response.survey.clone(),
                owed,
                created_at: received_at,
            };
            self.changes.deliveries.extend(owed.into_iter().map(delivery));
            self.put(response, is_progress);
        }
        Ok(Stored { response: id.clone(), stored: n_answered })
    }

    fn note_answers(
        &mut self,
        arrival: &Arrival,
        response: &StoredResponse,
        changed: &[usize],
        confirmed: &[usize],
    ) {
        let id = &response.id;
        let survey = arrival.published.own_survey();
        for answer in changed.iter().filter_map(|at| response.answers.get(*at)) {
            if files::takes_files(survey, &answer.question) {
                let named = NamedFiles {
                    response: id.clone(),
                    question: answer.question.clone(),
                    ids: files::file_ids(&answer.value).map(str::to_owned).collect(),
                    at: arrival.received_at,
                };
                self.named.insert((id.clone(), answer.question.clone()), named);
            }
        }
        let all = changed.iter().chain(confirmed).filter_map(|at| response.answers.get(*at));
        let change =
            |answer: &StoredAnswer| AnswerChange { response: id.clone(), answer: answer.clone() };
        self.changes.answers.extend(all.map(change));
    }

    fn put(&mut self, response: StoredResponse, is_progress: bool) {
        let before = self.responses.get(&response.id).and_then(|known| known.touch);
        let (place, was_progress) = before.unwrap_or_else(|| {
            self.n_touched += 1;
            (self.n_touched, true)
        });
        let touch = Some((place, is_progress && was_progress));
        self.responses.insert(response.id.clone(), Touched { response, touch });
    }

    fn finish(self, results: Vec<Result<Stored, SubmitError>>) -> Decision {
        let (mut unchanged, mut touched) = (Vec::new(), Vec::new());
        for Touched { response, touch } in self.responses.into_values() {
            match touch {
                None => unchanged.push(response),
                Some((place, is_progress)) => {
                    touched.push((place, ResponseChange { response, is_progress }));
                }
            }
        }
        // In the order in which they came, which the numbers of new responses keep.
        touched.sort_unstable_by_key(|(place, _)| *place);
        let is_moved = |(_, one): &(String, Counting)| one.is_moved || one.is_recount_moved;
        let counts = self.surveys.into_iter().filter(is_moved);
        let count = |(survey, one): (String, Counting)| {
            let Counting { survey: CurrentSurvey { counts, coming, .. }, is_recount_moved, .. } =
                one;
            let recounted = coming.filter(|_| is_recount_moved).map(|one| one.recount.counts);
            CountChange { survey, counts, recounted }
        };
        let changes = Changes {
            responses: touched.into_iter().map(|(_, change)| change).collect(),
            named_files: self.named.into_values().collect(),
            counts: counts.map(count).collect(),
            ..self.changes
        };
        Decision { results, changes, unchanged }
    }
}

fn is_header_same(known: &StoredResponse, response: &StoredResponse) -> bool {
    known.revision == response.revision
        && known.channel == response.channel
        && known.locale == response.locale
        && known.respondent == response.respondent
        && known.hidden == response.hidden
}
