//! How numbers and days are written, by locale.

use sondage_survey::notation::Notation;

use crate::locales::{canonical, language};

/// A row a language, and one for each region where it is otherwise.
const TABLE: &str = include_str!("../notations.tsv");

/// What a regional row has where its language has the same.
const SAME: &str = "=";

/// How a locale writes numbers and days: as its region does, else as its language; `None` for a
/// language that the table does not know.
#[must_use]
pub fn notation(locale: &str) -> Option<Notation> {
    let locale = canonical(locale);
    let base = row(language(&locale))?;
    let own = ways(&locale).find_map(|tag| row(&tag));
    let field = |at: usize| {
        let own = own.as_ref().and_then(|own| own.get(at)).filter(|text| **text != SAME);
        own.or(base.get(at)).copied().unwrap_or_default()
    };
    Some(Notation {
        zero: field(1).chars().next().map_or(u32::from('0'), u32::from),
        decimal: field(2).to_owned(),
        group: field(3).to_owned(),
        minus: field(4).to_owned(),
        pairs: field(5) == "1",
        least: field(6).parse().unwrap_or(1),
        date: field(7).to_owned(),
        months: field(8).split('|').map(str::to_owned).collect(),
    })
}

fn row(tag: &str) -> Option<Vec<&'static str>> {
    let rows = TABLE.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    rows.into_iter().find(|row| row.first().is_some_and(|known| known.eq_ignore_ascii_case(tag)))
}

