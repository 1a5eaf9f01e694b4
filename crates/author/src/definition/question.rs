//! Questions, with what they speak of looked up.

use super::attribute::{self, Naming};
use super::names::Names;
use super::shared;
use crate::problem::{Code, Found, Place};
use crate::question::scope::Scope;
use crate::question::{Asked, KindRoom, condition, take_id};
use crate::recall;
use crate::source::{self, Text};

/// All questions of a survey; those that could not be read are left out.
pub(super) fn resolve_all(
    questions: &[source::Question],
    names: &Names,
    naming: Naming,
    found: &mut Found,
) -> Vec<Asked> {
    let mut ids = names.ids();
    let mut known: Vec<Asked> = Vec::new();
    let list = Place::root().key("questions");
    for (place, question) in questions.iter().enumerate() {
        let lead = shared::lead(question, &known);
        // What stands on the same card is not answered yet.
        let scope = names.scope(known.get(..lead).unwrap_or_default());
        let mut asked = resolve(question, place, &list.item(place), &mut ids, &scope, found);
        if let Some(asked) = asked.as_mut().filter(|asked| asked.kind.takes_answer()) {
            asked.attribute = attribute::name(question, naming);
            let at = list.item(place).key("attribute");
            attribute::check(&asked.attribute, question.attribute.is_some(), &at, found);
        }
        known.extend(asked.map(|asked| Asked { lead, ..asked }));
    }
    shared::settle_cards(&mut known, questions, names, found);
    known
}

fn resolve(
    question: &source::Question,
    place: usize,
    at: &Place,
    ids: &mut Vec<String>,
    scope: &Scope<'_>,
    found: &mut Found,
) -> Option<Asked> {
    let is_new = take_id(&question.id, ids, at, found);
    // Whoever else is asked in random order with this one is unknown here.
    let scope = &Scope { unknown_from: scope.unknown_from_for(Some(&question.id)), ..*scope };
    check_recalls(Some(&question.prompt), scope, &at.key("prompt"), found);
    check_recalls(question.description.as_ref(), scope, &at.key("description"), found);
    let show_if = condition::maybe(question.show_if.as_ref(), scope, &at.key("show_if"), found);
    let require_if =
        condition::maybe(question.require_if.as_ref(), scope, &at.key("require_if"), found);
    let is_known = !found.lacks(at, "type");
    let kind = KindRoom::resolve(&question.kind, scope, at, found);
    let is_asked = !found.lacks(at, "prompt");
    let ask = kind.ask(scope.before);
    (is_new && is_asked && is_known).then(|| Asked {
        id: question.id.clone(),
        prompt: question.prompt.clone(),
        description: question.description.clone(),
        required: question.required,
        error: question.error.clone(),
        required_error: question.required_error.clone(),
        auto_advance: question.auto_advance.map(|switch| switch.0),
        require_if,
        show_if,
        image: question.image.clone(),
        video: question.video.clone(),
        kind,
        attribute: String::new(),
        ask,
        card: question.card.clone(),
        lead: place,
        is_shared: false,
        place,
    })
}

/// Notes each recall of something that is not known at this place.
pub(super) fn check_recalls(text: Option<&Text>, scope: &Scope<'_>, at: &Place, found: &mut Found) {
    for piece in text.into_iter().flat_map(|text| recall::pieces(&text.text)) {
        if let recall::Piece::Recall(id, _) = piece
            && scope.operand(id).is_none()
        {
            found.error(at.clone(), Code::RecallsNothing(id.to_owned()));
        }
    }
}
