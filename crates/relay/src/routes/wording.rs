//! What the relay's own pages say when there is no card to show, in the languages of the built-in wording.

use axum::http::HeaderMap;

use crate::negotiation::{self, language};

/// The texts of one page in one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// The language.
    pub(super) locale: &'static str,
    /// The heading.
    pub(super) title: &'static str,
    /// What it means.
    pub(super) text: &'static str,
    /// The link's text.
    pub(super) action: &'static str,
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
}

/// A heading and a text for each trouble in the order of [`Trouble`], then the link's text.
type Table = [&'static str; 9];

const LANGUAGES: &[(&str, Table)] = &[
    (
        "en",
        [
            "This survey is not here",
            "The address may be mistyped, or the survey is over. Thank you for wanting to answer.",
            "Your answer could not be saved",
            "Please try again in a moment.",
            "This page is out of date",
            "Please begin the survey again.",
            "Your answer could not be read",
            "Please go back and make it shorter.",
            "Begin again",
        ],
    ),
    (
        "fr",
        [
            "Ce questionnaire n’est pas ici",
            "L’adresse est peut-être erronée, ou le questionnaire est terminé. Merci d’avoir voulu répondre.",
            "Votre réponse n’a pas pu être enregistrée",
            "Veuillez réessayer dans un instant.",
            "Cette page n’est plus à jour",
            "Veuillez recommencer le questionnaire.",
            "Votre réponse n’a pas pu être lue",
            "Veuillez revenir en arrière et la raccourcir.",
            "Recommencer",
        ],
    ),
    (
        "de",
        [
            "Diese Umfrage ist nicht hier",
            "Vielleicht ist die Adresse vertippt, oder die Umfrage ist vorbei. Danke, dass Sie antworten wollten.",
            "Ihre Antwort konnte nicht gespeichert werden",
            "Bitte versuchen Sie es gleich noch einmal.",
            "Diese Seite ist veraltet",
            "Bitte beginnen Sie die Umfrage neu.",
            "Ihre Antwort konnte nicht gelesen werden",
            "Bitte gehen Sie zurück und kürzen Sie sie.",
            "Neu beginnen",
        ],
    ),
    (
        "es",
        [
            "Esta encuesta no está aquí",
            "Puede que la dirección tenga un error o que la encuesta haya terminado. Gracias por querer responder.",
            "No se pudo guardar su respuesta",
            "Inténtelo de nuevo en un momento.",
            "Esta página ya no es actual",
            "Vuelva a empezar la encuesta, por favor.",
            "No se pudo leer su respuesta",
            "Vuelva atrás y acórtela, por favor.",
            "Volver a empezar",
        ],
    ),
    (
        "pt",
        [
            "Este inquérito não está aqui",
            "O endereço pode ter um erro, ou o inquérito terminou. Obrigado por querer responder.",
            "Não foi possível guardar a sua resposta",
            "Tente de novo dentro de momentos.",
            "Esta página já não é atual",
            "Recomece o inquérito, por favor.",
            "Não foi possível ler a sua resposta",
            "Volte atrás e encurte-a, por favor.",
            "Recomeçar",
        ],
    ),
    (
        "ja",
        [
            "このアンケートは見つかりません",
            "アドレスが間違っているか、アンケートが終了した可能性があります。",
            "回答を保存できませんでした",
            "しばらくしてからもう一度お試しください。",
            "このページは古くなっています",
            "アンケートを最初からやり直してください。",
            "回答を読み取れませんでした",
            "前の画面に戻り、短くしてください。",
            "最初からやり直す",
        ],
    ),
];

impl Trouble {
    /// What to say in a locale; in English where its language is not among those here.
    pub(super) fn words(self, locale: &str) -> Words {
        let wanted = language(locale);
        let found = LANGUAGES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .or(LANGUAGES.first());
        let (locale, table) = found.map_or(("en", [""; 9]), |(name, table)| (*name, *table));
        let text = |place: usize| table.get(place).copied().unwrap_or_default();
        let at = self as usize * 2;
        Words { locale, title: text(at), text: text(at + 1), action: text(8) }
    }

    /// What to say to a client, by its languages.
    pub(super) fn words_for(self, headers: &HeaderMap) -> Words {
        let known = |wanted: &String| {
            LANGUAGES.iter().any(|(name, _)| name.eq_ignore_ascii_case(language(wanted)))
        };
        self.words(&negotiation::languages(headers).into_iter().find(known).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, Trouble};

    #[test]
    fn every_trouble_is_told_in_every_language() {
        for (locale, _) in LANGUAGES {
            for trouble in
                [Trouble::NotHere, Trouble::NotSaved, Trouble::OutOfDate, Trouble::Unreadable]
            {
                let words = trouble.words(locale);
                assert_eq!(words.locale, *locale);
                for text in [words.title, words.text, words.action] {
                    assert!(!text.is_empty(), "{locale} {trouble:?}");
                }
            }
        }
        assert_eq!(Trouble::NotHere.words("tlh").locale, "en");
    }
}
