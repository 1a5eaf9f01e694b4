//! What our own check says of the survey that came out, and what is done about it: the least that
//! has to go.

mod places;
mod prune;

use sondage_author::definition::{self, Definition};
use sondage_author::problem::{Code, Place, Problem, Step};
use sondage_author::source::node::Tree;
use sondage_author::source::{Language, Source};

use crate::report::Note;
use places::{at, cut, number, unsaid};

/// How often the survey is checked again: each time something less is wrong with it.
const ROUNDS: usize = 60;

/// What the check found at a place.
#[derive(Clone, Debug)]
struct Trouble {
    place: Place,
    kind: Kind,
    message: String,
    is_error: bool,
}

/// As far as it matters for what is done.
#[derive(Clone, Debug)]
enum Kind {
    /// A number is out of its bounds: the nearest within.
    Beyond(Tree),
    /// A condition never holds.
    Never,
    /// An attribute that another question writes, or that Braze does not take.
    Attribute,
    Other,
}

/// The survey as our own check takes it, and notes of what had to go for that. What is still wrong
/// then is noted too.
pub(crate) fn mend(mut source: Source) -> (Source, Vec<Note>) {
    let mut notes = Vec::new();
    for _ in 0..ROUNDS {
        let troubles = troubles(&source);
        // Without what nobody comes to, the rest may be right.
        let said = troubles.iter().find_map(|trouble| mend_whole(&mut source, trouble));
        let said = said.unwrap_or_else(|| mend_places(&mut source, &troubles));
        if said.is_empty() {
            break;
        }
        notes.extend(said.into_iter().map(note));
    }
    let wrong = troubles(&source).into_iter().filter(|trouble| trouble.is_error);
    notes.extend(
        wrong.map(|Trouble { place, message, .. }| {
            note(format!("not right yet: {place}: {message}"))
        }),
    );
    (source, notes)
}

/// A note on the survey as a whole.
fn note(text: String) -> Note {
    Note { path: String::new(), text }
}

/// All that is wrong, and of what is hardly meant the attributes that two questions write.
fn troubles(source: &Source) -> Vec<Trouble> {
    let tree = source.as_tree();
    let (_, problems) = Source::read_tree(tree.clone());
    let grammar: Vec<_> = problems
        .into_iter()
        .filter(|problem| !problem.is_warning)
        .map(|problem| of_grammar(problem, &tree))
        .collect();
    if !grammar.is_empty() {
        return grammar;
    }
    let text = source.to_text(Language::Toml);
    let problems = match Definition::parse(&text, definition::Language::Toml) {
        Ok(definition) => definition.warnings().to_vec(),
        Err(problems) => problems,
    };
    let is_meant = |trouble: &Trouble| trouble.is_error || matches!(trouble.kind, Kind::Attribute);
    problems.into_iter().map(of_sense).filter(is_meant).collect()
}

fn of_grammar(problem: Problem, tree: &Tree) -> Trouble {
    let kind = match &problem.code {
        Code::NotBetween { number, low, high } => {
            Kind::Beyond(Tree::Integer((*number).clamp((*low).into(), (*high).into())))
        }
        Code::NumberNotBetween { low, high } => {
            let given = at(tree, problem.place.steps()).and_then(Tree::to_decimal);
            // Where there is no room at all, the lowest.
            let kept = given.map_or(*low, |given| given.min(*high).max(*low));
            Kind::Beyond(Tree::number(kept))
        }
        _ => Kind::Other,
    };
    let message = problem.message();
    Trouble { place: problem.place, kind, message, is_error: true }
}

fn of_sense(problem: definition::Problem) -> Trouble {
    let kind = if problem.path.ends_with(".attribute") {
        Kind::Attribute
    } else if problem.message.starts_with("never holds") {
        Kind::Never
    } else {
        Kind::Other
    };
    let (place, message) = (places::parsed(&problem.path), problem.message);
    Trouble { place, kind, message, is_error: !problem.is_warning }
}

