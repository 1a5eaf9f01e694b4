//! The languages of a survey: how far each is, and their texts as a file for translators, out and in.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use sondage_author::editing::{Edit, Operation, tree_at};
use sondage_author::problem::Place;
use sondage_author::source::node::{Node, Tree};
use sondage_intake::export::Cell;

use super::drafting::{self, Wish, edit_by, read};
use super::forming::read_tree;
use super::view::DraftView;
use crate::actor::{Actor, Right};
use crate::form::language::{OwnText, Texts, locales_of, own_texts, translations_of};
use crate::refusal::{Refusal, RefusalKind};
use crate::state::Studio;
use crate::words::{self, Said};

/// The column with the paths of the texts.
const PATH: &str = "path";
/// More texts than these are put as one table: what takes them back stays small.
const ONE_BY_ONE: usize = 50;

/// How far a survey is in a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LanguageView {
    /// The language, as a tag like `pt-BR`.
    pub locale: String,
    /// How many texts the survey has.
    pub texts: usize,
    /// How many of them it lacks.
    pub missing: usize,
    /// How many stand for a text that has changed since it was published, and have not.
    pub outdated: usize,
}

/// Why a part of a file was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// The line, counted from 1.
    pub line: u64,
    /// The path that it names, or the title of a column.
    pub what: String,
    /// Why.
    pub why: Said,
}

/// What came of a file of translations.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The draft.
    pub draft: DraftView,
    /// What takes it back.
    pub undo: Vec<Edit>,
    /// How many texts are others now.
    pub changed: usize,
    /// What was not taken.
    pub left: Vec<NotTaken>,
}

/// What is published of a survey, as a tree; nothing, where nothing is, or it cannot be read.
pub(crate) async fn published_tree(studio: &Studio, id: &str) -> Result<Option<Tree>, Refusal> {
    let listing = studio.store.survey_listing(id).await?.ok_or_else(Refusal::not_found)?;
    let Some((revision, _)) = listing.published else { return Ok(None) };
    let Some(text) = studio.store.revision(id, revision).await? else { return Ok(None) };
    let parse = move || Node::parse(&text.source, text.language).ok().map(|node| node.tree);
    studio.shelf.off_the_way(parse).await
}

/// How far a survey is in each of its languages.
///
/// # Errors
/// Where they may not see it, it is not there, or its text cannot be read.
pub async fn languages(
    studio: &Studio,
    actor: &Actor,
    id: &str,
) -> Result<Vec<LanguageView>, Refusal> {
    let draft = read(studio, actor, id).await?;
    let published = published_tree(studio, id).await?;
    let count = move || {
        let survey = read_tree(draft.text_language(), &draft.text)?;
        let texts = Texts::new(&survey, published.as_ref());
        let n = texts.own.len();
        let view = |one: crate::form::language::Progress| LanguageView {
            locale: one.locale,
            texts: n,
            missing: one.n_missing,
            outdated: one.n_outdated,
        };
        Ok(texts.progress().into_iter().map(view).collect())
    };
    studio.shelf.off_the_way(count).await?
}

/// The texts of a survey beside those in these languages, all where none is named, as CSV: a row a text,
/// its path first, the survey's own words next. No spreadsheet computes what is in it.
///
/// # Errors
/// Where they may not see it, it is not there, its text cannot be read, or it lacks a language.
pub async fn export(
    studio: &Studio,
    actor: &Actor,
    (id, wanted): (&str, &[String]),
) -> Result<Vec<u8>, Refusal> {
    let draft = read(studio, actor, id).await?;
    let wanted = wanted.to_vec();
    let write = move || {
        let survey = read_tree(draft.text_language(), &draft.text)?;
        let all = locales_of(&survey);
        if wanted.iter().any(|one| !all.contains(one)) {
            return Err(Refusal::not_found());
        }
        written(&survey, if wanted.is_empty() { &all } else { &wanted })
    };
    studio.shelf.off_the_way(write).await?
}

fn own_column(survey: &Tree) -> String {
    match survey.get("locale") {
        Some(Tree::Text(locale)) if !locale.trim().is_empty() => format!("text ({locale})"),
        _ => "text".to_owned(),
    }
}

fn written(survey: &Tree, locales: &[String]) -> Result<Vec<u8>, Refusal> {
    // Spreadsheets read UTF-8 where this mark is in front.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let lost = |error: csv::Error| Refusal::internal(&error);
    let own = own_column(survey);
    let head = [PATH, own.as_str()].into_iter().chain(locales.iter().map(String::as_str));
    writer.write_record(head).map_err(lost)?;
    let tables: Vec<_> = locales.iter().map(|locale| translations_of(survey, locale)).collect();
    for text in own_texts(survey) {
        let words = |table: &HashMap<&str, &str>| {
            shown_in_file(table.get(text.path.as_str()).copied().unwrap_or_default())
        };
        let row = [text.path.clone(), shown_in_file(&text.said)].into_iter();
        writer.write_record(row.chain(tables.iter().map(words))).map_err(lost)?;
    }
    writer.into_inner().map_err(|error| Refusal::internal(&error))
}

