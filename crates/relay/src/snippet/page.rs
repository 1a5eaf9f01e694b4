//! The message itself.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sondage_survey::path::Given;
use sondage_survey::session::Session;
use sondage_survey::survey::Survey;
use sondage_survey::text::{Message, Wording, direction};
use sondage_survey::view::{self, Close, Frame};

use super::liquid;
use crate::catalogue::Published;
use crate::config::PublicUrl;

/// The script inside the message.
const SCRIPT: &str = include_str!("../../../../www/message.js");

/// A custom code in-app message of Braze with the survey's first card in it, ready to paste.
///
/// Nothing in it is asked for before the message has loaded, as Braze shows it only then. With
/// `is_signed`, Liquid makes the respondent's token with the secret in a Content Block. `css` is
/// the widget's style sheet.
#[must_use]
pub fn in_app(published: &Published, relay: &PublicUrl, is_signed: bool, css: &str) -> String {
    let definition = &published.definition;
    let locales: Vec<&str> = definition.locales().collect();
    let bodies: Vec<(&str, String)> = locales
        .iter()
        .map(|locale| (*locale, body(published, &published.survey(locale), relay, is_signed)))
        .collect();
    let mut prelude = String::new();
    if is_signed {
        prelude += &liquid::sign(definition.id());
    }
    if locales.len() > 1 {
        prelude += &liquid::choose_locale(definition);
    }
    let head = html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
        title { (PreEscaped(liquid::in_html(&html! { (definition.name()) }.into_string()))) }
        style { (PreEscaped(liquid::in_code(css))) }
    };
    let language = if locales.len() > 1 { liquid::LOCALE } else { definition.locale() };
    let script = liquid::in_code(SCRIPT.trim());
    let bodies = liquid::by_locale(&bodies);
    let doctype = DOCTYPE.into_string();
    let head = head.into_string();
    format!(
        "{doctype}\n{prelude}<html lang=\"{language}\">\n<head>{head}</head>\n{bodies}\n<script>\n{script}\n</script>\n</body>\n</html>\n"
    )
}

/// The body up to the script. With a nonce set, the SDK loses the attributes of `<html>`; so the
/// language and the direction are here.
fn body(published: &Published, survey: &Survey, relay: &PublicUrl, is_signed: bool) -> String {
    let session = Session::new(survey.clone(), Given::default());
    let frame = Frame {
        action: format!("{relay}/s/{}", survey.id),
        hidden: vec![("channel".into(), "in-app".into()), ("locale".into(), survey.locale.clone())],
        close: Close::Link,
    };
    let sheet = published.definition.sheet(&survey.locale, frame.close);
    let sheet = liquid::in_html(&view::sheet(&sheet, &session, &frame));
    let sheet = PreEscaped(insert(&sheet, &identity(is_signed).into_string()));
    let markup = html! {
        body.message lang=(survey.locale) dir=(direction(&survey.locale)) data-survey=(survey.id)
            data-relay=(relay) data-channel="in-app" data-revision=(survey.revision) data-locale=(survey.locale) {
            (sheet)
            (fallback(survey, relay, is_signed))
        }
    };
    // The script comes in between, the same for every locale.
    markup.into_string().trim_end_matches("</body>").to_owned()
}

fn identity(is_signed: bool) -> Markup {
    html! {
        input type="hidden" name="user_braze_id" value=(liquid::BRAZE_ID);
        @if is_signed {
            input type="hidden" name="token" value=(liquid::TOKEN);
        }
    }
}

/// Puts the identity after the card's first field. What an author wrote is escaped there, and
/// cannot look like it.
fn insert(sheet: &str, identity: &str) -> String {
    let field = "<input type=\"hidden\" name=\"card\"";
    let end = sheet.find(field).and_then(|at| {
        let length = sheet.get(at..)?.find('>')?;
        sheet.split_at_checked(at + length + 1)
    });
    end.map_or_else(|| sheet.to_owned(), |(before, after)| [before, identity, after].concat())
}

/// The way out where no script runs: the style sheet shows it after some seconds.
fn fallback(survey: &Survey, relay: &PublicUrl, is_signed: bool) -> Markup {
    let wording = Wording::of(&survey.locale);
    let token = if is_signed { format!("&token={}", liquid::TOKEN) } else { String::new() };
    let query = format!(
        "?user_braze_id={}{token}&channel=in-app&locale={}",
        liquid::BRAZE_ID,
        survey.locale
    );
    html! {
        p.fallback {
            a href={ (relay) "/s/" (survey.id) (query) } target="_blank" rel="noopener" { (wording.get(Message::OpenPage)) }
            " "
            // An empty address is the host page's own: loading it anew takes the message away.
            a href="" target="_top" { (wording.get(Message::Leave)) }
        }
    }
}
