//! The message itself.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sondage_author::locales::direction;
use sondage_author::theme::Layout;
use sondage_survey::survey::Survey;
use sondage_survey::text::Message;
use sondage_survey::view::{self, Close, Frame};
use sondage_survey::wire::is_lean;

use super::personal::given;
use super::reader::left_of_prelude;
use super::{Material, Reader, SHOWN_AT, first, liquid};
use crate::config::{PublicUrl, Trying};
use sondage_intake::Published;

/// How a message says that it is a test, over whatever layout the survey has.
const NOTE: &str = "position:fixed;inset:0 0 auto;margin:0;padding:.375rem 1rem;background:#fff3c4;color:#3d2e00;\
    font:600 .875rem/1.4 system-ui,sans-serif;text-align:center;pointer-events:none;z-index:9";

/// The script inside the message.
const SCRIPT: &str = include_str!("../../../../www/message.js");

/// A custom code in-app message of Braze with the survey's first card in it, ready to paste.
///
/// Nothing in it is asked for before the message has loaded, as Braze shows it only then. With
/// `is_signed`, Liquid makes the respondent's token with the secret in a Content Block. `css` is
/// the widget's style sheet.
#[must_use]
pub fn in_app(published: &Published, relay: &PublicUrl, is_signed: bool, css: &str) -> String {
    in_app_of(Material { published, relay, is_signed, expires: None, trying: Trying::No }, css)
}

/// The same, with a token that may expire.
pub(super) fn in_app_of(material: Material<'_>, css: &str) -> String {
    let definition = &material.published.definition;
    let locales: Vec<&str> = definition.locales().collect();
    let given = given(definition);
    Snippet { material, given: &given }.document(&prelude(material), &locales, css)
}

/// The Liquid before the message.
fn prelude(material: Material<'_>) -> String {
    let definition = &material.published.definition;
    let mut prelude = String::new();
    if material.names_respondent() {
        prelude += liquid::READ_CLOCK;
    }
    if let Some(days) = definition.showing().quiet_days {
        prelude += &liquid::keep_quiet(days);
    }
    if material.signs() {
        prelude += &liquid::sign_in_one(definition.id(), material.expires);
    }
    for (place, (_, source)) in definition.hidden().enumerate() {
        prelude += &liquid::read_hidden(place, source).unwrap_or_default();
    }
    if definition.locales().count() > 1 {
        prelude += &liquid::choose_locale(definition);
    }
    prelude
}

/// The message as somebody gets it who reads this locale.
pub(crate) fn in_app_for(
    material: Material<'_>,
    locale: &str,
    css: &str,
    reader: &Reader,
) -> String {
    let definition = &material.published.definition;
    let given = given(definition);
    let left = left_of_prelude(&prelude(material));
    let document = Snippet { material, given: &given }.document(&left, &[locale], css);
    reader.filled(definition, &document)
}

/// The same message in one locale and with nothing left for Liquid: as somebody sees it of whom
/// nothing is known.
pub(crate) fn in_app_for_nobody(material: Material<'_>, locale: &str, css: &str) -> String {
    Snippet { material, given: &[] }.document("", &[locale], css)
}

/// What somebody should know about the snippet of a survey before they paste it.
#[must_use]
pub fn notes(published: &Published) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if first::is_provisional(published.own_survey(), &given(&published.definition)) {
        notes.push(
            "The first question depends on a hidden field or on a shuffle: in the message it may give way to another once the widget is there. A [welcome] card before it avoids that.",
        );
    }
    if published.definition.needs().fonts {
        notes.push(
            "A message waits for no font: it has the theme's other ones, and the web_font is for links and sites.",
        );
    }
    notes
}

/// What the bodies of a snippet have in common.
struct Snippet<'a> {
    material: Material<'a>,
    /// The places of the hidden fields that Liquid gives.
    given: &'a [usize],
}