fn shown_in_file(text: &str) -> String {
    Cell::text(text).to_csv()
}

/// What a cell of a file says: without what keeps spreadsheets from computing it.
fn said_in_file(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(plain) if shown_in_file(plain) == cell => plain,
        _ => cell,
    }
}

/// Takes the translations of a file of [`export`]'s kind, with commas, semicolons or tabs. An empty cell
/// changes nothing; what fits no text, or one that is another by now, is left, and told.
///
/// # Errors
/// Where they may not, where the file is none, or where others are at the same texts.
pub async fn import(
    studio: &Studio,
    actor: &Actor,
    (id, file): (&str, String),
) -> Result<Taken, Refusal> {
    actor.may(Right::EditSurveys)?;
    let before = read(studio, actor, id).await?;
    let (language, text) = (before.text_language(), before.text.clone());
    let plan = move || planned(&read_tree(language, &text)?, &file);
    let Plan { operations, changed, left } = studio.shelf.off_the_way(plan).await??;
    if operations.is_empty() {
        return Ok(Taken { draft: before, undo: Vec::new(), changed, left });
    }
    let edits = operations.into_iter().map(Wish::Own).collect();
    let drafting::Edited { draft, undo, .. } = edit_by(studio, actor, id, edits).await?;
    Ok(Taken { draft, undo, changed, left })
}

struct Plan {
    operations: Vec<Operation>,
    changed: usize,
    left: Vec<NotTaken>,
}

/// The columns of a file: that of the survey's own words, and one for each language that is taken.
struct Columns {
    own: Option<usize>,
    locales: Vec<(usize, String)>,
}

fn planned(survey: &Tree, file: &str) -> Result<Plan, Refusal> {
    let file = file.trim_start_matches('\u{feff}');
    let none = || Refusal::invalid().at("/file", words::CSV_NONE);
    let delimiter = *file
        .strip_prefix(PATH)
        .or_else(|| file.strip_prefix("\"path\""))
        .and_then(|rest| rest.as_bytes().first())
        .filter(|mark| b",;\t".contains(mark))
        .ok_or_else(none)?;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(file.as_bytes());
    let head = reader.headers().map_err(|_| none())?.clone();
    let mut left = Vec::new();
    let columns = columns_of(survey, &head, &mut left);
    let own = own_texts(survey);
    let by_path: HashMap<&str, &OwnText> =
        own.iter().map(|text| (text.path.as_str(), text)).collect();
    let mut new: Vec<(String, String, String)> = Vec::new();
    let mut seen = HashSet::new();
    for record in reader.records() {
        let record = record.map_err(|_| none())?;
        let line = record.position().map_or(0, csv::Position::line);
        let path = record.get(0).unwrap_or_default().trim().to_owned();
        if path.is_empty() {
            continue;
        }
        match fitting(&by_path, &path, columns.own.and_then(|at| record.get(at))) {
            _ if !seen.insert(path.clone()) => {
                left.push(NotTaken { line, what: path, why: words::CSV_TWICE.into() });
            }
            Err(why) => left.push(NotTaken { line, what: path, why }),
            Ok(()) => {
                for (at, locale) in &columns.locales {
                    let words = record.get(*at).map_or("", |cell| said_in_file(cell.trim()));
                    if !words.is_empty() {
                        new.push((locale.clone(), path.clone(), words.replace("\r\n", "\n")));
                    }
                }
            }
        }
    }
    let (operations, changed) = operations_of(survey, &columns, &new)?;
    Ok(Plan { operations, changed, left })
}

fn columns_of(survey: &Tree, head: &csv::StringRecord, left: &mut Vec<NotTaken>) -> Columns {
    let locales = locales_of(survey);
    let mut columns = Columns { own: None, locales: Vec::new() };
    for (at, title) in head.iter().enumerate().skip(1) {
        let title = title.trim();
        let locale = locales.iter().find(|locale| locale.eq_ignore_ascii_case(title));
        match locale {
            Some(locale) if columns.locales.iter().all(|(_, one)| one != locale) => {
                columns.locales.push((at, locale.clone()));
            }
            None if at == 1 && title.starts_with("text") => columns.own = Some(at),
            None if title.is_empty() => {}
            _ => left.push(NotTaken {
                line: 1,
                what: title.to_owned(),
                why: words::CSV_NO_LANGUAGE.into(),
            }),
        }
    }
    columns
}

/// Why a row fits no text.
fn fitting(by_path: &HashMap<&str, &OwnText>, path: &str, said: Option<&str>) -> Result<(), Said> {
    let Some(text) = by_path.get(path) else { return Err(words::CSV_NO_TEXT.into()) };
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match said {
        Some(said) if plain(said) != plain(&shown_in_file(&text.said)) => {
            Err(words::CSV_OTHER_TEXT.into())
        }
        _ => Ok(()),
    }
}

