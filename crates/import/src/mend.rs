//! What our own check says of the survey that came out, and what is done about it: the least that
//! has to go.

mod places;

use sondage_author::definition::Definition;
use sondage_author::problem::{Code, Place, Problem, Step};
use sondage_author::source::Source;
use sondage_author::source::node::Tree;

use crate::report::Note;
use crate::settle::ask_something;
use places::{at, cut, number, unsaid};

/// How often the survey is checked again. What is mended uncovers at most a few layers: the table
/// of what is gone, what spoke of it, and what the walk through the survey says then.
const ROUNDS: usize = 10;

/// What is to be done about a problem.
#[derive(Clone, Debug)]
enum Verdict {
    /// A number is out of its bounds: this is the nearest within.
    Beyond(Tree),
    /// An attribute that another question writes, or that Braze does not take: one of its own.
    Attribute,
    /// The part of the survey that it is in has to go.
    Wrong,
    /// It is said, and stays: a way that nobody takes.
    Odd,
    /// It is for the author to see when the survey is published.
    Fine,
}

/// The survey as our own check takes it, and notes of what had to go for that. What is still wrong
/// then is noted too, and what is hardly meant on the way through the survey.
pub(crate) fn mend(mut source: Source) -> (Source, Vec<Note>) {
    let mut notes = Vec::new();
    let mut left = problems(&source);
    for _ in 0..ROUNDS {
        let said = mend_places(&mut source, &left);
        if said.is_empty() {
            break;
        }
        notes.extend(said.into_iter().map(note));
        left = problems(&source);
    }
    let tree = source.as_tree();
    for problem in left {
        let (whose, path) = whose(&tree, &problem.place);
        let message = problem.message();
        match verdict(&problem, &tree) {
            Verdict::Odd => notes.push(note(format!("{whose}{path}{message}"))),
            _ if problem.is_warning => {}
            _ => notes.push(note(format!("not right yet: {whose}{path}{message}"))),
        }
    }
    (source, notes)
}

/// All that publishing would say of it.
fn problems(source: &Source) -> Vec<Problem> {
    match Definition::from_source(source) {
        Ok(definition) => definition.warnings().to_vec(),
        Err(problems) => problems,
    }
}

/// What is to be done, by the code and the place.
fn verdict(problem: &Problem, tree: &Tree) -> Verdict {
    let steps = problem.place.steps();
    match (&problem.code, steps.last()) {
        (Code::NotBetween { number, low, high }, _) => {
            Verdict::Beyond(Tree::Integer((*number).clamp((*low).into(), (*high).into())))
        }
        (Code::NumberNotBetween { low, high }, _) => {
            let given = at(tree, steps).and_then(Tree::to_decimal);
            // Where there is no room at all, the lowest.
            Verdict::Beyond(Tree::number(given.map_or(*low, |given| given.min(*high).max(*low))))
        }
        (_, Some(Step::Key(key))) if key == "attribute" => Verdict::Attribute,
        _ if !problem.is_warning => Verdict::Wrong,
        (
            Code::NeverHolds(_)
            | Code::NoPathBy(_)
            | Code::AlwaysLeftOut(_)
            | Code::NeverCarried(_)
            | Code::JumpIsNeverTaken
            | Code::EndingIsNeverShown(_),
            _,
        ) => Verdict::Odd,
        _ => Verdict::Fine,
    }
}

/// A note on the survey as a whole.
fn note(text: String) -> Note {
    Note { path: String::new(), text }
}

/// Mends one place after the other, from the end, so that places stay what they are; what there is
/// to say of it.
fn mend_places(source: &mut Source, problems: &[Problem]) -> Vec<String> {
    let mut tree = source.as_tree();
    let (mut said, mut mended) = (Vec::new(), Vec::<&[Step]>::new());
    for problem in problems.iter().rev() {
        let steps = problem.place.steps();
        // Two things may be wrong with one part. Once it is mended or gone, another may stand there.
        if mended.iter().any(|part| steps.starts_with(part)) {
            continue;
        }
        if let Some((note, part)) = mend_place(&mut tree, problem) {
            said.push(note);
            mended.push(part);
        }
    }
    said.reverse();
    *source = Source::read_tree(tree).0;
    ask_something(source);
    said
}

/// Does the least about what is wrong at a place, where something can be done: what there is to
/// say of it, and the part that is not what it was.
fn mend_place<'p>(tree: &mut Tree, problem: &'p Problem) -> Option<(String, &'p [Step])> {
    let steps = problem.place.steps();
    let (whose, path) = whose(tree, &problem.place);
    let message = problem.message();
    match verdict(problem, tree) {
        Verdict::Attribute => name_attribute(tree, steps).map(|note| (note, steps)),
        Verdict::Beyond(kept) => {
            let given = at(tree, steps).map(number)?;
            let now = number(&kept);
            *places::at_mut(tree, steps)? = kept;
            Some((format!("{whose}{path}{message}; it is {now} instead of {given}"), steps))
        }
        Verdict::Wrong => {
            let note = format!("{whose}{path}{message}; left out");
            if unsaid(tree, steps) {
                return Some((note, steps));
            }
            let part = part_of(steps)?;
            cut(tree, part).map(|_| (note, part))
        }
        Verdict::Odd | Verdict::Fine => None,
    }
}

/// Whose trouble it is, and where: both as the beginning of a note.
fn whose(tree: &Tree, place: &Place) -> (String, String) {
    let path = |path: &str| if path.is_empty() { String::new() } else { format!("{path}: ") };
    let whole = place.to_string();
    let [Step::Key(list), Step::Item(_), ..] = place.steps() else {
        return (String::new(), path(&whole));
    };
    let item = place.steps().get(..2).and_then(|item| at(tree, item));
    match item.and_then(|item| item.get("id")) {
        Some(Tree::Text(id)) if list == "questions" => {
            let rest = whole.split_once("].").map_or("", |(_, rest)| rest);
            (format!("the question \"{id}\": "), path(rest))
        }
        _ => (String::new(), path(&whole)),
    }
}

/// The part of the survey that goes where something is wrong at a place in it.
fn part_of(steps: &[Step]) -> Option<&[Step]> {
    let mut keys = steps.iter().map(|step| match step {
        Step::Key(key) => key.as_str(),
        Step::Item(_) => "[]",
    });
    let way = [(); 5].map(|()| keys.next().unwrap_or_default());
    let n_steps = match way {
        // An option is offered, rather than left out, where it cannot be said when.
        ["questions", _, "options", _, "show_if"] => 5,
        ["questions", _, _, "[]", _] => 4,
        ["questions" | "endings" | "translations", ..] | ["theme", "dark", ..] => 3,
        _ => 2,
    };
    steps.get(..n_steps.min(steps.len())).filter(|part| part.len() > 1)
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

#[cfg(test)]
mod tests;
