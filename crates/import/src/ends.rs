//! Last cards.

use sondage_author::source::{Condition, Jump, Question, Source};

use crate::build::{Build, Card};
use crate::condition::{all, questions_in};
use crate::reader::Object;
use crate::words::Words;

/// Said where people are sent on.
pub(crate) const REDIRECT: &str =
    "respondents are sent on from the survey's own pages; in a message they see the last card";

/// The first line large, the others small below.
pub(crate) fn card_of(text: Words) -> Card {
    let split = |words: &str| match words.split_once('\n') {
        Some((first, rest)) => (first.trim().to_owned(), rest.trim().to_owned()),
        None => (words.to_owned(), String::new()),
    };
    let (own, rest) = split(&text.own);
    let (mut head, mut body) = (Words::plain(own), Words::plain(rest));
    for (locale, words) in text.others {
        let (first, rest) = split(&words);
        head.others.push((locale.clone(), first));
        if !rest.is_empty() && !body.own.is_empty() {
            body.others.push((locale, rest));
        }
    }
    let description = (!body.own.is_empty()).then_some(body);
    Card { text: Some(head), description, ..Card::default() }
}

/// How long the survey takes, at a quarter of a minute a question.
pub(crate) fn set_time(build: &mut Build<'_>) {
    let n_questions = u32::try_from(build.source.questions.len()).unwrap_or(u32::MAX);
    if let Some(card) = &mut build.welcome {
        card.minutes = Some(n_questions.div_ceil(4).clamp(1, 60));
    }
}

/// Makes jumps to the end lead to the ending that one comes to without a jump: the other tools
/// mean that one.
pub(crate) fn lead_on(source: &mut Source) {
    let Source { questions, endings, .. } = source;
    let ids: Vec<_> = questions.iter().map(|question| question.id.clone()).collect();
    for (place, question) in questions.iter_mut().enumerate() {
        let known = ids.get(..=place).unwrap_or(&ids);
        // Those whose conditions can be tested there.
        let can_be =
            |condition: &&Condition| questions_in(condition).iter().all(|id| known.contains(id));
        let ways: Vec<_> = endings
            .iter()
            .filter_map(|ending| {
                let condition = ending.condition.as_ref().filter(can_be)?;
                Some(Jump { condition: condition.clone(), to: format!("end:{}", ending.id) })
            })
            .collect();
        lead_on_from(question, &ways);
    }
}

fn lead_on_from(question: &mut Question, ways: &[Jump]) {
    for jump in std::mem::take(&mut question.jump) {
        for way in ways.iter().filter(|_| jump.to == "end") {
            let both = all(vec![jump.condition.clone(), way.condition.clone()]);
            let to = way.to.clone();
            question.jump.extend(both.map(|condition| Jump { condition, to }));
        }
        question.jump.push(jump);
    }
    if question.next.as_deref() == Some("end") {
        question.jump.extend_from_slice(ways);
    }
}

/// A number of days or seconds that is one here too, from the least to the most that there are; 0
/// and less is none.
pub(crate) fn read_span<'a>(
    object: &mut Object<'a>,
    key: &'a str,
    (least, most): (u32, u32),
) -> Option<u32> {
    let wanted = object.count(key).filter(|number| *number > 0)?;
    let number = wanted.clamp(least, most);
    if number != wanted {
        object.note(key, format!("{wanted} is {number} here: it is from {least} to {most}"));
    }
    Some(number)
}
