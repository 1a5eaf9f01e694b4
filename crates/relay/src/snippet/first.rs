//! A survey's first card, drawn before anybody is known who will see it.
//!
//! What is known only when the message is delivered, Liquid fills in: the hidden fields. What is
//! drawn by lot for each response, the script in the message draws: which options, in which order.

use serde_json::json;
use sondage_survey::ask::Ask;
use sondage_survey::condition::{Condition, Operand};
use sondage_survey::path::Given;
use sondage_survey::session::{Phase, Session};
use sondage_survey::survey::{Flow, Question, Survey};
use sondage_survey::template::{Piece, Template};

use super::liquid;

/// The session at its first card, with the marks of [`liquid::fill_in`] in it where a hidden field
/// is recalled; `given` are the places of the hidden fields that Liquid knows.
pub(super) fn session(survey: &Survey, given: &[usize]) -> Session {
    let mut drawn = survey.clone();
    for question in &mut drawn.questions {
        in_authors_order(&mut question.ask);
        mark_recalls(&mut question.title, given);
        mark_recalls(&mut question.body, given);
    }
    for card in [&mut drawn.cards.prompt, &mut drawn.cards.welcome] {
        mark_recalls(card, given);
    }
    let session = Session::new(drawn.clone(), Given::default());
    for place in session.places() {
        let shown = session.walk().shown(place);
        let ask = survey.questions.get(place).map(|question| &question.ask);
        if let Some(question) = drawn.questions.get_mut(place)
            && let Some(lot) = ask.and_then(|ask| lot(&question.id, ask, &shown))
        {
            mark_items(&mut question.body, shown.first().copied(), &lot);
        }
    }
    Session::new(drawn, Given::default())
}

/// Whether the first card may be another one, or read otherwise, once the respondent is known:
/// then the widget draws it anew.
pub(crate) fn is_provisional(survey: &Survey, given: &[usize]) -> bool {
    let Phase::Asking(first) = Session::new(survey.clone(), Given::default()).phase() else {
        return false;
    };
    let is_shuffled = survey.shuffles.iter().any(|shuffle| usize::from(shuffle.first) <= first);
    is_shuffled || depends(survey, given)
}

/// The same for a mail, which begins with a question whatever card the survey begins with.
pub(super) fn is_provisional_without_cards(survey: &Survey, given: &[usize]) -> bool {
    let bare = Flow { prompt: false, welcome: false, ..survey.flow.clone() };
    is_provisional(&Survey { flow: bare, ..survey.clone() }, given)
}

/// Whether each response has the options in an order of its own.
pub(super) fn is_shuffled(ask: &Ask) -> bool {
    ask.options().is_some_and(|options| options.shuffle)
}

/// Whether the path depends on hidden fields that are given.
fn depends(survey: &Survey, given: &[usize]) -> bool {
    let is_given = |operand: &Operand| matches!(operand, Operand::Hidden(place) if given.contains(&usize::from(*place)));
    let asks_for = |condition: &Condition| condition.mentions(&is_given);
    survey.questions.iter().flat_map(conditions).any(asks_for)
        || survey.quotas.iter().any(|quota| asks_for(&quota.condition))
}

/// Everything that a question's place on the path, or its look, may depend on.
fn conditions(question: &Question) -> impl Iterator<Item = &Condition> {
    let items = question.ask.options().map_or(&[][..], |options| &options.items);
    let own = question.show_if.iter().chain(&question.require_if);
    let jumps = question.jumps.iter().filter_map(|jump| jump.condition.as_ref());
    let set = question.set.iter().filter_map(|set| set.condition.as_ref());
    own.chain(jumps).chain(set).chain(items.iter().filter_map(|item| item.show_if.as_ref()))
}

/// Takes the lots away, so that every option is drawn.
fn in_authors_order(ask: &mut Ask) {
    match ask {
        Ask::Choice(options) | Ask::Choices(options, _) | Ask::Rank(options, _) => {
            (options.shuffle, options.pick) = (false, 0);
        }
        Ask::Parts(parts) => parts.shuffle = false,
        _ => {}
    }
}

/// What the script in the message needs to draw the lot: the list's name, how many there are,
/// whether they are shuffled, how many are picked, and the places that stay. What stays at the end
/// is none of it: "other" may stand before that.
fn lot(name: &str, ask: &Ask, shown: &[u16]) -> Option<String> {
    let (shuffle, pick) = match ask {
        Ask::Parts(parts) => (parts.shuffle, 0),
        ask => ask.options().map(|options| (options.shuffle, options.pick))?,
    };
    let is_fixed = |place: &u16| {
        let items = ask.options().map_or(&[][..], |options| &options.items);
        items.get(usize::from(*place)).is_some_and(|item| item.fixed)
    };
    let n_drawn = shown.iter().rposition(|place| !is_fixed(place)).map_or(0, |last| last + 1);
    let shown = shown.iter().take(n_drawn);
    let fixed: Vec<usize> =
        shown.enumerate().filter(|(_, place)| is_fixed(place)).map(|(at, _)| at).collect();
    let is_drawn = shuffle || (pick > 0 && usize::from(pick) < n_drawn - fixed.len());
    let is_drawn = is_drawn && n_drawn > 0;
    is_drawn.then(|| json!([name, n_drawn, u8::from(shuffle), pick, fixed]).to_string())
}

/// Puts the lot on the first option that is shown: it and the elements after it are the list.
fn mark_items(template: &mut Template, first: Option<u16>, lot: &str) {
    for piece in template {
        if let Piece::Items(items) = piece
            && let Some(item) = first.and_then(|first| items.get_mut(usize::from(first)))
            && let Some(Piece::Html(html)) = item.first_mut()
            && let Some(end) = html.find([' ', '>'])
        {
            html.insert_str(end, &format!(" data-lot=\"{}\"", lot.replace('"', "&quot;")));
        }
    }
}

fn mark_recalls(template: &mut Template, given: &[usize]) {
    for piece in template {
        match piece {
            Piece::Recall(Operand::Hidden(place), fallback)
                if given.contains(&usize::from(*place)) =>
            {
                *piece = Piece::Html(liquid::mark((*place).into(), fallback));
            }
            Piece::If(_, inner) | Piece::Unless(_, inner) => mark_recalls(inner, given),
            Piece::Items(items) => items.iter_mut().for_each(|item| mark_recalls(item, given)),
            _ => {}
        }
    }
}
