//! Hostile input, for longer than the tests feed it.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::{
    need::{Need, State},
    process,
    progress::{Line, Steps},
    relay, schemathesis, setup, widget,
    workspace::{Profile, Workspace},
};

/// How long it goes on where nobody says.
pub(crate) const MINUTES: f64 = 10.0;
/// The share of it that is for the programs' own readers; the rest is for the relay's document.
const OWN: f64 = 0.7;

/// How many minutes are asked for.
///
/// # Errors
/// When it is no number above zero.
pub(crate) fn minutes(text: &str) -> Result<f64> {
    let minutes: f64 =
        text.parse().with_context(|| format!("\"{text}\" is no number of minutes"))?;
    ensure!(minutes.is_finite() && minutes > 0.0, "\"{text}\" is no number of minutes");
    Ok(minutes)
}

/// Feeds hostile input for so many minutes. What broke a promise is in `target/fuzz`; what came to
/// something new is in the corpus.
///
/// # Errors
/// When a promise does not hold for an input, or a build fails.
pub(crate) fn report(workspace: &Workspace, minutes: f64) -> Result<()> {
    setup::ensure(workspace, Need::BUILD)?;
    let mut steps = Steps::new(2);
    steps.run("widget", || widget::build(workspace))?;
    let what = ["-p", "sondage-fuzz"];
    steps.run("sondage-fuzz", || process::output(workspace.cargo(&["build"]).args(what)))?;
    println!("{:.1} minutes of surveys, answers, forms and tokens", minutes * OWN);
    let mut fuzz = Command::new(workspace.binary(Profile::Dev, "sondage-fuzz"));
    fuzz.arg("--minutes").arg((minutes * OWN).to_string());
    let status = fuzz.current_dir(&workspace.root).stdin(Stdio::null()).status()?;
    ensure!(status.success(), "a promise does not hold ({status})");
    against_document(workspace, minutes * (1.0 - OWN))
}

/// The relay against its document. Where the program that asks cannot be had, that is said, and the
/// rest counts.
fn against_document(workspace: &Workspace, minutes: f64) -> Result<()> {
    setup::ensure(workspace, &[Need::Schemathesis])?;
    if let State::Missing(why) = Need::Schemathesis.state(workspace)? {
        eprintln!("\nSKIPPED: the relay was NOT tried against its OpenAPI document: {why}");
        return Ok(());
    }
    Line::start("relay").around(|| relay::build(workspace, Profile::Dev))?;
    println!("{minutes:.1} minutes of requests to the relay, by its OpenAPI document");
    schemathesis::run(workspace, Duration::try_from_secs_f64(minutes * 60.0)?)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn minutes_are_a_number_above_zero() {
        assert!((minutes("0.5").unwrap() - 0.5).abs() < f64::EPSILON);
        for wrong in ["", "soon", "0", "-1", "inf", "NaN"] {
            assert!(minutes(wrong).is_err(), "{wrong}");
        }
    }
}
