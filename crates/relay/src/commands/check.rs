//! `sondage check`, and the reading of files that `publish` shares.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use sondage_survey::definition::{Definition, Language};

use super::count;

/// `sondage check FILE…`
#[derive(Args, Debug)]
pub(super) struct Check {
    /// Surveys, as .toml or .json
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self) -> ExitCode {
        match read(&self.files) {
            Ok(surveys) => {
                for warning in surveys.iter().flat_map(Source::warnings) {
                    println!("{warning}");
                }
                let are = if surveys.len() == 1 { "is" } else { "are" };
                println!("{} {are} fine", count(surveys.len(), "survey"));
                ExitCode::SUCCESS
            }
            Err(problems) => {
                for problem in &problems {
                    println!("{problem}");
                }
                eprintln!("{}", count(problems.len(), "problem"));
                ExitCode::FAILURE
            }
        }
    }
}

/// A survey and the text that it was read from.
pub(super) struct Source {
    file: PathBuf,
    pub(super) definition: Definition,
    pub(super) text: String,
    pub(super) language: Language,
}

impl Source {
    /// What is not wrong, but hardly meant; a line each.
    pub(super) fn warnings(&self) -> impl Iterator<Item = String> {
        let name = self.file.display();
        self.definition.warnings().iter().map(move |warning| format!("{name}:{warning}"))
    }
}

/// The surveys of these files, or a line for every problem of all of them.
pub(super) fn read(files: &[PathBuf]) -> Result<Vec<Source>, Vec<String>> {
    let mut sources: Vec<(&Path, Source)> = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        match read_file(file) {
            Ok(source) => {
                problems.extend(
                    sources
                        .iter()
                        .find_map(|(other, before)| same_id(file, &source, other, before)),
                );
                sources.push((file, source));
            }
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() {
        Ok(sources.into_iter().map(|(_, source)| source).collect())
    } else {
        Err(problems)
    }
}

fn read_file(file: &Path) -> Result<Source, Vec<String>> {
    let name = file.display();
    let language = match file.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => Language::Toml,
        Some("json") => Language::Json,
        _ => return Err(vec![format!("{name}: a survey is a .toml or a .json file")]),
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| vec![format!("{name}: cannot be read: {error}")])?;
    match Definition::parse(&text, language) {
        Ok(definition) => Ok(Source { file: file.to_owned(), definition, text, language }),
        Err(problems) => Err(problems.iter().map(|problem| format!("{name}:{problem}")).collect()),
    }
}

fn same_id(file: &Path, source: &Source, other: &Path, before: &Source) -> Option<String> {
    let id = source.definition.id();
    let is_same = before.definition.id() == id;
    is_same.then(|| {
        format!(
            "{}:{}: id: {} has the id \"{id}\" too",
            file.display(),
            line_of_id(&source.text),
            other.display()
        )
    })
}

/// Where the survey's own id stands, which comes before those of its questions in any usual file.
fn line_of_id(text: &str) -> usize {
    let is_id = |line: &str| {
        let after = line.trim_start().trim_start_matches(['{', '"', ' ']).strip_prefix("id");
        after.is_some_and(|after| after.trim_start_matches(['"', ' ']).starts_with(['=', ':']))
    };
    text.lines().position(is_id).map_or(1, |at| at + 1)
}
