//! The countries, by their ISO 3166-1 codes, with their names in each locale in its own order.
//!
//! The names are those of Unicode's Common Locale Data Repository; see `countries/NOTICE`.

use maud::{Markup, html};

use super::Field;
use crate::locales::built_in;
use sondage_survey::answer::Decimal;
use sondage_survey::ask::Item;

/// A line a country: the code, a tab, the name.
const FILES: &[(&str, &str)] = &[
    ("en", include_str!("../../countries/en.tsv")),
    ("ar", include_str!("../../countries/ar.tsv")),
    ("bg", include_str!("../../countries/bg.tsv")),
    ("ca", include_str!("../../countries/ca.tsv")),
    ("cs", include_str!("../../countries/cs.tsv")),
    ("da", include_str!("../../countries/da.tsv")),
    ("de", include_str!("../../countries/de.tsv")),
    ("el", include_str!("../../countries/el.tsv")),
    ("es", include_str!("../../countries/es.tsv")),
    ("fa", include_str!("../../countries/fa.tsv")),
    ("fi", include_str!("../../countries/fi.tsv")),
    ("fr", include_str!("../../countries/fr.tsv")),
    ("he", include_str!("../../countries/he.tsv")),
    ("hi", include_str!("../../countries/hi.tsv")),
    ("hu", include_str!("../../countries/hu.tsv")),
    ("id", include_str!("../../countries/id.tsv")),
    ("it", include_str!("../../countries/it.tsv")),
    ("ja", include_str!("../../countries/ja.tsv")),
    ("ko", include_str!("../../countries/ko.tsv")),
    ("nb", include_str!("../../countries/nb.tsv")),
    ("nl", include_str!("../../countries/nl.tsv")),
    ("pl", include_str!("../../countries/pl.tsv")),
    ("pt", include_str!("../../countries/pt.tsv")),
    ("ro", include_str!("../../countries/ro.tsv")),
    ("ru", include_str!("../../countries/ru.tsv")),
    ("sv", include_str!("../../countries/sv.tsv")),
    ("th", include_str!("../../countries/th.tsv")),
    ("tr", include_str!("../../countries/tr.tsv")),
    ("uk", include_str!("../../countries/uk.tsv")),
    ("vi", include_str!("../../countries/vi.tsv")),
    ("zh", include_str!("../../countries/zh.tsv")),
    ("zh-Hant", include_str!("../../countries/zh-Hant.tsv")),
];

fn lines(locale: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let tag = built_in(locale);
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

    #[test]
    fn every_locale_names_the_same_countries_each_by_one_name() {
        let codes = |locale| {
            let mut codes: Vec<_> = lines(locale).map(|(code, _)| code).collect();
            codes.sort_unstable();
            codes
        };
        for (tag, _) in FILES {
            assert_eq!(codes(tag), codes("en"), "{tag}");
            assert!(codes(tag).len() > 240);
            assert!(
                lines(tag).all(|(code, name)| code.len() == 2 && !name.is_empty() && name != code),
                "{tag}"
            );
        }
    }
}
