//! Files that respondents send along: taken from everybody, handed out to authors.

use secrecy::SecretString;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{FromRef as _, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use headers::authorization::{Authorization, Basic};
use headers::{ContentLength, HeaderMapExt as _};
use serde_json::json;
use sondage_survey::answer::Form;
use sondage_survey::ask::Ask;
use tokio_util::io::ReaderStream;

use super::extract::{Path, Query};
use super::visit::Visit;
use super::wording::Trouble;
use super::{body, entry};
use crate::catalogue::Catalogue;
use crate::clients::Client;
use crate::config::Config;
use crate::files::{Arrival, Arriving, Chunks, FileFault, Files, attachment};
use crate::guards::Guards;
use crate::password::is_same_secret;
use crate::problem::{Kind, Problem};
use crate::state::{AppParts, AppState, Pages};
use sondage_intake::{FileOwner, Published};
use sondage_store::{Store, StoreError};

type Pairs = Vec<(String, String)>;

const TOO_MUCH: &str = "one address may not send more in files today";

/// The header that says who sends a file, as the pairs of a form: `response`, and what a link's page
/// has of who answers: `user_braze_id`, `external_id`, `token`, `expires`, `link`. None of that is for
/// logs, in which addresses stand.
pub(crate) const RESPONDENT: &str = "sondage-respondent";

/// `POST /v1/surveys/{id}/files?question=&name=`, with the file itself as the body, and who sends it
/// in a header. Pages of before that have all of it in the query.
pub(crate) async fn create(
    client: Client,
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
    request: Request,
) -> Result<Response, Problem> {
    let query = [sender(request.headers()), query].concat();
    let pages = Pages::from_ref(&app);
    let AppParts { catalogue, store, files, guards, .. } = &*app;
    let query = Form(&query);
    let named = |name: &str| query.first(name).unwrap_or_default();
    let published = catalogue.find(&id).await.ok_or_else(|| Problem::unknown_survey(&id))?;
    if published.definition.link().password.is_some() {
        return Err(Problem::unknown_survey(published.definition.id()));
    }
    let response = body::response_id(named("response")).ok_or_else(|| {
        Problem::new(Kind::Malformed, "expected the UUID of the response").at("response")
    })?;
    let owner = FileOwner { survey: id, question: named("question").to_owned(), response };
    let name = named("name");
    let arrival = arrival(&published, owner, name).ok_or_else(|| no_files(&published))?;
    let mut visit = Visit::go_on(query, &published.definition, request.headers(), &pages.trust());
    let may = entry::check_sender(&pages, &published, &mut visit).await;
    may.map_err(not_theirs)?;
    check_open(catalogue, store, &published, &arrival.owner.response).await?;
    let length = request.headers().typed_get().map_or(u64::MAX, |ContentLength(length)| length);
    if !guards.takes_bytes(client, length.min(arrival.rule.max_bytes)) {
        return Err(Problem::new(Kind::TooMany, TOO_MUCH).about(&arrival.owner.question));
    }
    let mut chunks = Arriving(request.into_body());
    let taken = files.take(&arrival, &mut chunks).await;
    if taken.is_err() {
        drain(&mut chunks, arrival.rule.max_bytes).await;
    }
    let file = taken.map_err(|fault| problem(&fault, &arrival.owner.question))?;
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, Json(json!({ "file": file }))).into_response())
}

/// What the header says of who sends a file.
fn sender(headers: &HeaderMap) -> Pairs {
    let said = headers.get(RESPONDENT).map(HeaderValue::as_bytes).unwrap_or_default();
    form_urlencoded::parse(said).into_owned().collect()
}

/// `GET /studio/files/{id}`
pub(crate) async fn show(
    client: Client,
    State(guards): State<Arc<Guards>>,
    State(config): State<Arc<Config>>,
    State(store): State<Store>,
    State(files): State<Files>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let absent = || Problem::new(Kind::NotFound, "there is no such file, or nothing for authors");
    let password = config.studio_password.as_ref().ok_or_else(absent)?;
    check_author(client, &guards, &headers, password)?;
    let file = store.file(&id).await.map_err(|error| unreadable(&error))?.ok_or_else(absent)?;
    let content = files.open(&file.id).await.map_err(|error| {
        tracing::error!(%error, file = file.id, "a file is not where it should be");
        absent()
    })?;
    let mut response = Body::from_stream(ReaderStream::new(content)).into_response();
    let headers = response.headers_mut();
    // Whatever a stranger sent, it is saved and never shown: not as a page, not with our origin.
    for (name, value) in [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_LENGTH, file.bytes.into());
    let name = HeaderValue::from_str(&attachment(&file.name));
    let name = name.unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// A file for a question that takes files; `None` where there is none.
pub(super) fn arrival<'a>(
    published: &Published,
    owner: FileOwner,
    name: &'a str,
) -> Option<Arrival<'a>> {
    let (place, question) = published.own_survey().question(&owner.question)?;
    let Ask::Files(max_files) = question.ask else { return None };
    Some(Arrival { owner, name, rule: published.definition.file_rule(place)?, max_files })
}

