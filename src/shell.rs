//! The loop: events into the session, effects out into the page.

mod drawing;
mod telling;

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use sondage_survey::delivery::Reply;
use sondage_survey::kept::{Begun, Parcel, key_of_unsent};
use sondage_survey::session::{Effect, Event, Session, State, Unsent};
use sondage_survey::submission::Source;
use sondage_survey::survey::Survey;
use sondage_survey::text::concat;
use sondage_survey::view::{Close, Frame};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use crate::bridge::{self, Call, Calls};
use crate::handle::{Listener, Timer};
use crate::js::{Brought, get, now};
use crate::keyboard::{self, Typed};
use crate::memory::Memory;
use crate::options::Options;
#[cfg(feature = "json")]
use crate::package;
use crate::page::{Page, closest, matches, target};
use crate::post;
use crate::presses::Presses;

/// After so many milliseconds without a reply, a submission counts as failed: a stalled mobile
/// connection gives no error of its own. A late reply does no harm, as the relay stores once.
const REPLY_TIMEOUT: u32 = 15_000;

/// So many milliseconds after a live region has come, screen readers speak what it is given; and
/// so often it is looked whether it has come.
const MOMENT: u32 = 200;

/// What is listened to on the survey's root.
const ON_ROOT: [&str; 11] = [
    "submit",
    "click",
    "keydown",
    "input",
    "pointerdown",
    "sondage-dismiss",
    "sondage-expired",
    "sondage-locale",
    "sondage-revealed",
    "sondage-touched",
    "sondage-unmount",
];
/// And on the window, to which the document's own events bubble.
const ON_WINDOW: [&str; 5] =
    ["pagehide", "visibilitychange", "online", "ab.BridgeReady", "securitypolicyviolation"];

/// What a timer was set for.
#[derive(Clone, Copy)]
enum Due {
    /// The next try.
    Wake,
    /// The reply to the submission of this number.
    Late(u32),
    /// The end of the respondent's time.
    Limit,
    /// The survey's name, for screen readers.
    Introduction,
}

/// A session and the page it runs in.
pub(crate) struct Shell {
    /// Taken out while it is used. It is never used while it is: what the page raises meanwhile
    /// waits its turn.
    session: Cell<Option<Box<Session>>>,
    page: Page,
    frame: Frame,
    options: Options,
    source: Source,
    /// What takes the submissions; empty where nothing does.
    address: String,
    /// Where the answers so far are kept.
    key: String,
    /// Where this page keeps what the relay has not confirmed.
    unsent_key: String,
    /// Something is typed or chosen that may be no answer yet.
    has_typed: Cell<bool>,
    /// The page's policy stops requests that outlive it: in the frame of Braze's SDK, Firefox takes
    /// none for one to 'self', where it takes all others.
    is_plain: Cell<bool>,
    /// The last submission is kept beyond this page.
    is_kept: Cell<bool>,
    memory: Memory,
    calls: Calls,
    queue: Cell<Vec<Event>>,
    is_running: Cell<bool>,
    /// They hold the shell, which so lives until it is unmounted.
    listeners: Cell<Vec<Listener>>,
    /// A timer for each [`Due`].
    timers: [Cell<Option<Timer>>; 4],
    /// What screen readers are to hear first.
    introduction: Cell<String>,
    /// When the first question came on the screen.
    begun_at: OnceCell<String>,
    typed: Typed,
    presses: Presses,
    /// The last thing that was used is the keyboard: there, choosing an option goes through all
    /// those before it, and is no answer yet.
    by_key: Cell<bool>,
}

impl Shell {
    /// Takes over the card in `root`, or draws the first one.
    pub(crate) fn start(root: Element, survey: Survey, options: Options) -> Result<(), JsValue> {
        let page = Page::new(root)?;
        let hidden = options.identity().unwrap_or_else(|| page.hidden_fields());
        let revision = options.revision();
        let close = match options.is_message() {
            true => Close::Link,
            false if revision.is_none() => Close::Button,
            // The survey's own page, which has drawn a card and wears the theme.
            false => Close::Nothing,
        };
        let memory = Memory::new(&page.window, options.clone().into());
        let mut start = options.start(&survey.id, &hidden, &memory, &page.window);
        let relay = options.relay();
        let mut address = String::new();
        if !relay.is_empty() {
            address = concat(&[&relay, "/v1/surveys/", &survey.id, "/responses"]);
        }
        let unsent_key = key_of_unsent(&start.begun.response, &now());
        let frame = Frame { action: concat(&[&relay, "/s/", &survey.id]), hidden, close };
        let source = Source { response: start.begun.response.clone(), channel: options.channel() };
        if close == Close::Button && !survey.theme.is_empty() {
            options.style(&survey.theme);
        }
        for script in &survey.scripts {
            options.prepare(script);
        }
        let is_published = revision == Some(f64::from(survey.revision));
        let session = start.session(survey, &frame.hidden);
        let typed = std::mem::take(&mut start.begun.typed);
        let is_current = is_published && page.shows(&session.card(), &source.response);
        let shell = Rc::new(Self {
            session: Cell::new(Some(Box::new(session))),
            page,
            frame,
            options,
            source,
            address,
            key: start.key,
            unsent_key,
            is_plain: Cell::default(),
            is_kept: Cell::default(),
            has_typed: Cell::new(!typed.is_empty()),
            memory,
            calls: Calls::default(),
            queue: Cell::default(),
            is_running: Cell::default(),
            listeners: Cell::default(),
            timers: Default::default(),
            introduction: Cell::default(),
            begun_at: OnceCell::new(),
            typed: Typed::default(),
            presses: Presses::default(),
            by_key: Cell::default(),
        });
        #[cfg(feature = "json")]
        shell.with(|session| package::note_all(session, &shell.options));
        shell.show(is_current, &typed);
        shell.begin();
        Ok(())
    }

