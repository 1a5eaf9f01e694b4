//! The Liquid of a snippet, and how everything else is kept from being taken for it.
//!
//! Braze reads Liquid anywhere in the pasted text, scripts and styles included.
//! It allows no filter inside a condition, and `capture` keeps white space.

use std::fmt::Write as _;
use std::time::Duration;

use sondage_author::definition::{CatalogItem, Definition, HiddenFrom};

use sondage_author::locales::{OTHER_NAMES, canonical};

use crate::negotiation::language;
use crate::outbox::asked::LAST_ASKED;

/// The name of the Content Block that holds the signing secret in Braze.
pub const SECRET_BLOCK: &str = "sondage_signing_secret";

/// The respondent's id.
pub(super) const BRAZE_ID: &str = "{{${braze_id}}}";
/// The respondent's token, after [`sign`].
pub(super) const TOKEN: &str = "{{sondage_token}}";

/// The respondent's locale, after [`choose_locale`].
pub(super) const LOCALE: &str = "{{sondage_locale}}";

/// Whether a text has anything in it that a Liquid engine may take for its own.
#[must_use]
pub fn has_liquid(text: &str) -> bool {
    ["{{", "}}", "{%", "%}"].iter().any(|mark| text.contains(mark))
}

/// HTML in which no brace is left: entities say the same to a browser and nothing to Liquid.
pub(super) fn in_html(html: &str) -> String {
    html.replace('{', "&#123;").replace('}', "&#125;")
}

/// A style sheet or script in which braces stand apart. Minified style sheets are full of `}}`;
/// between two braces, or a brace and a percent sign, space means nothing there.
pub(super) fn in_code(code: &str) -> String {
    let mut apart = String::with_capacity(code.len());
    let mut before = ' ';
    for c in code.chars() {
        if matches!((before, c), ('{', '{' | '%') | ('}' | '%', '}')) {
            apart.push(' ');
        }
        apart.push(c);
        before = c;
    }
    apart
}

/// Sends no message to somebody who was asked in the last so many days, as their profile says.
pub(super) fn keep_quiet(days: u32) -> String {
    let seconds = u64::from(days) * 24 * 60 * 60;
    format!(
        "{{% capture sondage_asked %}}{{{{custom_attribute.${{{LAST_ASKED}}}}}}}{{% endcapture %}}\
         {{% assign sondage_asked = sondage_asked | strip %}}\
         {{% if sondage_asked != \"\" %}}\
         {{% assign sondage_quiet_until = sondage_asked | date: \"%s\" | plus: {seconds} %}}\
         {{% assign sondage_now = \"now\" | date: \"%s\" | plus: 0 %}}\
         {{% if sondage_now < sondage_quiet_until %}}\
         {{% abort_message(\"asked by a survey in the last {days} days\") %}}\
         {{% endif %}}{{% endif %}}\n"
    )
}

/// Makes the token under the text of the Content Block: see `sondage_intake::identity`.
pub(super) fn sign(survey: &str) -> String {
    format!(
        "{{% capture sondage_secret %}}{{{{content_blocks.${{{SECRET_BLOCK}}}}}}}{{% endcapture %}}\
         {{% assign sondage_secret = sondage_secret | strip %}}\
         {{% capture sondage_signed %}}v2:{survey}:never:braze_id:{BRAZE_ID}{{% endcapture %}}\
         {{% assign sondage_token = sondage_signed | strip | hmac_sha256_hex: sondage_secret | prepend: \"v2.\" %}}\n"
    )
}

/// Makes a token that holds for so many seconds from now on, and `sondage_expires`, until when.
pub(super) fn sign_until(survey: &str, seconds: u64) -> String {
    format!(
        "{{% capture sondage_secret %}}{{{{content_blocks.${{{SECRET_BLOCK}}}}}}}{{% endcapture %}}\
         {{% assign sondage_secret = sondage_secret | strip %}}\
         {{% assign sondage_expires = \"now\" | date: \"%s\" | plus: {seconds} %}}\
         {{% capture sondage_signed %}}v2:{survey}:{{{{sondage_expires}}}}:braze_id:{BRAZE_ID}{{% endcapture %}}\
         {{% assign sondage_token = sondage_signed | strip | hmac_sha256_hex: sondage_secret | prepend: \"v2.\" %}}\n"
    )
}

/// Makes a token that says by itself until when it holds, where that is not for ever.
pub(super) fn sign_in_one(survey: &str, expires: Option<Duration>) -> String {
    let Some(time) = expires else { return sign(survey) };
    let joined =
        "{% assign sondage_token = sondage_token | prepend: \".\" | prepend: sondage_expires %}\n";
    sign_until(survey, time.as_secs()) + joined
}

