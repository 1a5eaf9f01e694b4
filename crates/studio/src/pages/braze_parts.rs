//! What the page of the connection to Braze is made of.

use maud::{Markup, html};
use sondage_braze::{INSTANCES, Permission};

use super::parts::{Field, field, icon, refused};
use crate::actions::braze::{BrazeConnection, Checked, CheckedPart, Source, TEST_ATTRIBUTE};
use crate::browser::Visit;
use crate::refusal::Refusal;
use crate::words::{self, Said};

/// What stands on the page beside what always does.
#[derive(Debug, Default)]
pub(super) struct News<'a> {
    /// What was refused, and in which form.
    pub(super) refusal: Option<(&'static str, &'a Refusal)>,
    /// The endpoint that was given with it.
    pub(super) endpoint: &'a str,
    /// The profile that was given with it.
    pub(super) profile: &'a str,
    /// The connection was saved.
    pub(super) is_saved: bool,
    /// What was found.
    pub(super) checked: Option<&'a Checked>,
    /// The profile that a test was written to.
    pub(super) tested: Option<&'a str>,
}

impl<'a> News<'a> {
    /// What was refused in a form.
    fn of_form(&self, form: &str) -> Option<&'a Refusal> {
        self.refusal.filter(|(name, _)| *name == form).map(|(_, refusal)| refusal)
    }
}

/// How it stands.
pub(super) fn standing(visit: &Visit, connection: &BrazeConnection) -> Markup {
    let endpoint = connection.endpoint.as_deref().unwrap_or_default();
    let of_endpoint = |word| visit.tell(&Said::new(word).with("endpoint", endpoint));
    html! {
        @match connection.source {
            Source::Environment => {
                div.notice { p { (of_endpoint(words::BRAZE_BY_OPERATOR)) } }
            }
            Source::Studio if !connection.is_readable => {
                div.notice.bad { p { (of_endpoint(words::BRAZE_UNREADABLE)) } }
            }
            Source::Studio => {
                div.notice { p {
                    (of_endpoint(words::BRAZE_CONNECTED))
                    @if let Some(ending) = &connection.key_ending {
                        " " (visit.tell(&Said::new(words::BRAZE_KEY_ENDS).with("ending", ending)))
                    }
                } }
            }
            Source::Nowhere => {
                div.notice.warn { p { (visit.say(words::BRAZE_NOWHERE)) } }
            }
        }
    }
}

/// The form of endpoint and key.
pub(super) fn form(visit: &Visit, connection: &BrazeConnection, news: &News<'_>) -> Markup {
    let refusal = news.of_form("connect");
    let now = connection.endpoint.as_deref().unwrap_or_default();
    let chosen = if news.endpoint.is_empty() { now } else { news.endpoint };
    let is_listed = INSTANCES.iter().any(|instance| instance.endpoint == chosen);
    let other = if is_listed { "" } else { chosen };
    let fault = refusal.and_then(|refusal| refusal.of_field("endpoint", visit.language));
    html! {
        section aria-labelledby="connection" {
            h2 #connection { (visit.say(words::BRAZE_CONNECTION)) }
            @if !connection.can_keep_key {
                div.notice.warn {
                    p { (visit.say(words::BRAZE_NO_CIPHER)) }
                    pre { code { "SONDAGE_ENCRYPTION_KEY=$(openssl rand -hex 32)" } }
                }
            } @else {
                (refused(visit, refusal))
                form.narrow method="post" action=(visit.at("/studio/settings/braze")) {
                    div.field {
                        label for="instance" { (visit.say(words::BRAZE_INSTANCE)) }
                        p.hint id="instance-hint" { (visit.say(words::BRAZE_INSTANCE_HINT)) }
                        select #instance name="instance" aria-describedby="instance-hint" data-other="endpoint-field" {
                            option value="" selected[!is_listed] { (visit.say(words::BRAZE_INSTANCE_OTHER)) }
                            @for instance in INSTANCES {
                                option value=(instance.endpoint) selected[instance.endpoint == chosen] {
                                    (instance.name) " – " (instance.endpoint.trim_start_matches("https://"))
                                }
                            }
                        }
                    }
                    div.field #endpoint-field {
                        label for="endpoint" { (visit.say(words::BRAZE_ENDPOINT)) }
                        p.hint id="endpoint-hint" { (visit.say(words::BRAZE_ENDPOINT_HINT)) }
                        input #endpoint name="endpoint" type="text" inputmode="url" value=(other) autocomplete="off"
                            spellcheck="false" autocapitalize="none" placeholder="https://rest.fra-02.braze.eu"
                            aria-describedby=(if fault.is_some() { "endpoint-hint endpoint-fault" } else { "endpoint-hint" })
                            aria-invalid=[fault.as_ref().map(|_| "true")];
                        @if let Some(fault) = fault { p.fault #endpoint-fault { (fault) } }
                    }
                    (key_field(visit, connection, refusal))
                    button.main type="submit" { (visit.say(words::BRAZE_SAVE)) }
                }
            }
            @if connection.source == Source::Studio {
                details.more {
                    summary { (visit.say(words::BRAZE_DISCONNECT)) }
                    p { (visit.say(words::BRAZE_DISCONNECT_WHAT)) }
                    form method="post" action=(visit.at("/studio/settings/braze/disconnect")) {
                        button.bad.small type="submit" { (visit.say(words::BRAZE_DISCONNECT)) }
                    }
                }
            }
        }
    }
}

