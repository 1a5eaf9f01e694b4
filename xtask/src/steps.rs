//! The steps of `./build.sh test`, in the order of the pyramid: what is quick and near the code first.

use std::{process::Command, str::FromStr};

use anyhow::{Context, Result, bail};

use crate::{
    journeys,
    need::{self, Need, State},
    outside::{self, Found},
    process::{self, Captured},
    relay, schemathesis, size, widget,
    workspace::{Profile, Workspace},
};

/// A part of the tests that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    All,
    Lint,
    Core,
    Relay,
    Widget,
    Journeys,
    Face,
    Size,
}

/// One thing that has to hold.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// The parts that it belongs to, beside all.
    parts: &'static [Part],
    /// Whether it runs tests: one of these that ran none has failed.
    pub(crate) tests: bool,
    pub(crate) work: fn(&Workspace) -> Result<Report>,
}

/// How a step went.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) success: bool,
    /// Shown in full when it failed.
    pub(crate) output: String,
    /// What stands at the end of the step's line.
    pub(crate) note: Option<String>,
    /// What was not tried, each with why: said once more at the end of all.
    pub(crate) skipped: Vec<String>,
}

const STEPS: &[Step] = &[
    Step { name: "format", parts: &[Part::Lint], tests: false, work: format },
    Step {
        name: "lints, widget",
        parts: &[Part::Lint, Part::Widget],
        tests: false,
        work: lint_widget,
    },
    // From here on the relay is compiled, and it carries the widget's files.
    Step {
        name: "build the widget",
        parts: &[Part::Lint, Part::Relay, Part::Widget, Part::Journeys, Part::Face, Part::Size],
        tests: false,
        work: build_widget,
    },
    Step { name: "lints, all", parts: &[Part::Lint], tests: false, work: lint },
    Step { name: "docs", parts: &[Part::Lint], tests: false, work: docs },
    Step { name: "what comes from outside", parts: &[Part::Lint], tests: false, work: outside },
    Step { name: "alert rules", parts: &[Part::Lint], tests: false, work: alert_rules },
    Step { name: "tests, core", parts: &[Part::Core], tests: true, work: test_core },
    Step { name: "tests, all others", parts: &[Part::Relay], tests: true, work: test_others },
    Step { name: "widget in a browser", parts: &[Part::Widget], tests: true, work: test_widget },
    Step {
        name: "build relay and emulator",
        parts: &[Part::Journeys, Part::Face, Part::Size],
        tests: false,
        work: build_binaries,
    },
    Step { name: "journeys", parts: &[Part::Journeys], tests: true, work: run_journeys },
    Step { name: "the relay and its document", parts: &[Part::Face], tests: false, work: face },
    Step { name: "size", parts: &[Part::Size], tests: false, work: sizes },
];

impl Part {
    /// Its steps, in order.
    pub(crate) fn steps(self) -> Vec<&'static Step> {
        STEPS.iter().filter(|step| self == Self::All || step.parts.contains(&self)).collect()
    }

    /// What has to be on the machine for them.
    pub(crate) fn needs(self) -> &'static [Need] {
        match self {
            Self::Core => &[],
            Self::Lint | Self::Relay | Self::Size => Need::BUILD,
            Self::Face => Need::FACE,
            Self::All | Self::Widget | Self::Journeys => Need::ALL,
        }
    }
}

impl FromStr for Part {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        Ok(match name {
            "all" => Self::All,
            "lint" => Self::Lint,
            "core" => Self::Core,
            "relay" => Self::Relay,
            "widget" => Self::Widget,
            "journeys" => Self::Journeys,
            "face" => Self::Face,
            "size" => Self::Size,
            _ => bail!(
                "no tests are called \"{name}\": it is one of lint, core, relay, widget, journeys, face, size"
            ),
        })
    }
}

impl Report {
    fn passed(note: impl Into<Option<String>>) -> Self {
        Self { success: true, output: String::new(), note: note.into(), skipped: Vec::new() }
    }

