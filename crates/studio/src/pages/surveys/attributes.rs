//! What a survey writes to profiles in Braze, in words.

use maud::{Markup, html};

use crate::actions::surveys::attributes::AttributeView;
use crate::browser::Visit;
use crate::words::{self, Said, Word};

/// What a type of Braze's is called.
fn kind(visit: &Visit, stored: &str) -> &'static str {
    let word = Word::named(&format!("STORED_{}", stored.to_uppercase()));
    word.map_or("", |word| visit.say(word))
}

/// The attribute of a question, and what may come of it; `is_cut` where answers may be longer than it.
pub(super) fn note(visit: &Visit, one: &AttributeView, is_cut: bool) -> Markup {
    html! {
        div #attribute.attribute {
            p {
                span.hint { (visit.say(words::ATTRIBUTE)) } " "
                code { (one.attribute) } " " span.label-word { (kind(visit, one.stored)) }
            }
            @if is_cut { p.hint { (visit.say(words::ATTRIBUTE_CUT)) } }
            @let found = warnings(visit, one);
            @if !found.is_empty() {
                ul.faults { @for said in &found { li.fault data-warning { (said) } } }
            }
        }
    }
}

fn warnings(visit: &Visit, one: &AttributeView) -> Vec<String> {
    let was = one.published.iter().map(|was| {
        if was.attribute == one.attribute {
            Said::new(words::ATTRIBUTE_RETYPED).with("kind", kind(visit, was.stored))
        } else {
            Said::new(words::ATTRIBUTE_RENAMED)
                .with("was", &was.attribute)
                .with("now", &one.attribute)
        }
    });
    let clashes = one.clashes.iter().map(|clash| {
        Said::new(words::ATTRIBUTE_CLASH)
            .with("survey", &clash.survey)
            .with("kind", kind(visit, clash.stored))
    });
    was.chain(clashes).map(|said| visit.tell(&said)).collect()
}

/// What publishing changes on profiles: nothing, where every attribute stays as it is.
pub(super) fn before_publishing(visit: &Visit, all: &[AttributeView]) -> Markup {
    let found: Vec<_> = all
        .iter()
        .map(|one| (one, warnings(visit, one)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    html! {
        @if !found.is_empty() {
            div #attributes.notice.warn {
                p { strong { (visit.say(words::ATTRIBUTES_CHANGE)) } }
                ul { @for (one, found) in &found { @for said in found {
                    li { code { (one.from) } " " (said) }
                } } }
            }
        }
    }
}