impl Snippet<'_> {
    /// The document, after the Liquid that comes first.
    fn document(&self, prelude: &str, locales: &[&str], css: &str) -> String {
        let published = self.material.published;
        let definition = &published.definition;
        let bodies: Vec<(&str, String)> =
            locales.iter().map(|locale| (*locale, self.body(&published.survey(locale)))).collect();
        let name = |locale: &str| html! { (definition.name_in(locale)) }.into_string();
        let names = locales.iter().map(|locale| (*locale, liquid::in_html(&name(locale))));
        let mut names: Vec<(&str, String)> = names.collect();
        // In a survey that translates no name, nothing has to be chosen.
        if names.iter().all(|(_, name)| names.first().is_some_and(|(_, own)| own == name)) {
            names.truncate(1);
        }
        let head = html! {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            title { (PreEscaped(liquid::by_locale(&names))) }
            style { (PreEscaped(liquid::in_code(&[css, definition.message_theme()].concat()))) }
        };
        let own = locales.first().copied().unwrap_or(definition.locale());
        let language = if locales.len() > 1 { liquid::LOCALE } else { own };
        let script = liquid::in_code(&without_comments(SCRIPT));
        let bodies = liquid::by_locale(&bodies);
        let doctype = DOCTYPE.into_string();
        let head = head.into_string();
        format!(
            "{doctype}\n{prelude}<html lang=\"{language}\">\n<head>{head}</head>\n{bodies}\n<script>\n{script}\n</script>\n</body>\n</html>\n"
        )
    }

    /// The body up to the script. With a nonce set, the SDK loses the attributes of `<html>`; so
    /// the language and the direction are here.
    fn body(&self, survey: &Survey) -> String {
        let Material { published, relay, trying, .. } = self.material;
        let session = first::session(survey, self.given);
        let frame = Frame {
            action: format!("{relay}/s/{}", survey.id),
            hidden: self.fields(survey),
            close: Close::Link,
        };
        let sheet = published.definition.sheet(&survey.locale, frame.close);
        let sheet = liquid::in_html(&view::sheet(&sheet, &session, &frame));
        let sheet = PreEscaped(liquid::fill_in(&sheet, self.given));
        // No revision is 0, so the widget draws its own first card.
        let is_provisional = first::is_provisional(survey, self.given);
        let revision = if is_provisional { 0 } else { survey.revision };
        let layout = published.definition.layout();
        let class = layout.map_or("", Layout::class);
        let markup = html! {
            body class=(["message", class].join(" ").trim_end()) lang=(survey.locale) dir=(direction(&survey.locale)) data-survey=(survey.id)
                data-relay=(relay) data-channel="in-app" data-revision=(revision) data-locale=(survey.locale)
                data-widget=[(!is_lean(survey)).then_some("full")]
                data-forgets=[trying.is_trial().then_some("")]
                data-frame=[layout.filter(|layout| layout.shares()).map(|_| "")] {
                @if let Some((lang, note)) = trying.note(&survey.locale) {
                    p lang=(lang) dir="ltr" style=(NOTE) { (note) }
                }
                (sheet)
                (self.fallback(survey))
            }
        };
        // The script comes in between, the same for every locale.
        markup.into_string().trim_end_matches("</body>").to_owned()
    }

    /// The hidden fields of the card's form: who answers, and what Liquid knows besides.
    fn fields(&self, survey: &Survey) -> Vec<(String, String)> {
        let identity = [("user_braze_id", liquid::BRAZE_ID), ("token", liquid::TOKEN)];
        let n_known = match (self.material.names_respondent(), self.material.signs()) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
        let identity = identity.into_iter().take(n_known);
        let identity = identity.map(|(name, value)| (name.to_owned(), liquid::ahead(value)));
        let hidden = self.hidden().map(|(place, id)| {
            (format!("h.{id}"), liquid::ahead(&format!("{{{{{}}}}}", liquid::hidden(place))))
        });
        let own = [("channel", "in-app"), ("locale", &*survey.locale)];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        // Without a reader, two who answer alike in one second would be one.
        let shown_at = (SHOWN_AT.to_owned(), liquid::ahead(liquid::SHOWN_AT));
        let shown_at = Some(shown_at).filter(|_| n_known > 0);
        identity.chain(hidden).chain(own).chain(shown_at).collect()
    }

    fn hidden(&self) -> impl Iterator<Item = (usize, &str)> {
        let fields = self.material.published.definition.hidden().enumerate();
        let given = fields.filter(|(place, _)| self.given.contains(place));
        given.map(|(place, (id, _))| (place, id))
    }

    /// The way out where no script runs: the style sheet shows it after some seconds.
    fn fallback(&self, survey: &Survey) -> Markup {
        let wording = self.material.published.definition.wording(&survey.locale);
        let say = |message| {
            let words = html! { (wording.get(message)) }.into_string();
            PreEscaped(liquid::in_html(&words))
        };
        let mut query = format!("?channel=in-app&locale={}", survey.locale);
        if self.material.names_respondent() {
            query = query + "&user_braze_id=" + liquid::BRAZE_ID;
        }
        if self.material.signs() {
            query = query + "&token=" + liquid::TOKEN;
        }
        for (place, id) in self.hidden() {
            query = query + "&h." + id + "={{" + &liquid::hidden_in_address(place) + "}}";
        }
        html! {
            p.fallback {
                a href={ (self.material.relay) "/s/" (survey.id) (query) } target="_blank" rel="noopener" { (say(Message::OpenPage)) }
                " "
                // An empty address is the host page's own: loading it anew takes the message away.
                a href="" target="_top" { (say(Message::Leave)) }
            }
        }
    }
}

/// A script without indents and without the lines that only comment: each message carries it.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let code = lines
        .filter(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with("/**"));
    code.collect::<Vec<_>>().join("\n")
}
