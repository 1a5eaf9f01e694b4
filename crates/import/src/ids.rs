//! Ids out of names: what can be one is kept, all else is made into one.

use std::collections::HashMap;

use sondage_author::source::{Form, refusal};

use crate::report::quote;

/// The longest id.
const LENGTH: usize = 64;

/// Ids that are taken in one space, each with the number of the last one that was made from it.
#[derive(Debug, Default)]
pub(crate) struct Ids(HashMap<String, u32>);

impl Ids {
    /// With ids that mean something by themselves.
    pub(crate) fn with(taken: &[&str]) -> Self {
        Self(taken.iter().map(|id| ((*id).to_owned(), 1)).collect())
    }

    /// An id that is different from all before: the first of these names that gives one, as it
    /// stands where it can be an id; else one made of `words`; else `spare`.
    pub(crate) fn make(&mut self, names: &[&str], words: &str, spare: &str) -> String {
        let of_name = |name: &&str| if is_id(name) { (*name).to_owned() } else { slug(name, '_') };
        let made = names.iter().map(of_name).chain([slug(words, '_')]);
        let base = made.into_iter().find(|id| is_id(id));
        self.free(&base.unwrap_or_else(|| spare.to_owned()))
    }

    fn free(&mut self, base: &str) -> String {
        let mut n = self.0.get(base).copied().unwrap_or_default();
        let mut id = base.to_owned();
        while n > 0 && self.0.contains_key(&id) {
            n += 1;
            let suffix = format!("_{n}");
            let start: String = base.chars().take(LENGTH - suffix.len()).collect();
            id = start + &suffix;
        }
        self.0.insert(base.to_owned(), n.max(1));
        self.0.entry(id.clone()).or_insert(1);
        id
    }
}

/// Whether a text can be an id.
pub(crate) fn is_id(text: &str) -> bool {
    refusal(text, Form::Id).is_none()
}

/// The id of a survey: its own, or one from its name; without underscores, since it stands in
/// addresses.
pub(crate) fn of_survey(id: &str, name: &str) -> String {
    if refusal(id, Form::Slug).is_none() {
        return id.to_owned();
    }
    [id, name].into_iter().find_map(survey_id).unwrap_or_else(|| "imported".to_owned())
}

/// The id that a survey of this name may have, its letters and digits with hyphens between words: at most
/// 64 characters. None where the name has no Latin letters or digits to begin with.
#[must_use]
pub fn survey_id(name: &str) -> Option<String> {
    Some(slug(&name.replace('_', "-"), '-')).filter(|id| is_id(id))
}

/// The letters and digits of a text in lower case, with `gap` between its words; cut at a word
/// where it is long.
fn slug(text: &str, gap: char) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if slug.len() >= LENGTH - 4 {
            break;
        }
        match letters(c) {
            Some(letters) => slug.push_str(letters),
            None if c.is_ascii_alphanumeric() => slug.push(c),
            None if !slug.is_empty() && !slug.ends_with(gap) => slug.push(gap),
            None => {}
        }
    }
    slug.trim_end_matches(gap).to_owned()
}

/// Latin letters with marks, without them.
fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// What to say of names that became other ids: `"Very good" is very_good`.
pub(crate) fn renamed(pairs: &[(String, String)]) -> Option<String> {
    let changed: Vec<_> = pairs
        .iter()
        .filter(|(name, id)| name != id)
        .map(|(name, id)| format!("{} is {id}", quote(name)))
        .collect();
    (!changed.is_empty()).then(|| changed.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{Ids, of_survey};

    #[test]
    fn what_can_be_an_id_is_kept() {
        let mut ids = Ids::default();
        assert_eq!(ids.make(&["fullName"], "", "q"), "fullName");
        assert_eq!(ids.make(&["a-1_B"], "", "q"), "a-1_B");
        assert_eq!(of_survey("clX0abc", "Title"), "clX0abc");
    }

    #[test]
    fn what_cannot_is_made_into_one() {
        let mut ids = Ids::default();
        assert_eq!(ids.make(&["Très bien, merci !"], "", "q"), "tres_bien_merci");
        assert_eq!(ids.make(&["とても良い"], "", "option"), "option");
        assert_eq!(ids.make(&["", "  "], "", "option"), "option_2");
        assert_eq!(ids.make(&["shoe size"], "Shoes", "q"), "shoe_size");
        assert_eq!(ids.make(&[""], "Which Size?", "q"), "which_size");
        assert_eq!(of_survey("a_b", "Title"), "a-b");
        assert_eq!(of_survey("", "My Title!"), "my-title");
        assert_eq!(of_survey("", "…"), "imported");
        assert!(ids.make(&[], &"long word ".repeat(30), "q").len() <= 64);
    }

    #[test]
    fn no_two_are_the_same() {
        let mut ids = Ids::with(&["other"]);
        let long = "x".repeat(64);
        for name in ["a", "a", "a", "other", &long, &long] {
            ids.make(&[name], "", "q");
        }
        assert_eq!(ids.make(&["a"], "", "q"), "a_4");
        assert_eq!(ids.make(&["other"], "", "q"), "other_3");
        assert_eq!(ids.0.len(), 8 + 1);
    }
}
