//! `sondage password`: the hash of a password, which is no secret worth stealing.

use std::io::{IsTerminal as _, stdin};

use anyhow::{Context as _, Result, bail};

use super::terminal::{note, say};
use crate::settings::PASSWORD_LENGTH;
use sondage_relay::password;

/// Reads a line from stdin, and prints its hash.
pub(super) fn run() -> Result<()> {
    if stdin().is_terminal() {
        note!("The password, and Enter:");
    }
    let mut line = String::new();
    stdin().read_line(&mut line).context("cannot read the password from stdin")?;
    // Some programs put a mark at the beginning of what they write.
    let line = line.trim_start_matches('\u{feff}');
    let word = line.trim_end_matches(['\r', '\n']);
    if word.chars().count() < PASSWORD_LENGTH {
        bail!("a password has at least {PASSWORD_LENGTH} characters");
    }
    say!("{}", password::hash(word)?)?;
    Ok(())
}