    fn of(command: &mut Command) -> Result<Self> {
        let Captured { status, output } = process::capture(command)?;
        Ok(Self { success: status.success(), output, note: None, skipped: Vec::new() })
    }

    /// Something could not be tried; where a variable demands it, that is a failure.
    fn skip(&mut self, why: String, demanded_by: &str) {
        if std::env::var_os(demanded_by).is_some() {
            self.success = false;
            self.output.extend([demanded_by, " is set, and it cannot be tried: ", &why, "\n"]);
        }
        self.note.get_or_insert_with(|| "SKIPPED, all or in part".into());
        self.skipped.push(why);
    }
}

fn format(workspace: &Workspace) -> Result<Report> {
    Report::of(&mut workspace.cargo(&["fmt", "--all", "--check"]))
}

fn lint_widget(workspace: &Workspace) -> Result<Report> {
    let args = ["clippy", "-p", "sondage", "--target", "wasm32-unknown-unknown", "--all-targets"];
    // All but the package's own part is in the lean build too.
    let json = ["--features", "json", "--", "-D", "warnings"];
    Report::of(workspace.cargo(&args).args(json))
}

fn build_widget(workspace: &Workspace) -> Result<Report> {
    let built = widget::build(workspace)?;
    Ok(Report::passed(built.reused.then(|| "nothing has changed".into())))
}

fn lint(workspace: &Workspace) -> Result<Report> {
    let args = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    Report::of(&mut workspace.cargo(&args))
}

fn docs(workspace: &Workspace) -> Result<Report> {
    let args = ["doc", "--workspace", "--no-deps"];
    Report::of(workspace.cargo(&args).env("RUSTDOCFLAGS", "-Dwarnings"))
}

/// The lists of what is known against what we use are not ours, and not always to be reached.
fn outside(workspace: &Workspace) -> Result<Report> {
    let mut report = Report::passed(None);
    for (what, found) in outside::look(workspace)? {
        match found {
            Found::Nothing => {}
            Found::Fault(output) => {
                report.success = false;
                report.output.extend([what, "\n", &output, "\n"]);
            }
            Found::Unknown(why) => report.skip(format!("{what}: {why}"), "SONDAGE_NEED_ADVISORIES"),
        }
    }
    Ok(report)
}

fn alert_rules(workspace: &Workspace) -> Result<Report> {
    if let State::Missing(why) = Need::Prometheus.state(workspace)? {
        let mut report = Report::passed(None);
        report.skip(format!("promtool: {why}"), "SONDAGE_NEED_PROMETHEUS");
        return Ok(report);
    }
    let mut all = Report::passed(None);
    for args in [
        &["test", "rules", "ops/prometheus/alerts.test.yml"][..],
        &["check", "rules", "ops/prometheus/alerts.yml"],
        &["check", "config", "--syntax-only", "ops/prometheus/prometheus.yml"],
    ] {
        let Report { success, output, .. } = Report::of(workspace.command("promtool").args(args))?;
        all.success &= success;
        all.output += &output;
    }
    Ok(all)
}

fn test_core(workspace: &Workspace) -> Result<Report> {
    Report::of(&mut workspace.cargo(&[
        "test",
        "-p",
        "sondage-survey",
        "-p",
        "sondage-author",
        "--all-features",
        "--no-fail-fast",
    ]))
}

fn test_others(workspace: &Workspace) -> Result<Report> {
    let args = [
        "test",
        "--workspace",
        "--exclude",
        "sondage-survey",
        "--exclude",
        "sondage-author",
        "--no-fail-fast",
    ];
    Report::of(&mut workspace.cargo(&args))
}