    fn begin(self: &Rc<Self>) {
        self.listen();
        if self.is_message() && bridge::is_there(&self.page.window) {
            self.dispatch(Event::Bridged);
        }
        // What is drawn behind something is not on the screen yet.
        if !self.options.is_hidden() {
            self.dispatch(Event::Shown);
        }
    }

    fn listen(self: &Rc<Self>) {
        let listening = Rc::clone(self);
        let callback = Rc::new(Closure::<dyn Fn(web_sys::Event)>::new(move |raised| {
            if let Some(event) = listening.heard(&raised)
                && !listening.is_held_back(&event)
            {
                listening.dispatch(event);
            }
        }));
        let mut listeners = Vec::new();
        for event in ON_ROOT {
            listeners.push(Listener::new(&self.page.root, event, &callback));
        }
        for event in ON_WINDOW {
            listeners.push(Listener::new(&self.page.window, event, &callback));
        }
        self.listeners.set(listeners);
    }

    /// Takes an event in. What happens while effects are carried out (a listener of the page that
    /// dismisses, say) waits its turn.
    fn dispatch(self: &Rc<Self>, event: Event) {
        let mut queue = self.queue.take();
        queue.push(event);
        self.queue.set(queue);
        if self.is_running.replace(true) {
            return;
        }
        loop {
            let events = self.queue.take();
            if events.is_empty() {
                break;
            }
            for event in events {
                let effects = self.with(|session| session.update(event));
                for effect in effects.unwrap_or_default() {
                    self.carry_out(effect);
                }
                self.keep();
            }
        }
        self.is_running.set(false);
    }

