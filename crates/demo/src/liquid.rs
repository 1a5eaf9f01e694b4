//! Fills a snippet in, as Braze's servers do before a message is delivered.

use liquid::model::Object;
use liquid::{ParserBuilder, object};
use liquid_core::{
    Display_filter, Expression, Filter, FilterParameters, FilterReflection, FromFilterParameters,
    ParseFilter, Runtime, Value, ValueView,
};

use super::catalogues;
use super::people::Person;
use sondage_intake::identity::hmac_sha256_hex;
use sondage_relay::snippet::SECRET_BLOCK;

/// Where a message was aborted: `{% abort_message("why") %}` is a tag of Braze's own.
const ABORTED: &str = "\u{f0002}";

/// The message that this person gets.
///
/// # Errors
/// What the engine says of the template, and that the message was aborted.
pub(super) fn fill(
    snippet: &str,
    person: &Person,
    secret: Option<&str>,
) -> Result<String, liquid::Error> {
    let parser = ParserBuilder::with_stdlib()
        .filter(HmacSha256Hex)
        .filter(catalogues::CatalogItems)
        .filter(catalogues::Join)
        .build()?;
    let mut blocks = Object::new();
    blocks.insert(SECRET_BLOCK.into(), Value::scalar(secret.unwrap_or_default().to_owned()));
    let snippet = catalogues::as_filters(snippet);
    let (template, names) = plain(&snippet);
    let mut globals = object!({
        "braze_id": person.braze_id,
        "language": person.language,
        "most_recent_locale": person.locale,
        "content_blocks": blocks,
    });
    for field in PROFILE {
        globals.entry(field).or_insert(value(person.profile, field));
    }
    // The engine refuses a name that it does not know; Braze renders nothing.
    for kind in KINDS {
        let known = if kind == KINDS[0] { person.attributes } else { &[] };
        let of_kind = names.iter().filter(|(one, _)| *one == kind);
        let values: Object =
            of_kind.map(|(_, name)| ((*name).to_owned().into(), value(known, name))).collect();
        globals.insert(kind.into(), Value::Object(values));
    }
    let message = parser.parse(&with_aborts(&template))?.render(&globals)?;
    if message.contains(ABORTED) {
        return Err(liquid::Error::with_msg("the message was aborted: nobody gets it"));
    }
    Ok(message)
}

/// A mark in the place of each tag that aborts.
fn with_aborts(template: &str) -> String {
    let mut pieces = template.split("{% abort_message(");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text += ABORTED;
        text += piece.split_once("%}").map_or("", |(_, after)| after);
    }
    text
}

/// What has names of customers' own: attributes, and what a message has of its trigger and its Canvas,
/// of which there is nothing here.
const KINDS: [&str; 3] = ["custom_attribute", "event_properties", "context"];

/// The fields of a profile that a survey can ask for.
const PROFILE: [&str; 9] = [
    "first_name",
    "last_name",
    "email_address",
    "phone_number",
    "country",
    "city",
    "gender",
    "date_of_birth",
    "time_zone",
];

fn value(known: &[(&str, &str)], name: &str) -> Value {
    let known = known.iter().find(|(known, _)| *known == name);
    known.map_or(Value::Nil, |(_, text)| Value::scalar((*text).to_owned()))
}

/// Braze writes names as `${name}`, which no Liquid engine reads; within tags they become plain.
/// Says what is named that has names of its customers' own, by its kind.
fn plain(snippet: &str) -> (String, Vec<(&'static str, &str)>) {
    let mut text = String::with_capacity(snippet.len());
    let mut names = Vec::new();
    let mut rest = snippet;
    while let Some(at) = [rest.find("{{"), rest.find("{%")].into_iter().flatten().min() {
        let (before, tag) = rest.split_at(at);
        text += before;
        let (tag, after) = split_tag(tag, &mut names);
        text += &tag;
        rest = after;
    }
    (text + rest, names)
}

/// A tag with plain names, and what comes after it.
fn split_tag<'a>(text: &'a str, names: &mut Vec<(&'static str, &'a str)>) -> (String, &'a str) {
    let close = if text.starts_with("{%") { "%}" } else { "}}" };
    let mut tag = String::new();
    let mut rest = text;
    loop {
        let name = |before: &str| rest.strip_prefix(before)?.split_once('}');
        if let Some((kind, (name, after))) =
            KINDS.iter().find_map(|kind| Some((kind, name(&format!("{kind}.${{"))?)))
        {
            // The name may be any text, spaces among it.
            tag = tag + kind + "[\"" + name + "\"]";
            names.push((kind, name));
            rest = after;
        } else if let Some((name, after)) = name("${") {
            tag += name;
            rest = after;
        } else if let Some(after) = rest.strip_prefix(close) {
            return (tag + close, after);
        } else if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}"))
            && !tag.is_empty()
        {
            // Within a tag Braze takes what is in braces for what it stands for.
            rest = after;
        } else if let Some(c) = rest.chars().next() {
            tag.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        } else {
            return (tag, rest);
        }
    }
}

