//! `docs/engines.md`: which case holds in which engine, by what the journeys have noted of each.

use std::{collections::BTreeMap, fmt::Write, fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::workspace::Workspace;

/// The columns of the page: an engine, and the name that its versions go by.
const ENGINES: [(&str, &str); 3] =
    [("Chromium", "Chromium"), ("Firefox", "Firefox"), ("WebKit", "WebKitGTK")];
const HEAD: &str = "# Engines

Each line is a journey of `tests/e2e` that `./build.sh test` takes through Chromium, Firefox and WebKit, the engine of Safari and of every browser on an iPhone.
This page is what came of them: `./build.sh engines` writes it, and the tests fail where it says something else than they do.

✓: it holds. Otherwise: why the engine cannot show the case.
";
/// How the line begins that says which browsers wrote the page. It is no part of what is compared:
/// whoever runs the tests has others.
const WRITTEN: &str = "Last written with ";

/// One line of the results.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Note {
    Case(Case),
    Version { engine: String, version: String },
}

/// What a case came to in one engine.
#[derive(Debug, Deserialize)]
struct Case {
    file: String,
    /// Which of its file's cases it is, in the order in which they stand there.
    at: u32,
    group: String,
    name: String,
    engine: String,
    outcome: Outcome,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Holds,
    Fails,
    /// The engine cannot show it, and why.
    Not(String),
}

/// The results of one run.
#[derive(Debug, Default)]
struct Results {
    /// By file and place.
    cases: BTreeMap<(String, u32), Row>,
    versions: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
struct Row {
    group: String,
    name: String,
    outcomes: BTreeMap<String, Outcome>,
}

/// How the page stands to the results.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It says what they say.
    UpToDate,
    /// It does not; the first line that is another.
    Outdated(String),
    /// An engine is not on this machine, so nobody can tell.
    Missing(&'static str),
}

/// Where the journeys note what became of their cases.
pub(crate) fn results(workspace: &Workspace) -> PathBuf {
    workspace.root.join("target/engines.ndjson")
}

/// Forgets what these files have noted, as they are about to be run: of the others it stays.
///
/// # Errors
/// When the results cannot be read or written.
pub(crate) fn forget(workspace: &Workspace, files: &[PathBuf]) -> Result<()> {
    let path = results(workspace);
    if !path.exists() {
        return Ok(());
    }
    let text = fs::read_to_string(&path)?;
    fs::write(&path, without(&text, files))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn without(text: &str, files: &[PathBuf]) -> String {
    let is_of = |line: &str| {
        let Ok(Note::Case(case)) = serde_json::from_str(line) else { return false };
        files.iter().any(|file| file.file_name().is_some_and(|name| name == case.file.as_str()))
    };
    text.split_inclusive('\n').filter(|line| !is_of(line)).collect()
}

/// Compares the page with the results of the last run.
///
/// # Errors
/// When there are no results, or the page cannot be read.
pub(crate) fn compare(workspace: &Workspace) -> Result<Verdict> {
    let results = Results::read(workspace)?;
    let page = fs::read_to_string(path(workspace)).unwrap_or_default();
    Ok(verdict(&results, &page))
}

/// Writes the page by the results of the last run.
///
/// # Errors
/// When there are no results, a case has failed, or an engine is not on this machine.
pub(crate) fn write(workspace: &Workspace) -> Result<PathBuf> {
    let results = Results::read(workspace)?;
    if let Some(engine) = results.missing() {
        anyhow::bail!("{engine} is not on this machine: ./build.sh setup");
    }
    if let Some(case) = results.failed() {
        anyhow::bail!("{case}: no page is written of what fails");
    }
    let path = path(workspace);
    fs::write(&path, results.page()).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.root.join("docs/engines.md")
}

fn verdict(results: &Results, page: &str) -> Verdict {
    if let Some(engine) = results.missing() {
        return Verdict::Missing(engine);
    }
    let compared = |page: &str| -> Vec<String> {
        page.lines().filter(|line| !line.starts_with(WRITTEN)).map(Into::into).collect()
    };
    let (is, should) = (compared(page), compared(&results.page()));
    if is == should {
        return Verdict::UpToDate;
    }
    let n_same = is.iter().zip(&should).take_while(|(is, should)| is == should).count();
    let first = should.get(n_same).or_else(|| is.get(n_same));
    Verdict::Outdated(first.cloned().unwrap_or_default())
}

impl Results {
    fn read(workspace: &Workspace) -> Result<Self> {
        let path = results(workspace);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("no journey has noted anything in {}", path.display()))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        let mut results = Self::default();
        for line in text.lines() {
            let note = serde_json::from_str(line).with_context(|| format!("not a note: {line}"))?;
            match note {
                Note::Case(case) => results.add(case)?,
                Note::Version { engine, version } => {
                    results.versions.insert(engine, version);
                }
            }
        }
        Ok(results)
    }

    fn add(&mut self, Case { file, at, group, name, engine, outcome }: Case) -> Result<()> {
        let row = self.cases.entry((file, at)).or_default();
        (row.group, row.name) = (group, name);
        let before = row.outcomes.insert(engine, outcome);
        ensure!(before.is_none(), "\"{}: {}\" was run twice in an engine", row.group, row.name);
        Ok(())
    }

    /// The first engine that no case was seen in.
    fn missing(&self) -> Option<&'static str> {
        let is_seen = |engine| self.cases.values().any(|row| row.outcomes.contains_key(engine));
        ENGINES.iter().map(|&(engine, _)| engine).find(|engine| !is_seen(*engine))
    }

