//! Responses as the rows of one table.

use std::collections::HashSet;

use serde_json::Value as Json;
use sondage_survey::answer::Decimal;
use sondage_survey::condition::Operand;
use sondage_survey::profile::CAMPAIGN;

use super::cell::Cell;
use super::columns::{AnswerColumn, columns_of, seconds};
use super::name_of;
use super::revisions::Revisions;
use super::timing::timings;
use crate::response::StoredResponse;

/// What every response has, by the names that stand first in every table. New ones come last.
const FIRST: [(&str, &str); 10] = [
    ("response", "The response's id"),
    ("respondent", "Who answered; empty for nobody known"),
    ("verified", "Whether a good token proved it"),
    ("state", "in_progress, dismissed or completed"),
    ("channel", "Where the survey was shown last"),
    ("locale", "The language that was read last"),
    ("started_at", "When the first answer arrived, in UTC"),
    ("completed_at", "When the last question was answered, in UTC"),
    ("revision", "The published revision that was answered last"),
    ("updated_at", "When something new arrived last, in UTC"),
];

/// A column of a table, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnNote {
    /// Its name, as it stands above it.
    pub name: String,
    /// What it holds.
    pub note: String,
}

/// The table of a survey's responses: its columns come from its revisions, not from its responses,
/// but for what only earlier revisions have, which has columns where something stands in them.
#[derive(Debug)]
pub struct Table<'a> {
    revisions: &'a Revisions,
    questions: Vec<QuestionColumns>,
    hidden: Vec<Named>,
    variables: Vec<Named>,
    /// The names of the columns that only earlier revisions have.
    old: HashSet<String>,
}

/// A question with its columns.
#[derive(Debug)]
struct QuestionColumns {
    id: String,
    prompt: String,
    columns: Vec<AnswerColumn>,
    /// Whether only earlier revisions have it.
    is_old: bool,
}

/// A hidden field or a variable.
#[derive(Debug)]
struct Named {
    id: String,
    name: String,
}

impl<'a> Table<'a> {
    /// The table with every column that any revision gives rise to.
    #[must_use]
    pub fn new(revisions: &'a Revisions) -> Self {
        let (questions, hidden, variables) = (Vec::new(), Vec::new(), Vec::new());
        let mut table = Self { revisions, questions, hidden, variables, old: HashSet::new() };
        for (at, published) in revisions.newest_first().enumerate() {
            let survey = published.own_survey();
            for question in survey.questions.iter().filter(|question| question.takes_answer()) {
                let columns = columns_of(question);
                table.add_question(&question.id, &question.prompt, columns, at > 0);
            }
            for (id, _) in published.definition.hidden() {
                add(&mut table.hidden, "hidden", id, (at > 0).then_some(&mut table.old));
            }
            for id in published.definition.variable_ids() {
                add(&mut table.variables, "variable", id, (at > 0).then_some(&mut table.old));
            }
        }
        table
    }

    fn add_question(&mut self, id: &str, prompt: &str, columns: Vec<AnswerColumn>, is_old: bool) {
        let place = self.questions.iter().position(|known| known.id == id);
        let place = place.unwrap_or_else(|| {
            let (id, prompt) = (id.to_owned(), prompt.to_owned());
            self.questions.push(QuestionColumns { id, prompt, columns: Vec::new(), is_old });
            self.questions.len() - 1
        });
        let Some(known) = self.questions.get_mut(place) else { return };
        for column in columns {
            if !known.columns.iter().any(|other| other.name == column.name) {
                if is_old {
                    self.old.insert(column.name.clone());
                }
                known.columns.push(column);
            }
        }
    }

    /// Whether there are columns that only earlier revisions have: then show it all responses by
    /// [`Table::look_at`], and call [`Table::drop_empty`].
    #[must_use]
    pub fn has_old_columns(&self) -> bool {
        !self.old.is_empty()
    }

    /// Keeps the columns of earlier revisions in which something of this response stands.
    pub fn look_at(&mut self, response: &StoredResponse) {
        if self.old.is_empty() {
            return;
        }
        for question in &self.questions {
            let Some(json) = response.live_value(&question.id) else { continue };
            let read = self.revisions.read_answer(response, &question.id, json);
            let Some((asked, value)) = read else { continue };
            for column in &question.columns {
                if self.old.contains(&column.name) && says_something(&column.cell(asked, &value)) {
                    self.old.remove(&column.name);
                }
            }
        }
        for field in self.hidden.iter().filter(|field| response.hidden.contains_key(&field.id)) {
            self.old.remove(&field.name);
        }
        let own = self.revisions.own(response);
        for id in own.iter().flat_map(|published| published.definition.variable_ids()) {
            self.old.remove(&format!("variable.{id}"));
        }
    }

