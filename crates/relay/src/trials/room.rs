//! The relay of one link: a survey that is open to whoever has it, over a database of its own.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use sondage_author::definition::{Definition, Events, Language, Problem};
use sondage_intake::identity::Trust;
use sondage_intake::{
    Answer, Identifier, Millis, Published, Respondent, StoredResponse, Submission,
};
use sondage_store::{
    Clock, DeliveryFilter, DeliveryRow, DeliveryState, Store, StoreError, Trial, TrialAnswer,
    TrialBraze, TrialChange, TrialResponse,
};
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::sync::Mutex;

use crate::app;
use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::config::{Config, PublicUrl, Trying};
use crate::outbox::{Line, Settings, Worker};
use crate::preview::{PreviewError, open_to_all};
use crate::state::AppState;

/// How many of its responses are read at a time: more than a link takes.
const RESPONSES: u32 = 1_000;
/// How long after each other it is tried to bring answers to Braze: then the next answer tries again.
const TRIES: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(2), Duration::from_secs(10), Duration::from_mins(1)];

/// The relay of one link.
#[derive(Debug)]
pub(super) struct TrialRoom {
    pub(super) trial: Trial,
    pub(super) router: Router,
    published: Arc<Published>,
    /// Where the relay keeps what is answered in tests.
    home: Store,
    own: Store,
    worker: Option<Worker>,
    /// What is alike here and there, by the response's id.
    alike: Mutex<HashMap<String, Alike>>,
    _folder: TempDir,
}

/// A response that is alike here and in the relay's database.
#[derive(Clone, Copy, Debug)]
struct Alike {
    version: i64,
    updated_at: Millis,
}

/// What came of copying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copied {
    /// All of it is there.
    All,
    /// There is no room for more.
    Full,
}

/// How much what is answered by a link counts.
pub(super) fn trying(trial: &Trial) -> Trying {
    if trial.profile.is_some() { Trying::TrialWithBraze } else { Trying::Trial }
}

/// The survey of a link, open to whoever has it. Braze hears of it where the link says so, whatever
/// the survey does.
///
/// # Errors
/// Where its text can no longer be read.
pub(super) fn opened(trial: &Trial) -> Result<Definition, PreviewError> {
    let first = |problems: Vec<Problem>| {
        PreviewError::Survey(problems.first().map(ToString::to_string).unwrap_or_default())
    };
    let definition = Definition::read_published(&trial.source, trial.language).map_err(first)?;
    let source = definition.source();
    let mut open = open_to_all(source.clone());
    open.showing.quiet_days = None;
    // What the widget tells Braze by itself nobody could keep back.
    open.braze.events = Events::Relay;
    if trial.profile.is_some() {
        open.braze.send = true;
        open.braze.outcomes = source.braze.outcomes;
    }
    Definition::read_published(&open.to_text(Language::Toml), Language::Toml).map_err(first)
}

impl TrialRoom {
    pub(super) async fn open(
        trial: Trial,
        public_url: PublicUrl,
        assets: Assets,
        home: Store,
        line: Line,
    ) -> Result<Self, PreviewError> {
        let definition = opened(&trial)?;
        let folder = tempfile::tempdir()?;
        let clock = home.clock().clone();
        let database = format!("sqlite://{}", folder.path().join("test.db").display());
        let own = laid(database, clock.clone()).await?;
        let text = definition.source().clone().to_text(Language::Toml);
        own.publish(&definition, &text, Language::Toml).await?;
        let catalogue = Catalogue::load(own.clone()).await?;
        let published = catalogue.get(definition.id());
        let unread = || PreviewError::Survey("it cannot be read".to_owned());
        let everybody = trial.profile.clone().map(Identifier::ExternalId);
        let config = Config {
            files: folder.path().join("files"),
            trying: trying(&trial),
            trust: Trust { everybody, ..Trust::default() },
            ..Config::new(public_url)
        };
        let worker = trial
            .profile
            .is_some()
            .then(|| Worker::new(own.clone(), line, clock.clone(), Settings::default()));
        let app = AppState::new(own.clone(), catalogue, clock, config, assets);
        Ok(Self {
            trial,
            router: app::bare_router(app),
            published: published.ok_or_else(unread)?,
            home,
            own,
            worker,
            alike: Mutex::default(),
            _folder: folder,
        })
    }

    /// Takes over what was answered at other relays, or before this one started.
    ///
    /// # Errors
    /// When the relay's database is not available.
    pub(super) async fn pull(&self) -> Result<(), StoreError> {
        let mut alike = self.alike.lock().await;
        for response in self.home.responses_of_trial(&self.trial.key).await?.into_iter().rev() {
            let updated_at = response.updated_at;
            if alike.get(&response.id).is_some_and(|alike| alike.updated_at >= updated_at) {
                continue;
            }
            let id = response.id.clone();
            let submission = self.submission(response);
            if let Err(error) = self.own.submit(&self.published, submission).await {
                // A file of another relay's, say: it is shown in the studio, and cannot be gone on with.
                tracing::debug!(%error, "what was answered in a test elsewhere is not taken over");
            }
            let version = self.own.response(&id).await?.map_or(0, |stored| stored.version);
            alike.insert(id, Alike { version, updated_at });
        }
        Ok(())
    }

