//! The page that asks for a survey's password.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use maud::html;
use sondage_author::definition::Definition;
use sondage_survey::answer::{Form, Pairs};
use sondage_survey::text::Message;

use super::page;
use crate::clients::Client;
use crate::negotiation;
use crate::password::Refused;
use crate::state::Pages;
use sondage_intake::Published;

/// What one page carries of a form has no say in the next one's.
const OF_FORMS: [&str; 5] = ["username", "password", "pass", "card", "action"];

/// How many bytes of a link's parameters a page carries on, where a pair weighs so many besides.
const CARRIED: usize = 16 * 1024;
const PAIR: usize = 32;

/// The parameters of the link that led here, with a pass for whoever gave the password of this
/// hash.
///
/// # Errors
/// The page that asks again.
pub(super) async fn enter(
    pages: &Pages,
    published: &Published,
    hash: &str,
    form: Pairs,
    headers: &HeaderMap,
    client: Client,
) -> Result<Pairs, Response> {
    let definition = &published.definition;
    let given = Form(&form).first("password").unwrap_or_default().to_owned();
    let (id, now) = (definition.id(), pages.clock.now());
    let from = (client, &pages.guards.guesses);
    match pages.passwords.pass((id, hash), given, from, now).await {
        Ok(pass) => {
            let mut query = carried(&form);
            query.push(("pass".to_owned(), pass));
            Ok(query)
        }
        Err(refused) => {
            let locale = negotiation::locale(definition, Form(&form).first("locale"), headers);
            Err(ask(pages, definition, &form, locale, Some(refused)))
        }
    }
}

/// The page that asks.
pub(super) fn ask(
    pages: &Pages,
    definition: &Definition,
    form: &Pairs,
    locale: &str,
    refused: Option<Refused>,
) -> Response {
    let wording = definition.wording(locale);
    let locale = definition.wording_locale(locale);
    let error = refused.map(|refused| match refused {
        Refused::Wrong => wording.get(Message::PagePasswordWrong),
        Refused::TooMany(_) => wording.get(Message::PageNotSaved),
    });
    let action = format!("{}/s/{}", pages.config.public_url.path(), definition.id());
    let body = html! {
        form method="post" action=(action) {
            @for (name, value) in carried(form) { input type="hidden" name=(name) value=(value); }
            // What a browser keeps the password under, for those who let it.
            input type="text" name="username" value=(definition.id()) autocomplete="username" hidden;
            h1 #sondage-title { (wording.get(Message::PagePasswordTitle)) }
            p {
                label for="password" { (wording.get(Message::PagePassword)) }
                input #password type="password" name="password" required autocomplete="current-password"
                    autofocus aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "error")];
            }
            @if let Some(error) = error { p.error #error role="alert" { (error) } }
            div.actions { button type="submit" { (wording.get(Message::Next)) } }
        }
    };
    let status = match refused {
        None => StatusCode::OK,
        Some(Refused::Wrong) => StatusCode::FORBIDDEN,
        Some(Refused::TooMany(_)) => StatusCode::TOO_MANY_REQUESTS,
    };
    let mut response = page::response(status, page::before(pages, definition, locale, &body));
    if let Some(Refused::TooMany(wait)) = refused {
        response.headers_mut().insert(header::RETRY_AFTER, (wait.as_secs() + 1).into());
    }
    response
}

/// What the next page has of this one: as much as a link can hold, whoever posted how much.
fn carried(form: &Pairs) -> Pairs {
    let own = form.iter().filter(|(name, _)| !OF_FORMS.contains(&name.as_str()));
    let mut room = CARRIED;
    let fits = |(name, value): &&(String, String)| {
        let left = room.checked_sub(name.len() + value.len() + PAIR);
        room = left.unwrap_or_default();
        left.is_some()
    };
    own.take_while(fits).cloned().collect()
}
