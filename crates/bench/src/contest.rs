//! Who is measured beside whom, and how they take turns.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sondage_intake::Published;
use sondage_store::Store;
use sondage_store::bench::BareStyle;

use crate::client::{Load, answer};
use crate::cluster::Cluster;
use crate::figures::to_f64;
use crate::server::{self, Memory, Server, own_cpu};
use crate::{Plan, bare, sample, stored};

/// Somebody who is measured.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) engine: Engine,
    pub(crate) kind: Kind,
    address: String,
    does: Does,
    pub(crate) rounds: Vec<Round>,
}

/// Which database is beneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    /// A file
    Sqlite,
    /// A server
    Postgres,
}

/// What somebody is to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The database alone, as fast as anybody here knows.
    Bare,
    /// The store, with nothing before it.
    Store,
    /// The relay.
    Relay,
    /// Another build of the relay.
    Before,
    /// Two relays on one database.
    Two,
    /// The same endpoint in Node.
    Node,
}

#[derive(Debug)]
enum Does {
    Serve(Vec<Server>),
    Store(Store, Arc<Published>),
    Write,
}

/// What was measured in one turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    /// Answers a second, of many at once.
    pub(crate) many: f64,
    /// Answers a second, one after the other.
    pub(crate) one: f64,
    /// Seconds of a processor an answer, of many at once.
    pub(crate) cpu: f64,
    /// Of one after the other, over HTTP.
    pub(crate) one_p50: Duration,
    /// At half of `many`, over HTTP.
    pub(crate) half_p50: Duration,
    pub(crate) half_p99: Duration,
}

/// Answers that the store commits together where nobody has measured it yet.
const GROUP: f64 = 32.0;

/// Measures everybody, round by round.
pub(crate) async fn run(
    plan: &Plan,
    folder: &Path,
    cluster: Option<&Cluster>,
) -> anyhow::Result<Vec<Contestant>> {
    let mut all = enter(plan, folder, cluster).await?;
    println!("{} rounds of {} s each; {} connections", plan.rounds, plan.seconds, plan.connections);
    let (mut sqlite_group, mut postgres_group) = (GROUP, GROUP);
    for round in 0..plan.rounds {
        // Nobody always comes after the same one.
        let n_all = all.len().max(1);
        all.rotate_left(usize::from(round > 0) * (n_all / 2 + 1) % n_all);
        for one in &mut all {
            let group = match one.engine {
                Engine::Sqlite => &mut sqlite_group,
                Engine::Postgres => &mut postgres_group,
            };
            let measured = one.measure(plan, group).await?;
            eprint_progress(one, &measured);
            one.rounds.push(measured);
        }
    }
    Ok(all)
}

/// Ends everybody.
pub(crate) async fn end(all: Vec<Contestant>) {
    for one in all {
        if let Does::Store(store, _) = one.does {
            store.close().await;
        }
    }
}

#[expect(clippy::print_stderr, reason = "a long run says that it gets on")]
fn eprint_progress(one: &Contestant, round: &Round) {
    eprintln!(
        "  {:<10} {:<28} {:>8.0} a second, {:>6.0} one by one",
        one.engine.name(),
        one.kind.name(),
        round.many,
        round.one
    );
}

async fn enter(
    plan: &Plan,
    folder: &Path,
    cluster: Option<&Cluster>,
) -> anyhow::Result<Vec<Contestant>> {
    let mut all = Vec::new();
    if plan.engine != Some(Engine::Postgres) {
        all.extend(enter_sqlite(plan, folder).await?);
    }
    if let Some(cluster) = cluster {
        all.extend(enter_postgres(plan, folder, cluster).await?);
    }
    Ok(all)
}

async fn enter_sqlite(plan: &Plan, folder: &Path) -> anyhow::Result<Vec<Contestant>> {
    let engine = Engine::Sqlite;
    let file = |name: &str| format!("sqlite://{}", folder.join(format!("{name}.db")).display());
    let mut all = vec![
        enter_relay(Kind::Relay, engine, &plan.relay()?, file("relay"), folder)?,
        enter_store(engine, file("store")).await?,
        enter_bare(engine, file("bare")).await?,
    ];
    if let Some(before) = &plan.before {
        all.push(enter_relay(Kind::Before, engine, before, file("before"), folder)?);
    }
    if plan.node.join("node_modules").is_dir() {
        let address = folder.join("node.db");
        let does = Does::Serve(vec![Server::node(&plan.node, &address)?]);
        let (kind, address) = (Kind::Node, address.display().to_string());
        all.push(Contestant { kind, engine, address, does, rounds: Vec::new() });
    } else {
        println!("SKIPPED: Node, whose packages are not in {}", plan.node.display());
    }
    Ok(all)
}

