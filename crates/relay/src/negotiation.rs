//! What a client would rather have: encodings and languages, with their weights (RFC 9110, 12.4).

use axum::http::{HeaderMap, HeaderName, header};
use headers::{ETag, HeaderMapExt as _, IfNoneMatch};
use sondage_author::definition::Definition;

/// A form in which a file can travel, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// The value of `Content-Encoding`; none for a file as it is.
    #[must_use]
    pub fn header(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// The encodings that the client takes, in the order in which it should get them. The file as
/// it is comes last and always, also for a client that refuses it: an answer is better than none.
pub fn encodings(headers: &HeaderMap) -> impl Iterator<Item = Encoding> + use<> {
    let accepted = text(headers, &header::ACCEPT_ENCODING);
    let weights = weighted(&accepted);
    let weight = |names: &[&str]| {
        let named =
            |name: &&str| weights.iter().find(|(accepted, _)| accepted.eq_ignore_ascii_case(name));
        names.iter().find_map(named).map_or(0, |(_, weight)| *weight)
    };
    let mut compressed = [
        (Encoding::Brotli, weight(&["br", "*"])),
        (Encoding::Gzip, weight(&["gzip", "x-gzip", "*"])),
    ];
    compressed.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let taken =
        compressed.into_iter().filter(|(_, weight)| *weight > 0).map(|(encoding, _)| encoding);
    taken.chain([Encoding::Identity])
}

/// The survey's locale for a client: the one asked for by name, else the first of
/// `Accept-Language` that the survey has, else the survey's own.
#[must_use]
pub fn locale<'a>(definition: &'a Definition, named: Option<&str>, headers: &HeaderMap) -> &'a str {
    let named = named.filter(|locale| !locale.is_empty()).map(str::to_owned);
    named
        .into_iter()
        .chain(languages(headers))
        .find_map(|wanted| definition.locale_for(&wanted))
        .unwrap_or(definition.locale())
}

/// The languages that the client reads, the best first.
#[must_use]
pub fn languages(headers: &HeaderMap) -> Vec<String> {
    let accepted = text(headers, &header::ACCEPT_LANGUAGE);
    let mut wanted = weighted(&accepted);
    wanted.retain(|(_, weight)| *weight > 0);
    wanted.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(locale, _)| locale.to_owned()).collect()
}

/// The language of a locale: `pt` of `pt-BR`.
#[must_use]
pub fn language(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or(locale)
}

/// Whether the client has this already, going by `If-None-Match`.
#[must_use]
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.typed_get::<IfNoneMatch>();
    let etag = etag.parse::<ETag>().ok();
    known.zip(etag).is_some_and(|(known, etag)| !known.precondition_passes(&etag))
}

/// A header's values as one list.
fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect::<Vec<_>>()
        .join(",")
}

/// The entries of a list with their weights in thousandths.
fn weighted(list: &str) -> Vec<(&str, u16)> {
    let entry = |entry: &'_ str| -> (usize, u16) {
        let weight =
            entry.split(';').skip(1).find_map(|parameter| parameter.trim().strip_prefix("q="));
        (entry.split(';').next().map_or(0, str::len), weight.map_or(1_000, thousandths))
    };
    list.split(',')
        .map(|text| (text, entry(text)))
        .filter_map(|(text, (length, weight))| Some((text.get(..length)?.trim(), weight)))
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

fn thousandths(weight: &str) -> u16 {
    let weight: f32 = weight.trim().parse().unwrap_or(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=1000 before"
    )]
    let thousandths = (weight.clamp(0.0, 1.0) * 1_000.0).round() as u16;
    thousandths
}