    fn submission(&self, response: TrialResponse) -> Submission {
        let answer = |answer: TrialAnswer| Answer {
            question: answer.question,
            value: answer.value,
            at: Some(answer.at),
            is_told: false,
        };
        // What has been sent is not owed a second time.
        let profile = self.trial.profile.clone();
        let profile = profile.filter(|_| response.braze == Some(TrialBraze::Pending));
        let identifier = profile.map(Identifier::ExternalId);
        Submission {
            response: response.id,
            respondent: Respondent { identifier, is_verified: false },
            answers: response.answers.into_iter().map(answer).collect(),
            state: response.state,
            begun_at: None,
            left_on: None,
            channel: response.channel,
            locale: response.locale,
            hidden: serde_json::Map::new(),
        }
    }

    /// Copies what is new here into the relay's database, and brings it to Braze where the link says so.
    ///
    /// # Errors
    /// When a database is not available.
    pub(super) async fn push(self: &Arc<Self>) -> Result<Copied, StoreError> {
        let mut alike = self.alike.lock().await;
        let survey = self.trial.survey.as_str();
        let mut news = false;
        for stored in self.own.responses(survey, None, RESPONSES).await?.responses {
            if alike.get(&stored.id).is_some_and(|alike| alike.version == stored.version) {
                continue;
            }
            let braze = self.trial.profile.is_some().then_some(TrialBraze::Pending);
            let note = TrialChange::Note(self.noted(&stored, braze));
            if !self.home.change_trials(note).await? {
                return Ok(Copied::Full);
            }
            let Alike { version, updated_at } =
                Alike { version: stored.version, updated_at: stored.updated_at };
            alike.insert(stored.id, Alike { version, updated_at });
            news = true;
        }
        drop(alike);
        if news && self.worker.is_some() {
            tokio::spawn(Arc::clone(self).send());
        }
        Ok(Copied::All)
    }

    fn noted(&self, stored: &StoredResponse, braze: Option<TrialBraze>) -> TrialResponse {
        let survey = self.published.own_survey();
        let mut live: Vec<_> =
            stored.answers.iter().filter(|answer| !answer.value.is_null()).collect();
        live.sort_by_key(|answer| survey.question(&answer.question).map(|(place, _)| place));
        let answer = |answer: &sondage_intake::StoredAnswer| TrialAnswer {
            question: answer.question.clone(),
            value: answer.value.clone(),
            at: answer.answered_at.unwrap_or(answer.received_at),
        };
        TrialResponse {
            id: stored.id.clone(),
            trial: self.trial.key.clone(),
            survey: self.trial.survey.clone(),
            channel: stored.channel,
            locale: stored.locale.clone(),
            state: stored.state,
            answers: live.into_iter().map(answer).collect(),
            started_at: stored.started_at,
            updated_at: stored.updated_at,
            braze,
        }
    }

    /// Brings to Braze what is owed, and notes what became of it.
    async fn send(self: Arc<Self>) {
        let Some(worker) = &self.worker else { return };
        for wait in TRIES {
            tokio::time::sleep(wait).await;
            while worker.run_once().await.is_ok_and(|progress| !progress.is_idle()) {}
            match self.settle().await {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "cannot note what Braze has of a test"),
            }
        }
    }

    /// Notes what became of each response on its way to Braze; whether all of them are through.
    async fn settle(&self) -> Result<bool, StoreError> {
        let _alike = self.alike.lock().await;
        let known = self.home.responses_of_trial(&self.trial.key).await?;
        let mut is_all = true;
        for waiting in known.into_iter().filter(|one| one.braze == Some(TrialBraze::Pending)) {
            let filter =
                DeliveryFilter { response: Some(waiting.id.clone()), ..DeliveryFilter::default() };
            let braze = outcome(&self.own.deliveries(&filter).await?);
            if braze == TrialBraze::Pending {
                is_all = false;
                continue;
            }
            let note = TrialResponse { braze: Some(braze), ..waiting };
            self.home.change_trials(TrialChange::Note(note)).await?;
        }
        Ok(is_all)
    }
}

/// What became of all that a response owed.
fn outcome(deliveries: &[DeliveryRow]) -> TrialBraze {
    let of_state = |state| deliveries.iter().find(|one| one.state == state);
    if deliveries.is_empty() || of_state(DeliveryState::Pending).is_some() {
        return TrialBraze::Pending;
    }
    of_state(DeliveryState::Failed).map_or(TrialBraze::Delivered, |failed| {
        TrialBraze::Failed(failed.last_error.clone().unwrap_or_default())
    })
}

async fn laid(database: String, clock: Clock) -> Result<Store, PreviewError> {
    // What opens a database says not of itself that threads may share it.
    let runtime = Handle::current();
    let lay = move || runtime.block_on(Store::open(&database, clock));
    Ok(tokio::task::spawn_blocking(lay).await.map_err(std::io::Error::other)??)
}
