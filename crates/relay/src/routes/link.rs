//! The link survey: the whole survey by form posts, for pages in which no script runs.
//!
//! Each post takes up the response where the store has it, lets the core take the form in, and
//! stores what is new before the next card is shown. A page that is posted or loaded again says
//! nothing new, and so changes nothing.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use sondage_survey::action::Action;
use sondage_survey::answer::Form;
use sondage_survey::intake;
use sondage_survey::path::Given;
use sondage_survey::session::{self, Effect, Event, Phase, Session};
use sondage_survey::survey::Survey;
use sondage_survey::text::Message;
use sondage_survey::view::{Close, Frame};

use super::form::{self, Posted};
use super::page::{self, Notice};
use super::proposal::{self, Proposed};
use super::visit::Visit;
use super::wording::{Trouble, Words};
use super::{entry, password, takeover};
use crate::clients::Client;
use crate::state::Pages;
use crate::telemetry;
use sondage_intake::StoredResponse;
use sondage_intake::limits::Closed;
use sondage_intake::{Answer, Millis, Published, Respondent, Submission, SubmitError};

type Pairs = Vec<(String, String)>;

/// `GET /s/{id}?user_braze_id=&token=&locale=&q.score=`, and the survey's hidden fields by name.
/// Opening a link stores nothing: mail scanners and previews open them too.
pub(crate) async fn show(
    State(pages): State<Pages>,
    id: Result<Path<String>, PathRejection>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let Some(published) = entry::find(&pages, id).await else {
        return not_here(&pages, &headers);
    };
    open(&pages, published, query, &headers).await
}

/// The card that a link with these parameters leads to.
async fn open(
    pages: &Pages,
    published: Arc<Published>,
    query: Pairs,
    headers: &HeaderMap,
) -> Response {
    let visit = Visit::begin(Form(&query), &published.definition, headers, pages.clock.now());
    let troubles = Vec::new();
    let mut turn =
        Turn { pages, published, visit, form: query, troubles, client: None, is_new: false };
    if let Some(page) = turn.ask_for_password() {
        return page;
    }
    turn.open().await.unwrap_or_else(|trouble| turn.tell(trouble))
}

/// `POST /s/{id}`
pub(crate) async fn submit(
    State(pages): State<Pages>,
    client: Client,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    form: Result<Posted, form::Rejection>,
) -> Response {
    let Some(published) = entry::find(&pages, id).await else {
        return not_here(&pages, &headers);
    };
    let Posted { pairs: form, troubles } = match form {
        Ok(posted) => posted,
        Err(rejection) => {
            let words = Trouble::Unreadable.words_for(&headers);
            return page::response(rejection.status(), page::words(&pages, &words, None, None));
        }
    };
    if let Some(hash) = &published.definition.link().password
        && Form(&form).first("password").is_some()
    {
        return match password::enter(&pages, &published, hash, form, &headers, client).await {
            Ok(query) => open(&pages, published, query, &headers).await,
            Err(page) => page,
        };
    }
    let visit = Visit::go_on(Form(&form), &published.definition, &headers, &pages.trust());
    let client = Some(client);
    let mut turn = Turn { pages: &pages, published, visit, form, troubles, client, is_new: false };
    if let Some(page) = turn.ask_for_password() {
        return page;
    }
    turn.submit_card().await.unwrap_or_else(|trouble| turn.tell(trouble))
}

/// What a session makes of a form.
#[derive(Default)]
struct Outcome {
    /// What is to be stored.
    submission: Option<session::Unsent>,
    /// Where it leads.
    address: Option<String>,
    /// The language that was asked for.
    locale: Option<String>,
}

/// Whatever was pressed confirms what the link proposed, which goes before it.
fn outcome(session: &mut Session, proposed: &[Proposed], form: Pairs, at: &str) -> Outcome {
    for one in proposed {
        session.propose(one.place, at);
    }
    let mut outcome = Outcome::default();
    for event in [Event::Submitted { form, at: at.to_owned() }, Event::Touched] {
        for effect in session.update(event) {
            match effect {
                Effect::Send(sent) => outcome.submission = Some(sent),
                Effect::Redirect(to) => outcome.address = Some(to),
                Effect::Translate(locale) => outcome.locale = Some(locale),
                _ => {}
            }
        }
    }
    outcome
}

