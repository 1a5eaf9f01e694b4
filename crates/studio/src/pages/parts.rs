//! What pages are made of.

use maud::{Markup, PreEscaped, html};
use sondage_intake::Millis;

use crate::browser::Visit;
use crate::refusal::Refusal;
use crate::words;

/// A picture of this name, beside words that say the same.
pub(crate) fn icon(name: &'static str) -> Markup {
    let paths = match name {
        "logo" => {
            r#"<rect width="24" height="24" rx="6" class="plate"/><path d="M12 4.5v9m-3.75-3.75L12 13.5l3.75-3.75M6 18.75h12" class="mark"/>"#
        }
        "list" => r#"<path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01"/>"#,
        "sliders" => {
            r#"<path d="M4 7h9m5 0h2M4 17h3m5 0h8"/><circle cx="15.5" cy="7" r="2.25"/><circle cx="9.5" cy="17" r="2.25"/>"#
        }
        "person" => {
            r#"<circle cx="12" cy="8" r="3.75"/><path d="M4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"/>"#
        }
        "leave" => r#"<path d="M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9"/>"#,
        "sun" => {
            r#"<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2m0 15v2M2.5 12h2m15 0h2M5.3 5.3l1.4 1.4m10.6 10.6 1.4 1.4m0-13.4-1.4 1.4M6.7 17.3l-1.4 1.4"/>"#
        }
        "moon" => r#"<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z"/>"#,
        "screen" => r#"<rect x="3" y="4.5" width="18" height="12" rx="2"/><path d="M9 20h6"/>"#,
        "check" => r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#,
        "cross" => r#"<path d="M6 6l12 12M18 6 6 18"/>"#,
        "question" => r#"<path d="M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .9-1 1.7v.5M12 17.5h.01"/>"#,
        _ => "",
    };
    html! {
        svg.icon viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false" {
            (PreEscaped(paths))
        }
    }
}

/// A field of a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    /// Its name, and its place in what is refused.
    pub(crate) name: &'static str,
    /// What it is called.
    pub(crate) label: &'a str,
    /// `text`, `email`, `password`.
    pub(crate) kind: &'static str,
    /// What is in it.
    pub(crate) value: &'a str,
    /// What browsers and password managers may fill in.
    pub(crate) autocomplete: &'static str,
    /// What helps.
    pub(crate) hint: Option<&'a str>,
}

/// A field with its label, and with what is wrong in it.
pub(crate) fn field(visit: &Visit, field: &Field<'_>, refusal: Option<&Refusal>) -> Markup {
    let Field { name, label, kind, value, autocomplete, hint } = *field;
    let fault = refusal.and_then(|refusal| refusal.of_field(name, visit.language));
    let (hint_id, fault_id) = (format!("{name}-hint"), format!("{name}-fault"));
    let described = [hint.map(|_| hint_id.as_str()), fault.as_ref().map(|_| fault_id.as_str())];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let described = (!described.is_empty()).then_some(described);
    html! {
        div.field {
            label for=(name) { (label) }
            @if let Some(hint) = hint { p.hint id=(hint_id) { (hint) } }
            input id=(name) name=(name) type=(kind) value=(value) autocomplete=(autocomplete)
                required aria-describedby=[described] aria-invalid=[fault.as_ref().map(|_| "true")]
                spellcheck="false" autocapitalize="none";
            @if let Some(fault) = fault { p.fault id=(fault_id) { (fault) } }
        }
    }
}

/// What was refused, above a form; what is wrong in single fields stands there.
pub(crate) fn refused(visit: &Visit, refusal: Option<&Refusal>) -> Markup {
    html! {
        @if let Some(refusal) = refusal {
            div.notice.bad role="alert" { p { (visit.tell(&refusal.said)) } }
        }
    }
}

/// What switches between light, dark and the system's.
pub(crate) fn theme_switch(visit: &Visit) -> Markup {
    let now = visit.theme.unwrap_or("system");
    let (next, picture, word) = match now {
        "light" => ("dark", "sun", words::THEME_LIGHT),
        "dark" => ("system", "moon", words::THEME_DARK),
        _ => ("light", "screen", words::THEME_SYSTEM),
    };
    html! {
        form method="post" action=(visit.at("/studio/theme")) {
            input type="hidden" name="back" value=(visit.path);
            button.quiet.round type="submit" name="theme" value=(next) title=(visit.say(word)) {
                (icon(picture)) span.unseen { (visit.say(word)) }
            }
        }
    }
}

/// A moment: in UTC, until a script shows it by the reader's own clock.
pub(crate) fn moment(at: Millis) -> Markup {
    let at = at.to_rfc3339();
    let shown = at.get(..16).unwrap_or(&at).replace('T', " ");
    html! { time datetime=(at) data-moment { (shown) " UTC" } }
}

/// A moment that is to come, with its day of the week and its zone.
pub(crate) fn planned(at: Millis) -> Markup {
    let at = at.to_rfc3339();
    let shown = at.get(..16).unwrap_or(&at).replace('T', " ");
    html! { time datetime=(at) data-moment="planned" { (shown) " UTC" } }
}

/// The day of a moment, in UTC.
pub(crate) fn day(at: Millis) -> String {
    at.to_rfc3339().chars().take(10).collect()
}
