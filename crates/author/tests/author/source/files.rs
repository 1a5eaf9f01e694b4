//! Files of authors: read, changed in one place, and written over.

use std::path::PathBuf;

use sondage_author::definition::Definition;
use sondage_author::problem::{Code, Place, Problem};
use sondage_author::source::{Choice, Kind, Language, Nps, Question, Source, Subject, Test, Text};

/// Every survey that the project has, with its name.
pub fn files() -> Vec<(PathBuf, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["templates", "samples"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the folder is there") {
            let path = entry.expect("the entry can be read").path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let text = std::fs::read_to_string(&path).expect("the file can be read");
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 30, "only {} files", files.len());
    files
}

#[track_caller]
fn read(text: &str) -> Source {
    let (source, problems) = Source::read_text(text, Language::Toml);
    assert!(problems.iter().all(|problem| problem.is_warning), "{problems:?}");
    source
}

/// The text with a comment behind every line that stands by itself, and above every table.
pub fn with_comments(text: &str) -> String {
    let mut commented = String::new();
    for (n, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            commented += &format!("# above {n}\n");
        }
        let is_whole =
            line.ends_with(['"', '}', ',', 'e']) || line.ends_with(|c: char| c.is_ascii_digit());
        let is_inner = line.starts_with("  {") || line.contains(" = ");
        let is_comment = line.starts_with('#') || line.is_empty();
        commented += line;
        if !is_comment && ((is_whole && is_inner) || line.starts_with('[')) {
            commented += &format!(" # behind {n}");
        }
        commented.push('\n');
    }
    commented
}

fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.split_once('#').map(|(_, comment)| comment)).collect()
}

fn different_lines(one: &str, other: &str) -> usize {
    one.lines().zip(other.lines()).filter(|(one, other)| one != other).count()
}

#[test]
fn a_survey_written_over_its_own_file_changes_not_a_byte() {
    for (path, text) in files() {
        assert_eq!(read(&text).write_over(&text, Language::Toml), text, "{}", path.display());
        let commented = with_comments(&text);
        let over = read(&commented).write_over(&commented, Language::Toml);
        assert_eq!(over, commented, "{}", path.display());
    }
}

/// The first option of the first question that has any.
fn first_label(source: &mut Source) -> Option<&mut Text> {
    source
        .questions
        .iter_mut()
        .find_map(|question| match &mut question.kind {
            Kind::SingleChoice(choice) => choice.offer.options.first_mut(),
            Kind::MultipleChoice(choice) => choice.offer.options.first_mut(),
            _ => None,
        })
        .map(|option| &mut option.label)
}

#[test]
fn one_changed_value_changes_one_line_and_keeps_every_comment() {
    let mut n_labels = 0;
    for (path, text) in files() {
        let text = with_comments(&text);
        let original = read(&text);
        let mut edits = Vec::new();
        let mut edited = original.clone();
        edited.name = "Another name".into();
        edits.push(edited);
        let mut edited = original.clone();
        edited.questions.last_mut().expect("there is a question").prompt = "Another?".into();
        edits.push(edited);
        let mut edited = original.clone();
        if let Some(label) = first_label(&mut edited) {
            *label = "Another".into();
            n_labels += 1;
            edits.push(edited);
        }
        for edited in edits {
            let over = edited.write_over(&text, Language::Toml);
            assert_eq!(read(&over), edited, "{}", path.display());
            assert_eq!(comments(&over), comments(&text), "{}", path.display());
            assert_eq!(different_lines(&over, &text), 1, "{}", path.display());
        }
    }
    assert!(n_labels > 15, "only {n_labels} labels were changed");
}

#[test]
fn an_option_taken_out_takes_no_comment_of_another_with_it() {
    let text = "id = \"s\"\nname = \"S\"\nend = { text = \"Bye\" }\n[[questions]]\nid = \"q\"\ntype = \"single_choice\"\nprompt = \"Q?\"\noptions = [\n  { id = \"a\", label = \"A\" }, # first\n  { id = \"b\", label = \"B\" }, # second\n  { id = \"c\", label = \"C\" }, # third\n]\n";
    let mut source = read(text);
    let Kind::SingleChoice(choice) = &source.questions[0].kind else { panic!("it is one") };
    let options = choice.offer.options.clone();
    for place in 0..options.len() {
        let Kind::SingleChoice(choice) = &mut source.questions[0].kind else { panic!("it is one") };
        choice.offer.options = options.clone();
        choice.offer.options.remove(place);
        let over = source.write_over(text, Language::Toml);
        assert_eq!(read(&over), source);
        assert_eq!(comments(&over), [" first", " second", " third"], "{over}");
    }
}

#[test]
fn what_is_said_though_it_goes_without_saying_stays() {
    let text = "id = \"s\"\nname = \"S\"\nlocale = \"en\"\nend = { text = \"\"\"\nBye\n\"\"\" }\n[flow]\nback = true\n[[questions]]\nid = \"q\"\ntype = \"date\"\nprompt = \" Q? \"\nrequired = false\nmin = 2026-01-01\n[[questions]]\nid = \"n\"\ntype = \"number\"\nprompt = 'N?'\nmax = 1_000\n";
    let mut source = read(text);
    assert_eq!(source.write_over(text, Language::Toml), text);
    source.questions[0].required = true;
    let over = source.write_over(text, Language::Toml);
    assert_eq!(over, text.replace("required = false", "required = true"));
}

#[test]
fn a_survey_of_a_program_reads_as_if_somebody_had_written_it() {
    for (path, text) in files() {
        let source = read(&text);
        let written = source.to_text(Language::Toml);
        assert_eq!(read(&written), source, "{}", path.display());
        assert!(!written.contains("\n\n\n") && written.lines().all(|line| !line.ends_with(' ')));
    }
}