/// What puts these texts into the survey, and how many of them are new to it.
fn operations_of(
    survey: &Tree,
    columns: &Columns,
    new: &[(String, String, String)],
) -> Result<(Vec<Operation>, usize), Refusal> {
    let mut now = survey.clone();
    let (mut operations, mut changed) = (Vec::new(), 0);
    for (_, locale) in &columns.locales {
        let table = Place::root().key("translations").key(locale);
        let was = translations_of(survey, locale);
        let mut own = Vec::new();
        for (_, path, words) in new.iter().filter(|(one, ..)| one == locale) {
            let old = was.get(path.as_str()).copied().unwrap_or_default();
            // What was written by us says the same, however it had to be written.
            if old == words || said_in_file(&shown_in_file(old)) == words {
                continue;
            }
            let at = table.key(path);
            let old = tree_at(&now, &at).cloned();
            let set = Operation::Set { at, old, new: Some(Tree::Text(words.clone())) };
            now = set.apply_tree(&now).map_err(|refusal| drafting::refused(&refusal))?.0;
            own.push(set);
        }
        changed += own.len();
        if own.len() > ONE_BY_ONE {
            let (old, new) = (tree_at(survey, &table).cloned(), tree_at(&now, &table).cloned());
            own = vec![Operation::Set { at: table, old, new }];
        }
        operations.append(&mut own);
    }
    if operations.len() > drafting::MOST_OPERATIONS {
        return Err(Refusal::new(RefusalKind::TooLarge, words::SURVEY_TOO_LONG));
    }
    Ok((operations, changed))
}

#[cfg(test)]
mod tests {
    use sondage_author::source::node::{Language, Node, Tree};

    use super::{Plan, planned, written};
    use crate::words;

    const TEXT: &str = r#"
id = "x"
name = "X"
[[questions]]
id = "a"
type = "long_text"
prompt = "=1+1, why?"
[end]
text = "Bye"
[translations.fr]
name = "X"
"end.text" = "-SUM(A1)"
[translations.ar]
"#;

    fn survey() -> Tree {
        Node::parse(TEXT, Language::Toml).unwrap().tree
    }

    fn took(file: &str) -> Plan {
        planned(&survey(), file).unwrap()
    }

    #[test]
    fn a_file_comes_back_as_it_went_and_changes_nothing() {
        let file = written(&survey(), &["fr".to_owned(), "ar".to_owned()]).unwrap();
        let file = String::from_utf8(file).unwrap();
        assert!(file.starts_with("\u{feff}path,text,fr,ar\n"), "{file}");
        assert!(file.contains(",\"'=1+1, why?\",,"), "no spreadsheet computes it: {file}");
        let Plan { operations, changed, left } = took(&file);
        assert!(operations.is_empty() && changed == 0 && left.is_empty(), "{left:?}");
    }

    #[test]
    fn what_is_filled_in_is_taken_from_whatever_a_spreadsheet_writes() {
        for mark in [",", ";", "\t"] {
            let file = [
                "path,text,fr,ar",
                "\"questions.a.prompt\",\"'=1+1, why?\",\"Pourquoi, dis ?\",",
                "end.text,Bye,,\"'=x\"",
            ]
            .join("\r\n");
            let quoted = file.split('"').enumerate().map(|(at, piece)| {
                if at % 2 == 0 { piece.replace(',', mark) } else { format!("\"{piece}\"") }
            });
            let Plan { operations, changed, left } = took(&quoted.collect::<String>());
            assert!(left.is_empty(), "{left:?}");
            assert_eq!((operations.len(), changed), (2, 2));
            let now = operations.iter().fold(survey(), |now, one| one.apply_tree(&now).unwrap().0);
            let file = String::from_utf8(written(&now, &["ar".to_owned()]).unwrap()).unwrap();
            assert!(file.ends_with("end.text,Bye,'=x\n"), "{file}");
            let of = |path: &str| super::translations_of(&now, path).len();
            assert_eq!((of("fr"), of("ar")), (3, 1), "an empty cell takes nothing away");
        }
    }

    #[test]
    fn what_fits_nothing_is_told_by_its_line() {
        let file = "path,text,fr,it\nquestions.b.prompt,B?,Bé ?,\nend.text,Bye bye,Salut,\n\
                    name,X,Ixe,\nname,X,Icks,\n";
        let Plan { changed, left, .. } = took(file);
        assert_eq!(changed, 1);
        let told: Vec<_> =
            left.iter().map(|one| (one.line, one.what.as_str(), one.why.word())).collect();
        let expected = [
            (1, "it", words::CSV_NO_LANGUAGE),
            (2, "questions.b.prompt", words::CSV_NO_TEXT),
            (3, "end.text", words::CSV_OTHER_TEXT),
            (5, "name", words::CSV_TWICE),
        ];
        assert_eq!(told, expected);
        assert!(planned(&survey(), "Dear translator,").is_err());
    }
}
