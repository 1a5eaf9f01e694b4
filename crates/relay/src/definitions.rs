//! Published surveys in the forms in which they travel.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use tokio::task::JoinError;

use crate::assets::File;
use sondage_intake::Published;
use sondage_intake::limits::Standing;

/// How many forms of a survey are kept, whatever its locales and standings: about 20 kB each.
const FORMS: usize = 64;

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
    ///
    /// # Errors
    /// When the thread that compresses it ends in a panic.
    pub(crate) async fn get(
        &self,
        published: &Arc<Published>,
        locale: &str,
        standing: Standing,
    ) -> Result<Arc<File>, JoinError> {
        let key = (locale.to_owned(), standing);
        if let Some(file) = self.known(published, &key) {
            return Ok(file);
        }
        let wire = published.wire_at(&key.0, &key.1);
        let compress = move || File::compress(Bytes::from(wire));
        let file = Arc::new(tokio::task::spawn_blocking(compress).await?);
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
