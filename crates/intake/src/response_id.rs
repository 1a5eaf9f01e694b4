//! Ids of responses that follow from what is known: whoever comes again gets the same.

use secrecy::{ExposeSecret as _, SecretString};

use crate::identity::{hmac_sha256, json};
use crate::submission::Identifier;

/// The id of a known respondent's response, the same whenever it is asked for, so that two tabs of
/// one link are one response; `n` is how many there were before. Nobody else can guess it.
#[must_use]
pub fn response_of(
    secret: &SecretString,
    survey: &str,
    identifier: &Identifier,
    n: usize,
) -> String {
    let who = json(identifier);
    let signed = format!("response:{survey}.{n}.{who}");
    let [random @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
        hmac_sha256(secret.expose_secret().as_bytes(), signed.as_bytes());
    uuid::Builder::from_random_bytes(random).into_uuid().hyphenated().to_string()
}

/// The id of the response that a form begins which has none, the same for the same form: a double tap
/// where no script runs is one response. Whoever does not know all that is in the form does not get
/// to it. Its answer is no part of that where a token is: going back, changing the answer and
/// pressing again is one response as well. Without a token, what else is in the form can be guessed.
#[must_use]
pub fn response_of_form(
    secret: Option<&SecretString>,
    survey: &str,
    form: &[(String, String)],
) -> String {
    let key = secret.map_or("", |secret| secret.expose_secret());
    let has_token = form.iter().any(|(name, value)| name == "token" && !value.is_empty());
    let mut known = form.to_vec();
    known.retain(|(name, _)| !has_token || !name.starts_with("q."));
    let signed = format!("form:{survey}.{}", written_pairs(&known));
    let [random @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
        hmac_sha256(key.as_bytes(), signed.as_bytes());
    uuid::Builder::from_random_bytes(random).into_uuid().hyphenated().to_string()
}

#[expect(clippy::expect_used, reason = "pairs of texts, and no map")]
fn written_pairs(pairs: &[(String, String)]) -> String {
    serde_json::to_string(pairs).expect("pairs of texts can be written as JSON")
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::{response_of, response_of_form};
    use crate::submission::Identifier;

    fn ada() -> Identifier {
        Identifier::BrazeId("ada".into())
    }

    #[test]
    fn the_same_form_begins_the_same_response_and_another_one_another() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let form = vec![pair("shown_at", "1764460000"), pair("q.score", "9")];
        let key = SecretString::from("key");
        let first = response_of_form(Some(&key), "onboarding", &form);
        assert_eq!(first, response_of_form(Some(&key), "onboarding", &form));
        assert!(uuid::Uuid::try_parse(&first).is_ok());
        let signed = |score| {
            let form =
                [pair("shown_at", "1764460000"), pair("token", "ab12"), pair("q.score", score)];
            response_of_form(Some(&key), "onboarding", &form)
        };
        assert_eq!(signed("9"), signed("8"), "back, and another answer");
        let changed = vec![pair("shown_at", "1764460000"), pair("q.score", "8")];
        for other in [
            response_of_form(Some(&key), "exit", &form),
            response_of_form(None, "onboarding", &form),
            response_of_form(Some(&key), "onboarding", &changed),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn a_known_respondents_response_is_the_same_each_time_and_nobody_elses() {
        let of = |survey: &str, who: &Identifier, n| {
            response_of(&SecretString::from("key"), survey, who, n)
        };
        let first = of("onboarding", &ada(), 0);
        assert_eq!(first, of("onboarding", &ada(), 0));
        assert!(uuid::Uuid::try_parse(&first).is_ok());
        let external = Identifier::ExternalId("ada".into());
        for other in
            [of("exit", &ada(), 0), of("onboarding", &external, 0), of("onboarding", &ada(), 1)]
        {
            assert_ne!(first, other);
        }
    }
}