/// One request: what came, and what it came to.
struct Turn<'a> {
    pages: &'a Pages,
    published: Arc<Published>,
    visit: Visit,
    form: Pairs,
    /// What went wrong with its files.
    troubles: Vec<String>,
    /// Who posts.
    client: Option<Client>,
    /// A link was opened by somebody who has not begun.
    is_new: bool,
}

impl Turn<'_> {
    /// The page that asks for the survey's password, where it was not given.
    fn ask_for_password(&self) -> Option<Response> {
        let definition = &self.published.definition;
        (!entry::has_password(self.pages, definition, &self.visit))
            .then(|| password::ask(self.pages, definition, &self.form, &self.visit.locale, None))
    }

    /// The card that a link leads to.
    async fn open(&mut self) -> Result<Response, Trouble> {
        let stored = entry::enter(self.pages, &self.published, &mut self.visit).await?;
        let survey = self.survey(stored.as_ref());
        let (given, proposed) = self.given(&survey, stored.as_ref());
        let is_closed = survey.flow.closed;
        self.is_new = stored.is_none() && !is_closed;
        let session = proposal::open(survey, given, self.visit.start.as_deref());
        let status = if is_closed { StatusCode::GONE } else { StatusCode::OK };
        let page = self.draw(status, &session, &proposed, None);
        let may_keep =
            self.is_new && page::may_be_kept(Form(&self.form), &self.published.definition);
        Ok(if may_keep { page::kept(page) } else { page })
    }

    /// What a posted card leads to. Nothing new is shown before what it says is stored.
    async fn submit_card(&mut self) -> Result<Response, Trouble> {
        let stored = entry::go_on(self.pages, &self.published, &mut self.visit).await?;
        let stored = stored.as_ref();
        let survey = self.survey(stored);
        let (given, proposed) = self.given(&survey, stored);
        let mut session = Session::new(survey, given.clone());
        if let Some(page) = self.page_without_answer(&mut session, &given, stored, &proposed) {
            return Ok(page);
        }
        if self.visit.is_reviewing {
            // A session lasts no longer than one post, so the pages remember where one came from.
            session.go_on_reviewing();
        }
        let at = self.pages.clock.now();
        let Outcome { submission, address, locale } =
            outcome(&mut session, &proposed, self.form.clone(), &at.to_rfc3339());
        if let Some(locale) = locale {
            let locale = self.published.definition.closest_locale(&locale);
            self.visit.locale = locale.into();
            return Ok(self.redraw(StatusCode::OK, given, stored, None));
        }
        if let Some(submission) = submission
            && let Some(page) = self.keep(submission, at, &given, stored).await?
        {
            return Ok(page);
        }
        if let Some(address) = address {
            return Ok(page::redirect(&address));
        }
        if session.state() == session::State::Dismissed {
            let words = Words::farewell(&self.visit.locale, &self.published.definition);
            return Ok(self.say(StatusCode::OK, &words));
        }
        self.visit.is_reviewing = session.is_reviewing();
        let is_refused = session.error().is_some();
        let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(self.draw(status, &session, &[], None))
    }

    /// The page for a post that answers nothing: its card is not asked any more, its files were not
    /// taken, or it wants to go on after time was up.
    fn page_without_answer(
        &mut self,
        session: &mut Session,
        given: &Given,
        stored: Option<&StoredResponse>,
        proposed: &[Proposed],
    ) -> Option<Response> {
        if !session.go_to(self.word("card")) {
            // A card of another revision, or one that is no longer asked: from the first one, then.
            let is_closed = session.survey().flow.closed;
            let status = if is_closed { StatusCode::CONFLICT } else { StatusCode::OK };
            return Some(self.draw(status, session, proposed, None));
        }
        if !self.troubles.is_empty() && self.action() != Action::Back {
            let lines = std::mem::take(&mut self.troubles);
            let notice = Notice::new(&self.published.definition, &self.visit.locale, lines);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Some(self.redraw(status, given.clone(), stored, Some(&notice)));
        }
        if session.phase() == Phase::TimeUp && self.action() == Action::More {
            session.go_on_where_it_was_left();
            return Some(self.draw(StatusCode::OK, session, proposed, None));
        }
        None
    }

    /// The survey as it is now, for somebody new or for who goes on.
    fn survey(&self, stored: Option<&StoredResponse>) -> Arc<Survey> {
        let begun = stored.map(|stored| stored.started_at);
        self.pages.catalogue.now(&self.published, &self.visit.locale, begun)
    }

    /// What is given: what came with this request, over what is stored; and what of it the link
    /// proposes. A page with proposals that is posted again, after what they led to was changed,
    /// proposes nothing more.
    fn given(&self, survey: &Survey, stored: Option<&StoredResponse>) -> (Given, Vec<Proposed>) {
        let answer = |id: &str| stored?.live_value(id);
        let hidden = |id: &str| self.visit.hidden.get(id).or_else(|| stored?.hidden.get(id));
        let mut given = intake::restore(survey, &self.visit.response, answer, hidden);
        let is_late = stored.is_some_and(|stored| stored.updated_at > self.visit.proposed_at);
        let is_news = |name: &str| {
            let question = name.split('.').nth(1).unwrap_or_default();
            !is_late || answer(question).is_none()
        };
        let proposed = self.visit.proposed.iter().filter(|(name, _)| is_news(name));
        let proposed: Pairs = proposed.cloned().collect();
        let proposed = proposal::take(survey, &mut given, &proposed);
        (given, proposed)
    }

    /// What the pressed button asks for.
    fn action(&self) -> Action<'_> {
        Action::from_form(Form(&self.form))
    }

    /// The first value under this name in the form.
    fn word(&self, name: &str) -> &str {
        Form(&self.form).first(name).unwrap_or_default()
    }

    fn respondent(&self) -> Respondent {
        let now = self.pages.clock.now();
        self.visit.respondent(&self.published.definition, &self.pages.trust(), now)
    }

    /// Stores what was submitted; gives the page that asks to try again where that is not possible
    /// now, with what was typed still on it.
    async fn keep(
        &mut self,
        submission: session::Unsent,
        at: Millis,
        given: &Given,
        stored: Option<&StoredResponse>,
    ) -> Result<Option<Response>, Trouble> {
        let respondent = self.respondent();
        let may = |client| self.pages.guards.post(client, &respondent, &self.visit.response);
        let wait = self.client.and_then(|client| may(client).err()?.wait(stored.is_some()));
        if wait.is_none() && self.store(submission, at).await? == Kept::Durably {
            return Ok(None);
        }
        let survey = Some(&*self.published.definition);
        let notice = Notice::from(Trouble::NotSaved.words(&self.visit.locale, survey));
        let status = match wait {
            Some(_) => StatusCode::TOO_MANY_REQUESTS,
            None => StatusCode::SERVICE_UNAVAILABLE,
        };
        let mut page = self.redraw(status, given.clone(), stored, Some(&notice));
        if let Some(wait) = wait {
            page.headers_mut().insert(header::RETRY_AFTER, (wait.as_secs() + 1).into());
        }
        Ok(Some(page))
    }

    async fn store(&mut self, submission: session::Unsent, at: Millis) -> Result<Kept, Trouble> {
        let answer = |answer: session::SubmittedAnswer| Answer {
            question: answer.question,
            value: answer.value.map_or(serde_json::Value::Null, |value| value.to_json()),
            at: Some(at),
            is_told: false,
        };
        let submission = Submission {
            response: self.visit.response.clone(),
            respondent: self.respondent(),
            answers: submission.answers.into_iter().map(answer).collect(),
            state: submission.state,
            begun_at: None,
            left_on: submission.left_on,
            channel: self.visit.channel,
            locale: self.visit.locale.clone(),
            hidden: self.visit.hidden.clone(),
        };
        match self.pages.store.submit(&self.published, submission).await {
            Ok(stored) => {
                metrics::counter!(telemetry::ANSWERS).increment(stored.stored.into());
                self.visit.proposed.clear();
                Ok(Kept::Durably)
            }
            Err(SubmitError::Unavailable) => Ok(Kept::NotNow),
            Err(SubmitError::Closed(_) | SubmitError::Erased) => Err(Trouble::Closed),
            Err(SubmitError::Answered { .. }) => Err(Trouble::Answered),
            // A newer revision does not take an answer that was given to an older one.
            Err(SubmitError::OtherSurvey | SubmitError::Refused(_)) => Err(Trouble::OutOfDate),
        }
    }

    /// The card that was posted, in the visit's locale, with what was chosen and typed.
    fn redraw(
        &self,
        status: StatusCode,
        mut given: Given,
        stored: Option<&StoredResponse>,
        notice: Option<&Notice>,
    ) -> Response {
        let survey = self.survey(stored);
        let card = self.word("card");
        let own = self.published.definition.controls_on(card);
        let mut is_new = false;
        for (slot, question) in given.answers.iter_mut().zip(&survey.questions) {
            let field = question.field();
            if own.contains(&field) {
                let value = question.ask.read_form(Form(&self.form), &field, survey.notation());
                is_new |= *slot != value;
                *slot = value;
            }
        }
        let mut session = Session::new(survey, given);
        session.go_to(card);
        if is_new {
            // The widget would take what stands in the fields for what is stored.
            self.draw_card(status, &session, &[], notice, None)
        } else {
            self.draw(status, &session, &[], notice)
        }
    }

    fn draw(
        &self,
        status: StatusCode,
        session: &Session,
        proposed: &[Proposed],
        notice: Option<&Notice>,
    ) -> Response {
        let definition = &self.published.definition;
        let is_plain = notice.is_some() || self.visit.is_reviewing;
        let script = takeover::takeover_of(self.pages, definition, session, &self.visit, proposed);
        self.draw_card(status, session, proposed, notice, script.as_ref().filter(|_| !is_plain))
    }

    fn draw_card(
        &self,
        status: StatusCode,
        session: &Session,
        proposed: &[Proposed],
        notice: Option<&Notice>,
        script: Option<&takeover::Script>,
    ) -> Response {
        let definition = &self.published.definition;
        if session.survey().flow.closed
            && let Some(Closed::NotYet(_)) = self.pages.catalogue.closed(&self.published, None)
        {
            return self.tell(Trouble::NotOpen);
        }
        let hidden = self.visit.fields(&definition.controls_on(&session.card()));
        // A post to a page's own address drops that page from what a browser has kept.
        let action = self.page() + if self.is_new { "?begun" } else { "" };
        let frame = Frame { action, hidden, close: Close::Nothing };
        let on_card = session.places();
        let asks = proposed.iter().any(|one| on_card.contains(&one.place));
        let wording = definition.wording(&self.visit.locale);
        let hint = asks.then(|| wording.get(Message::PageConfirm));
        let seen = self.is_new.then(|| self.seen(session.survey().revision));
        let card = page::Card { session, frame: &frame, notice, hint, script, seen };
        page::response(status, page::card(self.pages, definition, &card))
    }

    fn tell(&self, trouble: Trouble) -> Response {
        let definition = Some(&*self.published.definition);
        let words = trouble.words(&self.visit.locale, definition);
        let status = match trouble {
            Trouble::OutOfDate => return self.say(StatusCode::CONFLICT, &words),
            Trouble::Closed => StatusCode::CONFLICT,
            Trouble::NotOpen | Trouble::NotSigned => StatusCode::FORBIDDEN,
            Trouble::Expired | Trouble::Answered => StatusCode::GONE,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        page::response(status, page::words(self.pages, &words, None, definition))
    }

    /// Words, and a link that begins the survey anew.
    fn say(&self, status: StatusCode, words: &Words) -> Response {
        let definition = Some(&*self.published.definition);
        let link = self.visit.address(&self.page());
        page::response(status, page::words(self.pages, words, Some(&link), definition))
    }

    /// The address that counts a showing.
    fn seen(&self, revision: u32) -> String {
        let (base, id) = (self.pages.config.public_url.path(), self.published.definition.id());
        let channel = self.visit.channel.as_str();
        format!("{base}/v1/surveys/{id}/views?channel={channel}&revision={revision}")
    }

    /// The address of the survey's pages on this relay.
    fn page(&self) -> String {
        format!("{}/s/{}", self.pages.config.public_url.path(), self.published.definition.id())
    }
}

/// Whether a submission is stored.
#[derive(PartialEq, Eq)]
enum Kept {
    Durably,
    NotNow,
}

fn not_here(pages: &Pages, headers: &HeaderMap) -> Response {
    let words = Trouble::NotHere.words_for(headers);
    page::response(StatusCode::NOT_FOUND, page::words(pages, &words, None, None))
}
