//! Which schemes the addresses of a survey have.

use super::Definition;
use crate::problem::{Code, Found, Place};
use crate::source::form::{is_known_scheme, scheme_of};
use crate::source::{EndButton, Kind, Source};

/// Notes each address whose scheme is neither built in nor named by the survey.
pub(super) fn check(source: &Source, found: &mut Found) {
    let named = source.schemes.as_deref().unwrap_or_default();
    let mut check = |address: &str, at: &Place| {
        if let Some(scheme) = scheme_of(address)
            && !is_known_scheme(&scheme, named)
        {
            found.error(at.clone(), Code::SchemeNotNamed(scheme));
        }
    };
    let root = Place::root();
    let mut end = |button: Option<&EndButton>, redirect: Option<&String>, at: &Place| {
        if let Some(button) = button {
            check(&button.url, &at.key("button").key("url"));
        }
        if let Some(redirect) = redirect {
            check(redirect, &at.key("redirect"));
        }
    };
    end(source.end.button.as_ref(), source.end.redirect.as_ref(), &root.key("end"));
    for (n, ending) in source.endings.iter().enumerate() {
        let at = root.key("endings").item(n);
        end(ending.button.as_ref(), ending.redirect.as_ref(), &at);
    }
    for (n, question) in source.questions.iter().enumerate() {
        if let Kind::Link(link) = &question.kind {
            check(&link.url, &root.key("questions").item(n).key("url"));
        }
    }
}

impl Definition {
    /// The schemes of the addresses where endings send respondents, each once.
    #[must_use]
    pub fn redirect_schemes(&self) -> Vec<String> {
        let endings = self.parts.around.endings.iter();
        let redirects = endings.filter_map(|ending| ending.redirect.as_deref());
        let mut schemes: Vec<String> = redirects.filter_map(scheme_of).collect();
        schemes.sort_unstable();
        schemes.dedup();
        schemes
    }
}
