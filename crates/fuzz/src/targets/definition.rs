//! A survey in TOML or JSON, as `check`, `publish` and the studio read it.

use std::time::Duration;

use sondage_author::definition::{Definition, Language, Problem};
use sondage_author::source::Source;
use sondage_intake::{Millis, Published};
use sondage_relay::config::PublicUrl;
use sondage_relay::snippet;
use sondage_survey::template::Piece;
use sondage_survey::wire;

use super::heavy;
use crate::corpus::{Seed, project, read_folder};
use crate::target::{Bounds, Features, Target};

/// A survey in one language.
#[derive(Debug)]
pub(super) struct Written(Language);

impl Written {
    pub(super) fn new(language: Language) -> Self {
        Self(language)
    }
}

/// Keys, kinds and what is behind the bounds of values.
const WORDS: &[&str] = &[
    "nps",
    "rating",
    "single_choice",
    "multiple_choice",
    "matrix",
    "ranking",
    "file",
    "signature",
    "address",
    "contact",
    "inputs",
    "consent",
    "statement",
    "link",
    "date",
    "time",
    "slider",
    "number",
    "required",
    "show_if",
    "require_if",
    "jump",
    "next",
    "to",
    "if",
    "set",
    "add",
    "append",
    "variable",
    "hidden",
    "variables",
    "translations",
    "theme",
    "css",
    "limits",
    "quotas",
    "endings",
    "redirect",
    "options",
    "shuffle",
    "pick",
    "pattern",
    "attribute",
    "end",
    "end:x",
    "id",
    "name",
    "locale",
    "braze",
    "\"(a+)+$\"",
    "\"[a-z]{1,99999}\"",
    "\"{score}\"",
    "\"{nps.}\"",
    "\"{nps|{x}\"",
    "0.5",
    "-2.25",
    "\"{{user}}\"",
    "\"https://{h}/x\"",
    "\"\"",
    "\"\\u0000\"",
    "\"＝x\"",
    "\"<x9 onload=1>\"",
    "9223372036854775807",
    "-9223372036854775808",
    "1e308",
    "0.0000001",
    "nan",
    "inf",
    "true",
    "null",
    "[]",
    "{}",
    "[[",
    "{",
    "}",
    "\"",
    "'''",
    "\"\"\"",
    "\n",
    "\n[[questions]]\n",
    "\u{feff}",
    "\u{202e}",
    "\u{1f9d1}\u{200d}\u{1f680}",
    "2026-02-30",
    "all",
    "any",
    "none",
    "is",
    "one_of",
    "at_least",
    "below",
];

impl Target for Written {
    fn name(&self) -> &'static str {
        match self.0 {
            Language::Toml => "toml",
            Language::Json => "json",
        }
    }

    fn words(&self) -> &[&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Seed> {
        let folders = ["samples", "templates"].map(|folder| read_folder(&project(folder)));
        let all = folders.into_iter().flatten().flatten();
        let all = all.filter(|seed| seed.name.contains(".toml")).chain(heavy::seeds());
        if self.0 == Language::Toml {
            return all.collect();
        }
        let in_json = |seed: Seed| {
            let text = String::from_utf8_lossy(&seed.input);
            let (source, _) = Source::read_text(&text, Language::Toml);
            Seed::of(&seed.name, source.to_text(Language::Json))
        };
        all.map(in_json).collect()
    }

    fn bounds(&self) -> Bounds {
        Bounds {
            time: Duration::from_secs(2),
            time_per_byte: Duration::from_micros(10),
            memory: 32_000_000,
            memory_per_byte: 2_000,
        }
    }

    fn feed(&self, input: &[u8]) -> Result<Features, String> {
        let text = String::from_utf8_lossy(input);
        // An editor shows one more line after the last end of a line.
        let n_lines = text.matches('\n').count() + 1;
        let mut features = Features::new();
        let problems = match Definition::parse(&text, self.0) {
            Ok(definition) => {
                features.push("fine".into());
                look_around(&definition, &mut features)?;
                definition.warnings().to_vec()
            }
            Err(problems) if problems.iter().all(|problem| problem.is_warning) => {
                return Err("it is refused, and nothing is wrong with it".into());
            }
            Err(problems) => problems,
        };
        for problem in &problems {
            check_place(problem, n_lines)?;
            features.push(code(problem));
        }
        // An editor writes a draft too that is not right yet, and nothing of it may change by that.
        let (source, wrong) = Source::read_text(&text, self.0);
        if wrong.iter().all(|problem| problem.is_warning) {
            check_written(&source)?;
        }
        // What was published is read again, whatever is found in it now.
        let published = Definition::read_published(&text, self.0);
        for problem in published.err().iter().flatten() {
            check_place(problem, n_lines)?;
        }
        Ok(features)
    }
}

fn check_place(problem: &Problem, n_lines: usize) -> Result<(), String> {
    let line = usize::try_from(problem.line).unwrap_or(usize::MAX);
    if line == 0 || line > n_lines {
        return Err(format!("a problem stands in line {line} of {n_lines}: {problem}"));
    }
    if problem.message().is_empty() {
        return Err(format!("a problem has no words: {problem:?}"));
    }
    Ok(())
}

/// The name of a problem's code, without what it says of this input.
fn code(problem: &Problem) -> String {
    let code = format!("{:?}", problem.code);
    let name: String = code.chars().take_while(char::is_ascii_alphanumeric).collect();
    if problem.is_warning { format!("warning {name}") } else { name }
}

/// Whether what only authors write stands in a template as markup.
fn has_markup(piece: &Piece) -> bool {
    match piece {
        Piece::Html(html) | Piece::Recall(_, html) => html.contains("<x9"),
        Piece::If(_, inner) | Piece::Unless(_, inner) => inner.iter().any(has_markup),
        Piece::Items(items) => items.iter().flatten().any(has_markup),
        Piece::Mark(..) | Piece::Written(_) | Piece::Value(_) | Piece::Gap(_) => false,
    }
}

/// Whether what is written of a survey says the same, in either language.
fn check_written(source: &Source) -> Result<(), String> {
    for language in [Language::Toml, Language::Json] {
        let written = source.to_text(language);
        let (again, problems) = Source::read_text(&written, language);
        if again != *source {
            return Err(format!("written as {language:?} it is another survey: {written}"));
        }
        if let Some(wrong) = problems.iter().find(|problem| !problem.is_warning) {
            return Err(format!("written as {language:?} it is wrong: {wrong} in {written}"));
        }
    }
    Ok(())
}

/// What is made of a survey that is fine.
fn look_around(definition: &Definition, features: &mut Features) -> Result<(), String> {
    for locale in definition.locales() {
        let survey = definition.survey(locale, 1);
        let bytes = wire::encode(&survey);
        let again =
            wire::decode(&bytes).map_err(|error| format!("the widget cannot: {error:?}"))?;
        if again != survey {
            return Err("the widget reads another survey than was written".into());
        }
        let drawn = survey.questions.iter().flat_map(|question| [&question.title, &question.body]);
        if drawn.flatten().any(has_markup) {
            return Err("what an author wrote is markup on a card".into());
        }
    }
    for question in &definition.source().questions {
        features.push(format!("kind {}", question.kind.name()));
    }
    let relay: PublicUrl = "https://relay.example".parse().map_err(|_| "no address")?;
    let published = Published::new(definition.clone(), 1, Millis(0));
    let snippet = snippet::in_app(&published, &relay, true, "");
    if snippet.contains("<x9") {
        return Err("what an author wrote is markup in the snippet".into());
    }
    Ok(())
}
