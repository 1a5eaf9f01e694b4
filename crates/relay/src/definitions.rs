//! Published surveys in the forms in which they travel.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use tokio::sync::OnceCell;
use tokio::task::JoinError;

use crate::assets::File;
use sondage_intake::Published;
use sondage_intake::limits::Standing;

/// How many forms of a survey are kept, whatever its locales and standings: about 20 kB each.
const FORMS: usize = 64;

/// Definitions in the forms in which they travel, of the latest revision asked for, by survey.
#[derive(Debug, Default)]
pub(crate) struct Definitions(Mutex<HashMap<String, Forms>>);

/// The locale, and how the survey stands.
type Key = (String, Standing);

#[derive(Debug, Default)]
struct Forms {
    revision: u32,
    /// The one that was asked for first comes first.
    files: Vec<(Key, Form)>,
}

/// A form that is there, or that somebody is making.
type Form = Arc<OnceCell<Arc<File>>>;

impl Definitions {
    /// The definition in one of the survey's own locales, as it stands. Whoever asks while it is
    /// made waits for that, and it is made to its end, also where nobody waits any more.
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
        let form = self.form(published, &key);
        if let Some(file) = form.get() {
            return Ok(Arc::clone(file));
        }
        let published = Arc::clone(published);
        let making = tokio::spawn(async move {
            let file = form.get_or_try_init(async || {
                let make = move || {
                    let wire = published.wire_at(&key.0, &key.1);
                    Arc::new(File::compress(Bytes::from(wire)))
                };
                tokio::task::spawn_blocking(make).await
            });
            file.await.cloned()
        });
        making.await?
    }

    fn form(&self, published: &Published, key: &Key) -> Form {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let forms = all.entry(published.definition.id().to_owned()).or_default();
        if forms.revision != published.revision {
            *forms = Forms { revision: published.revision, files: Vec::new() };
        }
        if let Some((_, form)) = forms.files.iter().find(|(known, _)| known == key) {
            return Arc::clone(form);
        }
        if forms.files.len() >= FORMS {
            forms.files.remove(0);
        }
        let form = Form::default();
        forms.files.push((key.clone(), Arc::clone(&form)));
        form
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sondage_author::definition::{Definition, Language};
    use sondage_intake::limits::Standing;
    use sondage_intake::{Millis, Published};

    use super::{Definitions, FORMS};

    fn published() -> Arc<Published> {
        let survey = "id = \"one\"\nname = \"One\"\nend = { text = \"Thanks\" }\n[[questions]]\nid = \"q\"\ntype = \"nps\"\nprompt = \"And?\"";
        Arc::new(Published::new(Definition::parse(survey, Language::Toml).unwrap(), 1, Millis(0)))
    }

    #[tokio::test]
    async fn many_who_ask_at_once_get_one_form_that_is_made_once() {
        let (definitions, published) = (Arc::new(Definitions::default()), published());
        let ask = || definitions.get(&published, "en", Standing::default());
        let (a, b, c) = tokio::join!(ask(), ask(), ask());
        let (a, b, c) = (a.unwrap(), b.unwrap(), c.unwrap());
        assert!(Arc::ptr_eq(&a, &b) && Arc::ptr_eq(&b, &c));
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_there_for_the_next_one() {
        let (definitions, published) = (Definitions::default(), published());
        // Dropped when it has only begun, as at a time limit.
        let asked = definitions.get(&published, "en", Standing::default());
        assert!(tokio::time::timeout(std::time::Duration::ZERO, asked).await.is_err());
        let form = definitions.form(&published, &("en".to_owned(), Standing::default()));
        while form.get().is_none() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn one_form_too_many_takes_the_place_of_the_first_and_of_no_other() {
        let (definitions, published) = (Definitions::default(), published());
        let key = |n: usize| (n.to_string(), Standing::default());
        let first: Vec<_> = (0..FORMS).map(|n| definitions.form(&published, &key(n))).collect();
        definitions.form(&published, &key(FORMS));
        for (n, form) in first.iter().enumerate().skip(1) {
            assert!(Arc::ptr_eq(form, &definitions.form(&published, &key(n))), "{n}");
        }
    }
}
