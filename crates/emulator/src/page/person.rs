//! The page of one profile: its attributes as a table, its events as a timeline.

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::parts::{avatar, count, moment, nothing, others, value};
use crate::profile::{Attribute, Event, Profile};

/// All that is known about a profile.
pub(super) fn fragment(profile: &Profile) -> Markup {
    html! {
        article .person data-latest=(latest(profile)) {
            (heading(profile))
            div .columns {
                section .card aria-labelledby="attributes" {
                    header {
                        h2 #attributes { "Custom attributes" }
                        span .count { (profile.attributes.len()) }
                    }
                    (attributes(profile))
                }
                section .card aria-labelledby="events" {
                    header {
                        h2 #events { "Custom events" }
                        span .count { (profile.events.len()) }
                    }
                    (events(profile))
                }
            }
        }
    }
}

/// What stands here until the profile exists; it appears without a reload.
pub(super) fn nobody(id: &str) -> Markup {
    html! {
        article .person {
            section .card {
                (nothing("No profile has this id yet. It will appear here the moment it exists."))
                p .nothing { code { (id) } }
            }
        }
    }
}

fn heading(profile: &Profile) -> Markup {
    html! {
        a .back href="/" { "← All profiles" }
        header .heading {
            (avatar(profile.title()))
            div {
                h1 { (profile.title()) }
                dl .ids {
                    @if let Some(id) = &profile.external_id { (fact("external_id", &html! { code { (id) } })) }
                    (fact("braze_id", &html! { code { (profile.braze_id) } }))
                    @for (label, name) in &profile.aliases { (fact(label, &html! { code { (name) } })) }
                    @for (name, held) in &profile.fields {
                        @if name != "first_name" { (fact(name, &value(held))) }
                    }
                }
            }
        }
    }
}

fn fact(name: &str, shown: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (shown) } } }
}

/// The roles are spelled out because narrow screens lay the table out as blocks, and some browsers
/// then take it for no table any more.
fn attributes(profile: &Profile) -> Markup {
    if profile.attributes.is_empty() {
        return nothing("No answer yet. It will appear here the moment it arrives.");
    }
    html! {
        table .attributes role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    @for title in ["Name", "Value", "Type", "Set"] {
                        th scope="col" role="columnheader" { (title) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for (name, attribute) in &profile.attributes {
                    (row(name, attribute, attribute.change == profile.change))
                }
            }
        }
    }
}

fn row(name: &str, attribute: &Attribute, is_newest: bool) -> Markup {
    html! {
        tr .fresh[is_newest] role="row" {
            th scope="row" role="rowheader" { (name) }
            td .value role="cell" { (value(&attribute.value)) }
            td role="cell" { span .kind { (attribute.kind) } }
            td .when role="cell" { (moment(attribute.at)) }
        }
    }
}

/// How many events are shown.
const MAX_EVENTS: usize = 100;

fn events(profile: &Profile) -> Markup {
    if profile.events.is_empty() {
        return nothing("No event yet. It will appear here the moment it arrives.");
    }
    html! {
        ol .timeline reversed {
            @for event in profile.events.iter().rev().take(MAX_EVENTS) {
                li .fresh[event.change == profile.change] {
                    h3 { (event.name) }
                    (moment(event.time))
                    (properties(event))
                }
            }
        }
        (others(profile.events.len(), MAX_EVENTS, "event"))
    }
}

/// What a reader looks for first; the other properties follow in alphabetical order.
const FIRST: [&str; 2] = ["question", "answer"];

fn properties(event: &Event) -> Markup {
    let first = FIRST.iter().filter_map(|name| event.properties.get_key_value(*name));
    let others = event.properties.iter().filter(|(name, _)| !FIRST.contains(&name.as_str()));
    html! {
        @if !event.properties.is_empty() {
            dl .properties {
                @for (name, held) in first { div .first .(name) { dt { (name) } dd { (value(held)) } } }
                @for (name, held) in others { (fact(name, &value(held))) }
            }
        }
    }
}

/// One sentence for a screen reader about what changed last.
fn latest(profile: &Profile) -> String {
    let changed = |change: u64| change == profile.change;
    if let Some(event) = profile.events.last().filter(|event| changed(event.change)) {
        return format!("New event {}{}", event.name, answer(&event.properties));
    }
    let set = profile.attributes.iter().filter(|(_, attribute)| changed(attribute.change));
    let names: Vec<&str> = set.map(|(name, _)| name.as_str()).collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!("{} set: {}", count(names.len(), "attribute"), names.join(", ")),
    }
}

fn answer(properties: &Map<String, Value>) -> String {
    let answer = properties.get("answer").map(|answer| match answer {
        Value::String(text) => format!(": {text}"),
        other => format!(": {other}"),
    });
    answer.unwrap_or_default()
}
