//! The link survey: the whole survey by form posts, for pages in which no script runs.
//!
//! Each post takes up the response where the store has it, lets the core take the form in, and
//! stores what is new before the next card is shown. A page that is posted or loaded again says
//! nothing new, and so changes nothing.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use sondage_survey::answer::Form;
use sondage_survey::intake;
use sondage_survey::path::Given;
use sondage_survey::session::{self, Effect, Event, Phase, Session};
use sondage_survey::survey::Survey;
use sondage_survey::view::{Close, Frame};

use super::form::{self, Posted};
use super::page;
use super::visit::Visit;
use super::wording::{Trouble, Words};
use crate::app::AppState;
use crate::catalogue::Published;
use crate::clock::Millis;
use crate::intake::{Answer, Respondent, State as Progress, Submission};
use crate::store::{StoredResponse, SubmitError};

type Pairs = Vec<(String, String)>;

/// `GET /s/{id}?user_braze_id=&token=&locale=`, and the survey's hidden fields by name
pub(crate) async fn show(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let Some(published) = app.catalogue.get(&id) else { return not_here(&app, &headers) };
    let visit = Visit::begin(Form(&query), &published.definition, &headers);
    let survey = survey(&published, &visit);
    let given = given(&survey, &visit, None);
    let frame = frame(&app, &id, &visit);
    let session = Session::new(survey, given);
    page::response(StatusCode::OK, page::card(&app, &published.definition, &session, &frame, None))
}

/// `POST /s/{id}`
pub(crate) async fn submit(
    State(app): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Posted, form::Rejection>,
) -> Response {
    let Some(published) = app.catalogue.get(&id) else { return not_here(&app, &headers) };
    let form = match form {
        Ok(posted) => posted.pairs,
        Err(rejection) => {
            let words = Trouble::Unreadable.words_for(&headers);
            return page::response(rejection.status(), page::words(&app, &words, None, None));
        }
    };
    let visit = Visit::go_on(Form(&form), &published.definition, &headers);
    let mut turn = Turn { app: &app, published, visit, form };
    turn.take().await.unwrap_or_else(|trouble| turn.tell(trouble))
}

/// One post: what came, and what it came to.
struct Turn<'a> {
    app: &'a AppState,
    published: Arc<Published>,
    visit: Visit,
    form: Pairs,
}

