//! Last cards.

use super::draft::{Card, Condition, Subject, Survey, Text, Value};

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

/// How long the survey takes, at a quarter of a minute a question.
pub(super) fn set_time(survey: &mut Survey) {
    let n_questions = u32::try_from(survey.questions.len()).unwrap_or(u32::MAX);
    if let Some(card) = &mut survey.welcome {
        card.minutes = Some(n_questions.div_ceil(4).clamp(1, 60));
    }
}

/// Makes jumps to the end lead to the ending that one comes to without a jump: the other tools
/// mean that one.
pub(super) fn lead_on(survey: &mut Survey) {
    let ids: Vec<_> = survey.questions.iter().map(|question| question.id.clone()).collect();
    for (place, question) in survey.questions.iter_mut().enumerate() {
        let known = ids.get(..=place).unwrap_or_default();
        // Those whose conditions can be tested there.
        let endings: Vec<_> = survey
            .endings
            .iter()
            .filter_map(|ending| Some((ending.condition.as_ref()?, format!("end:{}", ending.id))))
            .filter(|(condition, _)| knows(condition, known))
            .collect();
        for (condition, to) in std::mem::take(&mut question.jump) {
            for (own, end) in endings.iter().filter(|_| to == "end") {
                let both = Condition::all(vec![condition.clone(), (*own).clone()]);
                question.jump.extend(both.map(|both| (both, end.clone())));
            }
            question.jump.push((condition, to));
        }
        if question.next.as_deref() == Some("end") {
            question.jump.extend(endings.into_iter().map(|(own, end)| (own.clone(), end)));
        }
    }
}

/// Whether a condition tests nothing but these questions, and what is always known.
fn knows(condition: &Condition, ids: &[String]) -> bool {
    let mut is_known = true;
    condition.each(&mut |subject, _, value| {
        let is_asked =
            |id: &str| ids.iter().any(|one| one == id.split('.').next().unwrap_or_default());
        is_known &= match subject {
            Subject::Question(id) => is_asked(id),
            _ => true,
        };
        is_known &= !matches!(value, Value::Table(_)) || value.speaks_of(ids);
    });
    is_known
}