    /// Keeps what was answered, until there is nothing to go on with.
    fn keep(&self) {
        self.with(|session| {
            if session.state() == State::InProgress {
                let mut begun = Begun::of_session(&self.source.response, session);
                if self.has_typed.get() {
                    begun.typed = self.page.typed();
                }
                self.memory.keep(&self.key, &begun.to_text());
            } else {
                self.memory.forget(&self.key);
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Session) -> T) -> Option<T> {
        let mut session = self.session.take()?;
        let result = work(&mut session);
        self.session.set(Some(session));
        Some(result)
    }

    /// Takes the survey off the page.
    fn unmount(self: &Rc<Self>) {
        self.dispatch(Event::Left);
        drop(self.listeners.take());
        for timer in &self.timers {
            drop(timer.take());
        }
        self.page.clear();
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Draw => self.turn_card(),
            Effect::Focus(focus) => self.page.focus(focus),
            Effect::Announce(text) => {
                self.introduction.take();
                self.page.set_text("[data-live]", &text);
            }
            Effect::Introduce(name) => {
                self.introduction.set(name);
                self.later(MOMENT, Due::Introduction);
            }
            Effect::Status(text) => self.page.set_text("[data-status]", &text),
            Effect::Send(unsent) => self.send(&unsent),
            Effect::Wake(after_ms) => self.later(after_ms, Due::Wake),
            Effect::Limit(seconds) => self.later(seconds.saturating_mul(1_000), Due::Limit),
            Effect::Translate(locale) => {
                self.options.translate(&locale, &self.source.response);
            }
            Effect::Redirect(address) if !self.is_message() => {
                let _ = self.page.window.location().assign(&address);
            }
            Effect::Click(id) if self.is_message() => self.call(Call::Click(id)),
            Effect::Notify(notice) => self.notify(&notice),
            Effect::Close => self.close(),
            Effect::Log { question, value, revision } => self.log(&question, &value, revision),
            Effect::HandOver { place, value } => self.hand_over(place, value.as_ref()),
            // A message stays, and only a message has a bridge.
            Effect::Redirect(_) | Effect::Click(_) => {}
        }
    }

    fn call(&self, call: Call) {
        self.calls.add(call, &self.page.window);
    }

    fn send(self: &Rc<Self>, unsent: &Unsent) {
        let number = unsent.number;
        if self.address.is_empty() {
            return self.dispatch(Event::Sent { number });
        }
        let Some(body) = self.written(unsent) else { return };
        let parcel = Parcel { address: self.address.clone(), body };
        let is_kept = self.memory.keep_lasting(&self.unsent_key, &parcel.to_text());
        self.is_kept.set(is_kept);
        self.later(REPLY_TIMEOUT, Due::Late(number));
        let shell = Rc::downgrade(self);
        let then = move |reply| {
            if let Some(shell) = shell.upgrade() {
                shell.dispatch(match reply {
                    Reply::Stored => Event::Sent { number },
                    Reply::Refused(grounds) => Event::SendRefused { number, grounds },
                    Reply::NotNow => shell.failed(number),
                });
            }
        };
        let (key, memory) = (self.unsent_key.clone(), self.memory.clone());
        let outlives = !self.is_plain.get();
        post::deliver(parcel, key, memory, &self.page.window, outlives, Box::new(then));
    }

    fn failed(&self, number: u32) -> Event {
        Event::SendFailed { number, is_kept: self.is_kept.get() }
    }

    /// Sets a timer, in place of what it was set to before.
    fn later(self: &Rc<Self>, after_ms: u32, due: Due) {
        let at = match due {
            Due::Wake => 0,
            Due::Late(_) => 1,
            Due::Limit => 2,
            Due::Introduction => 3,
        };
        let shell = Rc::downgrade(self);
        let call = move || {
            if let Some(shell) = shell.upgrade() {
                shell.dispatch(match due {
                    Due::Wake => Event::Woke,
                    Due::Late(number) => shell.failed(number),
                    Due::Limit => Event::TimeUp { form: shell.page.form_pairs() },
                    Due::Introduction => return shell.introduce(),
                });
            }
        };
        if let Some(timer) = self.timers.get(at) {
            timer.set(Some(Timer::after(after_ms, &self.page.window, Box::new(call))));
        }
    }

    fn close(&self) {
        self.introduction.take();
        if self.is_message() {
            // The root is the message's body: without a bridge nothing of it may stay.
            self.page.root.unchecked_ref::<HtmlElement>().set_hidden(true);
            self.call(Call::Close);
        } else {
            self.page.restore_focus();
            self.page.clear();
        }
    }

    fn is_message(&self) -> bool {
        self.frame.close == Close::Link
    }

    fn submitted(&self) -> Event {
        Event::Submitted { form: self.page.submitted(), at: now() }
    }

    /// What an event of the page means for the session.
    fn heard(self: &Rc<Self>, raised: &web_sys::Event) -> Option<Event> {
        match raised.type_().as_str() {
            "submit" => {
                raised.prevent_default();
                Some(self.submitted())
            }
            "pointerdown" => {
                self.used(false);
                self.presses.note(raised);
                None
            }
            "click" => self.clicked(raised),
            "keydown" => {
                self.used(true);
                // A page of its own has nothing behind it.
                keyboard::handle(&self.page, self.is_message(), &self.typed, raised)
                    .filter(|_| self.frame.close != Close::Nothing)
            }
            "visibilitychange" if !self.page.document.hidden() => None,
            "visibilitychange" | "pagehide" => Some(Event::Left),
            "online" => Some(Event::Woke),
            "ab.BridgeReady" => {
                self.calls.make(&self.page.window);
                self.is_message().then_some(Event::Bridged)
            }
            "input" => {
                self.has_typed.set(true);
                self.keep();
                None
            }
            // The request has failed by then. Sent plainly it goes through, or waits as any other.
            "securitypolicyviolation" => (get(raised, "blockedURI") == self.address.as_str()
                && !self.is_plain.replace(true))
            .then_some(Event::Woke),
            "sondage-touched" => Some(Event::Touched),
            "sondage-locale" => {
                self.translated(&raised.unchecked_ref::<Brought>().detail());
                None
            }
            "sondage-revealed" => Some(Event::Shown),
            "sondage-dismiss" => Some(Event::Dismissed),
            "sondage-expired" => Some(Event::Expired),
            _ => {
                self.unmount();
                None
            }
        }
    }

    /// Notes what was used last: keys, or something that points.
    fn used(&self, keys: bool) {
        self.by_key.set(keys);
        let _ = self.page.root.toggle_attribute_with_force("data-keys", keys);
    }

    fn clicked(&self, raised: &web_sys::Event) -> Option<Event> {
        let target = target(raised)?;
        if closest(&target, "[data-card]").is_some() && self.presses.is_old(raised) {
            raised.prevent_default();
            raised.stop_propagation();
            return None;
        }
        self.page.note_button(&target);
        if let Some(link) = closest(&target, "[data-opens]") {
            self.page.note_opened(&link);
        }
        if matches(&target, "[data-tap]") && !self.by_key.get() {
            return Some(self.submitted());
        }
        closest(&target, "[data-close]")?;
        raised.prevent_default();
        Some(Event::Dismissed)
    }
}
