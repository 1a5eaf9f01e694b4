//! What the tests of the store and of the outbox share: a survey, a real database file, submissions.

#![allow(dead_code, unreachable_pub, reason = "every test program uses another part of it")]
#![allow(clippy::unwrap_used, missing_debug_implementations, reason = "helpers of tests")]

#[path = "cluster.rs"]
pub mod cluster;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use sondage_author::definition::{Definition, Language};
use sondage_intake::{
    Answer, Channel, Identifier, Millis, Published, Respondent, State, Submission, SubmitError,
};
use sondage_intake::{Stored, StoredResponse};
use sondage_store::{Clock, DeliveryFilter, DeliveryRow, Store};

/// 2026-11-23T10:00:00Z
pub const START: Millis = Millis(1_795_428_000_000);

pub const ONE: &str = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a11";
pub const TWO: &str = "0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6a22";

pub const SURVEY: &str = r#"
id = "onboarding"
name = "Onboarding feedback"

[[questions]]
id = "score"
type = "nps"
prompt = "How likely are you to recommend us to a friend?"
attribute = "nps_score"
required = true

[[questions]]
id = "plan"
type = "single_choice"
prompt = "Which plan are you on?"
options = [ { id = "free", label = "Free" }, { id = "pro", label = "Pro" } ]
other = true

[[questions]]
id = "why"
type = "long_text"
prompt = "What is the main reason?"
show_if = { question = "score", at_most = 6 }

[[hidden]]
id = "campaign"

[[hidden]]
id = "page"

[end]
text = "Thank you!"

[translations.fr]
"questions.plan.prompt" = "Quelle est votre formule ?"
"questions.plan.options.free" = "Gratuit"
"#;

/// A database engine that has to keep the contract.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Whether it is on this machine.
    pub fn is_here(self) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres => cluster::cluster().is_some(),
        }
    }

    /// The address of a database of its own.
    pub fn address(self, folder: &std::path::Path) -> String {
        match self {
            Self::Sqlite => url(&folder.join("sondage.db")),
            Self::Postgres => cluster::cluster().unwrap().database(),
        }
    }
}

/// A store with a database of its own, and the survey published.
pub struct House {
    pub address: String,
    pub folder: tempfile::TempDir,
    pub clock: Clock,
    pub store: Store,
    pub published: Arc<Published>,
}

impl House {
    pub async fn new() -> Self {
        Self::new_on(Engine::Sqlite).await
    }

    pub async fn with(source: &str) -> Self {
        Self::with_on(Engine::Sqlite, source).await
    }

    pub async fn new_on(engine: Engine) -> Self {
        Self::with_on(engine, SURVEY).await
    }

    pub async fn with_on(engine: Engine, source: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(START);
        let address = engine.address(folder.path());
        let store = Store::open(&address, clock.clone()).await.unwrap();
        publish(&store, source).await;
        let published = latest(&store, "onboarding").await;
        Self { address, folder, clock, store, published }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("sondage.db")
    }

    /// The same database through another store, as another process has it.
    pub async fn other_store(&self) -> Store {
        Store::open(&self.address, self.clock.clone()).await.unwrap()
    }

    pub async fn submit(&self, submission: Submission) -> Result<Stored, SubmitError> {
        self.store.submit(&self.published, submission).await
    }

    pub async fn response(&self, id: &str) -> StoredResponse {
        self.store.response(id).await.unwrap().unwrap()
    }

    /// The live answers of a response, as one JSON object.
    pub async fn answers(&self, id: &str) -> Value {
        Value::Object(self.response(id).await.live_answers().into_iter().collect())
    }

    pub async fn deliveries(&self) -> Vec<DeliveryRow> {
        self.store.deliveries(&DeliveryFilter::default()).await.unwrap()
    }

    /// `question#revision` of all that is owed, in order.
    pub async fn owed(&self) -> Vec<String> {
        let name = |row: DeliveryRow| format!("{}#{}", row.question, row.revision);
        self.deliveries().await.into_iter().map(name).collect()
    }
}

pub fn url(path: &std::path::Path) -> String {
    format!("sqlite://{}", path.display())
}

pub async fn publish(store: &Store, source: &str) {
    let definition = Definition::parse(source, Language::Toml).unwrap();
    store.publish(&definition, source, Language::Toml).await.unwrap();
}

/// The revision that is published now.
pub async fn latest(store: &Store, survey: &str) -> Arc<Published> {
    let all = store.published().await.unwrap();
    let source = all.into_iter().find(|source| source.survey == survey).unwrap();
    Arc::new(source.to_published().unwrap())
}

/// A submission in an in-app message by someone with a Braze profile.
pub fn submission(response: &str, answers: &[(&str, Value)]) -> Submission {
    let answer = |(question, value): &(&str, Value)| Answer {
        question: (*question).to_owned(),
        value: value.clone(),
        at: None,
        is_told: false,
    };
    Submission {
        response: response.to_owned(),
        respondent: respondent("ada"),
        answers: answers.iter().map(answer).collect(),
        state: State::InProgress,
        begun_at: None,
        left_on: None,
        channel: Channel::InApp,
        locale: "fr".to_owned(),
        hidden: serde_json::Map::new(),
    }
}

pub fn respondent(braze_id: &str) -> Respondent {
    Respondent { identifier: Some(Identifier::BrazeId(braze_id.to_owned())), is_verified: false }
}

pub trait With {
    fn state(self, state: State) -> Self;
    fn respondent(self, respondent: Respondent) -> Self;
    fn at(self, at: Millis) -> Self;
}

impl With for Submission {
    fn state(self, state: State) -> Self {
        Self { state, ..self }
    }

    fn respondent(self, respondent: Respondent) -> Self {
        Self { respondent, ..self }
    }

    fn at(mut self, at: Millis) -> Self {
        self.answers.iter_mut().for_each(|answer| answer.at = Some(at));
        self
    }
}