#[derive(Debug, FilterParameters)]
struct Key {
    #[parameter(description = "The key.", arg_type = "str")]
    key: Expression,
}

#[derive(Clone, ParseFilter, FilterReflection)]
#[filter(
    name = "hmac_sha256_hex",
    description = "The HMAC-SHA256 of a text, in hexadecimal digits.",
    parameters(Key),
    parsed(HmacFilter)
)]
struct HmacSha256Hex;

#[derive(Debug, FromFilterParameters, Display_filter)]
#[name = "hmac_sha256_hex"]
struct HmacFilter {
    #[parameters]
    args: Key,
}

impl Filter for HmacFilter {
    fn evaluate(&self, input: &dyn ValueView, runtime: &dyn Runtime) -> liquid_core::Result<Value> {
        let key = self.args.evaluate(runtime)?.key;
        let hmac = hmac_sha256_hex(key.as_bytes(), input.to_kstr().as_bytes());
        Ok(Value::scalar(hmac))
    }
}

#[cfg(test)]
mod tests {
    use sondage_author::definition::{Definition, Language};

    use super::fill;
    use crate::people::{Person, person};
    use sondage_intake::Millis;
    use sondage_intake::Published;
    use sondage_relay::snippet::in_app;
    use sondage_store::Clock;
    use std::time::Duration;

    fn snippet(survey: &str) -> (Definition, String) {
        let definition = Definition::parse(survey, Language::Toml).unwrap();
        let published = Published::new(definition.clone(), 1, Millis(0));
        let relay = "https://survey.example.com".parse().unwrap();
        (definition, in_app(&published, &relay, false, ""))
    }

    fn survey(own: &str, others: &[&str]) -> String {
        let question =
            "[[questions]]\nid = \"q\"\ntype = \"nps\"\nprompt = \"P\"\n[end]\ntext = \"E\"\n";
        let other = |locale: &&str| format!("[translations.{locale}]\n\"end.text\" = \"F\"\n");
        let others: String = others.iter().map(other).collect();
        format!("id = \"a\"\nname = \"A\"\nlocale = \"{own}\"\n{question}{others}")
    }

    #[test]
    fn nobody_gets_a_message_in_the_quiet_days_after_they_were_asked() {
        let text = survey("en", &[]) + "[showing]\nquiet_days = 7\n";
        let (_, snippet) = snippet(&text);
        let now = Clock::system().now();
        // As Braze's Liquid writes a time.
        let days_ago = |days: u64| {
            let text = now.minus(Duration::from_hours(24 * days)).to_rfc3339();
            format!("{} {} +0000", text.get(..10).unwrap(), text.get(11..19).unwrap())
        };
        for (asked, is_asked) in
            [(String::new(), true), (days_ago(8), true), (days_ago(6), false), (days_ago(0), false)]
        {
            let attributes: &'static [(&str, &str)] =
                Box::leak(Box::new([("survey_last_asked", &*asked.clone().leak())]));
            let person = Person { attributes, ..person(None) };
            assert_eq!(fill(&snippet, &person, None).is_ok(), is_asked, "{asked}");
        }
    }

    #[test]
    fn a_message_is_in_the_locale_that_a_link_would_be_in() {
        for (own, others) in [
            ("en", vec!["zh", "zh-Hant", "pt", "pt-BR", "no", "he", "sr"]),
            ("en-GB", vec!["en", "fr-CA", "zh-TW", "nn"]),
            ("zh-Hant", vec!["zh", "en-US", "id"]),
            ("pt-BR", vec!["es-419", "es"]),
        ] {
            let (definition, snippet) = snippet(&survey(own, &others));
            for (language, locale) in [
                ("zh", "zh_TW"),
                ("zh", "zh-Hant_HK"),
                ("zh", "zh_CN"),
                ("zh", ""),
                ("", "zh_MO"),
                ("zh", "en_US"),
                ("pt", "pt_BR"),
                ("pt", "pt_PT"),
                ("pt", "en_US"),
                ("nb", "nb_NO"),
                ("he", "iw_IL"),
                ("", "in_ID"),
                ("en", "en_GB"),
                ("en", "en_AU"),
                ("es", "es_MX"),
                ("fr", "fr_FR"),
                ("tlh", "fr_FR"),
                ("", ""),
            ] {
                let person = Person { language, locale, ..person(None) };
                let message = fill(&snippet, &person, None).unwrap();
                let (_, after) = message.split_once("<html lang=\"").unwrap();
                let shown = after.split_once('"').unwrap().0;
                let spoken = sondage_relay::negotiation::language(locale);
                let wanted =
                    if language.is_empty() || language == spoken { locale } else { language };
                let expected = definition.locale_for(wanted).unwrap_or(own);
                assert_eq!(shown, expected, "{own} {others:?}: {language} {locale}");
            }
        }
    }
}
