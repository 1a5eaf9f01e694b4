//! `./build.sh test`: every step in turn, a line each, and all that the first failing one said.

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    progress::Steps,
    setup,
    steps::{Part, Report, Step},
    tally::Tally,
    workspace::Workspace,
};

/// Runs the steps of a part up to the first that fails; the last line counts the tests.
///
/// # Errors
/// When the set-up fails.
pub(crate) fn test(workspace: &Workspace, part: Part) -> Result<ExitCode> {
    setup::ensure(workspace, part.needs())?;
    let steps = part.steps();
    let mut lines = Steps::new(steps.len());
    let mut total = Tally::default();
    let mut summaries = Vec::new();
    let mut failure = None;
    for step in steps {
        let line = lines.start(step.name);
        let (report, tally) = outcome(step, (step.work)(workspace));
        total += tally;
        if step.tests {
            summaries.push(format!("{}: {tally}", step.name));
        }
        let skipped = report.skipped.iter().map(|why| format!("SKIPPED: {}: {why}", step.name));
        summaries.extend(skipped);
        if report.success {
            line.end("", &report.note.map(|note| format!(", {note}")).unwrap_or_default());
        } else {
            line.end("FAILED after ", "");
            println!("\n{}\n", report.output.trim_end());
            failure = Some(step.name);
            break;
        }
    }
    println!("\n{}", closing(&summaries, failure, total));
    Ok(if failure.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a step amounts to: one that could not be run has failed, and so has one that ran no test of those it is for.
fn outcome(step: &Step, result: Result<Report>) -> (Report, Tally) {
    let mut report = result.unwrap_or_else(|error| Report {
        success: false,
        output: format!("{error:#}"),
        note: None,
        skipped: Vec::new(),
    });
    let mut tally = if step.tests { Tally::count(&report.output) } else { Tally::default() };
    if step.tests && report.success && tally.is_empty() {
        report.success = false;
        report.output += "\nno test ran";
    }
    // A failure always counts, also that of a step that is no test.
    if !report.success && tally.failed == 0 {
        tally.failed = 1;
    }
    if step.tests && report.success {
        let more = report.note.map(|note| format!(", {note}")).unwrap_or_default();
        report.note = Some(format!("{tally}{more}"));
    }
    (report, tally)
}

fn closing(summaries: &[String], failure: Option<&str>, total: Tally) -> String {
    let mut lines = summaries.to_vec();
    lines.extend(failure.map(|name| format!("failed: {name}")));
    lines.push(total.to_string());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[track_caller]
    fn check(part: Part, result: Result<Report>, success: bool, expected: &str) {
        let step = part.steps().into_iter().next_back().unwrap();
        let (report, tally) = outcome(step, result);
        assert_eq!((report.success, tally.to_string().as_str()), (success, expected));
    }

    fn said(success: bool, output: &str) -> Report {
        Report { success, output: output.into(), note: None, skipped: Vec::new() }
    }

    #[test]
    fn tests_that_passed_are_counted() {
        check(
            Part::Core,
            Ok(said(true, "test result: ok. 7 passed; 0 failed; 0 ignored")),
            true,
            "7 passed, 0 failed",
        );
    }

    #[test]
    fn a_step_for_tests_that_ran_none_has_failed() {
        check(Part::Core, Ok(said(true, "Finished")), false, "0 passed, 1 failed");
    }

    #[test]
    fn a_step_that_could_not_be_run_counts_as_a_failure() {
        check(Part::Size, (|| bail!("no relay"))(), false, "0 passed, 1 failed");
    }

    #[test]
    fn a_failing_step_that_is_no_test_is_in_the_last_line_too() {
        check(Part::Size, Ok(said(false, "35,000 bytes")), false, "0 passed, 1 failed");
    }

    #[test]
    fn the_last_line_stands_alone_and_counts_everything() {
        let text = closing(
            &["core: 1 passed, 0 failed".into()],
            Some("size"),
            Tally { passed: 1, failed: 1 },
        );
        assert_eq!(text, "core: 1 passed, 0 failed\nfailed: size\n1 passed, 1 failed");
    }
}
