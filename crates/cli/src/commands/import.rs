//! `sondage import`: the survey on stdout or in a file, what is different in it on stderr.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use sondage_author::definition::{Language, timely_warnings};
use sondage_import::{Format, import};

use super::check::now;
use super::count;
use super::terminal::{note, print};

/// `sondage import FILE --from TOOL`
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The other tool's survey, as JSON
    file: PathBuf,

    /// Whose survey it is
    #[arg(long, value_enum, value_name = "TOOL")]
    from: Tool,

    /// Where to write the survey; stdout without it
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

/// Whose survey it is, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Tool {
    /// The JSON that its designer saves
    #[value(name = "surveyjs")]
    SurveyJs,
    /// A survey as its API gives it
    Formbricks,
    /// A survey as its API gives it
    #[value(name = "posthog")]
    PostHog,
    /// A form as its API gives it
    Typeform,
}

impl Tool {
    fn format(self) -> Format {
        match self {
            Self::SurveyJs => Format::SurveyJs,
            Self::Formbricks => Format::Formbricks,
            Self::PostHog => Format::PostHog,
            Self::Typeform => Format::Typeform,
        }
    }
}

impl Import {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let file = self.file.display();
        let text = read(&self.file)?;
        let name = self.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let imported = match import(self.from.format(), &text, &name.unwrap_or_default()) {
            Ok(imported) => imported,
            Err(unreadable) => bail!("{file}:{unreadable}"),
        };
        match &self.out {
            Some(out) => write(out, &imported.to_toml(), self.force)?,
            None => print(format_args!("{}", imported.to_toml()))?,
        }
        for note in &imported.notes {
            note!("{note}");
        }
        let timely = timely_warnings(&imported.to_toml(), Language::Toml, &now());
        for problem in &timely {
            note!("limits.closes: {}", problem.message());
        }
        let questions = imported.source.questions.len();
        let notes = imported.notes.len() + timely.len();
        note!("{}, {}", count(questions, "question"), count(notes, "note"));
        Ok(ExitCode::SUCCESS)
    }
}

fn read(file: &Path) -> Result<String> {
    let name = file.display();
    let bytes = std::fs::read(file).with_context(|| format!("{name}: cannot be read"))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = valid.split(|byte| *byte == b'\n').count();
        anyhow::anyhow!("{name}:{line}: not UTF-8: save it as UTF-8")
    })
}

fn write(file: &Path, text: &str, force: bool) -> Result<()> {
    let name = file.display();
    let mut options = OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let mut out = match options.open(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{name} is there already: choose another name, or write over it with --force")
        }
        opened => opened.with_context(|| format!("{name}: cannot be written"))?,
    };
    out.write_all(text.as_bytes()).with_context(|| format!("{name}: cannot be written"))
}
