//! Responses for spreadsheets and for programs.
//!
//! An answer is read by the revision that it was given to, as far as one can tell: what a later
//! revision has taken out, or calls otherwise, keeps its column and its words.

mod cell;
mod columns;
mod object;
mod revisions;
mod table;
mod timing;

pub use cell::Cell;
pub use object::export_object;
pub use revisions::Revisions;
pub use table::{ColumnNote, Table};

use crate::submission::Identifier;

/// Who answered, in one text; empty for nobody known.
fn name_of(identifier: Option<&Identifier>) -> String {
    match identifier {
        None => String::new(),
        Some(Identifier::BrazeId(id)) => format!("braze_id:{id}"),
        Some(Identifier::ExternalId(id)) => format!("external_id:{id}"),
        Some(Identifier::UserAlias { name, label }) => format!("user_alias:{label}:{name}"),
    }
}

#[cfg(test)]
mod tests;
