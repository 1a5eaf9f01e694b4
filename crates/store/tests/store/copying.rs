//! Backups, and moves from one engine to the other: every row of every table.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use sondage_intake::limits::Hold;
use sondage_intake::{Channel, FileOwner, Identifier, Respondent, State, Submission};
use sondage_store::{
    Asked, Attempt, Clock, DraftChange, FileLimits, Settlement, Store, StudioChange, Trial,
    TrialBraze, TrialChange, TrialResponse, Verdict, View, back_up, copy_database, restore,
};
use sqlx::{ConnectOptions, Connection, Row as _};

use crate::drafts::draft;
use crate::house::cluster::cluster;
use crate::house::{
    Engine, House, ONE, START, SURVEY, TWO, With as _, latest, publish, submission, url,
};
use crate::studio::{account, entry, session, token};
use crate::trials::{trial, tried};

/// What a process only holds for a while, what follows from others, and what nobody reads any more.
const LEFT_OUT: &[&str] =
    &["_sqlx_migrations", "turns", "claimed_profiles", "pace", "standing", "welcome_links"];
const DEAD_COLUMN: &str = "event_done";

/// Every row of every table that the database itself says it has, in the order of their texts.
type Dump = BTreeMap<String, Vec<String>>;

async fn dump(address: &str) -> Dump {
    let dump =
        if address.starts_with("postgres:") { postgres(address) } else { sqlite(address).await };
    assert!(
        dump.len() > 10 && dump.values().filter(|rows| rows.is_empty()).count() < 3,
        "{dump:?}"
    );
    dump
}

async fn sqlite(address: &str) -> Dump {
    let options: sqlx::sqlite::SqliteConnectOptions = address.parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
    let mut all = Dump::new();
    for table in tables.into_iter().filter(|table| !LEFT_OUT.contains(&&**table)) {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?1)")
            .bind(&table)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let mut columns: Vec<String> = columns
            .iter()
            .filter(|column| *column != DEAD_COLUMN)
            .map(|column| format!("'{column}', {column}"))
            .collect();
        if table == "attempts" {
            columns.push("'number', rowid".to_owned());
        }
        let sql = format!("SELECT json_object({}) FROM {table}", columns.join(", "));
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        let rows: Vec<String> = rows.iter().map(|row| row.get::<String, _>(0)).collect();
        all.insert(table, normal(rows.iter().map(String::as_str)));
    }
    connection.close().await.unwrap();
    all
}

fn postgres(address: &str) -> Dump {
    let (cluster, name) = (cluster().unwrap(), address.rsplit('/').next().unwrap());
    let tables = cluster.sql(name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    let mut all = Dump::new();
    for table in tables.lines().filter(|table| !LEFT_OUT.contains(table)) {
        let rows = cluster.sql(name, &format!("SELECT row_to_json(t)::text FROM {table} AS t"));
        all.insert(table.to_owned(), normal(rows.lines()));
    }
    all
}

/// Rows as JSON with their columns in one order, and truth as SQLite has it.
fn normal<'a>(rows: impl Iterator<Item = &'a str>) -> Vec<String> {
    let plain = |value: Value| match value {
        Value::Bool(is_true) => json!(i32::from(is_true)),
        other => other,
    };
    let mut rows: Vec<String> = rows
        .map(|row| {
            let row: BTreeMap<String, Value> = serde_json::from_str(row).unwrap();
            let row: BTreeMap<_, _> =
                row.into_iter().map(|(name, value)| (name, plain(value))).collect();
            serde_json::to_string(&row).unwrap()
        })
        .collect();
    rows.sort_unstable();
    rows
}

/// A column that is empty in every row is one that a copy could leave out without anybody's noticing.
fn assert_every_column_is_filled(dump: &Dump) {
    for (table, rows) in dump.iter().filter(|(_, rows)| !rows.is_empty()) {
        let mut empty: Option<BTreeSet<String>> = None;
        for row in rows {
            let row: BTreeMap<String, Value> = serde_json::from_str(row).unwrap();
            let nulls = row.into_iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name);
            let nulls: BTreeSet<String> = nulls.collect();
            empty = Some(empty.map_or(nulls.clone(), |empty| &empty & &nulls));
        }
        assert_eq!(
            empty.unwrap(),
            BTreeSet::new(),
            "{table}: fill them in `fill`, and name them in `TABLES`"
        );
    }
}

