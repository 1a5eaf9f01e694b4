//! PostgreSQL: any number of relays beside each other on one database.
//!
//! What keeps them from undoing each other's work, in terms that databases spread over several
//! machines know too (no advisory locks but around migrations, no locks on rows of large tables):
//! - the row of a survey is held until the commit, shared by those who only answer it, alone by who
//!   changes what counts for it or what is published (`group`, `surveys`);
//! - a response is written only in the version after the one that was loaded; else somebody came
//!   first, and the whole transaction is done again (`apply`);
//! - where there is no row yet to be held, one of `turns` stands for it;
//! - deliveries are claimed with `SKIP LOCKED`, and each profile by a row of its own (`claim`).
//!
//! Each statement that writes carries all its rows, as arrays, a column each.

mod apply;
mod claim;
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
mod listen;
mod open;
mod pace;
mod reader;
mod relays;
mod rows;
mod server;
mod showings;
mod standing;
#[cfg(test)]
mod steps;
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
pub(crate) use open::{is_address, open};
pub(crate) use whole::rows_of;