    /// Takes out the columns of earlier revisions that nothing was found for.
    pub fn drop_empty(&mut self) {
        let old = std::mem::take(&mut self.old);
        for question in &mut self.questions {
            question.columns.retain(|column| !old.contains(&column.name));
        }
        self.questions.retain(|question| !(question.is_old && question.columns.is_empty()));
        self.hidden.retain(|field| !old.contains(&field.name));
        self.variables.retain(|variable| !old.contains(&variable.name));
    }

    /// The columns, in their order.
    #[must_use]
    pub fn columns(&self) -> Vec<ColumnNote> {
        let column = |name: String, note: &str| ColumnNote { name, note: note.to_owned() };
        let mut columns: Vec<_> =
            FIRST.iter().map(|(name, note)| column((*name).to_owned(), note)).collect();
        for answer in self.questions.iter().flat_map(|question| &question.columns) {
            columns.push(column(answer.name.clone(), &answer.note));
        }
        columns.extend(self.hidden.iter().map(|one| column(one.name.clone(), "A hidden field")));
        columns.extend(CAMPAIGN.map(|name| column(name.to_owned(), "From the link or the page")));
        columns.extend(self.variables.iter().map(|one| column(one.name.clone(), "A variable")));
        for question in &self.questions {
            let QuestionColumns { id, prompt, .. } = question;
            let note = format!("{prompt} – when, in UTC");
            columns.push(ColumnNote { name: format!("answered_at.{id}"), note });
            let note = format!("{prompt} – seconds since the answer before");
            columns.push(ColumnNote { name: format!("seconds.{id}"), note });
        }
        columns
    }

    /// A response's row, in words of the survey's locale.
    #[must_use]
    pub fn row(&self, response: &StoredResponse) -> Vec<Cell> {
        let mut cells = vec![
            Cell::text(&response.id),
            Cell::text(name_of(response.respondent.identifier.as_ref())),
            Cell::text(response.respondent.is_verified.to_string()),
            Cell::text(response.state.name()),
            Cell::text(response.channel.as_str()),
            Cell::text(&response.locale),
            Cell::Moment(response.started_at),
            response.completed_at.map_or(Cell::Empty, Cell::Moment),
            Cell::whole(usize::try_from(response.revision).unwrap_or_default()),
            Cell::Moment(response.updated_at),
        ];
        for question in &self.questions {
            let json = response.live_value(&question.id);
            let read =
                json.and_then(|json| self.revisions.read_answer(response, &question.id, json));
            cells.extend(question.columns.iter().map(|column| match &read {
                Some((asked, value)) => column.cell(asked, value),
                None => Cell::Empty,
            }));
        }
        let given = |id: &str| response.hidden.get(id).map_or(Cell::Empty, given);
        cells.extend(self.hidden.iter().map(|field| given(&field.id)));
        cells.extend(CAMPAIGN.map(given));
        let now = self.revisions.variables(response);
        cells.extend(self.variables.iter().map(|variable| match now.get(&variable.id) {
            Some(Operand::Number(number)) => Cell::Number(*number),
            Some(Operand::Text(text)) => Cell::text(text),
            _ => Cell::Empty,
        }));
        let timings = timings(response);
        for question in &self.questions {
            let timing = timings.get(question.id.as_str());
            cells.push(timing.map_or(Cell::Empty, |timing| Cell::Moment(timing.answered_at)));
            let took = timing.and_then(|timing| timing.took);
            cells.push(took.map_or(Cell::Empty, |took| Cell::Number(seconds(took))));
        }
        cells
    }
}

fn add(all: &mut Vec<Named>, space: &str, id: &str, old: Option<&mut HashSet<String>>) {
    if all.iter().any(|known| known.id == id) {
        return;
    }
    let name = format!("{space}.{id}");
    if let Some(old) = old {
        old.insert(name.clone());
    }
    all.push(Named { id: id.to_owned(), name });
}

/// A hidden field as it came.
fn given(json: &Json) -> Cell {
    match json {
        Json::String(text) => Cell::text(text),
        Json::Number(number) => {
            let text = number.to_string();
            Decimal::parse(&text).map_or_else(|| Cell::text(text.clone()), Cell::Number)
        }
        _ => Cell::Empty,
    }
}

/// Whether a cell holds more than that an option was not chosen.
fn says_something(cell: &Cell) -> bool {
    *cell != Cell::Empty && *cell != Cell::whole(0)
}
