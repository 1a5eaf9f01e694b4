//! Links to the survey's page that know who opens them, once Liquid has filled them in.

use sondage_author::definition::{Definition, HiddenFrom};

use super::{Material, liquid};

/// The Liquid before the first of these links.
pub(super) fn prelude(material: Material<'_>, chooses_locale: bool) -> String {
    let definition = &material.published.definition;
    let mut prelude = String::new();
    if material.signs() {
        prelude += &match material.expires {
            Some(time) => liquid::sign_until(definition.id(), time.as_secs()),
            None => liquid::sign(definition.id()),
        };
    }
    for (place, (_, source)) in definition.hidden().enumerate() {
        prelude += &liquid::read_hidden(place, source).unwrap_or_default();
    }
    if chooses_locale && definition.locales().count() > 1 {
        prelude += &liquid::choose_locale(definition);
    }
    prelude
}

/// The survey's page for the respondent, over a channel where it is known; with the locale of the
/// survey that the link stands in, where there are several. The rest of a query can follow.
pub(super) fn link(material: Material<'_>, channel: Option<&str>, locale: Option<&str>) -> String {
    let definition = &material.published.definition;
    let mut query: Vec<String> = Vec::new();
    let mut put = |name: &str, value: &str| query.push(format!("{name}={value}"));
    if material.names_respondent() {
        put("user_braze_id", liquid::BRAZE_ID);
    }
    if material.signs() {
        put("token", liquid::TOKEN);
        if material.expires.is_some() {
            put("expires", "{{sondage_expires}}");
        }
    }
    // More can follow only where there is a query.
    let channel = channel.or((!material.names_respondent()).then_some("link"));
    if let Some(channel) = channel {
        put("channel", channel);
    }
    if let Some(locale) = locale.filter(|_| definition.locales().count() > 1) {
        put("locale", locale);
    }
    for (place, (id, source)) in definition.hidden().enumerate() {
        if *source != HiddenFrom::Given {
            let value = format!("{{{{{}}}}}", liquid::hidden_in_address(place));
            put(&format!("h.{id}"), &value);
        }
    }
    format!("{}/s/{}?{}", material.relay, definition.id(), query.join("&"))
}

/// The places of the hidden fields that Liquid gives.
pub(super) fn given(definition: &Definition) -> Vec<usize> {
    let fields = definition.hidden().enumerate();
    let given = fields.filter(|(_, (_, source))| **source != HiddenFrom::Given);
    given.map(|(place, _)| place).collect()
}