fn settled(id: i64, until: sondage_intake::Millis, verdict: Verdict) -> Settlement {
    let attempt = Attempt {
        at: START,
        status: Some(429),
        outcome: "rejected".into(),
        detail: "l'\"erreur\"\n\\u0000".into(),
        duration_ms: 7,
    };
    Settlement {
        id,
        until,
        attribute: Some(verdict),
        event: Some(Verdict::Delivered),
        error: Some("'; DROP TABLE answers; --".into()),
        attempt: Some(attempt),
    }
}

/// Room for whatever is sent here.
const LIMITS: FileLimits =
    FileLimits { per_question: 9, per_response: 9, unnamed: 9, per_survey: 9_999, total: 9_999 };

/// Something in every table, and in every column that can be empty both.
async fn fill(house: &House) {
    let store = &house.store;
    let quota = "[limits]\nresponses = 50\n\n[end]";
    publish(store, &SURVEY.replace("[end]", quota)).await;
    let published = latest(store, "onboarding").await;
    let alias = Identifier::UserAlias { name: "ада 🙂".into(), label: "crm".into() };
    let who = |identifier| Respondent { identifier, is_verified: true };
    let plain =
        submission(ONE, &[("score", json!(3)), ("why", json!("a\tb \u{7f} \\u0000 é🙂 '\""))]);
    let plain = Submission { begun_at: Some(START), ..plain.at(START) };
    store.submit(&published, plain).await.unwrap();
    let done = Submission {
        state: State::Completed,
        ..submission(TWO, &[("score", json!(9)), ("plan", json!({ "other": "x" }))])
    };
    let done = done.at(START);
    store.submit(&published, done.clone()).await.unwrap();
    for (n, identifier) in [Some(alias.clone()), None, Some(Identifier::ExternalId("7".into()))]
        .into_iter()
        .enumerate()
    {
        let response = format!("0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6b{n:02}");
        let hidden = json!({ "campaign": "spring", "page": "/a?b=\"c\"" });
        let one = Submission {
            response,
            respondent: who(identifier),
            hidden: hidden.as_object().unwrap().clone(),
            ..done.clone()
        };
        store.submit(&published, one).await.unwrap();
    }
    store.submit(&published, submission(ONE, &[("score", json!(null))])).await.unwrap();
    let claims = store.claim_deliveries(9, Duration::from_mins(2)).await.unwrap();
    assert!(claims.len() > 2);
    let verdicts =
        [Verdict::Delivered, Verdict::Failed, Verdict::Retry(START.plus(Duration::from_mins(1)))];
    let settlements =
        claims.iter().zip(verdicts).map(|(claim, verdict)| settled(claim.id, claim.until, verdict));
    store.settle_deliveries(settlements.collect::<Vec<_>>()).await.unwrap();
    fill_files(store).await;
    let view = View {
        survey: "onboarding".into(),
        revision: 1,
        channel: Channel::Web,
        day: "2026-11-23".into(),
    };
    let asked = [alias, Identifier::BrazeId("ada".into())]
        .map(|identifier| Asked { identifier, at: START });
    store.note_showings(vec![(view, 3)], asked.to_vec()).await.unwrap();
    store.note_told(asked[..1].to_vec()).await.unwrap();
    store.forget_person(&Identifier::ExternalId("gone".into())).await.unwrap();
    fill_studio(store).await;
}

async fn fill_files(store: &Store) {
    let owner =
        FileOwner { survey: "onboarding".into(), question: "cv".into(), response: ONE.into() };
    for (id, bytes) in [("f1", Some(12)), ("f2", None), ("f3", Some(3))] {
        store.begin_file(id, &owner, ("Lebenslauf ü.pdf", 99), LIMITS).await.unwrap();
        if let Some(bytes) = bytes {
            store.finish_file(id, bytes).await.unwrap();
        }
    }
    store.free_files(START.plus(Duration::from_secs(1)), 1).await.unwrap();
}

