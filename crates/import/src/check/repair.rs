//! What is done about a problem: the least that has to go.

use sondage_author::definition::Problem;

use super::super::draft::{Card, Keys, Question, Survey, Text, Value, without};
use super::super::report::Note;
use super::path::{Step, steps};
use super::{note, prune};

/// A survey under repair.
pub(super) struct Repair<'s> {
    survey: &'s mut Survey,
    notes: &'s mut Vec<Note>,
}

impl<'s> Repair<'s> {
    pub(super) fn new(survey: &'s mut Survey, notes: &'s mut Vec<Note>) -> Self {
        Self { survey, notes }
    }

    /// Does something about these problems; whether anything changed.
    pub(super) fn all(&mut self, problems: &[Problem]) -> bool {
        // Without the questions that nobody comes to, the rest may be right.
        if problems.iter().any(|problem| self.take_out(problem)) {
            return true;
        }
        // From the end, so that places stay what they are.
        let n_notes = self.notes.len();
        let mut has_changed = false;
        for problem in problems.iter().rev() {
            has_changed |= self.one(problem);
        }
        if let Some(notes) = self.notes.get_mut(n_notes..) {
            notes.reverse();
        }
        has_changed
    }

    /// Takes a question out, where the problem is with the whole of it.
    fn take_out(&mut self, problem: &Problem) -> bool {
        let path = problem.path();
        let steps = steps(&path);
        let [Step::Key("questions"), Step::Item(place), rest @ ..] = steps.as_slice() else {
            return false;
        };
        let is_never = problem.message().starts_with("never holds");
        let is_hidden = is_never && matches!(rest, [Step::Key("show_if"), ..]);
        if !rest.is_empty() && !is_hidden {
            return false;
        }
        let Some(question) = self.survey.questions.get(*place) else { return false };
        let id = question.id.clone();
        let said = prune::question(self.survey, &id, &problem.message());
        self.notes.extend(said.into_iter().map(note));
        true
    }

    fn one(&mut self, problem: &Problem) -> bool {
        if let Some(path) = problem.path().strip_prefix("translations.") {
            let Some((locale, path)) = path.split_once('.') else { return false };
            self.survey.without.push((locale.to_owned(), path.to_owned()));
            return self.say(problem, "left out");
        }
        let path = problem.path();
        let steps = steps(&path);
        let is_done = match steps.as_slice() {
            [Step::Key("questions"), Step::Item(place), rest @ ..] => {
                return self.question(*place, rest, problem);
            }
            [Step::Key("endings"), Step::Item(place), rest @ ..] => self.ending(*place, rest),
            [Step::Key("quotas"), Step::Item(place), ..] => taken(&mut self.survey.quotas, *place),
            [Step::Key("shuffle"), Step::Item(place), ..] => {
                taken(&mut self.survey.shuffles, *place)
            }
            [Step::Key("end"), Step::Key(key), ..] => card(&mut self.survey.end, key),
            [Step::Key("welcome"), Step::Key(key), ..] => {
                self.survey.welcome.as_mut().is_some_and(|welcome| card(welcome, key))
            }
            [Step::Key("theme"), Step::Key("dark"), Step::Key(key), ..] => {
                without_key(&mut self.survey.dark, key)
            }
            [Step::Key("theme"), Step::Key(key), ..] => without_key(&mut self.survey.theme, key),
            [Step::Key("limits"), Step::Key(key), ..] => without_key(&mut self.survey.limits, key),
            [Step::Key("flow"), Step::Key(key), ..] => without_key(&mut self.survey.flow, key),
            _ => false,
        };
        is_done && self.say(problem, "left out")
    }

    fn say(&mut self, problem: &Problem, what: &str) -> bool {
        self.notes.push(note(format!("{}: {}; {what}", problem.path(), problem.message())));
        true
    }

