//! `sondage check`, and the reading of files that `publish` shares.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use sondage_author::definition::{Definition, Elsewhere, Language, timely_warnings};
use sondage_author::problem::Problem;
use sondage_store::Clock;

use super::count;
use super::terminal::{note, say};

/// `sondage check FILE…`
#[derive(Args, Debug)]
pub(super) struct Check {
    /// Surveys, as .toml or .json
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self) -> Result<ExitCode> {
        match read(&self.files) {
            Ok(surveys) => {
                let clashes = clashes_between(&surveys);
                for line in &clashes {
                    say!("{line}")?;
                }
                for warning in surveys.iter().flat_map(Source::warnings) {
                    say!("{warning}")?;
                }
                if !clashes.is_empty() {
                    note!("{}", count(clashes.len(), "problem"));
                    return Ok(ExitCode::FAILURE);
                }
                let are = if surveys.len() == 1 { "is" } else { "are" };
                say!("{} {are} fine", count(surveys.len(), "survey"))?;
                Ok(ExitCode::SUCCESS)
            }
            Err(Trouble { lines, n_problems }) => {
                for line in lines {
                    say!("{line}")?;
                }
                note!("{}", count(n_problems, "problem"));
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

/// Why there are no surveys to go on with.
#[derive(Default)]
pub(super) struct Trouble {
    /// A line for every problem, and for every warning.
    pub(super) lines: Vec<String>,
    /// How many of them are problems.
    pub(super) n_problems: usize,
}

impl Trouble {
    fn add(&mut self, line: String) {
        self.lines.push(line);
        self.n_problems += 1;
    }
}

/// A survey and the text that it was read from.
pub(super) struct Source {
    file: PathBuf,
    pub(super) definition: Definition,
    pub(super) text: String,
    pub(super) language: Language,
    /// What is hardly meant today.
    timely: Vec<Problem>,
}

impl Source {
    /// What is not wrong, but hardly meant; a line each.
    pub(super) fn warnings(&self) -> impl Iterator<Item = String> {
        let name = self.file.display();
        let warnings = self.definition.warnings().iter().chain(&self.timely);
        warnings.map(move |warning| format!("{name}:{warning}"))
    }

    /// The file's name.
    pub(super) fn name(&self) -> String {
        self.file.display().to_string()
    }

    /// What it writes to profiles, for others to compare with.
    fn elsewhere(&self) -> Elsewhere {
        Elsewhere::of_survey(self.name(), &self.definition)
    }

    /// Where it writes an attribute with another type than others have it; a line each.
    pub(super) fn clashes(&self, others: &[Elsewhere]) -> Vec<String> {
        let name = self.file.display();
        let clashes = self.definition.clashes(&self.text, self.language, others);
        clashes.iter().map(|clash| format!("{name}:{clash}")).collect()
    }
}

/// Where surveys write an attribute with another type than one before them does; a line each.
pub(super) fn clashes_between(surveys: &[Source]) -> Vec<String> {
    let all: Vec<_> = surveys.iter().map(Source::elsewhere).collect();
    let of_one = |(at, survey): (usize, &Source)| survey.clashes(all.get(..at).unwrap_or(&[]));
    surveys.iter().enumerate().flat_map(of_one).collect()
}

/// The surveys of these files, or everything that is wrong with any of them.
pub(super) fn read(files: &[PathBuf]) -> Result<Vec<Source>, Trouble> {
    let mut sources: Vec<Source> = Vec::new();
    let mut trouble = Trouble::default();
    for file in files {
        let Some(source) = read_file(file, &mut trouble) else { continue };
        let twin = sources.iter().find(|other| other.definition.id() == source.definition.id());
        if let Some(twin) = twin {
            trouble.add(same_id(&source, twin));
        }
        sources.push(source);
    }
    if trouble.n_problems == 0 {
        return Ok(sources);
    }
    trouble.lines.extend(sources.iter().flat_map(Source::warnings));
    Err(trouble)
}

fn read_file(file: &Path, trouble: &mut Trouble) -> Option<Source> {
    let name = file.display();
    let language = match file.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => Language::Toml,
        Some("json") => Language::Json,
        _ => {
            trouble.add(format!("{name}: a survey is a .toml or a .json file"));
            return None;
        }
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| trouble.add(format!("{name}: cannot be read: {error}")))
        .ok()?;
    // A byte order mark is for editors.
    let text = text.trim_start_matches('\u{feff}').to_owned();
    match Definition::parse(&text, language) {
        Ok(definition) => {
            let timely = timely_warnings(&text, language, &now());
            Some(Source { file: file.to_owned(), definition, text, language, timely })
        }
        Err(problems) => {
            trouble.n_problems += problems.iter().filter(|problem| !problem.is_warning).count();
            trouble.lines.extend(problems.iter().map(|problem| format!("{name}:{problem}")));
            None
        }
    }
}

/// This moment, as surveys write it.
pub(super) fn now() -> String {
    Clock::system().now().to_rfc3339()
}

fn same_id(source: &Source, other: &Source) -> String {
    format!(
        "{}:{}: id: {} has the id \"{}\" too",
        source.file.display(),
        line_of_id(&source.text),
        other.file.display(),
        source.definition.id()
    )
}

/// Where the survey's own id stands, which comes before those of its questions in any usual file.
fn line_of_id(text: &str) -> usize {
    let is_id = |line: &str| {
        let after = line.trim_start().trim_start_matches(['{', '"', ' ']).strip_prefix("id");
        after.is_some_and(|after| after.trim_start_matches(['"', ' ']).starts_with(['=', ':']))
    };
    text.lines().position(is_id).map_or(1, |at| at + 1)
}
