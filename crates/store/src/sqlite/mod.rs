//! SQLite: one file, one connection that writes and a few that read.
//!
//! Each statement that writes carries all its rows as one JSON text, an object a row. A statement
//! costs about as much to send to the database's thread as a row costs to write, so a statement a
//! row would halve what the relay can take.

mod apply;
mod claim;
mod copy;
mod deliveries;
#[path = "../both/draft_reads.rs"]
mod draft_reads;
#[path = "../both/drafts.rs"]
mod drafts;
mod driver;
mod erasure;
mod fault;
mod files;
mod group;
mod open;
mod place;
mod reader;
mod relays;
mod rows;
mod showings;
#[path = "../both/studio.rs"]
mod studio;
#[path = "../both/studio_reads.rs"]
mod studio_reads;
mod surveys;
#[path = "../both/trial_reads.rs"]
mod trial_reads;
#[path = "../both/trials.rs"]
mod trials;
mod whole;
mod writer;

pub(crate) use fault::explained;
#[cfg(feature = "bench")]
pub(crate) use open::existing_file;
pub(crate) use open::open;
pub(crate) use whole::{copy_file, rows_of};
