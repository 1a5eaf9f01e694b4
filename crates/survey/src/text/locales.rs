//! The built-in wording, a column a locale.
//!
//! A test holds that no locale misses a text or a number's place in it.

use super::{Message, Wording};

/// The locales that the built-in wording knows, by language.
const LOCALES: &[(&str, [&str; Message::ALL.len()])] = &[
    (
        "en",
        [
            "Next",
            "Back",
            "Finish",
            "Close",
            "Question {n} of {m}",
            "Please answer this question.",
            "Please choose at least {n}.",
            "Please choose at most {n}.",
            "Please keep it to {n} characters.",
            "Please enter an e-mail address, like name@example.com.",
            "Other",
            "Your answer",
            "Please write your answer.",
            "This answer is not possible here.",
            "{n} of {m}",
            "Not at all likely",
            "Extremely likely",
            "I agree",
            "Sure",
            "Not now",
            "No connection right now. Your answers are kept and will be sent as soon as it is back.",
            "Your answers are saved.",
            "This survey is closed and takes no more answers.",
            "Open the survey in a new tab",
            "Leave the survey",
            "Optional",
        ],
    ),
    (
        "fr",
        [
            "Suivant",
            "Retour",
            "Terminer",
            "Fermer",
            "Question {n} sur {m}",
            "Merci de répondre à cette question.",
            "Choisissez au moins {n} réponse(s).",
            "Choisissez au plus {n} réponse(s).",
            "{n} caractères au plus, s’il vous plaît.",
            "Indiquez une adresse e-mail, comme nom@exemple.fr.",
            "Autre",
            "Votre réponse",
            "Écrivez votre réponse.",
            "Cette réponse n’est pas possible ici.",
            "{n} sur {m}",
            "Pas du tout probable",
            "Très probable",
            "J’accepte",
            "Volontiers",
            "Pas maintenant",
            "Pas de connexion pour l’instant. Vos réponses sont conservées et seront envoyées dès son retour.",
            "Vos réponses sont enregistrées.",
            "Ce questionnaire est clos et ne reçoit plus de réponses.",
            "Ouvrir le questionnaire dans un nouvel onglet",
            "Quitter le questionnaire",
            "Facultatif",
        ],
    ),
    (
        "de",
        [
            "Weiter",
            "Zurück",
            "Fertig",
            "Schließen",
            "Frage {n} von {m}",
            "Bitte beantworten Sie diese Frage.",
            "Bitte wählen Sie mindestens {n}.",
            "Bitte wählen Sie höchstens {n}.",
            "Bitte höchstens {n} Zeichen.",
            "Bitte geben Sie eine E-Mail-Adresse ein, etwa name@beispiel.de.",
            "Anderes",
            "Ihre Antwort",
            "Bitte schreiben Sie Ihre Antwort.",
            "Diese Antwort ist hier nicht möglich.",
            "{n} von {m}",
            "Sehr unwahrscheinlich",
            "Sehr wahrscheinlich",
            "Ich stimme zu",
            "Gern",
            "Nicht jetzt",
            "Gerade keine Verbindung. Ihre Antworten bleiben gespeichert und werden gesendet, sobald sie wieder da ist.",
            "Ihre Antworten sind gespeichert.",
            "Diese Umfrage ist beendet und nimmt keine Antworten mehr an.",
            "Umfrage in neuem Tab öffnen",
            "Umfrage verlassen",
            "Freiwillig",
        ],
    ),
    (
        "es",
        [
            "Siguiente",
            "Atrás",
            "Terminar",
            "Cerrar",
            "Pregunta {n} de {m}",
            "Responda a esta pregunta, por favor.",
            "Elija al menos {n}.",
            "Elija {n} como máximo.",
            "Como máximo {n} caracteres, por favor.",
            "Escriba una dirección de correo, como nombre@ejemplo.es.",
            "Otro",
            "Su respuesta",
            "Escriba su respuesta, por favor.",
            "Esta respuesta no es posible aquí.",
            "{n} de {m}",
            "Nada probable",
            "Muy probable",
            "Acepto",
            "Claro",
            "Ahora no",
            "No hay conexión en este momento. Sus respuestas se conservan y se enviarán en cuanto vuelva.",
            "Sus respuestas se han guardado.",
            "Esta encuesta está cerrada y ya no admite respuestas.",
            "Abrir la encuesta en una pestaña nueva",
            "Salir de la encuesta",
            "Opcional",
        ],
    ),
    (
        "pt",
        [
            "Seguinte",
            "Voltar",
            "Concluir",
            "Fechar",
            "Pergunta {n} de {m}",
            "Responda a esta pergunta, por favor.",
            "Escolha pelo menos {n}.",
            "Escolha no máximo {n}.",
            "No máximo {n} caracteres, por favor.",
            "Escreva um endereço de e-mail, como nome@exemplo.pt.",
            "Outro",
            "A sua resposta",
            "Escreva a sua resposta, por favor.",
            "Esta resposta não é possível aqui.",
            "{n} de {m}",
            "Nada provável",
            "Muito provável",
            "Concordo",
            "Claro",
            "Agora não",
            "Sem ligação neste momento. As suas respostas ficam guardadas e serão enviadas assim que ela voltar.",
            "As suas respostas estão guardadas.",
            "Este inquérito está encerrado e já não aceita respostas.",
            "Abrir o inquérito num novo separador",
            "Sair do inquérito",
            "Opcional",
        ],
    ),
    (
        "ja",
        [
            "次へ",
            "戻る",
            "完了",
            "閉じる",
            "質問 {n} / {m}",
            "この質問にお答えください。",
            "{n}つ以上選んでください。",
            "選べるのは{n}つまでです。",
            "{n}文字以内で入力してください。",
            "メールアドレスを入力してください(例: name@example.jp)。",
            "その他",
            "ご回答",
            "ご回答を入力してください。",
            "この回答は選べません。",
            "{m}段階の{n}",
            "まったく思わない",
            "とてもそう思う",
            "同意します",
            "はい",
            "今はしない",
            "現在接続できません。ご回答は保存されており、接続が戻りしだい送信します。",
            "ご回答を保存しました。",
            "このアンケートは終了しました。",
            "新しいタブでアンケートを開く",
            "アンケートを終える",
            "任意",
        ],
    ),
];