/// Reads a hidden field into a variable, as text of an attribute or an element, and into another
/// as part of an address; nothing for one that only a link or a page gives.
///
/// Liquid escapes nothing by itself, and a profile may hold anything. The relay takes no more than
/// so many characters of a field.
pub(super) fn read_hidden(place: usize, source: &HiddenFrom) -> Option<String> {
    let value = value_of(source)?;
    let (text, part) = (hidden(place), hidden_in_address(place));
    Some(format!(
        "{{% capture {text} %}}{value}{{% endcapture %}}\
         {{% assign {text} = {text} | strip | slice: 0, 255 %}}\
         {{% assign {part} = {text} | url_encode %}}\
         {{% assign {text} = {text} | escape %}}\n"
    ))
}

/// The Liquid that a hidden field is rendered by.
fn value_of(source: &HiddenFrom) -> Option<String> {
    let name = match source {
        HiddenFrom::Given => return None,
        HiddenFrom::Attribute(name) => format!("custom_attribute.${{{name}}}"),
        HiddenFrom::Profile(field) => format!("${{{field}}}"),
        HiddenFrom::Event(name) => format!("event_properties.${{{name}}}"),
        HiddenFrom::Context(name) => format!("context.${{{name}}}"),
        HiddenFrom::Catalog { catalog, item, field } => return in_catalog(catalog, item, field),
    };
    Some(format!("{{{{{name}}}}}"))
}

/// A field of a catalogue's item; of one that is not there Braze gives nothing.
///
/// An id may come from an event that anybody logged, so none can bring a further argument of the
/// tag: an id has no characters that its encoding would change. Where it is a list, as a wish list
/// is, `join` and `split` lead to its first, and leave a text as it is.
fn in_catalog(catalog: &str, item: &CatalogItem, field: &str) -> Option<String> {
    Some(match item {
        CatalogItem::Id(id) => {
            format!("{{% catalog_items {catalog} {id} %}}{{{{items[0].{field}}}}}")
        }
        CatalogItem::From(source) => {
            let id = value_of(source)?;
            format!(
                "{{% assign sondage_item = {id} | join: \",\" | split: \",\" | first | strip | url_encode %}}\
                 {{% if sondage_item != \"\" %}}\
                 {{% catalog_items {catalog} {{{{sondage_item}}}} %}}{{{{items[0].{field}}}}}\
                 {{% endif %}}"
            )
        }
    })
}

/// The variable of a hidden field as text.
pub(super) fn hidden(place: usize) -> String {
    format!("sondage_hidden_{place}")
}

/// The same as part of an address.
pub(super) fn hidden_in_address(place: usize) -> String {
    format!("sondage_hidden_{place}_in_address")
}

/// Around the numbers of what is filled in later. No text of a survey holds these characters.
const MARK: [char; 2] = ['\u{f0000}', '\u{f0001}'];

/// Where a hidden field is recalled, with the markup that stands there without it.
pub(super) fn mark(place: usize, fallback: &str) -> String {
    let [open, close] = MARK;
    format!("{open}{place}{close}{fallback}{open}/{place}{close}")
}

/// When a message is made for its reader, in Unix seconds.
pub(super) const SHOWN_AT: &str = "{{sondage_shown_at}}";

/// Reads the clock for it.
pub(super) const READ_CLOCK: &str = "{% assign sondage_shown_at = \"now\" | date: \"%s\" %}\n";

/// Liquid for markup whose braces are yet to be made harmless.
pub(super) fn ahead(liquid: &str) -> String {
    let [open, close] = MARK;
    liquid.replace('{', &open.to_string()).replace('}', &close.to_string())
}

/// What stands before and after what is there instead of a hidden field of this name that is empty.
pub(super) fn around_recall(name: &str) -> (String, String) {
    let begin = format!("{{% if {name} == \"\" %}}");
    let end = format!("{{% else %}}<bdi>{{{{{name}}}}}</bdi>{{% endif %}}");
    (begin, end)
}

/// Markup with Liquid in the place of its marks, for these hidden fields, and of what was put
/// [ahead] of it.
pub(super) fn fill_in(html: &str, given: &[usize]) -> String {
    let [open, close] = MARK;
    let html = given.iter().fold(html.to_owned(), |html, place| {
        let (begin, end) = around_recall(&hidden(*place));
        html.replace(&format!("{open}{place}{close}"), &begin)
            .replace(&format!("{open}/{place}{close}"), &end)
    });
    html.replace(open, "{").replace(close, "}")
}

