//! The countries, by their ISO 3166-1 codes, with their names in each locale in its own order.
//!
//! The names are those of Unicode's Common Locale Data Repository; see `countries/NOTICE`.

use maud::{Markup, html};

use super::Field;
use crate::locales::built_in;
use sondage_survey::answer::Decimal;
use sondage_survey::ask::Item;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => {
        &[$(($tag, include_str!(concat!("../../countries/", $tag, ".tsv")))),+]
    };
}

/// A line a country: the code, a tab, the name.
const FILES: &[(&str, &str)] = files![
    "en", "ar", "bg", "ca", "cs", "cy", "da", "de", "el", "es", "et", "eu", "fa", "fi", "fil",
    "fr", "he", "hi", "hr", "hu", "id", "is", "it", "ja", "ka", "kk", "ko", "lt", "lv", "mk", "ms",
    "my", "nb", "nl", "nl-BE", "pl", "pt", "pt-PT", "ro", "ru", "sk", "sl", "sr", "sr-Latn", "sv",
    "sw", "te", "tg", "th", "tr", "uk", "ur", "vi", "zh", "zh-Hant",
];

/// Haitian Creole has no names there; its readers know the French ones.
const STAND_INS: &[(&str, &str)] = &[("ht", "fr")];

fn lines(locale: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let tag = built_in(locale);
    let tag = STAND_INS.iter().find(|(of, _)| *of == tag).map_or(tag, |(_, other)| *other);
    let file = FILES.iter().find(|(known, _)| *known == tag).or(FILES.first());
    file.map_or("", |(_, file)| file).lines().filter_map(|line| line.split_once('\t'))
}

/// The countries as options.
pub(super) fn items(locale: &str) -> Vec<Item> {
    let item = |(code, name): (&str, &str)| Item {
        id: code.to_owned(),
        label: name.to_owned(),
        score: Decimal::ZERO,
        exclusive: false,
        fixed: false,
        comment: false,
        show_if: None,
    };
    lines(locale).map(item).collect()
}

/// The countries as entries of a list that opens.
pub(super) fn entries(field: &Field<'_>) -> Markup {
    let name = field.name();
    html! {
        @for item in field.items() {
            option value=(item.id) data-slot=(field.slots().mark("selected", &name, &item.id)) { (item.label) }
        }
    }
}

/// The same for a field among others.
pub(super) fn entries_of(field: &Field<'_>, name: &str) -> Markup {
    html! {
        @for (code, label) in lines(field.pen.locale()) {
            option value=(code) data-slot=(field.slots().mark("selected", name, code)) { (label) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::wording_tags;

    #[test]
    fn every_locale_names_the_same_countries_each_by_one_name() {
        let codes = |locale| {
            let mut codes: Vec<_> = lines(locale).map(|(code, _)| code).collect();
            codes.sort_unstable();
            codes
        };
        for tag in wording_tags() {
            let is_own = lines(tag).ne(lines("en"));
            assert!(is_own || tag == "en", "{tag} has the English names");
            assert_eq!(codes(tag), codes("en"), "{tag}");
            assert!(codes(tag).len() > 240);
            assert!(
                lines(tag).all(|(code, name)| code.len() == 2 && !name.is_empty() && name != code),
                "{tag}"
            );
        }
    }
}