impl Turn<'_> {
    async fn take(&mut self) -> Result<Response, Trouble> {
        let stored = self.stored().await?;
        let survey = survey(&self.published, &self.visit);
        let given = given(&survey, &self.visit, stored.as_ref());
        let mut session = Session::new(survey, given.clone());
        if !session.go_to(self.word("card")) {
            // A card of another revision, or one that is no longer asked: from the first one, then.
            return Ok(self.draw(&session, None));
        }
        if session.phase() == Phase::TimeUp && self.word("action") == "more" {
            session.go_on_where_it_was_left();
            return Ok(self.draw(&session, None));
        }
        let came_from = session.phase();
        let at = self.app.clock.now();
        let submitted = Event::Submitted { form: self.form.clone(), at: at.to_rfc3339() };
        let mut address = None;
        for effect in session.update(submitted) {
            match effect {
                Effect::Send(submission) => {
                    if self.store(submission, at).await? == Kept::NotNow {
                        return Ok(self.redraw(given, Some(Trouble::NotSaved)));
                    }
                }
                Effect::Translate(locale) => {
                    let locale = self.published.definition.closest_locale(&locale);
                    self.visit.locale = locale.to_owned();
                    return Ok(self.redraw(given, None));
                }
                Effect::Redirect(to) => address = Some(to),
                _ => {}
            }
        }
        if let Some(address) = address {
            return Ok(page::redirect(&address));
        }
        if session.state() == session::State::Dismissed {
            return Ok(self.say(StatusCode::OK, &Words::farewell(&self.visit.locale)));
        }
        self.return_to_review(&mut session, came_from);
        Ok(self.draw(&session, None))
    }

    /// What is stored of the response, for those who may go on with it.
    async fn stored(&self) -> Result<Option<StoredResponse>, Trouble> {
        let stored = self.app.store.response(&self.visit.response).await.map_err(|error| {
            tracing::error!(%error, "cannot read a response");
            Trouble::NotSaved
        })?;
        let is_theirs = |stored: &StoredResponse| {
            stored.survey == self.published.definition.id()
                && stored.respondent.admits(&self.respondent())
        };
        if stored.as_ref().is_none_or(is_theirs) { Ok(stored) } else { Err(Trouble::OutOfDate) }
    }

    /// An answer that was changed from the review leads back to it, over what is missing now. The
    /// pages remember where one came from, since a session lasts no longer than one post.
    fn return_to_review(&mut self, session: &mut Session, came_from: Phase) {
        let action = self.word("action");
        match came_from {
            Phase::Review => self.visit.is_reviewing = action.starts_with("go:"),
            Phase::Asking(_) if action != "back" => {
                if self.visit.is_reviewing && session.error().is_none() {
                    self.visit.is_reviewing = !session.go_to("review");
                    if self.visit.is_reviewing {
                        session.go_on_where_it_was_left();
                    }
                }
            }
            _ => self.visit.is_reviewing = false,
        }
    }

    /// The first value under this name in the form.
    fn word(&self, name: &str) -> &str {
        Form(&self.form).first(name).unwrap_or_default()
    }

    fn respondent(&self) -> Respondent {
        self.visit.respondent(self.published.definition.id(), &self.app.config.trust)
    }

    async fn store(&self, submission: session::Submission, at: Millis) -> Result<Kept, Trouble> {
        let answer = |answer: session::SubmittedAnswer| Answer {
            question: answer.question,
            value: answer.value.map_or(serde_json::Value::Null, |value| value.to_json()),
            at: Some(at),
        };
        let submission = Submission {
            response: self.visit.response.clone(),
            respondent: self.respondent(),
            answers: submission.answers.into_iter().map(answer).collect(),
            state: match submission.state {
                session::State::InProgress => Progress::InProgress,
                session::State::Completed => Progress::Completed,
                session::State::Dismissed => Progress::Dismissed,
            },
            channel: self.visit.channel,
            locale: self.visit.locale.clone(),
            hidden: self.visit.hidden.clone(),
        };
        match self.app.store.submit(&self.published, submission).await {
            Ok(stored) => {
                metrics::counter!("sondage_answers_stored_total").increment(stored.stored.into());
                Ok(Kept::Durably)
            }
            Err(SubmitError::Unavailable) => Ok(Kept::NotNow),
            // A newer revision does not take an answer that was given to an older one.
            Err(SubmitError::OtherSurvey | SubmitError::Closed(_) | SubmitError::Refused(_)) => Err(Trouble::OutOfDate),
        }
    }

    /// The card that was posted, in the visit's locale, with what was chosen and typed.
    fn redraw(&self, mut given: Given, trouble: Option<Trouble>) -> Response {
        let survey = survey(&self.published, &self.visit);
        let card = self.word("card");
        let typed = survey
            .question(card.strip_prefix("q.").unwrap_or_default())
            .map(|(place, question)| (place, question.ask.read(Form(&self.form), &question.field())));
        if let Some((place, value)) = typed
            && let Some(slot) = given.answers.get_mut(place)
        {
            *slot = value;
        }
        let mut session = Session::new(survey, given);
        session.go_to(card);
        self.draw(&session, trouble)
    }

    fn draw(&self, session: &Session, trouble: Option<Trouble>) -> Response {
        let status = match trouble {
            Some(_) => StatusCode::SERVICE_UNAVAILABLE,
            None if session.error().is_some() => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::OK,
        };
        let notice = trouble.map(|trouble| trouble.words(&self.visit.locale));
        let definition = &self.published.definition;
        let frame = frame(self.app, definition.id(), &self.visit);
        page::response(status, page::card(self.app, definition, session, &frame, notice.as_ref()))
    }

    fn tell(&self, trouble: Trouble) -> Response {
        let words = trouble.words(&self.visit.locale);
        match trouble {
            Trouble::OutOfDate => self.say(StatusCode::CONFLICT, &words),
            _ => page::response(
                StatusCode::SERVICE_UNAVAILABLE,
                page::words(self.app, &words, None, Some(&self.published.definition)),
            ),
        }
    }

    /// Words, and a link that begins the survey anew.
    fn say(&self, status: StatusCode, words: &Words) -> Response {
        let definition = &self.published.definition;
        let link = self.visit.address(&action(self.app, definition.id()));
        page::response(status, page::words(self.app, words, Some(&link), Some(definition)))
    }
}

/// Whether a submission is stored.
#[derive(PartialEq, Eq)]
enum Kept {
    Durably,
    NotNow,
}

fn survey(published: &Published, visit: &Visit) -> Survey {
    Survey::clone(&published.survey(&visit.locale))
}

/// What is given: what came with this request, over what is stored.
fn given(survey: &Survey, visit: &Visit, stored: Option<&StoredResponse>) -> Given {
    let answer =
        |id: &str| stored?.answers.iter().find(|(question, _)| question == id).map(|(_, json)| json);
    let hidden = |id: &str| visit.hidden.get(id).or_else(|| stored?.hidden.get(id));
    intake::restore(survey, &visit.response, answer, hidden)
}

fn action(app: &AppState, id: &str) -> String {
    format!("{}/s/{id}", app.config.public_url.path())
}

fn frame(app: &AppState, id: &str, visit: &Visit) -> Frame {
    Frame { action: action(app, id), hidden: visit.fields(), close: Close::Nothing }
}

fn not_here(app: &AppState, headers: &HeaderMap) -> Response {
    let words = Trouble::NotHere.words_for(headers);
    page::response(StatusCode::NOT_FOUND, page::words(app, &words, None, None))
}
