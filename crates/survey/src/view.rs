//! The HTML of each card: the same in the page, on the relay and in a snippet.

use maud::{Markup, html};

use crate::question::{Field, Question};
use crate::session::{Phase, Session};
use crate::text::{Message, fill, number};

/// What surrounds the cards of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Where the form posts when no script takes it: an address of the relay.
    pub action: String,
    /// Hidden fields of each card's form: who answers, the response, the channel.
    pub hidden: Vec<(String, String)>,
    /// How the survey is closed.
    pub close: Close,
}

/// How the survey is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// By a link that Braze's mobile SDKs act on by themselves, and that the dashboard asks for.
    Link,
    /// By a button.
    Button,
    /// Not at all: the page is the survey's own.
    Nothing,
}

/// The survey's surroundings with its card in them: what a snippet, a page and a shadow root
/// begin with. Only the element `data-card` is drawn anew from card to card.
#[must_use]
pub fn sheet(session: &Session, frame: &Frame) -> Markup {
    let survey = session.survey();
    let is_dialog = frame.close != Close::Nothing;
    html! {
        div.sheet role=[is_dialog.then_some("dialog")] aria-modal=[(frame.close == Close::Link).then_some("true")]
            aria-labelledby="sondage-title" lang=(survey.locale) dir=(survey.direction()) data-sheet {
            (close(session, frame))
            div data-card { (card(session, frame)) }
            p.status role="status" data-status data-waiting=(survey.say(Message::Waiting)) {}
            p.unseen aria-live="polite" data-live {}
        }
    }
}

fn close(session: &Session, frame: &Frame) -> Markup {
    let name = session.survey().say(Message::Close);
    let cross = html! {
        svg viewBox="0 0 24 24" aria-hidden="true" { path d="M6 6l12 12M18 6L6 18" {} }
    };
    match frame.close {
        Close::Link => {
            html! { a.close href="appboy://close" aria-label=(name) data-close { (cross) } }
        }
        Close::Button => {
            html! { button.close type="button" aria-label=(name) data-close { (cross) } }
        }
        Close::Nothing => html! {},
    }
}

/// The card of a session.
#[must_use]
pub fn card(session: &Session, frame: &Frame) -> Markup {
    match (session.phase(), session.question()) {
        (Phase::Asking(_), Some(question)) => form(session, frame, &asking(session, question)),
        (Phase::Prompt, _) => form(session, frame, &prompt(session)),
        _ => end(session, frame),
    }
}

fn form(session: &Session, frame: &Frame, body: &Markup) -> Markup {
    html! {
        form method="post" action=(frame.action) target=[(frame.close != Close::Nothing).then_some("_blank")] {
            input type="hidden" name="card" value=(session.card());
            @for (name, value) in &frame.hidden {
                input type="hidden" name=(name) value=(value);
            }
            (body)
        }
    }
}

fn prompt(session: &Session) -> Markup {
    let survey = session.survey();
    let Some(prompt) = &survey.prompt else { return html! {} };
    let accept = prompt.accept.as_deref().unwrap_or_else(|| survey.say(Message::Accept));
    let decline = prompt.decline.as_deref().unwrap_or_else(|| survey.say(Message::Decline));
    html! {
        h2 #sondage-title tabindex="-1" { (prompt.text) }
        div.actions {
            button.quiet type="submit" name="action" value="decline" { (decline) }
            button type="submit" name="action" value="accept" { (accept) }
        }
    }
}

fn asking(session: &Session, question: &Question) -> Markup {
    let error = session.error();
    let survey = session.survey();
    let field = Field { survey, question, value: session.value(), invalid: error.is_some() };
    html! {
        (progress(session))
        fieldset aria-describedby=[field.described_by()] {
            legend #sondage-title tabindex="-1" {
                (session.recall(&question.prompt))
                @if !question.required && question.takes_answer() {
                    " " span.optional { (survey.say(Message::Optional)) }
                }
            }
            @if let Some(description) = &question.description {
                p.description #sondage-description { (session.recall(description)) }
            }
            (question.controls(&field))
        }
        @if let Some(error) = &error {
            p.error #sondage-error { (error) }
        }
        (actions(session))
    }
}

/// "Next" comes first in the document, so that Enter in a text field means it; the style sheet
/// puts "Back" in front of it.
fn actions(session: &Session) -> Markup {
    let survey = session.survey();
    let is_last = session.progress().is_some_and(|(at, of)| at == of);
    let next = survey.say(if is_last { Message::Finish } else { Message::Next });
    html! {
        div.actions {
            button type="submit" name="action" value="next" { (next) }
            @if session.can_go_back() {
                button.quiet type="submit" name="action" value="back" formnovalidate { (survey.say(Message::Back)) }
            }
        }
    }
}

fn progress(session: &Session) -> Markup {
    let Some((at, of)) = session.progress() else { return html! {} };
    let whole = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let (at, of) = (whole(at), whole(of));
    let name = fill(session.survey().say(Message::Progress), at, of);
    html! { progress value=(number(at)) max=(number(of)) aria-label=(name) {} }
}

fn end(session: &Session, frame: &Frame) -> Markup {
    let survey = session.survey();
    let body = html! {
        svg.done viewBox="0 0 24 24" aria-hidden="true" { circle cx="12" cy="12" r="10" {} path d="M7.5 12.5l3 3 6-6.5" {} }
        h2 #sondage-title tabindex="-1" { (session.recall(&survey.end)) }
    };
    if frame.close == Close::Nothing {
        return html! { div.ending { (body) } };
    }
    form(
        session,
        frame,
        &html! {
            div.ending { (body) }
            div.actions { button type="submit" name="action" value="close" { (survey.say(Message::Close)) } }
        },
    )
}