/// Chooses the survey's locale, into `sondage_locale`, as [`closest`] does: by the language on the
/// profile, and by the locale of the last device where that says more about the same language.
/// Braze knows languages without regions or scripts, so `zh` and `pt` alone do not tell enough.
pub(super) fn choose_locale(definition: &Definition) -> String {
    let mut liquid = String::from(
        "{% capture sondage_wanted %}{{${language}}}{% endcapture %}\n\
         {% capture sondage_recent %}{{${most_recent_locale}}}{% endcapture %}\n\
         {% assign sondage_wanted = sondage_wanted | strip | downcase | replace: \"_\", \"-\" %}\
         {% assign sondage_recent = sondage_recent | strip | downcase | replace: \"_\", \"-\" %}\
         {% assign sondage_language = sondage_recent | split: \"-\" | first %}\
         {% if sondage_wanted == \"\" or sondage_wanted == sondage_language %}\
         {% assign sondage_wanted = sondage_recent %}{% endif %}\
         {% assign sondage_language = sondage_wanted | split: \"-\" | first %}",
    );
    // Writing to a string cannot fail.
    let _ = write!(liquid, "{{% assign sondage_locale = \"{}\" %}}", definition.locale());
    let exact: String = definition
        .locales()
        .skip(1)
        .map(|locale| when(&locale.to_ascii_lowercase(), locale))
        .collect();
    for (variable, arms) in
        [("sondage_language", by_language(definition)), ("sondage_wanted", exact)]
    {
        if !arms.is_empty() {
            let _ = write!(liquid, "{{% case {variable} %}}{arms}{{% endcase %}}");
        }
    }
    liquid + "\n"
}

/// The locale for each language that the survey has, whatever the region.
fn by_language(definition: &Definition) -> String {
    let mut languages: Vec<String> = Vec::new();
    let mut arms = String::new();
    for locale in definition.locales() {
        let spoken = language(&canonical(locale)).to_owned();
        if languages.contains(&spoken) {
            continue;
        }
        for name in names(&spoken) {
            // No region of this name exists: only the language counts.
            let any = definition.locale_for(&format!("{name}-zz")).unwrap_or(definition.locale());
            let inner = assign(any);
            let arm = match definition.locale_for(&format!("{name}-Hant")) {
                Some(traditional) if name == "zh" && traditional != any => {
                    let is_traditional = TRADITIONAL
                        .map(|part| format!("sondage_wanted contains \"{part}\""))
                        .join(" or ");
                    format!(
                        "{{% if {is_traditional} %}}{}{{% else %}}{inner}{{% endif %}}",
                        assign(traditional)
                    )
                }
                // It is chosen already.
                _ if any == definition.locale() => continue,
                _ => inner,
            };
            let _ = write!(arms, "{{% when \"{name}\" %}}{arm}");
        }
        languages.push(spoken);
    }
    arms
}

/// What says in a tag that Chinese is written in traditional characters.
const TRADITIONAL: [&str; 4] = ["-hant", "-tw", "-hk", "-mo"];

/// All names of a language.
fn names(spoken: &str) -> impl Iterator<Item = &str> {
    let others = OTHER_NAMES.iter().filter(move |(_, usual)| *usual == spoken);
    std::iter::once(spoken).chain(others.map(|(other, _)| *other))
}

fn assign(locale: &str) -> String {
    format!("{{% assign sondage_locale = \"{locale}\" %}}")
}

fn when(value: &str, locale: &str) -> String {
    format!("{{% when \"{value}\" %}}{}", assign(locale))
}

/// One of several texts, by `sondage_locale`; the first is for whatever is left.
pub(super) fn by_locale(texts: &[(&str, String)]) -> String {
    let Some(((_, own), translated)) = texts.split_first() else { return String::new() };
    if translated.is_empty() {
        return own.clone();
    }
    let arms: Vec<String> = translated
        .iter()
        .map(|(locale, text)| format!("{{% when \"{locale}\" %}}{text}"))
        .collect();
    let arms = arms.concat();
    format!("{{% case sondage_locale %}}{arms}{{% else %}}{own}{{% endcase %}}")
}

#[cfg(test)]
mod tests {
    use super::{has_liquid, in_code, in_html};

    #[test]
    fn no_pair_of_braces_survives_in_html_or_code() {
        for text in ["{{x}}", "{%x%}", "a{b{c:100%}}", "{{{%}}}", "%}}"] {
            assert!(!has_liquid(&in_html(text)), "{text}");
            assert!(!has_liquid(&in_code(text)), "{text}");
        }
        assert_eq!(in_code("@media x{a{width:100%}}"), "@media x{a{width:100% } }");
    }
}
