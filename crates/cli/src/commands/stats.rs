//! `sondage stats`: of those who saw a survey, how many answered it.

use std::io::BufWriter;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use super::terminal::{Stdout, say};
use crate::settings::Database;
use sondage_relay::catalogue::Catalogue;
use sondage_store::{Clock, Store, Traffic};

/// `sondage stats SURVEY --by channel`
#[derive(Args, Debug)]
pub(super) struct Stats {
    /// The id of a published survey
    survey: String,

    /// What a line is for
    #[arg(long, value_enum, default_value = "channel")]
    by: By,

    /// How to write it; a table has a line for each day, revision and channel
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// A channel
    Channel,
    /// A published revision
    Revision,
    /// A day, in UTC
    Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// A table for spreadsheets
    Csv,
}

/// What a line counts.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    shown: u64,
    begun: u64,
    completed: u64,
}

impl Sums {
    fn add(&mut self, traffic: &Traffic) {
        self.shown = self.shown.saturating_add(traffic.n_shown);
        self.begun = self.begun.saturating_add(traffic.n_begun);
        self.completed = self.completed.saturating_add(traffic.n_completed);
    }
}

const HEADS: [&str; 5] = ["shown", "begun", "completed", "response rate", "completion rate"];

impl Stats {
    pub(super) async fn run(&self) -> Result<()> {
        let store = Store::open_to_read(&self.database.url, Clock::system()).await?;
        let catalogue = Catalogue::load(store.clone()).await?;
        if catalogue.get(&self.survey).is_none() {
            bail!("no survey \"{}\" is published", self.survey);
        }
        let traffic = store.traffic(&self.survey).await?;
        store.close().await;
        match self.format {
            Format::Csv => write_table(&traffic),
            Format::Text => self.write_lines(&traffic),
        }
    }

    fn write_lines(&self, traffic: &[Traffic]) -> Result<()> {
        let (groups, all) = self.sums(traffic);
        let heads = HEADS.map(str::to_owned);
        let mut lines = vec![(String::new(), heads)];
        lines.extend(groups.iter().map(|(name, sums)| (name.clone(), cells(*sums))));
        lines.push(("all".to_owned(), cells(all)));
        let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, cells) in lines {
            let cells = cells.iter().zip(HEADS).map(|(cell, head)| {
                let room = head.len().max(9);
                format!("  {cell:>room$}")
            });
            say!("{name:<width$}{}", cells.collect::<String>())?;
        }
        if groups.iter().any(|(_, sums)| sums.shown < sums.begun) {
            say!(
                "\nWhere there are more responses than showings, there is no rate: pages without scripts are not counted, nor is what was shown before this version."
            )?;
        }
        Ok(())
    }

    /// The groups in their order, and all together.
    fn sums(&self, traffic: &[Traffic]) -> (Vec<(String, Sums)>, Sums) {
        let mut groups: Vec<(String, Sums)> = Vec::new();
        let mut all = Sums::default();
        for one in traffic {
            let name = match self.by {
                By::Channel => one.channel.as_str().to_owned(),
                By::Revision => format!("revision {}", one.revision),
                By::Day => one.day.clone(),
            };
            all.add(one);
            if let Some((_, sums)) = groups.iter_mut().find(|(known, _)| *known == name) {
                sums.add(one);
            } else {
                let mut sums = Sums::default();
                sums.add(one);
                groups.push((name, sums));
            }
        }
        (groups, all)
    }
}

fn cells(Sums { shown, begun, completed }: Sums) -> [String; 5] {
    let counts = [shown, begun, completed].map(|n| n.to_string());
    let [shown_text, begun_text, completed_text] = counts;
    [shown_text, begun_text, completed_text, rate(begun, shown), rate(completed, begun)]
}

/// A share in percent, to a tenth. More than all is none.
fn rate(part: u64, whole: u64) -> String {
    if whole == 0 || part > whole {
        return "–".to_owned();
    }
    let tenths = u128::from(part) * 1_000 / u128::from(whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn write_table(traffic: &[Traffic]) -> Result<()> {
    let mut out = csv::Writer::from_writer(BufWriter::new(Stdout));
    out.write_record(["day", "revision", "channel", "shown", "begun", "completed"])?;
    for one in traffic {
        let numbers = [one.n_shown, one.n_begun, one.n_completed].map(|n| n.to_string());
        let [shown, begun, completed] = &numbers;
        let revision = one.revision.to_string();
        out.write_record([&one.day, &revision, one.channel.as_str(), shown, begun, completed])?;
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_share_is_told_to_a_tenth_of_a_percent_and_only_where_it_is_one() {
        assert_eq!(rate(1, 3), "33.3 %");
        assert_eq!(rate(3, 3), "100.0 %");
        assert_eq!(rate(0, 0), "–");
        assert_eq!(rate(4, 3), "–");
    }
}
