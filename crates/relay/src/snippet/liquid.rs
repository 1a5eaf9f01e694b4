//! The Liquid of a snippet, and how everything else is kept from being taken for it.
//!
//! Braze reads Liquid anywhere in the pasted text, scripts and styles included.
//! It allows no filter inside a condition, and `capture` keeps white space.

use std::fmt::Write as _;

use sondage_survey::definition::Definition;

use crate::negotiation::language;

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

/// Makes the token: the HMAC of `{survey id}.{braze_id}` under the text of the Content Block.
pub(super) fn sign(survey: &str) -> String {
    format!(
        "{{% capture sondage_secret %}}{{{{content_blocks.${{{SECRET_BLOCK}}}}}}}{{% endcapture %}}\
         {{% assign sondage_secret = sondage_secret | strip %}}\
         {{% capture sondage_signed %}}{survey}.{BRAZE_ID}{{% endcapture %}}\
         {{% assign sondage_token = sondage_signed | strip | hmac_sha256_hex: sondage_secret %}}\n"
    )
}

/// Chooses the survey's locale by the language on the profile, into `sondage_locale`: the exact
/// locale, else one of the same language, else the survey's own.
pub(super) fn choose_locale(definition: &Definition) -> String {
    let mut liquid = String::from(
        "{% capture sondage_wanted %}{{${language}}}{% endcapture %}\
         {% assign sondage_wanted = sondage_wanted | strip | downcase | replace: \"_\", \"-\" %}\
         {% assign sondage_language = sondage_wanted | split: \"-\" | first %}",
    );
    // Writing to a string cannot fail.
    let _ = write!(liquid, "{{% assign sondage_locale = \"{}\" %}}", definition.locale());
    let mut languages: Vec<&str> = vec![language(definition.locale())];
    let mut related = String::new();
    let mut exact = String::new();
    for locale in definition.locales().skip(1) {
        if !languages.contains(&language(locale)) {
            languages.push(language(locale));
            related += &when(&language(locale).to_ascii_lowercase(), locale);
        }
        exact += &when(&locale.to_ascii_lowercase(), locale);
    }
    for (variable, arms) in [("sondage_language", related), ("sondage_wanted", exact)] {
        if !arms.is_empty() {
            let _ = write!(liquid, "{{% case {variable} %}}{arms}{{% endcase %}}");
        }
    }
    liquid + "\n"
}

fn when(value: &str, locale: &str) -> String {
    format!("{{% when \"{value}\" %}}{{% assign sondage_locale = \"{locale}\" %}}")
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