fn key_field(visit: &Visit, connection: &BrazeConnection, refusal: Option<&Refusal>) -> Markup {
    let fault = refusal.and_then(|refusal| refusal.of_field("key", visit.language));
    let is_kept = connection.source == Source::Studio && connection.is_readable;
    let hint = if is_kept { words::BRAZE_KEY_KEPT } else { words::BRAZE_KEY_HINT };
    html! {
        div.field {
            label for="key" { (visit.say(words::BRAZE_KEY)) }
            p.hint #key-hint { (visit.say(hint)) }
            input #key name="key" type="password" autocomplete="off" spellcheck="false"
                aria-describedby=(if fault.is_some() { "key-hint key-fault" } else { "key-hint" })
                aria-invalid=[fault.as_ref().map(|_| "true")];
            @if let Some(fault) = fault { p.fault #key-fault { (fault) } }
        }
    }
}

/// What stands between the relay and Braze.
pub(super) fn checks(visit: &Visit, news: &News<'_>) -> Markup {
    html! {
        section aria-labelledby="checks-title" {
            h2 #checks-title { (visit.say(words::BRAZE_CHECKS)) }
            p { (visit.say(words::BRAZE_CHECKS_WHY)) }
            div #checks aria-live="polite" {
                @if news.is_saved {
                    @let works = news.checked.is_some_and(Checked::can_deliver);
                    p.saved {
                        (icon("check"))
                        (visit.say(if works { words::BRAZE_SAVED_WORKS } else { words::BRAZE_SAVED }))
                    }
                }
                @if let Some(checked) = news.checked {
                    ul.checks { @for part in &checked.checks { (check(visit, part)) } }
                }
            }
            form method="post" action=(visit.at("/studio/settings/braze/check"))
                hx-post=(visit.at("/studio/settings/braze/check")) hx-target="#checks" hx-select="#checks > *"
                hx-swap="innerHTML" hx-disable="find button" {
                button type="submit" {
                    (visit.say(if news.checked.is_some() { words::BRAZE_CHECK_AGAIN } else { words::BRAZE_CHECK }))
                }
            }
        }
    }
}

fn check(visit: &Visit, part: &CheckedPart) -> Markup {
    let (picture, word) = match part.state {
        "good" => ("check", words::CHECK_GOOD),
        "bad" => ("cross", words::CHECK_BAD),
        "note" => ("question", words::CHECK_NOTE),
        _ => ("question", words::CHECK_UNKNOWN),
    };
    let name = match part.name {
        "endpoint" => visit.say(words::CHECK_ENDPOINT),
        "key" => visit.say(words::CHECK_KEY),
        name if name == Permission::UsersTrack.name() => visit.say(words::CHECK_TRACK),
        _ => visit.say(words::CHECK_MAU),
    };
    html! {
        li data-state=(part.state) {
            span.mark { (icon(picture)) span.unseen { (visit.say(word)) } }
            div { strong { (name) } p { (visit.tell(&part.said)) } }
        }
    }
}

/// A test on a profile.
pub(super) fn test_form(visit: &Visit, news: &News<'_>) -> Markup {
    let refusal = news.of_form("test");
    let hint = visit.tell(&Said::new(words::BRAZE_TEST_HINT).with("attribute", TEST_ATTRIBUTE));
    html! {
        section aria-labelledby="test" {
            h2 #test { (visit.say(words::BRAZE_TEST)) }
            p { (hint) }
            (refused(visit, refusal))
            @if let Some(profile) = news.tested {
                @let said = Said::new(words::BRAZE_TESTED).with("profile", profile);
                div.notice.good role="status" { p { (visit.tell(&said.with("attribute", TEST_ATTRIBUTE))) } }
            }
            form.narrow method="post" action=(visit.at("/studio/settings/braze/test")) {
                (field(visit, &Field {
                    name: "external_id", label: visit.say(words::BRAZE_TEST_PROFILE), kind: "text",
                    value: news.profile, autocomplete: "off", hint: None,
                }, refusal))
                button type="submit" { (visit.say(words::BRAZE_TEST_WRITE)) }
            }
        }
    }
}
