//! The journeys of `tests/e2e`: real browsers, the real relay and the emulator.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::{
    engines::{self, Verdict},
    need::{self, Need},
    npm,
    process::{self, Captured},
    progress::Line,
    relay, setup, widget,
    workspace::{Profile, Workspace},
};

/// What a journey imports that goes through the three engines.
const IN_ENGINES: &str = "\"./engines.mjs\"";

/// All of them, and then whether `docs/engines.md` says what came of them. The relay and the
/// emulator have been built.
///
/// # Errors
/// When a browser is missing, or a file cannot be read.
pub(crate) fn all(workspace: &Workspace) -> Result<(Captured, Option<String>)> {
    clear(workspace)?;
    let Tried { captured, again } = each(workspace, &files(&folder(workspace))?)?;
    let again = (!again.is_empty()).then(|| format!("at the second try: {}", again.join(", ")));
    if !captured.status.success() {
        return Ok((captured, again));
    }
    let note = match engines::compare(workspace)? {
        Verdict::UpToDate => again,
        Verdict::Missing(engine) => {
            let lacks = format!("docs/engines.md not compared: no {engine} here");
            Some(again.map_or(lacks.clone(), |again| format!("{again}; {lacks}")))
        }
        Verdict::Outdated(line) => anyhow::bail!(
            "docs/engines.md is out of date: ./build.sh engines page writes it by this run. The first line that it lacks, or should not have:\n{line}"
        ),
    };
    Ok((captured, note))
}

/// What came of each file, and which of them passed at the second try only.
struct Tried {
    captured: Captured,
    again: Vec<String>,
}

/// File by file. Three browsers on a busy machine now and then answer too late, whoever is tested: what
/// fails is tried once more, and that is told; what fails twice has failed.
fn each(workspace: &Workspace, files: &[PathBuf]) -> Result<Tried> {
    let (mut output, mut again, mut failed) = (String::new(), Vec::new(), None);
    let mut last = None;
    for file in files {
        let file = std::slice::from_ref(file);
        let mut captured = run(workspace, file)?;
        if !captured.status.success() {
            engines::forget(workspace, file)?;
            captured = run(workspace, file)?;
            if captured.status.success() {
                let names = file.iter().filter_map(|file| file.file_name());
                again.extend(names.map(|name| name.to_string_lossy().into_owned()));
            } else {
                failed = Some(captured.status);
            }
        }
        output.push_str(&captured.output);
        last = Some(captured.status);
    }
    let status = failed.or(last).context("there are no journeys")?;
    Ok(Tried { captured: Captured { status, output }, again })
}

/// `./build.sh engines`: those that go through the three engines, or the named ones of them, and the
/// page that says what came of them all.
///
/// # Errors
/// When one fails, an engine is not on this machine, a build fails, or some are named and nothing is
/// known of the others.
pub(crate) fn report(workspace: &Workspace, names: &[&str]) -> Result<()> {
    know_others(workspace, names)?;
    setup::ensure(workspace, Need::ALL)?;
    Line::start("widget").around(|| widget::build(workspace))?;
    Line::start("relay and emulator").around(|| relay::build(workspace, Profile::Dev))?;
    let mut chosen = Vec::new();
    for file in files(&folder(workspace))? {
        let is_named = names.is_empty() || names.iter().any(|name| file.ends_with(name));
        if is_named && fs::read_to_string(&file)?.contains(IN_ENGINES) {
            chosen.push(file);
        }
    }
    ensure!(!chosen.is_empty(), "no journey in the engines is called {}", names.join(" or "));
    if names.is_empty() {
        clear(workspace)?;
    }
    engines::forget(workspace, &chosen)?;
    let Captured { status, output } =
        Line::start("journeys in the engines").around(|| run(workspace, &chosen))?;
    ensure!(status.success(), "{}\nno page is written of what fails", output.trim_end());
    page(workspace)
}

/// The page is of all journeys: where only some are taken, a run before has noted the others.
fn know_others(workspace: &Workspace, names: &[&str]) -> Result<()> {
    let is_known = names.is_empty() || engines::results(workspace).is_file();
    ensure!(
        is_known,
        "nothing is known of the journeys that are not named, and the page is of all: ./build.sh engines, without names, comes first"
    );
    Ok(())
}

/// Nothing is left of any run before.
fn clear(workspace: &Workspace) -> Result<()> {
    let results = engines::results(workspace);
    if results.exists() {
        fs::remove_file(&results)?;
    }
    Ok(())
}

fn run(workspace: &Workspace, files: &[PathBuf]) -> Result<Captured> {
    let browser = need::browser(workspace).context("Chromium is missing: ./build.sh setup")?;
    let mut node = workspace.command("node");
    // Whatever hangs is to be named: a page without scripts, for one, never calls anybody back.
    node.args(["--test", "--test-reporter=spec", "--test-timeout=600000"]);
    // The files by name: what Node makes of a folder differs from version to version.
    node.args(files);
    node.env("SONDAGE_ENGINE_RESULTS", engines::results(workspace));
    node.env("SONDAGE_PACKAGE", npm::build(workspace)?);
    node.env("SONDAGE_BIN", workspace.binary(Profile::Dev, "sondage"));
    node.env("DEMO_BIN", workspace.binary(Profile::Dev, "sondage-demo"));
    node.env("EMULATOR_BIN", workspace.binary(Profile::Dev, "sondage-braze-emulator"));
    need::name_engines(workspace, &mut node);
    process::capture(node.env("CHROMIUM", browser))
}

/// `./build.sh engines page`: the page alone, by what the last run came to.
///
/// # Errors
/// When there was none, or an engine was not on this machine.
pub(crate) fn page(workspace: &Workspace) -> Result<()> {
    println!("{}", workspace.shown(&engines::write(workspace)?));
    Ok(())
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("tests/e2e")
}

/// The `*.test.js` and `*.test.mjs` of the folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let is_test = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".test.js") || name.ends_with(".test.mjs")
    };
    let mut files: Vec<_> = paths.into_iter().filter(is_test).collect();
    ensure!(!files.is_empty(), "{} has no *.test.mjs", folder.display());
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_journeys_alone_make_no_page_before_all_have_been_taken() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let workspace = Workspace { target: root.join("target"), root };
        assert!(know_others(&workspace, &[]).is_ok());
        let refused = report(&workspace, &["tone.test.mjs"]).unwrap_err().to_string();
        assert!(refused.starts_with("nothing is known of the journeys"), "{refused}");
        fs::create_dir_all(folder.path().join("target")).unwrap();
        fs::write(engines::results(&workspace), "").unwrap();
        assert!(know_others(&workspace, &["tone.test.mjs"]).is_ok());
    }

    #[test]
    fn journeys_are_found_by_their_names_and_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        assert!(files(folder.path()).is_err());
        for name in ["b.test.mjs", "a.test.js", "harness.mjs"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let found = files(folder.path()).unwrap();
        assert_eq!(found, [folder.path().join("a.test.js"), folder.path().join("b.test.mjs")]);
    }
}