/// Takes a question or an ending out that nobody comes to; what there is to say of it.
fn mend_whole(source: &mut Source, trouble: &Trouble) -> Option<Vec<String>> {
    let Trouble { place, kind, message, .. } = trouble;
    let [Step::Key(list), Step::Item(at), rest @ ..] = place.steps() else { return None };
    let (key, inner) = match rest {
        [] => ("", [].as_slice()),
        [Step::Key(key), inner @ ..] => (key.as_str(), inner),
        [Step::Item(_), ..] => return None,
    };
    match (list.as_str(), key) {
        ("questions", "") => Some(prune::question(source, *at, message)),
        ("questions", "show_if") if matches!(kind, Kind::Never) && inner.is_empty() => {
            Some(prune::question(source, *at, message))
        }
        ("endings", "" | "if") if prune::ending(source, *at, key == "if") => {
            Some(vec![format!("{place}: {message}; left out")])
        }
        _ => None,
    }
}

/// Mends one place after the other, from the end, so that places stay what they are; what there is
/// to say of it.
fn mend_places(source: &mut Source, troubles: &[Trouble]) -> Vec<String> {
    let mut tree = source.as_tree();
    let said = troubles.iter().rev().filter_map(|trouble| mend_place(&mut tree, trouble));
    let mut said: Vec<_> = said.collect();
    said.reverse();
    *source = Source::read_tree(tree).0;
    said
}

/// Does the least about what is wrong at a place; what there is to say of it, where something was
/// done.
fn mend_place(tree: &mut Tree, trouble: &Trouble) -> Option<String> {
    let Trouble { place, kind, message, .. } = trouble;
    let steps = place.steps();
    let (whose, path) = whose(tree, place);
    match kind {
        Kind::Attribute => name_attribute(tree, steps),
        Kind::Beyond(kept) => {
            let given = at(tree, steps).map(number)?;
            *places::at_mut(tree, steps)? = kept.clone();
            let kept = number(kept);
            Some(format!("{whose}\"{path}\" is {kept} instead of {given}: {message}"))
        }
        Kind::Never | Kind::Other => {
            let is_never = matches!(kind, Kind::Never);
            let is_done = unsaid(tree, steps) || drop_part(tree, steps, is_never);
            is_done.then(|| format!("{whose}{path}: {message}; left out"))
        }
    }
}

/// Whose trouble it is, and the rest of its place.
fn whose(tree: &Tree, place: &Place) -> (String, String) {
    let path = place.to_string();
    let id = match place.steps() {
        [Step::Key(list), item @ Step::Item(_), ..] if list == "questions" => {
            at(tree, &[Step::Key(list.clone()), item.clone()])
                .and_then(|question| question.get("id"))
        }
        _ => None,
    };
    match (id, path.split_once("].")) {
        (Some(Tree::Text(id)), Some((_, rest))) => {
            (format!("the question \"{id}\": "), rest.to_owned())
        }
        _ => (String::new(), path),
    }
}

/// Takes the part of the survey out that a place is in.
fn drop_part(tree: &mut Tree, steps: &[Step], is_never: bool) -> bool {
    let n_steps = match steps {
        [Step::Key(of), Step::Item(_), Step::Key(list), Step::Item(_), rest @ ..]
            if of == "questions" =>
        {
            // An option is offered, rather than left out, where it cannot be said when.
            let is_shown = matches!(rest, [Step::Key(key), ..] if key == "show_if");
            if list == "options" && is_shown && !is_never { 5 } else { 4 }
        }
        [Step::Key(of), Step::Item(_), Step::Key(_), ..]
            if of == "questions" || of == "endings" =>
        {
            3
        }
        [Step::Key(of), Step::Key(_), Step::Key(_), ..]
            if of == "theme" || of == "translations" =>
        {
            3
        }
        [_, _, ..] => 2,
        _ => return false,
    };
    steps.get(..n_steps).and_then(|part| cut(tree, part)).is_some()
}

/// Gives a question an attribute of its own.
fn name_attribute(tree: &mut Tree, steps: &[Step]) -> Option<String> {
    let text = |tree: &Tree| match tree.get("id") {
        Some(Tree::Text(id)) => Some(id.clone()),
        _ => None,
    };
    let survey = text(tree)?;
    let question = places::at_mut(tree, steps.get(..2)?)?;
    let id = text(question)?;
    if question.get("attribute").is_some() {
        return None;
    }
    let attribute = format!("{survey}_{id}").replace('-', "_");
    places::set(question, "attribute", Tree::Text(attribute.clone()));
    let why = "its prompt is taken, or no name that Braze takes";
    Some(format!("the question \"{id}\" writes the attribute \"{attribute}\": {why}"))
}