    /// The first case that has failed, and in which engine.
    fn failed(&self) -> Option<String> {
        self.cases.values().find_map(|row| {
            let fails = |outcome: &&Outcome| matches!(outcome, Outcome::Fails);
            let (engine, _) = row.outcomes.iter().find(|(_, outcome)| fails(outcome))?;
            Some(format!("\"{}: {}\" has failed in {engine}", row.group, row.name))
        })
    }

    fn page(&self) -> String {
        let mut page = HEAD.to_owned();
        let versions = ENGINES.iter().filter_map(|(engine, name)| {
            let version = self.versions.get(*engine)?;
            Some(format!("{name} {}", major(version, *engine == "WebKit")))
        });
        let versions: Vec<_> = versions.collect();
        if !versions.is_empty() {
            let _ = write!(page, "\n{WRITTEN}{}.\n", versions.join(", "));
        }
        let mut before = None;
        for ((file, _), row) in &self.cases {
            let section = (file, &row.group);
            if before != Some(section) {
                let names = ENGINES.map(|(engine, _)| engine).join(" | ");
                let _ = write!(page, "\n## {}\n\n`tests/e2e/{file}`\n", capital(&row.group));
                let _ = write!(page, "\n| | {names} |\n|---|---|---|---|\n");
                before = Some(section);
            }
            let cells =
                ENGINES.map(|(engine, _)| row.outcomes.get(engine).map_or("", Outcome::cell));
            let _ = writeln!(page, "| {} | {} |", row.name.replace('|', "\\|"), cells.join(" | "));
        }
        page
    }
}

impl Outcome {
    fn cell(&self) -> &str {
        match self {
            Self::Holds => "✓",
            Self::Fails => "**fails**",
            Self::Not(reason) => reason,
        }
    }
}

