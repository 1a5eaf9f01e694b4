//! Published surveys, as the widget takes them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use sondage_author::definition::{Definition, Instead};
use sondage_intake::limits::Standing;

use super::extract::{Path, Query};
use crate::catalogue::Catalogue;
use crate::definitions::Definitions;
use crate::problem::{Kind, Problem};

/// A minute: then a new revision is noticed, at the price of an answer without a body.
const CACHE: &str = "public, max-age=60, must-revalidate";
/// Ten seconds, where it can close, open or fill up at any moment.
const LIMITED_CACHE: &str = "public, max-age=10, must-revalidate";

/// The header that says how a survey stands, before its bytes are read: `closed` where it takes no
/// answers, `once` where it asks everybody once, `quiet=7` where it asks nobody who was asked by any
/// survey in the last 7 days, `in-app-off` where no in-app message shows any survey; with commas between
/// them.
pub(crate) const STANDING: &str = "sondage-standing";

#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    locale: Option<String>,
    /// `answered` for the card that says so, to those who have.
    #[serde(rename = "as")]
    reader: Option<String>,
}

/// `GET /v1/surveys/{id}?locale=&as=`
pub(crate) async fn show(
    State(catalogue): State<Catalogue>,
    State(definitions): State<Arc<Definitions>>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let published = catalogue.find(&id).await.ok_or_else(|| Problem::unknown_survey(&id))?;
    let definition = &published.definition;
    if definition.link().password.is_some() {
        // Its questions are for those who know the password, which its page asks for.
        return Err(Problem::unknown_survey(&id));
    }
    let locale = definition.closest_locale(wanted.locale.as_deref().unwrap_or_default()).to_owned();
    let mut standing = catalogue.standing(&published, None);
    let is_in_app_off = catalogue.is_in_app_off();
    let words = words(definition, &standing, is_in_app_off);
    if wanted.reader.as_deref() == Some("answered") {
        standing.instead = Some(Instead::Answered);
    }
    let failed = |_| Problem::new(Kind::Internal, "the survey could not be compressed");
    let file = definitions.get(&published, &locale, standing).await.map_err(failed)?;
    let cache = if published.limits.is_empty() && !is_in_app_off { CACHE } else { LIMITED_CACHE };
    let mut response = file.response(&headers, "application/octet-stream", cache);
    let language = HeaderValue::from_str(&locale).ok();
    response.headers_mut().extend(language.map(|language| (header::CONTENT_LANGUAGE, language)));
    let words = HeaderValue::from_str(&words).ok().filter(|words| !words.is_empty());
    let name = HeaderName::from_static(STANDING);
    response.headers_mut().extend(words.map(|words| (name, words)));
    Ok(response)
}

/// How a survey stands, in the words of the header.
fn words(definition: &Definition, standing: &Standing, is_in_app_off: bool) -> String {
    let mut words = Vec::new();
    words.extend(standing.instead.map(|_| "closed".to_owned()));
    words.extend(definition.link().once.then(|| "once".to_owned()));
    words.extend(definition.showing().quiet_days.map(|days| format!("quiet={days}")));
    words.extend(is_in_app_off.then(|| "in-app-off".to_owned()));
    words.join(", ")
}