/// Languages written from right to left, of those in common use (Unicode CLDR, `characterOrder`).
const RIGHT_TO_LEFT: &[&str] = &["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

impl Wording {
    /// The wording of a locale: of its language, else English.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        let find = |language: &str| LOCALES.iter().find(|(name, _)| *name == language);
        let texts =
            find(language(locale)).or_else(|| find("en")).map(|(_, texts)| texts.as_slice());
        Self(texts.unwrap_or_default().iter().map(|text| (*text).to_owned()).collect())
    }
}

/// The language of a BCP 47 tag.
#[must_use]
pub(crate) fn language(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or(locale)
}

/// Whether a locale is written from right to left.
#[must_use]
pub(crate) fn is_right_to_left(locale: &str) -> bool {
    RIGHT_TO_LEFT.contains(&language(locale).to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_has_every_text_with_the_same_numbers_in_it() {
        let english = Wording::of("en");
        for (locale, _) in LOCALES {
            let wording = Wording::of(locale);
            for message in Message::ALL {
                let (text, reference) = (wording.get(*message), english.get(*message));
                assert!(!text.trim().is_empty(), "{locale} has no text for {message:?}");
                for number in ["{n}", "{m}"] {
                    let same = text.contains(number) == reference.contains(number);
                    assert!(same, "{locale}: {message:?} and {number}: {text}");
                }
            }
        }
    }

    #[test]
    fn a_regional_locale_takes_its_language_and_an_unknown_one_english() {
        assert_eq!(Wording::of("fr-CA").get(Message::Next), "Suivant");
        assert_eq!(Wording::of("tlh").get(Message::Next), "Next");
    }
}
