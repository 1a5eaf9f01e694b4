//! When a survey opens and closes, on the page of publishing and in the list.
#![expect(clippy::option_option, reason = "what is left out is another thing than what is ended")]

use maud::{Markup, html};
use serde::Deserialize;
use sondage_intake::Millis;

use crate::actions::surveys::listing::Survey;
use crate::actions::surveys::scheduling::Schedule;
use crate::browser::Visit;
use crate::pages::parts::planned;
use crate::refusal::Refusal;
use crate::words::{self, Word};

/// What the form sends. A field for a local time has one beside it that a script fills in: the same moment
/// in UTC. Without scripts what was typed is in UTC, as the page says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Planned {
    /// `set`, `open_now` or `never_close`.
    #[serde(rename = "do")]
    what: String,
    opens: String,
    opens_at: String,
    closes: String,
    closes_at: String,
}

/// What a form asks for.
pub(super) fn wanted(planned: &Planned) -> Schedule {
    match planned.what.as_str() {
        "open_now" => Schedule { opens: Some(None), closes: None },
        "never_close" => Schedule { opens: None, closes: Some(None) },
        _ => Schedule {
            opens: typed(&planned.opens, &planned.opens_at),
            closes: typed(&planned.closes, &planned.closes_at),
        },
    }
}

/// What was typed into a field: an empty one is let alone, and ended by a button of its own.
fn typed(local: &str, at: &str) -> Option<Option<String>> {
    match (local.trim(), at.trim()) {
        ("", _) => None,
        (_, at) if !at.is_empty() => Some(Some(at.to_owned())),
        // `2026-12-07T09:00`, as browsers send it.
        (local, _) if local.len() == 16 => Some(Some(format!("{local}:00Z"))),
        (local, _) => Some(Some(format!("{local}Z"))),
    }
}

/// The section of the page of publishing.
pub(super) fn section(
    visit: &Visit,
    survey: &Survey,
    refused: Option<(&Planned, &Refusal)>,
) -> Markup {
    let path = visit.at(&format!("/studio/surveys/{}/schedule", survey.id));
    let now = visit.studio.clock.now();
    let coming = |at: Option<Millis>| at.filter(|at| now < *at);
    let (opens, closes) = (coming(survey.opens_at), coming(survey.closes_at));
    html! {
        section #schedule {
            h2 { (visit.say(words::SCHEDULE)) }
            @if let Some(at) = opens {
                (set(visit, &path, words::SCHEDULE_OPENS, at, ("open_now", words::SCHEDULE_OPEN_NOW)))
            }
            @if let Some(at) = survey.closes_at {
                @let word = if closes.is_some() { words::SCHEDULE_CLOSES } else { words::SCHEDULE_CLOSED };
                (set(visit, &path, word, at, ("never_close", words::SCHEDULE_NEVER_CLOSE)))
            }
            @if opens.is_none() && survey.closes_at.is_none() { p { (visit.say(words::SCHEDULE_NONE)) } }
            form.schedule-form method="post" action=(path) data-schedule {
                (time(visit, "opens", words::SCHEDULE_OPENS_AT, opens, refused))
                (time(visit, "closes", words::SCHEDULE_CLOSES_AT, closes, refused))
                p.hint { (visit.say(words::SCHEDULE_ZONE)) " " span data-zone { "UTC" } "." }
                p.hint { (visit.say(words::SCHEDULE_WHAT)) }
                button type="submit" name="do" value="set" { (visit.say(words::SCHEDULE_SET)) }
            }
        }
    }
}

/// A time that is set, in words, and what ends it.
fn set(visit: &Visit, path: &str, word: Word, at: Millis, (what, end): (&str, Word)) -> Markup {
    html! {
        div.notice.planned {
            p { (visit.say(word)) " " (planned(at)) "." }
            form method="post" action=(path) { button.small type="submit" name="do" value=(what) { (visit.say(end)) } }
        }
    }
}

fn time(
    visit: &Visit,
    name: &'static str,
    word: Word,
    at: Option<Millis>,
    refused: Option<(&Planned, &Refusal)>,
) -> Markup {
    let fault = refused.and_then(|(_, refusal)| refusal.of_field(name, visit.language));
    let typed =
        refused.map(|(planned, _)| if name == "opens" { &planned.opens } else { &planned.closes });
    // In UTC, until a script has it in the reader's own zone.
    let in_utc = at.map(|at| at.to_rfc3339().chars().take(16).collect::<String>());
    let value = typed.cloned().or(in_utc);
    let (id, fault_id) = (format!("schedule-{name}"), format!("schedule-{name}-fault"));
    html! {
        div.field {
            label for=(id) { (visit.say(word)) }
            input id=(id) name=(name) type="datetime-local" value=[value] data-utc=[at.filter(|_| typed.is_none()).map(Millis::to_rfc3339)]
                aria-invalid=[fault.as_ref().map(|_| "true")] aria-describedby=[fault.as_ref().map(|_| &fault_id)];
            input type="hidden" name=(format!("{name}_at"));
            @if let Some(fault) = fault { p.fault id=(fault_id) { (fault) } }
        }
    }
}

/// What a list says of it.
pub(super) fn in_list(visit: &Visit, survey: &Survey) -> Markup {
    let now = visit.studio.clock.now();
    let coming = |at: Option<Millis>| at.filter(|at| now < *at);
    let opens = coming(survey.opens_at).map(|at| (words::SCHEDULE_OPENS, at));
    let next = opens.or_else(|| coming(survey.closes_at).map(|at| (words::SCHEDULE_CLOSES, at)));
    let here = visit.at(&format!("/studio/surveys/{}/publish#schedule", survey.id));
    html! {
        @if let Some((word, at)) = next.filter(|_| survey.takes_times()) {
            a.hint.when href=(here) { (visit.say(word)) " " (planned(at)) }
        }
    }
}