    fn question(&mut self, place: usize, rest: &[Step<'_>], problem: &Problem) -> bool {
        let survey_id = self.survey.id.clone();
        let Some(question) = self.survey.questions.get_mut(place) else { return false };
        if let [Step::Key("attribute")] = rest {
            let id = question.id.clone();
            if question.attribute.is_some() {
                return false;
            }
            let attribute = format!("{survey_id}_{id}").replace('-', "_");
            question.attribute = Some(attribute.clone());
            let why = "its prompt is taken, or no name that Braze takes";
            self.notes.push(note(format!(
                "the question \"{id}\" writes the attribute \"{attribute}\": {why}"
            )));
            return true;
        }
        let id = question.id.clone();
        let is_never = problem.message().starts_with("never holds");
        if !mended(question, rest, is_never) {
            return false;
        }
        let path = problem.path();
        let last = path.split_once("].").map_or("", |(_, rest)| rest);
        let message = &problem.message();
        self.notes.push(note(format!("the question \"{id}\": {last}: {message}; left out")));
        true
    }

    fn ending(&mut self, place: usize, rest: &[Step<'_>]) -> bool {
        let Some(ending) = self.survey.endings.get_mut(place) else { return false };
        let id = ending.id.clone();
        if let [Step::Key(key), ..] = rest
            && *key != "if"
        {
            let is_done = card(&mut ending.card, key);
            if ending.card.text.is_none() && ending.card.redirect.is_none() {
                prune::ending(self.survey, &id);
            }
            return is_done;
        }
        let name = format!("end:{id}");
        let is_goal = self.survey.questions.iter().any(|question| {
            question.next.as_deref() == Some(&name)
                || question.jump.iter().any(|(_, to)| *to == name)
        });
        match self.survey.endings.get_mut(place) {
            Some(ending) if is_goal && ending.condition.is_some() => ending.condition = None,
            _ => prune::ending(self.survey, &id),
        }
        true
    }
}

/// Takes an item out of a list.
fn taken<T>(list: &mut Vec<T>, place: usize) -> bool {
    let is_there = place < list.len();
    if is_there {
        list.remove(place);
    }
    is_there
}

fn without_key(keys: &mut Keys, key: &str) -> bool {
    let n_keys = keys.len();
    keys.retain(|(name, _)| *name != key);
    keys.len() < n_keys
}

/// Takes the part of a question out that this is about; whether there was one.
fn mended(question: &mut Question, rest: &[Step<'_>], is_never: bool) -> bool {
    match rest {
        [Step::Key("show_if"), ..] => question.show_if.take().is_some(),
        [Step::Key("require_if"), ..] => question.require_if.take().is_some(),
        [Step::Key("image"), ..] => question.image.take().is_some(),
        [Step::Key("next"), ..] => question.next.take().is_some(),
        [Step::Key("prompt"), ..] => question.prompt.forget(&|_| true),
        [Step::Key("description"), ..] => emptied(&mut question.description),
        [Step::Key("jump"), Step::Item(place), ..] => taken(&mut question.jump, *place),
        [Step::Key("set"), Step::Item(place), ..] => taken(&mut question.set, *place),
        [Step::Key("rows"), Step::Item(place), ..] => taken(&mut question.rows, *place),
        [Step::Key("columns"), Step::Item(place), ..] => taken(&mut question.columns, *place),
        [Step::Key("inputs"), Step::Item(place), ..] => taken(&mut question.inputs, *place),
        [Step::Key("options"), Step::Item(place), rest @ ..] => {
            let Some(option) = question.options.get_mut(*place) else { return false };
            match rest {
                [Step::Key("show_if"), ..] if !is_never => option.show_if.take().is_some(),
                [Step::Key("label")] if option.label.forget(&|_| true) => true,
                _ => taken(&mut question.options, *place),
            }
        }
        [Step::Key(key), ..] => {
            let value = question.keys.iter_mut().find(|(name, _)| name == key);
            let has_forgotten = match value {
                Some((_, Value::Text(text))) => text.forget(&|_| true),
                _ => false,
            };
            has_forgotten || without_key(&mut question.keys, key)
        }
        _ => false,
    }
}

/// Takes recalls out of a text, or, where there are none, the text.
fn emptied(text: &mut Option<Text>) -> bool {
    let has_forgotten = text.as_mut().is_some_and(|words| words.forget(&|_| true));
    has_forgotten || text.take().is_some()
}

/// Takes the part of a card out that this is about; whether there was one.
fn card(card: &mut Card, key: &str) -> bool {
    match key {
        "title" => emptied(&mut card.title),
        "text" => emptied(&mut card.text),
        "description" => emptied(&mut card.description),
        "image" => card.image.take().is_some(),
        "minutes" => card.minutes.take().is_some(),
        "button" => card.button.take().is_some(),
        "redirect" => {
            let Some(address) = card.redirect.take() else { return false };
            let kept = without(&address, &|_| true);
            card.redirect = (kept != address).then_some(kept);
            true
        }
        _ => false,
    }
}