async fn fill_studio(store: &Store) {
    let ada =
        sondage_store::Account { language: Some("fr".into()), ..account("a", "ada@example.com") };
    let changes = vec![
        StudioChange::AddAccount(ada),
        StudioChange::AddSession(session("s", "a", START)),
        StudioChange::PutSetting {
            workspace: "main".into(),
            name: "braze".into(),
            before: None,
            value: Some("{}".into()),
            now: START,
        },
        StudioChange::AddApiToken(token("t", "a")),
        StudioChange::UseApiToken { id: "t".into(), now: START },
        StudioChange::RevokeApiToken { id: "t".into(), account: "a".into(), now: START },
        StudioChange::Audit(entry("e", "main")),
    ];
    assert!(store.change_studio(changes).await.unwrap());
    let begun = draft(1, "ada", 0);
    let (survey, labels) = ("other".to_owned(), vec!["é, \"quoted\"".into()]);
    let hold = Some(Hold { since: START, is_pause: false });
    let labelled = DraftChange::Label { survey: survey.clone(), labels };
    let archived = DraftChange::Archive { survey, at: Some(START), hold };
    let changes = [DraftChange::Begin(begun), labelled, archived];
    let changes = changes.map(|change| StudioChange::Draft(Box::new(change)));
    assert!(store.change_drafts(changes.to_vec()).await.unwrap());
    fill_trials(store).await;
}

async fn fill_trials(store: &Store) {
    let trial = Trial { revision: Some(1), profile: Some("ада".into()), ..trial("k", 60) };
    let failed = TrialBraze::Failed("'no'\n\"such\" profile".into());
    let response =
        TrialResponse { braze: Some(failed), ..tried("r", "k", &json!({ "other": "é" })) };
    for change in [TrialChange::Begin(trial), TrialChange::Note(response)] {
        assert!(store.change_trials(change).await.unwrap());
    }
}

/// Databases of both engines that are still empty, as far as there are engines.
fn empty(folder: &std::path::Path, name: &str) -> Vec<String> {
    let engines = [Engine::Sqlite, Engine::Postgres];
    let here = engines.into_iter().filter(|engine| engine.is_here());
    here.map(|engine| match engine {
        Engine::Sqlite => url(&folder.join(name)),
        Engine::Postgres => engine.address(folder),
    })
    .collect()
}

pub(crate) async fn a_backup_has_every_row_and_goes_back_into_either_engine(engine: Engine) {
    let house = House::new_on(engine).await;
    fill(&house).await;
    let file = house.folder.path().join("backup.db");
    // While the store is open, and writes.
    let copied = back_up(&house.address, &file).await.unwrap();
    assert_eq!((copied.of_table("responses"), copied.of_table("surveys")), (5, 1));
    let expected = dump(&house.address).await;
    assert_every_column_is_filled(&expected);
    assert_eq!(dump(&url(&file)).await, expected);
    for target in empty(house.folder.path(), "restored.db") {
        assert_eq!(restore(&file, &target).await.unwrap(), copied);
        assert_eq!(dump(&target).await, expected, "{target}");
    }
    house.store.check().await.unwrap();
    assert!(
        back_up(&house.address, &file).await.unwrap_err().to_string().contains("is there already")
    );
}

pub(crate) async fn everything_moves_to_either_engine_and_goes_on_there(engine: Engine) {
    let house = House::new_on(engine).await;
    fill(&house).await;
    house.store.close().await;
    let expected = dump(&house.address).await;
    for (n, target) in empty(house.folder.path(), "moved.db").into_iter().enumerate() {
        copy_database(&house.address, &target).await.unwrap();
        assert_eq!(dump(&target).await, expected, "{target}");
        for back in empty(house.folder.path(), &format!("back-{n}.db")) {
            copy_database(&target, &back).await.unwrap();
            assert_eq!(dump(&back).await, expected, "{target} {back}");
        }
        let store = Store::open(&target, Clock::manual(START)).await.unwrap();
        let published = latest(&store, "onboarding").await;
        store.submit(&published, submission(ONE, &[("score", json!(8))])).await.unwrap();
        let new = submission("0193a3c2-6f3e-7c1a-9d52-0b4f6f0f6c01", &[("score", json!(8))]);
        store.submit(&published, new.clone()).await.unwrap();
        let page = store.responses("onboarding", None, 100).await.unwrap();
        assert_eq!(page.responses.last().unwrap().id, new.response);
        let owed = store.deliveries(&sondage_store::DeliveryFilter::default()).await.unwrap();
        assert_eq!(owed.last().unwrap().response, new.response);
    }
}

pub(crate) async fn nothing_is_copied_over_what_is_there(engine: Engine) {
    let house = House::new_on(engine).await;
    let other = House::new_on(engine).await;
    let before = other.store.published().await.unwrap();
    let error = copy_database(&house.address, &other.address).await.unwrap_err().to_string();
    assert!(error.contains("has surveys in it already"), "{error}");
    assert_eq!(other.store.published().await.unwrap(), before);
    other.store.check().await.unwrap();
}
