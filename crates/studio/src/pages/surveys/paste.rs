//! What is pasted, channel by channel, each with what to do next.

use maud::{Markup, PreEscaped, html};

use super::sketches::sketches;
use crate::actions::surveys::outdated::OutdatedMessages;
use crate::actor::Right;
use crate::browser::Visit;
use crate::pages::in_app;
use crate::snippets::{NoSnippet, Snippet, SnippetChannel};
use crate::words::{self, Said, Word};

/// The name of a channel, and the steps after copying: in the words of Braze's menus, which have no
/// other language.
fn told(channel: SnippetChannel) -> (Word, &'static [Word]) {
    match channel {
        SnippetChannel::InApp => (
            words::CHANNEL_IN_APP,
            &[
                words::IN_APP_STEP_NEW,
                words::IN_APP_STEP_PASTE,
                words::IN_APP_STEP_CLOSE,
                words::IN_APP_STEP_TEST,
            ],
        ),
        SnippetChannel::Email => (
            words::CHANNEL_EMAIL,
            &[
                words::EMAIL_STEP_NEW,
                words::EMAIL_STEP_PASTE,
                words::EMAIL_STEP_TEXT,
                words::STEP_TEST,
            ],
        ),
        SnippetChannel::EmailText => (
            words::CHANNEL_EMAIL_TEXT,
            &[words::EMAIL_TEXT_STEP_PASTE, words::EMAIL_TEXT_STEP_KEEP],
        ),
        SnippetChannel::Push => (
            words::CHANNEL_PUSH,
            &[
                words::PUSH_STEP_NEW,
                words::PUSH_STEP_CLICK,
                words::PUSH_STEP_PASTE,
                words::STEP_TEST,
            ],
        ),
        SnippetChannel::Link => (
            words::CHANNEL_LINK,
            &[words::LINK_STEP_PASTE, words::LINK_STEP_CHANNEL, words::LINK_STEP_ANSWER],
        ),
        SnippetChannel::PlainLink => (words::CHANNEL_PLAIN_LINK, &[words::PLAIN_LINK_STEP]),
        SnippetChannel::Web => {
            (words::CHANNEL_WEB, &[words::WEB_STEP_PASTE, words::WEB_STEP_PLACE])
        }
    }
}

fn why_not(missing: NoSnippet) -> Word {
    match missing {
        NoSnippet::Password => words::NO_SNIPPET_PASSWORD,
        NoSnippet::NoSecret => words::NO_SNIPPET_SECRET,
        NoSnippet::NobodyNamed => words::NO_SNIPPET_NOBODY,
        NoSnippet::NoWidget => words::NO_SNIPPET_WIDGET,
        NoSnippet::InAppOff => words::NO_SNIPPET_IN_APP_OFF,
    }
}

/// What switches surveys in messages on, for those who may; else who does.
fn way_on(visit: &Visit) -> Markup {
    let may = visit.actor.as_ref().is_some_and(|actor| actor.role.has(Right::ChangeSettings));
    html! {
        @if may { (in_app::button(visit, true, &visit.path)) }
        @else { p { (visit.say(words::NO_SNIPPET_IN_APP_ASK)) } }
    }
}

/// All of them; one is open at a time.
pub(super) fn snippets(
    visit: &Visit,
    all: &[Snippet],
    outdated: Option<&OutdatedMessages>,
) -> Markup {
    html! {
        section #bring {
            h2 { (visit.say(words::BRING)) }
            @if let Some(old) = outdated {
                p.notice.warn { (visit.tell(&Said::new(words::OUTDATED).with("n", old.views).with("day", &old.first_day).with("last", &old.last_day).with("revision", old.revision).with("same", old.same_since))) }
            }
            p { (visit.say(words::BRING_WHY)) }
            div.channels { @for (at, one) in all.iter().enumerate() { (channel(visit, one, at)) } }
        }
    }
}

fn channel(visit: &Visit, snippet: &Snippet, at: usize) -> Markup {
    let (name, steps) = told(snippet.channel);
    let is_for_braze = !matches!(snippet.channel, SnippetChannel::PlainLink | SnippetChannel::Web);
    let next = if is_for_braze { words::SNIPPET_NEXT } else { words::SNIPPET_KNOW };
    let id = format!("snippet-{at}");
    html! {
        details.channel name="channel" open[at == 0] {
            summary { (visit.say(name)) }
            @if let Some(text) = &snippet.text {
                div.paste {
                    label for=(id) { (visit.say(words::SNIPPET)) }
                    textarea.code id=(id) readonly rows=(if text.len() > 200 { "6" } else { "2" }) spellcheck="false" { "\n" (text) }
                    p.copy {
                        button.main type="button" data-copy=(id) data-done=(visit.say(words::COPIED)) hidden { (visit.say(words::COPY)) }
                    }
                }
                h3 { (visit.say(next)) }
                ol.steps { @for step in steps { li { (visit.say(*step)) } } }
                (sketches(snippet.channel))
            }
            @if let Some(missing) = snippet.missing {
                p.notice.warn { (visit.say(why_not(missing))) }
                @if missing == NoSnippet::InAppOff { (way_on(visit)) }
            }
            // Drawn by us, of an address alone.
            @if let Some(qr) = &snippet.qr {
                div.qr role="img" aria-label=(visit.say(words::QR)) { (PreEscaped(without_prolog(qr))) }
            }
        }
    }
}

/// A document as part of another: what stands before its element is left out.
pub(super) fn without_prolog(svg: &str) -> &str {
    svg.find("<svg").and_then(|at| svg.get(at..)).unwrap_or_default()
}
