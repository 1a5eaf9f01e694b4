//! What the loader says of the surroundings, and does in them.

use js_sys::Array;
use sondage_survey::answer::Pairs;
use sondage_survey::kept::{Begun, Offer, key_of_answers};
use sondage_survey::session::Session;
use sondage_survey::submission::response_id;
use sondage_survey::survey::Survey;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Window};

use crate::js::{get, now, pairs, text};
use crate::memory::Memory;

#[wasm_bindgen]
extern "C" {
    /// What the loader says of the surroundings. Its properties are read by their names; what is
    /// not there is false, empty, or nothing:
    ///
    /// - `relay`: the relay's address, without a slash at its end; empty where answers stay here;
    /// - `channel`: the channel's name;
    /// - `response`: the response's id, where the card on the screen has one;
    /// - `revision`: the revision of that card; -1 where there is no card;
    /// - `isMessage`: whether the document is a Braze message. Where it is not and a card is on
    ///   the screen, it is the survey's own page;
    /// - `identity`: pairs of a field's name and value: who answers. Without it, the fields of the
    ///   form on the screen say so;
    /// - `forgets`: whether nothing is kept for a reload; it may change while the survey runs;
    /// - `hasAnswered`: whether the survey is closed to this respondent since they have answered it;
    /// - `isHidden`: whether the survey is not seen yet: `sondage-revealed` says when it is;
    /// - `answers`: an object to note what is answered in, by question (the package of npm);
    /// - `link`: what a page of the survey's own knows of the response:
    ///   - `kept`: its answers, with those that the link proposes: pairs of their forms,
    ///   - `proposed`: the ids of the questions whose answers the link proposes, with spaces
    ///     between them,
    ///   - `card`: the card on the screen, where it is not the one where the response was left,
    ///   - `isKnown`: whether the response is that of this link or respondent, and no browser's.
    #[derive(Clone, Debug)]
    pub type Options;

    /// Brings the controls in an element to life that have a script of their own.
    #[wasm_bindgen(method)]
    pub(crate) fn enliven(this: &Options, element: &Element, response: &str);

    /// Adds the theme's rules to the style sheet.
    #[wasm_bindgen(method)]
    pub(crate) fn style(this: &Options, css: &str);

    /// Asks for a script of controls ahead of its first use.
    #[wasm_bindgen(method)]
    pub(crate) fn prepare(this: &Options, script: &str);

    /// Gets the survey in another locale, for this response, and raises `sondage-locale` with its
    /// bytes as the detail.
    #[wasm_bindgen(method)]
    pub(crate) fn translate(this: &Options, locale: &str, response: &str);
}

/// The response that is gone on with, or begun.
pub(crate) struct Start {
    pub(crate) begun: Begun,
    /// The ids of the questions whose answers are only proposed, with spaces between them.
    pub(crate) proposed: String,
    /// Where its answers are kept.
    pub(crate) key: String,
    /// The card to begin with; empty for where it was left.
    pub(crate) card: String,
}

impl Start {
    /// The session that goes on from here; `fields` are the hidden ones of the form.
    pub(crate) fn session(&self, survey: Survey, fields: &Pairs) -> Session {
        let given = self.begun.given(&survey, fields);
        let mut session = Session::new(survey, given);
        for id in self.proposed.split(' ') {
            if let Some((place, _)) = session.survey().question(id) {
                session.propose(place, &now());
            }
        }
        session.go_on_where_it_was_left();
        if !self.card.is_empty() {
            session.go_to(&self.card);
        }
        session
    }
}

impl Options {
    pub(crate) fn relay(&self) -> String {
        text(self, "relay")
    }

    pub(crate) fn channel(&self) -> String {
        text(self, "channel")
    }

    pub(crate) fn revision(&self) -> Option<f64> {
        get(self, "revision").as_f64().filter(|revision| *revision >= 0.0)
    }

    pub(crate) fn is_message(&self) -> bool {
        get(self, "isMessage").is_truthy()
    }

    pub(crate) fn has_answered(&self) -> bool {
        get(self, "hasAnswered").is_truthy()
    }

    pub(crate) fn is_hidden(&self) -> bool {
        get(self, "isHidden").is_truthy()
    }

    pub(crate) fn identity(&self) -> Option<Pairs> {
        let identity = get(self, "identity");
        identity.is_truthy().then(|| pairs(identity.unchecked_ref::<Array>()))
    }

    #[cfg(feature = "json")]
    pub(crate) fn answers(&self) -> JsValue {
        get(self, "answers")
    }

    /// What to begin with, by what this browser has kept and the page offers; `fields` are the
    /// hidden ones of its form.
    pub(crate) fn start(
        &self,
        survey: &str,
        fields: &Pairs,
        memory: &Memory,
        window: &Window,
    ) -> Start {
        let key = key_of_answers(survey, fields, !self.relay().is_empty());
        let kept = memory.get(&key).as_deref().and_then(Begun::parse);
        let response = get(self, "response").as_string().unwrap_or_else(|| new_response(window));
        let new = Begun { response, ..Begun::default() };
        let link = get(self, "link");
        if !link.is_truthy() {
            let (proposed, card) = Default::default();
            return Start { begun: kept.unwrap_or(new), proposed, key, card };
        }
        let proposed = text(&link, "proposed");
        let offer = Offer {
            begun: Begun { pairs: pairs(get(&link, "kept").unchecked_ref::<Array>()), ..new },
            is_known: get(&link, "isKnown").is_truthy(),
            proposes: !proposed.is_empty(),
        };
        let has_unsent = |kept: &Begun| !memory.unsent(&kept.response).is_empty();
        let has_unsent = kept.as_ref().is_some_and(has_unsent);
        let begun = Begun::fresher(kept, offer, has_unsent);
        Start { begun, proposed, key, card: text(&link, "card") }
    }
}

/// A new response's id. `crypto.randomUUID` exists on secure origins only; random bytes everywhere.
fn new_response(window: &Window) -> String {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window.crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    response_id(bytes)
}
