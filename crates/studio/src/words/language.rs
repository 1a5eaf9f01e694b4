//! The languages of the pages.

/// A language that the pages can speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, where nothing else is asked for.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::French];

    /// Its code, as pages and settings have it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    /// The language of a code, like `fr` or `fr-CA`.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The language that somebody wants most, of those that there are: the text is that of the header
    /// `Accept-Language`.
    #[must_use]
    pub fn wanted(accept_language: &str) -> Self {
        let mut best = (0, Self::default());
        for range in accept_language.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let Some(language) = parts.next().and_then(Self::of_code) else { continue };
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1_000, thousandths);
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// A weight from 0 to 1 as an integer; 0 where it is none.
fn thousandths(weight: &str) -> u16 {
    let weight: f32 = weight.parse().unwrap_or_default();
    if !(0.0..=1.0).contains(&weight) {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is 0 to 1000")]
    let thousandths = (weight * 1_000.0).round() as u16;
    thousandths
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, French};

    #[test]
    fn the_language_is_the_one_that_is_wanted_most_of_those_that_there_are() {
        for (header, expected) in [
            ("", English),
            ("fr", French),
            ("fr-CA,fr;q=0.9,en;q=0.8", French),
            ("de, en;q=0.5, fr;q=0.7", French),
            ("en-GB,fr;q=0.9", English),
            ("fr;q=0, en;q=0.1", English),
            ("fr;q=NaN", English),
            ("*", English),
        ] {
            assert_eq!(Language::wanted(header), expected, "{header}");
        }
    }
}
