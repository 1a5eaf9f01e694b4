//! A store, an emulator, and a worker between them.

use secrecy::SecretString;
use std::time::Duration;

use serde_json::{Value, json};
use sondage_braze::{Client, Endpoint};
use sondage_emulator::{DEFAULT_KEY, Emulator, EmulatorConfig, Event, Fault, FaultKind, Seed};
use sondage_relay::outbox::{Progress, Settings, Worker};
use sondage_store::DeliveryState;
use sqlx::{ConnectOptions, Connection};

use super::{Engine, House, ONE, START, With, cluster, respondent, submission};

pub struct Outbox {
    pub house: House,
    pub emulator: Emulator,
    pub worker: Worker,
}

/// A client of this emulator, with a key.
pub fn client_of(emulator: &Emulator, key: &str) -> Client {
    let endpoint = Endpoint::parse(&emulator.url()).unwrap();
    Client::new(&endpoint, &SecretString::from(key)).unwrap()
}

impl Outbox {
    pub async fn new_on(engine: Engine) -> Self {
        Self::with(House::new_on(engine).await, DEFAULT_KEY).await
    }

    pub async fn with(house: House, key: &str) -> Self {
        let now = || START.to_rfc3339().parse().unwrap();
        let emulator =
            Emulator::start(EmulatorConfig { now, ..EmulatorConfig::default() }).await.unwrap();
        seed(&emulator, "ada");
        let client = client_of(&emulator, key);
        let worker = Worker::new(
            house.store.clone(),
            Some(client),
            house.clock.clone(),
            Settings::default(),
        );
        Self { house, emulator, worker }
    }

    /// Another worker on the same store, as a second process has it.
    pub async fn other_worker(&self) -> Worker {
        let client = client_of(&self.emulator, self.emulator.key());
        let store = self.house.other_store().await;
        Worker::new(store, Some(client), self.house.clock.clone(), Settings::default())
    }

    pub async fn answer(&self, answers: &[(&str, Value)]) {
        self.house.submit(submission(ONE, answers)).await.unwrap();
    }

    pub async fn round(&self) -> Progress {
        self.worker.run_once().await.unwrap()
    }

    /// Rounds until there is nothing to do now.
    pub async fn drain(&self) -> u32 {
        let mut n_delivered = 0;
        loop {
            let progress = self.round().await;
            if progress.is_idle() {
                return n_delivered;
            }
            n_delivered += progress.n_delivered;
        }
    }

    pub fn attribute(&self, who: &str, name: &str) -> Option<Value> {
        self.emulator.profile(who)?.attributes.get(name).map(|attribute| attribute.value.clone())
    }

    pub fn events(&self, who: &str) -> Vec<Event> {
        self.emulator.profile(who).unwrap().events
    }

    pub fn fault(&self, kind: FaultKind) {
        self.emulator.add_fault(Fault::once(kind));
    }

    /// Braze will have nothing of the next delivery: not both of its parts, and neither by itself.
    pub fn refuse(&self) {
        self.emulator.add_fault(Fault::once(FaultKind::Status { status: 400 }).times(3));
    }

    pub fn advance(&self, seconds: u64) {
        self.house.clock.advance(Duration::from_secs(seconds));
    }

    pub async fn states(&self) -> Vec<(DeliveryState, u32)> {
        self.house.deliveries().await.iter().map(|row| (row.state, row.n_attempts)).collect()
    }
}

pub fn seed(emulator: &Emulator, braze_id: &str) {
    emulator.seed(Seed { braze_id: braze_id.into(), ..Seed::default() });
}

pub const DELIVERED: Progress = Progress { n_delivered: 1, n_failed: 0, n_postponed: 0 };
pub const POSTPONED: Progress = Progress { n_delivered: 0, n_failed: 0, n_postponed: 1 };
pub const IDLE: Progress = Progress { n_delivered: 0, n_failed: 0, n_postponed: 0 };

/// One answer each by so many respondents with profiles.
pub async fn answer_as_many(outbox: &Outbox, n_respondents: usize) {
    for n in 0..n_respondents {
        let who = format!("person-{n:03}");
        seed(&outbox.emulator, &who);
        let id = uuid::Uuid::now_v7().to_string();
        let submission = submission(&id, &[("score", json!(9))]).respondent(respondent(&who));
        outbox.house.submit(submission).await.unwrap();
    }
}

/// Changes what is owed behind the store's back, where the question is like this: the value at a path
/// of the payload, in JSON; without one, what is there goes.
pub async fn spoil(outbox: &Outbox, question: &str, path: &str, value: Option<&str>) {
    let in_array = path.replace('.', ",");
    let (sqlite, postgres) = match value {
        Some(value) => (
            format!("json_set(payload, '$.{path}', json('{value}'))"),
            format!("jsonb_set(payload::jsonb, '{{{in_array}}}', '{value}')"),
        ),
        None => (
            format!("json_remove(payload, '$.{path}')"),
            format!("payload::jsonb #- '{{{in_array}}}'"),
        ),
    };
    let update = |payload| {
        format!("UPDATE deliveries SET payload = {payload} WHERE question LIKE '{question}'")
    };
    change(outbox, &update(sqlite), &update(format!("({postgres})::text"))).await;
}

/// From now on this column of deliveries cannot be written, as where the disk is full.
pub async fn fill_up(outbox: &Outbox, column: &str) {
    let on = format!("BEFORE UPDATE OF {column} ON deliveries");
    let sqlite = format!("CREATE TRIGGER full {on} BEGIN SELECT RAISE(ROLLBACK, 'full'); END");
    let postgres = format!(
        "CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$;
         CREATE TRIGGER full_up {on} FOR EACH ROW EXECUTE FUNCTION full_up()"
    );
    change(outbox, &sqlite, &postgres).await;
}

/// There is room again.
pub async fn make_room(outbox: &Outbox) {
    change(outbox, "DROP TRIGGER full", "DROP FUNCTION full_up CASCADE").await;
}

/// Has the statements for the engine done.
async fn change(outbox: &Outbox, sqlite: &str, postgres: &str) {
    let house = &outbox.house;
    if house.address.starts_with("postgres://") {
        let name = house.address.rsplit('/').next().unwrap();
        cluster::cluster().unwrap().sql(name, postgres);
        return;
    }
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(house.path());
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sqlite)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