/// A tag, and then shorter and shorter ones; of a script and a region, the region too.
fn ways(tag: &str) -> impl Iterator<Item = String> {
    let parts: Vec<&str> = tag.split('-').collect();
    let shorter: Vec<_> =
        (1..=parts.len()).rev().filter_map(|n| Some(parts.get(..n)?.join("-"))).collect();
    let region = parts.get(2).map(|region| format!("{}-{region}", language(tag)));
    let (whole, less) = (shorter.clone().into_iter().take(1), shorter.into_iter().skip(1));
    whole.chain(region).chain(less)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::wording_tags;
    use sondage_survey::answer::Decimal;
    use sondage_survey::notation::Typed;

    fn of(locale: &str) -> Notation {
        notation(locale).unwrap_or_else(|| panic!("{locale} has a notation"))
    }

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[track_caller]
    fn assert_typed(locale: &str, decimals: u32, typed: &str, expected: &str) {
        let read = match of(locale).read_number(typed, decimals) {
            Typed::Number(number) => number.to_text(),
            Typed::Unclear(one, other) => format!("{} or {}", one.to_text(), other.to_text()),
            Typed::Nothing => "nothing".to_owned(),
        };
        assert_eq!(read, expected, "{typed:?} in {locale}, with {decimals} decimals");
    }

    #[test]
    fn what_people_type_is_read_as_their_locale_writes_it() {
        for (locale, decimals, typed, number) in [
            ("en", 0, "1,000", "1000"),
            ("en", 2, "1,234.50", "1234.5"),
            ("en", 0, " 1,000,000 ", "1000000"),
            ("en", 0, "1 000", "1000"),
            ("en", 3, "1.234", "1.234"),
            ("en", 2, "1,5", "1.5"),
            ("en-IN", 0, "12,34,567", "1234567"),
            ("en", 2, "1.234,50", "1234.5"),
            ("de", 0, "250.000", "250000"),
            ("de", 2, "1.234,50", "1234.5"),
            ("de", 2, "0.5", "0.5"),
            ("de", 3, "0.500", "0.5"),
            ("de", 3, "1,234", "1.234"),
            ("de-CH", 2, "1’234.50", "1234.5"),
            ("de-CH", 0, "1'234", "1234"),
            ("de-AT", 0, "1\u{a0}234", "1234"),
            ("fr", 2, "1\u{202f}234,5", "1234.5"),
            ("fr", 2, "1 234,5", "1234.5"),
            ("fr", 2, "-12,50", "-12.5"),
            ("sv", 0, "\u{2212}5", "-5"),
            ("fa", 0, "۱۲", "12"),
            ("ar", 0, "١٢", "12"),
            ("ar-EG", 2, "١٬٢٣٤٫٥", "1234.5"),
            ("ar-EG", 3, "1.234", "1.234"),
            ("hi", 0, "१२", "12"),
            ("ar", 0, "٤٢", "42"),
            ("fa", 0, "۴۲", "42"),
            ("hi", 0, "४२", "42"),
            ("ja", 0, "４２", "42"),
            ("ja", 0, "１２", "12"),
            ("ja", 0, "１，２３４", "1234"),
            ("he", 0, "\u{200e}-7", "-7"),
            ("en", 0, "+7", "7"),
            ("en", 1, ".5", "0.5"),
            ("en", 0, "5.", "5"),
            ("en", 0, "007", "7"),
        ] {
            assert_typed(locale, decimals, typed, number);
        }
    }

    #[test]
    fn what_could_be_two_numbers_is_neither() {
        for (locale, decimals, typed, both) in [
            ("en", 0, "250.000", "250000 or 250"),
            ("en", 2, "1.234", "1234 or 1.234"),
            ("de", 0, "1,000", "1000 or 1"),
            ("fr", 0, "250.000", "250000 or 250"),
            ("fr", 3, "-1.234", "-1234 or -1.234"),
            ("de-CH", 0, "1,234", "1234 or 1.234"),
        ] {
            assert_typed(locale, decimals, typed, both);
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for typed in [
            "",
            "-",
            ".",
            "1e3",
            "1.2.3",
            "1 00",
            "12 5",
            "0x1",
            "1.0000001",
            "--1",
            "1-2",
            "NaN",
            "1,23,4",
            "1.234,567.8",
            "1'2",
            "12345678901234",
            "1,234 567.5",
            "5 €",
            "0,123,456",
        ] {
            for locale in ["en", "de", "fr", "ar-EG"] {
                assert_typed(locale, 2, typed, "nothing");
            }
        }
    }

    #[test]
    fn numbers_and_days_are_shown_as_the_locale_writes_them() {
        for (locale, shown, day) in [
            ("en", "3,333.333333", "February 29, 2020"),
            ("en-GB", "3,333.333333", "29 February 2020"),
            ("de", "3.333,333333", "29. Februar 2020"),
            ("de-AT", "3\u{a0}333,333333", "29. Februar 2020"),
            ("fr", "3\u{202f}333,333333", "29 février 2020"),
            ("es", "3333,333333", "29 de febrero de 2020"),
            ("ar-EG", "٣٬٣٣٣٫٣٣٣٣٣٣", "٢٩ فبراير ٢٠٢٠"),
            ("ja", "3,333.333333", "2020年2月29日"),
            ("zh-Hant-TW", "3,333.333333", "2020年2月29日"),
            ("nn-NO", "3\u{a0}333,333333", "29. februar 2020"),
        ] {
            assert_eq!(of(locale).number(number("3333.333333")), shown, "{locale}");
            assert_eq!(of(locale).day("2020-02-29"), day, "{locale}");
        }
        assert_eq!(of("en-IN").number(number("-1234567.5")), "-12,34,567.5");
        assert_eq!(of("es").number(number("12345")), "12.345");
        assert_eq!(of("en").day("14:30"), "14:30");
        assert_eq!(of("en").day("2020-13-01"), "2020-13-01");
        assert_eq!(notation("tlh"), None);
    }

    #[test]
    fn a_number_that_is_put_into_a_field_is_read_back_as_it_was() {
        let numbers = ["0", "7", "-7", "1000", "-1234567", "0.5", "1.234", "-1234.567891", "0.001"];
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let tag = line.split('\t').next().unwrap();
            let notation = of(tag);
            for text in numbers {
                let number = number(text);
                let typed = notation.typed(number);
                let decimals = number.decimals();
                assert_eq!(
                    notation.read_number(&typed, decimals),
                    Typed::Number(number),
                    "{tag}: {typed}"
                );
                // What is shown is read as well, where its decimals do not look like thousands.
                let shown = notation.number(number);
                let read = notation.read_number(&shown, decimals.max(3));
                assert_eq!(read, Typed::Number(number), "{tag}: {shown}");
            }
            assert_eq!(notation.months.len(), 12, "{tag}");
            for gap in ["{d}", "{m}", "{y}"] {
                assert_eq!(notation.date.matches(gap).count(), 1, "{tag}: {}", notation.date);
            }
        }
    }

    #[test]
    fn every_locale_with_wording_has_a_notation() {
        for tag in wording_tags() {
            of(tag);
        }
    }
}
