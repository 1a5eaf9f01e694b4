//! The first page: who is known, what was called, and a panel of faults.

use maud::{Markup, html};

use super::parts::{avatar, count, moment, nothing, others, path_segment, pretty};
use crate::{
    profile::Profile,
    reply::Rejection,
    state::{Call, State},
};

/// How many calls are shown; the log has more.
const MAX_CALLS: usize = 30;

/// How many profiles are shown; a load test makes more than anybody reads.
const MAX_PROFILES: usize = 50;

/// Everything, newest first.
pub(super) fn fragment(state: &State) -> Markup {
    let mut profiles: Vec<&Profile> = state.profiles().collect();
    profiles.sort_by_key(|profile| std::cmp::Reverse(profile.change));
    html! {
        div .home {
            h1 .unseen { "What has arrived" }
            section .card .profiles aria-labelledby="profiles" {
                header { h2 #profiles { "Profiles" } span .count { (profiles.len()) } }
                (people(&profiles))
            }
            section .card .recent aria-labelledby="calls" {
                header { h2 #calls { "Recent calls" } span .count { (state.n_calls()) } }
                (calls(state))
            }
            section .card .faults aria-labelledby="faults" {
                header { h2 #faults { "Faults" } }
                (faults(state))
            }
        }
    }
}

fn people(profiles: &[&Profile]) -> Markup {
    if profiles.is_empty() {
        return nothing("No profile yet. The first one appears here with the first answer.");
    }
    html! {
        ul .people {
            @for profile in profiles.iter().take(MAX_PROFILES) {
                li {
                    a href={ "/profiles/" (path_segment(&profile.braze_id)) } {
                        (avatar(profile.title()))
                        span .who {
                            strong { (profile.title()) }
                            code { (profile.braze_id) }
                        }
                        span .has {
                            span { (count(profile.attributes.len(), "attribute")) }
                            span { (count(profile.events.len(), "event")) }
                        }
                    }
                }
            }
        }
        (others(profiles.len(), MAX_PROFILES, "profile"))
    }
}

fn calls(state: &State) -> Markup {
    if state.n_calls() == 0 {
        return nothing("No call yet. Every call of the API is listed here as it arrives.");
    }
    html! {
        ol .calls reversed {
            @for call in state.calls().rev().take(MAX_CALLS) {
                li .fresh[call.number == state.n_calls()] { (one_call(call)) }
            }
        }
    }
}

fn one_call(call: &Call) -> Markup {
    html! {
        details id={ "call-" (call.number) } {
            summary {
                (status(call.status))
                span .what { (call.method) " " (call.path) }
                span .outcome { (outcome(call)) }
                (moment(call.at))
            }
            @if !call.rejected.is_empty() { (rejections(&call.rejected)) }
            @match &call.body {
                Some(body) => pre tabindex="0" { (pretty(body)) },
                None => p .nothing { "Nothing was sent that is JSON." },
            }
        }
    }
}

fn status(status: Option<u16>) -> Markup {
    let class = match status {
        Some(200..=299) => "good",
        Some(429) => "wait",
        _ => "bad",
    };
    html! { span .status .(class) { @match status { Some(code) => (code), None => "none" } } }
}

/// What became of a call, in few words.
fn outcome(call: &Call) -> String {
    let mut words = Vec::new();
    for (number, noun) in [(call.attributes, "attribute"), (call.events, "event")] {
        if number > 0 {
            words.push(count(number, noun));
        }
    }
    if call.unmatched > 0 {
        words.push(format!("{} for an unknown profile", call.unmatched));
    }
    if !call.rejected.is_empty() {
        words.push(format!("{} rejected", call.rejected.len()));
    }
    if call.status.is_some_and(|status| status >= 300) {
        words.push(call.message.clone());
    }
    words.extend(call.fault.map(|fault| format!("fault: {}", fault.label())));
    words.join(" · ")
}

fn rejections(rejected: &[Rejection]) -> Markup {
    html! {
        ul .rejected {
            @for one in rejected {
                li { code { (one.input_array) "[" (one.index) "]" } " " (one.reason) }
            }
        }
    }
}

/// A button's text, and the fault that it orders.
const ORDERS: [(&str, &str); 7] = [
    ("503, three times", r#"{"kind":"status","status":503,"times":3}"#),
    ("401, once", r#"{"kind":"status","status":401}"#),
    ("Rate limit, 2 s", r#"{"kind":"rate_limit","style":"braze","after":2}"#),
    ("Rate limit, 30 s", r#"{"kind":"rate_limit","style":"date","after":30}"#),
    ("Hang", r#"{"kind":"hang"}"#),
    ("Cut before accepting", r#"{"kind":"cut_before_accepting"}"#),
    ("Cut after accepting", r#"{"kind":"cut_after_accepting"}"#),
];

fn faults(state: &State) -> Markup {
    html! {
        p .hint { "The next call of the API meets the fault. Watch what the relay does about it." }
        form method="post" action="/faults" {
            div .buttons {
                @for (at, (label, fault)) in ORDERS.iter().enumerate() {
                    button #{ "order-" (at) } name="fault" value=(fault) { (label) }
                }
            }
            h3 { "Waiting" }
            @if state.faults().next().is_none() {
                p .hint { "None: calls are answered as they should be." }
            } @else {
                ol .waiting {
                    @for fault in state.faults() {
                        li { (fault.kind.label()) @if fault.times > 1 { " × " (fault.times) } }
                    }
                }
            }
            div .buttons {
                button #clear name="fault" value="clear" { "Clear faults" }
                button #reset .danger name="fault" value="reset" { "Forget everything" }
            }
        }
    }
}
