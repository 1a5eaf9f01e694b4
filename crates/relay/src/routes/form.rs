//! A posted card, with or without files.

use std::sync::Arc;

use axum::Form as FormBody;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRef, FromRequest, FromRequestParts as _, Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sondage_survey::answer::Form;
use sondage_survey::text::{Message, fill};
use uuid::Uuid;

use super::multipart::{Multipart, Part, is_multipart};
use super::{body, files};
use crate::catalogue::Catalogue;
use crate::files::{Arrival, Chunks as _, Cut, FileFault, Files};
use crate::state::BODY_LIMIT;
use sondage_intake::{FileOwner, Published};
use sondage_store::Store;

/// What each part weighs besides its text, so that many empty ones are too large as well.
const PART: usize = 64;

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
    Catalogue: FromRef<S>,
    Store: FromRef<S>,
    Files: FromRef<S>,
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
        let catalogue = Catalogue::from_ref(state);
        let (store, files) = (Store::from_ref(state), Files::from_ref(state));
        let published = catalogue.find(&id).await;
        let (posted, fresh) = (Self::default(), Vec::new());
        let reading =
            Reading { catalogue, store, files, published, form, posted, fresh, n_bytes: 0 };
        reading.read().await
    }
}

struct Reading {
    catalogue: Catalogue,
    store: Store,
    files: Files,
    /// None, and there is nothing to take files for.
    published: Option<Arc<Published>>,
    form: Multipart,
    posted: Posted,
    /// The files that this form brought.
    fresh: Vec<String>,
    /// The weight of all that is not in files.
    n_bytes: usize,
}

impl Reading {
    async fn read(mut self) -> Result<Posted, Rejection> {
        while let Some(Part { name, file }) = self.form.next_part().await? {
            match (file, name.strip_prefix("q.").and_then(|name| name.strip_suffix(".file"))) {
                (Some(file), Some(question)) => self.take_file(question, &file).await?,
                // A file for nothing that takes files.
                (Some(_), None) => self.drain(BODY_LIMIT as u64).await?,
                (None, _) => {
                    let text = self.text(name.len()).await?;
                    self.posted.pairs.push((name, text));
                }
            }
        }
        Ok(self.posted)
    }

    async fn text(&mut self, name_length: usize) -> Result<String, Rejection> {
        let mut text = Vec::new();
        self.n_bytes += PART + name_length;
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
        self.n_bytes += PART;
        self.check_weight()?;
        // A control in which nothing was chosen has a nameless file.
        let arrival = if name.is_empty() { None } else { self.arrival(question, name) };
        let Some((published, arrival)) = arrival else {
            return self.drain(BODY_LIMIT as u64).await;
        };
        let response = &arrival.owner.response;
        let taken =
            match files::check_open(&self.catalogue, &self.store, &published, response).await {
                Ok(()) => self.files.take(&arrival, &mut self.form).await,
                // The card that comes back says so.
                Err(_) => return self.drain(arrival.rule.max_bytes).await,
            };
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
            FileFault::Empty | FileFault::Cut | FileFault::NotStored => (Message::FileFailed, 0),
        };
        fill(wording.get(message), "{n}", &n.to_string())
    }

    /// Passes over the rest of a part, if it is not too long.
    async fn drain(&mut self, most: u64) -> Result<(), Rejection> {
        let mut n_bytes = 0;
        while let Some(chunk) = self.form.next().await? {
            n_bytes += chunk.len() as u64;
            if n_bytes > most {
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