/// Whether the survey takes answers of a response, as far as that is stored.
pub(super) async fn check_open(
    catalogue: &Catalogue,
    store: &Store,
    published: &Published,
    response: &str,
) -> Result<(), Problem> {
    // Most surveys are open, and then nobody has to be asked who has begun.
    if catalogue.closed(published, None).is_none() {
        return Ok(());
    }
    let stored = store.response(response).await.map_err(|error| unreadable(&error))?;
    let begun = stored.map(|stored| stored.started_at);
    match catalogue.closed(published, begun) {
        Some(closed) => Err(Problem::new(Kind::ClosedSurvey, closed.to_string())),
        None => Ok(()),
    }
}

/// Reads on for as long as a file may be, since a client that is still sending does not hear a no.
async fn drain(chunks: &mut impl Chunks, most: u64) {
    let mut n_bytes = 0;
    while n_bytes < most
        && let Ok(Some(chunk)) = chunks.next().await
    {
        n_bytes += chunk.len() as u64;
    }
}

/// Whether an author asks. Whoever guesses hears nothing more after some wrong guesses, and the log
/// does.
fn check_author(
    client: Client,
    guards: &Guards,
    headers: &HeaderMap,
    password: &SecretString,
) -> Result<(), Problem> {
    let who = (client.address, "/studio".to_owned());
    if let Some(wait) = guards.guesses.wait(&who) {
        let detail = "too many wrong passwords came from this address";
        return Err(Problem::new(Kind::TooOften, detail).after(wait));
    }
    let given = headers.typed_get::<Authorization<Basic>>();
    if given.as_ref().is_some_and(|given| is_same_secret(given.password(), password)) {
        return Ok(());
    }
    // Browsers ask without a password first.
    if given.is_some() && guards.guesses.note_wrong(&who) {
        let address = client.address.map(tracing::field::display);
        tracing::warn!(address, "wrong passwords of the studio: this address has to wait");
    }
    Err(Problem::new(Kind::Unauthorized, "any user name, and the studio's password"))
}

fn no_files(published: &Published) -> Problem {
    let takes = |ask: &Ask| matches!(ask, Ask::Files(_));
    let questions = published.own_survey().questions.iter();
    let names: Vec<&str> =
        questions.filter(|one| takes(&one.ask)).map(|one| one.id.as_str()).collect();
    let there_is = if names.is_empty() {
        "none here".to_owned()
    } else {
        format!("here {}", names.join(", "))
    };
    let detail = format!("expected a question that takes files: {there_is}");
    Problem::new(Kind::RefusedFile, detail).at("question")
}

fn not_theirs(trouble: Trouble) -> Problem {
    match trouble {
        Trouble::Answered => Problem::new(Kind::AlreadyAnswered, "the link has been used"),
        Trouble::OutOfDate => Problem::new(Kind::OtherSurvey, "begin a new response"),
        Trouble::NotSaved => Problem::new(Kind::Unavailable, "the database cannot be read"),
        _ => Problem::new(Kind::LinkNeeded, "open the survey by the link that was sent for it"),
    }
}

fn problem(fault: &FileFault, question: &str) -> Problem {
    let kind = match fault {
        FileFault::TooLarge(_) => Kind::TooLarge,
        FileFault::Type | FileFault::Empty => Kind::RefusedFile,
        FileFault::TooMany => Kind::TooMany,
        FileFault::Cut => Kind::Malformed,
        FileFault::NoRoom | FileFault::NotStored => Kind::Unavailable,
    };
    Problem::new(kind, fault.to_string()).about(question)
}

fn unreadable(error: &StoreError) -> Problem {
    tracing::error!(%error, "cannot read the database");
    Problem::new(Kind::Unavailable, "the database cannot be read")
}