#[cfg(test)]
mod tests {
    use super::{Encoding, encodings, is_known, locale};
    use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
    use sondage_author::definition::{Definition, Language};

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn the_smallest_accepted_form_comes_first_unless_the_client_prefers_another() {
        use Encoding::{Brotli, Gzip, Identity};
        for (accepted, expected) in [
            ("", vec![Identity]),
            ("gzip, deflate, br, zstd", vec![Brotli, Gzip, Identity]),
            ("gzip;q=1, br;q=0.5", vec![Gzip, Brotli, Identity]),
            ("br;q=0, gzip", vec![Gzip, Identity]),
            ("*", vec![Brotli, Gzip, Identity]),
            ("*, br;q=0", vec![Gzip, Identity]),
            ("identity;q=0, br ; q=0.001", vec![Brotli, Identity]),
            ("br;q=nonsense", vec![Identity]),
        ] {
            let found: Vec<_> = encodings(&headers(header::ACCEPT_ENCODING, accepted)).collect();
            assert_eq!(found, expected, "{accepted}");
        }
    }

    #[test]
    fn the_locale_is_the_one_named_then_the_best_accepted_then_the_surveys_own() {
        let survey = "id = \"a\"\nname = \"A\"\nlocale = \"en\"\n[[questions]]\nid = \"q\"\ntype = \"nps\"\n\
                      prompt = \"P\"\n[end]\ntext = \"E\"\n[translations.fr]\n\"end.text\" = \"F\"\n\
                      [translations.pt-BR]\n\"end.text\" = \"F\"\n";
        let definition = Definition::parse(survey, Language::Toml).unwrap();
        for (named, accepted, expected) in [
            (None, "", "en"),
            (None, "de, fr-CA;q=0.8, en;q=0.5", "fr"),
            (None, "fr;q=0.3, en;q=0.5", "en"),
            (None, "fr;q=0", "en"),
            (Some("pt_PT"), "fr", "pt-BR"),
            (Some("ja"), "fr", "fr"),
            (Some(""), "fr", "fr"),
        ] {
            let headers = headers(header::ACCEPT_LANGUAGE, accepted);
            assert_eq!(locale(&definition, named, &headers), expected, "{named:?} {accepted}");
        }
    }

    #[test]
    fn a_script_and_a_language_under_another_name_find_their_locale() {
        let end = |locale: &str| format!("[translations.{locale}]\n\"end.text\" = \"F\"\n");
        let survey = |locales: &[&str]| {
            let survey = "id = \"a\"\nname = \"A\"\nlocale = \"en\"\n[[questions]]\nid = \"q\"\n\
                          type = \"nps\"\nprompt = \"P\"\n[end]\ntext = \"E\"\n";
            let text = [survey.to_owned(), locales.iter().map(|locale| end(locale)).collect()];
            Definition::parse(&text.concat(), Language::Toml).unwrap()
        };
        let chinese = survey(&["zh", "zh-Hant", "no", "he"]);
        for (wanted, expected) in [
            ("zh_TW", Some("zh-Hant")),
            ("zh-Hant-HK", Some("zh-Hant")),
            ("ZH-hant", Some("zh-Hant")),
            ("zh-CN", Some("zh")),
            ("zh", Some("zh")),
            ("nb", Some("no")),
            ("nn-NO", Some("no")),
            ("iw_IL", Some("he")),
            ("en-GB", Some("en")),
            ("tlh", None),
            ("", None),
        ] {
            assert_eq!(chinese.locale_for(wanted), expected, "{wanted}");
        }
        assert_eq!(survey(&["zh-TW"]).locale_for("zh-CN"), Some("zh-TW"), "better than English");
    }

    #[test]
    fn a_tag_is_known_in_any_form_that_a_cache_may_send() {
        for (sent, is_match) in [
            ("W/\"abc\"", true),
            ("\"abc\"", true),
            ("\"x\", W/\"abc\"", true),
            ("*", true),
            ("\"ab\"", false),
            ("", false),
        ] {
            assert_eq!(
                is_known(&headers(header::IF_NONE_MATCH, sent), "W/\"abc\""),
                is_match,
                "{sent}"
            );
        }
    }
}