async fn enter_postgres(
    plan: &Plan,
    folder: &Path,
    cluster: &Cluster,
) -> anyhow::Result<Vec<Contestant>> {
    let engine = Engine::Postgres;
    let enter = |kind, program: &Path, name: &str| {
        enter_relay(kind, engine, program, cluster.database(name)?, folder)
    };
    let relay = plan.relay()?;
    let mut all = vec![
        enter(Kind::Relay, &relay, "relay")?,
        enter(Kind::Two, &relay, "two")?,
        enter_store(engine, cluster.database("store")?).await?,
        enter_bare(engine, cluster.database("bare")?).await?,
    ];
    if let Some(before) = &plan.before {
        all.push(enter(Kind::Before, before, "before")?);
    }
    Ok(all)
}

fn enter_relay(
    kind: Kind,
    engine: Engine,
    program: &Path,
    address: String,
    folder: &Path,
) -> anyhow::Result<Contestant> {
    server::publish(program, &address, folder)?;
    let n_relays = if kind == Kind::Two { 2 } else { 1 };
    let servers = (0..n_relays).map(|_| Server::relay(program, &address, folder, &[]));
    let does = Does::Serve(servers.collect::<anyhow::Result<_>>()?);
    Ok(Contestant { kind, engine, address, does, rounds: Vec::new() })
}

async fn enter_store(engine: Engine, address: String) -> anyhow::Result<Contestant> {
    let (store, catalogue) = sample::open(&address).await?;
    let does = Does::Store(store, sample::published(&catalogue)?);
    Ok(Contestant { kind: Kind::Store, engine, address, does, rounds: Vec::new() })
}

async fn enter_bare(engine: Engine, address: String) -> anyhow::Result<Contestant> {
    // The store makes the tables, so that they are the same ones.
    sample::open(&address).await?.0.close().await;
    Ok(Contestant { kind: Kind::Bare, engine, address, does: Does::Write, rounds: Vec::new() })
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare commits",
            Self::Store => "store without HTTP",
            Self::Relay => "relay over HTTP",
            Self::Before => "relay over HTTP, before",
            Self::Two => "two relays over HTTP",
            Self::Node => "Node over HTTP",
        }
    }
}

impl Contestant {
    /// What its programs have of memory: of each the same, so the largest one.
    pub(crate) fn memory(&self) -> Option<Memory> {
        let Does::Serve(servers) = &self.does else { return None };
        servers.iter().map(Server::memory).max_by_key(|memory| memory.most)
    }

    async fn measure(&self, plan: &Plan, group: &mut f64) -> anyhow::Result<Round> {
        match &self.does {
            Does::Serve(servers) => serve(plan, servers).await,
            Does::Store(store, published) => {
                let cpu = own_cpu();
                let n = plan.connections;
                let many = stored::run(store, published, n, plan.duration()).await?;
                let cpu = (own_cpu() - cpu) / to_f64(many.n_answers.max(1));
                let one = stored::run(store, published, 1, plan.duration()).await?;
                *group = many.group;
                Ok(Round::without_http(many.per_second, one.per_second, cpu))
            }
            Does::Write => write(plan, &self.address, *group).await,
        }
    }
}

impl Round {
    fn without_http(many: f64, one: f64, cpu: f64) -> Self {
        let (one_p50, half_p50, half_p99) = Default::default();
        Self { many, one, cpu, one_p50, half_p50, half_p99 }
    }
}

async fn serve(plan: &Plan, servers: &[Server]) -> anyhow::Result<Round> {
    let load = Load {
        addresses: servers.iter().map(|server| server.address).collect(),
        n_connections: plan.connections,
        duration: plan.duration(),
        per_second: None,
    };
    let cpu = || servers.iter().map(Server::cpu).sum::<f64>();
    let before = cpu();
    let many = answer(load.clone()).await?;
    let cpu = (cpu() - before) / to_f64(many.n_answers.max(1));
    let one = answer(Load { n_connections: 1, ..load.clone() }).await?;
    let half = answer(Load { per_second: Some(many.per_second / 2.0), ..load }).await?;
    Ok(Round {
        many: many.per_second,
        one: one.per_second,
        cpu,
        one_p50: one.p50(),
        half_p50: half.p50(),
        half_p99: half.p99(),
    })
}

/// In groups as the store's, by the faster of the two ways to hand rows over; and an answer a commit.
async fn write(plan: &Plan, address: &str, group: f64) -> anyhow::Result<Round> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "hundreds at most")]
    let (group, n_first) = (group.round().max(1.0) as usize, (plan.seconds * 400.0) as usize);
    let first = bare::run(address, n_first, 1, BareStyle::RowByRow).await?;
    let cpu = own_cpu();
    let n_answers = n_first * 20;
    let bulk = bare::run(address, n_answers, group, BareStyle::Bulk).await?;
    let cpu = (own_cpu() - cpu) / to_f64(n_answers.max(1));
    let rows = bare::run(address, n_answers, group, BareStyle::RowByRow).await?;
    Ok(Round::without_http(bulk.max(rows), first, cpu))
}
