//! What the page, screen readers, the relay and Braze are told.

use std::rc::Rc;

use js_sys::JSON;
use sondage_survey::action::Action;
use sondage_survey::answer::{Form, Value};
use sondage_survey::delivery::Grounds;
use sondage_survey::profile::{EVENT, Origin};
use sondage_survey::serial::{Entry, Record};
use sondage_survey::session::{Event, Notice, Phase, Unsent};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::{Due, MOMENT, Shell};
use crate::bridge::Call;
use crate::js::{now, object};
#[cfg(feature = "json")]
use crate::package;

impl Shell {
    /// Tells the page, on the survey's root, from where it bubbles out of a shadow root too.
    pub(super) fn notify(&self, notice: &Notice) {
        // Nothing is stored where nothing is sent.
        if self.address.is_empty() && matches!(notice, Notice::Stored { .. }) {
            return;
        }
        // The bytes say that it takes nothing; for whom, the loader knows.
        let answered = Notice::Refused(Grounds::Answered);
        let is_told_apart =
            *notice == Notice::Refused(Grounds::Closed) && self.options.has_answered();
        let notice = if is_told_apart { &answered } else { notice };
        if let Notice::Card { question: Some(_), .. } = notice {
            self.begun_at.get_or_init(now);
        }
        #[cfg(feature = "json")]
        if let Notice::Answered { question, value } = notice {
            package::note(question, value.as_ref(), &self.options);
        }
        self.raise(notice.name(), &object(notice), false);
    }

    /// What is unsent, as the relay takes it.
    pub(super) fn written(&self, unsent: &Unsent) -> Option<String> {
        let submission = self.with(|session| {
            let mut submission =
                self.source.submission(unsent, &self.frame.hidden, session.survey());
            submission.begun_at = self.begun_at.get().map(String::as_str);
            object(&submission)
        })?;
        JsValue::from(JSON::stringify(&submission).ok()?).as_string()
    }

    /// Whether the page keeps its respondent from what they are about to do.
    pub(super) fn is_held_back(&self, event: &Event) -> bool {
        let action = match event {
            Event::Submitted { form, .. } => match Action::from_form(Form(form)) {
                Action::Locale(_) => return false,
                action => action,
            },
            Event::Dismissed => Action::Close,
            _ => return false,
        };
        let detail = self.with(|session| {
            let question = session.question().map(|(_, question)| question.id.as_str());
            (session.phase() != Phase::Closed).then(|| {
                object(&Record(&[
                    ("survey", Entry::Text(&session.survey().id)),
                    ("question", Entry::text(question)),
                    ("action", Entry::Text(&action.to_value())),
                ]))
            })
        });
        detail.flatten().is_some_and(|detail| !self.raise("sondage-leaving", &detail, true))
    }

    /// False where it can be cancelled and was.
    fn raise(&self, name: &str, detail: &JsValue, is_cancelable: bool) -> bool {
        let how = [
            ("bubbles", Entry::Flag(true)),
            ("composed", Entry::Flag(true)),
            ("cancelable", Entry::Flag(is_cancelable)),
        ];
        let how: CustomEventInit = object(&Record(&how)).unchecked_into();
        how.set_detail(detail);
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &how) {
            return self.page.root.dispatch_event(&event) != Ok(false);
        }
        true
    }

    /// Logs an answer's event through the bridge.
    pub(super) fn log(&self, question: &str, value: &Value, revision: i32) {
        let properties = self.with(|session| {
            let origin = Origin {
                response: &self.source.response,
                channel: &self.source.channel,
                locale: &session.survey().locale,
                fields: &self.frame.hidden,
            };
            object(&Entry::Values(&session.event(question, value, origin, revision)))
        });
        self.call(Call::Event(EVENT, properties.unwrap_or_default()));
    }

    /// Puts an answer on the profile through the bridge.
    pub(super) fn hand_over(&self, place: usize, value: Option<&Value>) {
        let attribute = self.with(|session| session.handed(place, value));
        if let Some((name, value)) = attribute.flatten() {
            self.call(Call::Attribute(name, object(&Entry::answer(value.as_ref()))));
        }
    }

    /// Says the survey's name to screen readers, once it is to be seen. They speak nothing that is
    /// hidden, nor what a live region holds when it comes.
    pub(super) fn introduce(self: &Rc<Self>) {
        let name = self.introduction.take();
        let Some(sheet) = self.page.find("[data-sheet]").filter(|_| !name.is_empty()) else {
            return;
        };
        if sheet.unchecked_ref::<HtmlElement>().offset_height() > 0 {
            return self.page.set_text("[data-live]", &name);
        }
        self.introduction.set(name);
        self.later(MOMENT, Due::Introduction);
    }
}
