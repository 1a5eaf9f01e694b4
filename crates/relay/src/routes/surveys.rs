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
use crate::problem::{Kind, Problem};
use sondage_intake::Published;
use sondage_intake::limits::Standing;

/// A minute: then a new revision is noticed, at the price of an answer without a body.
const CACHE: &str = "public, max-age=60, must-revalidate";
/// Ten seconds, where it can close, open or fill up at any moment.
const LIMITED_CACHE: &str = "public, max-age=10, must-revalidate";
/// How many forms of a survey are kept, whatever its locales and standings: about 20 kB each.
const FORMS: usize = 64;

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
    if definition.link().password.is_some() {
        // Its questions are for those who know the password, which its page asks for.
        return Err(Problem::unknown_survey(&id));
    }
    let locale = definition.closest_locale(wanted.locale.as_deref().unwrap_or_default()).to_owned();
    let standing = app.catalogue.standing(&published, None);
    let file = app.definitions.get(&published, &locale, standing).await?;
    let cache = if published.limits.is_empty() { CACHE } else { LIMITED_CACHE };
    let mut response = file.response(&headers, "application/octet-stream", cache);
    let language = HeaderValue::from_str(&locale).ok();
    response.headers_mut().extend(language.map(|language| (header::CONTENT_LANGUAGE, language)));
    Ok(response)
}

/// Definitions in the forms in which they travel, of the latest revision asked for, by survey.
#[derive(Debug, Default)]
pub(crate) struct Definitions(Mutex<HashMap<String, Forms>>);

#[derive(Debug, Default)]
struct Forms {
    revision: u32,
    /// By locale, and by how the survey stands.
    files: HashMap<(String, Standing), Arc<File>>,
}

impl Definitions {
    /// The definition in one of the survey's own locales, as it stands.
    async fn get(
        &self,
        published: &Arc<Published>,
        locale: &str,
        standing: Standing,
    ) -> Result<Arc<File>, Problem> {
        let key = (locale.to_owned(), standing);
        if let Some(file) = self.known(published, &key) {
            return Ok(file);
        }
        let wire = published.wire_at(&key.0, &key.1);
        let compress = move || File::compress(Bytes::copy_from_slice(&wire));
        let failed = |_| Problem::new(Kind::Internal, "the survey could not be compressed");
        let file = Arc::new(tokio::task::spawn_blocking(compress).await.map_err(failed)?);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let forms = all.entry(published.definition.id().to_owned()).or_default();
        if forms.revision != published.revision || forms.files.len() >= FORMS {
            *forms = Forms { revision: published.revision, files: HashMap::new() };
        }
        forms.files.insert(key, Arc::clone(&file));
        Ok(file)
    }

    fn known(&self, published: &Published, key: &(String, Standing)) -> Option<Arc<File>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let forms = all.get(published.definition.id())?;
        let file = forms.files.get(key).filter(|_| forms.revision == published.revision)?;
        Some(Arc::clone(file))
    }
}