fn test_widget(workspace: &Workspace) -> Result<Report> {
    let driver = need::driver(workspace).context("chromedriver is missing: ./build.sh setup")?;
    let mut all = Report::passed(None);
    for (_, features) in widget::BUILDS {
        let mut command = workspace.command("wasm-pack");
        command
            .args(["test", "--headless", "--chrome", "--mode", "no-install", "--chromedriver"])
            .arg(&driver)
            .args(features);
        // The default of 20 s counts from the start of a browser, which a busy machine alone can use up.
        let Report { success, output, .. } =
            Report::of(command.env("WASM_BINDGEN_TEST_TIMEOUT", "180"))?;
        all.success &= success;
        all.output += &output;
    }
    if all.success {
        in_other_engines(workspace, &mut all)?;
    }
    Ok(all)
}

/// The same tests once more, as they have just been compiled, in Firefox and WebKit.
fn in_other_engines(workspace: &Workspace, all: &mut Report) -> Result<()> {
    let runner = workspace.root.join("tests/e2e/widget-runner.mjs");
    let runner = format!("node {}", runner.display());
    for (build, features) in widget::BUILDS {
        let mut cargo = workspace.cargo(&["test", "--target", "wasm32-unknown-unknown"]);
        cargo.args(features).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner);
        let missing = need::name_engines(workspace, &mut cargo);
        let Report { success, output, .. } = Report::of(&mut cargo)?;
        all.success &= success;
        all.output += &output;
        for engine in missing {
            all.skip(
                format!("the build \"{build}\" in {engine}: ./build.sh setup"),
                "SONDAGE_NEED_ENGINES",
            );
        }
    }
    Ok(())
}

fn build_binaries(workspace: &Workspace) -> Result<Report> {
    Report::of(&mut relay::build_command(workspace, Profile::Dev))
}

fn run_journeys(workspace: &Workspace) -> Result<Report> {
    let (Captured { status, output }, note) = journeys::all(workspace)?;
    Ok(Report { success: status.success(), output, ..Report::passed(note) })
}

fn face(workspace: &Workspace) -> Result<Report> {
    if let State::Missing(why) = Need::Schemathesis.state(workspace)? {
        let mut report = Report::passed(None);
        report.skip(format!("schemathesis: {why}"), "SONDAGE_NEED_SCHEMATHESIS");
        return Ok(report);
    }
    let Captured { status, output } = schemathesis::run_short(workspace)?;
    let line = output.lines().find(|line| line.contains(" generated, "));
    let note = line.map(|line| line.trim().to_owned());
    Ok(Report { success: status.success() && note.is_some(), output, ..Report::passed(note) })
}

fn sizes(workspace: &Workspace) -> Result<Report> {
    let sizes = size::measure(workspace, &widget::build(workspace)?)?;
    let (success, output) = (sizes.is_allowed(), sizes.table());
    Ok(Report { success, output, ..Report::passed(sizes.summary()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(part: Part) -> Vec<&'static str> {
        part.steps().into_iter().map(|step| step.name).collect()
    }

    #[test]
    fn a_part_runs_only_its_own_steps_and_what_they_are_built_from() {
        assert_eq!(names(Part::Core), ["tests, core"]);
        assert_eq!(
            names(Part::Journeys),
            ["build the widget", "build relay and emulator", "journeys"]
        );
    }

    #[test]
    fn what_was_not_tried_is_said_and_is_a_failure_where_it_is_demanded() {
        let mut report = Report::passed(None);
        report.skip("nobody answers".into(), "SONDAGE_NEED_NOTHING_OF_THIS_NAME");
        assert!(report.success && report.skipped == ["nobody answers"], "{report:?}");
        report.skip("nobody answers".into(), "PATH");
        assert!(!report.success && report.output.contains("PATH is set"), "{report:?}");
    }

    #[test]
    fn everything_is_every_step() {
        assert_eq!(names(Part::All).len(), STEPS.len());
    }

    #[test]
    fn a_part_that_does_not_exist_is_answered_with_those_that_do() {
        let error = "wigdet".parse::<Part>().unwrap_err().to_string();
        assert!(error.contains("\"wigdet\"") && error.contains("widget,"), "{error}");
    }
}
