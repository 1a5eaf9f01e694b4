//! Published surveys, as the widget takes them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use crate::app::AppState;
use crate::assets::File;
use crate::catalogue::Published;
use crate::problem::{Kind, Problem};

/// A minute: then a new revision is noticed, at the price of an answer without a body.
const CACHE: &str = "public, max-age=60, must-revalidate";

#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    locale: Option<String>,
}

/// `GET /v1/surveys/{id}?locale=`
pub(crate) async fn show(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let published = app.catalogue.get(&id).ok_or_else(|| Problem::unknown_survey(&id))?;
    let definition = &published.definition;
    let locale = definition.closest_locale(wanted.locale.as_deref().unwrap_or_default()).to_owned();
    let file = app.definitions.get(&published, &locale).await?;
    let mut response = file.response(&headers, "application/octet-stream", CACHE);
    let language = HeaderValue::from_str(&locale).ok();
    response.headers_mut().extend(language.map(|language| (header::CONTENT_LANGUAGE, language)));
    Ok(response)
}

/// Definitions in the forms in which they travel, by survey and locale, of the latest revision asked for.
#[derive(Debug, Default)]
pub(crate) struct Definitions(Mutex<HashMap<String, Forms>>);

#[derive(Debug, Default)]
struct Forms {
    revision: u32,
    by_locale: HashMap<String, Arc<File>>,
}

impl Definitions {
    /// The definition in one of the survey's own locales.
    async fn get(&self, published: &Arc<Published>, locale: &str) -> Result<Arc<File>, Problem> {
        if let Some(file) = self.known(published, locale) {
            return Ok(file);
        }
        let wire = published.wire(locale);
        let compress = move || File::compress(Bytes::copy_from_slice(&wire));
        let failed = |_| Problem::new(Kind::Internal, "the survey could not be compressed");
        let file = Arc::new(tokio::task::spawn_blocking(compress).await.map_err(failed)?);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let forms = all.entry(published.definition.id().to_owned()).or_default();
        if forms.revision != published.revision {
            *forms = Forms { revision: published.revision, by_locale: HashMap::new() };
        }
        forms.by_locale.insert(locale.to_owned(), Arc::clone(&file));
        Ok(file)
    }

    fn known(&self, published: &Published, locale: &str) -> Option<Arc<File>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let forms = all.get(published.definition.id())?;
        let file = forms.by_locale.get(locale).filter(|_| forms.revision == published.revision)?;
        Some(Arc::clone(file))
    }
}
