//! What the relay's own pages say when there is no card to show, in the built-in wording.

use axum::http::HeaderMap;
use sondage_author::definition::Definition;
use sondage_author::locales::{built_in, canonical, wording};
use sondage_survey::text::Message;

use crate::negotiation::{language, languages};

/// The texts of one page in one language.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// The language.
    pub(super) locale: String,
    /// The heading.
    pub(super) title: String,
    /// What it means; empty where the heading says it all.
    pub(super) text: String,
    /// The link's text.
    pub(super) action: String,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// No such survey.
    NotHere,
    /// The answer could not be stored.
    NotSaved,
    /// The page is another survey's, or another person's.
    OutOfDate,
    /// The form is larger than the relay reads, or no form.
    Unreadable,
    /// The survey takes no answers any more.
    Closed,
    /// It takes none yet.
    NotOpen,
    /// The link's time is over.
    Expired,
    /// The survey asks for a signed link, and this one is not.
    NotSigned,
    /// The respondent, or whoever the link was for, has answered.
    Answered,
}

impl Trouble {
    /// What to say in a locale, in the words of a survey, where there is one; in English where there
    /// is no wording in its language.
    pub(super) fn words(self, locale: &str, survey: Option<&Definition>) -> Words {
        let (title, text) = match self {
            Self::NotHere => (Message::PageNotHereTitle, Some(Message::PageNotHere)),
            Self::NotSaved => (Message::PageNotSavedTitle, Some(Message::PageNotSaved)),
            Self::OutOfDate => (Message::PageOutOfDateTitle, Some(Message::PageOutOfDate)),
            Self::Unreadable => (Message::PageUnreadableTitle, Some(Message::PageUnreadable)),
            Self::Closed => (Message::Closed, None),
            Self::NotOpen => (Message::NotOpen, None),
            Self::Expired | Self::NotSigned => {
                (Message::PageExpiredTitle, Some(Message::PageExpired))
            }
            Self::Answered => (Message::PageAnsweredTitle, Some(Message::PageAnswered)),
        };
        Words::new((locale, survey), title, text, Message::PageBeginAgain)
    }

    /// What to say to a client, by its languages.
    pub(super) fn words_for(self, headers: &HeaderMap) -> Words {
        let is_known = |wanted: &String| {
            let wanted = canonical(wanted);
            language(built_in(&wanted)) == language(&wanted)
        };
        self.words(&languages(headers).into_iter().find(is_known).unwrap_or_default(), None)
    }
}

impl Words {
    /// To someone who would rather not begin: their own words back, and the way in again.
    pub(super) fn farewell(locale: &str, survey: &Definition) -> Self {
        Self::new((locale, Some(survey)), Message::Decline, None, Message::Start)
    }

    fn new(
        (locale, survey): (&str, Option<&Definition>),
        title: Message,
        text: Option<Message>,
        action: Message,
    ) -> Self {
        let (wording, locale) = if let Some(survey) = survey {
            (survey.wording(locale), survey.wording_locale(locale))
        } else {
            let locale = built_in(&canonical(locale));
            (wording(locale), locale)
        };
        let say = |message| wording.get(message).to_owned();
        Self {
            locale: locale.to_owned(),
            title: say(title),
            text: text.map(say).unwrap_or_default(),
            action: say(action),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Trouble, Words};
    use axum::http::{HeaderMap, header};
    use sondage_author::locales::wording_tags;

    #[test]
    fn every_trouble_is_told_in_every_language_of_the_wording() {
        for locale in wording_tags() {
            let all = [
                Trouble::NotHere,
                Trouble::NotSaved,
                Trouble::OutOfDate,
                Trouble::Unreadable,
                Trouble::Closed,
                Trouble::NotOpen,
                Trouble::Expired,
                Trouble::NotSigned,
                Trouble::Answered,
            ];
            let told = all.map(|trouble| trouble.words(locale, None));
            for words in &told {
                assert_eq!(words.locale, locale);
                assert!(!words.title.is_empty() && !words.action.is_empty(), "{locale} {words:?}");
            }
            let in_english = all.map(|trouble| trouble.words("en", None));
            let is_same = |(own, english): (&Words, &Words)| own.title == english.title;
            assert_eq!(told.iter().zip(&in_english).any(is_same), locale == "en", "{locale}");
        }
        assert_eq!(Trouble::NotHere.words("tlh", None).locale, "en");
    }

    #[test]
    fn a_client_is_told_in_the_first_of_its_languages_that_there_is_wording_for() {
        for (accepted, expected) in [
            ("tlh, zh-TW;q=0.9, fr;q=0.5", "zh-Hant"),
            ("NO", "nb"),
            ("iw", "he"),
            ("en-AU, fr;q=0.5", "en"),
            ("", "en"),
        ] {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accepted.parse().unwrap())]);
            assert_eq!(Trouble::NotHere.words_for(&headers).locale, expected, "{accepted}");
        }
    }
}
