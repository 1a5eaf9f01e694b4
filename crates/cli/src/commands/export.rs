//! `sondage export`: responses on stdout, progress on stderr.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value as Json, json};
use sondage_survey::answer::{Picked, Value};
use sondage_survey::ask::Ask;
use sondage_survey::survey::Survey;

use super::terminal::{Stdout, hint, note};
use crate::settings::Database;
use sondage_intake::{Identifier, Millis, Respondent};
use sondage_relay::catalogue::Catalogue;
use sondage_store::{Clock, Store, StoredResponse};

/// `sondage export SURVEY --format csv|ndjson`
#[derive(Args, Debug)]
pub(super) struct Export {
    /// The id of a published survey
    survey: String,

    /// How to write them
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,

    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table with a column for each question, for spreadsheets
    Csv,
    /// A JSON object a line, for programs
    Ndjson,
}

/// Responses read at a time.
const PAGE: u32 = 500;

impl Export {
    pub(super) async fn run(&self) -> Result<()> {
        let store = Store::open_existing(&self.database.url, Clock::system()).await?;
        let catalogue = Catalogue::load(store.clone()).await?;
        let Some(published) = catalogue.get(&self.survey) else {
            bail!("no survey \"{}\" is published", self.survey);
        };
        let out = BufWriter::new(Stdout);
        let mut sheet = Sheet::begin(self.format, out, published.own_survey())?;
        let mut after = None;
        let mut n_responses = 0;
        loop {
            let page = store.responses(&self.survey, after, PAGE).await?;
            page.responses.iter().try_for_each(|response| sheet.add(response))?;
            n_responses += page.responses.len();
            if io::stderr().is_terminal() {
                hint(format_args!("\r{n_responses} responses"));
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        sheet.end()?;
        let line_start = if io::stderr().is_terminal() { "\r" } else { "" };
        note!("{line_start}{}", super::count(n_responses, "response"));
        store.close().await;
        Ok(())
    }
}

enum Sheet<'a, W: Write> {
    Csv(Box<csv::Writer<W>>, &'a Survey),
    Ndjson(W),
}

impl<'a, W: Write> Sheet<'a, W> {
    fn begin(format: Format, out: W, survey: &'a Survey) -> Result<Self> {
        if format == Format::Ndjson {
            return Ok(Self::Ndjson(out));
        }
        let mut writer = csv::Writer::from_writer(out);
        let first = [
            "response",
            "respondent",
            "verified",
            "state",
            "channel",
            "locale",
            "started_at",
            "completed_at",
        ];
        let asked = survey.questions.iter().filter(|question| question.takes_answer());
        writer.write_record(first.into_iter().chain(asked.map(|question| question.id.as_str())))?;
        Ok(Self::Csv(Box::new(writer), survey))
    }

    fn add(&mut self, response: &StoredResponse) -> Result<()> {
        match self {
            Self::Csv(writer, survey) => writer.write_record(record(response, survey))?,
            Self::Ndjson(out) => writeln!(out, "{}", object(response))?,
        }
        Ok(())
    }

    fn end(self) -> io::Result<()> {
        match self {
            Self::Csv(mut writer, _) => writer.flush(),
            Self::Ndjson(mut out) => out.flush(),
        }
    }
}

fn object(response: &StoredResponse) -> Json {
    let answers: Map<String, Json> = response.answers.iter().cloned().collect();
    json!({
        "response": response.response,
        "respondent": respondent(&response.respondent),
        "state": response.state.as_str(),
        "channel": response.channel.as_str(),
        "locale": response.locale,
        "started_at": response.started_at.to_rfc3339(),
        "completed_at": response.completed_at.map(Millis::to_rfc3339),
        "answers": answers,
    })
}

/// As the API takes it, and whether a good token came with it; null for somebody unknown.
fn respondent(respondent: &Respondent) -> Json {
    let identifier = respondent.identifier.as_ref().map(serde_json::to_value);
    match identifier {
        Some(Ok(Json::Object(mut object))) => {
            object.insert("verified".into(), respondent.is_verified.into());
            object.into()
        }
        _ => Json::Null,
    }
}

fn record(response: &StoredResponse, survey: &Survey) -> Vec<String> {
    let mut cells = vec![
        response.response.clone(),
        cell(&name(response.respondent.identifier.as_ref())),
        response.respondent.is_verified.to_string(),
        response.state.as_str().into(),
        response.channel.as_str().into(),
        cell(&response.locale),
        response.started_at.to_rfc3339(),
        response.completed_at.map(Millis::to_rfc3339).unwrap_or_default(),
    ];
    for question in survey.questions.iter().filter(|question| question.takes_answer()) {
        let json = response.answers.iter().find(|(id, _)| *id == question.id).map(|(_, json)| json);
        let words = json.map(|json| match Value::from_json(json, &question.ask) {
            // In words they are a number; whoever exports looks for the files themselves.
            Some(Value::Choices(files)) if matches!(question.ask, Ask::Files(_)) => {
                files.iter().map(Picked::id).collect::<Vec<_>>().join("; ")
            }
            Some(value) => question.ask.words(&value).join("; "),
            // Of a revision in which the question was of another kind.
            None => json.to_string(),
        });
        cells.push(cell(&words.unwrap_or_default()));
    }
    cells
}

fn name(identifier: Option<&Identifier>) -> String {
    match identifier {
        None => String::new(),
        Some(Identifier::BrazeId(id)) => format!("braze_id:{id}"),
        Some(Identifier::ExternalId(id)) => format!("external_id:{id}"),
        Some(Identifier::UserAlias { name, label }) => format!("user_alias:{label}:{name}"),
    }
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn what_a_spreadsheet_would_compute_is_made_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        assert_eq!(cell("9"), "9");
    }
}
