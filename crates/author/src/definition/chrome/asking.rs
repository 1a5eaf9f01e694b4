//! What surrounds questions: one on a card, or several.

use maud::{Markup, html};

use super::actions;
use crate::definition::compiler::Compiler;
use sondage_survey::template::{Gap, When};
use sondage_survey::text::{Message, fill};

/// What surrounds the questions of a card.
pub(super) fn surrounding(compiler: &Compiler<'_>, questions: &Markup) -> Markup {
    html! {
        @if compiler.flow().progress { (progress(compiler)) }
        (questions)
        (actions(compiler))
    }
}

/// What says of a question that it may be left out.
fn optional(compiler: &Compiler<'_>) -> Markup {
    let optional = html! {
        " " span.optional lang=[compiler.pen().wording_language()] { (compiler.pen().say(Message::Optional)) }
    };
    compiler.pen().slots().when(When::IsOptional, &optional)
}

/// The only question of a card.
pub(super) fn alone(compiler: &Compiler<'_>) -> Markup {
    let slots = compiler.pen().slots();
    let error = html! {
        p.error #sondage-error lang=[compiler.pen().wording_language()] { (slots.gap(Gap::Error)) }
    };
    html! {
        fieldset {
            legend #sondage-title tabindex="-1" {
                (slots.gap(Gap::Title))
                (optional(compiler))
            }
            (slots.gap(Gap::Question))
        }
        (slots.when(When::Wrong, &error))
    }
}

/// One of several questions. Their ids have the question's in them; the card's title is the first
/// one's.
pub(super) fn member(compiler: &Compiler<'_>) -> Markup {
    let slots = compiler.pen().slots();
    let title = || html! { (slots.gap(Gap::Title)) (optional(compiler)) };
    let first = html! { span #sondage-title tabindex="-1" { (title()) } };
    let error = html! {
        p.error id={ "sondage-error-" (slots.gap(Gap::Id)) } lang=[compiler.pen().wording_language()] {
            (slots.gap(Gap::Error))
        }
    };
    html! {
        fieldset {
            legend id={ "sondage-title-" (slots.gap(Gap::Id)) } {
                (slots.when(When::IsFirst, &first))
                (slots.unless(When::IsFirst, &title()))
            }
            (slots.gap(Gap::Question))
        }
        (slots.when(When::Wrong, &error))
    }
}

fn progress(compiler: &Compiler<'_>) -> Markup {
    let slots = compiler.pen().slots();
    let label = |message| {
        let text = html! { (compiler.pen().say(message)) }.into_string();
        fill(&fill(&text, "{n}", &slots.gap(Gap::At).0), "{m}", &slots.gap(Gap::Of).0)
    };
    html! {
        progress value=(slots.gap(Gap::At)) max=(slots.gap(Gap::Of)) lang=[compiler.pen().wording_language()]
            aria-label={
                (slots.when_text(When::IsSettled, &label(Message::Progress)))
                (slots.unless_text(When::IsSettled, &label(Message::ProgressAtMost)))
            } {}
    }
}
