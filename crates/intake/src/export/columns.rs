//! The columns that a question has: which there are, and what stands in them.
//!
//! A column's name says where it comes from: `q.` and the question's id, then what it is a part of,
//! by ids, which hold no dots. So no two columns have one name, whatever an author calls things.

use sondage_survey::answer::{Decimal, Picked, Value};
use sondage_survey::ask::{Ask, Format};
use sondage_survey::survey::Question;

use super::cell::Cell;

/// What stands in a column of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// The answer in words.
    Words,
    /// Whether an option was chosen, by its id: 1 or 0.
    Option(String),
    /// The place of an option in a ranking.
    Place(String),
    /// What was written beside an option.
    Comment(String),
    /// What was typed under "other".
    Other,
}

/// A column of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AnswerColumn {
    /// Its name.
    pub(super) name: String,
    /// What it is, for people.
    pub(super) note: String,
    /// The row or field that it is about, by its id.
    part: Option<String>,
    show: Show,
}

/// The columns of a question; none where nothing is asked.
pub(super) fn columns_of(question: &Question) -> Vec<AnswerColumn> {
    let name = format!("q.{}", question.id);
    let Ask::Parts(parts) = &question.ask else {
        return columns_of_ask(&question.ask, &name, &question.prompt, None);
    };
    let mut columns = Vec::new();
    for part in &parts.parts {
        let name = format!("{name}.{}", part.id);
        let note = format!("{} – {}", question.prompt, part.label);
        columns.extend(columns_of_ask(&part.ask, &name, &note, Some(&part.id)));
    }
    columns
}

fn columns_of_ask(ask: &Ask, name: &str, note: &str, part: Option<&str>) -> Vec<AnswerColumn> {
    if *ask == Ask::Nothing {
        return Vec::new();
    }
    let column = |name: String, note: String, show| AnswerColumn {
        name,
        note,
        part: part.map(str::to_owned),
        show,
    };
    let mut columns = vec![column(name.to_owned(), note.to_owned(), Show::Words)];
    let Some(options) = ask.options() else { return columns };
    for item in &options.items {
        let show = match ask {
            Ask::Choices(..) => Some(Show::Option(item.id.clone())),
            Ask::Rank(_) => Some(Show::Place(item.id.clone())),
            _ => None,
        };
        let (name, note) = (format!("{name}.{}", item.id), format!("{note} – {}", item.label));
        columns.extend(show.map(|show| column(name.clone(), note.clone(), show)));
        if item.comment {
            let show = Show::Comment(item.id.clone());
            columns.push(column(format!("{name}.comment"), format!("{note} …"), show));
        }
    }
    if options.other {
        columns.push(column(format!("{name}.other"), format!("{note} – …"), Show::Other));
    }
    columns
}

impl AnswerColumn {
    /// What stands in it for an answer, read as its question asks.
    pub(super) fn cell(&self, question: &Question, value: &Value) -> Cell {
        let Some(part) = &self.part else {
            // What has parts has columns for each of them.
            return match (&question.ask, value) {
                (Ask::Parts(_), _) => Cell::Empty,
                (ask, value) => self.cell_of(ask, value),
            };
        };
        let Value::Parts(values) = value else { return Cell::Empty };
        let value = values.iter().find(|(id, _)| id == part);
        match (value, question.ask.part(part)) {
            (Some((_, value)), Some(part)) => self.cell_of(&part.ask, value),
            _ => Cell::Empty,
        }
    }

    fn cell_of(&self, ask: &Ask, value: &Value) -> Cell {
        let has = |id: &String| ask.items().iter().any(|item| item.id == *id);
        let chosen = |id: &String| value.picked().iter().find(|one| is_option(one, id));
        match (&self.show, value) {
            (Show::Words, _) => words(ask, value),
            // An option that was not offered at that time was not left out either.
            (Show::Option(id), Value::Choices(_)) if has(id) => {
                Cell::whole(usize::from(chosen(id).is_some()))
            }
            (Show::Place(id), Value::Choices(order)) => {
                let place = order.iter().position(|one| is_option(one, id));
                place.map_or(Cell::Empty, |place| Cell::whole(place + 1))
            }
            (Show::Comment(id), _) => {
                chosen(id).map_or(Cell::Empty, |one| Cell::text(one.comment()))
            }
            (Show::Other, _) => {
                let other = value.picked().iter().find_map(|one| match one {
                    Picked::Other(text) => Some(text),
                    _ => None,
                });
                other.map_or(Cell::Empty, Cell::text)
            }
            _ => Cell::Empty,
        }
    }
}

fn is_option(picked: &Picked, id: &str) -> bool {
    !matches!(picked, Picked::Other(_)) && picked.id() == id
}

/// The answer in words; several options with `; ` between them.
fn words(ask: &Ask, value: &Value) -> Cell {
    match (ask, value) {
        (_, Value::Number(number)) => Cell::Number(*number),
        (Ask::Text(rule), Value::Text(text)) if rule.format == Format::Date => {
            Cell::Day(text.clone())
        }
        // In words they are a number; whoever exports looks for the files themselves.
        (Ask::Files(_), Value::Choices(files)) => {
            Cell::text(files.iter().map(Picked::id).collect::<Vec<_>>().join("; "))
        }
        _ => Cell::text(ask.words(value).join("; ")),
    }
}

/// Milliseconds as a number of seconds.
pub(super) fn seconds(millis: i64) -> Decimal {
    let text = format!("{}.{:03}", millis / 1_000, millis % 1_000);
    Decimal::parse(&text).unwrap_or_default()
}