#[test]
fn a_survey_of_a_program_is_checked_as_its_file_is_and_compiled_to_the_same() {
    for (path, text) in files() {
        let of_file = Definition::parse(&text, Language::Toml).expect("the file is right");
        let of_program = Definition::from_source(&read(&text)).expect("so is the survey");
        for locale in of_file.locales() {
            let name = path.display();
            assert_eq!(of_program.survey(locale, 1), of_file.survey(locale, 1), "{name}");
        }
        let said = |definition: &Definition| {
            let all = definition.warnings().iter().map(|one| (one.path(), one.message()));
            all.collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(said(&of_program), said(&of_file), "{}", path.display());
    }
}

#[test]
fn what_is_wrong_with_a_survey_of_a_program_is_a_code_and_a_place() {
    let (_, text) = files().swap_remove(0);
    let mut source = read(&text);
    let mut question = Question::new("odd", "", Nps::default());
    question.show_if = Some(Subject::question("nobody").test(Test::AtMost(6.into())));
    question.next = Some("nowhere".into());
    source.questions.push(question);
    let place = source.questions.len() - 1;
    let problems = Definition::from_source(&source).map(|_| ()).expect_err("it is odd");
    let at = Place::root().key("questions").item(place);
    for (at, code) in [
        (at.key("prompt"), Code::EmptyText),
        (at.key("show_if").key("question"), Code::NoQuestionBefore("nobody".into())),
    ] {
        let is_it = |one: &&Problem| (&one.place, &one.code, one.line) == (&at, &code, 0);
        assert!(problems.iter().any(|one| is_it(&one)), "{at} is not in {problems:?}");
    }
    source.questions[place].prompt = "Now?".into();
    let problems = Definition::from_source(&source).map(|_| ()).expect_err("it still is");
    let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
    let at = format!("questions[{place}].next: there is no question \"nowhere\"");
    assert!(said.contains(&at), "{said:?}");
}

#[test]
fn questions_move_with_their_comments_and_new_ones_come_where_they_belong() {
    let mut n_moved = 0;
    for (path, text) in files() {
        let text = with_comments(&text);
        let mut source = read(&text);
        let (name, n) = (path.display(), source.questions.len());
        // What is written for a question before it moved says nothing of where others stand now.
        source.questions.rotate_left(1);
        source.questions.insert(n / 2, Question::new("new", "New?", Nps::default()));
        let over = source.write_over(&text, Language::Toml);
        assert_eq!(Source::read_text(&over, Language::Toml).0, source, "{name}: {over}");
        let sorted = |text: &str| {
            let mut all: Vec<String> = comments(text).into_iter().map(str::to_owned).collect();
            all.sort();
            all
        };
        assert_eq!(sorted(&over), sorted(&text), "{name}");
        let headers = over.lines().filter(|line| line.starts_with("[[questions]]")).count();
        assert_eq!(headers, n + 1, "{name}");
        n_moved += usize::from(n > 1);
    }
    assert!(n_moved > 30, "only {n_moved} had questions to move");
}

/// A survey as TOML can have it too: headers and dotted keys where most write a line.
const HEADERS: &str = "id = \"s\"
name = \"S\"
end.text = \"Bye\" # dotted
[[questions]] # first
id = \"a\"
type = \"single_choice\"
prompt = \"A?\"
image.src = \"https://example.com/a.png\"
image.alt = \"\"
[[questions.options]] # one
id = \"x\"
label = \"X\"
[[questions.options]] # two
id = \"y\"
label = \"Y\"
[[questions]] # second
id = \"b\"
type = \"nps\"
prompt = \"B?\"
[questions.show_if] # when
question = \"a\"
is = \"x\"
[translations.fr] # French
\"end.text\" = \"Salut\"
";

#[test]
fn headers_within_questions_and_dotted_keys_are_written_over_as_they_are() {
    let original = read(HEADERS);
    assert_eq!(original.write_over(HEADERS, Language::Toml), HEADERS);
    let options = |source: &mut Source| match &mut source.questions[0].kind {
        Kind::SingleChoice(choice) => std::mem::take(&mut choice.offer.options),
        _ => Vec::new(),
    };
    let with = |source: &mut Source, all| {
        if let Kind::SingleChoice(choice) = &mut source.questions[0].kind {
            choice.offer.options = all;
        }
    };
    let mut edits = Vec::new();
    let mut edit = |change: &dyn Fn(&mut Source)| {
        let mut edited = original.clone();
        change(&mut edited);
        edits.push(edited);
    };
    edit(&|source| source.end.text = "Goodbye".into());
    edit(&|source| source.questions.reverse());
    edit(&|source| source.questions[0].image = None);
    edit(&|source| source.questions[1].show_if = None);
    edit(&|source| source.questions[1].prompt = "Another?".into());
    edit(&|source| {
        let mut all = options(source);
        all.reverse();
        with(source, all);
    });
    edit(&|source| {
        let mut all = options(source);
        all.insert(1, Choice::new("z", "Z"));
        all[0].label = "Another".into();
        with(source, all);
    });
    edit(&|source| {
        let mut all = options(source);
        all.remove(0);
        with(source, all);
    });
    for edited in edits {
        let over = edited.write_over(HEADERS, Language::Toml);
        assert_eq!(Source::read_text(&over, Language::Toml).0, edited, "{over}");
        let kept = comments(&over);
        assert!(kept.len() + 1 >= comments(HEADERS).len(), "{over}");
    }
}
