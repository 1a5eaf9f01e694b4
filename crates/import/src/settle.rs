//! What is put right once all is read.

use sondage_author::source::{
    Assignment, Change, HiddenKind, Operand, Question, Source, Statement, Subject, Test,
};

use crate::build::Build;
use crate::condition::{each_condition, each_test, questions_in};
use crate::ends::lead_on;
use crate::item::listing;
use crate::report::Report;
use crate::words::without_recalls;

impl Build<'_> {
    /// The survey, complete; what of it our own check refuses is still in it.
    pub(crate) fn settle(mut self) -> Source {
        let report = self.report;
        if self.source.questions.is_empty() {
            let what = "no question could be carried over; a card with the survey's name stands in";
            report.note(0, "", what);
        }
        self.settle_worded();
        let (mut source, goals) = self.close();
        ask_something(&mut source);
        goals.settle(&mut source.questions, report);
        lead_on(&mut source);
        settle_shuffles(&mut source, report);
        settle_changes(&mut source);
        settle_hidden(&mut source);
        source
    }

    /// Gives options like "other" their words, where those are the same in all questions.
    fn settle_worded(&mut self) {
        for option in ["other", "none", "dont_know"] {
            let worded = self.report.words_of(option);
            let Some(first) = worded.first() else { continue };
            if worded.iter().all(|one| one.words.own == first.words.own) {
                self.word(option, first.words.clone(), true);
            } else {
                for one in &worded {
                    self.report.note_worded(one);
                }
            }
        }
    }
}

/// A survey is at least a card: this one has its name.
pub(crate) fn ask_something(source: &mut Source) {
    if !source.questions.is_empty() {
        return;
    }
    let hidden = source.hidden.iter().map(|hidden| &hidden.id);
    let taken: Vec<_> = hidden.chain(source.variables.0.iter().map(|(id, _)| id)).collect();
    let mut id = "empty".to_owned();
    while taken.contains(&&id) {
        id.push('_');
    }
    source.questions.push(Question::new(id, source.name.text.as_str(), Statement));
}

/// Variables stay what they are, numbers or texts. A text becomes an answer by being emptied
/// before.
fn settle_changes(source: &mut Source) {
    let texts = source.variables.0.iter().filter(|(_, start)| matches!(start, Operand::Text(_)));
    let texts: Vec<_> = texts.map(|(id, _)| id.clone()).collect();
    for question in &mut source.questions {
        for one in std::mem::take(&mut question.set) {
            let is_text = texts.contains(&one.variable);
            match &one.change {
                Change::To(answer @ Operand::Of(_)) if is_text => {
                    let append = Change::Append(answer.clone());
                    let emptied = Change::To(Operand::Text(String::new()));
                    question.set.push(Assignment { change: emptied, ..one.clone() });
                    question.set.push(Assignment { change: append, ..one });
                }
                Change::To(Operand::Number(number)) if is_text => {
                    let change = Change::To(Operand::Text(number.to_text()));
                    question.set.push(Assignment { change, ..one });
                }
                _ => question.set.push(one),
            }
        }
    }
}

/// Hidden fields that are compared as numbers are numbers.
fn settle_hidden(source: &mut Source) {
    let mut numbers: Vec<String> = Vec::new();
    each_condition(source, &mut |condition| {
        each_test(condition, &mut |subject, test| {
            let is_ordered = matches!(
                test,
                Test::AtLeast(_) | Test::AtMost(_) | Test::Above(_) | Test::Below(_)
            );
            let is_number = |operand: &Operand| matches!(operand, Operand::Number(_));
            if let Subject::Hidden(id) = subject
                && (is_ordered || test.operands().into_iter().any(is_number))
            {
                numbers.push(id.clone());
            }
        });
    });
    for hidden in source.hidden.iter_mut().filter(|hidden| numbers.contains(&hidden.id)) {
        hidden.kind = Some(HiddenKind::Number);
    }
}

/// Keeps the groups in random order whose questions know nothing of each other, and that nobody
/// jumps into. The author's check would rather take the jumps out.
fn settle_shuffles(source: &mut Source, report: &Report) {
    for mut group in std::mem::take(&mut source.shuffle) {
        let ids = &mut group.questions;
        let is_first = source.questions.first().is_some_and(|first| ids.contains(&first.id));
        if is_first && source.welcome.is_none() {
            let what = "the first card is the same for all: the first question keeps its place";
            report.note(0, "", what);
            ids.remove(0);
        }
        match why_in_order(source, ids) {
            Some(reason) => {
                report.note(0, "", format!("{reason}: {} keep their order", ids.join(", ")));
            }
            None if ids.len() > 1 => source.shuffle.push(group),
            None => {}
        }
    }
}

/// Why these questions cannot be shuffled.
fn why_in_order(source: &Source, group: &[String]) -> Option<&'static str> {
    let is_in = |question: &&Question| group.contains(&question.id);
    let jumps = |question: &Question| !question.jump.is_empty() || question.next.is_some();
    if source.questions.iter().filter(is_in).any(jumps) {
        return Some("questions in random order have no jumps");
    }
    let targets = source
        .questions
        .iter()
        .flat_map(|question| question.jump.iter().map(|jump| &jump.to).chain(&question.next));
    if targets.into_iter().any(|to| group.contains(to)) {
        return Some("questions in random order cannot be jumped to");
    }
    let mentions = source.questions.iter().filter(is_in).any(|question| knows(question, group));
    mentions.then_some("questions in random order know nothing of each other")
}

/// Whether a question speaks of one of the group.
fn knows(question: &Question, group: &[String]) -> bool {
    let (options, carried) = listing(&question.kind);
    let options = options.iter();
    let conditions = question.show_if.iter().chain(&question.require_if);
    let conditions = conditions.chain(options.filter_map(|option| option.show_if.as_ref()));
    let tested = conditions.flat_map(questions_in);
    let texts = question.description.iter().chain([&question.prompt]);
    let is_in = |id: &str| group.iter().any(|one| one == id);
    let recalls = |text: &str| {
        let goes = |id: &str| is_in(id.split('.').next().unwrap_or(id));
        without_recalls(text, &goes) != text.trim()
    };
    tested.into_iter().any(|id| is_in(&id))
        || carried.is_some_and(|from| is_in(&from.question))
        || texts.into_iter().any(|text| recalls(&text.text))
}
