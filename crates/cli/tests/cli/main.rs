//! The program, called as a shell calls it.
#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test fails where a helper does, and shares helpers with other crates"
)]

#[cfg(test)]
mod authoring;
#[path = "../../../store/tests/store/cluster.rs"]
mod cluster;
#[path = "../../../relay/tests/relay/common.rs"]
mod common;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod exporting;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod importing;
#[cfg(test)]
mod links;
#[cfg(test)]
mod looking;
#[cfg(test)]
mod moving;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod respondent;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod shell;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod watched;
#[cfg(test)]
mod yesterday;
