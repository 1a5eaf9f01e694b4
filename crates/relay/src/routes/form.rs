//! A posted card, with or without files.

use std::sync::Arc;

use axum::Form as FormBody;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRef, FromRequest, FromRequestParts as _, Path, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use headers::{ContentLength, HeaderMapExt as _};
use sondage_survey::answer::Form;
use sondage_survey::text::{Message, fill};
use uuid::Uuid;

use super::multipart::{Multipart, Part, is_multipart};
use super::visit::Visit;
use super::{body, entry, files};
use crate::clients::Client;
use crate::files::{Arrival, Chunks as _, Cut, FileFault};
use crate::state::{AppState, BODY_LIMIT, Pages};
use sondage_intake::{FileOwner, Published};

/// What each part weighs besides its text, so that many empty ones are too large as well.
const PART: usize = 64;

/// How many files at their longest are passed over in one form: a browser that is still sending does
/// not hear a no.
const PASSED: u64 = 3;

/// A card's form. Files are stored as they come, and stand as their ids, with spaces between them,
/// in the pair of their question.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    /// Names and values, in the form's order.
    pub(crate) pairs: Vec<(String, String)>,
    /// A sentence for each file that was not taken, in the form's locale.
    pub(crate) troubles: Vec<String>,
}

/// A form that cannot be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rejection(StatusCode);

impl Rejection {
    /// What is wrong: 400, 413 or 415.
    pub(crate) fn status(self) -> StatusCode {
        self.0
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl<S> FromRequest<S> for Posted
where
    S: Send + Sync,
    AppState: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        if !is_multipart(request.headers()) {
            let FormBody(pairs) = FormBody::from_request(request, state).await?;
            return Ok(Self { pairs, troubles: Vec::new() });
        }
        let (mut parts, body) = request.into_parts();
        let path = Path::<String>::from_request_parts(&mut parts, state).await;
        let Path(id) = path.map_err(|_| Rejection(StatusCode::BAD_REQUEST))?;
        let form = Multipart::new(&parts.headers, body.into_data_stream());
        let form = form.ok_or(Rejection(StatusCode::BAD_REQUEST))?;
        let app = AppState::from_ref(state);
        let client = match Client::from_request_parts(&mut parts, &app).await {
            Ok(client) => client,
            Err(never) => match never {},
        };
        let reading = Reading {
            published: app.catalogue.find(&id).await,
            app,
            client,
            headers: parts.headers,
            form,
            posted: Self::default(),
            fresh: Vec::new(),
            n_bytes: 0,
            n_passed: 0,
            may_send: None,
        };
        reading.read().await
    }
}

struct Reading {
    app: AppState,
    client: Client,
    headers: HeaderMap,
    /// None, and there is nothing to take files for.
    published: Option<Arc<Published>>,
    form: Multipart,
    posted: Posted,
    /// The files that this form brought.
    fresh: Vec<String>,
    /// The weight of all that is not in files.
    n_bytes: usize,
    /// The weight of files that were not taken.
    n_passed: u64,
    /// Whether who posts may send files, once that is known.
    may_send: Option<bool>,
}

impl Reading {
    async fn read(mut self) -> Result<Posted, Rejection> {
        while let Some(Part { name, file }) = self.form.next_part().await? {
            // Whatever it is, or there could be any number of parts that are nothing.
            self.n_bytes += PART + name.len() + file.as_ref().map_or(0, String::len);
            self.check_weight()?;
            match (file, name.strip_prefix("q.").and_then(|name| name.strip_suffix(".file"))) {
                (Some(file), Some(question)) => self.take_file(question, &file).await?,
                // A file for nothing that takes files.
                (Some(_), None) => drop(self.text().await?),
                (None, _) => {
                    let text = self.text().await?;
                    self.posted.pairs.push((name, text));
                }
            }
        }
        Ok(self.posted)
    }

