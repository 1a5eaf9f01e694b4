//! The link survey: the whole survey by form posts, for pages in which no script runs.
//!
//! Each post takes up the response where the store has it, lets the core take the form in, and
//! stores what is new before the next card is shown.

use std::sync::Arc;

use axum::Form as FormBody;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use sondage_survey::answer::Form;
use sondage_survey::intake;
use sondage_survey::path::Given;
use sondage_survey::session::{self, Effect, Event, Session};
use sondage_survey::survey::Survey;
use sondage_survey::view::{Close, Frame};

use super::page;
use super::visit::Visit;
use super::wording::Trouble;
use crate::app::AppState;
use crate::catalogue::Published;
use crate::clock::Millis;
use crate::intake::{Answer, Respondent, State as Progress, Submission};
use crate::store::{StoredResponse, SubmitError};

type Pairs = Vec<(String, String)>;

/// `GET /s/{id}?user_braze_id=&token=&locale=`
pub(crate) async fn show(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let Some(published) = app.catalogue.get(&id) else { return not_here(&app, &headers) };
    let visit = Visit::begin(Form(&query), &published.definition, &headers);
    let session = Session::new(survey(&published, &visit), Given::default());
    let frame = frame(&app, &id, &visit);
    page::response(StatusCode::OK, page::card(&app, &published.definition, &session, &frame, None))
}

/// `POST /s/{id}`
pub(crate) async fn submit(
    State(app): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<FormBody<Pairs>, FormRejection>,
) -> Response {
    let Some(published) = app.catalogue.get(&id) else { return not_here(&app, &headers) };
    let form = match form {
        Ok(FormBody(form)) => form,
        Err(rejection) => {
            let words = Trouble::Unreadable.words_for(&headers);
            return page::response(rejection.status(), page::trouble(&app, &words, None));
        }
    };
    let visit = Visit::go_on(Form(&form), &published.definition, &headers);
    let turn = Turn { app: &app, published, visit, form };
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
    async fn take(&self) -> Result<Response, Trouble> {
        let stored = self.app.store.response(&self.visit.response).await.map_err(|error| {
            tracing::error!(%error, "cannot read a response");
            Trouble::NotSaved
        })?;
        if stored.as_ref().is_some_and(|stored| !stored.respondent.admits(&self.respondent())) {
            return Err(Trouble::OutOfDate);
        }
        let survey = survey(&self.published, &self.visit);
        let given = self.given(&survey, stored.as_ref())?;
        let mut session = Session::new(survey.clone(), given.clone());
        let card = Form(&self.form).first("card").unwrap_or_default();
        if !session.go_to(card) {
            // A card of another revision, or one that is no longer asked: from the first one, then.
            return Ok(self.draw(&session, None));
        }
        let at = self.app.clock.now();
        let effects =
            session.update(Event::Submitted { form: self.form.clone(), at: at.to_rfc3339() });
        for effect in effects {
            if let Effect::Send(submission) = effect
                && self.store(submission, at).await? == Kept::NotNow
            {
                return Ok(self.redraw(survey, given, card));
            }
        }
        Ok(self.draw(&session, None))
    }

    /// What is given, as far as it is stored.
    fn given(&self, survey: &Survey, stored: Option<&StoredResponse>) -> Result<Given, Trouble> {
        if stored.is_some_and(|stored| stored.survey != self.published.definition.id()) {
            return Err(Trouble::OutOfDate);
        }
        let answer = |id: &str| {
            stored?.answers.iter().find(|(question, _)| question == id).map(|(_, json)| json)
        };
        let hidden = |id: &str| stored?.hidden.get(id);
        Ok(intake::restore(survey, &self.visit.response, answer, hidden))
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
            hidden: serde_json::Map::new(),
        };
        match self.app.store.submit(&self.published, submission).await {
            Ok(stored) => {
                metrics::counter!("sondage_answers_stored_total").increment(stored.stored.into());
                Ok(Kept::Durably)
            }
            Err(SubmitError::Unavailable) => Ok(Kept::NotNow),
            // A newer revision does not take an answer that was given to an older one.
            Err(SubmitError::OtherSurvey | SubmitError::Refused(_)) => Err(Trouble::OutOfDate),
        }
    }

    /// The card that was posted, with what was chosen and typed, and word that it is not stored.
    fn redraw(&self, survey: Survey, mut given: Given, card: &str) -> Response {
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
        self.draw(&session, Some(Trouble::NotSaved))
    }

    fn draw(&self, session: &Session, trouble: Option<Trouble>) -> Response {
        let status = match trouble {
            Some(_) => StatusCode::SERVICE_UNAVAILABLE,
            None if session.error().is_some() => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::OK,
        };
        let notice = trouble.map(|trouble| trouble.words(&self.visit.locale));
        let notice = notice.map(|words| format!("{}. {}", words.title, words.text));
        let frame = frame(self.app, self.published.definition.id(), &self.visit);
        page::response(status, page::card(self.app, &self.published.definition, session, &frame, notice.as_deref()))
    }

    fn tell(&self, trouble: Trouble) -> Response {
        let words = trouble.words(&self.visit.locale);
        let (status, link) = match trouble {
            Trouble::OutOfDate => (
                StatusCode::CONFLICT,
                Some(self.visit.address(&action(self.app, self.published.definition.id()))),
            ),
            _ => (StatusCode::SERVICE_UNAVAILABLE, None),
        };
        page::response(status, page::trouble(self.app, &words, link.as_deref()))
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

fn action(app: &AppState, id: &str) -> String {
    format!("{}/s/{id}", app.config.public_url.path())
}

fn frame(app: &AppState, id: &str, visit: &Visit) -> Frame {
    Frame { action: action(app, id), hidden: visit.hidden(), close: Close::Nothing }
}

fn not_here(app: &AppState, headers: &HeaderMap) -> Response {
    let words = Trouble::NotHere.words_for(headers);
    page::response(StatusCode::NOT_FOUND, page::trouble(app, &words, None))
}
