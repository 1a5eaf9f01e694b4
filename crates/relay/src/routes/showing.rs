//! Around a survey that is shown: whether its respondent is to be asked, and that it was on their
//! screen. Nothing of it is an answer, and nothing is told to who does not prove who they are.

use axum::Form as FormBody;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use sondage_intake::identity::{Occasion, Signs};
use sondage_intake::{Channel, Identifier, Published, State as Reached};
use sondage_survey::answer::Form;
use std::sync::Arc;
use std::time::Duration;

use super::body;
use super::extract::{Path, Query};
use super::visit::{self, Visit};
use crate::clients::Client;
use crate::guards::too_often;
use crate::problem::{Kind, Problem};
use crate::state::AppState;

type Pairs = Vec<(String, String)>;
/// Names and values, as the link's page has them: `user_braze_id`, `external_id`, `token`, `expires`;
/// or `user_alias_name` and `user_alias_label`.
type Told = Result<FormBody<Pairs>, FormRejection>;

const DAY: Duration = Duration::from_hours(24);

/// `POST /v1/surveys/{id}/standing`: whether who asks has answered the survey to its end, over
/// whichever channel, and whether they were asked by any survey in its quiet days. To who cannot
/// prove who they are, neither is ever so.
pub(crate) async fn standing(
    State(app): State<AppState>,
    client: Client,
    Path(id): Path<String>,
    headers: HeaderMap,
    told: Told,
) -> Result<Response, Problem> {
    app.guards.tell(client).map_err(too_often)?;
    let published = app.catalogue.find(&id).await.ok_or_else(|| Problem::unknown_survey(&id))?;
    let pairs = pairs(told)?;
    let (mut answered, mut quiet) = (false, false);
    if let Some(who) = proved(&app, &published, &pairs, &headers) {
        let failed = |error| {
            tracing::error!(%error, "cannot read how a respondent stands");
            Problem::new(Kind::Unavailable, "the database cannot be read")
        };
        let begun = app.store.begun(&id, &who).await.map_err(failed)?;
        answered = begun.iter().any(|one| one.state == Reached::Completed);
        if let Some(days) = published.definition.showing().quiet_days {
            let since = app.clock.now().minus(DAY.saturating_mul(days));
            let asked = app.store.last_asked(&who).await.map_err(failed)?;
            quiet = asked.is_some_and(|at| at > since);
        }
    }
    let body = json!({ "answered": answered, "quiet": quiet });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// A picture of one transparent point (`GIF89a`).
const NOTHING: [u8; 43] = *b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// `GET /v1/surveys/{id}/views?channel=&revision=`: the same, as a picture of nothing: a page counts
/// itself where no script does. Nobody is named.
pub(crate) async fn picture_of_view(
    State(app): State<AppState>,
    client: Client,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Problem> {
    app.guards.tell(client).map_err(too_often)?;
    count_view(&app, &id, Form(&pairs))?;
    let headers = [(header::CONTENT_TYPE, "image/gif"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, NOTHING).into_response())
}

/// `POST /v1/surveys/{id}/views`: the survey is on a screen, in this `channel` and `revision`. It is
/// counted without anybody in it. Where somebody proves who they are, that they were asked is noted
/// apart from it, for the quiet days of all surveys.
pub(crate) async fn note_view(
    State(app): State<AppState>,
    client: Client,
    Path(id): Path<String>,
    headers: HeaderMap,
    told: Told,
) -> Result<StatusCode, Problem> {
    app.guards.tell(client).map_err(too_often)?;
    let pairs = pairs(told)?;
    let published = count_view(&app, &id, Form(&pairs))?;
    if published.definition.braze().send
        && app.catalogue.keeps_quiet()
        && let Some(who) = proved(&app, &published, &pairs, &headers)
    {
        app.showings.note_asked(who);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Counts a showing, and says of which survey.
fn count_view(app: &AppState, id: &str, form: Form<'_>) -> Result<Arc<Published>, Problem> {
    let published = app.catalogue.get(id).ok_or_else(|| Problem::unknown_survey(id))?;
    let channel: Option<Channel> = form.first("channel").and_then(|word| word.parse().ok());
    let channel = channel.ok_or_else(|| {
        Problem::new(Kind::Malformed, "expected in-app, web, link, email or push").at("channel")
    })?;
    // What was never published was not shown.
    let revision = form.first("revision").and_then(|text| text.parse().ok());
    let revision = revision.filter(|revision| (1..=published.revision).contains(revision));
    if app.showings.count(&published, revision.unwrap_or(published.revision), channel) {
        metrics::counter!("sondage_views_total", "survey" => id.to_owned(), "channel" => channel.as_str())
            .increment(1);
    }
    Ok(published)
}

fn pairs(told: Told) -> Result<Pairs, Problem> {
    let unreadable = |rejection: FormRejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Kind::TooLarge, "that is too much to tell"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Problem::new(Kind::UnsupportedType, "expected application/x-www-form-urlencoded")
        }
        _ => Problem::new(Kind::Malformed, "the form cannot be read"),
    };
    told.map(|FormBody(pairs)| pairs).map_err(unreadable)
}

/// Who this is, where they prove it.
fn proved(
    app: &AppState,
    published: &Published,
    pairs: &Pairs,
    headers: &HeaderMap,
) -> Option<Identifier> {
    let (definition, form, trust) = (&published.definition, Form(pairs), &app.trust());
    let now = app.clock.now();
    let respondent = if let Some(alias) = alias(form) {
        let token = visit::token(form);
        let proof = trust.proof(definition.id(), Signs::Respondent(&alias), token.as_deref());
        let requires_token = definition.braze().require_token;
        let occasion = Occasion { requires_token, now, begun: None };
        trust.respondent_by(alias, body::noted(proof), occasion)
    } else {
        let visit = Visit::go_on(form, definition, headers, trust);
        visit.respondent(definition, trust, now)
    };
    respondent.identifier.filter(|_| respondent.is_verified)
}

/// The alias that somebody has, which only a company's own programs say: no page knows one.
fn alias(form: Form<'_>) -> Option<Identifier> {
    let part = |name: &str| form.first(name).and_then(body::identifier).map(str::to_owned);
    Some(Identifier::UserAlias { name: part("user_alias_name")?, label: part("user_alias_label")? })
}