    async fn text(&mut self) -> Result<String, Rejection> {
        let mut text = Vec::new();
        while let Some(chunk) = self.form.next().await? {
            self.n_bytes += chunk.len();
            self.check_weight()?;
            text.extend_from_slice(&chunk);
        }
        self.check_weight()?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn check_weight(&self) -> Result<(), Rejection> {
        let is_fine = self.n_bytes <= BODY_LIMIT;
        is_fine.then_some(()).ok_or(Rejection(StatusCode::PAYLOAD_TOO_LARGE))
    }

    async fn take_file(&mut self, question: &str, name: &str) -> Result<(), Rejection> {
        // A control in which nothing was chosen has a nameless file.
        let arrival = if name.is_empty() { None } else { self.arrival(question, name) };
        let Some((published, arrival)) = arrival else {
            return self.text().await.map(drop);
        };
        let response = &arrival.owner.response;
        let is_open =
            files::check_open(&self.app.catalogue, &self.app.store, &published, response).await;
        if is_open.is_err() || !self.may_send(&published).await {
            // The card that comes back says so.
            return self.drain(arrival.rule.max_bytes).await;
        }
        let taken = self.app.files.take(&arrival, &mut self.form).await;
        match taken {
            Ok(id) => {
                self.put(question, id, arrival.max_files.into());
                Ok(())
            }
            Err(FileFault::Cut) => Err(Cut.into()),
            Err(fault) => {
                let trouble = self.words(&published, &fault, &arrival);
                self.posted.troubles.push(format!("{name}: {trouble}"));
                self.drain(arrival.rule.max_bytes).await
            }
        }
    }

    /// Whether who posts may send files: what tells of them stands before the files in every card's
    /// form.
    async fn may_send(&mut self, published: &Published) -> bool {
        if let Some(may) = self.may_send {
            return may;
        }
        let pages = Pages::from_ref(&self.app);
        let mut visit = Visit::go_on(
            Form(&self.posted.pairs),
            &published.definition,
            &self.headers,
            &pages.trust(),
        );
        let length = self.headers.typed_get().map_or(BODY_LIMIT as u64, |ContentLength(n)| n);
        let may = entry::check_sender(&pages, published, &mut visit).await.is_ok()
            && self.app.guards.takes_bytes(self.client, length);
        self.may_send = Some(may);
        may
    }

    fn arrival<'n>(
        &mut self,
        question: &str,
        name: &'n str,
    ) -> Option<(Arc<Published>, Arrival<'n>)> {
        let published = Arc::clone(self.published.as_ref()?);
        let response = self.response();
        let survey = published.definition.id().to_owned();
        let owner = FileOwner { survey, question: question.to_owned(), response };
        let arrival = files::arrival(&published, owner, name)?;
        Some((published, arrival))
    }

    /// The response that the form goes on with. A message's first card begins one.
    fn response(&mut self) -> String {
        let given = Form(&self.posted.pairs).first("response").and_then(body::response_id);
        given.unwrap_or_else(|| {
            let response = Uuid::new_v4().hyphenated().to_string();
            self.posted.pairs.retain(|(name, _)| name != "response");
            self.posted.pairs.push(("response".into(), response.clone()));
            response
        })
    }

    /// Adds a file to its question's pair. Where there are more than the question takes, those of
    /// earlier posts make room: without scripts there is no other way to send another one.
    fn put(&mut self, question: &str, id: String, most: usize) {
        let name = format!("q.{question}");
        let named = Form(&self.posted.pairs);
        let mut ids: Vec<String> =
            named.all(&name).flat_map(str::split_ascii_whitespace).map(str::to_owned).collect();
        self.fresh.push(id.clone());
        ids.push(id);
        let mut n_over = ids.len().saturating_sub(most);
        ids.retain(|id| {
            let stays = n_over == 0 || self.fresh.contains(id);
            n_over -= usize::from(!stays);
            stays
        });
        self.posted.pairs.retain(|(key, _)| *key != name);
        self.posted.pairs.push((name, ids.join(" ")));
    }

    /// What went wrong with a file, for the respondent.
    fn words(&self, published: &Published, fault: &FileFault, arrival: &Arrival<'_>) -> String {
        let locale = Form(&self.posted.pairs).first("locale").unwrap_or_default();
        let wording = published.definition.wording(locale);
        let (message, n) = match fault {
            FileFault::TooLarge(bytes) => (Message::FileTooLarge, bytes / 1_000_000),
            FileFault::Type => (Message::FileType, 0),
            FileFault::TooMany => (Message::FileTooMany, arrival.max_files.into()),
            FileFault::Empty | FileFault::Cut | FileFault::NoRoom | FileFault::NotStored => {
                (Message::FileFailed, 0)
            }
        };
        fill(wording.get(message), "{n}", &n.to_string())
    }

    /// Passes over the rest of a part, if that is not too long, and not one of too many.
    async fn drain(&mut self, most: u64) -> Result<(), Rejection> {
        while let Some(chunk) = self.form.next().await? {
            self.n_passed += chunk.len() as u64;
            if self.n_passed > most.saturating_mul(PASSED) {
                return Err(Rejection(StatusCode::PAYLOAD_TOO_LARGE));
            }
        }
        Ok(())
    }
}

impl From<FormRejection> for Rejection {
    fn from(rejection: FormRejection) -> Self {
        Self(rejection.status())
    }
}

impl From<Cut> for Rejection {
    fn from(_: Cut) -> Self {
        Self(StatusCode::BAD_REQUEST)
    }
}