/// As much of a version as people know a browser by: `WebKit`'s series have two numbers.
fn major(version: &str, has_two: bool) -> String {
    version.split('.').take(if has_two { 2 } else { 1 }).collect::<Vec<_>>().join(".")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = r#"
{"file":"b.test.mjs","at":1,"group":"a page","name":"is `printed`","engine":"Chromium","outcome":"holds"}
{"file":"a.test.mjs","at":2,"group":"a card","name":"second","engine":"Firefox","outcome":"holds"}
{"file":"a.test.mjs","at":1,"group":"a card","name":"first","engine":"WebKit","outcome":{"not":"it has no forced colours"}}
{"file":"a.test.mjs","at":1,"group":"a card","name":"first","engine":"Chromium","outcome":"holds"}
{"engine":"WebKit","version":"2.50.4"}
{"engine":"Chromium","version":"156.0.8078.108"}
"#;

    fn run() -> Results {
        Results::parse(RUN.trim()).unwrap()
    }

    #[test]
    fn the_page_has_a_table_for_each_group_in_the_order_of_the_files() {
        let page = run().page();
        let tables = page.strip_prefix(HEAD).unwrap();
        assert_eq!(
            tables,
            "
Last written with Chromium 156, WebKitGTK 2.50.

## A card

`tests/e2e/a.test.mjs`

| | Chromium | Firefox | WebKit |
|---|---|---|---|
| first | ✓ |  | it has no forced colours |
| second |  | ✓ |  |

## A page

`tests/e2e/b.test.mjs`

| | Chromium | Firefox | WebKit |
|---|---|---|---|
| is `printed` | ✓ |  |  |
"
        );
    }

    #[test]
    fn another_browser_makes_no_page_outdated_and_another_outcome_does() {
        let page = run().page();
        assert_eq!(verdict(&run(), &page), Verdict::UpToDate);
        let later = page.replace("Chromium 156", "Chromium 157");
        assert_eq!(verdict(&run(), &later), Verdict::UpToDate);
        let other = page.replace("| second |  | ✓", "| second |  | no");
        assert_eq!(verdict(&run(), &other), Verdict::Outdated("| second |  | ✓ |  |".into()));
        let longer = format!("{page}| third | ✓ | ✓ | ✓ |\n");
        assert_eq!(verdict(&run(), &longer), Verdict::Outdated("| third | ✓ | ✓ | ✓ |".into()));
    }

    #[test]
    fn where_an_engine_is_missing_nothing_is_said_of_the_page() {
        let results = Results::parse(RUN.lines().nth(1).unwrap()).unwrap();
        assert_eq!(verdict(&results, ""), Verdict::Missing("Firefox"));
    }

    #[test]
    fn a_case_that_has_failed_is_named_before_any_page_is_written() {
        assert_eq!(run().failed(), None);
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let workspace = Workspace { target: root.join("target"), root };
        fs::create_dir_all(folder.path().join("docs")).unwrap();
        fs::create_dir_all(folder.path().join("target")).unwrap();
        fs::write(results(&workspace), RUN.trim()).unwrap();
        assert_eq!(write(&workspace).unwrap(), path(&workspace));
        fs::remove_file(path(&workspace)).unwrap();
        let last = r#"{"file":"b.test.mjs","at":2,"group":"a page","name":"is read","engine":"WebKit","outcome":"fails"}"#;
        fs::write(results(&workspace), format!("{}\n{last}", RUN.trim())).unwrap();
        let refused = write(&workspace).unwrap_err().to_string();
        assert!(refused.starts_with("\"a page: is read\" has failed in WebKit"), "{refused}");
        assert!(!path(&workspace).exists());
    }

    #[test]
    fn of_files_that_are_run_again_nothing_is_kept_and_of_others_all() {
        let kept = without(RUN.trim(), &["tests/e2e/a.test.mjs".into()]);
        let results = Results::parse(&kept).unwrap();
        let files: Vec<_> = results.cases.keys().map(|(file, _)| file.as_str()).collect();
        assert_eq!(files, ["b.test.mjs"]);
        assert_eq!(results.versions.len(), 2);
    }

    #[test]
    fn two_cases_of_one_place_are_refused() {
        let twice = RUN.lines().nth(1).unwrap();
        assert!(Results::parse(&format!("{twice}\n{twice}")).is_err());
    }
}
