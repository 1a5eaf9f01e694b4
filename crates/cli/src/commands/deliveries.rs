//! `sondage deliveries`: what has not reached Braze, and why.

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};

use super::count;
use super::terminal::{note, say};
use crate::settings::Database;
use sondage_store::{Attempt, Clock, DeliveryFilter, DeliveryRow, DeliveryState, Store};

/// `sondage deliveries [list|retry]`
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Deliveries {
    #[command(subcommand)]
    action: Option<Action>,

    #[command(flatten)]
    list: Which,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show deliveries that have not reached Braze, or those of a state
    List(Which),
    /// Try again what was given up, and at once what waits; what Braze has does not go again
    Retry(Which),
}

#[derive(Args, Debug)]
struct Which {
    /// Those of this survey
    #[arg(long, value_name = "SURVEY")]
    survey: Option<String>,

    /// Those of this response
    #[arg(long, value_name = "UUID")]
    response: Option<String>,

    /// Those that stand so
    #[arg(long)]
    state: Option<Standing>,

    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Standing {
    /// Braze does not have it yet
    Pending,
    /// Braze has it
    Delivered,
    /// Braze will not take it, or did not for so long that trying ended
    Failed,
}

impl Deliveries {
    pub(super) async fn run(&self) -> Result<()> {
        match &self.action {
            Some(Action::Retry(which)) => retry(which).await,
            Some(Action::List(which)) => list(which).await,
            None => list(&self.list).await,
        }
    }
}

async fn retry(which: &Which) -> Result<()> {
    let store = Store::open_existing(&which.database.url, Clock::system()).await?;
    let n_revived = store.retry_deliveries(&which.filter(which.state())).await?;
    store.close().await;
    say!("{} will be tried again now", deliveries(n_revived))?;
    Ok(())
}

async fn list(which: &Which) -> Result<()> {
    let store = Store::open_to_read(&which.database.url, Clock::system()).await?;
    let states = match which.state() {
        Some(state) => vec![state],
        None => vec![DeliveryState::Failed, DeliveryState::Pending],
    };
    let mut n_rows = 0;
    for state in states {
        let mut filter = which.filter(Some(state));
        loop {
            let rows = store.deliveries(&filter).await?;
            let Some(last) = rows.last() else { break };
            filter.after = Some(last.id);
            n_rows += rows.len();
            for row in &rows {
                say!("{}", line(row))?;
            }
        }
    }
    let counts = store.delivery_counts().await?;
    let waiting = deliveries(counts.pending);
    note!(
        "{} listed; in all, {waiting} on the way and {} given up",
        count(n_rows, "row"),
        counts.failed
    );
    if let Some(trouble) = trouble(store.last_attempt().await?.as_ref()) {
        note!("{trouble}");
    }
    store.close().await;
    Ok(())
}

/// Whether Braze takes nothing until a person has done something, by the attempt that was made last:
/// while that is so there is no other.
pub(super) fn trouble(last: Option<&Attempt>) -> Option<String> {
    let last = last.filter(|last| last.outcome == "refused")?;
    let status =
        last.status.filter(|status| matches!(status, 300..=399 | 401 | 403 | 404 | 405 | 407))?;
    let (since, words) = (last.at, &last.detail);
    Some(format!(
        "Braze takes nothing since {since}, and everything waits: it answered {status} ({words}); sondage doctor says what to do"
    ))
}

impl Which {
    fn state(&self) -> Option<DeliveryState> {
        self.state.map(|state| match state {
            Standing::Pending => DeliveryState::Pending,
            Standing::Delivered => DeliveryState::Delivered,
            Standing::Failed => DeliveryState::Failed,
        })
    }

    fn filter(&self, state: Option<DeliveryState>) -> DeliveryFilter {
        let (survey, response) = (self.survey.clone(), self.response.clone());
        DeliveryFilter { survey, response, state, ..DeliveryFilter::default() }
    }
}

/// A line with tabs between its columns, so that other programs can take it apart.
fn line(row: &DeliveryRow) -> String {
    let nothing = if row.n_attempts == 0 { "not tried yet" } else { "" };
    let error = row.last_error.as_deref().unwrap_or(nothing).replace(['\n', '\t'], " ");
    let when = match row.state {
        DeliveryState::Pending => format!("next try {}", row.next_attempt_at),
        _ => row.settled_at.map(|at| at.to_string()).unwrap_or_default(),
    };
    let attempts = count(row.n_attempts as usize, "attempt");
    let names = format!("{}\t{}\t{}", row.survey, row.question, row.response);
    let state = row.state.as_str();
    let line = format!("{}\t{state}\t{names}\t{attempts}\t{when}\t{error}", row.id);
    match (row.attribute, row.event) {
        // One more column where the line's state does not say it of both.
        (Some(attribute), Some(event)) if attribute != event => {
            let (attribute, event) = (attribute.as_str(), event.as_str());
            format!("{line}\tattribute {attribute}, event {event}")
        }
        _ => line,
    }
}

fn deliveries(n: u64) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX), "delivery")
}
