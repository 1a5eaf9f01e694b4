//! Last cards.

use super::draft::{Card, Condition, Subject, Survey, Text};

/// What always holds: a question is answered, or it is not.
pub(super) fn always(survey: &Survey) -> Option<Condition> {
    let question = survey.questions.iter().find(|question| question.kind != "statement")?;
    let subject = Subject::Question(question.id.clone());
    Some(Condition::Any(vec![subject.test("answered", true), subject.test("answered", false)]))
}

/// The first line large, the others small below.
pub(super) fn card_of(text: Text) -> Card {
    let split = |words: &str| match words.split_once('\n') {
        Some((first, rest)) => (first.trim().to_owned(), rest.trim().to_owned()),
        None => (words.to_owned(), String::new()),
    };
    let (own, rest) = split(&text.own);
    let (mut head, mut body) = (Text::plain(own), Text::plain(rest));
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
